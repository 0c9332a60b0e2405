"""The advice in plain lines, and what can be done next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

from wizard.advice.present import present
from wizard.base.errors import EscalateError
from wizard.base.text import visible
from wizard.casework.documents import DocumentView, documents_for
from wizard.casework.session import Shown
from wizard.cli.advice_text import advice_lines, what_if_lines
from wizard.cli.ask_desk import CasesError, Desk, LeavingError, NewCaseError
from wizard.cli.ask_documents import DocumentPages
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_why import why_page
from wizard.cli.ask_words import Word, number_of, word_of

_PROMPT = (
    "Type a number from 1 to {last}. Or: back, review, why, what if, {more}save, cases, new, leave, help."
)

#: What can be typed to hear what would change the advice.
_WHAT_IF = frozenset({"what if", "what-if", "whatif"})

#: What an entry of the menu does. True where another page is to be shown.
Act: TypeAlias = Callable[[], bool]


class Entry(msgspec.Struct, frozen=True):
    """Something that can be chosen next."""

    title: str
    act: Act


class AdvicePage:
    """What follows from the answers, and the menu of what comes next."""

    def __init__(self, desk: Desk, shown: Shown) -> None:
        self.desk = desk
        self.lines = desk.lines
        self.shown = shown

    def run(self) -> None:
        """Says the advice, and acts on what is chosen until another page is to be shown.

        Raises as `Desk.read` does, and EscalateError where there is no advice.
        """
        self.desk.session.keep_place()
        self._say_advice()
        while not self._menu():
            pass

    def _ways(self) -> dict[str, Act]:
        """What can be decided about the case as a whole, a word each."""
        from wizard.cli.ask_closing import ways  # costs nothing until there is advice

        return {**ways(self.desk), "calendar": self._calendar}

    def _say_advice(self) -> bool:
        session = self.desk.session
        _, advice = session.advice()
        house = session.house()
        assert house is not None
        self.desk.heading(danger=advice.urgent)
        closed = session.record.closed
        if closed is not None:
            self.lines.say("This case is closed, and nothing of it is due.")
            self.lines.say(sentence(f"Reason: {closed.reason}"))
            self.lines.say("What follows would hold if it were open.")
        for line in advice_lines(present(advice, house.policy), marks=False):
            self.lines.say(line, "  ")
        return False

    def _menu(self) -> bool:
        entries = self._entries()
        self.desk.heading(danger=self.shown.danger)
        self._say_unmatched()
        self.lines.say("What next?")
        self.lines.say_options(one.title for one in entries)
        while True:
            ways = self._ways()
            prompt = _PROMPT.format(last=len(entries), more="".join(f"{word}, " for word in ways))
            line = self.desk.read(prompt)
            number = number_of(line, len(entries))
            if number is not None:
                return entries[number - 1].act()
            word = word_of(line)
            if word is not None:
                return self._obeyed(word)
            if " ".join(line.casefold().split()) in _WHAT_IF:
                return self._what_if()
            way = ways.get(line.strip().casefold())
            if way is not None:
                return way()
            changed = self.desk.change(line)
            if changed is not None:
                return changed
            if line.strip():
                self.lines.say(f"'{visible(line.strip(), limit=60)}' is not one of these.")
            else:
                self.lines.say("Nothing was chosen.")

    def _obeyed(self, word: Word) -> bool:
        match word:
            case "back":
                return self.desk.back()
            case "review":
                return self._review()
            case "why":
                return self._why()
            case _:
                self.lines.say("There is nothing to keep here. Type a number.")
        return False

    def _entries(self) -> list[Entry]:
        session = self.desk.session
        steps = [Entry(one.title, self._step(one.id)) for one in session.next_steps()]
        papers = [
            Entry(f"Make a document: {one.title}", self._document(one)) for one in documents_for(session)
        ]
        made = [Entry("See the documents that were made", self._made)] if session.record.made else []
        return [
            *steps,
            *papers,
            *made,
            Entry("Hear the advice again", self._say_advice),
            Entry("Why the advice is so", self._why),
            Entry("What would change the advice", self._what_if),
            Entry("Review your answers, or change one", self._review),
            Entry("See your cases", self._cases),
            Entry("Begin a new case", self._new),
            Entry("Leave. Everything is saved", self._leave),
        ]

    def _say_unmatched(self) -> None:
        for one in self.desk.session.record.unmatched():
            name = one.document.replace("-", " ")
            self.lines.say(sentence(f"The {name} ({one.file}) no longer matches your answers. Make it again"))

    # What can be chosen.

    def _step(self, step: str) -> Act:
        def act() -> bool:
            chosen = next(one for one in self.desk.session.next_steps() if one.id == step)
            try:
                self.desk.session.begin_step(chosen.id)
            except (ValueError, EscalateError) as error:
                self.desk.failed(error)
                return False
            self.lines.say(f"You chose: {sentence(chosen.title)}")
            return True

        return act

    def _document(self, document: DocumentView) -> Act:
        def act() -> bool:
            DocumentPages(self.desk, document).run()
            return False

        return act

    def _made(self) -> bool:
        from wizard.cli.ask_saving import made_list

        made_list(self.desk, lambda document, entry: DocumentPages(self.desk, document, entry).run())
        return False

    def _calendar(self) -> bool:
        from wizard.cli.ask_saving import calendar_page

        calendar_page(self.desk)
        return False

    def _why(self) -> bool:
        why_page(self.desk)
        return False

    def _what_if(self) -> bool:
        try:
            found = self.desk.session.what_if()
        except (ValueError, EscalateError) as error:
            self.lines.say_error(error)
            return False
        self.desk.heading(danger=self.shown.danger)
        for line in what_if_lines(found):
            self.lines.say(line.lstrip("\n"), "  ")
        return False

    def _review(self) -> bool:
        self.desk.review()
        return False

    def _cases(self) -> bool:
        raise CasesError

    def _new(self) -> bool:
        raise NewCaseError

    def _leave(self) -> bool:
        raise LeavingError
