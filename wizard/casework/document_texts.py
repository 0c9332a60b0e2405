"""What is wrong with a template as it stands, before anything is made of it: its text, its fields, gaps of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import Fault, NotNowError, WrongInputError
from wizard.base.paths import named
from wizard.base.text import visible
from wizard.casework.template_checks import card_faults, line_of_field
from wizard.documents.catalogue import Field, Holds, Template, read_template
from wizard.documents.environment import Press
from wizard.policy.reading_codes import coded

#: A part of a template that is no text.
_TAG: Final = re.compile(r"\{[{%#].*?[%}#]\}", re.DOTALL)
#: What people write where something is still to be filled in by hand; an empty box to tick is none.
_BLANK: Final = re.compile(r"\[\s*\w[^\]\n]*\]|\bTBC\b|\bTODO\b|\bX{3,}\b")
#: Words in the name of a field that is for something of a person. A field that only mentions a contact made is none.
_LIKELY: Final[dict[Holds, frozenset[str]]] = {
    "name": frozenset({"person", "addressee", "name", "names", "surname", "forename", "initials"}),
    "birth": frozenset({"birth", "dob", "born", "age"}),
    "address": frozenset({"address", "postcode", "phone", "telephone", "mobile", "email"}),
}
_WAYS_TO_REACH: Final = frozenset({"work_contact"})


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """A template as it was looked at: its faults, and the template itself where it can be made at all."""

    faults: tuple[Fault, ...]
    template: Template | None = None


def look_at(path: Path, document: str, press: Press) -> Looked:
    """Reads the template in a file and looks for what is wrong with it. Nothing is raised."""
    try:
        template = read_template(path, document)
        press.check(template)
    except WrongInputError as error:
        return Looked(faults=tuple(coded(error.faults, lambda _: "F701")))
    except NotNowError as error:
        return Looked(faults=(Fault(named(path), 0, 0, "", visible(str(error)), "F701"),))
    faults = tuple(card_faults(template))
    told = (*faults, *_blanks(template), *_unsaid(template, path))
    return Looked(faults=told, template=None if faults else template)


def never_shown(template: Template, path: Path, shown: frozenset[str]) -> Iterator[Fault]:
    """The fields that no page shows. One that is only asked about, to choose between texts, is right if it is a choice."""
    for number, field in enumerate(template.fields):
        if field.name in shown or (field.type == "choice" and _is_used(template, field)):
            continue
        place = (template.file, line_of_field(path, field.name), 1, f"fields[{number}]")
        if field.mandatory:
            what = f"'{field.name}' must be filled in, and no page shows it; expected it in the text, or not in the list"
            yield Fault(*place, what, "F704")
        else:
            what = f"no page shows '{field.name}' in any of the cases that were tried; check its condition"
            yield Fault(*place, what, "N704")


def _is_used(template: Template, field: Field) -> bool:
    return any(
        re.search(rf"\bdetails\.{field.name}\b", tag) is not None for tag in _TAG.findall(template.body)
    )


def _blanks(template: Template) -> Iterator[Fault]:
    text = _TAG.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), template.body)
    for found in _BLANK.finditer(text):
        line = text.count("\n", 0, found.start())
        column = found.start() - (text.rfind("\n", 0, found.start()) + 1)
        what = (
            f"'{visible(found[0], limit=60)}' is a gap that no field fills, so that nobody is told of it; "
            "expected a field in the header, shown here"
        )
        yield Fault(template.file, template.body_line + line, column + 1, "", what, "F705")


def _unsaid(template: Template, path: Path) -> Iterator[Fault]:
    for number, field in enumerate(template.fields):
        likely = _likely(field)
        if likely and field.holds is None and field.type != "choice":
            what = (
                f"'{field.name}' sounds like something of a person; expected 'holds: {likely}', so that an export can "
                "leave it out, or another name"
            )
            line = line_of_field(path, field.name)
            yield Fault(template.file, line, 1, f"fields[{number}].holds", what, "N703")


def _likely(field: Field) -> Holds | None:
    if field.name in _WAYS_TO_REACH:
        return "address"
    words = set(field.name.split("_"))
    return next((holds for holds, likely in _LIKELY.items() if words & likely), None)
