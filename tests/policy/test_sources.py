"""Where policies come from: an id names one flow, and what is wrong with one of them harms no other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.base.settings import SETTINGS_FILE
from wizard.policy.files import POLICY_FILE, read_flow_file
from wizard.policy.read import CONTACTS_FILE, read_flow
from wizard.policy.sources import FOLDERS_LIMIT, FlowSources, sources_at

SMALL = Path(__file__).parents[1] / "flows" / "small"
Put = Callable[..., Path]

needs_links = pytest.mark.skipif(os.name == "nt", reason="making links needs a right of its own on Windows")
needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with a name here")


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Puts a copy of the small flow at `root/name`, under that id, with `more` in its identity; returns `root`."""

    def make(root: str, name: str = "small", more: str = "") -> Path:
        folder = tmp_path / root / name
        shutil.copytree(SMALL, folder)
        path = folder / POLICY_FILE
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("  id: small\n", f"  id: {name}\n{more}", 1), encoding="utf-8")
        return folder.parent

    return make


def refused(sources: FlowSources, policy: str) -> list[str]:
    with pytest.raises(WrongInputError) as caught:
        sources.find(policy)
    return [str(one) for one in caught.value.faults]


def test_the_policies_of_every_source_are_known(put: Put) -> None:
    sources = FlowSources(put("shipped", "a"), (put("own", "b"), put("other", "c")))
    assert sources.ids() == ["a", "b", "c"]
    assert [sources.origin(one) for one in sources.ids()] == ["shipped", "own", "own"]
    assert (sources.faults(), sources.find("c").parent.name) == ([], "other")


def test_a_policy_that_is_nowhere_gets_the_nearest_of_all_sources(put: Put) -> None:
    sources = FlowSources(put("shipped", "barnsley"), (put("own", "torbay"),))
    (line,) = refused(sources, "tourbay")
    assert line.startswith("policy: 'tourbay' is no policy that is known here; did you mean 'torbay'?")


@pytest.mark.parametrize("name", ["../own/b", "own", "", ".", "b/../b"])
def test_an_id_leads_to_no_folder_that_is_not_listed(name: str, put: Put) -> None:
    assert len(refused(FlowSources(put("shipped", "a"), (put("own", "b"),)), name)) == 1


def test_ones_own_policy_takes_the_place_of_the_shipped_one_where_it_says_so(put: Put) -> None:
    ours, own = put("shipped"), put("own", more="  replaces_shipped: true\n")
    sources = FlowSources(ours, (own,))
    assert (sources.find("small"), sources.origin("small"), sources.ids()) == (
        own / "small",
        "own",
        ["small"],
    )


@pytest.mark.parametrize("more", ["", "  replaces_shipped: false\n", '  replaces_shipped: "true"\n'])
def test_two_policies_of_one_id_are_refused_where_it_is_not_said_which_counts(more: str, put: Put) -> None:
    sources = FlowSources(put("shipped"), (put("own", more=more), put("other", "b")))
    (line,) = refused(sources, "small")
    assert (
        f"own{os.sep}small{os.sep}{POLICY_FILE}:4:3: policy.id: a policy of this id comes with the program"
        in line
    )
    assert "replaces_shipped: true" in line
    assert (sources.ids(), sources.names()) == (["b"], ["b", "small"])
    assert [str(one) for one in sources.faults()] == [line]


def test_the_same_id_in_two_folders_of_ones_own_is_refused(put: Put) -> None:
    sources = FlowSources(put("shipped", "a"), (put("own"), put("other", more="  replaces_shipped: true\n")))
    (line,) = refused(sources, "small")
    assert "there is another flow of this id in" in line
    assert sources.ids() == ["a"]


def test_a_policy_of_ones_own_that_cannot_be_read_takes_no_shipped_ones_place(put: Put) -> None:
    own = put("own", more="  replaces_shipped: true\n")
    (own / "small" / POLICY_FILE).write_text("policy: [", encoding="utf-8")
    sources = FlowSources(put("shipped"), (own, put("other", "b")))
    assert f"own{os.sep}small" in refused(sources, "small")[0]
    assert sources.ids() == ["b"]


def test_a_folder_of_ones_own_that_is_not_there_is_said_and_harms_no_policy(put: Put, tmp_path: Path) -> None:
    sources = FlowSources(put("shipped", "a"), (tmp_path / "nowhere",))
    (line,) = [str(one) for one in sources.faults()]
    assert "nowhere: there is no such folder of flows" in line
    assert sources.ids() == ["a"]
    assert line in refused(sources, "b")


def test_a_folder_with_thousands_of_folders_is_looked_at_only_so_far(put: Put, tmp_path: Path) -> None:
    for number in range(FOLDERS_LIMIT + 1):
        (tmp_path / "own" / f"f{number}").mkdir(parents=True)
    sources = FlowSources(put("shipped", "a"), (tmp_path / "own",))
    assert [f"{FOLDERS_LIMIT:,}" in one.what for one in sources.faults()] == [True]
    assert sources.ids() == ["a"]


# The person's own folders.


def test_without_anything_of_ones_own_the_shipped_policies_are_known(tmp_path: Path) -> None:
    assert sources_at(tmp_path / "not-there-yet") == FlowSources(shipped("flows"))


def test_flows_in_the_programs_own_folder_are_found(put: Put, tmp_path: Path) -> None:
    put("home/flows")
    assert "small" in sources_at(tmp_path / "home").ids()


@pytest.mark.parametrize("written", ["{whole}", "../team"], ids=["in full", "from the program's folder"])
def test_flows_in_the_folder_that_the_settings_name_are_found(written: str, put: Put, tmp_path: Path) -> None:
    put("home/flows", "mine")
    put("team", "ours")
    said = written.format(whole=tmp_path / "team")
    (tmp_path / "home" / SETTINGS_FILE).write_text(f"# ours\nflows: '{said}'\n", encoding="utf-8")
    assert {"mine", "ours"} <= set(sources_at(tmp_path / "home").ids())


def test_a_folder_that_is_named_twice_counts_once(put: Put, tmp_path: Path) -> None:
    put("home/flows")
    (tmp_path / "home" / SETTINGS_FILE).write_text("flows: flows\n", encoding="utf-8")
    assert sources_at(tmp_path / "home").faults() == []


@pytest.mark.parametrize("text", ["", "# nothing yet\n\n"])
def test_settings_that_say_nothing_are_none(text: str, tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text, encoding="utf-8")
    assert sources_at(tmp_path).local == ()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("flow: x\n", ":1:1: flow: ", "did you mean 'flows'?"),
        ("flows: [x]\n", ":1:8: flows: ", "found a list"),
        ("flows: ''\n", ":1:8: flows: ", "empty"),
        ("flows: [\n", ":", "settings.yaml"),
    ],
)
def test_a_fault_of_the_settings_has_its_place(text: str, place: str, said: str, tmp_path: Path) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text, encoding="utf-8")
    sources = sources_at(tmp_path)
    (fault,) = sources.faults()
    assert f"{SETTINGS_FILE}{place}" in str(fault)
    assert "the settings are not used: " in fault.what
    assert said in str(fault)
    assert "torbay" in sources.ids()


def _too_large(path: Path) -> None:
    path.write_bytes(b"flows: x\n" + b"#" * 1_000_001)


def _link_to_itself(path: Path) -> None:
    path.symlink_to(path)


def _link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("gone"))


@pytest.mark.parametrize(
    "put_there",
    [
        _too_large,
        Path.mkdir,
        pytest.param(lambda path: os.mkfifo(path), marks=needs_pipes),
        pytest.param(_link_to_itself, marks=needs_links),
        pytest.param(_link_to_nothing, marks=needs_links),
    ],
    ids=["too large", "folder", "pipe", "link to itself", "link to nothing"],
)
def test_settings_that_cannot_be_read_are_said_in_one_line_and_stop_nothing(
    put_there: Callable[[Path], object], put: Put, tmp_path: Path
) -> None:
    put("home/flows")
    put_there(tmp_path / "home" / SETTINGS_FILE)
    sources = sources_at(tmp_path / "home")
    (fault,) = sources.faults()
    assert SETTINGS_FILE in fault.file
    assert fault.what.startswith("the settings are not used: ")
    assert "\n" not in str(fault)
    assert {"small", "torbay"} <= set(sources.ids())


# A stranger's flow.


@needs_links
@pytest.mark.parametrize("name", [POLICY_FILE, CONTACTS_FILE])
def test_a_file_that_is_a_link_out_of_its_flow_is_refused(name: str, put: Put, tmp_path: Path) -> None:
    folder = put("own") / "small"
    elsewhere = (folder / name).rename(tmp_path / name)
    (folder / name).symlink_to(elsewhere)
    with pytest.raises(WrongInputError, match="a link that leads out of its folder"):
        read_flow(folder)


@needs_links
def test_a_whole_flow_may_be_a_link(put: Put, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "small").symlink_to(put("elsewhere") / "small")
    assert read_flow(FlowSources(put("shipped", "a"), (tmp_path / "own",)).find("small")).policy.id == "small"


@needs_pipes
def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(put: Put) -> None:
    folder = put("own") / "small"
    (folder / CONTACTS_FILE).unlink()
    os.mkfifo(folder / CONTACTS_FILE)
    with pytest.raises(WrongInputError, match="a device or a pipe"):
        read_flow_file(folder, CONTACTS_FILE)


def test_a_flow_with_thousands_of_stages_is_refused_before_anything_is_built_of_them(put: Put) -> None:
    path = put("own") / "small" / POLICY_FILE
    stage = (
        "      - {{id: s{0}, label: R, title: T, rule: R, source: s, acts: {{role: director, agency: challenging}}, "
        "with: [{{role: director, agency: police}}], steps: [{{id: decide, does: D, source: s}}]}}\n"
    )
    many = "".join(stage.format(number) for number in range(3000))
    text = path.read_text(encoding="utf-8").replace("\nroutes:\n", f"\n{many}routes:\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrongInputError) as caught:
        read_flow(path.parent)
    assert ["expected at most 100 in one policy" in one.what for one in caught.value.faults] == [True]


def test_a_file_over_one_megabyte_is_refused(put: Put) -> None:
    path = put("own") / "small" / CONTACTS_FILE
    path.write_bytes(path.read_bytes() + b"#" * 1_000_000)
    with pytest.raises(WrongInputError, match="larger than 1,000,000 bytes"):
        read_flow(path.parent)
