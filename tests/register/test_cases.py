"""Cases are only ever added to, and what was acknowledged is there: whatever is killed, full or at the same time.

That nobody reads them who may not is in `test_secrecy.py`.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wizard
from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.register import chain
from wizard.register.casefile import StoredCase, StoredEvent, case_path, lock_path, previous_path
from wizard.register.cases import JSON, Author, Case, ConflictError, NewEvent, Register
from wizard.register.index import IndexRow
from wizard.register.lock import CaseLock
from wizard.register.places import Place
from wizard.register.storage import DamagedFileError
from wizard.register.unfinished import unfinished

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
TEACHER = Author(role="designated safeguarding lead", name="Robin Example")
ROOT = Path(wizard.__file__).parent.parent

Tables = dict[str, dict[str, dict[str, object]]]
DiesAt = Callable[[int, Callable[[], object]], int]


def opened(**data: JSON) -> NewEvent:
    return NewEvent(kind="opened", data=data)


def attempted(**data: JSON) -> NewEvent:
    return NewEvent(kind="attempted", data=data)


@pytest.fixture
def case(register: Register) -> Case:
    return register.create([opened(policy="oxfordshire")], at=AT, author=TEACHER)


def change_inside(register: Register, case_id: str, change: Callable[[Tables], object]) -> None:
    """Changes the file of a case as only somebody who has the keys can."""
    path, about = case_path(register.folder, case_id), f"case {case_id}"
    tables = msgspec.json.decode(register.keys().unseal(about, path.read_bytes()))
    change(tables)
    path.write_bytes(register.keys().seal(about, msgspec.json.encode(tables)))


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*.tmp")]


def refuse(code: int) -> Callable[..., int]:
    def call(*_args: object, **_options: object) -> int:
        raise OSError(code, os.strerror(code))

    return call


# ---- opening, reading, adding


def test_a_new_case_is_its_events_in_order(register: Register) -> None:
    case = register.create([opened(policy="torbay"), attempted(stage="stage-1")], at=AT, author=TEACHER)
    assert case.version == 2
    assert case.practice is True
    assert [(event.seq, event.kind, event.data) for event in case.events] == [
        (1, "opened", {"policy": "torbay"}),
        (2, "attempted", {"stage": "stage-1"}),
    ]
    assert {event.author for event in case.events} == {TEACHER}
    assert register.get(case.id) == case


def test_an_event_says_by_which_edition_and_which_version_of_the_program_it_was_recorded(
    register: Register,
) -> None:
    case = register.create([opened()], at=AT, author=TEACHER, edition="e" * 64)
    case = register.commit(
        case.id, [attempted()], expected_version=1, at=AT, author=TEACHER, edition="f" * 64
    )
    assert [event.edition for event in case.events] == ["e" * 64, "f" * 64]
    assert {event.program for event in case.events} == {wizard.__version__}


def test_an_event_of_a_later_version_outlives_a_commit_of_this_one_byte_for_byte(
    register: Register, case: Case
) -> None:
    content = (
        '{"kind" : "foretold", "seq": 2,\n "time": "2031-01-01T00:00:00+00:00", "data": {"x": 1.50, "Ö": "\\u00d6"},'
        '"author": {"role": "lead", "name": "Kim", "badge": 7}, "program": "9.0", "signed": [null, {"by": "kim"}]}'
    )
    salt = chain.new_salt()

    def by_a_later_version(stored: StoredCase) -> list[StoredEvent]:
        link = chain.link(stored.events[-1].link, chain.digest(salt, content))
        return [*stored.events, StoredEvent(seq=2, link=link, content=content, salt=salt)]

    looked = register.change(case.id, by_a_later_version)
    before = register.stored_events(case.id)
    assert (looked.events[1].kind, looked.events[1].data) == ("foretold", {"x": 1.5, "Ö": "Ö"})
    register.commit(case.id, [attempted()], expected_version=2, at=AT, author=TEACHER)
    after = register.stored_events(case.id)
    assert after[:2] == before
    assert after[1].content == content


def test_an_event_and_the_case_are_one_write(
    register: Register, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    replace = os.replace

    def counted(source: Path, target: Path) -> None:
        written.append(str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", counted)
    register.commit(
        case.id, [attempted(), attempted()], expected_version=1, at=AT, author=TEACHER, edition="e"
    )
    path, previous = case_path(register.folder, case.id), previous_path(register.folder, case.id)
    assert written == [str(previous), str(path)]


def test_the_head_of_a_case_is_another_after_each_event(register: Register, case: Case) -> None:
    heads = [case.head]
    for version in (1, 2, 3):
        case = register.commit(case.id, [attempted()], expected_version=version, at=AT, author=TEACHER)
        heads.append(case.head)
    assert len(set(heads)) == 4
    assert [one.link for one in register.stored_events(case.id)] == heads
    digests = [chain.digest(one.salt, one.content) for one in register.stored_events(case.id)]
    assert heads == [*chain.links(case.id, digests)[1:]]
    assert register.get(case.id).head == heads[-1]


def test_no_two_events_have_the_same_salt(register: Register) -> None:
    for _ in range(3):
        register.create([opened(), opened()], at=AT, author=TEACHER)
    salts = {each.salt for one in register.ids() for each in register.stored_events(one)}
    assert len(salts) == 6


def test_the_heads_are_those_of_the_cases_that_can_be_read(register: Register, case: Case) -> None:
    bad = register.create([opened()], at=AT, author=TEACHER)
    case = register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    case_path(register.folder, bad.id).write_bytes(b"ESC2")
    assert [(one.case, one.version, one.head) for one in register.heads()] == [(case.id, 2, case.head)]


def test_the_copy_before_the_last_change_is_kept(register: Register, case: Case) -> None:
    before = case_path(register.folder, case.id).read_bytes()
    register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    assert previous_path(register.folder, case.id).read_bytes() == before


def test_an_id_is_the_day_and_signs_that_nobody_can_guess(register: Register) -> None:
    ids = {register.create([opened()], at=AT, author=TEACHER).id for _ in range(20)}
    assert len(ids) == 20
    assert all(re.fullmatch(r"2026-11-16-[0-9a-z]{6}", case_id) for case_id in ids)


def test_an_id_that_is_taken_is_not_used_again(
    register: Register, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = iter(case.id[-6:] + "222222")
    monkeypatch.setattr(secrets, "choice", lambda _: next(signs))
    other = register.create([opened(policy="torbay")], at=AT, author=TEACHER)
    assert other.id == "2026-11-16-222222"
    assert register.get(case.id) == case


def test_a_commit_adds_and_changes_nothing_before_it(register: Register, case: Case) -> None:
    later = AT + timedelta(hours=1)
    changed = register.commit(
        case.id,
        [attempted(stage="step-1"), attempted(stage="step-2")],
        expected_version=1,
        at=later,
        author=TEACHER,
    )
    assert changed.version == 3
    assert changed.events[:1] == case.events
    assert [event.seq for event in changed.events] == [1, 2, 3]
    assert register.get(case.id) == changed
    assert register.history(case.id) == changed.events


def test_times_are_kept_in_utc(register: Register) -> None:
    summer = datetime(2026, 7, 1, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    case = register.create([opened()], at=summer, author=TEACHER)
    assert case.events[0].time == "2026-07-01T08:30:00+00:00"


def test_an_event_recorded_with_an_earlier_time_keeps_it_and_comes_last(
    register: Register, case: Case
) -> None:
    changed = register.commit(
        case.id, [attempted()], expected_version=1, at=AT - timedelta(days=1), author=TEACHER
    )
    assert [(event.seq, event.time[:10]) for event in changed.events] == [
        (1, "2026-11-16"),
        (2, "2026-11-15"),
    ]


def test_a_time_without_an_offset_is_refused(register: Register) -> None:
    with pytest.raises(ValueError, match="offset"):
        register.create([opened()], at=datetime(2026, 11, 16), author=TEACHER)  # noqa: DTZ001 - what is tested


def test_recording_nothing_is_refused(register: Register, case: Case) -> None:
    with pytest.raises(ValueError, match="nothing to record"):
        register.create([], at=AT, author=TEACHER)
    with pytest.raises(ValueError, match="nothing to record"):
        register.commit(case.id, [], expected_version=1, at=AT, author=TEACHER)


def test_a_commit_on_an_older_version_is_a_conflict_that_names_the_last_author(
    register: Register, case: Case
) -> None:
    nurse = Author(role="named nurse", name="Sam Example")
    register.commit(case.id, [attempted()], expected_version=1, at=AT, author=nurse)
    with pytest.raises(ConflictError, match=r"version 1 and is at 2.*Sam Example \(named nurse\)") as caught:
        register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    assert isinstance(caught.value, NotNowError)
    assert register.get(case.id).version == 2


def test_what_is_returned_is_nobody_elses(register: Register, case: Case) -> None:
    data: dict[str, JSON] = {"list": [1]}
    changed = register.commit(case.id, [attempted(**data)], expected_version=1, at=AT, author=TEACHER)
    data["list"] = "spoilt"
    register.get(case.id).events[1].data["list"] = "spoilt"
    assert register.get(case.id) == changed
    assert changed.events[1].data == {"list": [1]}


@pytest.mark.parametrize(
    "case_id",
    [
        "2026-11-16-zzzzzz",
        "",
        "..",
        "../register",
        "/etc/passwd",
        "2026-11-16-7f3k9q/..",
        "a\\b",
        "x\0y",
        "x\x1b[2J",
    ],
)
def test_an_unknown_id_or_one_with_a_path_in_it_is_wrong_input(
    register: Register, case: Case, tmp_path: Path, case_id: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(WrongInputError, match="there is no case") as caught:
        register.get(case_id)
    with pytest.raises(WrongInputError, match="there is no case"):
        register.commit(case_id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    assert "\x1b" not in str(caught.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_slip_in_an_id_is_answered_with_the_nearest(register: Register, case: Case) -> None:
    slip = case.id[:-1] + ("2" if case.id[-1] != "2" else "3")
    with pytest.raises(WrongInputError, match=f"did you mean {case.id}"):
        register.get(slip)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=40, deadline=None)
@given(data=st.dictionaries(st.text(), JSON_VALUES, max_size=4), name=st.text(), role=st.text())
def test_whatever_people_write_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, JSON], name: str, role: str
) -> None:
    register = Register(tmp_path_factory.getbasetemp() / "written")
    author = Author(role=role, name=name)
    case = register.create([NewEvent(kind="opened", data=data)], at=AT, author=author)
    assert repr(register.get(case.id)) == repr(case)
    assert repr(case.events[0].data) == repr(data)
    assert case.events[0].author == author


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**63, "half \ud83d", {1: 2}, {"\udcff": 1}, (1,), {1}, b"x", AT]
)
def test_what_cannot_be_kept_is_refused_with_its_place_and_nothing_changes(
    register: Register, case: Case, value: JSON
) -> None:
    with pytest.raises(WrongInputError, match="reason"):
        register.commit(case.id, [attempted(reason=[value])], expected_version=1, at=AT, author=TEACHER)
    assert register.get(case.id) == case


def test_data_without_end_is_refused(register: Register) -> None:
    circle: list[JSON] = []
    circle.append(circle)
    with pytest.raises(WrongInputError, match="at most 50 deep"):
        register.create([opened(circle=circle)], at=AT, author=TEACHER)


# ---- the list


def test_the_list_has_the_case_changed_last_first(register: Register) -> None:
    first, second, third = (
        register.create([opened()], at=AT + timedelta(minutes=n), author=TEACHER) for n in range(3)
    )
    changed = register.commit(
        second.id, [attempted()], expected_version=1, at=AT + timedelta(hours=1), author=TEACHER
    )
    summaries = register.list()
    assert [each.id for each in summaries] == [second.id, third.id, first.id]
    assert summaries[0].version == 2
    assert (summaries[0].opened, summaries[0].changed) == (second.events[0].time, changed.events[1].time)
    assert summaries[0].practice is True


def test_a_damaged_case_is_named_apart_and_does_not_hide_the_others(register: Register, case: Case) -> None:
    lost = register.create([opened()], at=AT, author=TEACHER)
    cut = register.create([opened()], at=AT, author=TEACHER)
    register.commit(lost.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    case_path(register.folder, lost.id).unlink()
    case_path(register.folder, cut.id).write_bytes(b"")
    assert [each.id for each in register.list()] == [case.id]
    assert register.damaged() == sorted([lost.id, cut.id])


def test_a_lost_file_with_a_previous_copy_is_damage_and_no_case_that_never_was(
    register: Register, case: Case
) -> None:
    register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    case_path(register.folder, case.id).unlink()
    for attempt in (
        lambda: register.get(case.id),
        lambda: register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER),
    ):
        with pytest.raises(DamagedFileError, match=r"it is missing.*the copy before the last change is"):
            attempt()
    assert register.has_cases()
    assert register.ids() == [case.id]
    assert not case_path(register.folder, case.id).exists()


def test_a_case_whose_every_copy_is_gone_is_told_as_damaged(register: Register, case: Case) -> None:
    other = register.create([opened()], at=AT, author=TEACHER)
    case_path(register.folder, case.id).unlink()
    assert register.ids() == [other.id]
    assert register.damaged() == [case.id]


def test_files_of_others_in_the_folder_are_no_cases(register: Register, case: Case) -> None:
    folder = case_path(register.folder, case.id).parent
    for name in ("notes.txt", f"{case.id} (conflicted copy).case", "x.case", f"{case.id}.json", ".DS_Store"):
        (folder / name).write_text("x")
    assert [each.id for each in register.list()] == [case.id]
    assert register.damaged() == []


def test_looking_into_a_register_that_is_not_there_makes_nothing(register: Register, tmp_path: Path) -> None:
    assert register.list() == []
    assert register.damaged() == []
    with pytest.raises(WrongInputError):
        register.get("2026-11-16-7f3k9q")
    assert list(tmp_path.iterdir()) == []


def test_looking_writes_nothing(
    register: Register, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for call in ("write", "replace", "link", "unlink", "mkdir"):
        monkeypatch.setattr(os, call, refuse(errno.EROFS))
    opened, writing = os.open, os.O_WRONLY | os.O_RDWR | os.O_CREAT

    def only_to_read(path: Path, flags: int, *more: int) -> int:
        assert not flags & writing, path
        return opened(path, flags, *more)

    monkeypatch.setattr(os, "open", only_to_read)
    assert register.get(case.id) == case
    assert len(register.list()) == 1


# ---- the folder


def test_the_register_is_for_this_user_alone(register: Register, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        case = register.create([opened()], at=AT, author=TEACHER)
        register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
        register.documents.keep(b"letter")
        register.places.keep(Place(case=case.id, version=2, at="now"))
        register.access().append(TEACHER, "looked", AT, case=case.id)
    finally:
        os.umask(before)
    found = list((tmp_path / "home").rglob("*"))
    files = {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in found if path.is_dir()}
    assert (files, folders) == (({0o600}, {0o700}) if os.name == "posix" else ({0o666}, {0o777}))


def test_the_first_case_makes_a_practice_register_that_says_what_it_is_for(register: Register) -> None:
    assert register.state() == "none"
    assert register.create([opened()], at=AT, author=TEACHER).practice is True
    marker = register.marker()
    assert register.state() == "practice"
    assert marker is not None
    assert (marker.format, marker.practice) == (2, True)
    assert "invented cases only" in marker.note


def test_a_register_of_a_newer_version_is_not_touched(register: Register, case: Case, tmp_path: Path) -> None:
    marker = tmp_path / "home" / "register" / "register.json"
    marker.write_text('{"format": 3, "practice": false, "note": ""}')
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    for attempt in (
        lambda: register.get(case.id),
        register.list,
        register.damaged,
        lambda: register.create([opened()], at=AT, author=TEACHER),
        lambda: register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER),
    ):
        with pytest.raises(EscalateError, match="register of format 3"):
            attempt()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("content", [b"", b"{", b'{"format": "1"}'])
def test_a_damaged_marker_is_never_written_over(
    register: Register, case: Case, tmp_path: Path, content: bytes
) -> None:
    marker = tmp_path / "home" / "register" / "register.json"
    marker.write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"register\.json is damaged"):
        register.create([opened()], at=AT, author=TEACHER)
    assert marker.read_bytes() == content


def test_naming_the_register_imports_neither_tinydb_nor_cryptography() -> None:
    script = (
        "import sys, wizard.register.cases; "
        "sys.exit(any(each in sys.modules for each in ('tinydb', 'portalocker', 'cryptography')))"
    )
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False).returncode == 0


# ---- damage


def refused_as_damaged(register: Register, case_id: str, version: int) -> None:
    """Neither opened nor written over."""
    path = case_path(register.folder, case_id)
    before = path.read_bytes()
    with pytest.raises(DamagedFileError):
        register.get(case_id)
    with pytest.raises(DamagedFileError):
        register.commit(case_id, [attempted()], expected_version=version, at=AT, author=TEACHER)
    assert path.read_bytes() == before


def test_a_file_cut_short_anywhere_is_found_out_and_never_opened_as_empty(
    register: Register, case: Case
) -> None:
    register.commit(case.id, [attempted(note="Zoë")], expected_version=1, at=AT, author=TEACHER)
    path = case_path(register.folder, case.id)
    whole = path.read_bytes()
    for length in [*range(50), *range(50, len(whole), 23), len(whole) - 1]:
        path.write_bytes(whole[:length])
        refused_as_damaged(register, case.id, 2)
    path.write_bytes(whole)
    assert register.get(case.id).version == 2


def test_a_changed_byte_anywhere_is_found_out(register: Register, case: Case) -> None:
    path = case_path(register.folder, case.id)
    whole = path.read_bytes()
    for place in [*range(40), *range(40, len(whole), 19), len(whole) - 1]:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(DamagedFileError):
            register.get(case.id)
    path.write_bytes(whole + b"\n")
    with pytest.raises(DamagedFileError):
        register.get(case.id)


@pytest.mark.parametrize(
    "change",
    [
        lambda tables: tables.clear(),
        lambda tables: tables.update(other=tables.pop("case")),
        lambda tables: tables["case"].clear(),
        lambda tables: tables["case"].update(x=tables["case"].pop("1")),
        lambda tables: tables["case"].update({"2": tables["case"].pop("1")}),
        lambda tables: tables["case"]["1"].clear(),
        lambda tables: tables["case"]["1"].update(id="2026-11-16-000000"),
        lambda tables: tables["case"]["1"].update(events=[]),
        lambda tables: tables["case"]["1"]["events"].pop(0),
        lambda tables: tables["case"]["1"]["events"].reverse(),
        lambda tables: tables["case"]["1"]["events"][0].update(content="[]"),
        lambda tables: tables["case"]["1"]["events"][0].update(content=""),
        lambda tables: tables["case"]["1"]["events"][1].update(
            content=tables["case"]["1"]["events"][0]["content"]
        ),
        lambda tables: tables["case"]["1"]["events"][0].update(
            content=",".join(each["content"] for each in tables["case"]["1"]["events"])
        ),
        lambda tables: tables["case"]["1"].update(practice="yes"),
    ],
)
def test_a_file_that_does_not_hold_the_whole_case_is_damaged(
    register: Register, case: Case, change: Callable[[Tables], object]
) -> None:
    register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    change_inside(register, case.id, change)
    refused_as_damaged(register, case.id, 2)
    assert register.damaged() == [case.id]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_a_refused_commit_changes_nothing_and_can_be_repeated(
    register: Register, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse(code))
        with pytest.raises(NotNowError):
            register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    assert register.get(case.id) == case
    assert leftovers(tmp_path) == []
    assert register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER).version == 2


@pytest.mark.parametrize("call", ["mkdir", "open", "write", "replace"])
def test_a_refused_first_case_leaves_no_case(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse(errno.ENOSPC))
        with pytest.raises(NotNowError, match="the disk is full"):
            register.create([opened()], at=AT, author=TEACHER)
    assert register.list() == []
    assert register.damaged() == []
    assert leftovers(tmp_path) == []


def test_a_case_that_a_colleague_is_saving_is_waited_for_no_longer_than_said(tmp_path: Path) -> None:
    register = Register(tmp_path / "register", lock_seconds=0)
    case = register.create([opened()], at=AT, author=TEACHER)
    with (
        CaseLock(lock_path(register.folder, case.id), 0),
        pytest.raises(NotNowError, match=rf"{case.id} is being changed by .* \(process {os.getpid()}\)"),
    ):
        register.commit(case.id, [attempted()], expected_version=1, at=AT, author=TEACHER)
    assert register.get(case.id) == case


# ---- kills


def test_a_commit_killed_at_any_call_leaves_the_old_or_the_new_case_whole(
    tmp_path: Path, dies_at: DiesAt
) -> None:
    start = tmp_path / "start"
    case_id = Register(start).create([opened(n=1)], at=AT, author=TEACHER).id
    Register(start).commit(case_id, [attempted(n=2)], expected_version=1, at=AT, author=TEACHER)
    Register(start).note(IndexRow(id=case_id, version=2, basis="known"))
    acknowledged = 2

    def commits(folder: Path) -> None:
        nonlocal acknowledged
        acknowledged = 2
        for version in (2, 3):
            new = [attempted(n=version + 1)]
            Register(folder).commit(case_id, new, expected_version=version, at=AT, author=TEACHER)
            acknowledged = version + 1

    def killed(fatal: int) -> tuple[Path, int]:
        folder = tmp_path / str(fatal)
        shutil.copytree(start, folder)
        return folder, dies_at(fatal, lambda: commits(folder))

    _, calls = killed(0)
    assert calls > 20
    seen = set()
    for fatal in range(1, calls + 1):
        folder, _ = killed(fatal)
        register = Register(folder, lock_seconds=0)
        assert register.damaged() == []
        case = register.get(case_id)
        seen.add(case.version)
        assert case.version in (acknowledged, acknowledged + 1)
        assert [event.data["n"] for event in case.events] == list(range(1, case.version + 1))
        # The index asks to look the case up, or is right about it.
        (row,) = register.listing().loaded.rows()
        assert not row.basis or row.version == case.version
        after = register.commit(case_id, [attempted()], expected_version=case.version, at=AT, author=TEACHER)
        assert after.version == case.version + 1
        assert leftovers(folder) == []
    assert seen == {2, 3, 4}


def test_a_new_case_killed_at_any_call_is_there_whole_or_not_at_all(tmp_path: Path, dies_at: DiesAt) -> None:
    told: list[str] = []

    def create(folder: Path) -> None:
        told.clear()
        told.append(Register(folder).create([opened(n=1)], at=AT, author=TEACHER).id)

    calls = dies_at(0, lambda: create(tmp_path / "0"))
    assert calls > 10
    seen = set()
    for fatal in range(1, calls + 1):
        folder = tmp_path / str(fatal)
        dies_at(fatal, lambda folder=folder: create(folder))
        register = Register(folder, lock_seconds=0)
        assert register.damaged() == []
        cases = register.list()
        seen.add(len(cases))
        assert len(cases) == 1 or not told
        assert [register.get(each.id).events[0].data for each in cases] == [{"n": 1}] * len(cases)
        register.create([opened()], at=AT, author=TEACHER)
        assert len(register.list()) == len(cases) + 1
        register.tidy()
        assert leftovers(folder / "cases") == leftovers(folder / "previous") == []
    assert seen == {0, 1}


def test_tidying_leaves_a_case_alone_that_somebody_is_saving(register: Register, case: Case) -> None:
    being_written = unfinished(register.folder) / f"{case.id}.case.new.tmp"
    being_written.write_bytes(b"half")
    with CaseLock(lock_path(register.folder, case.id), 0):
        register.tidy()
    assert being_written.exists()
    register.tidy()
    assert not being_written.exists()
    assert register.get(case.id) == case


KILLED = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
import wizard.register.casefile
from wizard.register.cases import Author, NewEvent, Register

replace = os.replace

def die_after(source, target):
    replace(source, target)
    if Path(target).parent.name == "cases":
        os.kill(os.getpid(), signal.SIGKILL) if hasattr(signal, "SIGKILL") else os._exit(137)

os.replace = die_after
new = [NewEvent(kind="attempted", data={"n": 2})]
at, author = datetime(2026, 11, 16, tzinfo=UTC), Author(role="lead", name="Kim")
Register(Path(sys.argv[1])).commit(sys.argv[2], new, expected_version=1, at=at, author=author)
"""


def test_the_lock_of_a_killed_process_ends_with_it(register: Register, case: Case) -> None:
    command = [sys.executable, "-c", KILLED, str(register.folder), case.id]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    assert register.get(case.id).version == 2
    register.commit(case.id, [attempted()], expected_version=2, at=AT, author=TEACHER)


# ---- at the same time

BUSY = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from wizard.register.cases import Author, ConflictError, NewEvent, Register

folder, case_id, who, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
register, at, author = Register(folder, lock_seconds=30), datetime(2026, 11, 16, tzinfo=UTC), Author(role="lead", name=who)
sys.stdin.readline()
for number in range(times):
    while True:
        version = register.get(case_id).version
        new = [NewEvent(kind="attempted", data={"token": f"{who}-{number}"})]
        try:
            register.commit(case_id, new, expected_version=version, at=at, author=author)
        except ConflictError:
            continue
        break
    print(f"{who}-{number}", flush=True)
"""


def test_of_four_processes_on_one_case_none_loses_what_it_was_told_is_saved(
    register: Register, case: Case, tmp_path: Path
) -> None:
    folder = str(tmp_path / "home" / "register")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", BUSY, folder, case.id, f"writer{n}", "8"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    acknowledged = [line for writer in writers for line in writer.communicate()[0].split()]
    assert [writer.returncode for writer in writers] == [0] * 4
    events = register.history(case.id)[1:]
    assert len(acknowledged) == 32
    assert sorted(str(event.data["token"]) for event in events) == sorted(acknowledged)
    assert leftovers(tmp_path) == []


def test_cases_opened_at_once_in_a_new_register_are_all_there(tmp_path: Path) -> None:
    def open_case(number: int) -> str:
        return Register(tmp_path / "register").create([opened(n=number)], at=AT, author=TEACHER).id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(open_case, range(24)))
    assert sorted(each.id for each in Register(tmp_path / "register").list()) == sorted(ids)
    assert leftovers(tmp_path) == []


# ---- what is gone


def test_a_case_whose_files_are_gone_is_said_to_be_gone_and_is_not_unknown(
    register: Register, case: Case
) -> None:
    case_path(register.folder, case.id).unlink()
    with pytest.raises(DamagedFileError, match="is gone, and so is its copy"):
        register.get(case.id)
    assert register.damaged() == [case.id]


def test_a_register_whose_folder_of_cases_is_gone_is_not_an_empty_one(register: Register, case: Case) -> None:
    (register.folder / "cases").rename(register.folder / "elsewhere")
    for look in (register.ids, register.has_cases, register.list, register.damaged, register.listing):
        with pytest.raises(DamagedFileError, match="the folder is gone, with all cases in it"):
            look()
    with pytest.raises(DamagedFileError):
        register.create([opened()], at=AT, author=TEACHER)
