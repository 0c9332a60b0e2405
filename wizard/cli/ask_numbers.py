"""Whom one can call, in plain lines: the contacts of any policy. No register is needed for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wizard.base.errors import EscalateError
from wizard.casework.contacts import Shown, entries_of, shown_contacts
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_words import number_of, word_of
from wizard.policy.local_contacts import LocalContacts

if TYPE_CHECKING:
    from wizard.cli.ask_desk import Desk


class NumbersPage:
    """Asks for a policy, and says its contacts."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lines = desk.lines

    def run(self) -> None:
        """Says the contacts of one policy. Raises EndOfInputError, LeavingError."""
        try:
            policies = self.desk.surroundings.choices()
            self.lines.say()
            self.lines.say("Numbers of which policy?")
            self.lines.say_options(f"{one.area}: {one.title}" for one in policies)
            number = self._number(len(policies))
            if number is not None:
                self._say(policies[number - 1].id)
        except EscalateError as error:
            self.lines.say_error(error)

    def _number(self, last: int) -> int | None:
        """The number that is typed; None for "back"."""
        prompt = f"Type a number from 1 to {last}. Or: back, leave."
        while True:
            self.lines.say(prompt)
            line = self.lines.read()
            number = number_of(line, last)
            if number is not None or word_of(line) == "back":
                return number
            if word_of(line) == "leave":
                self.desk.everywhere("leave")
            self.lines.say("That is not one of these.")

    def _say(self, policy_id: str) -> None:
        around = self.desk.surroundings
        house = around.open_house(policy_id)
        shipped = house.published or house.contacts
        found = (
            Shown(shipped, LocalContacts(), None)
            if around.local_contacts is None
            else shown_contacts(house.policy, shipped, around.local_contacts)
        )
        if found.trouble:
            self.lines.say(sentence(found.trouble))
        self.lines.say(sentence(f"Contacts: {house.policy.policy.title}"))
        for one in entries_of(house.policy, found, around.clock().date()):
            self.lines.say(f"- {one.agency}: {sentence(one.text.title)}", "  ")
            self.lines.say(f"  Telephone {one.text.phone}. Email {sentence(one.text.email)}", "  ")
            for note in one.text.notes:
                self.lines.say(f"  {sentence(note)}", "  ")
