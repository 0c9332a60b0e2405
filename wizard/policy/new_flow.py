"""The beginning of a flow of one's own: three files in the words of an example, and the schemas for an editor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import named
from wizard.base.text import visible
from wizard.policy.files import CONTACTS_FILE, POLICY_FILE, VIGNETTES_FILE

#: The schemas lie in this folder of the new one: completion then needs no network and no installed program.
SCHEMA_FOLDER: Final = ".schema"
_PACKAGE: Final = Path(__file__).resolve().parent
_SCHEMAS: Final = _PACKAGE.parent / "schemas"
_SKELETON: Final = _PACKAGE / "skeleton"
_FILES: Final = (POLICY_FILE, CONTACTS_FILE, VIGNETTES_FILE)
#: What stands in the skeleton for the name, and for what it says in words.
_NAME: Final = "my-area"
_AREA: Final = "My Area"
_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST: Final = 60


def new_flow(name: str) -> Mapping[str, str]:
    """The files of a new flow, by their place in its folder. The title and the area are taken from the name.

    Raises WrongInputError where the name is no id.
    """
    if not _ID.fullmatch(name) or len(name) > _LONGEST:
        shown = visible(name, limit=_LONGEST)
        what = f"'{shown}' is no name for a policy; expected small letters, digits and hyphens, such as my-county"
        raise wrong_input(what, key="NAME")
    area = " ".join(part.capitalize() for part in name.split("-"))
    found: dict[str, str] = {}
    for file in _FILES:
        schema = schema_file(file.partition(".")[0])
        text = _text(_SKELETON / file).replace(_NAME, name).replace(_AREA, area)
        found[file] = f"# yaml-language-server: $schema={SCHEMA_FOLDER}/{schema.name}\n{text}"
        found[f"{SCHEMA_FOLDER}/{schema.name}"] = _text(schema)
    return found


def schema_text(kind: str) -> str:
    """The JSON Schema of `policy`, `contacts` or `vignettes`, as it ships."""
    return _text(schema_file(kind))


def schema_file(kind: str) -> Path:
    """Where the schema of a kind of file lies."""
    return _SCHEMAS / f"{kind}.schema.json"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise EscalateError(f"{named(path)} is missing; install the program again") from error
