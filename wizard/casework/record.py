"""What the events of a case come to: its answers, attempts, texts and documents, and the step that is under way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

import msgspec

from wizard.advice.conversation import NOTHING_ELSE, Recorded, Unasked
from wizard.advice.memory import Memory, Said
from wizard.advice.situation import GivenAttempt
from wizard.casework.effective import effective, number
from wizard.register.cases import JSON, Event, NewEvent
from wizard.register.events import DOCUMENT_MADE, DOCUMENT_SENT, REMARK_SET_ASIDE

if TYPE_CHECKING:  # the first questions are asked without the steps
    from wizard.advice.steps import Begun, Happened, Silence, StepId

ANSWERED: Final = "answered"
DETAILED: Final = "detailed"
ERASED: Final = "detail-erased"
MADE: Final = DOCUMENT_MADE
SENT: Final = DOCUMENT_SENT
REMARK: Final = REMARK_SET_ASIDE
STEP_BEGUN: Final = "step-begun"
STEP_LEFT: Final = "step-left"
STEP_DONE: Final = "step-done"
POLICY_NOTED: Final = "policy-noted"
STATED: Final = "stated"
EDITION_MOVED: Final = "edition-moved"
ATTEMPTED: Final = "attempted"

#: The questions about a challenge, and the beginnings of those about its attempts: a new challenge forgets the answers.
_OF_A_CHALLENGE: Final = ("tried", "raised", "raised_earliest", "start_at")
_ABOUT_ATTEMPTS: Final = ("began", "outcome", "ended", "bypass_agreed", "event")


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was made. `matches` is false once an answer was changed that it rests on.

    `earlier`: it is of a challenge before the case was reopened, and need not be made again.
    """

    seq: int
    document: str
    file: str
    sha256: str
    time: str
    matches: bool = True
    earlier: bool = False
    #: "md", "pdf" and so on; empty where an earlier version made it.
    format: str = ""
    #: The names under which the register keeps the file and its template; empty where it does not.
    kept: str = ""
    template: str = ""
    #: The entry of the document that this one takes the place of; 0 where it takes the place of none.
    corrects: int = 0
    #: The day on which it was sent, the first time; empty where that is not recorded.
    sent_on: str = ""


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """A remark on a document that was set aside: which, and why."""

    remark: str
    reason: str


class NotedPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """The policy as it was when the case last went on: its edition, and a digest of all it says.

    `hash` names the text that the register keeps; it is empty in a case that is older than that.
    """

    policy: str
    edition: str
    digest: str
    hash: str = ""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A decision to go on under another edition of the same policy: hashes, and the editions in words."""

    seq: int
    policy: str
    from_: str
    from_edition: str
    to: str
    to_edition: str
    reason: str
    back: bool = False


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """That a case is closed: the number and the time of the event, and why."""

    seq: int
    time: str
    reason: str


class Attempted(msgspec.Struct, frozen=True, kw_only=True):
    """A recorded attempt, and the policy that it was made under; empty where that is not known.

    `said` is the number of the event that said it last: its own, or that of a correction.
    """

    policy: str
    recorded: Recorded
    said: int = 0


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it stands by its events."""

    memory: Memory = msgspec.field(default_factory=Memory)
    details: dict[str, str] = msgspec.field(default_factory=dict)
    attempts: tuple[Attempted, ...] = ()
    silences: tuple[Silence, ...] = ()
    duties_done: frozenset[str] = frozenset()
    step: Begun | None = None
    made: tuple[Made, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    noted: NotedPolicy | None = None
    #: The hash of the edition that the case goes by, for each policy that it has been under.
    editions: dict[str, str] = msgspec.field(default_factory=dict)
    moves: tuple[Moved, ...] = ()
    unasked: Unasked = NOTHING_ELSE
    #: None while the case is open.
    closed: Closed | None = None

    def moves_to_undo(self, policy: str) -> tuple[Moved, ...]:
        """The moves to another edition of a policy that have not been taken back, the last one last."""
        left: list[Moved] = []
        for one in self.moves:
            if one.policy != policy:
                continue
            if not one.back:
                left.append(one)
            elif left:
                left.pop()
        return tuple(left)

    def recorded(self, policy: str) -> tuple[Recorded, ...]:
        """The attempts that were recorded under a policy. Those under another are set aside, and not lost."""
        return tuple(one.recorded for one in self.attempts if one.policy in ("", policy))

    def unmatched(self) -> tuple[Made, ...]:
        """The documents that no longer match the answers. Of one that was made again only the latest counts."""
        latest = {one.document: one for one in self.made if not one.earlier}
        return tuple(one for one in latest.values() if not one.matches)

    def stated(self, policy: str) -> Unasked:
        """What a file said that no question takes up, if it was said of this policy."""
        return self.unasked if self.unasked.policy in ("", policy) else NOTHING_ELSE


def read_events(events: tuple[Event, ...]) -> CaseRecord:
    """The case that the events come to: what was taken back does not count, and what was corrected as corrected."""
    said: list[Said] = []
    details: dict[str, str] = {}
    attempts: list[Attempted] = []
    silences: list[Silence] = []
    duties: frozenset[str] = frozenset()
    step: Begun | None = None
    made: list[Made] = []
    set_aside: list[SetAside] = []
    noted: NotedPolicy | None = None
    editions: dict[str, str] = {}
    moves: list[Moved] = []
    unasked = NOTHING_ELSE
    closed: Closed | None = None
    for event in effective(events):
        data = event.data
        match event.kind:
            case "answered":
                said.append(
                    Said(
                        question=text(data["question"]),
                        values=texts(data["values"]),
                        offered=texts(data.get("offered", [])),
                    )
                )
                attempts = _answered_anew(attempts, said[-1], event.seq)
                unmatched = data.get("unmatched", [])
                if unmatched:
                    made = _no_longer(made, unmatched)
            case "detailed":
                details[text(data["field"])] = text(data["text"])
            case "detail-erased":
                details.pop(text(data["field"]), None)
            case "document-made":
                made.append(_made(event))
            case "document-sent":
                made = [_sent(one, data) for one in made]
            case "remark-set-aside":
                set_aside.append(SetAside(remark=text(data["remark"]), reason=text(data["reason"])))
            case "step-begun":
                step = _begun(event)
            case "step-left" | "step-done":
                step = None
            case "attempted":
                attempts.append(_attempt(event))
                duties = frozenset()  # what was done for an earlier settlement is not done for a later one
            case "silence":
                silences.append(_silence(data))
            case "duties":
                duties = frozenset(texts(data["ids"]))
            case "stated":
                unasked = msgspec.convert(data, Unasked)
            case "policy-noted":
                noted = NotedPolicy(
                    policy=text(data["policy"]),
                    edition=text(data["edition"]),
                    digest=text(data["digest"]),
                    hash=text(data.get("hash", "")),
                )
                if noted.hash:
                    editions[noted.policy] = noted.hash
            case "edition-moved":
                moves.append(_moved(event))
                editions[moves[-1].policy] = moves[-1].to
                made = _no_longer(made, data.get("unmatched", []))
            case "corrected" | "undone":
                made = _no_longer(made, data.get("unmatched", []))
            case "closed":
                closed = Closed(seq=event.seq, time=event.time, reason=text(data["reason"]))
            case "reopened":
                # A new challenge: what was tried before stays in the chronology, and no longer counts.
                said = [one for one in said if not _of_the_challenge(one)]
                attempts, silences, duties, step, closed = [], [], frozenset(), None, None
                unasked = msgspec.structs.replace(unasked, start_at=None, bypass_agreed=False, events=())
                made = [msgspec.structs.replace(one, earlier=True) for one in made]
            case _:
                pass  # what a later version records, and what is only told in the chronology
    return CaseRecord(
        memory=Memory(said),
        details=details,
        attempts=tuple(attempts),
        silences=tuple(silences),
        duties_done=duties,
        step=step,
        made=tuple(made),
        set_aside=tuple(set_aside),
        noted=noted,
        editions=editions,
        moves=tuple(moves),
        unasked=unasked,
        closed=closed,
    )


def _of_the_challenge(said: Said) -> bool:
    return said.question in _OF_A_CHALLENGE or said.question.partition(":")[0] in _ABOUT_ATTEMPTS


def _answered_anew(attempts: list[Attempted], said: Said, seq: int) -> list[Attempted]:
    """What was recorded of the end of an attempt, after a later answer about that attempt: the later one counts."""
    kind, _, stage = said.question.partition(":")
    if kind not in ("began", "outcome", "ended"):
        return attempts
    found: list[Attempted] = []
    for one in attempts:
        if not one.recorded.closes or one.recorded.attempt.stage != stage or one.said > seq:
            found.append(one)
        elif kind == "began":
            attempt = msgspec.structs.replace(one.recorded.attempt, began=said.values[0])
            recorded = msgspec.structs.replace(one.recorded, attempt=attempt)
            found.append(msgspec.structs.replace(one, recorded=recorded))
    return found


def _begun(event: Event) -> Begun:
    from wizard.advice.steps import Begun

    return Begun(
        id=cast("StepId", text(event.data["step"])),
        number=event.seq,
        stage=text(event.data.get("stage", "")),
    )


def _moved(event: Event) -> Moved:
    data = event.data
    return Moved(
        seq=event.seq,
        policy=text(data["policy"]),
        from_=text(data["from"]),
        from_edition=text(data["from_edition"]),
        to=text(data["to"]),
        to_edition=text(data["to_edition"]),
        reason=text(data["reason"]),
        back=data.get("back", False) is True,
    )


def _silence(data: dict[str, JSON]) -> Silence:
    from wizard.advice.steps import Silence

    return Silence(stage=text(data["stage"]), limit=text(data["at"]))


def _made(event: Event) -> Made:
    return Made(
        seq=event.seq,
        document=text(event.data["document"]),
        file=text(event.data["file"]),
        sha256=text(event.data["sha256"]),
        time=event.time,
        format=text(event.data.get("format", "")),
        kept=text(event.data.get("kept", "")),
        template=text(event.data.get("template_sha256", "")),
        corrects=number(event.data.get("corrects", 0)),
    )


def _sent(made: Made, data: dict[str, JSON]) -> Made:
    """The document, with the day it was sent, where it is the one that `data` says was sent."""
    if made.seq != data.get("event") or made.sent_on:
        return made
    return msgspec.structs.replace(made, sent_on=text(data["on"]))


def _no_longer(made: list[Made], unmatched: JSON) -> list[Made]:
    numbers = unmatched if isinstance(unmatched, list) else []
    return [msgspec.structs.replace(one, matches=False) if one.seq in numbers else one for one in made]


def _attempt(event: Event) -> Attempted:
    data = event.data
    told = {key: data[key] for key in ("stage", "began", "outcome", "ended") if data.get(key) is not None}
    return Attempted(
        policy=text(data.get("policy", "")),
        recorded=Recorded(
            attempt=msgspec.convert(told, GivenAttempt), closes=data.get("closes", False) is True
        ),
        said=number(data.get("corrected", event.seq)),
    )


def attempted(
    attempt: GivenAttempt, policy: str, *, closes: bool = False, note: str = "", step: int | None = None
) -> NewEvent:
    """An attempt as it is recorded, under a policy."""
    data: dict[str, JSON] = {
        "stage": attempt.stage,
        "began": attempt.began,
        "ended": attempt.ended,
        "outcome": attempt.outcome,
        "policy": policy,
    }
    if closes:
        data["closes"] = True
    if note:
        data["note"] = note
    if step is not None:
        data["step"] = step
    return NewEvent(kind=ATTEMPTED, data=data)


def happened(what: Happened, step: int, policy: str) -> list[NewEvent]:
    """What a step came to, as it is recorded: what happened first, then the attempt that it closes."""
    found: list[NewEvent] = []
    if what.kind == "duties":
        found.append(NewEvent(kind=what.kind, data={"ids": list(what.ids), "step": step}))
    elif what.kind != ATTEMPTED:
        data: dict[str, JSON] = {"stage": what.stage, "at": what.at, "what": what.what, "step": step}
        if what.note:
            data["note"] = what.note
        found.append(NewEvent(kind=what.kind, data=data))
    if what.attempt is not None:
        note = what.note if what.kind == ATTEMPTED else ""
        found.append(attempted(what.attempt, policy, closes=what.closes, note=note, step=step))
    return found


def chosen_policy(answers: Mapping[str, tuple[str, ...]]) -> str:
    """The id of the policy that was chosen, empty where none was."""
    return next(iter(answers.get("policy", ())), "")


def text(value: JSON) -> str:
    """A text of an event."""
    assert isinstance(value, str)
    return value


def texts(value: JSON) -> tuple[str, ...]:
    """A list of texts of an event."""
    assert isinstance(value, list)
    return tuple(text(one) for one in value)
