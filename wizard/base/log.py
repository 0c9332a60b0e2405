"""A note of a failure, for whoever mends the program: where it happened, and never what it was about.

Messages, arguments and local variables may hold a child's name. None of them is read here: a line says when,
which version, which kind of error, and which functions were at work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from wizard import __version__
from wizard.base.paths import create_file, make_private

#: The log is kept under this many bytes; the older half goes when it would grow past that.
LOG_LIMIT: Final = 256 * 1024
_ERRORS_SHOWN: Final = 8
_FRAMES_SHOWN: Final = 40
_PARTS_SHOWN: Final = 3


def _utc_now() -> datetime:
    return datetime.now(UTC)


def log_failure(home: Path, error: BaseException, *, now: Callable[[], datetime] = _utc_now) -> Path | None:
    """Notes `error` in `<home>/log/escalate.log`; returns its path, or None where it cannot. Never raises."""
    try:
        folder = home / "log"
        make_private(folder)
        path = folder / "escalate.log"
        entry = _entry(error, now()).encode("ascii", "replace")
        with suppress(FileNotFoundError):
            if path.stat().st_size + len(entry) > LOG_LIMIT:
                _drop_older_half(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            os.write(descriptor, entry)
        finally:
            os.close(descriptor)
    except Exception:  # noqa: BLE001 - the failure being noted matters more than the note
        return None
    return path


def _entry(error: BaseException, at: datetime) -> str:
    lines = [f"{at.isoformat(timespec='seconds')} escalate {__version__}"]
    for found in _chain(error):
        kind = type(found)
        lines.append(f"  {_plain(kind.__module__)}.{_plain(kind.__qualname__)}")
        lines.extend(f"    {frame}" for frame in _frames(found.__traceback__))
    return "\n".join(lines) + "\n"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it came from and what it holds; each once, and not without end."""
    waiting, seen = [error], set[int]()
    while waiting and len(seen) < _ERRORS_SHOWN:
        found = waiting.pop(0)
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        if isinstance(found, BaseExceptionGroup):
            waiting.extend(found.exceptions)
        origin = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
        if origin is not None:
            waiting.append(origin)


def _frames(traceback: TracebackType | None) -> list[str]:
    found: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        found.append(f"{_place(code.co_filename)}:{traceback.tb_lineno}:{_plain(code.co_qualname)}")
        traceback = traceback.tb_next
    if len(found) > _FRAMES_SHOWN:
        half = _FRAMES_SHOWN // 2
        found[half:-half] = [f"... {len(found) - _FRAMES_SHOWN} more"]
    return found


def _place(file: str) -> str:
    """The end of the path of a Python file. Anything else (a template, say) may be named for a person."""
    parts = file.replace("\\", "/").split("/")
    return _plain("/".join(parts[-_PARTS_SHOWN:])) if file.endswith(".py") else "(not a Python file)"


def _plain(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _drop_older_half(path: Path) -> None:
    kept = path.read_bytes()[-LOG_LIMIT // 2 :]
    kept = kept[kept.find(b"\n") + 1 :]
    temporary = path.with_name(f"{path.name}.{os.urandom(6).hex()}.tmp")
    create_file(temporary, kept)
    try:
        temporary.replace(path)
    except OSError:
        temporary.unlink()
        raise
