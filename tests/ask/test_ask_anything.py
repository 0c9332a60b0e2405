"""Whatever is typed: nothing is raised, no answer is lost, and nothing but plain text comes out."""

from __future__ import annotations

import contextlib
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.casework.record import read_events
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import NewEvent
from wizard.register.places import Place

WORDS = (
    *("back", "review", "why", "save", "leave", "help", "cases", "new", "keep", "change 2", "change 9"),
    *("find torbay", "all", "more", "erase", "erase it", "rest", "skip", "add", "done", ".", "", "only 1"),
    *("16/11", "yesterday", "16/11 at 4", "1 3", "letter.md", "\0.md", "\x1b[2J", "\u202e", "\udcff"),
)
LINES = st.lists(
    st.one_of(
        st.integers(min_value=1, max_value=14).map(str),
        st.sampled_from(WORDS),
        st.text(alphabet=st.characters(exclude_categories=()), max_size=40).map(
            lambda text: text.replace("\n", " ").replace("\r", " ")
        ),
    ),
    max_size=25,
)
ANSWERS = {
    "danger": ("no",),
    "policy": ("torbay",),
    "subject": ("child",),
    "from": ("education",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "about": ("levels-of-need",),
    "raised": ("2026-11-16",),
    "tried": ("stage-1",),
    "began:stage-1": ("2026-11-16",),
    "outcome:stage-1": ("open",),
}


#: Controls, halves of letters, line separators; and what turns a line around.
UNSAFE = ("Cc", "Cs", "Zl", "Zp")
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def unsafe(text: str) -> set[str]:
    """What moves a cursor, ends a line or turns one around."""
    return {sign for sign in set(text) - {"\n"} if unicodedata.category(sign) in UNSAFE or sign in TURNING}


def begun(around: Surroundings, answered: int) -> None:
    """A case in which so many questions have their answer, and which was being worked on."""
    events = [
        NewEvent(kind="answered", data={"question": question, "values": list(values)})
        for question, values in list(ANSWERS.items())[:answered]
    ]
    if events:
        now = around.clock()
        case = around.register.create(events, at=now, author=around.author)
        around.register.places.keep(Place(case=case.id, version=case.version, at=now.isoformat()))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answered=st.sampled_from([0, 1, 4, 8, 11, 11]), lines=LINES)
def test_whatever_is_typed_nothing_is_raised_and_no_answer_is_lost(
    make_around: Callable[[Path], Surroundings],
    talk: Callable[..., object],
    answered: int,
    lines: list[str],
) -> None:
    accepted: dict[str, dict[str, tuple[str, ...]]] = {}
    answer, write = Session.answer, Session.write
    written: dict[str, set[str]] = {}

    def answer_and_note(self: Session, values: tuple[str, ...]) -> None:
        answer(self, values)
        if self.case_id:
            accepted[self.case_id] = dict(self.answers)

    def write_and_note(self: Session, field: str, text: str) -> None:
        write(self, field, text)
        if self.case_id and text.strip():
            written.setdefault(self.case_id, set()).add(text)

    with (
        tempfile.TemporaryDirectory() as folder,
        contextlib.chdir(folder),
        pytest.MonkeyPatch.context() as spy,
    ):
        spy.setattr(Session, "answer", answer_and_note)
        spy.setattr(Session, "write", write_and_note)
        around = make_around(Path(folder) / "home")
        begun(around, answered)
        said = talk(around, lines)
        held = {case.id: case for case in around.register.cases()}

    assert said.code in (0, 2)
    assert unsafe(said.own) == set()
    for case_id, answers in accepted.items():
        assert read_events(held[case_id].events).memory.latest() == answers
    for case_id, texts in written.items():
        events = [event.data.get("text") for event in held[case_id].events if event.kind == "detailed"]
        assert texts <= set(events)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    answered=st.integers(min_value=0, max_value=11),
    blanks=st.lists(st.sampled_from(["", " ", "\t"]), max_size=6),
)
def test_enter_alone_changes_nothing_wherever_one_is(
    make_around: Callable[[Path], Surroundings],
    talk: Callable[..., object],
    answered: int,
    blanks: list[str],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        around = make_around(Path(folder))
        begun(around, answered)
        before = list(around.register.cases())
        once = talk(around, [])
        said = talk(around, blanks)
        assert list(around.register.cases()) == before
    assert said.page[0] == once.page[0]
    assert said.text.count("Nothing was chosen.") == len(blanks)
