"""Making a document in plain lines: its fields one by one, the draft, and where to save it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Final

from wizard.base.errors import EscalateError
from wizard.casework import documents
from wizard.casework.documents import DocumentView, FieldView
from wizard.cli.ask_desk import CasesError, Desk, LeavingError, LockedNowError, NewCaseError
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_text import Standing, Written, write
from wizard.cli.ask_words import number_of, word_of

_ERASE: Final = "erase"
_REST: Final = "rest"
_AGAIN: Final = "erase it"


class DocumentPages:
    """One document being made."""

    def __init__(self, desk: Desk, document: DocumentView) -> None:
        self.desk = desk
        self.lines = desk.lines
        self.document = document
        #: A field whose text was being written when the program ended, and that text.
        self.draft: tuple[str, str] | None = None

    def run(self, field: str | None = None, text: str | None = None, *, again: bool = False) -> None:
        """Asks for the fields, shows the draft, and saves it. `again` goes on from `field`, where `text` was being
        written, or from the draft.

        Raises as `Desk.read` does.
        """
        if field is not None and text:
            self.draft = (field, text)
        try:
            names = [one.name for one in self._fields()]
            place: int | None = len(names) if field is None and again else 0
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
            return self._field(fields[place], place, len(fields))
        return self._save(len(fields) - 1)

    # A field.

    def _field(self, field: FieldView, place: int, number: int) -> int:
        self.desk.heading(danger=self._danger())
        need = "needed, but it can wait" if field.mandatory else "may be left empty"
        self.lines.say(f"{self.document.title}, {place + 1} of {number}: {field.title} ({need}).")
        if field.help:
            self.lines.say(sentence(field.help))
        draft = self.draft[1] if self.draft and self.draft[0] == field.name else ""
        self._keep_place(field, draft)
        standing = Standing(text=draft or field.text, saved=not draft and bool(field.text))
        keep = partial(self.desk.session.keep_text, document=self.document.id, field=field.name)
        words = ("back", _REST, *((_ERASE,) if field.text else ()), "save", "leave", "help")
        try:
            written = write(self.desk, standing, keep, words=words, others=frozenset({_ERASE, _REST, "skip"}))
        except (LeavingError, NewCaseError, CasesError, LockedNowError):
            self._kept(field, draft)  # what was being written is not left behind
            raise
        return self._next(field, place, written, draft, number)

    def _next(self, field: FieldView, place: int, written: Written, draft: str, number: int) -> int:
        said = written.line.strip().casefold()
        if written.text is not None:
            return place + 1 if self._kept(field, written.text) else place
        if written.keep:
            self.lines.say("It stays as it is." if field.text else "It is left empty for now.")
            return place + 1
        if said == _ERASE:
            self._erase(field)
            return place
        if word_of(said) == "back" or said in (_REST, "skip"):
            if not self._kept(field, draft):
                return place
            return place - 1 if word_of(said) == "back" else number if said == _REST else place + 1
        self.lines.say("That can be done from the advice. Type back until you are there, or rest.")
        return place

    def _keep_place(self, field: FieldView, draft: str) -> None:
        self.desk.session.keep_place(document=self.document.id, field=field.name, text=draft or None)

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

    def _save(self, last: int) -> int | None:
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
        if draft.missing:
            self.lines.say(f"It says DRAFT, because this is still missing: {', '.join(draft.missing)}.", "  ")
        suggested = documents.free_name(Path.cwd() / documents.suggested_name(session, self.document.id))
        self.lines.say("Where is it to be saved? Nothing that is there is ever overwritten.")
        self.lines.say_whole(f"1. {suggested}")
        self.lines.say("2. Do not save it now.")
        while True:
            line = self.desk.read(
                "Type 1 or 2, or the name of a file that ends in .md or .txt. Or: back, leave, help."
            )
            number = number_of(line, 2)
            if number == 2:
                return None
            if word_of(line) == "back":
                return last
            if not line.strip():
                self.lines.say("Nothing was chosen, and nothing is saved.")
            elif self._saved(suggested if number == 1 else Path(line.strip())):
                return None

    def _saved(self, path: Path) -> bool:
        try:
            made = documents.make(self.desk.session, self.document.id, path)
        except EscalateError as error:
            self.desk.failed(error)
            return False
        except ValueError:
            self.lines.say("That is not the name of a file.")
            return False
        self.lines.say("Saved, and recorded in the case:")
        self.lines.say_whole(str(made.path))
        return True

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
