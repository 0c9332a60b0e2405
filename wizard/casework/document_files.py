"""The files around the documents: what lies in the office's folder, the letterheads, and the formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from wizard.base.errors import EscalateError, Fault, WrongInputError
from wizard.base.paths import named
from wizard.base.text import visible
from wizard.casework.templates_found import LETTERHEAD, office_there
from wizard.documents.catalogue import ENDING, Template, template_files
from wizard.documents.render import Rendered
from wizard.policy.reading_codes import coded

#: The endings of files that somebody may have meant for a template or a letterhead.
_MEANT: Final = (ENDING, ".docx", ".dotx", ".txt")
#: What systems and word processors leave behind.
_LEFT_BEHIND: Final = (".", "~")


def office_faults(office: Path | None, policies: Iterable[str]) -> list[Fault]:
    """That the office's folder is not there, and notes on what in it nothing uses."""
    try:
        folder = office_there(office)
    except WrongInputError as error:
        return coded(error.faults, lambda _: "F708")
    if folder is None:
        return []
    known = set(policies)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        unused = [Path(entry.path) for entry in entries if entry.is_dir() and entry.name not in known]
        places = [folder, *(Path(entry.path) for entry in entries if entry.is_dir() and entry.name in known)]
        return [*map(_no_policy, unused), *(fault for place in places for fault in _unused_in(place))]
    except OSError as error:
        what = f"cannot be looked into: {visible(error.strerror or type(error).__name__)}; expected a folder"
        return [Fault(named(folder), 0, 0, "", what, "F708")]


def _no_policy(folder: Path) -> Fault:
    what = "there is no policy of this id, so that nothing here is used; expected the id of a policy that is known"
    return Fault(named(folder), 0, 0, "", what, "N705")


def _unused_in(folder: Path) -> Iterator[Fault]:
    used = {*template_files(folder).values(), folder / LETTERHEAD}
    for path in sorted(folder.iterdir()):
        if path in used or path.name.startswith(_LEFT_BEHIND) or path.suffix.casefold() not in _MEANT:
            continue
        if path.is_file():
            what = f"nothing uses this file; expected the id of a document and {ENDING}, or {LETTERHEAD}"
            yield Fault(named(path), 0, 0, "", what, "N705")


def letterhead_faults(path: Path) -> list[Fault]:
    """What is wrong with a letterhead."""
    from wizard.documents.letterhead import read_letterhead

    try:
        read_letterhead(path)
    except WrongInputError as error:
        return coded(error.faults, lambda _: "F706")
    except EscalateError as error:
        return [Fault(named(path), 0, 0, "", visible(str(error)), "F706")]
    return []


def format_faults(
    template: Template, sample: Rendered, letterhead: Path, policy: str, endings: Iterable[str]
) -> Iterator[Fault]:
    """The formats in which the document cannot be written."""
    from wizard.documents.formats import written

    for ending in endings:
        what = _trouble(partial(written, sample, ending, letterhead))
        if what:
            hint = f"cannot be written as {ending} under '{policy}': {what}; expected a file"
            yield Fault(template.file, template.body_line, 1, ending, hint, "F707")


def _trouble(write: Callable[[], bytes]) -> str:
    try:
        return "" if write() else "the file would be empty"
    except EscalateError as error:
        return visible(str(error)).rstrip(".")
    except Exception as error:  # noqa: BLE001 - the check tells of whatever is raised, and goes on
        return f"{type(error).__name__}: {visible(str(error))}"
