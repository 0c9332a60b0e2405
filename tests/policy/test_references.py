from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.policy.read import CONTACTS_FILE, POLICY_FILE, read_flow

Changed = Callable[..., Path]


def faults_of(folder: Path) -> list[str]:
    with pytest.raises(WrongInputError) as caught:
        read_flow(folder)
    return [str(one).replace(f"{folder}{os.sep}", "") for one in caught.value.faults]


def place_of(path: Path, mark: str) -> str:
    """Line and column, from 1, of a text that stands in one place of a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(mark) == 1, f"stands in {text.count(mark)} places: {mark}"
    before = text[: text.index(mark)]
    return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"


#: What is changed, to what, the text that the fault must point at, its key, and what it says.
FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    "the id of another folder": (
        "id: small\n",
        "id: smaller\n",
        "id: smaller",
        "policy.id",
        "differs from the name of its folder, 'small'",
    ),
    "a calendar that nobody keeps": (
        "about:\n",
        "calendar: england-and-wale\nabout:\n",
        "calendar:",
        "calendar",
        "did you mean 'england-and-wales'?",
    ),
    "a review on no day": (
        "review_due: 2027-03-31",
        "review_due: 2027-02-31",
        "review_due:",
        "policy.review_due",
        "'2027-02-31' is not a day",
    ),
    "a review without its source": (
        "  review_source: Page 1\n",
        "",
        "review_due:",
        "policy.review_due",
        "a review date needs its source",
    ),
    "hours that close before they open": (
        "friday: 08:00-12:00",
        "friday: 12:00-08:00",
        "hours:\n",
        "hours",
        "closes at 08:00, expected later than it opens",
    ),
    "a stage that is there twice": (
        "- id: managers\n",
        "- id: talk\n",
        "id: talk\n        label: Rung 2",
        "ladders[0].stages[1].id",
        "the stage 'talk' is there twice",
    ),
    "a stage named as an ending": (
        "- id: talk\n",
        "- id: complete\n",
        "id: complete\n        label",
        "ladders[0].stages[0].id",
        "'complete' is the id of an ending",
    ),
    "a route's stage with the id of a ladder's": (
        "id: conference-request\n",
        "id: directors\n",
        "id: directors\n      label: Request",
        "routes[0].stage.id",
        "the stage 'directors' is there twice",
    ),
    "a clock that is there twice": (
        "- id: two-days\n",
        "- id: talk-soon\n",
        "id: talk-soon\n    rule: The managers",
        "clocks[1].id",
        "the clock 'talk-soon' is there twice",
    ),
    "a step that is there twice": (
        "- {id: sleep-on-it,",
        "- {id: speak,",
        "id: speak, does: Wait",
        "ladders[0].stages[0].steps[1].id",
        "the step 'speak' is there twice",
    ),
    "a role that nobody has": (
        "acts: {role: leads,",
        "acts: {role: lead,",
        "role: lead,",
        "routes[1].stage.acts.role",
        "'lead' is no role of this flow; did you mean 'leads'?",
    ),
    "the challenged agency acts": (
        "acts: {role: leads, agency: challenging}",
        "acts: {role: leads, agency: challenged}",
        "agency: challenged}\n      with:\n        - {role: leads",
        "routes[1].stage.acts.agency",
        "the challenging agency's side acts",
    ),
    "a condition on whoever acts": (
        "acts: {role: leads, agency: challenging}",
        "acts: {role: leads, agency: challenging, when: {risk: [none]}}",
        "when: {risk: [none]}",
        "routes[1].stage.acts.when",
        "expected no condition",
    ),
    "an agency that there is not": (
        "of: [childrens-social-care]",
        "of: [childrens-social-car]",
        "childrens-social-car]",
        "contacts[1].of[0]",
        "did you mean 'childrens-social-care'?",
    ),
    "nobody to go to": (
        "      with:\n        - {role: leads, agency: challenged}\n",
        "      with: []\n",
        "id: emergency\n      label",
        "routes[1].stage.id",
        "has nobody to go to",
    ),
    "nothing to do": (
        "      steps:\n        - {id: meet-daily, does: The leads meet today., source: §6}\n",
        "      steps: []\n",
        "id: emergency\n      label",
        "routes[1].stage.id",
        "says nothing to do",
    ),
    "a condition that names nothing": (
        "when: {dispute: [within-one-agency]}",
        "when: {}",
        "when: {}",
        "outside[0].when",
        "the condition names no fact",
    ),
    "a condition on an agency that there is not": (
        "when: {dispute: [within-one-agency]}",
        "when: {challenging: [polise]}",
        "polise",
        "outside[0].when.challenging[0]",
        "did you mean 'police'?",
    ),
    "a route that leads nowhere": (
        "    to: directors\n",
        "",
        "id: policy-issue\n",
        "routes[2]",
        "expected either 'stage' or 'to'",
    ),
    "a route to a stage that is not on a ladder": (
        "    to: directors\n",
        "    to: emergency\n",
        "to: emergency",
        "routes[2].to",
        "is no stage on a ladder of this flow",
    ),
    "a route to the ladder that never ends": (
        "    until: attempted\n",
        "    until: never\n",
        "until: never\n\npasses",
        "routes[2].until",
        "expected 'until: attempted'",
    ),
    "a pass of a stage that there is not": (
        "stages: [talk]",
        "stages: [talks]",
        "talks]",
        "passes[0].stages[0]",
        "did you mean 'talk'?",
    ),
    "a notice at a stage that there is not": (
        "at: [resolved]",
        "at: [resolve]",
        "resolve]",
        "notices[1].at[0]",
        "did you mean 'resolved'?",
    ),
    "contacts at an ending": (
        "at: [directors]\n    of",
        "at: [resolved]\n    of",
        "resolved]\n    of",
        "contacts[1].at[0]",
        "is no stage of this flow",
    ),
    "an ending that is missing": (
        "  - id: complete\n",
        "  - id: resolved\n",
        "endings:\n",
        "endings",
        "the ending 'complete' is missing",
    ),
    "a template that climbs out of its folder": (
        "about:\n",
        "templates: {challenge-letter: ../../secret.md}\nabout:\n",
        "challenge-letter: ../",
        "templates.challenge-letter",
        "climbs out with '..'",
    ),
    "a template from the top of the disk": (
        "about:\n",
        "templates: {challenge-letter: /etc/passwd}\nabout:\n",
        "challenge-letter: /etc",
        "templates.challenge-letter",
        "starts at the top of the disk",
    ),
    "a template that is not there": (
        "about:\n",
        "templates: {challenge-letter: letter.md}\nabout:\n",
        "challenge-letter: letter.md",
        "templates.challenge-letter",
        "there is no file 'letter.md'",
    ),
    "an unknown key": (
        "    until: never\n",
        "    until: never\n    untill: never\n",
        "untill",
        "routes[1].untill",
        "unknown key",
    ),
    "a subject that no policy has": (
        "ids: [criteria-for-referral, timeliness]",
        "ids: [criteria-for-referral, timelines]",
        "timelines]",
        "about.ids[1]",
        "did you mean 'timeliness'?",
    ),
    "a document that there is not": (
        "documents: [conference-request]",
        "documents: [conference-reqest]",
        "conference-reqest]",
        "routes[0].stage.documents[0]",
        "did you mean 'conference-request'?",
    ),
    "a limit in no unit that there is": (
        "limit: 24 hours",
        "limit: 24 ours",
        "24 ours",
        "clocks[0].limit",
        "'24 ours' does not have the expected form",
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_of_a_policy_has_its_exact_place(kind: str, changed: Changed) -> None:
    old, new, mark, key, says = FAULTS[kind]
    folder = changed(POLICY_FILE, (old, new))
    told = faults_of(folder)
    start = f"policy.yaml:{place_of(folder / POLICY_FILE, mark)}: {key}: "
    matching = [one for one in told if one.startswith(start)]
    assert any(says in one for one in matching), f"not among {told}: {start}{says}"


CONTACT_FAULTS: dict[str, tuple[str, str, str, str, str]] = {
    "an agency that there is not": (
        "agency: childrens-social-care, role: Night",
        "agency: childrens-social, role: Night",
        "agency: childrens-social, ",
        "entries[1].agency",
        "did you mean 'childrens-social-care'?",
    ),
    "the word for the same agency outside the fallback": (
        "agency: childrens-social-care, role: Night",
        "agency: same-agency, role: Night",
        "agency: same-agency, role: Night",
        "entries[1].agency",
        "is no agency of this flow",
    ),
    "a contact that is there twice": (
        "{id: csc-night,",
        "{id: csc-lead,",
        "id: csc-lead, agency: childrens-social-care, role: Night",
        "entries[1].id",
        "the contact 'csc-lead' is there twice",
    ),
    "nothing to reach it by": (
        'phone: ["01999 100999"], ',
        "",
        "id: csc-night",
        "entries[1].id",
        "can be reached by no means",
    ),
    "a number with letters in it": (
        "01999 100100",
        "01999 CALL ME",
        '"01999 CALL ME"',
        "entries[0].phone[0]",
        "does not have the expected form",
    ),
    "an address that is none": (
        "nurse@hospital.example",
        "nurse(at)hospital",
        "nurse(at)hospital",
        "entries[2].email[0]",
        "does not have the expected form",
    ),
    "a month that there is not": (
        "as_at: 2026-09, source: §9}\n  - {id: csc-night",
        "as_at: 2026-19, source: §9}\n  - {id: csc-night",
        "as_at: 2026-19",
        "entries[0].as_at",
        "'2026-19' is not a day, month or year",
    ),
    "a day that there is not": (
        "2026-09-30",
        "2026-09-31",
        "as_at: 2026-09-31",
        "entries[1].as_at",
        "'2026-09-31' is not a day, month or year",
    ),
    "no source": (
        'role: Duty Manager, hours: in, phone: ["01999 100100"], as_at: 2026-09, source: §9',
        'role: Duty Manager, hours: in, phone: ["01999 100100"], as_at: 2026-09',
        "{id: csc-lead",
        "entries[0].source",
        "is missing",
    ),
    "nothing for when nobody answers": (
        "if_no_answer: Leave a message. If a child is in danger now, call 999.\n",
        "",
        "entries:",
        "if_no_answer",
        "is missing",
    ),
}


@pytest.mark.parametrize("kind", CONTACT_FAULTS)
def test_a_fault_of_the_contacts_has_its_exact_place(kind: str, changed: Changed) -> None:
    old, new, mark, key, says = CONTACT_FAULTS[kind]
    folder = changed(CONTACTS_FILE, (old, new))
    told = faults_of(folder)
    start = f"contacts.yaml:{place_of(folder / CONTACTS_FILE, mark)}: {key}: "
    assert any(one.startswith(start) and says in one for one in told), f"not among {told}: {start}{says}"


def test_one_change_makes_one_fault(changed: Changed) -> None:
    assert len(faults_of(changed(POLICY_FILE, ("stages: [talk]", "stages: [talks]")))) == 1


def test_a_template_that_is_a_link_out_of_its_folder_is_refused(changed: Changed, tmp_path: Path) -> None:
    folder = changed(POLICY_FILE, ("about:\n", "templates: {challenge-letter: letter.md}\nabout:\n"))
    (tmp_path / "outside.md").write_text("x")
    (folder / "templates").mkdir()
    try:
        (folder / "templates" / "letter.md").symlink_to(tmp_path / "outside.md")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert "is a link that leads out of its folder" in faults_of(folder)[0]


def test_a_template_that_is_there_is_no_fault(changed: Changed) -> None:
    folder = changed(POLICY_FILE, ("about:\n", "templates: {challenge-letter: letter.md}\nabout:\n"))
    (folder / "templates").mkdir()
    (folder / "templates" / "letter.md").write_text("x")
    assert read_flow(folder).policy.templates == {"challenge-letter": "letter.md"}


def test_a_word_from_a_flow_is_shown_and_never_obeyed(changed: Changed) -> None:
    folder = changed(POLICY_FILE, ("role: leads, agency: challenging", 'role: leads, agency: "x\\u202ey"'))
    (told,) = faults_of(folder)
    assert "x\\u202ey" in told
    assert told.isprintable()
