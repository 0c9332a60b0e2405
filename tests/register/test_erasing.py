"""What was lawfully erased is gone from every file, and the record goes on to hold."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wizard.base.errors import NotNowError, WrongInputError
from wizard.register.casefile import case_path, lock_path, previous_path
from wizard.register.cases import Author, Case, NewEvent, Register
from wizard.register.erasing import erasable, erase
from wizard.register.lock import CaseLock
from wizard.register.places import Place
from wizard.register.storage import DamagedFileError, temporaries
from wizard.register.unfinished import unfinished
from wizard.register.verify import verify
from wizard.register.witness import Standing, Statement, make_statement

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LATER = AT + timedelta(days=30)
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")
OFFICER = Author(role="data protection officer", name="Sam Example")
GROUND = "Article 17(1)(d) UK GDPR, decision of 14 December"
SECRET = "Wolkenbruch"
LETTER = f"Dear {SECRET}".encode()

DiesAt = Callable[[int, Callable[[], object]], int]


@pytest.fixture
def case(register: Register) -> Case:
    """Its second and third event are to go; the third made a document."""
    return made(register)


def made(register: Register) -> Case:
    case = register.create([NewEvent(kind="opened", data={"stays": "yes"})], at=AT, author=TEACHER)
    told = NewEvent(kind=f"told {SECRET}", data={"note": SECRET})
    case = register.commit(case.id, [told], expected_version=1, at=AT, author=Author("lead", SECRET))
    sha256 = hashlib.sha256(LETTER).hexdigest()
    document = NewEvent(
        kind="document-made",
        data={"kept": register.documents.keep(LETTER), "sha256": sha256, "to": SECRET},
    )
    case = register.commit(case.id, [document], expected_version=2, at=AT, author=TEACHER)
    register.places.keep(Place(case=case.id, version=3, at="question", drafts={"x": SECRET}))
    return case


def erased(register: Register, case: Case, numbers: Collection[int] = (2, 3), ground: str = GROUND) -> Case:
    return erase(register, case.id, numbers, ground=ground, at=LATER, author=OFFICER)


def opened(register: Register) -> Iterator[bytes]:
    """Every file of the register as whoever has the keys can read it, and as it lies there."""
    keys = register.keys()
    ids = register.ids()
    abouts = ["index", "access", *(f"case {one}" for one in ids), *(f"place {one}" for one in ids)]
    for path in register.folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            for part in (data, *data.split(b"\n")):
                yield part
                for about in (*abouts, f"document {path.stem}"):
                    for frame in (part, decoded(part)):
                        with suppress(ValueError):
                            yield keys.unseal(about, frame)


def decoded(line: bytes) -> bytes:
    with suppress(ValueError):
        return base64.b64decode(line, validate=True)
    return b""


def is_anywhere(register: Register, *texts: str) -> bool:
    return any(text.encode() in data for data in opened(register) for text in texts)


def salts(register: Register, case: Case, numbers: Collection[int] = (2, 3)) -> list[str]:
    return [one.salt for one in register.stored_events(case.id) if one.seq in numbers]


def witnessed(register: Register) -> Statement:
    keys = register.keys()
    heads = [Standing(id=one.case, version=one.version, head=one.head) for one in register.heads()]
    private = register.vault.signing_key(keys).private_bytes_raw()
    return make_statement(keys.register, heads, AT, "0.1", private)


# ---- gone


def test_content_salt_and_author_are_gone_from_every_file(register: Register, case: Case) -> None:
    gone = salts(register, case)
    assert all(len(salt) == 64 for salt in gone)
    for text in (SECRET, *gone):
        assert is_anywhere(register, text)
    erased(register, case)
    assert not is_anywhere(register, SECRET, *gone)
    assert is_anywhere(register, "stays")


def test_the_copy_before_the_last_change_is_gone(register: Register, case: Case) -> None:
    assert previous_path(register.folder, case.id).exists()
    erased(register, case)
    assert not previous_path(register.folder, case.id).exists()
    assert register.get(case.id).version == 4


def test_what_a_killed_write_left_behind_is_gone_too(register: Register, case: Case) -> None:
    path, scratch = case_path(register.folder, case.id), unfinished(register.folder)
    for leftover in temporaries(path, previous_path(register.folder, case.id), scratch):
        shutil.copyfile(path, leftover)
    erased(register, case)
    assert not is_anywhere(register, SECRET)


@pytest.mark.parametrize("folder", ["damaged", "format-1/cases", "format-1/places"])
def test_what_was_set_aside_of_the_case_is_gone_and_that_of_another_stays(
    folder: str, register: Register, case: Case
) -> None:
    place = register.folder / folder
    place.mkdir(parents=True)
    (place / f"{case.id}.case.20261201T090000Z").write_bytes(SECRET.encode())
    (place / "2026-11-16-aaaaaa.case.20261201T090000Z").write_bytes(b"of another")
    erased(register, case)
    assert [one.name for one in place.iterdir()] == ["2026-11-16-aaaaaa.case.20261201T090000Z"]


def test_the_place_in_the_case_and_its_documents_are_gone(register: Register, case: Case) -> None:
    erased(register, case)
    assert register.places.of(case.id) is None
    assert not register.places.has_any()
    assert register.documents.all() == []


def test_the_place_in_another_case_and_its_documents_stay(register: Register, case: Case) -> None:
    other = register.create([NewEvent(kind="opened", data={})], at=AT, author=TEACHER)
    name = register.documents.keep(b"another letter")
    event = NewEvent(kind="document-made", data={"kept": name})
    register.commit(other.id, [event], expected_version=1, at=AT, author=TEACHER)
    register.places.keep(Place(case=other.id, version=2, at="question"))
    erased(register, case)
    assert register.documents.all() == [name]
    assert register.places.of(other.id) is not None


@pytest.mark.parametrize("in_another_case", [False, True])
def test_a_document_that_something_else_still_names_stays(
    register: Register, case: Case, in_another_case: bool
) -> None:
    name = register.documents.keep(LETTER)
    again = NewEvent(kind="document-made", data={"kept": name})
    if in_another_case:
        register.create([again], at=AT, author=TEACHER)
    else:
        register.commit(case.id, [again], expected_version=3, at=AT, author=TEACHER)
    erased(register, case, [3])
    assert register.documents.all() == [name]


def test_a_document_of_an_event_that_stays_is_left(register: Register, case: Case) -> None:
    erased(register, case, [2])
    assert len(register.documents.all()) == 1


def test_an_event_that_names_a_document_in_a_way_of_its_own_removes_nothing_else(
    register: Register, case: Case
) -> None:
    strange: list[NewEvent] = [
        NewEvent(kind="document-made", data={"kept": name})
        for name in ("yes", "../cases/x", "a\0b", 7, None, ["x"])
    ]
    register.commit(case.id, strange, expected_version=3, at=AT, author=TEACHER)
    erased(register, case, range(4, 10))
    assert len(register.documents.all()) == 1


# ---- what is left


def test_what_is_left_says_who_erased_what_when_and_on_what_ground(register: Register, case: Case) -> None:
    now = erased(register, case)
    assert now == register.get(case.id)
    assert [one.kind for one in now.events] == ["opened", "erased-content", "erased-content", "erased"]
    for one in now.events[1:3]:
        assert (one.time, one.author, one.data) == ("", Author("", ""), {"by": 4})
    told = now.events[3]
    assert (told.author, told.time[:10]) == (OFFICER, "2026-12-16")
    assert (told.data["events"], told.data["ground"]) == ([2, 3], GROUND)
    assert now.events[0] == case.events[0]


def test_the_chain_holds_before_and_after_and_for_a_witness_from_before(
    register: Register, case: Case
) -> None:
    statement = witnessed(register)
    before = [one.link for one in register.stored_events(case.id)]
    assert verify(register).documents == 1
    now = erased(register, case)
    assert [one.link for one in register.stored_events(case.id)][:3] == before
    assert now.head not in before
    assert verify(register).findings == ()
    found = verify(register, statement)
    assert (found.findings, found.since) == ((), statement.time)


def test_a_case_goes_on_after_an_erasure(register: Register, case: Case) -> None:
    erased(register, case)
    new = NewEvent(kind="attempted", data={})
    now = register.commit(case.id, [new], expected_version=4, at=LATER, author=TEACHER)
    assert now.version == 5
    assert verify(register).findings == ()
    assert not is_anywhere(register, SECRET)


def test_every_event_of_a_case_can_go(register: Register, case: Case) -> None:
    now = erased(register, case, erasable(case))
    assert {one.kind for one in now.events[:3]} == {"erased-content"}
    assert not is_anywhere(register, SECRET, "stays")
    assert verify(register).findings == ()
    assert [one.id for one in register.list()] == [case.id]


def test_what_was_erased_already_is_not_recorded_again(register: Register, case: Case) -> None:
    now = erased(register, case)
    assert erased(register, case) == now
    assert erased(register, case, [2]) == now
    more = erased(register, case, [1, 2], "another decision")
    assert more.events[4].data["events"] == [1]
    assert more.events[:1][0].data == {"by": 5}
    assert verify(register).findings == ()


def test_what_can_be_erased_is_all_but_what_is_gone_and_what_says_so(register: Register, case: Case) -> None:
    assert erasable(case) == (1, 2, 3)
    assert erasable(erased(register, case)) == (1,)


def test_the_index_asks_to_look_the_case_up(register: Register, case: Case) -> None:
    erased(register, case)
    assert [(one.id, one.version) for one in register.listing().loaded.wanted("x", 0, 0)] == [(case.id, 4)]


# ---- refused


@pytest.mark.parametrize(
    ("numbers", "ground", "words"),
    [
        ([2], "", "needs its ground"),
        ([2], " \n", "needs its ground"),
        ([], GROUND, "say which entries"),
        ([0], GROUND, "has no entry 0; it has entries 1 to 4"),
        ([2, 5], GROUND, "has no entry 5"),
        ([-1], GROUND, "has no entry -1"),
        ([2, 4], GROUND, "entry 4 says that something was erased, and stays"),
    ],
)
def test_what_cannot_be_erased_is_refused_and_nothing_changes(
    register: Register, case: Case, numbers: list[int], ground: str, words: str
) -> None:
    erased(register, case, [1])
    before = {path: path.read_bytes() for path in register.folder.rglob("*") if path.is_file()}
    with pytest.raises(WrongInputError, match=words):
        erased(register, case, numbers, ground)
    assert {path: path.read_bytes() for path in register.folder.rglob("*") if path.is_file()} == before


def test_a_case_that_there_is_not_is_refused(register: Register, case: Case) -> None:
    with pytest.raises(WrongInputError, match="there is no case"):
        erase(register, "2026-11-16-000000", [1], ground=GROUND, at=LATER, author=OFFICER)


def test_a_damaged_case_is_left_alone(register: Register, case: Case) -> None:
    path = case_path(register.folder, case.id)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(DamagedFileError):
        erased(register, case)
    assert previous_path(register.folder, case.id).exists()
    assert len(register.documents.all()) == 1


def test_a_case_that_a_colleague_is_saving_is_erased_later(register: Register, case: Case) -> None:
    with CaseLock(lock_path(register.folder, case.id), 0), pytest.raises(NotNowError):
        erased(register, case)
    assert register.get(case.id) == case
    assert len(register.documents.all()) == 1
    assert erased(register, case).version == 4


# ---- kills


def test_an_erasure_killed_at_any_call_can_be_repeated_and_completed(tmp_path: Path, dies_at: DiesAt) -> None:
    start = Register(tmp_path / "start")
    case = made(start)
    statement, gone = witnessed(start), salts(start, case)

    def killed(fatal: int) -> tuple[Register, int]:
        folder = tmp_path / str(fatal)
        shutil.copytree(start.folder, folder)
        register = Register(folder, lock_seconds=0)
        return register, dies_at(fatal, lambda: erased(register, case))

    _, calls = killed(0)
    assert calls > 20
    seen = set()
    for fatal in range(1, calls + 1):
        register, _ = killed(fatal)
        found = register.get(case.id)
        seen.add((found.version, len(register.documents.all())))
        assert found == case or found.events[1].kind == "erased-content"
        assert verify(register, statement).findings == ()
        now = erased(register, case)
        assert [one.kind for one in now.events] == ["opened", "erased-content", "erased-content", "erased"]
        assert not is_anywhere(register, SECRET, *gone)
        assert register.documents.all() == []
        assert verify(register, statement).findings == ()
    assert seen == {(3, 1), (4, 1), (4, 0)}
