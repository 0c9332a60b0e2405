"""The note of a failure says where it was, and never what it was about."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wizard import __version__
from wizard.base.log import LOG_LIMIT, log_failure

SECRET = "Ottoline"
AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


class OddError(Exception):
    """An error of a kind of its own."""


def failing_with(child: str) -> None:
    note = f"about {child}"
    raise OddError(child, note)


def failure(child: str = SECRET) -> OddError:
    try:
        failing_with(child)
    except OddError as error:
        error.add_note(f"note on {child}")
        return error
    raise AssertionError


def chained() -> BaseException:
    try:
        try:
            failing_with(SECRET)
        except OddError as error:
            raise KeyError(SECRET) from error
    except KeyError as error:
        return ExceptionGroup(SECRET, [error, ValueError(SECRET)])


def noted(home: Path, error: BaseException) -> str:
    path = log_failure(home, error, now=lambda: AT)
    assert path == home / "log" / "escalate.log"
    return path.read_text(encoding="utf-8")


def test_a_note_has_time_version_kind_and_place(tmp_path: Path) -> None:
    text = noted(tmp_path, failure())
    assert text.startswith(f"2026-11-16T09:30:00+00:00 escalate {__version__}\n")
    assert ".OddError\n" in text
    line = failing_with.__code__.co_firstlineno + 2
    assert f"tests/base/test_log.py:{line}:failing_with\n" in text


def test_neither_message_nor_arguments_nor_local_variables_reach_the_file(tmp_path: Path) -> None:
    assert SECRET not in noted(tmp_path, failure())


def test_errors_behind_the_error_are_named_without_their_messages(tmp_path: Path) -> None:
    text = noted(tmp_path, chained())
    assert "builtins.ExceptionGroup" in text
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert ".OddError" in text
    assert SECRET not in text


def test_the_name_of_a_file_that_is_not_python_is_left_out(tmp_path: Path) -> None:
    try:
        exec(compile("1 / 0", f"/home/x/{SECRET}/letter.md", "exec"))
    except ZeroDivisionError as error:
        text = noted(tmp_path, error)
    assert "(not a Python file):1:" in text
    assert SECRET not in text


def test_an_error_whose_text_cannot_be_had_is_noted_all_the_same(tmp_path: Path) -> None:
    class UnspeakableError(Exception):
        def __str__(self) -> str:
            raise RuntimeError(SECRET)

        __repr__ = __str__

    assert "UnspeakableError" in noted(tmp_path, UnspeakableError())


def test_a_circle_of_causes_and_a_deep_recursion_are_cut_short(tmp_path: Path) -> None:
    def deep(left: int) -> None:
        if left:
            deep(left - 1)
        raise OddError

    try:
        deep(200)
    except OddError as error:
        other = ValueError()
        error.__cause__, other.__cause__ = other, error
        text = noted(tmp_path, error)
    assert text.count(".OddError") == 1
    assert "more" in text
    assert len(text.splitlines()) < 60


def test_notes_are_added_and_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        noted(tmp_path, failure())
        text = noted(tmp_path, failure())
    finally:
        os.umask(before)
    assert text.count("escalate ") == 2
    posix = os.name == "posix"
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == (0o700 if posix else 0o777)
    assert stat.S_IMODE((tmp_path / "log" / "escalate.log").stat().st_mode) == (0o600 if posix else 0o666)


def test_the_older_half_goes_when_the_log_is_full(tmp_path: Path) -> None:
    noted(tmp_path, failure())
    path = tmp_path / "log" / "escalate.log"
    path.write_bytes(b"".join(b"line %06d\n" % number for number in range(LOG_LIMIT // 12)))
    text = noted(tmp_path, failure())
    assert len(text) <= LOG_LIMIT // 2 + 2000
    assert text.startswith("line ")
    assert "line 000000" not in text
    assert f"line {LOG_LIMIT // 12 - 1:06}\n2026-11-16" in text
    assert [each.name for each in path.parent.iterdir()] == ["escalate.log"]


def test_the_log_never_outgrows_its_limit(tmp_path: Path) -> None:
    error = failure()
    path = tmp_path / "log" / "escalate.log"
    sizes = []
    for _ in range(2500):
        log_failure(tmp_path, error, now=lambda: AT)
        sizes.append(path.stat().st_size)
    assert max(sizes) <= LOG_LIMIT
    assert sizes != sorted(sizes)  # it was cut


def test_a_note_that_cannot_be_made_is_no_second_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    assert log_failure(tmp_path / "file", failure()) is None

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    assert log_failure(tmp_path, failure()) is None
