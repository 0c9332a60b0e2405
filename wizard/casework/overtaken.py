"""A place in a case, without what has been overtaken by what was recorded since."""

from __future__ import annotations

from typing import Final

import msgspec

from wizard.casework import record
from wizard.casework.effective import CORRECTED, REOPENED, UNDONE
from wizard.register.cases import Case
from wizard.register.places import Place

#: After these, the question that was looked at is another one's, or none's.
_ELSEWHERE: Final = frozenset(
    {record.ANSWERED, record.STEP_BEGUN, record.STEP_LEFT, CORRECTED, UNDONE, REOPENED}
)


def still_true(place: Place | None, case: Case) -> Place | None:
    """The place as far as it still holds; None where there is none."""
    if place is None:
        return None
    since = [event for event in case.events if event.seq > place.version]
    if any(event.kind in _ELSEWHERE for event in since):
        place = msgspec.structs.replace(place, question=None)
    answered = {event.data.get("question") for event in since if event.kind == record.ANSWERED}
    drafts = {question: text for question, text in place.drafts.items() if question not in answered}
    place = msgspec.structs.replace(place, drafts=drafts)
    written = {event.data.get("field") for event in since if event.kind in (record.DETAILED, record.ERASED)}
    if place.field is not None and place.field in written:
        place = msgspec.structs.replace(place, text=None)
    return place
