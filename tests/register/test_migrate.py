"""A register of the first format comes over whole: killed, full or damaged, nothing that was recorded is lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import EscalateError, NotNowError, WrongInputError
from wizard.policy.edition import FlowTexts
from wizard.register import migrate as migrating
from wizard.register.cases import JSON, Author, NewEvent, Register
from wizard.register.editions import Editions
from wizard.register.lock import CaseLock
from wizard.register.marker import OldFormatError
from wizard.register.migrate import Migrated, migrate
from wizard.register.storage import DamagedFileError
from wizard.register.vault import Vault
from wizard.register.verify import verify

DiesAt = Callable[[int, Callable[[], object]], int]

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
TEACHER = Author(role="designated safeguarding lead", name="Siân “Robin” Example")
# By its place: the tests are no package.
TEXTS = FlowTexts(flow="small", files={"policy.yaml": b"policy: small\n"})
FIRST, SECOND = "2026-11-16-abcdef", "2026-11-17-zyxwvt"
MARKER = '{"format":1,"practice":true,"note":"for invented cases only until this register is encrypted"}\n'


def old_event(seq: int, kind: str, **data: JSON) -> dict[str, object]:
    return {
        "seq": seq,
        "time": f"2026-11-16T09:3{seq % 10}:00+00:00",
        "author": {"role": TEACHER.role, "name": TEACHER.name},
        "kind": kind,
        "data": data,
    }


def old_case(case_id: str, *events: dict[str, object], practice: bool = True) -> str:
    """The file of a case, to the byte as the first format wrote it."""
    document = {"id": case_id, "practice": practice, "events": list(events)}
    return json.dumps({"case": {"1": document}}, ensure_ascii=False, separators=(",", ":")) + "\n"


EVENTS = (
    old_event(1, "opened", policy="oxfordshire"),
    old_event(2, "answered", question="risk", answers=["welfare"], n=1, half=1.0, yes=True, none=None),
    old_event(3, "answered", text="Zoë said “no”.\nTwice.\t😀", deep={"a": [{"b": [1, 2.5, -0.0]}]}),
)


def made(folder: Path) -> Path:
    """A register of the first format: two cases, one with a copy before its last change, places, an edition, locks."""
    cases, places = folder / "cases", folder / "places"
    cases.mkdir(parents=True)
    places.mkdir()
    (folder / "register.json").write_text(MARKER, "utf-8")
    (cases / f"{FIRST}.json").write_text(old_case(FIRST, *EVENTS), "utf-8")
    (cases / f"{FIRST}.json.previous").write_text(old_case(FIRST, *EVENTS[:2]), "utf-8")
    (cases / f"{FIRST}.lock").touch()
    (cases / f"{SECOND}.json").write_text(old_case(SECOND, EVENTS[0]), "utf-8")
    (cases / f"{SECOND}.lock").touch()
    for number, (case_id, text) in enumerate(((SECOND, "newer"), (FIRST, "older"))):
        place = {"case": case_id, "version": 1, "at": "2026-11-16", "text": text, "drafts": {"a": "ä"}}
        (places / f"{case_id}.json").write_text(json.dumps(place), "utf-8")
        os.utime(places / f"{case_id}.json", (1_000_000 - number, 1_000_000 - number))
    Editions(folder / "editions", lambda: None).keep(TEXTS)
    return folder


def run(folder: Path, *, lock_seconds: float = 0) -> Migrated:
    return migrate(folder, AT, environ={}, lock_seconds=lock_seconds)


def said(register: Register, case_id: str) -> list[str]:
    """What a case's events say, to the letter: 1 is not 1.0."""
    return [
        json.dumps(
            {
                "seq": one.seq,
                "time": one.time,
                "author": {"role": one.author.role, "name": one.author.name},
                "kind": one.kind,
                "data": one.data,
            }
        )
        for one in register.get(case_id).events
    ]


def said_before(*events: dict[str, object]) -> list[str]:
    return [json.dumps(one) for one in events]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return made(tmp_path / "register")


# ---- what comes over


def test_every_event_comes_over_in_order_and_exactly(old: Path) -> None:
    done = run(old)
    register = Register(old)
    assert (done.any, done.cases, done.places, done.problems) == (True, 2, 2, ())
    assert register.ids() == [FIRST, SECOND]
    assert said(register, FIRST) == said_before(*EVENTS)
    assert said(register, SECOND) == said_before(EVENTS[0])
    assert {case.practice for case in register.cases()} == {True}
    assert register.state() == "practice"
    assert verify(register).holds


def test_what_came_over_goes_on(old: Path) -> None:
    run(old)
    case = Register(old).commit(
        FIRST, [NewEvent(kind="attempted", data={})], expected_version=3, at=AT, author=TEACHER
    )
    assert case.version == 4
    assert [one.id for one in Register(old).list()] == [FIRST, SECOND]
    assert verify(Register(old)).holds


def test_places_come_over_and_the_last_one_stays_the_last(old: Path) -> None:
    run(old)
    register = Register(old)
    first, last = register.places.of(FIRST), register.places.last()
    assert first is not None
    assert last is not None
    assert (first.text, first.drafts) == ("older", {"a": "ä"})
    assert (last.case, last.text) == (SECOND, "newer")


def test_editions_stay(old: Path) -> None:
    run(old)
    assert Register(old).editions.read(TEXTS.hash()) == TEXTS


def test_every_old_file_is_kept_as_it_was_and_none_is_left_among_the_new(old: Path) -> None:
    before = tree(old)
    done = run(old)
    assert done.kept_in == old / "format-1"
    assert tree(done.kept_in) == {
        name: data for name, data in before.items() if not name.startswith("editions/")
    }
    assert not [
        name for name in tree(old) if name.endswith(".json") and name.startswith(("cases/", "places/"))
    ]
    assert b"Example" not in b"".join(
        data for name, data in tree(old).items() if not name.startswith("format-1/")
    )


def test_an_older_program_refuses_what_came_over(old: Path) -> None:
    run(old)
    marker = json.loads((old / "register.json").read_bytes())
    assert (marker["format"], marker["practice"]) == (2, True)
    assert json.loads((old / "register.json.previous").read_bytes())["format"] == 2


def test_a_second_time_there_is_nothing_to_do(old: Path) -> None:
    run(old)
    before = tree(old)
    assert run(old) == Migrated(any=False)
    assert tree(old) == before


def test_a_register_without_a_case_comes_over_too(tmp_path: Path) -> None:
    (tmp_path / "register.json").write_text(MARKER, "utf-8")
    assert (run(tmp_path).any, run(tmp_path).any) == (True, False)
    assert Register(tmp_path).state() == "practice"


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=25, deadline=None)
@given(data=st.dictionaries(st.text(), VALUES, max_size=4), name=st.text())
def test_whatever_people_wrote_comes_over(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, JSON], name: str
) -> None:
    folder = tmp_path_factory.mktemp("written")
    (folder / "cases").mkdir()
    (folder / "register.json").write_text(MARKER, "utf-8")
    event = {**old_event(1, "opened"), "data": data, "author": {"role": name, "name": name}}
    (folder / "cases" / f"{FIRST}.json").write_bytes(old_case(FIRST, event).encode())
    assert run(folder).problems == ()
    assert said(Register(folder), FIRST) == said_before(event)


# ---- what does not come over


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "cut short"),
        (old_case(FIRST, *EVENTS)[:-40], "cut short"),
        ("[]", "format"),
        ('{"case":{}}', "not the whole"),
        (old_case(SECOND, *EVENTS), "another case"),
        (old_case(FIRST), "not the whole"),
        (old_case(FIRST, EVENTS[0], EVENTS[2]), "not the whole"),
        (old_case(FIRST, *EVENTS, practice=False), "no practice case"),
    ],
)
def test_a_damaged_case_is_named_and_kept_and_the_rest_comes_over(old: Path, content: str, why: str) -> None:
    (old / "cases" / f"{FIRST}.json").write_text(content, "utf-8")
    done = run(old)
    assert len(done.problems) == 1
    assert done.problems[0].startswith(f"case {FIRST}: ")
    assert why in done.problems[0]
    assert done.cases == 1
    assert Register(old).ids() == [SECOND]
    assert (old / "format-1" / "cases" / f"{FIRST}.json").read_text("utf-8") == content
    assert (old / "format-1" / "cases" / f"{FIRST}.json.previous").exists()
    assert run(old) == Migrated(any=False)


def test_a_case_of_which_only_the_copy_before_is_there_is_named(old: Path) -> None:
    (old / "cases" / f"{FIRST}.json").unlink()
    (problem,) = run(old).problems
    assert "only the copy before its last change" in problem
    assert (old / "format-1" / "cases" / f"{FIRST}.json.previous").exists()


def test_a_damaged_place_is_named_and_kept(old: Path) -> None:
    (old / "places" / f"{FIRST}.json").write_text("{", "utf-8")
    done = run(old)
    assert [FIRST in problem for problem in done.problems] == [True]
    assert (old / "format-1" / "places" / f"{FIRST}.json").read_text("utf-8") == "{"


def test_without_a_register_there_is_nothing_to_bring_over_and_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="no register"):
        run(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_cases_without_their_marker_are_not_touched(old: Path) -> None:
    (old / "register.json").unlink()
    before = tree(old)
    with pytest.raises(DamagedFileError, match="missing"):
        run(old)
    assert tree(old) == before


def test_a_marker_that_says_real_is_refused_and_nothing_changes(old: Path) -> None:
    (old / "register.json").write_text(MARKER.replace("true", "false"), "utf-8")
    before = tree(old)
    with pytest.raises(EscalateError, match="no practice register"):
        run(old)
    assert tree(old) == before


def test_a_register_of_real_cases_is_left_as_it_is(tmp_path: Path, old: Path) -> None:
    vault = Vault(tmp_path / "real")
    vault.finish(vault.prepare("kettle orbit maple", "Robin", AT))
    (tmp_path / "real" / "cases").mkdir()
    shutil.copy(old / "cases" / f"{FIRST}.json", tmp_path / "real" / "cases")
    assert run(tmp_path / "real") == Migrated(any=False)
    assert (tmp_path / "real" / "cases" / f"{FIRST}.json").exists()


def test_a_folder_that_a_service_copies_is_left_as_it_is(tmp_path: Path) -> None:
    folder = made(tmp_path / "Dropbox" / "register")
    before = tree(folder)
    with pytest.raises(WrongInputError, match="no place for a register"):
        run(folder)
    assert tree(folder) == before


def test_what_this_migration_did_not_write_is_not_overwritten(old: Path) -> None:
    (old / "cases" / f"{FIRST}.case").write_bytes(b"another register's")
    with pytest.raises(EscalateError, match="move it out"):
        run(old)
    assert (old / "cases" / f"{FIRST}.case").read_bytes() == b"another register's"
    with pytest.raises(OldFormatError):
        Register(old).ids()


# ---- while an older program is at work


def test_a_case_that_an_older_program_is_saving_is_waited_for(old: Path) -> None:
    with CaseLock(old / "cases" / f"{FIRST}.lock", 0), pytest.raises(NotNowError, match="being changed"):
        run(old)
    with pytest.raises(OldFormatError):
        Register(old).ids()
    assert run(old).cases == 2


def test_what_an_older_program_saved_in_the_last_moment_is_brought_over(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, new = migrating.replace_marker, "2026-11-18-bbbbbb"

    def last_moment(*args: object, **options: object) -> None:
        (old / "cases" / f"{SECOND}.json").write_text(old_case(SECOND, *EVENTS[:2]), "utf-8")
        (old / "cases" / f"{new}.json").write_text(old_case(new, EVENTS[0]), "utf-8")
        real(*args, **options)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(migrating, "replace_marker", last_moment)
    done = run(old)
    assert (done.cases, done.problems) == (3, ())
    assert said(Register(old), SECOND) == said_before(*EVENTS[:2])
    assert said(Register(old), new) == said_before(EVENTS[0])
    assert verify(Register(old)).holds


def test_what_an_older_program_saved_between_two_attempts_is_brought_over(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "replace_marker", _full)
        with pytest.raises(NotNowError):
            run(old)
    (old / "cases" / f"{SECOND}.json").write_text(old_case(SECOND, *EVENTS[:2]), "utf-8")
    assert run(old).problems == ()
    assert said(Register(old), SECOND) == said_before(*EVENTS[:2])


def _full(*_args: object, **_options: object) -> None:
    raise NotNowError("the disk is full")


def test_what_was_recorded_after_a_kill_in_the_middle_of_clearing_up_stays(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrating._Migration, "_move", _full)
        with pytest.raises(NotNowError):
            run(old)
    register = Register(old)
    register.commit(FIRST, [NewEvent(kind="attempted", data={})], expected_version=3, at=AT, author=TEACHER)
    assert run(old).problems == ()
    assert register.get(FIRST).version == 4
    assert (old / "format-1" / "cases" / f"{FIRST}.json").exists()


# ---- full disks and kills


def readable_by_an_older_program(folder: Path) -> bool:
    return json.loads((folder / "register.json").read_bytes()) == json.loads(MARKER)


@pytest.mark.parametrize("call", ["open", "write", "fsync", "mkdir", "replace", "rename"])
@pytest.mark.parametrize("after", range(0, 24, 3))
def test_a_disk_that_refuses_anything_leaves_the_old_register_or_the_new(
    old: Path, monkeypatch: pytest.MonkeyPatch, call: str, after: int
) -> None:
    before, left, real = tree(old), [after], getattr(os, call)

    def refusing(*args: object, **options: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refusing)
        with suppress(EscalateError):
            run(old)
    if readable_by_an_older_program(old):
        assert {name: tree(old)[name] for name in before} == before
        assert run(old).problems == ()
    else:
        assert said(Register(old), FIRST) == said_before(*EVENTS)
        run(old)
    assert_all_is_over(old, before)


def assert_all_is_over(folder: Path, before: dict[str, bytes]) -> None:
    register = Register(folder)
    assert register.ids() == [FIRST, SECOND]
    assert said(register, FIRST) == said_before(*EVENTS)
    assert said(register, SECOND) == said_before(EVENTS[0])
    assert register.places.of(FIRST) is not None
    last = register.places.last()
    assert last is not None
    assert last.case == SECOND
    kept = tree(folder / "format-1")
    expected = {name: data for name, data in before.items() if not name.startswith("editions/")}
    assert {name: kept.get(name) for name in expected} == expected
    assert run(folder) == Migrated(any=False)
    left = set(tree(folder)) - {f"format-1/{name}" for name in kept}
    assert not [
        name
        for name in left
        if (name.endswith((".tmp", ".migrating")) and not name.startswith("places/"))
        or (name.startswith("cases/") and name.endswith(".json"))
    ]


def test_a_migration_killed_at_any_call_leaves_one_register_whole_and_goes_on(
    tmp_path: Path, dies_at: DiesAt, every: int
) -> None:
    start = made(tmp_path / "start")
    before = tree(start)

    def killed(fatal: int) -> tuple[Path, int]:
        folder = Path(shutil.copytree(start, tmp_path / str(fatal)))
        return folder, dies_at(fatal, lambda: run(folder))

    _, calls = killed(0)
    assert calls > 100
    seen = set()
    for fatal in range(1, calls + 1, every):
        folder, _ = killed(fatal)
        is_old = readable_by_an_older_program(folder)
        seen.add(is_old)
        if is_old:
            assert {name: tree(folder)[name] for name in before} == before
        else:
            register = Register(folder)
            assert said(register, FIRST) == said_before(*EVENTS)
            assert said(register, SECOND) == said_before(EVENTS[0])
            assert register.damaged() == []
        run(folder)
        assert_all_is_over(folder, before)
    assert seen == {True, False}
