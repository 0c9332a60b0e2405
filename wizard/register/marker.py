"""`register.json`: what a register is, who can open it, and a seal that shows whether another hand changed that."""

from __future__ import annotations

import hmac
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from msgspec import Meta

from wizard.base.errors import EscalateError
from wizard.base.paths import (
    UnconfirmedError,
    confirm,
    create_file,
    keep_copy,
    named,
    not_now,
    patiently,
    write_new,
)
from wizard.register.keys import Keys
from wizard.register.sealed import LAST_GENERATION
from wizard.register.slots import MOST_WORK, Slot
from wizard.register.unfinished import unfinished

if TYPE_CHECKING:
    from wizard.register.storage import DamagedFileError

MARKER: Final = "register.json"
FORMAT: Final = 2
_OLD_FORMAT: Final = 1
#: In bytes; many times what all slots together take.
_LARGEST: Final = 1_000_000
MOST_SLOTS: Final = 64
_PREVIOUS: Final = ".previous"
#: Endings of the files of cases, of this format and the one before.
_CASE_FILES: Final = (".case", ".case.previous", ".json", ".json.previous")
_ANOTHER_HAND: Final = "it was changed by something other than this program"


class OldFormatError(EscalateError):
    """The register is of the format before this one, which was not encrypted."""


class Marker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `register.json` holds; nothing in it is secret, but for the keys of a practice register.

    `register` is its id, `generation` that of the keys that writes use, `created` an ISO 8601 time in UTC, `program`
    the version that made it. `rotating` says that files may still be sealed with older keys. `seal` is an HMAC over
    all the rest. `format`, `practice` and `note` are what the first format had, so that programs that know only that
    one can say what this is.
    """

    format: int
    practice: bool
    note: Annotated[str, Meta(max_length=1000)]
    register: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    created: Annotated[str, Meta(max_length=40)]
    program: Annotated[str, Meta(max_length=40)]
    generation: Annotated[int, Meta(ge=1, le=LAST_GENERATION)]
    slots: Annotated[tuple[Slot, ...], Meta(min_length=1, max_length=MOST_SLOTS)]
    signing_public: Annotated[bytes, Meta(min_length=32, max_length=32)]
    signing_sealed: Annotated[bytes, Meta(max_length=1000)]
    rotating: bool = False
    seal: Annotated[bytes, Meta(max_length=32)] = b""


class _Kind(msgspec.Struct, frozen=True):
    """What every format says of itself."""

    format: int
    practice: bool
    note: str


def read_marker(folder: Path) -> Marker | None:
    """The marker of the register in `folder`, which is not yet checked against its seal; None where there is none.

    Raises `DamagedFileError` (also where only the rest of a register is there), `OldFormatError`, `NotNowError`, and
    `EscalateError` for the format of a newer version.
    """
    path = folder / MARKER
    found = _found(path)
    if found is None:
        if not _has_rest(folder):
            return None
        # A colleague may have made the register between the two looks: the marker comes before all the rest.
        found = _found(path)
        if found is None:
            raise _damaged(path, "it is missing, and the rest of the register is there")
    return _decoded(found, path)


def _found(path: Path) -> bytes | None:
    found: list[bytes] = []
    try:
        patiently(lambda: found.append(_beginning(path)))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise not_now(error, "read", path) from error
    return found[0]


def read_previous(folder: Path) -> Marker | None:
    """What is kept of the marker beside it, not checked against its seal; None where there is none.

    Raises `DamagedFileError`, `NotNowError`, and as `read_marker` for other formats.
    """
    path = previous_marker(folder)
    try:
        return _decoded(_beginning(path), path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise not_now(error, "read", path) from error


def previous_marker(folder: Path) -> Path:
    """Where the marker before the last change is kept."""
    return folder / f"{MARKER}{_PREVIOUS}"


def sealed(marker: Marker, keys: Keys) -> Marker:
    """The marker with its seal."""
    return msgspec.structs.replace(marker, seal=_seal(marker, keys))


def check(marker: Marker, keys: Keys, folder: Path) -> None:
    """Raises `DamagedFileError` where the marker is not as whoever holds `keys` has left it."""
    if not hmac.compare_digest(marker.seal, _seal(marker, keys)):
        raise another_hand(folder)


def another_hand(folder: Path) -> DamagedFileError:
    """What to raise for a marker that somebody has tampered with."""
    return _damaged(folder / MARKER, _ANOTHER_HAND)


def write_first(folder: Path, marker: Marker) -> None:
    """Writes the marker of a new register, and never over another.

    Raises `WrongInputError` where there is one, `NotNowError`, `UnconfirmedError`.
    """
    write_new(folder / MARKER, _encoded(marker), through=unfinished(folder))


def replace_marker(folder: Path, marker: Marker, *, forget: bool) -> None:
    """Puts the marker in place of the one before, which is kept beside it. The lock of the register is held.

    With `forget`, what is kept beside it is the new one as well: the one before can be opened with a secret that was
    taken away. Raises `NotNowError` (nothing has changed), `UnconfirmedError`.
    """
    path = folder / MARKER
    temporary, second = path.with_name(f"{MARKER}.new.tmp"), path.with_name(f"{MARKER}{_PREVIOUS}.tmp")
    try:
        for leftover in (temporary, second):  # of a change that was killed
            leftover.unlink(missing_ok=True)
        create_file(temporary, _encoded(marker))
        try:
            keep_copy(path, path.with_name(path.name + _PREVIOUS), second)
            patiently(lambda: temporary.replace(path))
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
    except OSError as error:
        raise not_now(error, "saved", path) from error
    if forget:
        _forget(path, second)
    confirm(path)


def _forget(path: Path, second: Path) -> None:
    try:
        keep_copy(path, path.with_name(path.name + _PREVIOUS), second)
    except OSError as error:
        raise UnconfirmedError(
            f"{named(path)} was saved, but the copy before the change could not be replaced, and what you took "
            f"away still opens that: delete {named(path.with_name(path.name + _PREVIOUS))}"
        ) from error


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST + 1)


def _has_rest(folder: Path) -> bool:
    if (folder / f"{MARKER}{_PREVIOUS}").exists():
        return True
    cases = folder / "cases"
    try:
        return any(path.name.endswith(_CASE_FILES) for path in cases.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise not_now(error, "read", cases) from error


def _decoded(data: bytes, path: Path) -> Marker:
    if len(data) > _LARGEST:
        raise _damaged(path, "it is far longer than it should be")
    try:
        marker = msgspec.json.decode(data, type=Marker)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        _refuse_other_formats(data, path)
        raise _damaged(path, "it does not say what kind of register this is") from error
    if marker.format != FORMAT:
        _refuse_other_formats(data, path)
    _check_slots(marker, path)
    return marker


def _refuse_other_formats(data: bytes, path: Path) -> None:
    try:
        kind = msgspec.json.decode(data, type=_Kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return
    place = named(path.parent)
    if kind.format == _OLD_FORMAT:
        raise OldFormatError(
            f"{place} is a register of format {_OLD_FORMAT}, which is not encrypted. Nothing has been changed; "
            "run 'escalate register migrate' to bring its cases into an encrypted one"
        )
    if kind.format != FORMAT:
        raise EscalateError(
            f"{place} is a register of format {kind.format}, and this version of the "
            f"program reads format {FORMAT}. Nothing has been changed; use the version that made it"
        )


def _check_slots(marker: Marker, path: Path) -> None:
    """What the types cannot say. The seal would show the same, but is checked only after a slot was opened."""
    kinds = [slot.kind for slot in marker.slots]
    right_kinds = kinds == ["open"] if marker.practice else "open" not in kinds and "passphrase" in kinds
    distinct = len({slot.id for slot in marker.slots}) == len(kinds)
    with_kdf = all((slot.kdf is not None) == (slot.kind == "passphrase") for slot in marker.slots)
    if not (right_kinds and distinct and with_kdf):
        raise _damaged(path, _ANOTHER_HAND)
    if sum(slot.kdf.work for slot in marker.slots if slot.kdf) > MOST_WORK:
        raise _damaged(path, "checking a passphrase on it would take far too long")


def _encoded(marker: Marker) -> bytes:
    return msgspec.json.format(msgspec.json.encode(marker), indent=1) + b"\n"


def _seal(marker: Marker, keys: Keys) -> bytes:
    canonical = msgspec.json.encode(msgspec.structs.replace(marker, seal=b""))
    return hmac.digest(keys.subkey("marker"), canonical, "sha256")


def _damaged(path: Path, why: str) -> DamagedFileError:
    from wizard.register.storage import DamagedFileError

    return DamagedFileError(path, why)
