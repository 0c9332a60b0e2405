"""What stands on every document, whoever wrote its template: danger first, draft and practice marks, how to handle it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from wizard.documents.case_told import tells_of_a_case
from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Page
from wizard.documents.escape import escape
from wizard.documents.page_marks import PageMarks

PRACTICE: Final = "**Practice: invented case.** Do not send this and do not file it."
_CHECK: Final = "Check that before you send this."
_OUTSIDE: Final = "The policy named here does not cover this case as it stands."
_CLOSED: Final = "This case is closed in our record."
#: What is made of a case because it is at its end, or tells all that is on record of it, the closing too.
_OF_THE_END: Final = ("case-chronology", "outcome-confirmation", "case-review-consideration")
_JUDGEMENT: Final = "This document was made with a computer program. It supports professional judgement and does not replace it."
_SHORT_JUDGEMENT: Final = "Supports professional judgement and does not replace it."
_ANONYMOUS: Final = "Partnership document. It names nobody, and nothing on it leads back to a case."
_SHORT_CLASSES: Final = {
    "case": "Case document. Only for the agencies that work on this case. Send it by secure means only.",
    "partnership": "Partnership document. Initials and a local reference only. Send it by secure means only.",
}
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
    corrects: str = "",
) -> str:
    """The page with all its marks, as Markdown. `record` says where the case's record stood, and `corrects` which
    document this one takes the place of."""
    parts = [
        *_top(template, page, missing, practice=practice),
        *([f"**{escape(corrects)}**"] if corrects else []),
        body,
    ]
    if missing:
        parts += ["---", "## Still missing", "\n".join(f"- {escape(field.help)}" for field in missing)]
    return "\n\n".join([*parts, "---", *_foot(template, page, record)])


def page_marks(template: Template, page: Page, missing: Sequence[Field], *, practice: bool) -> PageMarks:
    """What is said on each page again, in short."""
    head = [page.case.emergency] if page.case and page.case.emergency else []
    if practice:
        head.append("Practice: invented case. Do not send this and do not file it.")
    head += [f"{one} {_CHECK}" for one in _doubts(template, page)]
    if missing:
        head.append(f"DRAFT. {_things_are(len(missing))} missing.")
    short = _ANONYMOUS if template.anonymous else _SHORT_CLASSES[template.class_]
    foot = [short] if _is_of_a_case(template, page) else []
    foot += [_made(page), _SHORT_JUDGEMENT]
    return PageMarks(title=page.doc.title, head=tuple(head), foot=tuple(foot))


def _top(template: Template, page: Page, missing: Sequence[Field], *, practice: bool) -> Iterator[str]:
    if page.case and page.case.emergency:
        yield f"**{escape(page.case.emergency)}**"
    if practice:
        yield PRACTICE
    for one in _doubts(template, page):
        yield f"**{one}** {_CHECK}"
    if missing:
        yield f"**DRAFT.** {_things_are(len(missing))} missing. The list is at the end."


def _doubts(template: Template, page: Page) -> Iterator[str]:
    """Why a document of this case may not be one to send at all."""
    if page.case is None or not _is_of_a_case(template, page):
        return
    if page.case.outside:
        yield _OUTSIDE
    if page.case.closed and not template.anonymous and template.id not in _OF_THE_END:
        yield _CLOSED


def _foot(template: Template, page: Page, record: str) -> Iterator[str]:
    if template.anonymous:
        yield f"**{_ANONYMOUS}** Keep it that way when you add to it."
    elif _is_of_a_case(template, page):
        yield f"{_CLASSES[template.class_]} Send it by secure means only. Keep it for as long as your agency's retention schedule says."
    yield f"{escape(_made(page))} {_JUDGEMENT}"
    if record:
        yield record


def _made(page: Page) -> str:
    return f"Made on {page.doc.made_on}. Author's role: {page.doc.made_by}. Policy: {page.policy.title} ({page.policy.edition})."


def _things_are(number: int) -> str:
    return "1 thing is" if number == 1 else f"{number} things are"


def _is_of_a_case(template: Template, page: Page) -> bool:
    return page.case is not None and tells_of_a_case(template)
