"""What a template in place of one that ships must keep of it: how the document is classed, and what must be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wizard.base.errors import Fault
from wizard.documents.catalogue import Template


def reclassed(template: Template, ships: Template) -> Iterator[Fault]:
    """That a document is classed otherwise than the one that ships, or is not anonymous any more.

    Else what is for a board's eyes would go out with the marks of a case, and the names in it.
    """
    if template.class_ != ships.class_:
        what = (
            f"is '{template.class_}'; expected '{ships.class_}', as in the document that ships: who may see it "
            "depends on that"
        )
        yield _fault(template, "class", what)
    if ships.anonymous and not template.anonymous:
        what = "expected true, as in the document that ships: nothing on it may lead back to the case"
        yield _fault(template, "anonymous", what)


def lacking(template: Template, ships: Template) -> Iterator[Fault]:
    """A note naming the fields that must be filled in where it ships, and that are not there or need not be given."""
    must = {field.name for field in template.fields if field.mandatory}
    lost = [field.name for field in ships.fields if field.mandatory and field.name not in must]
    if lost:
        names = ", ".join(f"'{name}'" for name in lost)
        what = f"expected these as mandatory fields, as in the document that ships: {names}"
        yield Fault(template.file, _line(template, "fields"), 1, "fields", what, "N706")


def _fault(template: Template, key: str, what: str) -> Fault:
    return Fault(template.file, _line(template, key), 1, key, what, "F709")


def _line(template: Template, key: str) -> int:
    """The line of the header that a key stands in, from 1; the first where it is left out."""
    header = template.source.split("\n")[: template.body_line - 1]
    is_there = re.compile(rf"['\"]?{key}['\"]?\s*:")
    return next((number for number, line in enumerate(header, 1) if is_there.match(line)), 1)
