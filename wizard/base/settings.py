"""The settings of the person at this machine: one plain file in the program's own folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

SETTINGS_FILE: Final = "settings.yaml"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be set. A file that is not there, or holds nothing but comments, sets nothing."""

    #: A folder of flows besides the one in the program's own folder.
    flows: Annotated[str, Meta(min_length=1, max_length=4000)] | None = None

    def flows_folder(self, home: Path) -> Path | None:
        """The folder of flows, seen from the program's own folder `home`; "~" is the person's own."""
        if self.flows is None:
            return None
        try:
            folder = Path(self.flows).expanduser()
        except RuntimeError:  # nobody's own folder is known here
            folder = Path(self.flows)
        return home / folder


def read_settings(home: Path) -> Settings:
    """The settings in the folder `home`. Raises WrongInputError with every fault of the file."""
    path = home / SETTINGS_FILE
    if _says_nothing(path):
        return Settings()
    from wizard.base.decode import decode  # most people have no settings
    from wizard.base.reader import read_file

    return decode(read_file(path), Settings, str(path))


def _says_nothing(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            start = file.read(10_000)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False  # the reader says why
    lines = [line.strip() for line in start.splitlines()]
    return len(start) < 10_000 and all(not line or line.startswith(b"#") for line in lines)
