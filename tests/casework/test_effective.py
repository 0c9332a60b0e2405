"""Which events count: an undoing can be undone, a correction too, and content that was removed changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.casework.effective import changed_at, effective, opened_at, taken_back
from wizard.casework.record import read_events
from wizard.register.cases import JSON, Author, Event

ME = Author(role="teacher", name="Jamie O'Example")


def event(seq: int, kind: str, /, **data: JSON) -> Event:
    return Event(seq=seq, time=f"2026-11-18T10:{seq:02}:00+00:00", author=ME, kind=kind, data=data)


def attempt(seq: int, outcome: str = "unresolved", **data: JSON) -> Event:
    said: dict[str, JSON] = {"stage": "talk", "began": "2026-11-16", "ended": None, "policy": "small"}
    return event(seq, "attempted", **{**said, "outcome": outcome, **data})


def corrected(seq: int, number: int, **data: JSON) -> Event:
    return event(seq, "corrected", event=number, reason="wrong", **data)


def undone(seq: int, number: int) -> Event:
    return event(seq, "undone", event=number, reason="wrong")


def removed(seq: int, by: int) -> Event:
    return Event(seq=seq, time="", author=Author("", ""), kind="erased-content", data={"by": by})


def outcomes(*events: Event) -> list[str]:
    return [one.recorded.attempt.outcome for one in read_events(events).attempts]


def test_what_was_taken_back_does_not_count() -> None:
    assert outcomes(attempt(1), undone(2, 1)) == []


def test_undoing_an_undoing_brings_the_old_back() -> None:
    assert outcomes(attempt(1), undone(2, 1), undone(3, 2)) == ["unresolved"]


def test_the_last_correction_counts_in_the_place_of_the_attempt() -> None:
    events = (
        attempt(1),
        attempt(2, "resolved"),
        corrected(3, 1, outcome="open"),
        corrected(4, 1, outcome="resolved"),
    )
    assert outcomes(*events[:3]) == ["open", "resolved"]
    assert outcomes(*events) == ["resolved", "resolved"]


def test_undoing_a_correction_brings_the_one_before_back() -> None:
    first, second = corrected(2, 1, outcome="open"), corrected(3, 1, outcome="resolved")
    assert outcomes(attempt(1), first, second, undone(4, 3)) == ["open"]
    assert outcomes(attempt(1), first, second, undone(4, 3), undone(5, 2)) == ["unresolved"]


def test_a_later_answer_about_an_attempt_counts_and_a_correction_after_it_counts_again() -> None:
    first = attempt(1, "resolved", closes=True)
    answer = event(2, "answered", question="outcome:talk", values=["unresolved"])
    assert outcomes(first, answer) == []
    assert outcomes(first, answer, corrected(3, 1, outcome="open")) == ["open"]


def test_the_duties_that_an_attempt_overtook_are_done_again_once_it_is_taken_back() -> None:
    done = event(1, "duties", ids=["debrief"])
    assert read_events((done, attempt(2))).duties_done == frozenset()
    assert read_events((done, attempt(2), undone(3, 2))).duties_done == {"debrief"}


@pytest.mark.parametrize("undo", [False, True])
def test_a_document_matches_again_once_the_undoing_that_it_rests_on_is_undone(undo: bool) -> None:
    made = event(1, "document-made", document="chaser", file="a.md", sha256="00")
    gone = event(3, "undone", event=2, reason="wrong", unmatched=[1])
    events = (made, attempt(2), gone, *([undone(4, 3)] if undo else []))
    assert read_events(events).made[0].matches is undo


def test_a_removed_attempt_and_what_names_it_leave_the_rest_as_it_is() -> None:
    rest = attempt(4, "resolved")
    tombstone = event(5, "erased", events=[1], ground="retention")
    assert outcomes(removed(1, 5), corrected(2, 1, outcome="open"), undone(3, 2), rest, tombstone) == [
        "resolved"
    ]


def test_a_case_was_opened_and_changed_when_the_first_and_last_event_with_a_time_were() -> None:
    events = (
        removed(1, 4),
        attempt(2),
        removed(3, 4),
        event(4, "erased", events=[1, 3], ground="g"),
        removed(5, 6),
    )
    assert (opened_at(events), changed_at(events)) == (events[1].time, events[3].time)


def test_where_no_event_has_a_time_there_is_none() -> None:
    assert (changed_at((removed(1, 2),)), opened_at(())) == ("", "")


@settings(max_examples=100)
@given(names=st.lists(st.integers(min_value=1, max_value=12), max_size=12))
def test_an_event_counts_exactly_if_nothing_that_counts_takes_it_back(names: list[int]) -> None:
    events = [attempt(1)]
    for number in names:
        seq = len(events) + 1
        events.append(undone(seq, number) if number < seq else attempt(seq))
    counting = {one.seq for one in effective(events)}
    for one in events:
        by = [later for later in events if later.kind == "undone" and later.data["event"] == one.seq]
        assert (one.seq in counting) == all(later.seq not in counting for later in by)
    assert counting.isdisjoint(taken_back(events))


@given(
    outcome=st.sampled_from(["open", "unresolved", "resolved"]), times=st.integers(min_value=0, max_value=6)
)
def test_a_correction_undone_so_many_times_counts_if_the_number_is_even(outcome: str, times: int) -> None:
    events = [attempt(1, "unresolved"), corrected(2, 1, outcome=outcome)]
    for _ in range(times):
        events.append(undone(len(events) + 1, len(events)))
    assert outcomes(*events) == [outcome if times % 2 == 0 else "unresolved"]
