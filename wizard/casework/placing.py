"""A file in its place and the record of it: both, or neither."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import UnconfirmedError, create_file, named, not_now, patiently, write_new


def place(where: Path, data: bytes, record: Callable[[], None], *, replace: bool) -> None:
    """Saves the file, then calls `record`. If that is refused, there is again what was there before.

    Raises as `write_new` does and whatever `record` raises; then nothing has changed, but after an UnconfirmedError,
    and where the program itself is stopped.
    """
    earlier = _kept_aside(where) if replace else None
    try:
        write_new(where, data, replace=replace)
    except BaseException:
        _let_go(earlier)
        raise
    try:
        record()
    except UnconfirmedError:  # it is recorded
        _let_go(earlier)
        raise
    except EscalateError:
        _undo(where, earlier)
        raise
    except BaseException:  # nobody can tell whether it is recorded: the file stays, as it may be
        _let_go(earlier)
        raise
    _let_go(earlier)


def _undo(where: Path, earlier: Path | None) -> None:
    """So that the refusal is true when it says that nothing has changed."""
    if earlier is None:
        with suppress(OSError):
            where.unlink()
        return
    try:
        patiently(lambda: earlier.replace(where))
    except OSError as error:
        raise EscalateError(
            f"{named(where)} was replaced, and that could not be recorded. The file as it was is {named(earlier)}"
        ) from error


def _kept_aside(where: Path) -> Path | None:
    """A second name for the file that is to be replaced; None where there is none."""
    if not os.path.lexists(where) or where.is_dir():
        return None
    if not where.is_file():
        raise wrong_input("is no ordinary file and is not replaced; choose another name", file=named(where))
    aside = where.parent / f".escalate-{os.urandom(6).hex()}.tmp"
    try:
        try:
            aside.hardlink_to(where)
        except OSError:  # a memory stick: no links
            create_file(aside, where.read_bytes())
    except OSError as error:
        raise not_now(error, "saved", where) from error
    return aside


def _let_go(earlier: Path | None) -> None:
    if earlier is not None:
        with suppress(OSError):
            earlier.unlink()
