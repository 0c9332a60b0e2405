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
from wizard.casework.record import CaseRecord, Made
from wizard.casework.session import Session
from wizard.register.blobs import LARGEST
from wizard.register.cases import Register
from wizard.register.events import JSON, NewEvent


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


def refuse_kept(register: Register, path: Path, record_: CaseRecord | None = None) -> None:
    """Raises WrongInputError where the file at `path` is a document as it was made, and may not be written over.

    Only one of the case with this record may be, and not once it was sent.
    """
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return
        content = path.read_bytes()
    except OSError as error:
        raise not_now(error, "read", path) from error
    if not register.documents.holds(content):
        return
    sha256 = hashlib.sha256(content).hexdigest()
    own = [one for one in record_.made if one.sha256 == sha256] if record_ is not None else []
    sent = next((one for one in own if one.sent_on), None)
    if sent is not None:
        raise wrong_input(
            f"was sent on {sent.sent_on}, and a document that was sent is never changed. Save the new one under "
            f"another name, as a correction of entry {sent.seq}",
            file=named(path),
        )
    if not own:
        raise wrong_input(
            "is a document of another case, and may have been sent; choose another name", file=named(path)
        )
