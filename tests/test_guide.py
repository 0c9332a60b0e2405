"""The guide for authors is done here as it stands: each block saved or run, in order, in an empty folder."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import UTC, datetime, tzinfo
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest

from wizard.cli.main import run
from wizard.policy.read import Flow, read_flow

GUIDE = (Path(__file__).resolve().parents[1] / "docs" / "writing-a-policy.md").read_text("utf-8")
#: Everything on the page that somebody does, in order: the sentence above a block, and the block.
DONE = re.compile(
    r"^(?P<how>Save this as|Add this at the end of|Put this in) `(?P<file>[^`]+)`"
    r"(?:, right below the line `(?P<line>[^`]+)`)?:\n\n```yaml\n(?P<yaml>.*?)^```$"
    r"|^```sh\n(?P<command>.*?)^```$(?:\n\n```text\n(?P<shown>.*?)^```$)?"
    r"|^Move the folder `(?P<moved>[^`]+)` into the folder `(?P<into>[^`]+)`",
    re.MULTILINE | re.DOTALL,
)
LEFT_OUT = "…"


class InNovember(datetime):
    """The day on which the page is followed: the check looks whether a policy's review is overdue."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> InNovember:
        return cls(2026, 11, 16, 9, tzinfo=tz or UTC)


class Ran(NamedTuple):
    """A command of the page: what it printed, and what the page says that it prints."""

    command: str
    code: int
    printed: str
    shown: str | None


class Followed(NamedTuple):
    """What has come of following the page."""

    ran: tuple[Ran, ...]
    flow: Flow


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    here = tmp_path_factory.mktemp("guide")
    home = tmp_path_factory.mktemp("home")
    ran: list[Ran] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        patch.setenv("ESCALATE_HOME", str(home))
        patch.setattr("wizard.cli.check.datetime", InNovember)
        for step in DONE.finditer(GUIDE):
            if step["yaml"] is not None:
                save(here / step["file"], step)
            elif step["moved"] is not None:
                (home / step["into"]).mkdir()
                shutil.move(here / step["moved"], home / step["into"])
            else:
                ran.append(Ran(step["command"].strip(), *printed(patch, step["command"]), step["shown"]))
    return Followed(tuple(ran), read_flow(home / "flows" / "my-county"))


def save(path: Path, step: re.Match[str]) -> None:
    if step["how"] == "Save this as":
        path.write_text(step["yaml"], encoding="utf-8")
        return
    there = path.read_text("utf-8")
    if step["how"] == "Add this at the end of":
        path.write_text(there + step["yaml"], encoding="utf-8")
        return
    assert there.count(f"\n{step['line']}\n") == 1
    path.write_text(
        there.replace(f"\n{step['line']}\n", f"\n{step['line']}\n{step['yaml']}"), encoding="utf-8"
    )


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
    assert len(re.findall(r"^```\w", GUIDE, re.M)) == sum(
        1 + (step["shown"] is not None) for step in DONE.finditer(GUIDE) if step["moved"] is None
    )
    assert len(re.findall(r"^```", GUIDE, re.M)) == 2 * len(re.findall(r"^```\w", GUIDE, re.M))


def test_each_command_of_the_page_does_what_it_is_to_do(followed: Followed) -> None:
    assert [one.command for one in followed.ran if one.code] == []
    assert "escalate check my-county --coverage --prove" in [one.command for one in followed.ran]


def test_each_command_prints_what_the_page_shows(followed: Followed) -> None:
    for one in followed.ran:
        assert one.shown is not None, one.command
        pattern = "".join(
            r"(?:.*\n)*?" if line == LEFT_OUT else re.escape(line) + "\n" for line in one.shown.splitlines()
        )
        assert re.fullmatch(pattern, one.printed), f"{one.command}\n{one.printed}"


def test_the_check_has_nothing_to_note(followed: Followed) -> None:
    (checked,) = [one for one in followed.ran if one.command.startswith("escalate check")]
    assert "note:" not in checked.printed
    assert len(checked.printed.splitlines()) == 3


def test_the_policy_has_two_ladders_a_receivers_clock_and_a_return(followed: Followed) -> None:
    policy = followed.flow.policy
    assert len(policy.ladders) == 2
    assert [one.id for one in policy.clocks if one.owner == "challenged"] == ["reply-limit"]
    assert [back.to for stage in policy.stages() for back in stage.returns] == ["level-2"]


def test_every_clause_of_the_printed_text_is_written_down(followed: Followed) -> None:
    quoted = "\n".join(line for line in GUIDE.splitlines() if line.startswith(">"))
    clauses = set(re.findall(r"^> \*\*(\d)\*\*", quoted, re.M))
    written = set(re.findall(r"source='§(\d)'", repr((followed.flow.policy, followed.flow.contacts))))
    assert written == clauses
