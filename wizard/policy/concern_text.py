"""What a policy officer would stumble over: placeholders, an old review date, limits that nothing or the text itself denies."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from wizard.base.text import visible
from wizard.policy.contacts import Contacts
from wizard.policy.flaws import Flaw, Found, Place
from wizard.policy.model import CHALLENGED, CHALLENGING, Policy, Rule, Stage
from wizard.policy.walk import parts

#: What people write where something is still to come.
_PLACEHOLDER: Final = re.compile(
    r"(to ?do|tbc|tbd|n/?a|x+|title|name|role|source|clause|unknown|none|[\W_]+)[.:!?]*", re.IGNORECASE
)
#: How a rule says that the text has no limit.
_NO_LIMIT: Final = re.compile(
    r"\b(no (time limit|limit|timescale|deadline|number of (working )?days)|not (stated|given)|states? no|gives? no)\b",
    re.IGNORECASE,
)


def in_sources(part: Policy | Contacts) -> Found:
    """Rules whose source is a placeholder."""
    for place, rule in parts(part, Rule):
        if _PLACEHOLDER.fullmatch(rule.source.strip()):
            shown = visible(rule.source, 40)
            what = (
                f"'{shown}' is no source; expected the clause that this rests on, such as §3.2 or Stage Two"
            )
            yield Flaw((*place, "source"), what, "F302")


def in_review(policy: Policy, today: date) -> Found:
    """A review date that has passed by `today`."""
    due = policy.policy.reviewed_until
    if due is not None and due < today:
        what = f"the review was due on {due}, and that day is past; ask the board if this text still holds"
        yield Flaw(("policy", "review_due"), what, "N301")


def in_titles(policy: Policy) -> Found:
    """Roles whose title is a placeholder, and those that a case ends with and nobody stands in for."""
    for name, role in policy.roles.items():
        if _PLACEHOLDER.fullmatch(role.title.strip()):
            shown = visible(role.title, 40)
            what = f"'{name}' has '{shown}' for a title; write the title as the text does"
            yield Flaw(("roles", name, "title"), what, "N302")
    told: set[str] = set()
    for stage in _last_stages(policy):
        for person in (stage.acts, *stage.with_):
            role_id = person.role
            if role_id in told or role_id not in policy.roles or policy.roles[role_id].fallback:
                continue
            if person.agency in (CHALLENGING, CHALLENGED):
                told.add(role_id)
                what = f"no one stands in for '{role_id}' at the last stage, '{stage.id}'; add a 'fallback' if the text names one"
                yield Flaw(("roles", role_id), what, "N303")


def in_limits(policy: Policy) -> Found:
    """Clocks whose own words deny their limit, and stages that no clock speaks of."""
    for number, clock in enumerate(policy.clocks):
        denied = _NO_LIMIT.search(clock.rule)
        if clock.quantity is not None and denied:
            what = f"the limit is {clock.limit}, and the rule says '{denied[0]}'; check the clause, and if it gives none write 'not stated'"
            yield Flaw(("clocks", number, "limit"), what, "N304")
    for place, stage in _placed(policy):
        if not any(not clock.at or stage.id in clock.at for clock in policy.clocks):
            what = f"no clock speaks of '{stage.id}'; add one, and if the text gives no time its limit is 'not stated'"
            yield Flaw((*place, "id"), what, "N305")


def _placed(policy: Policy) -> list[tuple[Place, Stage]]:
    return list(parts(policy, Stage))


def _last_stages(policy: Policy) -> list[Stage]:
    last = [ladder.stages[-1] for ladder in policy.ladders]
    return last + [route.stage for route in policy.routes if route.stage and route.then == "complete"]
