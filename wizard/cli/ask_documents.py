"""Making a document in plain lines: its fields one by one, then the draft, and from there on to saving it."""

from __future__ import annotations

from functools import partial
from typing import Final

from wizard.base.errors import EscalateError
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.casework import documents
from wizard.casework.documents import DocumentView, FieldView
from wizard.cli.ask_desk import CasesError, Desk, LeavingError, LockedNowError, NewCaseError
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_pick import pick
from wizard.cli.ask_saving import save_page
from wizard.cli.ask_text import Standing, Written, write
from wizard.cli.ask_words import word_of

_ERASE: Final = "erase"
_REST: Final = "rest"
_AGAIN: Final = "erase it"
_SAVE: Final = "Save it"
_REMARKS: Final = "Hear what is worth a look"
_MORE: Final = "Fill in more fields"
_NOT_NOW: Final = "Do not save it now"


class DocumentPages:
    """One document being made, in the place of the one that an entry made where it `corrects` one."""

    def __init__(self, desk: Desk, document: DocumentView, corrects: int | None = None) -> None:
        self.corrects = corrects
        self.desk = desk
        self.lines = desk.lines
        self.document = document
        #: A field whose text was being written when the program ended, and that text.
        self.draft: tuple[str, str] | None = None
        #: The one field that is gone to from the remarks.
        self.alone: str | None = None

    def run(self, field: str | None = None, text: str | None = None, *, again: bool = False) -> None:
        """Asks for the fields, shows the draft, and saves it. `again` goes on from `field`, where `text` was being
        written, or from the draft.

        Raises as `Desk.read` does.
        """
        if field is not None and text:
            self.draft = (field, text)
        try:
            fields = self._fields()
            names = [one.name for one in fields]
            first = words.first_place(fields)
            place: int | None = len(names) if first is None or (field is None and again) else first
            if field in names:
                place = names.index(field)
            while place is not None:
                place = self._from(place)
        except (ValueError, EscalateError) as error:
            self.desk.failed(error)
        self.desk.session.keep_place()

    def _fields(self) -> tuple[FieldView, ...]:
        return documents.fields_of(self.desk.session, self.document.id)

    def _from(self, place: int) -> int | None:
        """One page; returns which field comes next. The draft comes behind the last one, and None ends it all."""
        fields = self._fields()
        if place < 0:
            return None
        if place < len(fields):
            following = words.next_place(fields, place)
            # A field that a remark led to is changed by itself.
            alone, self.alone = self.alone == fields[place].name, None
            after = len(fields) if following is None or alone else following
            return self._field(fields[place], place, after)
        return self._draft(fields)

    # A field.

    def _field(self, field: FieldView, place: int, after: int) -> int:
        """Asks for one field; `after` is what comes behind it."""
        self.desk.heading(danger=self._danger())
        self.lines.say(sentence(words.progress(self.document.title, self._fields())))
        self.lines.say(f"{field.title} ({words.need_of(field)}).")
        if field.help:
            self.lines.say(sentence(field.help))
        for line in words.how_to_type(field):
            self.lines.say(sentence(line))
        draft = self.draft[1] if self.draft and self.draft[0] == field.name else ""
        self._keep_place(field, draft)
        standing = Standing(text=draft or field.text, saved=not draft and bool(field.text))
        keep = partial(self.desk.session.keep_text, document=self.document.id, field=field.name)
        known = ("back", _REST, *((_ERASE,) if field.text else ()), "save", "leave", "help")
        try:
            written = write(self.desk, standing, keep, words=known, others=frozenset({_ERASE, _REST, "skip"}))
        except (LeavingError, NewCaseError, CasesError, LockedNowError):
            self._kept(field, draft)  # what was being written is not left behind
            raise
        return self._next(field, place, written, draft, after)

    def _next(self, field: FieldView, place: int, written: Written, draft: str, after: int) -> int:
        said = written.line.strip().casefold()
        if written.text is not None:
            return after if self._written(field, written.text) else place
        if written.keep:
            self.lines.say("It stays as it is." if field.text else "It is left empty for now.")
            return after
        if said == _ERASE:
            self._erase(field)
            return place
        if word_of(said) == "back" or said in (_REST, "skip"):
            if not self._kept(field, draft):
                return place
            if word_of(said) == "back":
                return place - 1
            return len(self._fields()) if said == _REST else after
        self.lines.say("That can be done from the advice. Type back until you are there, or rest.")
        return place

    def _keep_place(self, field: FieldView, draft: str) -> None:
        self.desk.session.keep_place(document=self.document.id, field=field.name, text=draft or None)

    def _written(self, field: FieldView, text: str) -> bool:
        """Saves what was typed for a field; what cannot be read stays as what is being written."""
        try:
            kept = deeds.as_kept(self.desk.session, field, text)
        except EscalateError as error:
            self.draft = (field.name, text)
            self.desk.failed(error)
            return False
        return self._kept(field, kept)

    def _kept(self, field: FieldView, text: str) -> bool:
        """Saves the text of a field, and says so. Where it cannot be saved, it stays as what is being written."""
        if not text.strip():
            return True
        try:
            self.desk.session.write(field.name, text)
        except EscalateError as error:
            self.draft = (field.name, text)
            self.desk.failed(error)
            return False
        self.draft = None
        self.lines.say(f"{field.title}: written down.")
        return True

    def _erase(self, field: FieldView) -> None:
        if not field.text:
            self.lines.say("Nothing is written here that could be erased.")
            return
        line = self.desk.read(
            f"Take away what is written for {field.title}? It stays in the history of the case. "
            f"Type {_AGAIN}, or anything else to leave it as it is."
        )
        if line.strip().casefold() != _AGAIN:
            self.lines.say("It stays as it is.")
            return
        try:
            self.desk.session.erase(field.name)
        except EscalateError as error:
            self.desk.failed(error)
            return
        self.lines.say("It is taken away.")

    # The draft.

    def _draft(self, fields: tuple[FieldView, ...]) -> int | None:
        """Says the draft, and what can be done with it."""
        session = self.desk.session
        session.keep_place(document=self.document.id)
        draft = documents.draft(session, self.document.id)
        self.desk.heading(danger=self._danger())
        self.lines.say(f"{draft.title}, as it stands:")
        self.lines.say()
        for one in draft.text.strip("\n").split("\n"):
            # What only underlines a heading says nothing when it is read aloud.
            if not one or one.strip("=-"):
                self.lines.say(one)
        self.lines.say()
        self.lines.say("That is the end of the document.")
        spare = words.first_spare(fields)
        for line in (
            words.missing_line(draft),
            words.remarks_line(len(draft.remarks)),
            words.spare_line(fields),
        ):
            if line:
                self.lines.say(sentence(line), "  ")
        ways = [
            _SAVE,
            *((_REMARKS,) if draft.remarks else ()),
            *((_MORE,) if spare is not None else ()),
            _NOT_NOW,
        ]
        while True:
            number = pick(self.desk, ways)
            way = None if number is None else ways[number]
            if way == _MORE:
                return spare
            if way == _REMARKS:
                return self._remarks(fields)
            if way is None:
                return self._last_needed(fields)
            if way == _NOT_NOW or save_page(self.desk, self.document, self.corrects):
                return None
            self.lines.say(words.NOT_SAVED)

    def _remarks(self, fields: tuple[FieldView, ...]) -> int:
        from wizard.cli.ask_remarks import remarks_page

        field = self.alone = remarks_page(self.desk, self.document)
        names = [one.name for one in fields]
        return names.index(field) if field in names else len(names)

    def _last_needed(self, fields: tuple[FieldView, ...]) -> int:
        """Where one goes back to from the draft: the last field that is needed, or before the first of all."""
        needed = [place for place, one in enumerate(fields) if one.mandatory]
        return needed[-1] if needed else -1

    def _danger(self) -> bool:
        return self.desk.session.conversation().danger


def go_on(desk: Desk, document: str, field: str | None, text: str | None) -> None:
    """Goes on with a document where it was left, if it can still be made. Raises as `Desk.read` does."""
    try:
        if desk.session.shown().question is not None:
            return
        found = [one for one in documents.documents_for(desk.session) if one.id == document]
    except (ValueError, EscalateError):
        return  # why that is so is said where the case is shown
    if found:
        DocumentPages(desk, found[0]).run(field, text, again=True)
