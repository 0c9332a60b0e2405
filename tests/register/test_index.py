"""The index is right or says that it does not know: whatever is torn, killed, full or written at the same time."""

from __future__ import annotations

import base64
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import NotNowError
from wizard.register.index import NEVER, Index, IndexRow
from wizard.register.keys import Keys
from wizard.register.lock import CaseLock

KEYS = Keys.new("ab" * 16, practice=True)
BASIS = "policy one"

DiesAt = Callable[[int, Callable[[], object]], int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def index(folder: Path) -> Index:
    return Index(folder, KEYS)


def row(number: int, version: int = 1, **other: int | str | tuple[str, ...]) -> IndexRow:
    """A full row."""
    plain = {"id": f"case-{number}", "version": version, "basis": BASIS, **other}
    return msgspec.convert(plain, IndexRow)


def bare(number: int, version: int) -> IndexRow:
    return IndexRow(id=f"case-{number}", version=version)


def rows(index: Index) -> dict[str, IndexRow]:
    found = list(index.load().rows())
    by_id = {each.id: each for each in found}
    assert len(by_id) == len(found), "a case has two rows"
    return by_id


def rewritten(index: Index, basis: str = BASIS) -> None:
    assert index.rewrite(list(index.load().rows()), basis, since=index.mark())


ROWS = st.builds(
    IndexRow,
    id=st.sampled_from([f"case-{n}" for n in range(6)]),
    version=st.integers(1, 4),
    opened=st.sampled_from(["", "2026-11-16T09:30:00+00:00"]),
    changed=st.text(max_size=5),
    status=st.sampled_from(["open", "closed"]),
    stage=st.sampled_from(["", "stage-1"]),
    owner=st.text(max_size=5),
    due=st.sampled_from([0, 99, 100, 101, NEVER, -(2**63)]),
    good_until=st.sampled_from([0, 49, 50, 51, NEVER]),
    basis=st.sampled_from(["", BASIS, "policy two"]),
    words=st.lists(st.text(max_size=4), max_size=3).map(tuple),
)


# ---- rows


def test_an_index_that_is_not_there_has_no_rows_and_makes_no_file(index: Index, folder: Path) -> None:
    loaded = index.load()
    assert (list(loaded.rows()), loaded.ids(), loaded.torn) == ([], set(), 0)
    assert list(folder.iterdir()) == []


@settings(max_examples=40, deadline=None)
@given(
    first=st.lists(ROWS, max_size=8), second=st.lists(ROWS, max_size=8), basis=st.sampled_from([BASIS, "x"])
)
def test_the_newest_row_of_each_case_is_read_back_from_log_and_snapshot(
    tmp_path_factory: pytest.TempPathFactory, first: list[IndexRow], second: list[IndexRow], basis: str
) -> None:
    index = Index(tmp_path_factory.mktemp("index"), KEYS)
    index.append(*first)
    rewritten(index, basis)
    index.append(*second)
    newest: dict[str, IndexRow] = {}
    for each in (*first, *second):
        if each.id not in newest or each.version >= newest[each.id].version:
            newest[each.id] = each
    assert rows(index) == newest
    assert index.load().ids() == set(newest)
    rewritten(index, basis)
    assert rows(index) == newest


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
@pytest.mark.parametrize("snapshot_after", [0, 1, 2, 3])
def test_the_newest_version_wins_whatever_the_order(
    index: Index, order: tuple[int, ...], snapshot_after: int
) -> None:
    for count, version in enumerate(order, start=1):
        index.append(row(1, version, status=f"at {version}"))
        if count == snapshot_after:
            rewritten(index)
    assert rows(index) == {"case-1": row(1, 3, status="at 3")}


def test_a_bare_row_asks_to_be_looked_up_until_the_full_one_is_there(index: Index) -> None:
    index.append(row(1, 1))
    assert list(index.load().wanted(BASIS, 0, 0)) == []
    index.append(bare(1, 2))
    assert list(index.load().wanted(BASIS, 0, 0)) == [bare(1, 2)]
    rewritten(index)
    assert list(index.load().wanted(BASIS, 0, 0)) == [bare(1, 2)]
    index.append(row(1, 2))
    assert list(index.load().wanted(BASIS, 0, 0)) == []


def test_a_full_row_of_an_earlier_version_does_not_answer_a_bare_one(index: Index) -> None:
    index.append(bare(1, 2), row(1, 1))
    assert list(index.load().wanted(BASIS, 0, 0)) == [bare(1, 2)]


@settings(max_examples=50, deadline=None)
@given(
    first=st.lists(ROWS, max_size=8),
    second=st.lists(ROWS, max_size=8),
    kept_as=st.sampled_from(["", BASIS, "policy two"]),
    basis=st.sampled_from([BASIS, "policy two"]),
    now=st.sampled_from([0, 50, 2**40]),
    due_before=st.sampled_from([0, 100, 2**40]),
)
def test_the_rows_that_are_wanted_are_those_that_a_plain_filter_finds(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[IndexRow],
    second: list[IndexRow],
    kept_as: str,
    basis: str,
    now: int,
    due_before: int,
) -> None:
    index = Index(tmp_path_factory.mktemp("index"), KEYS)
    index.append(*first)
    rewritten(index, kept_as)
    index.append(*second)
    loaded = index.load()
    plain = [
        each
        for each in loaded.rows()
        if each.due < due_before or each.good_until <= now or each.basis != basis
    ]
    assert sorted(loaded.wanted(basis, now, due_before), key=lambda each: each.id) == sorted(
        plain, key=lambda each: each.id
    )


# ---- secret


def test_no_word_of_a_row_stands_in_the_files(index: Index, folder: Path) -> None:
    mark = "Wolkenbruch"
    told = row(1, words=(mark,), status=mark, stage=mark, owner=mark)
    index.append(told)
    rewritten(index)
    index.append(told)
    for path in folder.iterdir():
        data = path.read_bytes()
        lines = [base64.b64decode(line) for line in data.split(b"\n") if path.name == "index.log"]
        assert not any(mark.encode() in each or b"case-1" in each for each in (data, *lines))


def test_the_index_of_another_register_says_nothing_and_is_told_as_torn(index: Index, folder: Path) -> None:
    index.append(row(1))
    rewritten(index)
    index.append(row(2))
    other = Index(folder, Keys.new("cd" * 16, practice=True)).load()
    assert (list(other.rows()), other.torn) == ([], 2)


def test_rows_sealed_with_older_keys_are_read_with_the_new(index: Index, folder: Path) -> None:
    index.append(row(1))
    rewritten(index)
    index.append(row(2))
    later = Index(folder, KEYS.with_new_generation())
    later.append(row(3))
    assert set(rows(later)) == {"case-1", "case-2", "case-3"}


# ---- torn


def test_a_tail_torn_anywhere_is_dropped_and_told_and_takes_nothing_with_it(
    index: Index, folder: Path
) -> None:
    index.append(row(1), row(2))
    log = folder / "index.log"
    whole = log.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        log.write_bytes(whole[:length])
        torn = index.load()
        expected = {"case-1"} if length < len(whole) - 1 else {"case-1", "case-2"}
        assert torn.ids() == expected
        assert torn.torn == (first < length < len(whole) - 1)
        index.append(row(3))
        assert index.load().ids() == {*expected, "case-3"}


def test_a_line_torn_in_the_middle_is_dropped_and_told(index: Index, folder: Path) -> None:
    for number in (1, 2, 3):
        index.append(row(number))
    log = folder / "index.log"
    lines = log.read_bytes().split(b"\n")
    for damaged in (lines[1][:30], b"x", b"\xff\0", lines[1][:-4] + b"AAA=", lines[1] * 2):
        log.write_bytes(b"\n".join([lines[0], damaged, lines[2], b""]))
        loaded = index.load()
        assert loaded.ids() == {"case-1", "case-3"}
        assert loaded.torn == 1


def test_a_snapshot_that_cannot_be_read_is_told_and_hides_no_line_of_the_log(
    index: Index, folder: Path
) -> None:
    index.append(row(1))
    rewritten(index)
    index.append(row(2))
    snapshot = folder / "index.snapshot"
    whole = snapshot.read_bytes()
    for damaged in (
        whole[:-1],
        whole + b"x",
        whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        b"x",
        KEYS.seal("index", b"\x90"),
    ):
        snapshot.write_bytes(damaged)
        loaded = index.load()
        assert loaded.ids() == {"case-2"}
        assert loaded.torn == 1


# ---- what has changed


def test_what_was_added_since_a_mark_is_known(index: Index) -> None:
    start = index.mark()
    assert index.since(start) == frozenset()
    index.append(row(1), bare(2, 1))
    middle = index.mark()
    index.append(bare(3, 1))
    assert index.since(start) == {"case-1", "case-2", "case-3"}
    assert index.since(middle) == {"case-3"}
    assert index.since(index.mark()) == frozenset()


def test_after_a_new_snapshot_only_a_look_at_all_tells_what_has_changed(index: Index) -> None:
    index.append(row(1))
    before = index.mark()
    rewritten(index)
    assert index.since(before) is None
    assert index.since(index.mark()) == frozenset()


@pytest.mark.parametrize("after", range(4))
def test_after_an_index_was_begun_anew_an_earlier_mark_says_nothing(index: Index, after: int) -> None:
    index.append(bare(1, 1), bare(2, 1))
    before = index.mark()
    index.forget()
    for number in range(after):
        index.append(bare(number + 3, 1))
    assert index.since(before) is None


@pytest.mark.parametrize("mark", ["", "/", "none/5", "none//x", "none//-1", "a/b/c/0", "none/00/99"])
def test_a_mark_that_is_none_says_nothing(index: Index, mark: str) -> None:
    index.append(row(1))
    assert index.since(mark) is None


def test_a_mark_from_the_middle_of_a_line_that_was_taken_back_says_nothing(
    index: Index, folder: Path
) -> None:
    index.append(row(1))
    log = folder / "index.log"
    before = log.read_bytes()
    log.write_bytes(before + b"x" * 2000)  # a colleague is adding rows, and the disk is about to be full
    mark = index.mark()
    log.write_bytes(before)
    assert index.since(mark) is None
    index.append(row(2))
    assert index.since(mark) is None


def test_a_line_that_was_torn_since_a_mark_leaves_open_what_has_changed(index: Index, folder: Path) -> None:
    index.append(row(1))
    before = index.mark()
    with (folder / "index.log").open("ab") as log:
        log.write(b"torn")
    assert index.since(before) is None
    index.append(row(2))
    assert index.since(before) is None
    assert index.since(index.mark()) == frozenset()


# ---- a new snapshot


def test_a_new_snapshot_takes_the_place_of_the_log(index: Index, folder: Path) -> None:
    index.append(row(1), row(2))
    rewritten(index)
    assert sorted(path.name for path in folder.iterdir()) == ["index.lock", "index.snapshot"]
    assert set(rows(index)) == {"case-1", "case-2"}


def test_a_snapshot_is_not_written_over_what_was_added_meanwhile(index: Index, folder: Path) -> None:
    index.append(row(1))
    mark, loaded = index.mark(), index.load()
    Index(folder, KEYS).append(bare(1, 2))
    assert index.rewrite(loaded.rows(), BASIS, since=mark) is False
    assert rows(index) == {"case-1": bare(1, 2)}


def test_of_two_who_write_a_snapshot_at_once_the_second_does_not(index: Index, folder: Path) -> None:
    index.append(row(1))
    mark = index.mark()
    assert Index(folder, KEYS).rewrite([row(1, 2)], BASIS, since=mark) is True
    assert index.rewrite([row(1)], BASIS, since=mark) is False
    assert rows(index) == {"case-1": row(1, 2)}


def test_a_rewrite_killed_at_any_call_loses_nothing(folder: Path, dies_at: DiesAt) -> None:
    start = folder / "start"
    start.mkdir()
    Index(start, KEYS).append(row(1), row(2))
    rewritten(Index(start, KEYS))
    Index(start, KEYS).append(row(2, 2), bare(3, 1))
    before = rows(Index(start, KEYS))

    def killed(fatal: int) -> tuple[Index, int]:
        copied = folder / str(fatal)
        shutil.copytree(start, copied)
        index = Index(copied, KEYS)
        return index, dies_at(fatal, lambda: rewritten(index))

    _, calls = killed(0)
    assert calls > 5
    for fatal in range(1, calls + 1):
        index, _ = killed(fatal)
        assert rows(index) == before
        assert index.load().torn == 0
        rewritten(index)
        index.append(row(4))
        assert rows(index) == {**before, "case-4": row(4)}
        assert list(folder.joinpath(str(fatal)).glob("*.tmp")) == []


def test_an_append_killed_at_any_call_loses_nothing_that_was_there(folder: Path, dies_at: DiesAt) -> None:
    start = folder / "start"
    start.mkdir()
    Index(start, KEYS).append(row(1))
    calls = dies_at(0, lambda: Index(start, KEYS).append(row(1, 2)))
    for fatal in range(1, calls + 1):
        copied = folder / str(fatal)
        shutil.copytree(start, copied)
        index = Index(copied, KEYS)
        dies_at(fatal, lambda index=index: index.append(row(2), row(3)))
        assert rows(index)["case-1"] == row(1, 2)
        index.append(row(4))
        assert {"case-1", "case-4"} <= index.load().ids()


@pytest.mark.parametrize("added", [0, 1])
def test_a_full_disk_leaves_the_log_as_it_was(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch, added: int
) -> None:
    if added:
        index.append(row(1))
    log = folder / "index.log"
    before = log.read_bytes() if added else b""
    write = os.write

    def fills_up(descriptor: int, data: bytes) -> int:
        monkeypatch.setattr(os, "write", full)
        return write(descriptor, bytes(data)[:40])

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    mark = index.mark()
    monkeypatch.setattr(os, "write", fills_up)
    with pytest.raises(NotNowError, match="the disk is full"):
        index.append(row(2))
    monkeypatch.undo()
    assert log.read_bytes() == before
    assert index.since(mark) == frozenset()
    index.append(row(3))
    assert index.since(mark) == {"case-3"}


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_refused_snapshot_changes_nothing(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    index.append(row(1))
    mark = index.mark()

    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    with monkeypatch.context() as broken:
        broken.setattr(os, call, refuse)
        with pytest.raises(NotNowError):
            index.rewrite([row(1)], BASIS, since=mark)
    assert (index.mark(), rows(index)) == (mark, {"case-1": row(1)})
    assert list(folder.glob("*.tmp")) == []


def test_an_index_that_a_colleague_is_writing_is_not_waited_for_without_end(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.register.index.USUAL_WAIT", 0.0)
    with CaseLock(folder / "index.lock", 0), pytest.raises(NotNowError):
        index.append(row(1))
    assert rows(index) == {}


def test_a_log_of_more_than_a_megabyte_is_long(index: Index, folder: Path) -> None:
    assert not index.long()
    log = folder / "index.log"
    log.write_bytes(b"x" * 1_000_000)
    assert not index.long()
    log.write_bytes(b"x" * 1_000_001)
    assert index.long()


def test_an_index_that_is_forgotten_is_gone(index: Index, folder: Path) -> None:
    index.append(row(1))
    rewritten(index)
    index.append(row(2))
    index.forget()
    assert rows(index) == {}
    assert [path.name for path in folder.iterdir()] == ["index.lock"]
