"""Who looked is written down, cannot be changed unseen, and a torn line does not stop the log."""

from __future__ import annotations

import binascii
import errno
import json
import os
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wizard.base.errors import NotNowError
from wizard.register import access
from wizard.register.access import AccessLog, Entry
from wizard.register.chain import hashed
from wizard.register.events import Author
from wizard.register.lock import CaseLock

SIAN = Author(role="practitioner", name="Siân O’Neill")
AT = datetime(2026, 11, 16, 9, 30, 12, 345, tzinfo=UTC)
CASE = "2026-11-16-7f3k9q"


class Seals:
    """Seals by the hash of what is sealed: enough to see that a line was changed or is another's."""

    def __init__(self, key: bytes = b"key") -> None:
        self.key = key
        self.unsealed = 0

    def seal(self, about: str, plain: bytes) -> bytes:
        assert about == "access"
        return sha256(self.key + plain).digest() + bytes(byte ^ 0x5A for byte in plain)

    def unseal(self, about: str, data: bytes) -> bytes:
        self.unsealed += 1
        plain = bytes(byte ^ 0x5A for byte in data[32:])
        if about != "access" or sha256(self.key + plain).digest() != data[:32]:
            raise ValueError("not sealed here")
        return plain


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


@pytest.fixture
def log(path: Path) -> AccessLog:
    return log_at(path)


def log_at(path: Path, keys: Seals | None = None, patience: float = 5.0) -> AccessLog:
    return AccessLog(path, path.with_name("access.log.lock"), keys or Seals(), patience=patience)


def filled(path: Path, count: int) -> list[bytes]:
    """The lines of a new log with so many entries."""
    path.unlink(missing_ok=True)
    for number in range(count):
        log_at(path).append(SIAN, "looked", AT + timedelta(minutes=number), case=CASE)
    return path.read_bytes().splitlines(keepends=True)


def test_what_was_noted_is_read_back_in_order(log: AccessLog) -> None:
    first = log.append(SIAN, "looked", AT, case=CASE)
    second = log.append(Author(role="lead", name="Ade"), "listed", AT, detail="12 cases")
    assert first == Entry(
        seq=1, time="2026-11-16T09:30:12+00:00", who=SIAN, what="looked", case=CASE, detail=""
    )
    found = log.read()
    assert found.entries == (first, second)
    assert (second.seq, second.case, second.detail) == (2, None, "12 cases")
    assert (found.torn, found.broken) == (0, None)


def test_a_log_that_nobody_has_written_to_is_empty(log: AccessLog, path: Path) -> None:
    found = log.read()
    assert (found.entries, found.torn, found.broken) == ((), 0, None)
    assert not path.exists()


def test_times_are_kept_in_utc_and_need_an_offset(log: AccessLog) -> None:
    there = AT.astimezone(timezone(timedelta(hours=-5)))
    assert log.append(SIAN, "printed", there).time == "2026-11-16T09:30:12+00:00"
    with pytest.raises(ValueError, match="offset"):
        log.append(SIAN, "printed", AT.replace(tzinfo=None))


def test_nothing_of_an_entry_can_be_read_in_the_file(log: AccessLog, path: Path) -> None:
    log.append(SIAN, "exported", AT, case=CASE, detail="to a file")
    raw = binascii.a2b_base64(path.read_bytes())
    for told in (b"Neill", CASE.encode(), b"exported", b"to a file"):
        assert told not in raw


def test_names_and_details_are_kept_short_and_safe_to_show(log: AccessLog) -> None:
    author = Author(role="r" * 500, name="a\x1b[2J\udc80b")
    entry = log.append(author, "made", AT, detail="x\ny" * 500)
    assert log.read().entries == (entry,)
    assert entry.who.name == "a\\x1b[2J\\udc80b"
    assert len(entry.who.role) == 200
    assert len(entry.detail) == access.DETAIL_LIMIT
    assert "\n" not in entry.detail


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_the_log_is_readable_by_its_user_alone(log: AccessLog, path: Path) -> None:
    log.append(SIAN, "looked", AT)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_was_written_is_never_written_again(path: Path) -> None:
    before = b"".join(filled(path, 3))
    log_at(path).append(SIAN, "verified", AT)
    assert path.read_bytes().startswith(before)


def test_an_entry_costs_the_same_whatever_the_length_of_the_log(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_TAIL", 2_000)
    line = filled(path, 60)[0]
    keys, read = Seals(), 0
    real = os.read

    def counting(descriptor: int, count: int) -> bytes:
        nonlocal read
        found = real(descriptor, count)
        read += len(found)
        return found

    monkeypatch.setattr(os, "read", counting)
    entry = log_at(path, keys).append(SIAN, "looked", AT)
    assert entry.seq == 61
    assert keys.unsealed == 1
    assert 0 < read < 2_000 + len(line)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cut=st.integers(1, 10_000))
def test_the_log_goes_on_behind_a_line_torn_anywhere(path: Path, cut: int) -> None:
    lines = filled(path, 3)
    kept = lines[2][: 1 + cut % (len(lines[2]) - 1)]
    path.write_bytes(lines[0] + lines[1] + kept)
    whole = kept == lines[2][:-1]
    entry = log_at(path).append(SIAN, "printed", AT)
    found = log_at(path).read()
    assert [each.seq for each in found.entries] == ([1, 2, 3, 4] if whole else [1, 2, 3])
    assert found.entries[-1] == entry
    assert (found.torn, found.broken) == (0 if whole else 1, None)
    assert path.read_bytes().startswith(lines[0] + lines[1] + kept + b"\n")


def test_a_line_that_lost_nothing_but_its_end_still_counts(path: Path) -> None:
    lines = filled(path, 2)
    path.write_bytes(b"".join(lines)[:-1])
    assert log_at(path).read().torn == 0
    assert log_at(path).append(SIAN, "looked", AT).seq == 3
    assert len(log_at(path).read().entries) == 3


def test_a_torn_tail_is_counted_before_anybody_mends_it(path: Path) -> None:
    lines = filled(path, 2)
    path.write_bytes(lines[0] + lines[1][:20])
    found = log_at(path).read()
    assert (len(found.entries), found.torn, found.broken) == (1, 1, None)


def test_blocks_of_nothing_after_a_power_cut_are_a_torn_line(path: Path) -> None:
    lines = filled(path, 2)
    path.write_bytes(b"".join(lines) + bytes(100_000))
    assert log_at(path).append(SIAN, "looked", AT).seq == 3
    found = log_at(path).read()
    assert (len(found.entries), found.torn, found.broken) == (3, 1, None)


def test_the_last_good_line_is_looked_for_further_up_where_the_end_is_damaged(path: Path) -> None:
    lines = filled(path, 2)
    path.write_bytes(b"".join(lines) + (b"x" * 99 + b"\n") * 3_000)
    assert log_at(path).append(SIAN, "looked", AT).seq == 3
    found = log_at(path).read()
    assert (found.torn, found.broken) == (3_000, None)


def test_a_log_whose_end_is_damaged_without_end_is_not_read_through(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_TAIL_LIMIT", 200_000)
    lines = filled(path, 1)
    damaged = lines[0] + (b"x" * 999 + b"\n") * 1_000
    path.write_bytes(damaged)
    with pytest.raises(NotNowError, match="escalate doctor"):
        log_at(path).append(SIAN, "looked", AT)
    assert path.read_bytes() == damaged


def test_a_line_without_end_is_one_torn_line(path: Path) -> None:
    lines = filled(path, 2)
    path.write_bytes(lines[0] + b"A" * 300_000 + b"\n" + lines[1])
    found = log_at(path).read()
    assert (len(found.entries), found.torn, found.broken) == (2, 1, None)


@pytest.mark.parametrize(
    ("order", "line", "seq"),
    [
        ([1, 2, 3], 1, 2),
        ([0, 2, 3], 2, 3),
        ([0, 2, 1, 3], 2, 3),
        ([0, 1, 1, 2, 3], 3, 2),
        ([0, 1, 2, 3, 0], 5, 1),
    ],
    ids=["first gone", "one gone", "two swapped", "one twice", "first again"],
)
def test_lines_taken_out_moved_or_repeated_break_the_chain_where_they_are(
    path: Path, order: list[int], line: int, seq: int
) -> None:
    lines = filled(path, 4)
    path.write_bytes(b"".join(lines[number] for number in order))
    found = log_at(path).read()
    assert found.broken is not None
    assert (found.broken.line, found.broken.seq) == (line, seq)
    assert len(found.entries) == len(order)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(where=st.integers(0, 10_000), mask=st.integers(1, 255))
def test_no_byte_of_an_entry_that_others_follow_can_be_changed_unseen(
    path: Path, where: int, mask: int
) -> None:
    lines = filled(path, 3)
    changed = bytearray(lines[1])
    changed[where % len(changed)] ^= mask
    path.write_bytes(lines[0] + bytes(changed) + lines[2])
    found = log_at(path).read()
    assert found.torn or found.broken


def test_a_line_that_was_made_unreadable_breaks_the_chain_at_the_next(path: Path) -> None:
    lines = filled(path, 3)
    path.write_bytes(lines[0] + b"x" + lines[1][1:] + lines[2])
    found = log_at(path).read()
    assert found.broken is not None
    assert (found.torn, found.broken.line, found.broken.seq) == (1, 3, 3)
    assert found.broken.what == "does not follow entry 1"


def test_a_line_can_be_written_in_one_way_only(path: Path) -> None:
    class Padded(Seals):
        def seal(self, about: str, plain: bytes) -> bytes:
            sealed = super().seal(about, plain)
            return sealed + b" " * (1 - len(sealed) % 3 + (3 if len(sealed) % 3 > 1 else 0))

        def unseal(self, about: str, data: bytes) -> bytes:
            return super().unseal(about, data.rstrip(b" "))

    log = log_at(path, Padded())
    log.append(SIAN, "looked", AT)
    line = path.read_bytes()
    assert line.endswith(b"==\n")
    other = line[:-4] + bytes([line[-4] + 1]) + line[-3:]
    assert binascii.a2b_base64(other) == binascii.a2b_base64(line)
    path.write_bytes(other)
    assert log.read().torn == 1


def test_a_record_sealed_anew_with_other_words_does_not_fit_its_link(path: Path) -> None:
    lines = filled(path, 2)
    keys = Seals()
    kept = json.loads(keys.unseal("access", binascii.a2b_base64(lines[1])))
    kept["record"] = kept["record"].replace("looked", "listed")
    path.write_bytes(lines[0] + binascii.b2a_base64(keys.seal("access", json.dumps(kept).encode())))
    found = log_at(path).read()
    assert found.broken is not None
    assert (found.broken.line, found.broken.what) == (2, "is not what was noted")


def test_an_entry_put_in_place_of_another_breaks_the_chain_at_the_next(path: Path) -> None:
    lines = filled(path, 3)
    path.write_bytes(lines[0])
    log_at(path).append(SIAN, "listed", AT)
    other = path.read_bytes().removeprefix(lines[0])
    path.write_bytes(lines[0] + other + lines[2])
    found = log_at(path).read()
    assert found.broken is not None
    assert (found.broken.line, found.broken.seq) == (3, 3)


def test_an_entry_with_a_number_left_out_before_it_breaks_the_chain(path: Path) -> None:
    lines = filled(path, 2)
    keys = Seals()
    kept = json.loads(keys.unseal("access", binascii.a2b_base64(lines[1])))
    kept["record"] = kept["record"].replace('"seq":2', '"seq":3')
    kept["link"] = hashed("access", kept["before"].encode(), kept["record"].encode())
    path.write_bytes(lines[0] + binascii.b2a_base64(keys.seal("access", json.dumps(kept).encode())))
    found = log_at(path).read()
    assert found.broken is not None
    assert (found.broken.line, found.broken.seq) == (2, 3)


def test_lines_of_another_register_are_not_taken_for_its_own(path: Path) -> None:
    filled(path, 2)
    assert log_at(path, Seals(b"other")).read().torn == 2


def test_the_head_changes_with_every_entry_and_says_when_the_end_was_cut_off(path: Path) -> None:
    lines = filled(path, 3)
    head = log_at(path).read().head
    path.write_bytes(lines[0] + lines[1])
    shorter = log_at(path).read()
    assert shorter.broken is None
    assert shorter.head != head


def test_entries_noted_at_the_same_moment_follow_each_other(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: log_at(path, patience=30.0).append(SIAN, "looked", AT), range(24)))
    found = log_at(path).read()
    assert [entry.seq for entry in found.entries] == list(range(1, 25))
    assert (found.torn, found.broken) == (0, None)


def test_a_busy_log_is_not_waited_for_without_end(path: Path) -> None:
    with (
        CaseLock(path.with_name("access.log.lock"), 0),
        pytest.raises(NotNowError, match="try again"),
    ):
        log_at(path, patience=0).append(SIAN, "looked", AT)
    assert not path.exists()


def failing(code: int, after: int = 0) -> Callable[[int, bytes], int]:
    real = os.write

    def write(descriptor: int, data: bytes) -> int:
        # The lock signs its file with a short name first; only what is long is a line of the log.
        if len(data) < 100:
            return real(descriptor, data)
        real(descriptor, bytes(data[:after]))
        raise OSError(code, os.strerror(code))

    return write


@pytest.mark.parametrize("count", [0, 2])
def test_a_full_disk_is_said_and_leaves_the_log_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    before = b"".join(filled(path, count)) if count else b""
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", failing(errno.ENOSPC, after=10))
        with pytest.raises(NotNowError, match="the disk is full"):
            log_at(path).append(SIAN, "looked", AT)
    assert path.read_bytes() == before
    assert log_at(path).append(SIAN, "looked", AT).seq == count + 1


def test_a_disk_that_does_not_confirm_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = b"".join(filled(path, 1))

    def fsync(_descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(NotNowError, match="could not be added to"):
            log_at(path).append(SIAN, "looked", AT)
    assert path.read_bytes() == before


def test_what_is_written_in_pieces_arrives_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, bytes(data[:7])))
    entry = log_at(path).append(SIAN, "looked", AT)
    assert log_at(path).read().entries == (entry,)


def test_an_entry_is_on_the_disk_when_it_is_said_to_be(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr(os, "fsync", lambda _descriptor: seen.append(path.read_bytes()))
    log_at(path).append(SIAN, "looked", AT)
    assert seen
    assert seen[0] == path.read_bytes() != b""


@pytest.mark.parametrize(
    ("code", "told"),
    [(errno.EACCES, "you have no permission"), (errno.EROFS, "the disk can only be read from")],
)
def test_a_log_that_can_only_be_read_is_said_to_be_and_is_still_read(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, told: str
) -> None:
    before = b"".join(filled(path, 1))
    real = os.open

    def refusing(name: Path, flags: int, *mode: int) -> int:
        if Path(name) == path and flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(code, os.strerror(code))
        return real(name, flags, *mode)

    monkeypatch.setattr(os, "open", refusing)
    with pytest.raises(NotNowError, match=told):
        log_at(path).append(SIAN, "looked", AT)
    assert len(log_at(path).read().entries) == 1
    assert path.read_bytes() == before


def test_a_register_that_is_not_there_is_not_made_by_looking(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "access.log"
    with pytest.raises(NotNowError):
        log_at(path).append(SIAN, "looked", AT)
    assert not path.parent.exists()
    assert log_at(path).read().entries == ()


def test_what_is_no_ordinary_file_is_neither_read_nor_written(path: Path) -> None:
    path.mkdir()
    for call in (log_at(path).read, lambda: log_at(path).append(SIAN, "looked", AT)):
        with pytest.raises(NotNowError, match="no ordinary file"):
            call()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_in_its_place_is_not_waited_for(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(NotNowError, match="no ordinary file"):
        log_at(path).append(SIAN, "looked", AT)
