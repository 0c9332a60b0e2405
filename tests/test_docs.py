"""The pages say what is so: the example runs, every key is explained, and no link leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from wizard.advice.flow_schemas import Vignettes
from wizard.policy.contacts import Contacts
from wizard.policy.model import Policy, When
from wizard.policy.schema import structs_in

ROOT = Path(__file__).resolve().parents[1]
FORMAT = ROOT / "docs" / "policy-format.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
IN_FLOWS = sorted(
    {one for kind in (Policy, Contacts, Vignettes) for one in structs_in(kind)}, key=lambda one: one.__name__
)


def example(to: Path) -> Path:
    """The flow that the page on the format shows, as files."""
    shown = re.findall(
        r"^`([\w-]+)/([\w.]+)`:\n\n```yaml\n(.*?)^```$", FORMAT.read_text("utf-8"), re.M | re.S
    )
    for folder, name, text in shown:
        (to / folder).mkdir(exist_ok=True)
        (to / folder / name).write_text(text, encoding="utf-8")
    (made,) = to.iterdir()
    return made


def test_the_example_of_the_format_passes_every_check(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "wizard", "check", str(example(tmp_path)), "--coverage", "--prove"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "5 vignettes come out right, every rule is exercised" in done.stdout


@pytest.mark.parametrize("part", IN_FLOWS, ids=lambda one: one.__name__)
def test_every_key_of_a_flow_is_explained(part: type[msgspec.Struct]) -> None:
    explained = set(re.findall(r"`(\w+)(?:: \w[\w ]*)?`", FORMAT.read_text("utf-8")))
    assert set(part.__struct_encode_fields__) - explained == set()


def test_every_word_that_a_key_may_hold_is_explained() -> None:
    text = re.sub(r"^```.*?^```$", "", FORMAT.read_text("utf-8"), flags=re.M | re.S)
    words = {one.rpartition(": ")[2] for one in re.findall(r"`([^`]+)`", text)}
    listed = {value for part in IN_FLOWS for value in _listed_in(part)}
    assert {"where possible", "may escalate", "is heard", "if-normal-routes-fail"} <= listed
    assert listed - words == set()


def _listed_in(part: type[msgspec.Struct]) -> Iterator[str]:
    info = msgspec.inspect.type_info(part)
    assert isinstance(info, msgspec.inspect.StructType)
    for field in info.fields:
        yield from _listed(field.type)


def _listed(kind: msgspec.inspect.Type) -> Iterator[str]:
    if isinstance(kind, msgspec.inspect.LiteralType):
        yield from map(str, kind.values)
    for name in ("type", "types", "item_type", "value_type"):
        inner = getattr(kind, name, None)
        for one in inner if isinstance(inner, tuple) else (inner,):
            if isinstance(one, msgspec.inspect.Type) and not isinstance(one, msgspec.inspect.StructType):
                yield from _listed(one)


def test_every_value_that_a_condition_may_list_is_explained() -> None:
    words = set(re.findall(r"`([\w-]+)`", FORMAT.read_text("utf-8")))
    named = {
        value
        for field in msgspec.json.schema(When)["$defs"]["When"]["properties"].values()
        for value in field.get("items", {}).get("enum", [])
    }
    assert {"immediate", "sole-trader", "policy-issue"} <= named
    assert named - words == set()


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            if "://" not in target:
                yield page, target


def test_every_link_between_the_pages_leads_somewhere() -> None:
    found = list(links())
    assert len(found) > 10
    assert [f"{page.name}: {target}" for page, target in found if not (page.parent / target).exists()] == []


def test_pictures_ask_nothing_of_other_hosts() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.svg"))
    assert pictures
    for picture in pictures:
        hosts = set(re.findall(r"https?://[^\s\"')]+", picture.read_text("utf-8")))
        # The name of the format, which nothing ever fetches.
        assert hosts <= {"http://www.w3.org/2000/svg"}
