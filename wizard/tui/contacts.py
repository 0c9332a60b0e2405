"""Whom one can call under a policy, what nobody has checked lately first, and one thing to do: to say that it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from wizard.base.errors import EscalateError
from wizard.casework.contacts import Listed, entries_of, mark_checked, shown_contacts
from wizard.casework.record import chosen_policy
from wizard.casework.session import Session
from wizard.policy.contacts import Verified
from wizard.tui.choices import Choice, Choices, digit_bindings
from wizard.tui.frame import Frame
from wizard.tui.text import shown

if TYPE_CHECKING:
    from wizard.advice.located import House

_WHICH: Final = "Contacts of which policy?"
_CHECK: Final = "Choose a contact that you have called or looked up, to mark it as checked today."
_WHO: Final = "Your name or role. Enter marks it as checked today: "
_NO_PLACE: Final = "! There is no place here to keep what was checked."
_STALE: Final = "To be checked: nobody has for a year, or ever"
_FRESH: Final = "Checked or published within a year"
_ROLE: Final = "No number that could be checked"


class ContactsScreen(Frame):
    """The contacts of one policy; those of another after a key."""

    CSS_PATH = "later.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *digit_bindings("contacts", "Choose"),
        Binding("p", "policies", "Another policy", id="contacts.policies"),
        Binding("escape", "back", "Back", id="contacts.back"),
        Binding("left,b", "back", "Back", id="contacts.back-too", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._house: House | None = None
        self._checking: str | None = None

    def body(self) -> ComposeResult:
        with Vertical(id="page"):
            yield Static(id="title")
            yield Static(id="help")
            yield Choices("list")

    def on_mount(self) -> None:
        self._list.focus()
        chosen = chosen_policy(self.session.answers)
        if chosen:
            self._show(chosen)
        else:
            self.action_policies()

    def in_danger(self) -> bool:
        """Nothing of a case stands here."""
        return False

    @property
    def _list(self) -> Choices:
        return self.query_one("#list", Choices)

    # Showing.

    def _say_above(self, title: str, help_: str) -> None:
        self.query_one("#title", Static).update(shown(title))
        self.query_one("#help", Static).update(shown(help_))

    def _show(self, policy_id: str, said: str = "") -> None:
        """Shows the contacts of a policy, as they are now."""
        around = self.session.surroundings
        try:
            house = around.open_house(policy_id)
        except EscalateError as error:
            self.say_error(error)
            return
        self._house = house
        self._say_above(f"Contacts: {house.policy.policy.title}", _CHECK)
        self.say("\n".join(one for one in (said, self._offer(house)) if one))
        self.refresh_bindings()

    def _offer(self, house: House) -> str:
        """Offers the contacts. Returns what is wrong with the local ones."""
        around, shipped = self.session.surroundings, house.published or house.contacts
        if around.local_contacts is None:
            self._list.offer([])
            return _NO_PLACE
        found = shown_contacts(house.policy, shipped, around.local_contacts)
        listed = sorted(entries_of(house.policy, found, around.clock().date()), key=_order)
        self._list.offer(
            [_choice(one, listed[place - 1] if place else None) for place, one in enumerate(listed)]
        )
        return f"! {found.trouble}" if found.trouble else ""

    def action_policies(self) -> None:
        """Asks for a policy."""
        self._close()
        self._house = None
        self._say_above(_WHICH, "")
        self.say("")
        try:
            choices = self.session.surroundings.choices()
        except EscalateError as error:
            self.say_error(error)
            return
        self._list.offer([Choice(id=one.id, label=one.area, hint=one.title) for one in choices])
        self.refresh_bindings()

    # Choosing, and marking as checked.

    @on(Choices.Taken)
    def _taken(self, event: Choices.Taken) -> None:
        event.stop()
        (value,) = event.values
        if self._house is None:
            self._show(value)
        else:
            self._ask_who(value)

    def _ask_who(self, contact_id: str) -> None:
        from wizard.tui.writing import OneLine  # an input costs its import

        self._checking = contact_id
        inputs = self.query(OneLine)
        who = inputs.first() if inputs else OneLine(id="who", max_length=200, compact=True)
        if not inputs:
            self.query_one("#page").mount(who, after="#help")
        self.query_one("#help", Static).update(Content(_WHO))
        who.focus()

    @on(Input.Submitted)
    def _said_who(self, event: Input.Submitted) -> None:
        event.stop()
        around, house, who = self.session.surroundings, self._house, event.value.strip()
        if not who or house is None or self._checking is None or around.local_contacts is None:
            return
        shipped = house.published or house.contacts
        check = Verified(by=who, on=around.clock().date().isoformat())
        try:
            mark_checked(around.local_contacts, house.policy, shipped, [self._checking], check)
        except EscalateError as error:
            self.say_error(error)
            return
        self._close()
        self._show(house.policy.id, f"Checked by {who} today: {check.on}.")

    def _close(self) -> bool:
        """Closes the line for a name. False where there is none."""
        inputs = self.query(Input)
        self._checking = None
        if not inputs:
            return False
        inputs.remove()
        self.query_one("#help", Static).update(Content(_CHECK))
        self._list.focus()
        return True

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self.is_mounted:
            return True
        if action == "digit":
            return isinstance(parameters[0], int) and parameters[0] < self._list.digits
        if action == "policies":
            return self._house is not None
        return True

    def action_digit(self, place: int) -> None:
        """Chooses what has that digit."""
        self._list.choose(place)

    def action_back(self) -> None:
        """Closes the line for a name, else goes back to the cases."""
        if not self._close():
            self.dismiss()


def _order(listed: Listed) -> tuple[bool, bool]:
    """What is to be checked first, and what cannot be last."""
    return (not listed.text.stale, not _has_ways(listed))


def _has_ways(listed: Listed) -> bool:
    return bool(listed.entry.phone or listed.entry.email or listed.entry.finder)


def _group(listed: Listed) -> str:
    return _STALE if listed.text.stale else _FRESH if _has_ways(listed) else _ROLE


def _choice(listed: Listed, before: Listed | None) -> Choice:
    text, group = listed.text, _group(listed)
    ways = [f"Telephone {text.phone}", f"Email {text.email}"]
    return Choice(
        id=listed.entry.id,
        heading="" if before and _group(before) == group else group,
        label=f"{listed.agency}: {text.title}",
        hint=". ".join([*ways, *text.notes]),
    )
