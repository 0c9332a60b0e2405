"""The pages say what is so: the example runs, every key is explained, and no link leads nowhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from wizard.advice.vignettes import Expect, Vignette
from wizard.policy.contacts import Contact, Contacts
from wizard.policy.model import (
    Bypass,
    Clock,
    ContactRule,
    Ending,
    Hours,
    Identity,
    Ladder,
    Notice,
    Outside,
    Pass,
    Person,
    Policy,
    Role,
    Route,
    Stage,
    Step,
    Subjects,
    Terms,
    Title,
    Unseen,
    When,
)

ROOT = Path(__file__).resolve().parents[1]
FORMAT = ROOT / "docs" / "policy-format.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
IN_POLICIES = (
    *(Bypass, Clock, ContactRule, Ending, Hours, Identity, Ladder, Notice, Outside, Pass, Person, Policy),
    *(Role, Route, Stage, Step, Subjects, Terms, Title, Unseen, When),
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


@pytest.mark.parametrize(
    "part", [*IN_POLICIES, Contact, Contacts, Vignette, Expect], ids=lambda one: one.__name__
)
def test_every_key_of_a_flow_is_explained(part: type[msgspec.Struct]) -> None:
    explained = set(re.findall(r"`(\w+)(?:: \w[\w ]*)?`", FORMAT.read_text("utf-8")))
    assert set(part.__struct_encode_fields__) - explained == set()


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
