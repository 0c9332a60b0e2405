"""The templates of a flow's own: whether they can be made at all, and whether they leave gaps that nobody meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from wizard.base.errors import Fault, WrongInputError
from wizard.base.paths import shipped, within
from wizard.casework.document_context import CHRONOLOGY, LEAD_CARD
from wizard.documents.catalogue import Template, find_template
from wizard.documents.environment import Press
from wizard.policy.files import TEMPLATES_FOLDER, template_folder
from wizard.policy.read import Flow
from wizard.policy.reading_codes import coded

#: A use of the lead card within the marks of a template.
_CARD: Final = re.compile(r"\{[{%][^}]*\bcard\.")
#: Documents that can be made of any case, and that no part of a policy lists.
_ALWAYS: Final = frozenset({LEAD_CARD, CHRONOLOGY, "chaser", "challenge-reply", "notice"})


def template_faults(flow: Flow) -> list[Fault]:
    """The faults and notes of the flow's own templates: headers, documents that they are for, their text and fields."""
    own = {str(document): name for document, name in flow.policy.templates.items()}
    press = Press()
    faults: list[Fault] = []
    for document, name in own.items():
        try:
            folder = template_folder(flow.folders, name)
            template = find_template(document, folder, own, shipped("templates"))
            press.check(template)
        except WrongInputError as error:
            faults += coded(error.faults, lambda _: "F701")
            continue
        faults += [*card_faults(template), *gaps_unmeant(template, within(folder / TEMPLATES_FOLDER, name))]
        if document not in _listed(flow):
            what = f"no stage, ending or form lists '{document}', so that it is never offered; list it under 'documents'"
            faults.append(Fault(template.file, 1, 1, "id", what, "N702"))
    return faults


def card_faults(template: Template) -> Iterator[Fault]:
    """Each line that uses the lead card in a template of another document."""
    for number, text in enumerate(template.body.split("\n")):
        if template.id != LEAD_CARD and _CARD.search(text):
            what = "only the lead card has a 'card'; expected 'case', 'policy', 'doc' or 'details' here"
            yield Fault(template.file, template.body_line + number, 1, "", what, "F702")


def gaps_unmeant(template: Template, path: Path) -> Iterator[Fault]:
    """A note on each field that need not be given, and whose gap the page shows all the same."""
    for number, field in enumerate(template.fields):
        if field.mandatory or _minded(template, field.name):
            continue
        what = f"'{field.name}' need not be given, and the page shows its gap where it is not, as if it had to be"
        line = line_of_field(path, field.name)
        yield Fault(
            template.file,
            line,
            1,
            f"fields[{number}]",
            f"{what}; put it under an 'if', or make it mandatory",
            "N701",
        )


def _minded(template: Template, name: str) -> bool:
    """Whether the text asks first if an optional field was given."""
    return re.search(rf"\{{%[^}}]*\bdetails\.{name}\b", template.body) is not None or (
        re.search(rf"\bdetails\.{name}\b", template.body) is None
    )


def line_of_field(path: Path, name: str) -> int:
    """The line of the header that a field stands in, from 1."""
    named = re.compile(rf"\bname:\s*['\"]?{name}\b")
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if named.search(line)), 1)


def _listed(flow: Flow) -> frozenset[str]:
    policy = flow.policy
    found = [document for stage in policy.stages() for document in stage.documents]
    found += [document for ending in policy.endings for document in ending.documents]
    found += [form.document for form in policy.forms]
    found += [notice.document for notice in policy.notices if notice.document]
    return _ALWAYS | frozenset(found)
