"""Nobody reads a case who may not, no file stands in for another, and a locked register does nothing at all."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard.base.errors import EXIT_NOT_NOW, NotNowError
from wizard.register.casefile import case_path, previous_path
from wizard.register.cases import Author, Case, LockedError, NewEvent, Register
from wizard.register.erasing import erase
from wizard.register.index import IndexRow
from wizard.register.keys import Keys
from wizard.register.places import Place
from wizard.register.slots import Cost
from wizard.register.storage import DamagedFileError
from wizard.register.vault import Passphrase, Vault
from wizard.register.verify import verify

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")
CHEAP = Cost(memory_kib=32, passes=1, lanes=1)
WORDS = "kettle orbit maple"
MARK = "Wolkenbruch-Ärger"
OPENED = NewEvent(kind="opened", data={"policy": "torbay"})


@pytest.fixture
def case(register: Register) -> Case:
    return register.create([OPENED], at=AT, author=TEACHER)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    """Those of a real register in the folder of `register`."""
    vault = Vault(tmp_path / "home" / "register", cost=CHEAP)
    return vault.finish(vault.prepare(WORDS, "Robin", AT))


@pytest.fixture
def real(register: Register, keys: Keys) -> Case:
    """A case in a real register, which is locked again."""
    register.open_with(keys)
    case = register.create([OPENED], at=AT, author=TEACHER)
    register.lock()
    return case


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def written_as(text: str) -> list[bytes]:
    """The ways in which a text could stand in a file."""
    forms = [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("latin-1")]
    forms += [
        text.encode("unicode_escape"),
        text.encode().hex().encode(),
        text.encode().hex().upper().encode(),
    ]
    for shift in range(3):  # the same bytes are three texts in base64, by where they begin
        for encoded in (base64.b64encode, base64.urlsafe_b64encode):
            forms.append(encoded(b"\0" * shift + text.encode())[4:-4])
    return [form.lower() for form in forms]


# ---- in the clear


def test_nothing_that_is_written_of_a_case_stands_in_a_file_in_the_clear(register: Register) -> None:
    author = Author(role=f"role {MARK}", name=f"name {MARK}")
    case = register.create([NewEvent(kind=MARK, data={"note": MARK, MARK: [MARK]})], at=AT, author=author)
    register.commit(case.id, [OPENED], expected_version=1, at=AT, author=author)
    register.places.keep(
        Place(case=case.id, version=2, at=MARK, question=MARK, text=MARK, drafts={MARK: f"half a {MARK}"})
    )
    register.documents.keep(f"Dear {MARK}".encode())
    register.access().append(author, "looked", AT, case=case.id, detail=MARK)
    register.note(IndexRow(id=case.id, version=2, status=MARK, words=(MARK,), basis="x"))
    index = register.listing()
    register.renew_index(index.loaded.rows(), "x", index.mark)
    register.note(IndexRow(id=case.id, version=2, status=MARK, words=(MARK,), basis="x"))
    files = contents(register.folder)
    assert {name.split("/")[0].split("\\")[0] for name in files} >= {
        *("cases", "previous", "places", "documents", "access.log", "index.log", "index.snapshot"),
    }
    for name, content in files.items():
        found = [
            form for form in written_as(MARK) if form in content.lower() or form in name.lower().encode()
        ]
        assert found == [], name


def test_the_ways_of_writing_are_all_looked_for() -> None:
    for shift in range(3):
        around = b"x" * shift + MARK.encode() + b"yy"
        assert any(form in base64.b64encode(around).lower() for form in written_as(MARK))
        assert any(form in around.hex().encode() for form in written_as(MARK))


def test_the_same_case_is_other_bytes_each_time_it_is_saved(register: Register, case: Case) -> None:
    path, before = case_path(register.folder, case.id), register.get(case.id)
    first = path.read_bytes()
    register.change(case.id, lambda stored: stored.events)
    assert register.get(case.id) == before
    assert len({first[8:20], path.read_bytes()[8:20]}) == 2  # the nonce
    assert path.read_bytes() != first


# ---- one file in the place of another


def refused(register: Register, case_id: str) -> None:
    with pytest.raises(DamagedFileError, match="is damaged: it is cut short, changed or not in its format"):
        register.get(case_id)


def test_the_file_of_another_case_does_not_open(register: Register, case: Case) -> None:
    other = register.create([OPENED], at=AT, author=TEACHER)
    case_path(register.folder, case.id).write_bytes(case_path(register.folder, other.id).read_bytes())
    refused(register, case.id)
    assert register.get(other.id) == other


def test_the_file_of_the_same_case_in_another_register_does_not_open(
    register: Register, case: Case, tmp_path: Path
) -> None:
    other = Register(tmp_path / "other")
    other.create([OPENED], at=AT, author=TEACHER)
    case_path(other.folder, case.id).write_bytes(case_path(register.folder, case.id).read_bytes())
    refused(other, case.id)


def test_the_file_of_a_practice_register_does_not_open_as_that_of_a_real_one(tmp_path: Path) -> None:
    ring = Keys.new("ab" * 16, practice=True).ring()
    practice, real = (Keys.from_ring("ab" * 16, each, ring) for each in (True, False))
    with pytest.raises(ValueError, match="cannot be opened"):
        real.unseal("case x", practice.seal("case x", b"text"))


def test_a_document_or_a_place_in_the_place_of_a_case_does_not_open(register: Register, case: Case) -> None:
    path = case_path(register.folder, case.id)
    name = register.documents.keep(path.read_bytes())
    path.write_bytes((register.folder / "documents" / f"{name}.blob").read_bytes())
    refused(register, case.id)
    register.places.keep(Place(case=case.id, version=1, at="now"))
    path.write_bytes((register.folder / "places" / f"{case.id}.place").read_bytes())
    refused(register, case.id)


def test_a_case_in_the_place_of_a_place_is_no_place(register: Register, case: Case) -> None:
    register.places.keep(Place(case=case.id, version=1, at="now"))
    (register.folder / "places" / f"{case.id}.place").write_bytes(
        case_path(register.folder, case.id).read_bytes()
    )
    assert register.places.of(case.id) is None
    assert register.places.last() is None


def test_the_place_of_another_case_is_no_place(register: Register, case: Case) -> None:
    other = register.create([OPENED], at=AT, author=TEACHER)
    register.places.keep(Place(case=other.id, version=1, at="now"))
    folder = register.folder / "places"
    (folder / f"{other.id}.place").rename(folder / f"{case.id}.place")
    assert register.places.of(case.id) is None


# ---- locked


def every_way_to_read(register: Register, case_id: str) -> list[Callable[[], object]]:
    return [
        lambda: register.get(case_id),
        lambda: register.history(case_id),
        lambda: register.stored_events(case_id),
        lambda: list(register.cases()),
        register.list,
        register.damaged,
        lambda: list(register.heads()),
        register.watch,
        register.listing,
        register.access,
        lambda: register.places.last(),
        lambda: [register.documents.read(name) for name in register.documents.all()],
        lambda: verify(register),
    ]


def every_way_to_write(register: Register, case_id: str) -> list[Callable[[], object]]:
    return [
        lambda: register.create([OPENED], at=AT, author=TEACHER),
        lambda: register.commit(case_id, [OPENED], expected_version=1, at=AT, author=TEACHER),
        lambda: register.change(case_id, lambda stored: stored.events),
        lambda: register.forget_previous(case_id),
        lambda: register.documents.keep(b"letter"),
        lambda: register.places.keep(Place(case=case_id, version=1, at="now")),
        lambda: register.note_bare(case_id, 2),
        lambda: erase(register, case_id, [1], ground="the law", at=AT, author=TEACHER),
    ]


def test_a_locked_register_is_neither_read_nor_written(register: Register, keys: Keys, real: Case) -> None:
    register.open_with(keys)
    register.places.keep(Place(case=real.id, version=1, at="now"))
    register.documents.keep(b"an earlier letter")
    register.commit(real.id, [OPENED], expected_version=1, at=AT, author=TEACHER)
    register.lock()
    before = {name: data for name, data in contents(register.folder).items() if not name.endswith(".lock")}
    assert register.state() == "locked"
    for attempt in (*every_way_to_read(register, real.id), *every_way_to_write(register, real.id)):
        with pytest.raises(LockedError, match="the register is locked") as caught:
            attempt()
        assert caught.value.exit_code == EXIT_NOT_NOW == 3
    register.tidy()
    after = {name: data for name, data in contents(register.folder).items() if not name.endswith(".lock")}
    assert after == before


def test_that_there_are_cases_is_known_of_a_locked_register(register: Register, real: Case) -> None:
    assert register.has_cases()
    assert register.ids() == [real.id]
    assert register.state() == "locked"
    marker = register.marker()
    assert marker is not None
    assert marker.practice is False


def test_the_secret_is_asked_for_once_and_when_it_is_needed(register: Register, real: Case) -> None:
    asked: list[str] = []

    def unlock(vault: Vault) -> Keys:
        asked.append("passphrase")
        return vault.unlock(Passphrase(WORDS))

    again = Register(register.folder, unlock=unlock)
    assert (again.state(), again.ids(), again.has_cases(), asked) == ("locked", [real.id], True, [])
    assert again.get(real.id) == real
    again.commit(real.id, [OPENED], expected_version=1, at=AT, author=TEACHER)
    assert [each.id for each in again.list()] == [real.id]
    assert (again.state(), asked) == ("open", ["passphrase"])
    again.lock()
    assert again.state() == "locked"
    again.get(real.id)
    assert asked == ["passphrase", "passphrase"]


def test_a_secret_that_is_not_given_leaves_the_register_locked(register: Register, real: Case) -> None:
    def refuse(_: Vault) -> Keys:
        raise LockedError

    again = Register(register.folder, unlock=refuse)
    with pytest.raises(LockedError):
        again.get(real.id)
    assert again.state() == "locked"


def test_a_register_that_is_locked_has_forgotten_the_keys(register: Register, keys: Keys, real: Case) -> None:
    register.open_with(keys)
    assert register.get(real.id) == real
    assert register.state() == "open"
    register.lock()
    with pytest.raises(LockedError):
        register.get(real.id)


def test_a_case_of_a_real_register_is_no_practice(real: Case) -> None:
    assert real.practice is False


def test_the_keys_of_another_register_do_not_open_this_one(
    register: Register, real: Case, tmp_path: Path
) -> None:
    register.open_with(Keys.new("ab" * 16, practice=False))
    assert register.state() == "locked"
    with pytest.raises(LockedError):
        register.get(real.id)


# ---- new keys in the middle of things


def test_new_keys_between_looking_and_saving_save_nothing_until_it_is_opened_again(
    register: Register, keys: Keys, real: Case
) -> None:
    register.open_with(keys)
    looked = register.get(real.id)
    Vault(register.folder, cost=CHEAP).begin_rotation(keys)
    before = {name: data for name, data in contents(register.folder).items() if not name.endswith(".lock")}
    for attempt in every_way_to_write(register, real.id):
        with pytest.raises(NotNowError):
            attempt()
    after = {name: data for name, data in contents(register.folder).items() if not name.endswith(".lock")}
    assert after == before
    assert register.state() == "locked"
    register.open_with(Vault(register.folder).unlock(Passphrase(WORDS)))
    assert register.get(real.id) == looked
    changed = register.commit(real.id, [OPENED], expected_version=1, at=AT, author=TEACHER)
    assert changed.events[:1] == looked.events
    assert [path(register.folder, real.id).read_bytes()[4:8] for path in (case_path, previous_path)] == [
        b"\0\0\0\2",  # sealed with the new keys, and the copy before with the old
        b"\0\0\0\1",
    ]


def test_new_keys_while_a_commit_is_under_way_save_nothing(
    register: Register, keys: Keys, real: Case
) -> None:
    register.open_with(keys)
    before = case_path(register.folder, real.id).read_bytes()

    def rotated_meanwhile(stored: object) -> list[object]:
        Vault(register.folder, cost=CHEAP).begin_rotation(keys)
        register.note_bare(real.id, 2)
        raise AssertionError("it went on")

    with pytest.raises(LockedError):
        register.change(real.id, rotated_meanwhile)  # type: ignore[arg-type]  # it never returns
    assert case_path(register.folder, real.id).read_bytes() == before


def test_a_register_that_unlocks_itself_goes_on_with_new_keys(
    register: Register, keys: Keys, real: Case
) -> None:
    again = Register(register.folder, unlock=lambda vault: vault.unlock(Passphrase(WORDS)))
    assert again.get(real.id) == real
    Vault(register.folder, cost=CHEAP).begin_rotation(keys)
    assert again.commit(real.id, [OPENED], expected_version=1, at=AT, author=TEACHER).version == 2


def test_a_practice_register_goes_on_with_new_keys(register: Register, case: Case) -> None:
    register.vault.begin_rotation(register.keys())
    assert register.get(case.id) == case
    assert register.commit(case.id, [OPENED], expected_version=1, at=AT, author=TEACHER).version == 2
