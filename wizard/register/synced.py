"""Whether a folder is one that a service copies to other machines: no place for a register.

Known by what the services leave in the folders they copy, and by the names those folders are given; the names are
taken whole, for "box" is part of many a word. Sources: the support pages of Microsoft OneDrive, Dropbox, Google
Drive, Apple iCloud, Box, MEGA, pCloud, Proton Drive and Synology Drive; the manuals of the Nextcloud and ownCloud
desktop clients, of Syncthing and of Resilio. A library of SharePoint that was renamed, and a service that is not
named here, are not found.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from wizard.base.errors import wrong_input
from wizard.base.paths import named
from wizard.base.text import visible

_ONEDRIVE: Final = "OneDrive"
_GOOGLE: Final = "Google Drive"
_ICLOUD: Final = "iCloud Drive"
_NEXTCLOUD: Final = "Nextcloud or ownCloud"

#: Where Windows says what OneDrive copies.
_VARIABLES: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
#: What is left in a copied folder. `.dropbox` must be a file: as a folder in one's own it holds the client's settings.
_MARKERS: Final = (
    (".dropbox.cache", "Dropbox"),
    (".shortcut-targets-by-id", _GOOGLE),
    (".tmp.drivedownload", _GOOGLE),
    (".stfolder", "Syncthing"),
    (".sync/ID", "Resilio Sync"),
    (".megaignore", "MEGA"),
)
_DROPBOX_FILE: Final = ".dropbox"
#: The same where part of the name differs, so that the folder has to be listed: this many names of it.
_LISTED_MARKER: Final = re.compile(r"\._?sync_[0-9A-Za-z]+\.db|\.(?:owncloud|nextcloud)sync\.log")
_LISTED: Final = 2000
_NAMES: Final = (
    (re.compile(r"OneDrive(?: - .+)?"), _ONEDRIVE),
    (re.compile(r"Dropbox(?: \(.+\))?"), "Dropbox"),
    (re.compile(r"Google ?Drive|My Drive"), _GOOGLE),
    (re.compile(r"iCloud ?Drive|com~apple~CloudDocs"), _ICLOUD),
    (re.compile(r"Nextcloud|ownCloud"), _NEXTCLOUD),
    (re.compile(r"Box Sync"), "Box"),
    (re.compile(r"MEGAsync"), "MEGA"),
    (re.compile(r"pCloud ?Drive|pCloudSync|pCloud Sync"), "pCloud"),
    (re.compile(r"Proton ?Drive"), "Proton Drive"),
    (re.compile(r"SynologyDrive"), "Synology Drive"),
    (re.compile(r"Resilio Sync"), "Resilio Sync"),
)
#: What the folders in the `Library/CloudStorage` of macOS begin with, up to the account.
_PROVIDERS: Final = {"GoogleDrive": _GOOGLE, "ProtonDrive": "Proton Drive"}
_PROVIDER_SHOWN: Final = 60


def synced_by(folder: Path, environ: Mapping[str, str]) -> str | None:
    """The service that copies `folder`, links followed, or None where none is known to. It need not exist.

    `environ` is asked where OneDrive and the person's own folder are.
    """
    real = _real(folder)
    for variable in _VARIABLES:
        copied = environ.get(variable, "")
        if copied and Path(copied).is_absolute() and real.is_relative_to(_real(Path(copied))):
            return _ONEDRIVE
    return (
        _by_place(real)
        or next((service for part in real.parts if (service := _by_name(part))), None)
        or _in_own_folder(real, environ)
        or next((service for each in (real, *real.parents) if (service := _by_marker(each))), None)
    )


def refuse_synced(folder: Path, environ: Mapping[str, str]) -> None:
    """Raises `WrongInputError`, which says why and what to do, where a service copies `folder`."""
    service = synced_by(folder, environ)
    if service is None:
        return
    raise wrong_input(
        f"is no place for a register: {service} copies what lies there. A copy leaves this computer. "
        "Two copies that both change fight each other, and then one record is lost. "
        "Choose a folder on this computer that no service copies, and set ESCALATE_HOME to it. "
        "Keep backups with `escalate register backup`",
        file=named(folder),
    )


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # before Python 3.13 a loop of links is a RuntimeError
        return path.absolute()


def _by_place(folder: Path) -> str | None:
    """macOS keeps what iCloud copies, and what every other service does, in two folders of the library."""
    parts = folder.parts
    for number, pair in enumerate(pairwise(parts)):
        if pair == ("Library", "Mobile Documents"):
            return _ICLOUD
        if pair == ("Library", "CloudStorage"):
            provider = parts[number + 2].partition("-")[0] if len(parts) > number + 2 else ""
            return _PROVIDERS.get(provider, visible(provider, _PROVIDER_SHOWN)) or "a cloud service"
    return None


def _by_name(part: str) -> str | None:
    return next((service for name, service in _NAMES if name.fullmatch(part)), None)


def _in_own_folder(folder: Path, environ: Mapping[str, str]) -> str | None:
    """What is one only right in the person's own folder: `Box`, and what iCloud copies though it stays in its place."""
    own = environ.get("HOME") or environ.get("USERPROFILE") or ""
    if not own:
        return None
    home = _real(Path(own))
    if folder.is_relative_to(home / "Box"):
        return "Box"
    for name in ("Desktop", "Documents"):
        copied = home / "Library" / "Mobile Documents" / "com~apple~CloudDocs" / name
        if folder.is_relative_to(home / name) and _same(copied, home / name):
            return _ICLOUD
    return None


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _by_marker(folder: Path) -> str | None:
    if (folder / _DROPBOX_FILE).is_file():
        return "Dropbox"
    for marker, service in _MARKERS:
        if os.path.lexists(folder / marker):
            return service
    try:
        with os.scandir(folder) as entries:
            found = any(_LISTED_MARKER.fullmatch(entry.name) for entry in islice(entries, _LISTED))
    except OSError:  # it is not there yet, or may not be listed
        return None
    return _NEXTCLOUD if found else None
