"""Documents that were sent: that is recorded, and from then on none of them is changed."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from wizard.advice.worktime import as_london
from wizard.base.errors import wrong_input
from wizard.base.paths import named, not_now
from wizard.base.text import says_something
from wizard.casework import record
from wizard.casework.record import Made, read_events
from wizard.casework.session import Session
from wizard.register.blobs import LARGEST
from wizard.register.cases import Case, Register
from wizard.register.events import JSON, NewEvent, kept_in


def made_at(session: Session, entry: int) -> Made:
    """The document that an entry of the case says was made. Raises WrongInputError where it says no such thing."""
    found = next((one for one in session.record.made if one.seq == entry), None)
    if found is None:
        known = ", ".join(str(one.seq) for one in session.record.made)
        there = (
            f"the documents of this case are those of the entries {known}" if known else "it has none so far"
        )
        raise wrong_input(f"no document was made with entry {entry} of the case; {there}")
    return found


def record_sent(session: Session, entry: int, *, to: str, means: str, on: date | None = None) -> int:
    """Records that a document was sent, and returns the number of that entry.

    `to` is by role and agency, `means` such as "secure email"; `on` is today where it is not said. Raises
    WrongInputError for an entry that made no document, for words that are missing, and for a day that lies after
    today or before the document was made; and as `Session.commit` does.
    """
    made = made_at(session, entry)
    today = as_london(session.now()).date()
    day = on or today
    for words, what in (
        (to, "who it was sent to, by role and agency"),
        (means, "by which means it was sent"),
    ):
        if not says_something(words):
            raise wrong_input(f"say {what}")
    if day > today:
        raise wrong_input(f"{day.isoformat()} has not come yet; expected the day on which it was sent")
    if day < date.fromisoformat(made.time[:10]):
        raise wrong_input(f"{day.isoformat()} lies before the day on which the document was made")
    data: dict[str, JSON] = {
        "event": entry,
        "to": to.strip(),
        "means": means.strip(),
        "on": day.isoformat(),
    }
    return session.commit([NewEvent(kind=record.SENT, data=data)])


def refuse_sent(register: Register, path: Path) -> None:
    """Raises WrongInputError where the file at `path` is a document that was sent, of whichever case of this register.

    Raises as `Register.cases` and `Blobs.holds`.
    """
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return
        content = path.read_bytes()
    except OSError as error:
        raise not_now(error, "read", path) from error
    if not register.documents.holds(content):
        return
    # It is kept here: which case made it is looked up only now, as that reads every case.
    sha256 = hashlib.sha256(content).hexdigest()
    for case in register.cases():
        for one in read_events(case.events).made if _names(case, sha256) else ():
            if one.sha256 == sha256 and one.sent_on:
                raise wrong_input(
                    f"was sent on {one.sent_on}, and a document that was sent is never changed. Save the new one "
                    f"under another name, as a correction of entry {one.seq} of case {case.id}",
                    file=named(path),
                )


def _names(case: Case, sha256: str) -> bool:
    """Whether the case made a document with that hash; quick, and before its events are read as a whole."""
    return any(kept.sha256 == sha256 for event in case.events for kept in kept_in(event))
