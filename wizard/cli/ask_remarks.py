"""What is worth another look in a document, in plain lines: change the words, or keep them and say why."""

from __future__ import annotations

from wizard.base.errors import EscalateError
from wizard.casework import document_words as words
from wizard.casework import documents
from wizard.casework.document_remarks import Remark, set_aside
from wizard.casework.documents import DocumentView
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_pick import pick
from wizard.cli.ask_text import Standing, write


def remarks_page(desk: Desk, document: DocumentView) -> str | None:
    """Says the remarks; returns the name of a field that is to be changed, None for none. Raises as `Desk.read` does."""
    while True:
        remarks = documents.draft(desk.session, document.id).remarks
        desk.heading(danger=desk.session.conversation().danger)
        if not remarks:
            desk.lines.say(words.NO_REMARKS)
            return None
        titles = {one.name: one.title for one in documents.fields_of(desk.session, document.id)}
        desk.lines.say(f"{words.REMARKS}. {words.REMARKS_HOW}")
        said = [words.say_remark(one, titles) for one in remarks]
        number = pick(desk, (f"{one.place}: {sentence(one.text)} {one.why}" for one in said))
        if number is None:
            return None
        what = pick(desk, ("Change the words.", "Keep them as they are, and say why."))
        if what == 0:
            return remarks[number].field
        if what == 1:
            _set_aside(desk, document, remarks[number])


def _set_aside(desk: Desk, document: DocumentView, remark: Remark) -> None:
    desk.lines.say(words.WHY_SET_ASIDE)
    written = write(desk, Standing(text="", saved=False), lambda _: None, words=("back", "help"))
    if written.text is None or not written.text.strip():
        desk.lines.say("Nothing was recorded.")
        return
    try:
        set_aside(desk.session, document.id, remark.id, written.text)
    except EscalateError as error:
        desk.failed(error)
        return
    desk.lines.say(words.SET_ASIDE)
