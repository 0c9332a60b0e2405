"""What the practitioner says has happened: as it is given (`Given`), and made definite (`Situation`)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from wizard.advice.worktime import WorkingTime, as_london
from wizard.base.decode import fault
from wizard.base.errors import Fault, WrongInputError
from wizard.base.reader import EmptyNode, Node
from wizard.base.text import unknown, visible
from wizard.policy.hours import DEFAULT_DAY
from wizard.policy.model import AGENCIES, UNKNOWN, Circumstance, Outcome, Policy, Risk, Sector, Subject

#: Bounds of one situation: more than any case has, little enough to stay quick.
MOST_AGENCIES: Final = 20
MOST_ATTEMPTS: Final = 100

Text = Annotated[str, Meta(min_length=1, max_length=100)]


class GivenParty(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The challenging agency."""

    agency: Text
    sector: Sector = "statutory"


class GivenAttempt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage or route that was tried. Times are ISO 8601, a date alone, or `unknown`."""

    stage: Text
    began: Text
    outcome: Outcome
    ended: Text | None = None


class GivenEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something that happened, of those that the policy names. `at` is as an attempt's times; `by` is an agency."""

    event: Text
    at: Text
    by: Text | None = None


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A situation as it is written in a file or answered in the conversation: the input of `advise`."""

    policy: Text
    risk: Literal["immediate", "significant", "welfare", "none", "unknown"]
    from_: GivenParty = msgspec.field(name="from")
    to: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=MOST_AGENCIES)]
    now: Text | None = None
    subject: Subject = "child"
    circumstance: Circumstance = "disagreement"
    about: Text | None = None
    raised: Text | None = None
    attempts: Annotated[tuple[GivenAttempt, ...], Meta(max_length=MOST_ATTEMPTS)] = ()
    start_at: Text | None = None
    bypass_agreed: bool = False
    #: The policy's own facts, by id.
    facts: dict[Text, Text] = {}
    events: Annotated[tuple[GivenEvent, ...], Meta(max_length=MOST_ATTEMPTS)] = ()


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened. `at` is None where it is not known when."""

    event: str
    at: datetime | None
    by: str | None = None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One stage or route that was tried, its times made definite. `began` is None where it is not known."""

    stage: str
    began: datetime | None
    ended: datetime | None
    outcome: Outcome
    ended_unknown: bool = False


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A situation that fits its policy: every id is known, every time is aware, none is impossible."""

    now: datetime
    raised: datetime
    risk: Risk
    challenging: str
    challenged: tuple[str, ...]
    subject: Subject = "child"
    circumstance: Circumstance = "disagreement"
    sector: Sector = "statutory"
    about: str | None = None
    attempts: tuple[Attempt, ...] = ()
    start_at: str | None = None
    bypass_agreed: bool = False
    #: The risk was given as unknown, and is read as significant.
    risk_unknown: bool = False
    about_unknown: bool = False
    #: The policy's own facts as they were said, `unknown` among them.
    facts: tuple[tuple[str, str], ...] = ()
    events: tuple[Happened, ...] = ()

    def began(self, attempt: Attempt) -> datetime:
        """When an attempt began; where that is not known, the earliest that it can count from."""
        if attempt.began is not None:
            return attempt.began
        return min(self.raised, attempt.ended) if attempt.ended else self.raised

    def finished(self, attempt: Attempt) -> datetime:
        """When an attempt ended, else when it began."""
        return attempt.ended or self.began(attempt)

    def counted(self) -> dict[str, Attempt]:
        """The attempt that counts at each stage: of several, the one that began last."""
        latest: dict[str, Attempt] = {}
        for attempt in self.attempts:
            held = latest.get(attempt.stage)
            if held is None or self._order(attempt) >= self._order(held):
                latest[attempt.stage] = attempt
        return latest

    def _order(self, attempt: Attempt) -> tuple[datetime, bool]:
        return self.began(attempt), attempt.began is not None


_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?")


class _When(msgspec.Struct, frozen=True):
    """A time as given: a whole day, or a moment."""

    day: date
    moment: datetime | None


def parse_when(text: str) -> date | datetime:
    """A date, or an aware moment, from ISO 8601 text; without an offset it is Europe/London.

    Raises ValueError with a sentence where it is neither.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return as_london(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        pass
    raise ValueError(
        f"'{visible(text, limit=40)}' is not a date or time; expected one such as 2026-11-16 or 2026-11-16T09:00"
    )


def opening_of(day: date, time_: WorkingTime) -> datetime:
    """When a whole day begins: at the opening of its office hours, 09:00 where it has none."""
    return _day_at(day, time_, at_close=False)


def _day_at(day: date, time_: WorkingTime, *, at_close: bool) -> datetime:
    # By the weekday alone: a bank holiday's time of day matters to nobody, and its date may lie outside
    # the known calendar.
    hours = time_.hours.on(day.weekday()) or DEFAULT_DAY
    return as_london(datetime.combine(day, hours.closes if at_close else hours.opens))


def _after(one: datetime, other: datetime) -> bool:
    # In UTC: two London times are compared by their wall clocks, and one hour comes twice in autumn.
    return one.astimezone(UTC) > other.astimezone(UTC)


def settle(
    given: Given, policy: Policy, time_: WorkingTime, clock: datetime, node: Node | None, name: str
) -> Situation:
    """Makes a given situation definite.

    `clock` is the present moment, used where `now` is not given; `node` and `name` place the faults.
    Raises WrongInputError with every fault: an unknown id, a time that is none, or an impossible value.
    """
    return _Settling(given, policy, time_, clock, node or EmptyNode(line=0, column=0), name).situation()


class _Settling:
    """One situation being made definite; holds the faults found on the way."""

    def __init__(
        self, given: Given, policy: Policy, time_: WorkingTime, clock: datetime, node: Node, name: str
    ) -> None:
        self.given = given
        self.policy = policy
        self.time = time_
        self.clock = clock
        self.node = node
        self.name = name
        self.faults: list[Fault] = []

    def situation(self) -> Situation:
        given = self.given
        now = self._now()
        raised = (
            self._past(("raised",), given.raised, now, at_close=False) if given.raised is not None else now
        )
        attempts = tuple(self._attempt(number, now) for number in range(len(given.attempts)))
        challenging = self._agency(("from", "agency"), given.from_.agency)
        challenged = tuple(
            dict.fromkeys(self._agency(("to", number), agency) for number, agency in enumerate(given.to))
        )
        about = self._about()
        if given.start_at is not None:
            self._stage(("start_at",), given.start_at)
        facts = tuple(self._fact(name, value) for name, value in sorted(given.facts.items()))
        events = tuple(self._event(number, now) for number in range(len(given.events)))
        if self.faults:
            raise WrongInputError(self.faults)
        return Situation(
            now=now,
            raised=raised or now,
            risk="significant" if given.risk == UNKNOWN else given.risk,
            risk_unknown=given.risk == UNKNOWN,
            challenging=challenging,
            challenged=challenged,
            subject=given.subject,
            circumstance=given.circumstance,
            sector=given.from_.sector,
            about=None if about == UNKNOWN else about,
            about_unknown=about == UNKNOWN,
            attempts=attempts,
            start_at=given.start_at,
            bypass_agreed=given.bypass_agreed,
            facts=facts,
            events=events,
        )

    def _fact(self, name: str, value: str) -> tuple[str, str]:
        path = ("facts", name)
        kind = self.policy.facts.get(name)
        if kind is None:
            self._known(path, name, "fact", list(self.policy.facts))
        elif value != UNKNOWN and kind.kind == "date":
            self._when(path, value)
        elif value != UNKNOWN:
            self._known(path, value, f"value of '{name}'", [*kind.values, UNKNOWN])
        return name, value

    def _event(self, number: int, now: datetime) -> Happened:
        given = self.given.events[number]
        path = ("events", number)
        self._known((*path, "event"), given.event, "event", self.policy.event_ids())
        if given.by is not None:
            self._known((*path, "by"), given.by, "agency", [*AGENCIES, *self.policy.bodies])
        at = None if given.at == UNKNOWN else self._past((*path, "at"), given.at, now, at_close=False)
        return Happened(event=given.event, at=at, by=given.by)

    def _fault(self, path: tuple[str | int, ...], what: str) -> None:
        self.faults.append(fault(self.node, self.name, path, what))

    def _when(self, path: tuple[str | int, ...], text: str) -> _When | None:
        try:
            read = parse_when(text)
        except ValueError as error:
            self._fault(path, str(error))
            return None
        if isinstance(read, datetime):
            return _When(read.date(), read)
        return _When(read, None)

    def _moment(self, when: _When, *, at_close: bool) -> datetime:
        """A whole day begins at the opening of its office hours and ends at their close."""
        if when.moment is not None:
            return when.moment
        return _day_at(when.day, self.time, at_close=at_close)

    def _now(self) -> datetime:
        if self.given.now is None:
            return as_london(self.clock)
        when = self._when(("now",), self.given.now)
        return as_london(self.clock) if when is None else self._moment(when, at_close=False)

    def _past(
        self, path: tuple[str | int, ...], text: str, now: datetime, *, at_close: bool
    ) -> datetime | None:
        """A time that must not lie in the future; a whole day that is today never does."""
        when = self._when(path, text)
        if when is None:
            return None
        if when.day > now.date() or (when.moment is not None and _after(when.moment, now)):
            self._fault(
                path,
                f"'{visible(text, limit=40)}' is in the future; expected a time before now ({now:%Y-%m-%dT%H:%M})",
            )
            return None
        return self._moment(when, at_close=at_close)

    def _attempt(self, number: int, now: datetime) -> Attempt:
        given = self.given.attempts[number]
        path = ("attempts", number)
        self._stage((*path, "stage"), given.stage)
        began = (
            None if given.began == UNKNOWN else self._past((*path, "began"), given.began, now, at_close=False)
        )
        ended = None
        if given.ended is not None and given.outcome == "open":
            self._fault(
                (*path, "ended"),
                "an attempt that is open has no end; expected the outcome unresolved or resolved, or no end",
            )
        elif given.ended is not None and given.ended != UNKNOWN:
            ended = self._past((*path, "ended"), given.ended, now, at_close=True)
            self._in_order(path, given, began, ended)
        return Attempt(
            stage=given.stage,
            began=began,
            ended=ended,
            outcome=given.outcome,
            ended_unknown=given.ended == UNKNOWN,
        )

    def _in_order(
        self, path: tuple[str | int, ...], given: GivenAttempt, began: datetime | None, ended: datetime | None
    ) -> None:
        if began is None or ended is None or given.ended is None:
            return
        by_day = _DAY.fullmatch(given.began) or _DAY.fullmatch(given.ended)
        if (ended.date() < began.date()) if by_day else _after(began, ended):
            self._fault(
                (*path, "ended"),
                f"'{visible(given.ended, limit=40)}' is before the attempt began; expected a time after {visible(given.began, limit=40)}",
            )

    def _stage(self, path: tuple[str | int, ...], stage: str) -> None:
        self._known(path, stage, "stage", [one.id for one in self.policy.stages()])

    def _agency(self, path: tuple[str | int, ...], agency: str) -> str:
        self._known(path, agency, "agency", list(self.policy.party_agencies()))
        return agency

    def _about(self) -> str | None:
        about = self.given.about
        if about is not None and about != UNKNOWN:
            self._known(("about",), about, "subject of disagreement", [*self.policy.about.ids, UNKNOWN])
        return about

    def _known(self, path: tuple[str | int, ...], word: str, kind: str, known: list[str]) -> None:
        if word not in known:
            self._fault(path, unknown(word, f"{kind} of the policy {self.policy.id}", known))
