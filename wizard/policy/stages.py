"""The ladder and the ways along and beside it: stages, what is done there, gates, returns, routes and passes."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wizard.policy.basics import DocumentId, Id, Line, Part, Rule, Strength, When, Words
from wizard.policy.people import Person


class Step(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do within a stage or at an ending. `wait` marks a step that tells someone to wait.

    `by` is who does it, where that is not who acts at the stage.
    """

    id: Id
    does: Words
    when: When | None = None
    wait: bool = False
    by: Person | None = None
    strength: Strength = "must"


class Duty(Step, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A step that belongs to several stages or endings: those listed in `at`, or all of them."""

    at: tuple[Id, ...] = ()


class Gate(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What must be so before a stage may begin: it is open where `opens` holds.

    Until then `does` says what to do first, and `who` does it. With `holds: false` it only reminds.
    """

    id: Id
    opens: When
    does: Words
    who: Person | None = None
    holds: bool = True


class Return(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An unresolved attempt at this stage leads back to an earlier one, at most so many `times`."""

    id: Id
    to: Id
    rule: Words
    times: Annotated[int, Meta(ge=1, le=5)] = 1
    when: When | None = None


class Panel(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A meeting that hears and perhaps decides. Who sits on it stands under the stage's `also`."""

    rule: Words
    #: How many sit on it, at the least.
    size: Annotated[int, Meta(ge=2, le=50)] | None = None
    #: How often it meets, in the policy's words.
    meets: Line | None = None


class Stage(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stage of a ladder, or of a route beside it, in the policy's own numbering.

    A stage with a condition stands on the ladder only of the cases for which it holds: so forks and optional
    stages are said.
    """

    id: Id
    label: Line
    title: Line
    rule: Words
    acts: Person
    with_: tuple[Person, ...] = msgspec.field(name="with")
    #: Others who have a part in it: who chairs, sits, decides, is heard or is told.
    also: tuple[Person, ...] = ()
    when: When | None = None
    #: The group of stages that it belongs to, such as "Informal".
    group: Line | None = None
    #: Beginning it is what the policy calls its formal use.
    invokes: bool = False
    gates: tuple[Gate, ...] = ()
    returns: tuple[Return, ...] = ()
    panel: Panel | None = None
    steps: tuple[Step, ...] = ()
    documents: tuple[DocumentId, ...] = ()


class Ladder(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stages in order. The first ladder whose condition holds is the one that a case climbs."""

    id: Id
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1)]
    when: When | None = None
    #: What it is for, where there are several.
    title: Line | None = None


class Route(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way beside the ladder, taken before the ladder is looked at. The first that holds decides.

    It leads to a stage of its own (`stage`) or to one of the ladder's (`to`). It holds `until` an attempt at that
    stage is `attempted`, or `unresolved`, or whatever was tried (`never`). What comes after an unresolved attempt
    is the ladder, or with `then: complete` nothing.
    """

    id: Id
    rule: Words
    when: When
    stage: Stage | None = None
    to: Id | None = None
    until: Literal["attempted", "unresolved", "never"]
    #: It is no longer entered once a stage of the ladder has been begun.
    before_the_ladder: bool = False
    then: Literal["ladder", "complete"] = "ladder"

    @property
    def leads_to(self) -> str:
        """The id of the stage that the route leads to."""
        return self.stage.id if self.stage else self.to or self.id


class Pass(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stages that a case may go past with no attempt at them, and so begins after."""

    id: Id
    rule: Words
    when: When
    stages: Annotated[tuple[Id, ...], Meta(min_length=1)]


class Bypass(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A later stage may be started at by wish: at the worker's `discretion`, or by `agreement` of `who`.

    `to` lists the stages that it may lead to; any later one, if none is. `reason` says that the policy wants the
    reason written down.
    """

    id: Id
    rule: Words
    needs: Literal["agreement", "discretion"]
    who: Line
    to: tuple[Id, ...] = ()
    reason: bool = False
    when: When | None = None


class Ending(Rule, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What remains to be done once the ladder has ended, `resolved` or `complete` (used up)."""

    id: Literal["resolved", "complete"]
    rule: Words
    steps: tuple[Step, ...] = ()
    documents: tuple[DocumentId, ...] = ()
