"""The plain conversation over a list of lines, with a register of its own and a clock that stands still."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from wizard.advice.advise import House
from wizard.advice.questions import PolicyChoice
from wizard.advice.situation import GivenAttempt
from wizard.advice.worktime import LONDON
from wizard.base.errors import NotNowError
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.record import CaseRecord, attempted, read_events
from wizard.casework.session import Surroundings
from wizard.cli.ask import run_ask
from wizard.register.cases import NewEvent, Register
from wizard.register.places import Place

NOW: Final = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
#: A disagreement in Torbay, up to the advice.
ANSWERS: Final[dict[str, tuple[str, ...]]] = {
    "danger": ("no",),
    "policy": ("torbay",),
    "subject": ("child",),
    "from": ("education",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "about": ("levels-of-need",),
    "risk": ("welfare",),
    "raised": ("2026-11-16",),
    "tried": ("nothing",),
}


class Said(NamedTuple):
    """What came of one conversation. `text` holds the typed lines too, each behind "> ", `own` does not."""

    code: int
    text: str
    own: str

    @property
    def lines(self) -> list[str]:
        """Line by line."""
        return self.text.splitlines()

    @property
    def flat(self) -> str:
        """All of it, however it was folded."""
        return " ".join(self.text.split())

    @property
    def page(self) -> list[str]:
        """The last page: what was said since the last empty line, without how it all ended."""
        lines = self.text.split("\n\n")[-1].splitlines()
        ends = [place for place, line in enumerate(lines) if line.startswith("The input has ended.")]
        return lines[: ends[0]] if ends else lines


class Typist:
    """Types the lines, and then nothing more; what an exception stands for happens in its place."""

    def __init__(self, lines: Iterable[str | BaseException], out: io.StringIO) -> None:
        self._lines = iter(lines)
        self._out = out

    def readline(self, limit: int, /) -> str:
        """As of a stream."""
        line = next(self._lines, None)
        if line is None:
            return ""
        if isinstance(line, BaseException):
            raise line
        assert len(line) < limit
        self._out.write(f"> {line}".rstrip(" ") + "\n")
        return f"{line}\n"


class Paper(io.StringIO):
    """Takes what the program says, on its own and onto the page on which the typed lines stand too."""

    def __init__(self, page: io.StringIO) -> None:
        super().__init__()
        self._page = page

    def write(self, text: str, /) -> int:
        """As of a stream."""
        self._page.write(text)
        return super().write(text)


Ask = Callable[..., Said]


@cache
def _choices() -> tuple[PolicyChoice, ...]:
    return policy_choices()


@cache
def _house(policy: str) -> House:
    return open_house(policy)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that is worked in: documents are offered to be saved here."""
    folder = tmp_path / "working"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def no_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is typed, nothing of this machine is opened, and none of its printers prints."""

    def refuse(*_: object, **__: object) -> None:
        raise NotNowError("there is no desktop in a test")

    monkeypatch.setattr("wizard.base.desktop.open_in_desktop", refuse)
    monkeypatch.setattr("wizard.base.desktop.print_file", refuse)
    monkeypatch.setattr("wizard.cli.ask_saving.printers", lambda: ())


@pytest.fixture(scope="session")
def make_around() -> Callable[[Path], Surroundings]:
    """Surroundings with a register in that folder."""

    def make(folder: Path) -> Surroundings:
        return Surroundings(
            register=Register(folder / "register", lock_seconds=0),
            choices=_choices,
            open_house=_house,
            clock=lambda: NOW,
        )

    return make


@pytest.fixture
def around(tmp_path: Path, make_around: Callable[[Path], Surroundings]) -> Surroundings:
    return make_around(tmp_path)


@pytest.fixture(scope="session")
def talk() -> Callable[[Surroundings, Sequence[str | BaseException]], Said]:
    """Holds a conversation in given surroundings."""

    def hold(surroundings: Surroundings, lines: Sequence[str | BaseException]) -> Said:
        page = io.StringIO()
        paper = Paper(page)
        code = run_ask(surroundings, Typist(lines, page), paper)
        return Said(code, page.getvalue(), paper.getvalue())

    return hold


@pytest.fixture
def ask(around: Surroundings, talk: Callable[..., Said]) -> Ask:
    """Types the lines."""
    return lambda *lines: talk(around, lines)


@pytest.fixture
def make_case(around: Surroundings) -> Callable[..., str]:
    """A case with answers, up to the advice where `upto` names no number. The next start comes back to it where it
    is `left_open`; an `attempt` was recorded in it since."""

    def make(
        upto: int | None = None,
        *,
        left_open: bool = False,
        attempt: GivenAttempt | None = None,
        **changed: tuple[str, ...],
    ) -> str:
        said = list({**ANSWERS, **changed}.items())[:upto]
        events = [
            NewEvent(kind="answered", data={"question": question, "values": list(values)})
            for question, values in said
        ]
        events += [attempted(attempt, "torbay")] if attempt else []
        case = around.register.create(events, at=NOW, author=around.author)
        if left_open:
            around.register.places.keep(Place(case=case.id, version=case.version, at=NOW.isoformat()))
        return case.id

    return make


@pytest.fixture
def kept(around: Surroundings) -> Callable[[], CaseRecord]:
    """What the register holds of its one case."""

    def read() -> CaseRecord:
        (case,) = around.register.cases()
        return read_events(case.events)

    return read
