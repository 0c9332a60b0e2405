"""What stands on every document, whoever wrote its template: danger first, draft and practice marks, how to handle it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Page
from wizard.documents.escape import escape

PRACTICE: Final = "**Practice: invented case.** Do not send this and do not file it."
_JUDGEMENT: Final = "This document was made with a computer program. It supports professional judgement and does not replace it."
_CLASSES: Final = {
    "case": "**Case document.** Only for the agencies that work on this case. Give no more about anybody than they need to know.",
    "partnership": "**Partnership document.** Give initials and a local reference only. Leave out names, addresses, schools, full dates of birth, and NHS or case numbers.",
}


def frame(
    template: Template,
    page: Page,
    body: str,
    missing: Sequence[Field],
    *,
    practice: bool,
    record: str = "",
) -> str:
    """The page with all its marks, as Markdown. `record` says where the case's record stood."""
    parts = [*_top(page, missing, practice=practice), body]
    if missing:
        parts += ["---", "## Still missing", "\n".join(f"- {escape(field.help)}" for field in missing)]
    return "\n\n".join([*parts, "---", *_foot(template, page, record)])


def _top(page: Page, missing: Sequence[Field], *, practice: bool) -> Iterator[str]:
    if page.case and page.case.emergency:
        yield f"**{escape(page.case.emergency)}**"
    if practice:
        yield PRACTICE
    if missing:
        things = "1 thing is" if len(missing) == 1 else f"{len(missing)} things are"
        yield f"**DRAFT.** {things} missing. The list is at the end."


def _foot(template: Template, page: Page, record: str) -> Iterator[str]:
    # What has no field to fill holds nothing of a case, such as a card of telephone numbers.
    if page.case and template.fields:
        yield f"{_CLASSES[template.class_]} Send it by secure means only. Keep it for as long as your agency's retention schedule says."
    by = f" Author's role: {escape(page.doc.author_role)}." if page.doc.author_role else ""
    yield (
        f"Made on {page.doc.made_on}.{by} Policy: {escape(page.policy.title)} "
        f"({escape(page.policy.edition)}). {_JUDGEMENT}"
    )
    if record:
        yield record
