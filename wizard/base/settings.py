"""The settings of the person at this machine: one plain file in the program's own folder."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.paths import named

SETTINGS_FILE: Final = "settings.yaml"
#: The office's templates, in the program's own folder.
OFFICE_TEMPLATES: Final = "templates"
DEFAULT_ROLE: Final = "practitioner"
#: No space at either end, and within no control, no end of a line, and nothing that turns a line around.
_ONE_LINE: Final = r"\A(?!\s)[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff]+(?<!\s)\Z"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be set. A file that is not there, or holds nothing but comments, sets nothing."""

    #: A folder of flows besides the one in the program's own folder.
    flows: Annotated[str, Meta(min_length=1, max_length=4000)] | None = None
    #: The office's folder of templates, in place of the one in the program's own folder.
    templates: Annotated[str, Meta(min_length=1, max_length=4000)] | None = None
    #: Who records what is recorded here.
    name: (
        Annotated[str, Meta(min_length=1, max_length=200, pattern=_ONE_LINE, examples=["Siân O'Neill"])]
        | None
    ) = None
    #: As what they record it.
    role: Annotated[
        str, Meta(min_length=1, max_length=100, pattern=_ONE_LINE, examples=["named nurse", "team manager"])
    ] = DEFAULT_ROLE
    #: How long the agency keeps the record of a case that has ended, in years.
    keep_years: Annotated[int, Meta(ge=1, le=100)] | None = None
    #: How long the register stays open while nobody does anything, in minutes.
    lock_minutes: Annotated[int, Meta(ge=1, le=240)] | None = None

    def flows_folder(self, home: Path) -> Path | None:
        """The folder of flows, seen from the program's own folder `home`; "~" is the person's own."""
        return _folder(self.flows, home)

    def templates_folder(self, home: Path) -> Path | None:
        """The office's folder of templates: the one that is named here, else the one in `home` where there is one."""
        own = home / OFFICE_TEMPLATES
        return _folder(self.templates, home) or (own if own.is_dir() else None)


def _folder(name: str | None, home: Path) -> Path | None:
    if name is None:
        return None
    try:
        return home / Path(name).expanduser()
    except RuntimeError:  # nobody's own folder is known here
        return home / name


def read_settings(home: Path) -> Settings:
    """The settings in the folder `home`. Raises WrongInputError with every fault of the file."""
    path = home / SETTINGS_FILE
    if _says_nothing(path):
        return Settings()
    from wizard.base.decode import decode  # most people have no settings
    from wizard.base.reader import read_file

    return decode(read_file(path), Settings, str(path))


def settings_in_use(home: Path) -> tuple[Settings, Fault | None]:
    """The settings in the folder `home`; where their file has faults none are set, and that is said with the first."""
    try:
        return read_settings(home), None
    except WrongInputError as wrong:
        first, *others = wrong.faults
        more = f" (and {len(others)} more)" if others else ""
        what = f"the settings are not used: {first.what}{more}"
        return Settings(), msgspec.structs.replace(first, what=what)


def _says_nothing(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return not path.is_symlink()  # of a link to nothing the reader says so
    except OSError:
        return False  # the reader says why
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        # A pipe would be waited for without end: it is never opened.
        raise wrong_input("is no ordinary file; move it away", file=named(path))
    try:
        with path.open("rb") as file:
            start = file.read(10_000)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False  # the reader says why
    lines = [line.strip() for line in start.splitlines()]
    return len(start) < 10_000 and all(not line or line.startswith(b"#") for line in lines)
