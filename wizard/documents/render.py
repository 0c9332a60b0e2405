"""Making a document: one page of Markdown from a template and a case, and the other formats from that page."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wizard.base.text import says_something
from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Context, Page, view
from wizard.documents.details import Gap
from wizard.documents.environment import Press
from wizard.documents.escape import settle
from wizard.documents.frame import frame, page_marks
from wizard.documents.page_marks import PageMarks
from wizard.documents.plain_text import plain_text


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A document as the Markdown that every format is made from, its plain text, the marks of its pages, and the
    fields that it still needs."""

    markdown: str
    text: str
    marks: PageMarks
    missing: tuple[str, ...]

    @property
    def draft(self) -> bool:
        """Whether anything is missing; the page then says so itself."""
        return bool(self.missing)


def render(template: Template, context: Context, press: Press | None = None) -> Rendered:
    """The document. Whoever makes several keeps a `press`, which compiles each template once.

    A field is missing where it is mandatory and was not given, or where its gap stands on the page.
    Raises WrongInputError for faults of the template, EscalateError where it cannot be made from this context.
    """
    page = view(template, context)
    body, gaps = settle((press or Press()).page(template, page))
    missing = _missing(template, page, gaps, context.details)
    framed = frame(
        template,
        page,
        body.strip("\n"),
        missing,
        practice=context.practice,
        record="" if template.anonymous else _record(context),
        corrects="This takes the place of an earlier one." if _hides(template, context) else context.corrects,
    )
    markdown, _ = settle(framed)
    return Rendered(
        markdown=markdown,
        text=plain_text(markdown),
        marks=page_marks(template, page, missing, practice=context.practice),
        missing=tuple(field.name for field in missing),
    )


def _hides(template: Template, context: Context) -> bool:
    return template.anonymous and bool(context.corrects)


def _record(context: Context) -> str:
    """Where the record of the case stood, so that a reader can hold the page against it."""
    if not context.fingerprint:
        return ""
    return f"Record when this was made: entry {context.entry}, fingerprint {context.fingerprint}."


def _missing(template: Template, page: Page, gaps: frozenset[str], given: Mapping[str, str]) -> list[Field]:
    fields = [
        field
        for field in template.fields
        if field.name in gaps
        or (field.mandatory and not page.details[field.name])
        # A day that no calendar has: what was given must not be left out without a word.
        or (isinstance(page.details[field.name], Gap) and says_something(given.get(field.name, "")))
    ]
    reference = page.doc.reference
    if isinstance(reference, Gap) and reference.field in gaps:
        fields.insert(0, Field(name=reference.field, type="text", mandatory=True, help=reference.help))
    return fields
