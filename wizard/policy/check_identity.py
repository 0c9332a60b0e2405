"""What is wrong with what a policy says of itself: its id, days, hours, bodies, calendar, subjects and templates."""

from __future__ import annotations

from pathlib import Path
from typing import Final, get_args

from wizard.base.paths import within
from wizard.base.text import unknown, visible
from wizard.policy.bank_holidays import known_calendars
from wizard.policy.basics import About
from wizard.policy.files import TEMPLATES_FOLDER, template_folder
from wizard.policy.flaws import Flaw, Found, in_day, unknown_id
from wizard.policy.model import Policy

_SUBJECTS: Final[tuple[str, ...]] = get_args(About)


def in_identity(policy: Policy, folders: tuple[Path, ...]) -> Found:
    """Faults of the policy's own particulars. `folders` are the flow's own, then its parents'."""
    folder = folders[0].name
    if policy.id != folder:
        shown = visible(folder, limit=60)
        what = f"'{policy.id}' differs from the name of its folder, '{shown}'; expected the same"
        yield Flaw(("policy", "id"), what, "F201")
    if policy.calendar not in known_calendars():
        yield unknown_id(("calendar",), policy.calendar, "calendar", known_calendars(), "F209")
    yield from in_day(("policy", "review_due"), policy.policy.review_due)
    yield from in_day(("policy", "adopted"), policy.policy.adopted)
    if policy.policy.review_due is not None and policy.policy.review_source is None:
        what = "a review date needs its source; expected the key 'review_source' beside it"
        yield Flaw(("policy", "review_due"), what, "F301")
    yield from _in_bodies(policy)
    yield from _in_subjects(policy)
    if policy.hours is not None:
        try:
            policy.office_hours()
        except ValueError as error:
            yield Flaw(("hours",), str(error), "F213")
    yield from _in_holidays(policy)
    yield from _in_templates(policy, folders)


def _in_bodies(policy: Policy) -> Found:
    for body in policy.bodies:
        parts = body.split("/")
        if len(parts) > 2 or not all(part.replace("-", "").isalnum() and part.isascii() for part in parts):
            what = f"'{visible(body, limit=60)}' is no id of a body; expected letters, digits and hyphens"
            yield Flaw(("bodies", body), f"{what}, such as 'board' or 'health/trust'", "F212")
    for number, party in enumerate(policy.parties):
        if party not in policy.bodies:
            yield unknown_id(("parties", number), party, "body", policy.bodies, "F205")


def _in_subjects(policy: Policy) -> Found:
    known = [*_SUBJECTS, *policy.about.own]
    for number, one in enumerate(policy.about.ids):
        if one not in known:
            what = unknown(one, "subject that every flow knows, and none of this flow's own", known)
            yield Flaw(
                ("about", "ids", number), f"{what} (a subject of the flow's own stands under 'own')", "F208"
            )
    for one in policy.about.own:
        if one not in policy.about.ids:
            what = f"the subject '{one}' can never be chosen; expected it among the 'ids' too"
            yield Flaw(("about", "own", one), what, "F208")


def _in_holidays(policy: Policy) -> Found:
    for number, period in enumerate(policy.school_holidays):
        place = ("school_holidays", number)
        wrong = [*in_day((*place, "from"), period.from_), *in_day((*place, "to"), period.to)]
        yield from wrong
        if not wrong and period.to < period.from_:
            what = f"ends before it begins, on {period.from_}; expected that day or a later one"
            yield Flaw((*place, "to"), what, "F318")


def _in_templates(policy: Policy, folders: tuple[Path, ...]) -> Found:
    for document, name in policy.templates.items():
        place = ("templates", document)
        try:
            file = within(template_folder(folders, name) / TEMPLATES_FOLDER, name)
        except ValueError as error:
            yield Flaw(place, str(error), "F217")
            continue
        if not file.is_file():
            what = f"there is no file '{visible(name)}' in the flow's folder 'templates'"
            yield Flaw(place, f"{what}; expected one of that name", "F217")
