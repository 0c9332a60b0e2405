"""The questions of the conversation: their words, their options, and what an answer may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final, Literal

import msgspec

from wizard.policy.model import AGENCIES, INVOKED, UNKNOWN, EventKind, FactKind, Policy, Stage

Kind = Literal["choice", "many", "date", "text"]
YES: Final = "yes"
NO: Final = "no"
NOTHING: Final = "nothing"
RECOMMENDED: Final = "recommended"
CHANGE: Final = "change"
OTHER_DAY: Final = "other-day"
NOT_SO_FAR: Final = "not-yet"
#: Answers to a question for a day that are no day.
NO_DAYS: Final = (UNKNOWN, NOT_SO_FAR)
#: Not an option: what stands in a case from a file for a fact that the file leaves out.
NOT_SAID: Final = "not-said"


class PolicyChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A policy that can be chosen, as `policies` lists it."""

    id: str
    area: str
    title: str
    edition: str
    covers: str


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be chosen. `read_as` says how an answer such as "I do not know" is read."""

    id: str
    label: str
    hint: str = ""
    read_as: str = ""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One question as plain data.

    `many` takes one or more options, `date` an option or a day that is typed, `text` what is typed. The options
    `alone` go with no other. `may_be_unsaid`: a case from a file may leave it out. The option
    `otherwise` counts where no answer that was given is on offer any more, and where it is `assumed` also if none
    was given. A day must not lie before `not_before` (ISO 8601), which is when `before_what` happened. With `adds_up` an answer says something only
    about the options that were offered: what was said of others before still stands.
    """

    id: str
    title: str
    short: str
    kind: Kind
    options: tuple[Option, ...]
    why: str
    hint: str = ""
    alone: tuple[str, ...] = ()
    may_be_unsaid: bool = False
    otherwise: str = ""
    assumed: bool = False
    adds_up: bool = False
    not_before: str = ""
    before_what: str = ""
    #: A day that may lie ahead, such as one that the parties have agreed on.
    ahead: bool = False


DANGER: Final = Question(
    id="danger",
    title="Is anyone in danger right now?",
    short="Danger now",
    kind="choice",
    options=(
        Option(id=YES, label="Yes", hint="Call 999 first. This program will still be here."),
        Option(id=NO, label="No"),
        Option(
            id=UNKNOWN,
            label="I do not know",
            hint="To be safe, this is read as danger now. If you are in doubt, call 999.",
            read_as="danger now, to be safe",
        ),
    ),
    why="Danger now comes before any policy. The escalation goes on beside the emergency call.",
)

SUBJECT: Final = Question(
    id="subject",
    title="Who are you worried about?",
    short="About",
    kind="choice",
    options=(
        Option(id="child", label="A child or young person"),
        Option(id="adult", label="An adult", hint="With care and support needs"),
        Option(
            id=UNKNOWN,
            label="I do not know the age",
            hint="To be safe, this is read as a child.",
            read_as="a child, to be safe",
        ),
    ),
    why="Most policies cover children only. A few cover adults too.",
)

SECTOR: Final = Question(
    id="sector",
    title="What kind of organisation do you work for?",
    short="Sector",
    kind="choice",
    options=(
        Option(
            id="statutory",
            label="A public body or service",
            hint="Such as a council, the police, the NHS or a school",
        ),
        Option(id="voluntary", label="A voluntary, community or faith organisation"),
        Option(id="sole-trader", label="I work for myself", hint="A sole proprietor or self-employed person"),
        Option(
            id=UNKNOWN,
            label="I do not know",
            hint="This is read as a public body. Its roles are the usual ones.",
            read_as="a public body",
        ),
    ),
    why="In some organisations someone else takes the place of a manager or a Head of Service.",
)

CIRCUMSTANCE: Final = Question(
    id="circumstance",
    title="What kind of disagreement is it?",
    short="Kind",
    kind="choice",
    options=(
        Option(id="disagreement", label="We disagree about a decision or about what is being done"),
        Option(id="conference-refused", label="Social care will not hold a child protection conference"),
        Option(id="conference-dissent", label="I disagree with a conference chair's decision"),
        Option(
            id="emergency",
            label="Normal planning cannot find what is needed",
            hint="Such as no placement for a child in hospital",
        ),
        Option(id="policy-issue", label="It is about policy, not only about this case"),
        Option(id="complaint", label="It is a complaint"),
        Option(id="whistleblowing", label="It is whistleblowing"),
        Option(id="allegation", label="It is an allegation about a member of staff"),
        Option(
            id=UNKNOWN,
            label="I do not know",
            hint="This is read as a disagreement about a decision, the usual kind.",
            read_as="a disagreement, the usual kind",
        ),
    ),
    why="Some kinds have a way of their own through the policy, and some are dealt with elsewhere.",
)

RISK: Final = Question(
    id="risk",
    title="How serious is the risk, as you see it?",
    short="Risk",
    kind="choice",
    options=(
        Option(id="significant", label="Significant harm is likely"),
        Option(id="welfare", label="Wellbeing will suffer"),
        Option(id="none", label="No effect on safety or wellbeing"),
        Option(
            id=UNKNOWN,
            label="I do not know",
            hint="To be safe, this is read as: significant harm is likely.",
            read_as="significant harm is likely, to be safe",
        ),
    ),
    why="Where significant harm is feared, some stages may be passed and some people must be told.",
)

ABOUT_LABELS: Final = {
    "criteria-for-referral": "Whether a referral meets the criteria",
    "assessment-outcome": "The outcome of an assessment",
    "roles-and-responsibilities": "Who should do what",
    "service-provision": "What service is given",
    "information-sharing": "Sharing information or communication",
    "timeliness": "How quickly things are done",
    "levels-of-need": "The level of need",
    "need-for-action": "Whether action is needed",
    "communication": "Communication",
}

UNRESOLVED: Final = Option(id="unresolved", label="It did not settle the disagreement")
RESOLVED: Final = Option(id="resolved", label="It settled the disagreement")
OUTCOME_OPTIONS: Final = (
    Option(id="open", label="It is still going on"),
    UNRESOLVED,
    RESOLVED,
    Option(
        id=UNKNOWN,
        label="I do not know",
        hint="To be safe, this is read as: it did not settle the disagreement.",
        read_as="it did not settle it, to be safe",
    ),
)


def ask_policy(choices: Iterable[PolicyChoice]) -> Question:
    """Which area's policy applies."""
    return Question(
        id="policy",
        title="Which area's policy applies?",
        short="Policy",
        kind="choice",
        options=tuple(
            Option(id=one.id, label=f"{one.area}: {one.title}", hint=one.edition) for one in choices
        ),
        hint="It is usually the area where the child or adult lives. Not sure? Your manager or safeguarding lead will know.",
        why="Each area has its own stages, people and time limits.",
    )


def _agency_options(policy: Policy) -> tuple[Option, ...]:
    options: list[Option] = []
    for agency, label in AGENCIES.items():
        options.append(Option(id=agency, label=label))
        within = [(body, title) for body, title in policy.bodies.items() if body.startswith(agency + "/")]
        options += [Option(id=body, label=f"{label}: {title}") for body, title in within]
    options += [Option(id=body, label=policy.agency_title(body)) for body in policy.parties]
    return tuple(options)


def ask_from(policy: Policy) -> Question:
    """The challenging agency."""
    return Question(
        id="from",
        title="Which agency do you work for?",
        short="Your agency",
        kind="choice",
        options=_agency_options(policy),
        why="Your agency is the one that challenges. The people who act for it are its own.",
    )


def ask_to(policy: Policy) -> Question:
    """The agencies that are challenged."""
    return Question(
        id="to",
        title="Whose decision do you disagree with?",
        short="Challenged",
        kind="many",
        options=_agency_options(policy),
        hint="You may choose more than one agency.",
        why="The policy says who at that agency you go to, and how to reach them.",
    )


def about_label(policy: Policy, about: str) -> str:
    """A subject of disagreement in words: the policy's own, else the common ones."""
    return policy.about.own.get(about) or ABOUT_LABELS.get(about, about)


def ask_about(policy: Policy) -> Question:
    """What the disagreement is about, by the policy's own list."""
    listed = tuple(Option(id=one, label=about_label(policy, one)) for one in policy.about.ids)
    return Question(
        id="about",
        title="What is the disagreement about?",
        short="Subject",
        kind="choice",
        options=(
            *listed,
            Option(
                id=UNKNOWN,
                label="I do not know, or something else",
                read_as="any subject that the policy covers",
            ),
        ),
        may_be_unsaid=True,
        why="The letter and the Board's form ask for it.",
    )


def ask_day(
    question_id: str,
    title: str,
    short: str,
    why: str,
    now: datetime,
    *,
    unknown: Option | None = None,
    not_before: str = "",
    before_what: str = "",
    may_be_unsaid: bool = False,
    hint: str = "",
) -> Question:
    """A question for a day: today, yesterday, a typed day, or (where `unknown` is given) not known."""
    days = ((now.date(), "Today"), (now.date() - timedelta(days=1), "Yesterday"))
    options = [
        Option(id=day.isoformat(), label=label, hint=say_day(day))
        for day, label in days
        if day.isoformat() >= not_before[:10]
    ]
    options.append(
        Option(
            id=OTHER_DAY,
            label="Another day",
            hint="Type it, such as 16/11, last Tuesday, or 16 Nov 2026 2pm",
        )
    )
    if unknown is not None:
        options.append(unknown)
    return Question(
        id=question_id,
        title=title,
        short=short,
        kind="date",
        options=tuple(options),
        why=why,
        hint=hint,
        not_before=not_before,
        before_what=before_what,
        may_be_unsaid=may_be_unsaid,
    )


def ask_fact(policy: Policy, name: str, fact: FactKind) -> Question:
    """One of the policy's own facts that is chosen from a list."""
    read_as = fact.values.get(fact.unknown_as or "", "")
    unknown_hint = f"This is read as: {read_as}." if read_as else "The advice then says what is not known."
    who = f"{policy.roles[fact.who].title} decides this." if fact.who else ""
    return Question(
        id=f"fact:{name}",
        title=fact.question,
        short=fact.short or fact.question.rstrip("?"),
        kind="choice",
        options=(
            *(Option(id=value, label=label) for value, label in fact.values.items()),
            Option(id=UNKNOWN, label="I do not know", hint=unknown_hint, read_as=read_as),
        ),
        may_be_unsaid=True,
        hint=who,
        why=fact.why or "Stages, people or time limits of this policy turn on it.",
    )


#: For a day of something that has not happened, or that nobody has agreed on.
NOT_YET: Final = Option(id=NOT_SO_FAR, label="Not yet")


def ask_agreed_day(name: str, fact: FactKind) -> Question:
    """A date that the parties have agreed on, which may lie ahead."""
    return Question(
        id=f"fact:{name}",
        title=fact.question,
        short=fact.short or fact.question.rstrip("?"),
        kind="date",
        options=(
            Option(id=OTHER_DAY, label="A day", hint="Type it, such as 16/11/2026 or 16/11/2026 14:00"),
            Option(id=UNKNOWN, label="None is agreed yet, or I do not know"),
        ),
        may_be_unsaid=True,
        why=fact.why or "The policy leaves this date to those who disagree.",
        ahead=True,
    )


def ask_event(name: str, event: EventKind, now: datetime) -> Question:
    """When one of the policy's own events happened, if it has."""
    question = ask_day(
        f"event:{name}",
        event.question or f"{event.title}: when was that?",
        event.title,
        event.why or "A time limit is counted from it, or ends with it.",
        now,
        unknown=Option(id=UNKNOWN, label="It has happened, and I do not know when"),
        may_be_unsaid=True,
    )
    return msgspec.structs.replace(question, options=(NOT_YET, *question.options))


def ask_invoked(policy: Policy, now: datetime) -> Question:
    """When the policy's formal use began. Where a stage marks that it need not be asked, and can be said all the same."""
    kind = EventKind(
        title="The policy was formally put to use",
        question="When was it said that the policy is formally in use?",
        source="",
    )
    question = ask_event(INVOKED, kind, now)
    marked = any(stage.invokes for stage in policy.stages())
    return msgspec.structs.replace(question, otherwise=NOT_SO_FAR if marked else "", assumed=marked)


#: For a day of an attempt that nobody remembers.
EARLIEST_DAY: Final = Option(
    id=UNKNOWN,
    label="I do not know",
    hint="To be safe, the earliest day that it can be is counted.",
    read_as="the earliest day that it can be, to be safe",
)
#: For the day on which the disagreement was seen: nothing says how early that can be, so it is asked next.
ASK_EARLIEST: Final = Option(
    id=UNKNOWN,
    label="I do not know",
    hint="You are asked next for the earliest day that it can be.",
    read_as="the earliest day that it can be, to be safe",
)


def ask_tried(stages: Iterable[Stage]) -> Question:
    """Which stages have been tried."""
    return Question(
        id="tried",
        title="What has been tried so far?",
        short="Tried",
        kind="many",
        options=(
            Option(id=NOTHING, label="Nothing yet"),
            *(Option(id=stage.id, label=f"{stage.label}: {stage.title}") for stage in stages),
            Option(
                id=UNKNOWN,
                label="I do not know",
                hint="To be safe, only what you know of counts: no stage is left out.",
                read_as="nothing yet, so that no stage is left out",
            ),
        ),
        alone=(NOTHING, UNKNOWN),
        adds_up=True,
        hint="Choose each one that was begun, also if it is still going on.",
        why="What has been tried decides which stage comes next, and how much time it has.",
    )


def ask_outcome(stage: Stage) -> Question:
    """How one attempt ended."""
    return Question(
        id=f"outcome:{stage.id}",
        title=f"{stage.label}: how did it end?",
        short=f"{stage.label}: outcome",
        kind="choice",
        options=OUTCOME_OPTIONS,
        why="An attempt that did not settle it leads to the next stage. One that is open has its own time limit.",
    )


def ask_start_at(later: Iterable[Stage], recommended: str, *, assumed: bool = False) -> Question:
    """Whether to start at a later stage, where the policy lets one be chosen. Where it is `assumed` that nobody
    wishes that, it need not be asked, and can be said all the same."""
    return Question(
        id="start_at",
        title="Where do you want to go on?",
        short="Start at",
        kind="choice",
        options=(
            Option(id=RECOMMENDED, label=f"Where the policy puts it: {recommended}"),
            *(Option(id=stage.id, label=f"{stage.label}: {stage.title}") for stage in later),
        ),
        # A wish for a stage that has been reached since changes nothing, and need not be asked for again.
        otherwise=RECOMMENDED,
        assumed=assumed,
        why="In this case the policy lets you start at a later stage.",
    )


def ask_agreed(who: str, stage: str) -> Question:
    """Whether those whom the policy names agree to a bypass to a stage. An agreement to another is none to this."""
    return Question(
        id=f"bypass_agreed:{stage}",
        title=f"Have {who} agreed to that?",
        short="Agreed",
        kind="choice",
        options=(
            Option(id=YES, label="Yes"),
            Option(id=NO, label="No, or not yet"),
            Option(
                id=UNKNOWN,
                label="I do not know",
                hint="To be safe, this is read as: not yet.",
                read_as="not yet, to be safe",
            ),
        ),
        why="The policy lets stages be passed only with that agreement.",
    )


def ask_change(question: Question) -> Question:
    """Whether an earlier answer is to be changed, once it has been said what that would change."""
    return Question(
        id=f"change:{question.id}",
        title=f"Change your answer about '{question.short}'?",
        short="Change",
        kind="choice",
        options=(
            Option(id=CHANGE, label="Change it"),
            Option(id=NO, label="Leave it as it was"),
        ),
        why="Later answers and advice rest on this one. You see what would change before it does.",
    )


def say_day(day: date) -> str:
    """A day in full: "Monday 16 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"
