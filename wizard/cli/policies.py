"""`escalate policies` and `escalate policy show`: what is known, and what one of them says."""

from __future__ import annotations

import sys

import msgspec

from wizard.advice.questions import PolicyChoice
from wizard.advice.result import to_json
from wizard.casework.choices import known_policies
from wizard.casework.reading import open_flow
from wizard.cli.flows import flow_sources, told_flow_sources
from wizard.cli.output import fold, say
from wizard.policy.model import CHALLENGED, CHALLENGING, Person, Policy, Rule, Stage
from wizard.policy.sources import Origin


class Listed(PolicyChoice, frozen=True, kw_only=True):
    """A policy as `policies` lists it, and whether it comes with the program."""

    from_: Origin = msgspec.field(name="from")


def run(*, as_json: bool) -> int:
    """Lists the policies that can be had, and says on standard error what is wrong with the others."""
    sources = flow_sources()
    known = known_policies(sources)
    listed = [Listed(**msgspec.structs.asdict(one), from_=sources.origin(one.id)) for one in known.choices]
    if as_json:
        say(to_json(listed))
    else:
        for one in listed:
            own = " (your own)" if one.from_ == "own" else ""
            say(f"{one.id}{own}\n  {one.area}: {one.title}\n  {one.edition}. {one.covers}.")
    for fault in known.faults:
        sys.stderr.write(f"{fault}\n")
    return 0


def show(policy_id: str, *, as_json: bool) -> int:
    """Prints one policy: its stages, people, time limits, and where each rule comes from."""
    flow = open_flow(policy_id, told_flow_sources()).flow
    if as_json:
        say(to_json({"policy": flow.policy, "contacts": flow.contacts}))
        return 0
    policy = flow.policy
    say(f"{policy.policy.title}\n{policy.policy.area}. {policy.policy.edition}. {policy.policy.covers}.")
    for ladder in policy.ladders:
        for stage in ladder.stages:
            _print_stage(policy, stage)
    for route in policy.routes:
        say(f"\nBeside the ladder: {fold(route.rule)}{_source(route)}")
        if route.stage:
            _print_stage(policy, route.stage)
        else:
            say(f"  Goes to {policy.stage(route.leads_to).label}.")
    for title, rules in (
        ("May be passed", policy.passes),
        ("May be started later", policy.bypasses),
        ("Not covered", policy.outside),
        ("Not seen", policy.unseen),
    ):
        for rule in rules:
            say(f"\n{title}: {fold(rule.rule)}{_source(rule)}")
    for notice in policy.notices:
        say(f"\nTo be told: {fold(notice.text)}{_source(notice)}")
    for ending in policy.endings:
        say(f"\nWhen {ending.id}: {fold(ending.rule)}{_source(ending)}")
        for step in ending.steps:
            say(f"  - {fold(step.does, '    ')}{_source(step)}")
    return 0


def _print_stage(policy: Policy, stage: Stage) -> None:
    say(f"\n{stage.label}: {stage.title}{_source(stage)}")
    say(f"  {_who(policy, stage.acts)} -> {', '.join(_who(policy, person) for person in stage.with_)}")
    for clock in policy.clocks:
        if stage.id in clock.at or not clock.at:
            say(f"  Time: {clock.limit} ({clock.strength}). {clock.rule}{_source(clock)}")
    for step in stage.steps:
        say(f"  - {fold(step.does, '    ')}{_source(step)}")


def _who(policy: Policy, person: Person) -> str:
    role = policy.roles[person.role]
    titles = " / ".join([role.title, *(one.title for one in role.instead)])
    agency = {CHALLENGING: policy.terms.challenging_agency, CHALLENGED: policy.terms.receiving_agency}.get(
        person.agency, policy.agency_title(person.agency)
    )
    return f"{titles} ({agency})"


def _source(rule: Rule) -> str:
    return f" [{rule.source}{'; our reading' if rule.reading else ''}]"
