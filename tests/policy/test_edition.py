"""An edition is what the files of a flow say: named by that alone, and read again as it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import WrongInputError
from wizard.base.paths import shipped
from wizard.policy.edition import FlowTexts, edition_of, flow_files, read_texts, texts_of, unfolded
from wizard.policy.read import flow_folders, read_flow

SMALL = Path(__file__).parents[1] / "flows" / "small"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "small"))


def test_an_edition_is_the_policy_its_contacts_and_its_own_templates(copy: Path) -> None:
    with (copy / "policy.yaml").open("a") as policy:
        policy.write("\ntemplates: {chaser: own.md}\n")
    (copy / "templates").mkdir()
    (copy / "templates" / "own.md").write_bytes(b"own")
    (copy / "templates" / "notes.txt").write_bytes(b"none that a policy names")
    assert set(flow_files(copy)) == {"small/contacts.yaml", "small/policy.yaml", "small/templates/own.md"}


def test_the_vignettes_are_no_part_of_it(copy: Path) -> None:
    before = texts_of(copy).hash()
    (copy / "vignettes.yaml").write_text("[]")
    assert texts_of(copy).hash() == before


@pytest.fixture
def supplement(copy: Path) -> Path:
    folder = copy.with_name("small-town")
    folder.mkdir()
    (folder / "policy.yaml").write_text(
        "parent: small\npolicy:\n  id: small-town\n  edition: Town, May 2026\n", encoding="utf-8"
    )
    return folder


def test_the_edition_of_a_supplement_holds_what_it_supplements(copy: Path, supplement: Path) -> None:
    texts, flow = texts_of(supplement), read_flow(supplement)
    assert set(texts.files) == {"small-town/policy.yaml", "small/policy.yaml", "small/contacts.yaml"}
    assert (read_texts(texts).policy, read_texts(texts).contacts) == (flow.policy, flow.contacts)
    with (copy / "policy.yaml").open("ab") as opened:
        opened.write(b"\n# put right\n")
    assert texts_of(supplement).hash() != texts.hash()


def test_a_parent_in_another_folder_is_found_as_the_reader_finds_it(
    copy: Path, supplement: Path, tmp_path: Path
) -> None:
    (tmp_path / "own").mkdir()
    moved = supplement.rename(tmp_path / "own" / "small-town")
    texts = texts_of(moved, lambda _: copy)
    assert "small/policy.yaml" in texts.files
    assert read_texts(texts).policy == read_flow(moved, lambda _: copy).policy


def test_flows_that_supplement_each_other_do_not_go_round_for_ever(copy: Path, supplement: Path) -> None:
    with (copy / "policy.yaml").open("a") as policy:
        policy.write("\nparent: small-town\n")
    assert {name.partition("/")[0] for name in flow_files(supplement)} == {"small", "small-town"}


def test_a_file_that_leads_out_of_the_flow_is_not_kept(copy: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not for anyone")
    (copy / "contacts.yaml").unlink()
    try:
        (copy / "contacts.yaml").symlink_to(secret)
    except OSError:
        (copy / "contacts.yaml").write_text("")  # a system without links has nothing that leads out
        return
    with pytest.raises(WrongInputError, match="leads out"):
        texts_of(copy)


@pytest.mark.parametrize("file", ["policy.yaml", "contacts.yaml"])
def test_one_byte_more_is_another_edition(copy: Path, file: str) -> None:
    before = texts_of(copy).hash()
    with (copy / file).open("ab") as opened:
        opened.write(b"\n")
    assert texts_of(copy).hash() != before


def test_the_same_files_in_another_place_are_the_same_edition(copy: Path) -> None:
    assert texts_of(copy).hash() == texts_of(SMALL).hash()


@pytest.mark.parametrize("folder", flow_folders(shipped("flows")), ids=lambda one: one.name)
def test_each_flow_that_ships_is_read_from_its_texts_as_from_its_folder(folder: Path) -> None:
    texts, flow = texts_of(folder), read_flow(folder)
    again = read_texts(texts)
    assert (again.policy, again.contacts) == (flow.policy, flow.contacts)
    edition = edition_of(again, texts)
    assert (edition.id, edition.version) == (flow.policy.id, flow.policy.policy.edition)
    assert edition.short == f"{folder.name}@{texts.hash()[:12]}"


def test_texts_that_are_no_flow_are_refused_with_their_faults() -> None:
    texts = texts_of(SMALL)
    less = FlowTexts(flow="small", files=texts.files | {"small/policy.yaml": b"policy: {id: small}"})
    with pytest.raises(WrongInputError) as caught:
        read_texts(less)
    assert any("title" in fault.what for fault in caught.value.faults if fault.key.startswith("policy"))


def test_a_name_that_leads_out_of_the_edition_is_refused_and_written_nowhere(tmp_path: Path) -> None:
    texts = FlowTexts(flow="small", files={"../../escaped.yaml": b"x"})
    with pytest.raises(WrongInputError, match="outside"), unfolded(texts):
        pass
    assert not list(tmp_path.rglob("escaped.yaml"))


def test_a_folder_without_a_policy_has_no_edition(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="holds no policy"):
        texts_of(tmp_path)


def test_a_flow_that_is_larger_than_any_is_refused(copy: Path) -> None:
    (copy / "templates").mkdir()
    with (copy / "policy.yaml").open("a") as policy:
        for number in range(5):
            policy.write(f"# {number}.md\n")
            (copy / "templates" / f"{number}.md").write_bytes(b"x" * 1_000_000)
    with pytest.raises(WrongInputError, match="larger than a policy can be"):
        texts_of(copy)


@settings(max_examples=100)
@given(
    one=st.dictionaries(st.text(max_size=4), st.binary(max_size=4), max_size=3),
    other=st.dictionaries(st.text(max_size=4), st.binary(max_size=4), max_size=3),
)
def test_two_contents_have_one_hash_only_if_they_are_the_same(
    one: dict[str, bytes], other: dict[str, bytes]
) -> None:
    def valid(files: dict[str, bytes]) -> FlowTexts:
        return FlowTexts(
            flow="x", files={key.encode("utf-8", "replace").decode(): v for key, v in files.items()}
        )

    a, b = valid(one), valid(other)
    assert (a.hash() == b.hash()) == (a == b)
