"""Every fault of a flow has a code: each is told in its place by a flow that is wrong in it, and by no other."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import wizard
from wizard.base.decode import plain
from wizard.base.errors import Fault, WrongInputError
from wizard.base.paths import shipped
from wizard.base.reader import read_file
from wizard.casework.checking import Checked, check_flow, prove_flow
from wizard.policy.fault_codes import KINDS, explained, kind_of
from wizard.policy.sources import FlowSources

ROOT: Final = Path(__file__).parents[2]
SMALL: Final = Path(__file__).parents[1] / "flows" / "small"
TODAY: Final = date(2026, 11, 22)
CODE: Final = re.compile(r"\[?([FN]\d{3})\]?")

#: What the small flow has not: facts, events, a gate, forms and the like, all of it in order.
MORE: Final = """
facts:
  priority: {question: How urgent is it?, source: §2, values: {high: High, low: Low}, unknown_as: high, who: leads}
  reply-date: {question: When is the reply due?, source: §2, kind: date}
events:
  reply-received: {title: The reply was received, source: §2}
  letter-sent: {title: The letter was sent, source: §2}
parties: [ssp]
school_holidays:
  - {title: Winter, from: 2026-12-21, to: 2027-01-02, source: §9}
forms:
  - {id: form-a, title: Form A, rule: Fill it in., source: §8, document: notice, at: [managers], by: {role: manager, agency: challenging}}
duties:
  - {id: note-it, does: Write down what was said., source: §8, at: [talk, resolved]}
contradictions:
  - id: two-ways
    rule: The text says two things.
    source: §3
    at: [managers]
    says: [{does: Ring first., source: §3}, {does: Write first., source: §4}]
"""
CLOCKS: Final = """
  - {id: reply, rule: The other side replies., source: §2, limit: 3 working days, at: [talk], step: speak, starts: letter-sent, ends: reply-received, owner: challenged, expires: recorded, when: {facts: {priority: [high]}}}
  - {id: own-date, rule: Both agree on a date., source: §2, limit: agreed, agreed_in: reply-date, at: [talk], owner: leads}
"""
POLICY, CONTACTS, VIGNETTES, LETTER = "policy.yaml", "contacts.yaml", "vignettes.yaml", "templates/letter.md"
TEMPLATE: Final = """---
id: challenge-letter
title: A letter of our own
class: case
author: Anyone
purpose: To try things
fields:
  - {name: decision, type: text, mandatory: true, help: what you challenge}
---
# {{ doc.title }}

{{ details.decision }}
"""
OWN_LETTER: Final = (POLICY, "about:\n", "templates: {challenge-letter: letter.md}\nabout:\n")


class Wrong(NamedTuple):
    """A change that makes a flow wrong: the file, the old text and the new, and a text in the line of the fault."""

    file: str
    old: str
    new: str
    mark: str
    more: tuple[tuple[str, str, str], ...] = ()


#: A kind may be reached in several ways: each is one row.
WRONG: Final[tuple[tuple[str, Wrong], ...]] = (
    ("F102", Wrong(POLICY, "with:\n          - {role: director", "with:\n          - {role: [director", "role: [director")),
    ("F103", Wrong(POLICY, "does: The directors decide., source: §4}", "does: The directors decide.}", "id: decide")),
    ("F104", Wrong(POLICY, "    until: never\n", "    until: never\n    untill: never\n", "untill")),
    ("F105", Wrong(POLICY, "strength: where possible", "strength: perhaps", "perhaps")),
    ("F106", Wrong(POLICY, "stages: [talk]", "stages: talk", "stages: talk")),
    ("F107", Wrong(POLICY, "limit: 24 hours", "limit: 24 ours", "24 ours")),
    ("F108", Wrong(POLICY, "stages: [talk]", "stages: []", "stages: []")),
    ("F111", Wrong(POLICY, "about:\n", "parent: nowhere\nabout:\n", "parent: nowhere")),
    ("F201", Wrong(POLICY, "id: small\n", "id: smaller\n", "id: smaller")),
    ("F202", Wrong(POLICY, "- id: two-days\n", "- id: talk-soon\n", "id: talk-soon\n    rule: The managers")),
    ("F202", Wrong(VIGNETTES, "- id: managers-next", "- id: at-the-start", "id: at-the-start\n  given:\n    policy")),
    ("F203", Wrong(POLICY, "stages: [talk]", "stages: [talks]", "talks]")),
    ("F203", Wrong(POLICY, "at: [managers], by:", "at: [manager], by:", "form-a")),
    ("F203", Wrong(POLICY, "at: [talk, resolved]", "at: [talk, resolve]", "resolve]}")),
    ("F203", Wrong(POLICY, "    needs: agreement\n", "    needs: agreement\n    to: [director]\n", "to: [director]")),
    ("F203", Wrong(POLICY, "    at: [managers]\n    says", "    at: [manager]\n    says", "at: [manager]\n")),
    ("F204", Wrong(POLICY, "owner: leads", "owner: lead", "owner: lead}")),
    ("F204", Wrong(POLICY, "who: leads", "who: lead", "who: lead}")),
    ("F204", Wrong(POLICY, "by: {role: manager", "by: {role: manger", "manger")),
    ("F205", Wrong(POLICY, "parties: [ssp]", "parties: [spp]", "spp]")),
    ("F205", Wrong(POLICY, "when: {dispute: [within-one-agency]}", "when: {party: [polise]}", "polise")),
    ("F206", Wrong(POLICY, "facts: {priority: [high]}", "facts: {priorty: [high]}", "priorty")),
    ("F206", Wrong(POLICY, "facts: {priority: [high]}", "facts: {priority: [hihg]}", "hihg")),
    ("F206", Wrong(POLICY, "facts: {priority: [high]}", "facts: {reply-date: [high]}", "{reply-date: [high]")),
    ("F206", Wrong(POLICY, "agreed_in: reply-date", "agreed_in: priority", "agreed_in: priority")),
    ("F206", Wrong(POLICY, "unknown_as: high", "unknown_as: hihg", "hihg")),
    ("F207", Wrong(POLICY, "ends: reply-received", "ends: reply-recieved", "recieved")),
    ("F207", Wrong(POLICY, "starts: letter-sent", "starts: letter-snt", "letter-snt")),
    ("F207", Wrong(POLICY, "    by: phone\n", "    by: phone\n    on: leter\n", "on: leter")),
    ("F207", Wrong(POLICY, "{dispute: [within-one-agency]}", "{happened: [reply]}", "[reply]")),
    ("F208", Wrong(POLICY, "timeliness]", "timelines]", "timelines]")),
    ("F208", Wrong(POLICY, "timeliness]\n", "timeliness]\n  own: {fees: Who pays}\n", "fees")),
    ("F208", Wrong(POLICY, "{dispute: [within-one-agency]}", "{about: [communication]}", "communication")),
    ("F209", Wrong(POLICY, "about:\n", "calendar: england\nabout:\n", "calendar: england")),
    ("F210", Wrong(POLICY, "step: speak", "step: speek", "speek")),
    ("F211", Wrong(POLICY, "2027-03-31", "2027-02-31", "2027-02-31")),
    ("F211", Wrong(CONTACTS, "2026-09-30", "2026-09-31", "2026-09-31")),
    ("F212", Wrong(POLICY, "  ssp: Smalltown", "  s p/a/b: Other\n  ssp: Smalltown", "s p/a/b")),
    ("F213", Wrong(POLICY, "friday: 08:00-12:00", "friday: 12:00-08:00", "hours:\n")),
    ("F214", Wrong(CONTACTS, "note: Ring twice,", "note: Ring twice, deputy_of: leed,", "leed")),
    ("F215", Wrong(POLICY, "- id: directors\n", "- id: complete\n", "id: complete\n        label")),
    ("F216", Wrong(POLICY, "  - id: complete\n", "  - id: resolved\n", "endings:\n")),
    ("F217", Wrong(POLICY, "about:\n", "templates: {challenge-letter: x.md}\nabout:\n", "x.md")),
    ("F301", Wrong(POLICY, "  review_source: Page 1\n", "", "review_due:")),
    ("F302", Wrong(POLICY, "source: §4, note", "source: TODO", "source: TODO")),
    ("F302", Wrong(CONTACTS, "as_at: 2025, source: §9", "as_at: 2025, source: '?'", "'?'")),
    ("F303", Wrong(POLICY, "when: {dispute: [within-one-agency]}", "when: {}", "when: {}")),
    ("F304", Wrong(POLICY, "{dispute: [within-one-agency]}", "{agency: [police]}", "agency: [police]")),
    ("F305", Wrong(POLICY, "acts: {role: leads, agency: challenging}", "acts: {role: leads, agency: challenged}", "acts: {role: leads")),
    ("F306", Wrong(POLICY, "      with:\n        - {role: leads, agency: challenged}\n", "      with: []\n", "id: emergency\n      label")),
    ("F307", Wrong(POLICY, "      steps:\n        - {id: meet-daily, does: The leads meet today., source: §6}\n", "      steps: []\n", "id: emergency\n      label")),
    ("F308", Wrong(POLICY, "        documents: [meeting-record]\n", "        documents: [meeting-record]\n        panel: {rule: A panel hears both., source: §3}\n", "panel: {rule")),
    ("F309", Wrong(POLICY, "    to: directors\n", "", "id: policy-issue\n")),
    ("F310", Wrong(POLICY, "    until: attempted\n", "    until: never\n", "until: never\n\npasses")),
    ("F311", Wrong(POLICY, "    starts: raised\n", "    starts: each day\n", "starts: each day\n    strength")),
    ("F312", Wrong(POLICY, "limit: agreed, agreed_in: reply-date", "limit: agreed", "limit: agreed")),
    ("F312", Wrong(POLICY, "limit: agreed, agreed_in", "limit: 3 days, agreed_in", "agreed_in")),
    ("F313", Wrong(POLICY, "ends: reply-received", "ends: letter-sent", "ends: letter-sent")),
    ("F314", Wrong(POLICY, "director: {title: Director}", "director: {title: Director, fallback: [{role: director, source: §4}]}", "fallback: [{role: director")),
    ("F315", Wrong(POLICY, "rule: At last the directors decide.\n", "rule: At last the directors decide.\n        when: {subject: [child]}\n", "id: rungs", ((POLICY, "rule: Then the managers meet.\n", "rule: Then the managers meet.\n        when: {subject: [child]}\n"), (POLICY, "rule: First the two practitioners talk.\n", "rule: First the two practitioners talk.\n        when: {subject: [child]}\n")))),
    ("F316", Wrong(POLICY, "documents: [meeting-record]\n", "documents: [meeting-record]\n        returns: [{id: back, to: directors, rule: Back., source: §3}]\n", "returns: [")),
    ("F317", Wrong(POLICY, "    by: phone\n", "    by: phone\n    on: exit\n", "on: exit")),
    ("F318", Wrong(POLICY, "to: 2027-01-02", "to: 2026-01-02", "to: 2026-01-02")),
    ("F319", Wrong(POLICY, ", values: {high: High, low: Low}, unknown_as: high", "", "priority: {question", ((POLICY, "facts: {priority: [high]}", "risk: [none]"),))),
    ("F319", Wrong(POLICY, "kind: date}", "kind: date, values: {one: One}}", "kind: date")),
    ("F401", Wrong(POLICY, "  - id: rungs\n    stages:\n", "  - id: rungs\n    when: {subject: [child], dispute: [within-one-agency]}\n    stages:\n", "id: rungs")),
    ("F402", Wrong(POLICY, "        rule: Then the managers meet.\n", "        rule: Then the managers meet.\n        when: {subject: [adult]}\n", "when: {subject: [adult]}", ((POLICY, "  - id: rungs\n", "  - id: rungs\n    when: {subject: [child]}\n"),))),
    ("F403", Wrong(POLICY, "circumstance: [policy-issue]", "circumstance: [emergency]", "id: policy-issue\n")),
    ("F404", Wrong(POLICY, "stages: [talk]", "stages: [talk, directors]", "stages: [talk, directors]")),
    ("F405", Wrong(POLICY, "documents: [meeting-record]\n", "documents: [meeting-record]\n        when: {subject: [child]}\n        gates: [{id: first, opens: {subject: [adult]}, does: Ask first., source: §3}]\n", "gates: [")),
    ("F406", Wrong(POLICY, "    by: phone\n", "    by: phone\n    to: {role: leads, agency: challenging, when: {risk: [none]}}\n", "to: {role: leads")),
    ("F501", Wrong(CONTACTS, 'phone: ["01999 100999"], ', "", "id: csc-night")),
    ("F502", Wrong(CONTACTS, "condition: At night and at weekends", "when: {subject: [adult]}", "when: {subject")),
    ("F503", Wrong(CONTACTS, "01999 100999", "1999 100999", "csc-night")),
    ("F504", Wrong(CONTACTS, "note: Ring twice,", "note: Ring twice, deputy_of: hospital-mobile,", "deputy_of")),
    ("F601", Wrong(VIGNETTES, "policy: small, now: 2026-11-16T10:00, risk: welfare, about: timeliness", "policy: torbay, now: 2026-11-16T10:00, risk: welfare, about: timeliness", "policy: torbay")),
    ("F602", Wrong(VIGNETTES, "now: 2026-11-16T10:00, risk: welfare, about: timeliness", "risk: welfare, about: timeliness", "about: timeliness")),
    ("F603", Wrong(VIGNETTES, "stage: talk, aim_by", "stage: managers, aim_by", "stage: managers, aim_by")),
    ("F604", Wrong(VIGNETTES, "about: timeliness, from: {agency: education}", "about: timeliness, from: {agency: edukation}", "edukation")),
    ("F605", Wrong(VIGNETTES, "- id: agreed\n", "- id: again\n  given: {policy: small, now: 2026-11-16T10:00, risk: significant, from: {agency: education}, to: [police]}\n  expect: {stage: talk}\n- id: agreed\n", "expect: {stage: talk}")),
    ("F606", Wrong(VIGNETTES, "notify_include: [line-management]", "notify_include: [line-manager]", "[line-manager]")),
    ("F701", Wrong(LETTER, "details.decision }}", "details.desicion }}", "desicion", (OWN_LETTER,))),
    ("F702", Wrong(LETTER, "{{ details.decision }}", "{{ card.title }}", "card.title", (OWN_LETTER,))),
    ("N301", Wrong(POLICY, "2027-03-31", "2026-03-31", "review_due")),
    ("N302", Wrong(POLICY, "leads: {title: Escalation Lead}", "leads: {title: TBC}", "title: TBC")),
    ("N304", Wrong(POLICY, "rule: The managers have two working days.", "rule: The policy gives no time limit.", "limit: 2 working days")),
    ("N305", Wrong(POLICY, "at: [directors, conference-request]", "at: [conference-request]", "- id: directors\n")),
    ("N401", Wrong(POLICY, ", when: {facts: {priority: [high]}}", "", "priority: {question")),
    ("N402", Wrong(POLICY, "ends: reply-received, ", "", "reply-received:")),
    ("N403", Wrong(POLICY, "  leads: {title: Escalation Lead}", "  leads: {title: Escalation Lead}\n  chair: {title: Chair}", "chair: {title")),
    ("N404", Wrong(POLICY, "document: notice, at: [managers]", "document: notice", "form-a")),
    ("N501", Wrong(CONTACTS, "role: A senior manager of the agency, hours: any", "role: A senior manager of the agency, hours: in", "csc-lead", ((CONTACTS, "hours: out", "hours: in"),))),
    ("N502", Wrong(POLICY, "    by: phone\n", "    by: an email\n    to: {role: leads, agency: police}\n", "by: an email")),
    ("N701", Wrong(LETTER, "help: what you challenge}", "help: what you challenge}\n  - {name: copy, type: text, mandatory: false, help: who gets one}", "name: copy", (OWN_LETTER, (LETTER, "{{ details.decision }}", "{{ details.decision }} {{ details.copy }}")))),
    ("N702", Wrong(LETTER, "id: challenge-letter", "id: written-reasons", "---\nid:", ((POLICY, "about:\n", "templates: {written-reasons: letter.md}\nabout:\n"),))),
)  # fmt: skip
#: Told by other means than a change of one file: each has a test of its own below.
ALONE: Final = {"F101", "F109", "F110", "F112", "F505", "F607", "F608", "N303", "N405"}
#: What only the check of the documents tells: `tests/casework/test_document_checks.py` has a test for each.
OF_DOCUMENTS: Final = {"F703", "F704", "F705", "F706", "F707", "F708", "F709", "N703", "N704", "N705", "N706"}


def write(root: Path, *changes: tuple[str, str, str]) -> Path:
    """The small flow with more in it, and each old text, which stands in one place only, replaced by the new."""
    folder = root / "small"
    shutil.copytree(SMALL, folder)
    policy = folder / POLICY
    text = policy.read_text("utf-8").replace("\nnotices:\n", f"{CLOCKS}\nnotices:\n")
    policy.write_text(text + MORE, encoding="utf-8")
    if any(file == LETTER or "letter.md" in new for file, _, new in changes):
        (folder / LETTER).parent.mkdir()
        (folder / LETTER).write_text(TEMPLATE, encoding="utf-8")
    for file, old, new in changes:
        path = folder / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"stands in {text.count(old)} places, not in one: {old}"
        path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def check(folder: Path, *, coverage: bool = False) -> Checked:
    return check_flow(folder, coverage=coverage, today=TODAY)


def told(folder: Path) -> list[Fault]:
    checked = check(folder)
    return [*checked.faults, *checked.notes]


def codes(folder: Path) -> set[str]:
    return {one.code for one in told(folder)}


def test_the_flow_that_the_tests_change_has_no_fault_of_its_own(tmp_path: Path) -> None:
    checked = check(write(tmp_path))
    assert checked.faults == ()
    assert {one.code for one in checked.notes} == {"N303", "N405"}


@pytest.mark.parametrize(("code", "wrong"), WRONG, ids=[f"{code} {one.mark[:30]!r}" for code, one in WRONG])
def test_each_kind_is_told_in_its_line_and_says_what_to_do(code: str, wrong: Wrong, tmp_path: Path) -> None:
    folder = write(tmp_path, *wrong.more, (wrong.file, wrong.old, wrong.new))
    text = (folder / wrong.file).read_text("utf-8")
    assert text.count(wrong.mark) == 1, wrong.mark
    line = text[: text.index(wrong.mark)].count("\n") + 1
    found = [one for one in told(folder) if one.code == code]
    assert (str(folder / wrong.file), line) in {(one.file, one.line) for one in found}, told(folder)
    for one in found:
        assert re.search(r"expected|did you mean|; |came out|check |is not one of ", one.what), one
        assert str(one).endswith(f" [{code}]")


def test_every_kind_has_a_flow_that_is_wrong_in_it() -> None:
    assert {code for code, _ in WRONG} | ALONE | OF_DOCUMENTS == {kind.code for kind in KINDS}


# Those that no change of one file shows.


def test_a_file_that_is_not_there_has_its_code(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / CONTACTS).unlink()
    assert codes(folder) == {"F101"}


def test_a_number_out_of_range_has_a_code(tmp_path: Path) -> None:
    panel = "        documents: [meeting-record]\n        panel: {rule: A panel., source: §3, size: true}\n"
    folder = write(tmp_path, (POLICY, "        documents: [meeting-record]\n", panel))
    assert codes(folder) <= {"F106", "F109"}
    assert codes(folder)


def test_two_flows_of_one_id_have_their_code(tmp_path: Path) -> None:
    shutil.copytree(shipped("flows") / "torbay", tmp_path / "torbay")
    (fault,) = FlowSources(shipped("flows"), (tmp_path,)).faults()
    assert fault.code == "F110"
    assert fault.line > 0


def test_a_folder_of_flows_that_is_not_there_has_its_code(tmp_path: Path) -> None:
    (fault,) = FlowSources(shipped("flows"), (tmp_path / "nowhere",)).faults()
    assert fault.code == "F110"


def test_a_supplement_that_leaves_out_what_is_not_there_has_its_code_and_line(tmp_path: Path) -> None:
    write(tmp_path)
    folder = tmp_path / "little"
    folder.mkdir()
    (folder / POLICY).write_text(
        "parent: small\npolicy: {id: little}\nwithout:\n  routes: [emergancy]\n", "utf-8"
    )
    (fault,) = check(folder).faults
    assert (fault.code, fault.line) == ("F112", 4)


def test_a_note_on_what_a_supplement_takes_over_is_left_to_its_parent(tmp_path: Path) -> None:
    write(tmp_path)
    folder = tmp_path / "little"
    folder.mkdir()
    own = "parent: small\npolicy: {id: little}\nroles: {chair: {title: Chair}}\n"
    (folder / POLICY).write_text(own, encoding="utf-8")
    (folder / VIGNETTES).write_text("[]\n", encoding="utf-8")
    assert [(one.code, one.line) for one in check(folder).notes] == [("N403", 3)]


def test_a_flow_whose_contacts_name_nobody_for_an_agency_with_none_has_a_fault(tmp_path: Path) -> None:
    folder = write(tmp_path)
    path = folder / CONTACTS
    text = path.read_text("utf-8")
    start, end = text.index("fallback:\n"), text.index("if_no_answer:")
    path.write_text(f"{text[:start]}fallback: []\n{text[end:]}", encoding="utf-8")
    (fault,) = [one for one in told(folder) if one.code == "F505"]
    assert path.read_text("utf-8").splitlines()[fault.line - 1] == "fallback: []"


def test_a_rule_that_no_vignette_exercises_has_its_code_and_its_line(tmp_path: Path) -> None:
    folder = write(tmp_path)
    lines = (folder / POLICY).read_text("utf-8").splitlines()
    found = [one for one in check(folder, coverage=True).faults if one.code == "F607"]
    assert "title: Winter" in "".join(lines[one.line - 1] for one in found)


def test_what_the_proof_finds_is_told_where_a_flow_leaves_nothing_to_do(tmp_path: Path) -> None:
    old = "{id: decide, does: The directors decide., source: §4}"
    folder = tmp_path / "small"
    shutil.copytree(SMALL, folder)
    text = (folder / POLICY).read_text("utf-8")
    assert old in text
    (folder / POLICY).write_text(text.replace(old, f"{old[:-1]}, when: {{sector: [voluntary]}}}}"), "utf-8")
    assert any("dead end" in one for one in prove_flow(folder).broken)


def test_the_last_stage_and_a_notice_to_nobody_want_a_look_where_they_stand(tmp_path: Path) -> None:
    folder = write(tmp_path)
    lines = (folder / POLICY).read_text("utf-8").splitlines()
    where = {(one.code, lines[one.line - 1].strip()) for one in check(folder).notes}
    assert ("N303", "director: {title: Director}") in where
    assert ("N405", "- id: line-management") in where


def test_who_stands_in_at_the_last_stage_takes_the_note_away(tmp_path: Path) -> None:
    stand_in = "director: {title: Director, fallback: [{role: manager, source: §4}]}"
    folder = write(tmp_path, (POLICY, "director: {title: Director}", stand_in))
    assert "roles.director" not in {one.key for one in check(folder).notes}


# What is right is no fault.


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # An earlier route that ends leaves the later one its turn.
        ("circumstance: [policy-issue]", "circumstance: [conference-refused]"),
        ("circumstance: [policy-issue]", "circumstance: [emergency, policy-issue]"),
        ("stages: [talk]", "stages: [talk, managers]"),
        ("    needs: agreement\n", "    needs: agreement\n    to: [directors]\n"),
        ("limit: agreed, agreed_in: reply-date", "limit: urgently"),
        ("facts: {priority: [high]}", "facts: {priority: [high, unknown]}"),
        ("starts: letter-sent", "starts: previous stage ended"),
        ("    by: phone\n", "    by: phone\n    on: invoked\n"),
        ("rule: The policy gives the directors no limit.", "rule: The policy states no limit."),
    ],
)  # fmt: skip
def test_what_may_be_so_is_no_fault(old: str, new: str, tmp_path: Path) -> None:
    # What the vignettes expect is another matter.
    assert [
        one for one in told(write(tmp_path, (POLICY, old, new))) if one.code[:2] not in ("F6", "N3", "N4")
    ] == []


@pytest.mark.parametrize("folder", sorted((shipped("flows")).iterdir()), ids=lambda one: one.name)
def test_a_shipped_flow_has_notes_at_most(folder: Path) -> None:
    checked = check_flow(folder, coverage=True, today=TODAY)
    assert checked.faults == ()
    assert all(one.code.startswith("N") for one in checked.notes)


def test_the_review_date_of_barnsley_has_passed() -> None:
    notes = check_flow(shipped("flows") / "barnsley", coverage=False, today=TODAY).notes
    assert [one.key for one in notes if one.code == "N301"] == ["policy.review_due"]


def test_a_review_date_is_held_against_the_day_that_is_given(tmp_path: Path) -> None:
    folder = write(tmp_path)
    late = check_flow(folder, coverage=False, today=date(2027, 4, 1)).notes
    in_time = check_flow(folder, coverage=False, today=date(2027, 3, 31)).notes
    assert "N301" in {one.code for one in late}
    assert "N301" not in {one.code for one in in_time}


# The list of kinds and the program agree.


def used_codes() -> Iterator[str]:
    """Every code that a module of the program gives to a fault."""
    for path in sorted(Path(wizard.__file__).parent.rglob("*.py")):
        if path.name.startswith("fault_kind") or path.name == "fault_codes.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            # The proof's own lines are no faults of a file, and end with their code as a part of the sentence.
            text = (
                node.value.strip() if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            )
            if CODE.fullmatch(text):
                yield text.strip("[]")


def test_every_code_in_the_program_is_in_the_list_and_every_code_of_the_list_in_the_program() -> None:
    assert sorted(set(used_codes())) == sorted(kind.code for kind in KINDS)


def test_no_code_stands_for_two_kinds_and_none_is_left_out() -> None:
    listed = [kind.code for kind in KINDS]
    assert len(set(listed)) == len(listed)
    for start in {code[:2] for code in listed}:
        numbers = sorted(int(code[2:]) for code in listed if code.startswith(start))
        assert numbers == list(range(1, len(numbers) + 1)), start


def test_the_page_says_what_the_list_says() -> None:
    spec = importlib.util.spec_from_file_location(
        "write_faults", ROOT / "tests" / "scripts" / "write_faults.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.PAGE.read_text("utf-8") == module.page()
    assert all(f"### {kind.code}: {kind.title}\n" in module.page() for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_each_kind_is_explained_with_an_example_that_can_be_read(kind: object) -> None:
    (one,) = [each for each in KINDS if each is kind]
    assert one.means.endswith(".")
    assert one.remedy.endswith(".")
    assert not one.title.endswith(".")
    assert one.wrong != one.right
    if one.code[1] != "7":
        yaml.safe_load(one.right)
    lines = explained(kind_of(one.code.lower()))
    assert lines[0] == f"{one.code}: {one.title}"
    assert one.remedy in lines


def test_a_code_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(WrongInputError, match="'F999' is no code of a fault"):
        kind_of("F999")


# Whatever is done to a flow, only sentences come of it.

STRANGE: Final = (None, "", "x", "unknown", [], {}, True, "2026-13-45", ["x"], {"x": "y"}, "\u202ex")


def paths_of(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, one in entries:
        yield from paths_of(one, (*path, key))


@pytest.fixture(scope="module")
def sound() -> Iterator[dict[str, object]]:
    """The trees of a flow that has no fault, by file."""
    with tempfile.TemporaryDirectory() as place:
        folder = write(Path(place))
        yield {name: plain(read_file(folder / name)) for name in (POLICY, CONTACTS, VIGNETTES)}


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_flow_with_parts_taken_out_or_changed_has_faults_with_code_and_line_and_nothing_worse(
    data: st.DataObject, sound: dict[str, object]
) -> None:
    name = data.draw(st.sampled_from([POLICY, POLICY, CONTACTS, VIGNETTES]))
    tree = yaml.safe_load(yaml.safe_dump(sound[name]))
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(paths_of(tree))))
        holder = tree
        for step in path[:-1]:
            holder = holder[step]
        if data.draw(st.booleans()):
            del holder[path[-1]]
        else:
            holder[path[-1]] = data.draw(st.sampled_from(STRANGE))
        if not tree:
            break
    with tempfile.TemporaryDirectory() as place:
        folder = write(Path(place))
        text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False)
        (folder / name).write_text(text, encoding="utf-8")
        checked = check(folder)
    known = {kind.code for kind in KINDS}
    for one in (*checked.faults, *checked.notes):
        assert one.code in known, one
        assert one.line > 0, one
        assert str(one).isprintable()
