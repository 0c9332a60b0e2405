"""Whatever is done to a register behind its back is found, by those who keep a witness even where it has the keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.policy.edition import FlowTexts
from wizard.register import chain
from wizard.register.casefile import case_path, previous_path
from wizard.register.cases import Author, Case, NewEvent, Register
from wizard.register.erasing import erase
from wizard.register.verify import Finding, Verified, verify
from wizard.register.witness import Standing, Statement, make_statement

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")
LETTER = b"Dear Kim"

Raw = dict[str, object]
Change = Callable[[list[Raw]], object]


def attempts(count: int) -> list[NewEvent]:
    return [NewEvent(kind="attempted", data={"stage": f"step-{n}"}) for n in range(count)]


@pytest.fixture
def case(register: Register) -> Case:
    """Of four events, and beside it another case."""
    other = register.create(attempts(1), at=AT, author=TEACHER)
    register.commit(other.id, attempts(1), expected_version=1, at=AT, author=TEACHER)
    return register.create(attempts(4), at=AT, author=TEACHER)


def inside(register: Register, case_id: str, change: Change, *, anew: bool = False) -> None:
    """Changes the events of a case as only somebody who has the keys can; with `anew`, chain and all."""
    path, about = case_path(register.folder, case_id), f"case {case_id}"
    tables = msgspec.json.decode(register.keys().unseal(about, path.read_bytes()))
    events = tables["case"]["1"]["events"]
    change(events)
    if anew:
        link = chain.start(case_id)
        for number, one in enumerate(events, start=1):
            content = msgspec.json.decode(one["content"])
            one["seq"] = content["seq"] = number
            one["content"] = msgspec.json.encode(content).decode()
            link = one["link"] = chain.link(link, chain.digest(one["salt"], one["content"]))
    path.write_bytes(register.keys().seal(about, msgspec.json.encode(tables)))


def witnessed(register: Register, at: datetime = AT) -> Statement:
    """What a witness gets to keep."""
    keys = register.keys()
    private = register.vault.signing_key(keys).private_bytes_raw()
    heads = [Standing(id=one.case, version=one.version, head=one.head) for one in register.heads()]
    return make_statement(keys.register, heads, at, "0.1", private)


def places(verified: Verified) -> list[tuple[str, int]]:
    return [(one.case, one.event) for one in verified.findings]


def say(text: str) -> Change:
    """Has the third event say something else."""

    def change(events: list[Raw]) -> None:
        events[2]["content"] = str(events[2]["content"]).replace("step-2", text)

    return change


# ---- nothing is wrong


def test_a_register_that_nobody_touched_has_no_findings(register: Register, case: Case) -> None:
    register.access().append(TEACHER, "looked", AT, case=case.id)
    kept = register.documents.keep(LETTER)
    made = NewEvent(kind="document-made", data={"kept": kept, "sha256": hashlib.sha256(LETTER).hexdigest()})
    register.commit(case.id, [made], expected_version=4, at=AT, author=TEACHER)
    found = verify(register)
    assert found.holds
    assert found.findings == ()
    assert (found.cases, found.events, found.documents, found.looks) == (2, 7, 1, 1)


def test_without_a_witness_it_is_said_what_only_a_witness_can_show(register: Register, case: Case) -> None:
    found = verify(register)
    assert found.since is None
    assert any("register checkpoint" in one for one in found.not_known)


def test_with_a_witness_it_is_unchanged_since_that_moment(register: Register, case: Case) -> None:
    statement = witnessed(register)
    register.commit(case.id, attempts(1), expected_version=4, at=AT, author=TEACHER)
    register.create(attempts(1), at=AT, author=TEACHER)
    found = verify(register, statement)
    assert (found.findings, found.since) == ((), "2026-11-16T09:30:00+00:00")
    assert not any("register checkpoint" in one for one in found.not_known)


def test_where_there_is_no_register_there_is_nothing_to_find(register: Register) -> None:
    found = verify(register)
    assert (found.holds, found.cases, found.events, found.looks) == (True, 0, 0, 0)


def test_looking_changes_no_case(register: Register, case: Case) -> None:
    folder = register.folder / "cases"
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
    verify(register, witnessed(register))
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


# ---- done by somebody who has the keys, and left the chain as it was


@pytest.mark.parametrize(
    ("change", "event"),
    [
        (say("step-9"), 3),
        (lambda events: events[0].update(content=str(events[0]["content"]) + " "), 1),
        (lambda events: events[1].update(salt="00" * 32), 2),
        (lambda events: events[1].update(salt="no salt"), 2),
        (lambda events: events[1].update(link="0" * 64), 2),
        (lambda events: events[1].update(link=""), 2),
        (lambda events: events[3].update(seq=5), 4),
        (lambda events: events.pop(0), 1),
        (lambda events: events.pop(1), 2),
        (lambda events: (events.pop(1), [one.update(seq=n) for n, one in enumerate(events, 1)]), 2),
        (lambda events: events.insert(1, dict(events[1])), 3),
        (lambda events: events.reverse(), 1),
        (lambda events: events.append({**events[3], "seq": 5}), 5),
        (lambda events: events[1].update(content=events[2]["content"], salt=events[2]["salt"]), 2),
        (lambda events: events[1].update({key: events[2][key] for key in ("content", "salt", "link")}), 2),
    ],
)
def test_an_event_that_is_not_what_was_recorded_is_named(
    register: Register, case: Case, change: Change, event: int
) -> None:
    inside(register, case.id, change)
    found = verify(register)
    assert places(found) == [(case.id, event)]
    assert not found.holds
    assert f"event {event} " in found.findings[0].what


def test_an_event_that_is_missing_is_told_apart_from_one_that_was_changed(
    register: Register, case: Case
) -> None:
    inside(register, case.id, lambda events: events.pop(1))
    (found,) = verify(register).findings
    assert found.what == "event 2 is missing, or stands in another place: event 3 is there instead"


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_no_two_events_can_change_places(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    register = Register(tmp_path_factory.mktemp("register"))
    case_id = register.create(attempts(5), at=AT, author=TEACHER).id
    first, second = data.draw(st.lists(st.integers(0, 4), min_size=2, max_size=2, unique=True).map(sorted))
    renumbered = data.draw(st.booleans())

    def swap(events: list[Raw]) -> None:
        events[first], events[second] = events[second], events[first]
        for number, one in enumerate(events, start=1):
            one["seq"] = number if renumbered else one["seq"]

    inside(register, case_id, swap)
    assert places(verify(register)) == [(case_id, first + 1)]


def test_the_chain_of_another_case_is_not_that_of_this_one(register: Register, case: Case) -> None:
    other = register.create(attempts(4), at=AT, author=TEACHER)
    foreign = msgspec.to_builtins(register.stored_events(other.id))
    inside(register, case.id, lambda events: events.__setitem__(slice(None), foreign))
    assert places(verify(register)) == [(case.id, 1)]


def test_what_stands_in_the_chain_and_is_no_event_is_found(register: Register, case: Case) -> None:
    def no_event(events: list[Raw]) -> None:
        events[3]["content"] = '{"seq": 4}'
        link = chain.digest(str(events[3]["salt"]), '{"seq": 4}')
        events[3]["link"] = chain.link(str(events[2]["link"]), link)

    inside(register, case.id, no_event)
    assert Finding(case.id, 4, "event 4 cannot be read as an event") in verify(register).findings


# ---- done by somebody who has the keys, chain and all


@pytest.mark.parametrize(
    ("change", "event", "words"),
    [
        (say("step-9"), 4, "was written anew"),
        (lambda events: events.pop(1), 4, "events are missing from the end: there were 4"),
        (lambda events: events.pop(), 4, "events are missing from the end: there were 4"),
        (
            lambda events: events.__delitem__(slice(1, None)),
            2,
            "events are missing from the end: there were 4",
        ),
        (lambda events: events.reverse(), 4, "was written anew"),
        (lambda events: events.insert(0, dict(events[1])), 4, "was written anew"),
    ],
)
def test_a_case_that_was_written_anew_is_found_by_a_witness_and_by_no_one_else(
    register: Register, case: Case, change: Change, event: int, words: str
) -> None:
    statement = witnessed(register)
    inside(register, case.id, change, anew=True)
    assert verify(register).holds
    found = verify(register, statement)
    assert places(found) == [(case.id, event)]
    assert words in found.findings[0].what
    assert "2026-11-16T09:30:00" in found.findings[0].what


def test_a_case_put_back_to_an_earlier_copy_is_found_by_a_witness(register: Register, case: Case) -> None:
    register.commit(case.id, attempts(2), expected_version=4, at=AT, author=TEACHER)
    statement = witnessed(register)
    case_path(register.folder, case.id).write_bytes(previous_path(register.folder, case.id).read_bytes())
    assert verify(register).holds
    assert places(verify(register, statement)) == [(case.id, 5)]


def test_an_earlier_witness_says_nothing_of_what_came_later(register: Register, case: Case) -> None:
    statement = witnessed(register)
    register.commit(case.id, attempts(2), expected_version=4, at=AT, author=TEACHER)
    inside(register, case.id, lambda events: events.pop(), anew=True)
    assert verify(register, statement).holds


def test_a_witness_of_another_register_is_not_believed(register: Register, case: Case) -> None:
    other = Register(register.folder.parent / "other")
    other.create(attempts(1), at=AT, author=TEACHER)
    found = verify(register, witnessed(other))
    assert found.since is None
    assert any("about another register" in one.what for one in found.findings)


def test_a_statement_that_was_changed_is_not_believed(register: Register, case: Case) -> None:
    statement = msgspec.structs.replace(witnessed(register), time="2026-11-17T09:30:00+00:00")
    found = verify(register, statement)
    assert found.since is None
    assert [one.what for one in found.findings] == [
        "the signature does not hold: the statement was changed after it was signed"
    ]


# ---- what is gone or does not open


def test_a_case_file_that_is_gone_is_found(register: Register, case: Case) -> None:
    case_path(register.folder, case.id).unlink()
    found = verify(register)
    assert found.findings == (Finding(case.id, 0, "the file of this case is gone"),)
    assert found.cases == 1


def test_a_case_that_is_gone_from_the_index_too_is_found_by_a_witness(register: Register, case: Case) -> None:
    statement = witnessed(register)
    for path in (case_path(register.folder, case.id), register.folder / "index.log"):
        path.unlink()
    assert verify(register).holds
    found = verify(register, statement)
    assert places(found) == [(case.id, 1)]
    assert "the case is gone" in found.findings[0].what


def test_a_case_file_with_only_its_previous_copy_left_is_found(register: Register, case: Case) -> None:
    register.commit(case.id, attempts(1), expected_version=4, at=AT, author=TEACHER)
    case_path(register.folder, case.id).unlink()
    assert set(places(verify(register))) == {(case.id, 0)}


def test_a_case_file_that_does_not_open_is_found_and_the_others_are_looked_at(
    register: Register, case: Case
) -> None:
    case_path(register.folder, case.id).write_bytes(b"ESC2 nothing of ours")
    found = verify(register)
    assert places(found) == [(case.id, 0)]
    assert "is damaged" in found.findings[0].what
    assert (found.cases, found.events) == (1, 2)


def made(register: Register, case: Case, content: bytes) -> str:
    """Records that a document was made, and keeps it. Returns its name."""
    name = register.documents.keep(content)
    data = {"kept": name, "sha256": hashlib.sha256(content).hexdigest()}
    event = NewEvent(kind="document-made", data=data)
    register.commit(case.id, [event], expected_version=register.get(case.id).version, at=AT, author=TEACHER)
    return name


def test_a_document_that_is_gone_is_found_with_its_event(register: Register, case: Case) -> None:
    made(register, case, b"first")
    register.documents.remove(made(register, case, b"second"))
    found = verify(register)
    assert places(found) == [(case.id, 6)]
    assert "cannot be read" in found.findings[0].what
    assert found.documents == 2


def test_a_document_exchanged_for_another_is_found(register: Register, case: Case) -> None:
    first, second = made(register, case, b"first"), made(register, case, b"second")
    folder = register.folder / "documents"
    (folder / f"{first}.blob").write_bytes((folder / f"{second}.blob").read_bytes())
    assert places(verify(register)) == [(case.id, 5)]


def test_a_document_written_anew_with_the_keys_is_found(register: Register, case: Case) -> None:
    name = made(register, case, b"first")
    forged = register.keys().seal(f"document {name}", b"second")
    (register.folder / "documents" / f"{name}.blob").write_bytes(forged)
    found = verify(register)
    assert places(found) == [(case.id, 5)]
    assert "is not the one that was recorded" in found.findings[0].what


@pytest.mark.parametrize("line", [0, 1])
def test_a_line_taken_out_of_the_log_of_looks_is_found(register: Register, case: Case, line: int) -> None:
    for _ in range(3):
        register.access().append(TEACHER, "looked", AT, case=case.id)
    log = register.folder / "access.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:line] + lines[line + 1 :]))
    found = verify(register)
    assert places(found) == [("", 0)]
    assert f"from its line {line + 1} on" in found.findings[0].what
    assert found.looks == 2


def test_everything_that_is_wrong_is_told_at_once(register: Register, case: Case) -> None:
    bad = register.create(attempts(4), at=AT, author=TEACHER)
    register.documents.remove(made(register, case, b"first"))
    inside(register, bad.id, say("step-9"))
    inside(register, case.id, lambda events: events[0].update(salt="00" * 32))
    assert places(verify(register)) == sorted([(case.id, 1), (case.id, 5), (bad.id, 3)])


# ---- erased


def test_a_lawful_erasure_is_no_finding_not_even_to_an_earlier_witness(
    register: Register, case: Case
) -> None:
    statement = witnessed(register)
    erase(register, case.id, [2, 3], ground="the law", at=AT + timedelta(days=1), author=TEACHER)
    register.commit(case.id, attempts(1), expected_version=5, at=AT, author=TEACHER)
    assert verify(register, statement).findings == ()
    assert verify(register, witnessed(register)).findings == ()


def strip(number: int, by: int) -> Change:
    """Takes the content of an event away as an erasure does, and says that the event `by` tells why."""

    def change(events: list[Raw]) -> None:
        one = events[number - 1]
        one["digest"] = chain.digest(str(one.pop("salt")), str(one.pop("content")))
        one["erased"] = by

    return change


@pytest.mark.parametrize("by", [1, 2, 4, 5, 99])
def test_content_that_is_gone_without_an_entry_that_says_so_is_found(
    register: Register, case: Case, by: int
) -> None:
    inside(register, case.id, strip(2, by))
    found = verify(register)
    assert places(found) == [(case.id, 2)]
    assert "no entry says who erased it and why" in found.findings[0].what


def test_an_entry_that_says_that_something_else_was_erased_is_none_for_this(
    register: Register, case: Case
) -> None:
    erase(register, case.id, [3], ground="the law", at=AT, author=TEACHER)
    inside(register, case.id, strip(2, 5))
    assert places(verify(register)) == [(case.id, 2)]


def test_the_digest_of_what_was_erased_cannot_be_exchanged(register: Register, case: Case) -> None:
    erase(register, case.id, [3], ground="the law", at=AT, author=TEACHER)
    for digest in ("0" * 64, "", "no hash"):
        inside(register, case.id, lambda events, digest=digest: events[2].update(digest=digest))
        assert places(verify(register)) == [(case.id, 3)]


# ---- texts of policies


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"{}")])
def test_a_policys_text_that_is_gone_or_damaged_is_found(
    register: Register, case: Case, spoil: Callable[[Path], object]
) -> None:
    name = register.editions.keep(FlowTexts(flow="small", files={"policy.yaml": b"x"}))
    register.commit(case.id, attempts(1), expected_version=4, at=AT, author=TEACHER, edition=name)
    assert verify(register).holds
    spoil(register.folder / "editions" / f"{name}.json")
    (found,) = verify(register).findings
    assert "text that cases go by cannot be read" in found.what
