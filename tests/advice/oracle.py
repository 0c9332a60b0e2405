"""A second reading of the five policies, to hold the engine against.

It was written from the summary of the policies and the public contract, before a line of the engine or of a flow
was read, and takes the situation as another program would give it: the mapping of a situation file. It says only
what those texts settle. Where they allow two readings it leaves the key out, and a comment that begins
"ambiguous:" says which two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
YEARS = range(2020, 2032)


# --- What each policy says ---------------------------------------------------------------------------------------


class Text(NamedTuple):
    """One policy, as tables."""

    ladder: tuple[str, ...]
    days: Mapping[str, int] = {}  # working days a stage may take, where the policy states a limit
    from_raised: frozenset[str] = frozenset()  # stages whose limit runs from `raised`, whatever was tried
    routes: Mapping[str, str] = {}  # circumstance -> the stage of the route that the policy has for it
    opens: time = time(9)
    closes: tuple[time, ...] = (time(17),) * 5
    within_one_agency: bool = False
    adults: bool = False
    passes: frozenset[str] = frozenset()  # the risks that let a case pass the stage after the first ...
    passes_to: str = ""  # ... and enter here
    harm_notices: frozenset[str] = frozenset()
    closing_notices: frozenset[str] = frozenset()
    papers: Mapping[str, frozenset[str]] = {}


def some(*words: str) -> frozenset[str]:
    return frozenset(words)


POLICIES: Mapping[str, Text] = {
    "oxfordshire": Text(
        ladder=("step-1", "step-2", "step-3", "step-4", "step-5", "step-6"),
        days={f"step-{number}": 5 for number in range(1, 7)},
        routes={
            "emergency": "emergency",
            "conference-refused": "conference-request",
            "conference-dissent": "conference-dissent",
        },
        opens=time(8, 30),
        closes=(time(17), time(17), time(17), time(17), time(16)),
        passes=some("immediate", "significant", "unknown"),
        passes_to="step-3",
        harm_notices=some("line-management", "safeguarding-leads"),
        papers={
            "step-2": some("challenge-letter", "written-reasons"),
            "step-3": some("challenge-letter", "escalation-referral"),
            "step-4": some("escalation-referral", "meeting-record"),
            "step-5": some("escalation-referral"),
            "step-6": some("escalation-referral"),
            "conference-request": some("conference-request"),
            "conference-dissent": some("dissent-statement"),
            "resolved": some("outcome-confirmation", "board-notification"),
            "complete": some("learning-record", "case-review-consideration"),
        },
    ),
    "oxfordshire-2015": Text(
        ladder=("pre-escalation", "stage-1", "stage-2", "complex-case-panel"),
        closing_notices=some("board-business-support"),
        papers={
            "pre-escalation": some("challenge-letter"),
            "stage-1": some("challenge-letter", "escalation-referral"),
            "stage-2": some("escalation-referral"),
            "complex-case-panel": some("escalation-referral", "meeting-record"),
            "resolved": some("outcome-confirmation", "board-notification"),
            "complete": some("learning-record"),
        },
    ),
    "barnsley": Text(
        ladder=("consult", "practitioners", "managers", "service-manager", "head-of-safeguarding"),
        routes={"conference-refused": "conference-request"},
        within_one_agency=True,
        passes=some("immediate"),
        passes_to="managers",
        harm_notices=some("line-management", "head-of-childrens-social-care", "head-of-safeguarding"),
        closing_notices=some("quality-assurance-subgroup"),
        papers={
            "practitioners": some("challenge-letter", "written-reasons"),
            "managers": some("challenge-letter", "escalation-referral"),
            "service-manager": some("escalation-referral"),
            "head-of-safeguarding": some("escalation-referral"),
            "conference-request": some("conference-request"),
            "resolved": some("outcome-confirmation"),
            "complete": some("learning-record"),
        },
    ),
    "torbay": Text(
        ladder=("pre-escalation", "stage-1", "stage-2", "stage-3", "stage-4", "stage-5"),
        days={"stage-1": 5, "stage-2": 5, "stage-3": 5, "stage-4": 10},
        from_raised=some("stage-1", "stage-2"),
        papers={
            "stage-1": some("challenge-letter"),
            "stage-2": some("challenge-letter", "escalation-referral"),
            "stage-3": some("escalation-referral"),
            "stage-4": some("escalation-referral"),
            "stage-5": some("escalation-referral", "meeting-record"),
            "resolved": some("outcome-confirmation"),
            "complete": some("learning-record"),
        },
    ),
    "manchester": Text(
        ladder=("practitioners", "managers", "partnership"),
        adults=True,
        harm_notices=some("line-management"),
        papers={
            "practitioners": some("challenge-letter"),
            "managers": some("challenge-letter", "escalation-referral"),
            "partnership": some("escalation-referral", "meeting-record"),
            "resolved": some("outcome-confirmation"),
            "complete": some("learning-record"),
        },
    ),
}

EVERY_NOTICE = some(
    "tscp-business-manager",
    "board-business-support",
    "head-of-childrens-social-care",
    "head-of-safeguarding",
    "quality-assurance-subgroup",
    "line-management",
    "safeguarding-leads",
)

OUH = some(
    "01865741166",
    "01865226890",
    "01295229422",
    "01865231994",
    "01865223196",
    "01865223220",
    "07919547524",
)
#: Appendix A of the Oxfordshire policy: agency -> numbers in hours, numbers out of hours.
APPENDIX_A: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "childrens-social-care": (some("01865815122"), some("0800833408")),
    "police": (some("101"), some("101")),
    "health/ouh": (OUH, OUH),
    "health/oxford-health": (some("07900212470", "07795287534", "07825681026", "07717544101"), some("111")),
    "health/ccg": (some("01865336794", "07775760798"), some("01865336800")),
}
EVERY_NUMBER = frozenset[str]().union(*(one for pair in APPENDIX_A.values() for one in pair))


# --- Days and hours ----------------------------------------------------------------------------------------------


@cache
def bank_holidays() -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=YEARS))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays()


def close_of(text: Text, day: date) -> datetime:
    return datetime.combine(day, text.closes[day.weekday()], LONDON)


def limit(text: Text, days: int, start: date) -> datetime:
    """The close of the Nth working day after the start, which itself does not count (rule 3)."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return close_of(text, day)


def in_hours(text: Text, now: datetime) -> bool:
    return is_working_day(now.date()) and text.opens <= now.time() < text.closes[now.weekday()]


def hours_after(moment: datetime, hours: int) -> datetime:
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(LONDON)


def wall(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M")


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


# --- The situation -----------------------------------------------------------------------------------------------


class AmbiguousError(Exception):
    """The texts do not say where this case is."""


class When(NamedTuple):
    """A day, and the moment where one was given."""

    day: date
    moment: datetime | None

    def opening(self, text: Text) -> datetime | None:
        """The moment, or the opening of a whole day. None on a day off.

        ambiguous: a whole day off has no office hours to begin at.
        """
        if self.moment is not None:
            return self.moment
        return datetime.combine(self.day, text.opens, LONDON) if is_working_day(self.day) else None


def when(given: str | None) -> When | None:
    if given is None or given == "unknown":
        return None
    if len(given) == len("2026-11-16"):
        return When(date.fromisoformat(given), None)
    read = datetime.fromisoformat(given)
    moment = read.replace(tzinfo=LONDON) if read.tzinfo is None else read.astimezone(LONDON)
    return When(moment.date(), moment)


class Attempt(NamedTuple):
    stage: str
    outcome: str
    began: When | None
    ended: When | None

    def finished(self) -> date | None:
        """`ended`, else `began`; None where neither is known."""
        known = self.ended or self.began
        return known.day if known else None


def that_counts(attempts: Sequence[Attempt], text: Text) -> Attempt:
    """Of several at one stage, the one that began last."""
    if len({*attempts}) == 1:
        return attempts[0]
    began = [one.began.opening(text) if one.began else None for one in attempts]
    known = [one for one in began if one is not None]
    if len(known) < len(attempts):
        # ambiguous: whether an attempt whose beginning is unknown began before or after another at its stage.
        raise AmbiguousError
    last = max(map(utc, known))
    latest = {one for one, moment in zip(attempts, known, strict=True) if utc(moment) == last}
    if len(latest) > 1:
        # ambiguous: two at one stage that began at the same moment.
        raise AmbiguousError
    return latest.pop()


class Case:
    """The situation, its times read."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.policy: str = given["policy"]
        self.text = POLICIES[self.policy]
        now = when(given["now"])
        assert now is not None
        assert now.moment is not None
        self.now = now.moment
        self.raised = when(given.get("raised")) or now
        self.risk: str = given["risk"]
        self.circumstance: str = given.get("circumstance", "disagreement")
        self.adult = given.get("subject", "child") == "adult"
        self.challenging: str = given["from"]["agency"]
        self.challenged: list[str] = given["to"]
        self.start_at: str | None = given.get("start_at")
        self.bypass_agreed: bool = given.get("bypass_agreed", False)
        self.attempts = [
            Attempt(one["stage"], one["outcome"], when(one["began"]), when(one.get("ended")))
            for one in given.get("attempts", [])
        ]

    @property
    def immediate(self) -> bool:
        return self.risk == "immediate"

    @property
    def harm_feared(self) -> bool:
        return self.risk in {"immediate", "significant", "unknown"}

    @property
    def may_pass(self) -> bool:
        return self.risk in self.text.passes

    def at(self, stage: str) -> Attempt | None:
        here = [one for one in self.attempts if one.stage == stage]
        return that_counts(here, self.text) if here else None

    def counted(self) -> list[Attempt]:
        return [one for stage in {one.stage for one in self.attempts} if (one := self.at(stage))]

    def on_ladder(self) -> list[Attempt]:
        """The attempts that count on the ladder, the furthest last."""
        return [one for stage in self.text.ladder if (one := self.at(stage))]

    def beside(self) -> list[Attempt]:
        """The attempts that count at the policy's routes."""
        return [one for one in self.counted() if one.stage not in self.text.ladder]


# --- Where the case is -------------------------------------------------------------------------------------------


class Place(NamedTuple):
    status: str
    stage: str | None = None
    act_by: datetime | None = None
    overdue_since: datetime | None = None
    times_known: bool = True  # False: stage is settled, status and times are not
    entered_past: bool = False  # the risk let the case enter further up
    start_given: bool = False  # `start_at` was granted
    bypass_refused: bool = False


def is_outside(case: Case) -> bool:
    own = all(one == case.challenging for one in case.challenged) and not case.text.within_one_agency
    adult = case.adult and not case.text.adults
    return own or adult or case.circumstance in {"complaint", "whistleblowing", "allegation"}


def is_resolved(case: Case) -> bool:
    unsettled = False
    for stage in {one.stage for one in case.attempts}:
        here = [one for one in case.attempts if one.stage == stage]
        if all(one.outcome == "resolved" for one in here):
            return True
        if any(one.outcome == "resolved" for one in here):
            try:
                if that_counts(here, case.text).outcome == "resolved":
                    return True
            except AmbiguousError:
                pass
            unsettled = True
    if unsettled:
        # ambiguous: a resolved attempt settles the case "whatever came after it", yet "of several at one stage the
        # one that began last counts": resolved, and then tried again at the same stage.
        raise AmbiguousError
    return False


def has_passed(end: datetime, now: datetime) -> bool:
    if utc(end) == utc(now):
        # ambiguous: at the closing minute itself a limit has ended, and has not yet passed.
        raise AmbiguousError
    return utc(end) < utc(now)


def begin(case: Case, stage: str, start: date | None) -> Place:
    """The case is at a stage that nobody has started, and whose time runs from `start`."""
    days = case.text.days.get(stage)
    if days is None:
        return Place("act", stage)
    if stage in case.text.from_raised:
        start = case.raised.day
    if start is None:
        return Place("act", stage, times_known=False)
    end = limit(case.text, days, start)
    if has_passed(end, case.now):
        return Place("overdue", stage, end, end)
    return Place("act", stage, end)


def stage_after(case: Case, stage: str) -> str | None:
    ladder = case.text.ladder
    following = ladder.index(stage) + 1
    return ladder[following] if following < len(ladder) else None


def open_at(case: Case, attempt: Attempt) -> Place:
    """An open attempt keeps the case at its stage until its limit has passed."""
    text, stage = case.text, attempt.stage
    days = text.days.get(stage)
    if days is None:
        return Place("in-progress", stage)
    if stage in text.from_raised:
        start = case.raised.day
    elif attempt.began is None:
        # ambiguous: from when the limit of an open attempt runs whose beginning is unknown.
        raise AmbiguousError
    else:
        start = attempt.began.day
    end = limit(text, days, start)
    if not has_passed(end, case.now):
        return Place("in-progress", stage, end)
    following = stage_after(case, stage)
    if following is None:
        return Place("overdue", stage, end, end)
    again = begin(case, following, case.now.date())
    return Place("overdue", following, again.act_by, end)


def climb(case: Case) -> Place:
    """Rule 1 (e): the ladder."""
    tried, beside = case.on_ladder(), case.beside()
    if any(one.outcome == "open" for one in beside):
        # ambiguous: an open attempt at a route that is not the circumstance's, and a ladder beside it.
        raise AmbiguousError
    furthest = tried[-1] if tried else None
    if furthest and furthest.outcome == "open":
        return open_at(case, furthest)
    start = furthest.finished() if furthest else case.raised.day
    only_first = not furthest or furthest.stage == case.text.ladder[0]
    if case.may_pass and only_first:
        if beside:
            # ambiguous: whether a case that has tried a route still has "nothing tried".
            raise AmbiguousError
        return begin(case, case.text.passes_to, start)._replace(entered_past=True)
    stage = stage_after(case, furthest.stage) if furthest else case.text.ladder[0]
    if stage is None:
        return Place("complete")
    place = begin(case, stage, start)
    # ambiguous: after a route and with nothing tried on the ladder, whether time runs from the route's end.
    from_a_route = bool(beside) and not tried and stage in case.text.days
    return place._replace(times_known=place.times_known and not from_a_route)


def later(case: Case, stage: str | None, other: str | None) -> bool:
    """Whether `other` is on the ladder, and later than `stage`, which is on it too."""
    ladder = case.text.ladder
    return stage in ladder and other in ladder and ladder.index(other) > ladder.index(stage)


def start_further(case: Case, place: Place) -> Place:
    """Rule 10: a wish to start at a later stage of the ladder."""
    start_at = case.start_at
    if start_at is None or not later(case, place.stage, start_at):
        return place
    granted = (case.policy == "torbay" and case.immediate) or (
        case.policy == "barnsley" and case.bypass_agreed
    )
    if not granted:
        if case.may_pass and not later(case, case.text.passes_to, start_at):
            # ambiguous: the risk lets the case pass this stage, but it was not at its entry any more: whether a wish
            # to start where it would have entered has all that the policy asks for, or there is nothing to agree.
            raise AmbiguousError
        return place._replace(bypass_refused=True)
    tried = case.on_ladder()
    furthest = tried[-1] if tried else None
    start = furthest.finished() if furthest else case.raised.day
    there = begin(case, start_at, start)
    # ambiguous: from when the time of the chosen stage runs while the furthest attempt is still open.
    still_open = furthest is not None and furthest.outcome == "open" and case.policy == "torbay"
    return there._replace(times_known=there.times_known and not still_open, start_given=True)


def emergency(case: Case) -> Place:
    """Today's close; on a day off, or after the close, now."""
    now = case.now
    by = now
    if is_working_day(now.date()) and utc(now) < utc(close_of(case.text, now.date())):
        by = close_of(case.text, now.date())
    return Place("act", "emergency", by)


def by_route(case: Case) -> Place | None:
    """Rule 1 (c) and (d): the circumstance's own route, or that of an imminent risk."""
    if case.policy == "oxfordshire-2015" and case.immediate:
        here = case.at("imminent-risk")
        return Place("in-progress" if here and here.outcome == "open" else "act", "imminent-risk")
    if case.policy == "oxfordshire" and case.circumstance == "policy-issue":
        return policy_issue(case)
    route = case.text.routes.get(case.circumstance)
    if route is None:
        return None
    here = case.at(route)
    if route == "emergency":
        # ambiguous: whether an open attempt of an earlier day is in progress or overdue.
        return emergency(case)._replace(times_known=not (here and here.outcome == "open"))
    started_elsewhere = bool({one.stage for one in case.attempts} - {route})
    if route == "conference-dissent" and started_elsewhere and not (here and here.outcome == "unresolved"):
        # ambiguous: "with no attempts" may mean none at all, or none but at this route (as rule 1 (c) has it).
        raise AmbiguousError
    if here is None:
        return Place("act", route)
    if here.outcome == "open":
        return Place("in-progress", route)
    return Place("complete") if case.policy == "barnsley" else None


def policy_issue(case: Case) -> Place | None:
    if case.at("step-6"):
        return None
    tried = case.on_ladder()
    furthest = tried[-1] if tried else None
    place = begin(case, "step-6", furthest.finished() if furthest else case.raised.day)
    # ambiguous: from when step 6 runs while an earlier step is open, or a route was all that was tried.
    unsettled = furthest.outcome == "open" if furthest else bool(case.beside())
    return place._replace(times_known=place.times_known and not unsettled)


def locate(case: Case) -> Place:
    if is_outside(case):
        return Place("outside-policy")
    if is_resolved(case):
        return Place("resolved")
    return by_route(case) or start_further(case, climb(case))


# --- What goes with it -------------------------------------------------------------------------------------------


def harm_after_an_attempt(case: Case) -> bool | None:
    """Whether significant harm is still feared after an unresolved attempt; None where that is not settled."""
    if not case.harm_feared:
        return False
    try:
        if any(one.outcome == "unresolved" for one in case.counted()):
            return True
    except AmbiguousError:
        return None
    # ambiguous: unresolved, and then tried again at the same stage: whether the first attempt counts here.
    return None if any(one.outcome == "unresolved" for one in case.attempts) else False


def same_working_day(case: Case) -> datetime | None:
    """Manchester: today's close, or the next working day's. None at the closing minute.

    ambiguous: whether the close has passed at the closing minute itself.
    """
    now, text = case.now, case.text
    if is_working_day(now.date()):
        close = close_of(text, now.date())
        if now == close:
            return None
        if now < close:
            return close
    return limit(text, 1, now.date())


def notices(case: Case, place: Place) -> tuple[frozenset[str], frozenset[str]]:
    """Those who must be told, and those who must not be named."""
    text, harm = case.text, harm_after_an_attempt(case)
    if place.status == "outside-policy":
        # ambiguous: whether a policy that does not apply still has its notices.
        return some(), some()
    told = some()
    unsettled = some()
    if place.status == "resolved":
        told |= text.closing_notices
        # ambiguous: whether harm that is still feared is still told of once the case is resolved, and whether the
        # form that Oxfordshire's product offers makes a notice.
        unsettled |= text.harm_notices if harm is not False else some()
        unsettled |= some("board-business-support") if case.policy == "oxfordshire" else some()
    elif harm:
        told |= text.harm_notices
    elif harm is None:
        unsettled |= text.harm_notices
    if case.policy == "torbay" and place.stage in {"stage-3", "stage-4"}:
        told |= some("tscp-business-manager")
    return told, EVERY_NOTICE - told - unsettled


def skips_a_stage(case: Case, place: Place) -> bool | None:
    """Rule 2. None where it is not settled."""
    ladder = case.text.ladder
    if place.status in {"resolved", "complete", "outside-policy"}:
        # ambiguous: "earlier" than what, where there is no stage.
        return None
    if place.stage not in ladder:
        return False
    if case.policy == "torbay" and case.immediate:
        return False
    if case.policy == "oxfordshire" and case.circumstance == "policy-issue":
        return False
    tried = {one.stage for one in case.attempts}
    missing = [one for one in ladder[: ladder.index(place.stage)] if one not in tried]
    if place.start_given or place.entered_past or not missing:
        return False
    if case.policy == "barnsley" and case.bypass_agreed and case.start_at:
        # ambiguous: a bypass was agreed and the case has since got there: whether the stages passed are named.
        return None
    if case.may_pass:
        missing = [one for one in missing if one != ladder[1]]
        if missing == [ladder[0]]:
            # ambiguous: the first stage is part of the one that such a risk enters at; whether that excuses it too
            # where the case did not enter there.
            return None
    return bool(missing)


def warnings(case: Case, place: Place) -> tuple[frozenset[str], frozenset[str]]:
    answers = {
        "policy-review-overdue": case.policy == "barnsley",
        "skipped-stage": skips_a_stage(case, place),
        "bypass-not-agreed": place.bypass_refused,
        "overdue": place.status == "overdue" if place.times_known else None,
        "secure-means": True if case.policy == "oxfordshire-2015" and place.status == "resolved" else None,
    }
    return (
        frozenset(one for one, answer in answers.items() if answer),
        frozenset(one for one, answer in answers.items() if answer is False),
    )


def may_start_at(case: Case, place: Place) -> list[str] | None:
    ladder = case.text.ladder
    free = (case.policy == "torbay" and case.immediate) or case.policy == "barnsley"
    if free and place.stage is not None and place.stage not in ladder:
        # ambiguous: "later" than what, while the case is in a route.
        return None
    if case.may_pass and place.stage in ladder[:2] and case.policy == "oxfordshire":
        # ambiguous: whether a step that may be passed makes a later one a stage to start at.
        return None
    if not free or place.stage is None:
        return []
    return list(ladder[ladder.index(place.stage) + 1 :])


def concerned(case: Case) -> frozenset[str]:
    """The agencies concerned, `health` alone as all its bodies."""
    named = {case.challenging, *case.challenged}
    return frozenset(one for one in APPENDIX_A if one in named or one.partition("/")[0] in named)


def phones(case: Case, place: Place) -> tuple[frozenset[str], frozenset[str]]:
    if case.policy != "oxfordshire" or place.stage is None:
        return some(), some()
    if place.stage in {"step-1", "step-2"}:
        return some(), EVERY_NUMBER
    listed = concerned(case)
    if place.stage in {"step-6", "conference-request", "conference-dissent"}:
        listed |= some("childrens-social-care")
    now = 0 if in_hours(case.text, case.now) else 1
    numbers = frozenset[str]().union(*(APPENDIX_A[one][now] for one in listed))
    if place.stage.startswith("conference-"):
        # ambiguous: whether the other agencies' contacts belong to the conference routes, which are no steps.
        return APPENDIX_A["childrens-social-care"][now], EVERY_NUMBER - numbers
    return numbers, EVERY_NUMBER - numbers


def papers(case: Case, place: Place) -> tuple[frozenset[str], frozenset[str]]:
    never = some("case-chronology", "lead-card")
    if place.status == "resolved" and not case.policy.startswith("oxfordshire"):
        never |= some("board-notification")
    return case.text.papers.get(place.stage or place.status, some()), never


def times(case: Case, place: Place) -> dict[str, str | None]:
    said: dict[str, str | None] = {"aim_by": None}
    if place.stage in {"step-1", "step-2"}:
        raised = case.raised.opening(case.text)
        if raised is None:
            del said["aim_by"]
        else:
            said["aim_by"] = wall(hours_after(raised, 24))
    if place.times_known:
        said["act_by"] = wall(place.act_by)
        said["overdue_since"] = wall(place.overdue_since)
    elif place.stage == "emergency":
        said["act_by"] = wall(place.act_by)
    if case.policy == "manchester" and place.stage is not None:
        harm, today = harm_after_an_attempt(case), same_working_day(case)
        if harm is None or (harm and today is None):
            del said["act_by"]
        elif harm:
            said["act_by"] = wall(today)
    return said


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """What must come out for a situation, in the words of a vignette; keys that are not settled are left out."""
    case = Case(given)
    said: dict[str, Any] = {
        "urgent": case.immediate,
        "first_action": "emergency-services" if case.immediate else None,
    }
    try:
        place = locate(case)
    except AmbiguousError:
        return said
    said["stage"] = place.stage
    if place.times_known:
        said["status"] = place.status
    said.update(times(case, place))
    allowed = may_start_at(case, place)
    if allowed is not None:
        said["may_start_at_include"] = frozenset(allowed)
        # ambiguous: where a later start was granted, whether "later" is than that, or than the ladder's next.
        if not place.start_given:
            said["may_start_at"] = allowed
    for key, (include, exclude) in {
        "documents": papers(case, place),
        "notify": notices(case, place),
        "warnings": warnings(case, place),
        "phones": phones(case, place),
    }.items():
        said[f"{key}_include"], said[f"{key}_exclude"] = include, exclude
    return said
