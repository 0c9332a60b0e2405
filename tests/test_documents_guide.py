"""The page on documents is followed as it stands: each file saved, each command run, each output compared."""

from __future__ import annotations

import re
import shlex
import shutil
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from wizard.advice.lead import CardText, ContactText
from wizard.base.paths import shipped
from wizard.cli.main import run
from wizard.documents.case_view import AttemptView, CaseView, EntryView
from wizard.documents.context import DocumentView, PolicyView
from wizard.documents.formats import ENDINGS
from wizard.documents.notices import NoticeView
from wizard.policy.sources import FlowSources

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "documents.md").read_text("utf-8")
#: Everything on the page that somebody does, in order.
DONE = re.compile(
    r"^Save this as `(?P<file>[^`]+)`:\n\n```\w+\n(?P<text>.*?)^```$"
    r"|^```sh\n(?P<commands>.*?)^```$(?:\n\n```text\n(?P<shown>.*?)^```$)?"
    r"|Replace `(?P<old>[^`]+)` with `(?P<new>[^`]+)`"
    r"|The file `(?P<made>[^`]+)` then holds[^\n]*\n\n```text\n(?P<holds>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
LEFT_OUT = "…"


class Ran(NamedTuple):
    """A command of the page: how it ended, what it printed, and what the page says that it prints."""

    command: str
    code: int
    printed: str
    shown: str | None


class Followed(NamedTuple):
    """What has come of following the page: the commands, and what a file was to hold with what it holds."""

    ran: tuple[Ran, ...]
    held: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    here, home = tmp_path_factory.mktemp("here"), tmp_path_factory.mktemp("home")
    flows = tmp_path_factory.mktemp("flows")
    shutil.copytree(shipped("flows") / "torbay", flows / "torbay")  # one policy is enough to follow the page
    ran: list[Ran] = []
    held: list[tuple[str, str]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setenv("ESCALATE_HOME", str(home))
        patch.setattr("wizard.cli.document_check.flow_sources", lambda: FlowSources(flows))
        patch.setattr("wizard.documents.formats.written", lambda *_: b"tried elsewhere")
        case = ""
        for step in DONE.finditer(PAGE):
            if step["file"]:
                path = (home if step["file"].startswith("templates/") else here) / step["file"]
                path.parent.mkdir(exist_ok=True)
                path.write_text(step["text"], encoding="utf-8")
            elif step["old"]:
                path = home / "templates" / "cover-note.md"
                text = path.read_text("utf-8")
                assert text.count(step["old"]) == 1
                path.write_text(text.replace(step["old"], step["new"]), encoding="utf-8")
            elif step["made"]:
                held.append((step["holds"].strip(), (here / step["made"]).read_text("utf-8")))
            else:
                for command in step["commands"].splitlines():
                    done = Ran(command, *printed(patch, command.replace("CASE", case)), step["shown"])
                    ran.append(done)
                    case = done.printed.strip() if command.startswith("escalate case new") else case
    return Followed(tuple(ran), tuple(held))


def printed(patch: pytest.MonkeyPatch, command: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    with patch.context() as streams:
        streams.setattr("sys.stdout", out)
        streams.setattr("sys.stderr", err)
        name, *arguments = shlex.split(command)
        assert name == "escalate"
        code = run(arguments)
    assert err.getvalue() == "", command
    return code, out.getvalue()


def test_every_block_of_the_page_is_followed() -> None:
    done = list(DONE.finditer(PAGE))
    blocks = sum(
        bool(step["text"] or step["commands"] or step["holds"]) + bool(step["shown"]) for step in done
    )
    assert len(re.findall(r"^```\w", PAGE, re.M)) == blocks
    assert len(re.findall(r"^```", PAGE, re.M)) == 2 * blocks


@pytest.mark.long
def test_only_the_check_that_finds_the_slip_ends_with_a_no(followed: Followed) -> None:
    codes = [(one.command, one.code) for one in followed.ran if one.command != "escalate document check"]
    assert {code for _, code in codes} == {0}
    assert [one.code for one in followed.ran if one.command == "escalate document check"] == [1, 0]


@pytest.mark.long
def test_each_command_prints_what_the_page_shows(followed: Followed) -> None:
    for one in followed.ran:
        if one.shown is None:
            continue
        lines = one.shown.splitlines()
        pattern = "".join(
            r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line).replace(LEFT_OUT, ".*") + "\n"
            for line in lines
        )
        assert re.fullmatch(pattern, one.printed), f"{one.command}\n{one.printed}"


@pytest.mark.long
def test_the_document_of_the_page_holds_what_the_page_says(followed: Followed) -> None:
    ((holds, text),) = followed.held
    assert holds in text
    assert "School attendance record" in text
    assert "DRAFT" not in text


# What the page lists is what there is.

VALUES = {"doc": DocumentView, "policy": PolicyView, "case": CaseView, "card": CardText}


@pytest.mark.parametrize("name", VALUES)
def test_every_value_that_a_template_can_show_is_listed_once_in_its_order(name: str) -> None:
    rows = re.findall(rf"^\| `{name}\.(\w+)` \| \S.*\|$", PAGE, re.M)
    assert rows == list(VALUES[name].__struct_fields__)


@pytest.mark.parametrize(
    ("row", "item"),
    [
        ("case.attempts", AttemptView),
        ("case.notify", NoticeView),
        ("case.entries", EntryView),
        ("card.contacts", ContactText),
    ],
)
def test_every_part_of_an_item_of_a_list_is_named(row: str, item: type[msgspec.Struct]) -> None:
    (said,) = re.findall(rf"^\| `{re.escape(row)}` \| (.*) \|$", PAGE, re.M)
    assert set(re.findall(r"`(\w+)`", said)) - {"if"} == set(item.__struct_fields__)


def test_what_may_be_missing_is_said_of_each_value_that_may() -> None:
    for name, struct in VALUES.items():
        info = msgspec.inspect.type_info(struct)
        assert isinstance(info, msgspec.inspect.StructType)
        for field in info.fields:
            if field.name.startswith("awaited_"):
                continue  # said once for all of them
            kinds = field.type.types if isinstance(field.type, msgspec.inspect.UnionType) else ()
            may_be_none = any(isinstance(one, msgspec.inspect.NoneType) for one in kinds)
            (said,) = re.findall(rf"^\| `{name}\.{field.name}` \| (.*) \|$", PAGE, re.M)
            assert may_be_none == ("missing" in said), field.name


def test_every_format_is_listed() -> None:
    assert sorted(re.findall(r"^\| `(\.\w+)` \|", PAGE, re.M)) == sorted(ENDINGS)
