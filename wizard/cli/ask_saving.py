"""Saving a document in plain lines, and what can be done with one that was saved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from wizard.base.desktop import printers
from wizard.base.errors import EscalateError, wrong_input
from wizard.base.paths import named
from wizard.casework import document_deeds as deeds
from wizard.casework import document_words as words
from wizard.casework.document_sent import made_at
from wizard.casework.documents import DocumentView, Made
from wizard.casework.sending import addressees, outdated
from wizard.cli.ask_desk import Desk
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_pick import pick, pick_many, pick_path
from wizard.cli.ask_words import word_of

_GO_ON: Final = "Go on"
_NONE: Final = "none"


def save_page(desk: Desk, document: DocumentView, corrects: int | None = None) -> bool:
    """Asks for the format and the place, saves the document, and offers what can be done with it.

    False where nothing was saved. Raises as `Desk.read` does, and EscalateError where there is no such document.
    """
    desk.lines.say(words.WHICH_FORMAT)
    usual = words.FORMATS[words.usual_format(desk.session)]
    number = pick(
        desk,
        (f"{one.name}: {one.use}{' (the usual one)' if one is usual else ''}" for one in words.FORMATS),
    )
    if number is None:
        return False
    saved: list[Made] = []

    def take(path: Path) -> None:
        saved.append(deeds.make(desk.session, document.id, path, corrects=corrects))

    desk.lines.say(words.WHERE)
    suggested = deeds.suggested(desk.session, document.id, words.FORMATS[number].ending)
    if not pick_path(desk, suggested, take):
        return False
    desk.lines.say("Saved, and recorded in the case:")
    desk.lines.say_whole(str(saved[0].path))
    for line in words.made_lines(saved[0]):
        desk.lines.say(sentence(line), "  ")
    MadePage(desk, saved[0].entry, saved[0].path).run()
    return True


def made_list(desk: Desk, correct: Callable[[DocumentView, int], None]) -> None:
    """Says the documents that were made, the last one first, and offers what can be done with one of them.

    `correct` makes another one in the place of one. Raises as `Desk.read` does.
    """
    while True:
        all_made = desk.session.record.made
        desk.heading(danger=desk.session.conversation().danger)
        desk.lines.say(f"{words.MADE_BEFORE}:")
        offered = tuple(reversed(all_made))
        number = pick(
            desk,
            (
                f"{deeds.view_of(desk.session, one.document).title}, {one.file}. {words.made_before(one, all_made)}"
                for one in offered
            ),
        )
        if number is None:
            return
        MadePage(desk, offered[number].seq, None, correct).run()


def calendar_page(desk: Desk) -> None:
    """Saves the deadlines for a calendar. Raises as `Desk.read` does."""
    saved: list[Path] = []
    desk.lines.say(f"{words.CALENDAR_WHERE} {words.CALENDAR_NOTE}")
    suggested = deeds.suggested_calendar(desk.session)
    if pick_path(desk, suggested, lambda path: saved.append(deeds.calendar(desk.session, path))):
        desk.lines.say_whole(sentence(words.saved_as(saved[0])))
        desk.lines.say(words.CALENDAR_SAVED)


class MadePage:
    """One document that was made, and what can be done with it. `path` is where it is, where that is known."""

    def __init__(
        self,
        desk: Desk,
        entry: int,
        path: Path | None,
        correct: Callable[[DocumentView, int], None] | None = None,
    ) -> None:
        self.desk = desk
        self.lines = desk.lines
        self.session = desk.session
        self.entry = entry
        self.path = path
        self.correct = correct

    def run(self) -> None:
        """Offers what can be done until the person goes on. Raises as `Desk.read` does."""
        while True:
            made = made_at(self.session, self.entry)
            ways: list[tuple[str, Callable[[], None]]] = [(words.OPEN, self._open)]
            if words.can_be_printed(made.file):
                ways.append((words.PRINT, self._print))
            ways += [(words.MAIL, self._mail), (words.SENT, self._sent)]
            if self.correct is not None:
                ways.append(
                    (
                        words.CORRECT,
                        partial(self.correct, deeds.view_of(self.session, made.document), made.seq),
                    )
                )
            self.lines.say()
            self.lines.say("What next with this document?")
            number = pick(self.desk, (*(title for title, _ in ways), _GO_ON))
            if number is None or number == len(ways):
                return
            try:
                ways[number][1]()
            except EscalateError as error:
                self.desk.failed(error)
                self.path = self.path if self.correct is None else None
            if ways[number][0] == words.CORRECT:
                return

    def _file(self) -> Path | None:
        """Where the file is; None where the person does not say."""
        if self.path is None:
            likely = deeds.here() / made_at(self.session, self.entry).file
            if likely.is_file():
                self.path = likely
            else:
                self.lines.say(words.WHERE_IS_IT)
                pick_path(self.desk, likely, self._found, saves=False)
        return self.path

    def _found(self, path: Path) -> None:
        if not path.is_file():
            raise wrong_input("there is no such file", file=named(path))
        self.path = path

    def _open(self) -> None:
        path = self._file()
        if path is not None:
            deeds.open_(self.session, path)
            self.lines.say(words.OPENED)

    def _print(self) -> None:
        path = self._file()
        if path is None:
            return
        if outdated(self.session, path):
            self.lines.say(words.OUTDATED)
        for note in words.PRINT_NOTES:
            self.lines.say(note)
        known = printers()
        number = pick(self.desk, (words.DO_NOT_PRINT, words.USUAL_PRINTER, *known))
        if number:
            deeds.print_(self.session, path, "" if number == 1 else known[number - 2])
            self.lines.say(words.PRINTED)

    def _mail(self) -> None:
        path = self._file()
        if path is None:
            return
        if outdated(self.session, path):
            self.lines.say(words.OUTDATED)
        document = made_at(self.session, self.entry).document
        known = addressees(self.session, document)
        chosen: tuple[int, ...] | None = ()
        if known:
            self.lines.say(f"{words.WHO_GETS_MAIL} {words.MAIL_HOW}")
            chosen = pick_many(self.desk, known, _NONE)
        else:
            self.lines.say(words.NO_ADDRESS)
        if chosen is None:
            return
        to = [known[one] for one in chosen]
        saved: list[Path] = []
        self.lines.say(f"{words.MAIL_WHERE} {words.MAIL_NOTE}")
        suggested = deeds.suggested_mail(self.session, document)
        if pick_path(
            self.desk, suggested, lambda out: saved.append(deeds.mail(self.session, document, path, to, out))
        ):
            self.lines.say_whole(sentence(words.saved_as(saved[0])))
            self.lines.say(words.MAIL_SAVED)

    def _sent(self) -> None:
        answers: list[str] = []
        for asked in (words.SENT_TO, words.SENT_BY, words.SENT_ON):
            line = self._line(asked)
            if line is None:
                self.lines.say("Nothing was recorded.")
                return
            answers.append(line)
        to, means, on = answers
        deeds.sent(self.session, self.entry, to=to, means=means, on=on)
        self.lines.say(words.SENT_KEPT)

    def _line(self, asked: str) -> str | None:
        """A line that is typed; None for "back"."""
        while True:
            line = self.desk.read(f"{asked} Or: back, leave, help.")
            if word_of(line) == "back":
                return None
            if line.strip():
                return line.strip()
            self.lines.say("Nothing was typed.")
