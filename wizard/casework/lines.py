"""Making the line of one case: its conversation is held, and where that comes to advice, the advice is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.questions import NO, ask_policy
from wizard.advice.result import Advice, Status
from wizard.advice.steps import Standing, duties_of, waiting_at
from wizard.advice.words import say_list
from wizard.advice.worktime import LONDON, as_london
from wizard.base.errors import EscalateError
from wizard.base.text import visible
from wizard.casework.effective import changed_at, opened_at
from wizard.casework.kept import GoingBy, NoTextError, OnDisk, going_by
from wizard.casework.record import CaseRecord, chosen_policy
from wizard.casework.reopening import session_of
from wizard.casework.rows import Kind, Line
from wizard.casework.session import Session, Surroundings
from wizard.policy.model import AGENCIES
from wizard.register.cases import Case
from wizard.register.events import ERASED, ERASED_CONTENT

if TYPE_CHECKING:
    from wizard.advice.advise import House

_STATES: Final[Mapping[Status, str]] = {
    "act": "This stage is next",
    "in-progress": "Open, waiting for a reply",
    "overdue": "A time limit was missed",
    "resolved": "Settled",
    "complete": "All stages used, not settled",
    "outside-policy": "Not covered by the policy",
}
_CLOSED: Final = "Closed, with its reason in the case"
_ERASED: Final = "Its content was erased; the case says why"
_DAY: Final = timedelta(days=1)


class Lines:
    """Makes the lines of many cases at one moment: each policy, and each kept text of one, is read once."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self.now = as_london(surroundings.clock())
        disk = OnDisk(
            house=cache(surroundings.open_house),
            texts=cache(surroundings.open_texts) if surroundings.open_texts else None,
            local=surroundings.local_contacts,
        )
        editions = surroundings.register.editions
        self._open: Callable[[str, str], GoingBy] = cache(
            lambda policy, kept: going_by(disk, editions, policy, kept)
        )

    def of(self, case: Case) -> Line:
        """The line of a case. Raises what reading events that are not the program's own raises (`NOT_OURS`)."""
        bare = Line(
            id=case.id,
            version=case.version,
            policy="",
            area="",
            between="",
            stage="",
            status=f"Asked next: {ask_policy(()).title}",
            kind="questions",
            opened=opened_at(case.events),
            changed=changed_at(case.events),
        )
        if all(event.kind in (ERASED_CONTENT, ERASED) for event in case.events):
            return msgspec.structs.replace(bare, status=_ERASED, kind="closed", lasting=True)
        record = Session(self._around, case).record
        line = self._open_line(bare, case, record)
        if record.closed is None:
            return line
        # A case that was closed is due at no time, whatever it would be otherwise.
        return msgspec.structs.replace(line, kind="closed", status=_CLOSED, due=None, aim=None, waiting=False)

    def _open_line(self, bare: Line, case: Case, record: CaseRecord) -> Line:
        answers = record.memory.latest()
        chosen = chosen_policy(answers)
        bare = msgspec.structs.replace(
            bare, policy=chosen, between=_between(answers, None), urgent=answers.get("danger", (NO,)) != (NO,)
        )
        if not chosen:
            return msgspec.structs.replace(bare, lasting=True)
        kept = record.editions.get(chosen, "")
        try:
            going = self._open(chosen, kept)
        except EscalateError as error:
            what = "Its policy cannot be read any more, so there is no advice"
            return msgspec.structs.replace(bare, status=what, edition_lost=isinstance(error, NoTextError))
        house = going.house
        read = msgspec.structs.replace(
            bare,
            area=house.policy.policy.area,
            between=_between(answers, house),
            edition=kept,
            edition_lost=bool(going.problem),
            lasting=bool(kept) and not going.problem,
        )
        try:
            return self._read(session_of(self._around, case, house), case, house, read)
        except EscalateError as error:
            what = f"There is no advice: {visible(str(error), limit=400)}"
            return msgspec.structs.replace(read, status=what, lasting=False)

    def _read(self, session: Session, case: Case, house: House, read: Line) -> Line:
        conversation = session.conversation()
        if conversation.question is not None:
            what = f"Asked next: {conversation.question.title}"
            return msgspec.structs.replace(
                read,
                status=what,
                urgent=conversation.danger,
                good_until=_midnight(
                    as_london(self.now).date() + _DAY
                ),  # which one is asked can turn on the day
            )
        standing = session.standing_in(conversation)
        advice = standing.advice
        stage = advice.stage
        due = advice.overdue_since or advice.act_by
        return msgspec.structs.replace(
            read,
            stage=f"{stage.label}: {stage.title}" if stage else "",
            status=_STATES[advice.status],
            kind=_kind(standing),
            due=due.astimezone(UTC) if due else None,
            aim=advice.aim_by.astimezone(UTC) if advice.aim_by else None,
            waiting=advice.status in ("in-progress", "overdue") and waiting_at(standing) is not None,
            urgent=advice.urgent,
            state=advice.status,
            stage_id=stage.id if stage else "",
            owner=_owner(advice),
            good_until=self._good_until(advice, house, changed_at(case.events)),
        )

    def _good_until(self, advice: Advice, house: House, changed: str) -> datetime:
        """The first moment from now on at which the passing of time alone can change what the line says."""
        now = self.now.astimezone(UTC)
        moments = [advice.act_by, advice.aim_by, *(one.by for one in advice.clocks)]
        moments += [one.starts for one in advice.clocks]
        later = [at for one in moments if one is not None and (at := one.astimezone(UTC)) >= now]
        # Past the list of bank holidays there is no advice.
        later.append(_midnight(house.time.calendar.holds_until))
        if as_london(datetime.fromisoformat(changed)).date() >= as_london(now).date():
            # A day without a time that is today is read as ending now, until the day is over.
            later.append(_midnight(as_london(now).date() + _DAY))
        return min(later)


def _midnight(day: date) -> datetime:
    """The beginning of a day in London, in UTC."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def _owner(advice: Advice) -> str:
    """The agency whose move it is: whose clock runs, else who acts."""
    running = next((one.owner for one in advice.clocks if one.status == "running"), "")
    return running or (advice.acts.agency if advice.acts else "")


def _kind(standing: Standing) -> Kind:
    if standing.advice.status in ("act", "in-progress", "overdue"):
        return "open"
    return "settled" if _left_to_do(standing) else "closed"


def _left_to_do(standing: Standing) -> bool:
    """What is settled is closed once its duties are done; what ended otherwise, where nothing is to be done."""
    advice = standing.advice
    if advice.urgent or advice.status != "resolved":
        return bool(advice.actions or advice.notify)
    return any(not duty.done for duty in duties_of(standing))


def _between(answers: Mapping[str, tuple[str, ...]], house: House | None) -> str:
    def title(agency: str) -> str:
        if house is not None and agency in house.policy.party_agencies():
            return house.policy.agency_title(agency)
        return AGENCIES.get(agency, agency)

    one = say_list([title(agency) for agency in answers.get("from", ())])
    other = say_list([title(agency) for agency in answers.get("to", ())])
    return f"{one} to {other}" if one and other else one
