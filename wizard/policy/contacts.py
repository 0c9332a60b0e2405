"""The contacts that a policy publishes: the content of a flow's `contacts.yaml`.

Role and office come first, the person second. Nothing here is ever guessed: an agency without an entry has none.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Literal

from msgspec import Meta

from wizard.policy.basics import AgencyId, DayOf, Id, Line, Part, Rule, When, Words
from wizard.policy.hours import DayHours, parse_day

#: An entry that was published or checked longer ago than this is stale; so is one without a date.
FRESH_FOR: Final = timedelta(days=365)

Phone = Annotated[str, Meta(pattern=r"^[0-9][0-9 ]{1,18}[0-9]$", examples=["01234 567890"])]
Email = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", examples=["office@example.org"])
]
AsAt = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["2026-04"])]
DayText = Annotated[str, Meta(pattern=r"^\d{2}:\d{2}-\d{2}:\d{2}$", examples=["08:30-17:00"])]
InOrOut = Literal["in", "out"]
#: In a fallback entry, the agency that nobody is listed for.
SAME_AGENCY: Final = "same-agency"


class Verified(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That somebody has checked an entry, and when."""

    by: Line
    on: DayOf


class OpenHours(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When one contact answers, day by day; a day left out is closed."""

    monday: DayText | None = None
    tuesday: DayText | None = None
    wednesday: DayText | None = None
    thursday: DayText | None = None
    friday: DayText | None = None
    saturday: DayText | None = None
    sunday: DayText | None = None

    def on(self, weekday: int) -> DayHours | None:
        """The hours of a weekday, numbered as `date.weekday()` does. Raises ValueError where they are none."""
        text: str | None = getattr(self, self.__struct_fields__[weekday])
        return parse_day(text) if text else None


class Contact(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role that can be reached, in or out of office hours, and how."""

    id: Id
    agency: AgencyId
    role: Line
    hours: Literal["in", "out", "any"]
    #: The body or office that the role belongs to, in words.
    organisation: Line | None = None
    name: Line | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    #: Where the number is to be found, with a name or an address, in the place of one.
    finder: Line | None = None
    #: A switchboard or a co-ordinator that puts people through.
    through: Line | None = None
    #: The id of the entry that this one deputises for; it is shown after it.
    deputy_of: Id | None = None
    #: Hours of its own, in the place of the policy's.
    open: OpenHours | None = None
    #: Said beside the numbers: for which cases, or what to say.
    note: Line | None = None
    #: When this contact is the right one, in words ("investigation led by ...").
    condition: Line | None = None
    #: The same as a condition on facts. Where a fact is not known the entry is shown with its condition in words.
    when: When | None = None
    #: A personal mobile is marked as such, and never stands in a document that leaves the agency.
    personal: bool = False
    #: Who keeps the entry current.
    owner: Line | None = None
    as_at: AsAt | None = None
    verified: Verified | None = None
    #: The last day on which it may be shown as current.
    expires: DayOf | None = None

    @property
    def own_organisation(self) -> bool:
        """Whether it is for people of that organisation alone. What a policy publishes never is."""
        return False

    @property
    def local(self) -> bool:
        """Whether it is kept by whoever runs the program. What a policy publishes is not."""
        return False

    @property
    def ways(self) -> tuple[str, ...]:
        """All that it can be reached by: what somebody checks who checks it."""
        return (*self.phone, *self.email, *([self.finder] if self.finder else []))

    @property
    def checked(self) -> str | None:
        """The year, month or day on which it was last checked, else published."""
        return self.verified.on if self.verified else self.as_at

    def expired(self, today: date) -> bool:
        """Whether the last day on which it could be current has passed."""
        return self.expires is not None and date.fromisoformat(self.expires) < today

    def stale(self, today: date) -> bool:
        """Whether the entry has expired, is undated, or was published or checked more than 365 days before `today`.

        A date after `today` is no sign that anybody has checked it, and counts as none.
        """
        if self.checked is None or self.expired(today):
            return True
        age = today - first_day(self.checked)
        return age > FRESH_FOR or age < timedelta(0)


class Contacts(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A policy's published contacts, who to turn to where an agency lists none, and what if nobody answers."""

    entries: tuple[Contact, ...] = ()
    fallback: tuple[Contact, ...] = ()
    if_no_answer: Words


def first_day(as_at: str) -> date:
    """The first day of a year, a month or a day written as text: the oldest that the entry may be.

    Raises ValueError where there is no such day.
    """
    return date.fromisoformat(as_at + "-01-01"[len(as_at) - 4 :])
