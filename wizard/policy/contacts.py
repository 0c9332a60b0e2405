"""The contacts that a policy publishes: the content of a flow's `contacts.yaml`.

Role and office come first, the person second. Nothing here is ever guessed: an agency without an entry has none.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Final, Literal

from msgspec import Meta

from wizard.policy.model import AgencyId, Id, Line, Part, Rule, Words

#: An entry that was published or checked longer ago than this is stale; so is one without a date.
FRESH_FOR: Final = timedelta(days=365)

Phone = Annotated[str, Meta(pattern=r"^[0-9][0-9 ]{1,18}[0-9]$", examples=["01234 567890"])]
Email = Annotated[
    str, Meta(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$", examples=["office@example.org"])
]
AsAt = Annotated[str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["2026-04"])]
#: In a fallback entry, the agency that nobody is listed for.
SAME_AGENCY: Final = "same-agency"


class Contact(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One role that can be reached, in or out of office hours, and how."""

    id: Id
    agency: AgencyId
    role: Line
    hours: Literal["in", "out", "any"]
    name: Line | None = None
    phone: tuple[Phone, ...] = ()
    email: tuple[Email, ...] = ()
    #: Said beside the numbers: through whom, or for which cases.
    note: Line | None = None
    #: When this contact is the right one, in words ("investigation led by ...").
    condition: Line | None = None
    #: A personal mobile is marked as such, and never stands in a document that leaves the agency.
    personal: bool = False
    as_at: AsAt | None = None

    def stale(self, today: date) -> bool:
        """Whether the entry is undated, or was published or checked more than 365 days before `today`.

        A date after `today` is no sign that anybody has checked it, and counts as none.
        """
        if self.as_at is None:
            return True
        age = today - first_day(self.as_at)
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
