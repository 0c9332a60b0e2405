"""The rules of a policy as `why` tells them: in plain words, with the clause, and whether it is a reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wizard.advice.history import History
from wizard.advice.located import Located
from wizard.advice.present import OUR_READING, Clause, clause_of
from wizard.advice.why_trace import countable, facts_named
from wizard.advice.words import say_list
from wizard.policy.model import (
    PARTIES,
    Bypass,
    Clock,
    ContactRule,
    Contradiction,
    Ending,
    Form,
    Gate,
    Notice,
    Outside,
    Panel,
    Pass,
    Policy,
    Return,
    Role,
    Route,
    Rule,
    Saying,
    Stage,
    Step,
    Title,
    Unseen,
    When,
)


def clause(text: str, rule: Rule) -> Clause:
    """A sentence with the clause of the rule that it tells."""
    return clause_of(text, rule.source, rule.reading)


def ours(text: str) -> Clause:
    """A sentence of the product's own, that no clause says."""
    return Clause(text=text, source=OUR_READING)


def told(rule: Rule) -> Clause:
    """A rule in its own plain words; a rule that has none in a short sentence."""
    if isinstance(rule, Stage | Clock | Route | Pass | Bypass | ContactRule | Ending | Outside | Unseen):
        return clause(rule.rule, rule)
    if isinstance(rule, Notice):
        return clause(rule.text, rule)
    if isinstance(rule, Step):
        return clause(rule.does, rule)
    if isinstance(rule, Title):
        return clause(f"Here the role is: {rule.title}.", rule)
    if isinstance(rule, Return | Contradiction | Form | Panel):
        return clause(rule.rule, rule)
    if isinstance(rule, Gate | Saying):
        return clause(rule.does, rule)
    return clause("The policy says so.", rule)


def once(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Each clause once, in order."""
    return tuple(dict.fromkeys(clauses))


# What decided the stage.


def decided(case: Located, past: History) -> tuple[Clause, ...]:
    """The rules that decided where a case is: what came of the attempts, and what the policy says of it."""
    rules: list[Rule] = [*case.position.decided_by]
    if case.stage is not None:
        rules.append(case.stage)
    missed = case.position.missed
    if missed is not None:
        rules.append(missed.clock)
    return once([*_from_the_attempts(case, past), *(told(rule) for rule in rules)])


def _from_the_attempts(case: Located, past: History) -> Iterator[Clause]:
    """Our own rule for reading the attempts, as it came out in this case."""
    position, policy, furthest = case.position, case.policy, past.furthest
    if position.outside:
        return
    if past.resolved is not None:
        yield ours(f"{policy.stage(past.resolved.stage).label} settled it, and that ends the escalation.")
    elif _on_a_route(case):
        yield ours("This way of its own comes before the usual stages.")
    elif furthest is None:
        if position.stage:
            yield ours(
                "None of the usual stages has been tried yet, so it begins with the first that applies."
            )
    elif furthest.outcome == "unresolved":
        label = policy.stage(furthest.stage).label
        after = "no stage comes after it" if position.stage is None else "the next that applies follows"
        yield ours(f"{label} is the furthest that was tried. It did not settle it, so {after}.")
    else:
        label = policy.stage(furthest.stage).label
        if position.status != "overdue":
            yield ours(f"{label} is the furthest that was tried, and it is still open.")
        elif position.stage == furthest.stage:
            yield ours(f"{label} is still open, its limit has passed, and no stage comes after it.")
        else:
            yield ours(f"{label} is still open. Once a limit has passed, the next stage may begin.")


def _on_a_route(case: Located) -> bool:
    return any(
        rule.leads_to == case.position.stage for rule in case.position.decided_by if isinstance(rule, Route)
    )


# What depends on a fact.


def naming(policy: Policy, facts: Iterable[str]) -> Iterator[Clause]:
    """The rules of a policy whose conditions name one of the facts, those that decide the most first."""
    wanted = set(facts)
    ways: list[Route | Pass | Bypass | Clock | Notice | Outside] = [
        *policy.routes,
        *policy.passes,
        *policy.bypasses,
        *policy.clocks,
        *policy.notices,
    ]
    yield from (_perhaps(rule) for rule in ways if _names(rule.when, wanted))
    for stage in policy.stages():
        if _names(stage.when, wanted):
            yield clause(f"Only some cases have {stage.label}: {stage.rule}", stage)
        yield from (clause(gate.does, gate) for gate in stage.gates if _names(gate.opens, wanted))
    for role in policy.roles.values():
        yield from (_title(role, one) for one in role.instead if _names(one.when, wanted))
    yield from (_perhaps(rule) for rule in policy.outside if _names(rule.when, wanted))
    parts: tuple[Stage | Ending, ...] = (*policy.stages(), *policy.endings)
    yield from (_perhaps(step) for part in parts for step in part.steps if _names(step.when, wanted))


def _perhaps(rule: Route | Pass | Bypass | Clock | Notice | Outside | Step) -> Clause:
    """A rule before it is known whether it holds."""
    plain = told(rule)
    if isinstance(rule, Outside):
        return Clause(text=f"One answer leads out of this policy: {plain.text}", source=plain.source)
    if isinstance(rule, Clock | Notice | Step) and rule.when is not None:
        return Clause(text=f"This depends on the answer: {plain.text}", source=plain.source)
    return plain


def _names(when: When | None, facts: set[str]) -> bool:
    return not facts.isdisjoint(facts_named(when))


def _title(role: Role, title: Title) -> Clause:
    kinds = {"voluntary": "a voluntary organisation", "sole-trader": "someone who works alone"}
    where = say_list([kinds[one] for one in title.when.sector if one in kinds], "or") or "some cases"
    return clause(f"For {where} the {role.title} is: {title.title}.", title)


# What depends on when, and on where.


def of_stage(policy: Policy, stage: str) -> Iterator[Clause]:
    """The clocks of a stage, those that come to a time first."""
    here = [clock for clock in policy.clocks if not clock.at or stage in clock.at]
    yield from (_perhaps(clock) for clock in sorted(here, key=lambda one: not countable(one)))


def of_event(policy: Policy, event: str) -> Iterator[Clause]:
    """The clocks that one of the policy's own events starts or ends, and the notices that it sets off."""
    yield from (_perhaps(clock) for clock in policy.clocks if event in (clock.starts, clock.ends))
    yield from (_perhaps(notice) for notice in policy.notices if notice.on == event)


def of_raised(policy: Policy) -> Iterator[Clause]:
    """The clocks that are counted from the day on which the disagreement was raised."""
    yield from (_perhaps(clock) for clock in policy.clocks if clock.starts == "raised")
    for ladder in policy.ladders:
        yield from of_stage(policy, ladder.stages[0].id)


def of_parties(policy: Policy) -> Iterator[Clause]:
    """The rules by which the contacts of the parties are given."""
    yield from (told(rule) for rule in policy.contacts if rule.of == PARTIES)


def after(policy: Policy, stage: str) -> str:
    """The stage whose time starts when an attempt at `stage` has ended; `stage` itself where none comes after."""
    for ladder in policy.ladders:
        order = [one.id for one in ladder.stages]
        if stage in order[:-1]:
            return order[order.index(stage) + 1]
    beside = any(route.stage and route.stage.id == stage for route in policy.routes)
    return policy.ladders[0].stages[0].id if beside else stage


# What gives no time.


def no_time(case: Located, stage: Stage) -> tuple[Clause, ...]:
    """What is known of a stage's time where none can be counted."""
    clocks = [timed.clock for timed in case.position.clocks]
    gaps = case.policy.unseen if any(clock.limit == "unseen" for clock in clocks) or not clocks else ()
    found = [told(rule) for rule in (*clocks, *gaps)]
    return once(found or [ours(f"The text gives no time limit for {stage.label}.")])
