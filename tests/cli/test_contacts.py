"""`escalate contacts`: lists, changes, checks, tables; and the guide, whose examples are run as they stand."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Refused = Callable[..., list[str]]
GUIDE = (Path(__file__).parents[2] / "docs" / "contacts.md").read_text("utf-8")
ON = ("--policy", "oxfordshire")
KEYS = {
    *("policy", "id", "agency", "role", "organisation", "condition", "hours", "phone", "email", "deputy_of"),
    *("verified", "expires", "stale", "local", "source"),
}


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_examples_of_the_guide_print_what_it_says(
    escalate: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = re.findall(r"^\$ escalate (.*)\n((?:(?![$`]).*\n)*)", GUIDE, re.M)
    assert len(shown) == 5
    for command, printed in shown:
        answered = escalate(*shlex.split(command))
        assert (answered.code, answered.err) == (0, ""), command
        assert answered.out == printed, command


def test_the_list_has_the_keys_that_are_promised(escalate: Run) -> None:
    found = json.loads(escalate("contacts", "list", *ON, "--agency", "health", "--json").out)
    assert all(one.keys() >= KEYS for one in found)
    assert {one["agency"].split("/")[0] for one in found} == {"health"}
    assert not any(one["local"] for one in found)


def test_without_a_policy_the_contacts_of_all_are_listed(escalate: Run) -> None:
    found = json.loads(escalate("contacts", "list", "--json").out)
    assert {"oxfordshire", "torbay"} <= {one["policy"] for one in found}


def test_every_stale_contact_of_a_list_says_so(escalate: Run) -> None:
    found = json.loads(escalate("contacts", "list", *ON, "--json").out)
    listed = escalate("contacts", "list", *ON).out.split("[")[1:]
    for one in found:
        (part,) = (each for each in listed if each.startswith(f"{one['id']}]"))
        assert ("Not checked since" in flat(part)) is (one["stale"] and bool(one["phone"] or one["email"]))


def test_a_checked_number_is_on_the_lead_card_with_who_checked_it(escalate: Run) -> None:
    escalate("contacts", "verify", *ON, "csc-deputy-director", "--by", "Duty Manager")
    lead = ("lead", *ON, "--agency", "childrens-social-care", "--at", "2026-11-18T10:30")
    (found,) = json.loads(escalate(*lead, "--json").out)["contacts"]
    assert found["verified"]["by"] == "Duty Manager"
    assert "Checked by Duty Manager on" in flat(escalate(*lead).out)


def test_a_checked_number_is_in_the_advice(escalate: Run, tmp_path: Path) -> None:
    escalate("contacts", "verify", *ON, "csc-deputy-director", "--by", "Ann", "--on", "2024-11-02")
    situation = {
        "policy": "oxfordshire",
        "now": "2026-11-18T10:30",
        "risk": "immediate",
        "circumstance": "emergency",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps(situation), encoding="utf-8")
    assert "Checked by Ann on 2 November 2024. Not checked since." in flat(escalate("advise", path).out)


def test_what_nobody_has_checked_is_listed_until_somebody_has(escalate: Run) -> None:
    before = json.loads(escalate("contacts", "stale", *ON, "--json").out)
    escalate("contacts", "verify", *ON, *[one["id"] for one in before], "--by", "Ann")
    assert len(before) > 10
    answered = escalate("contacts", "stale", *ON)
    assert (answered.code, answered.out) == (0, "Nothing is stale.\n")


def test_an_entry_is_taken_away_again(escalate: Run) -> None:
    made = ("contacts", "set", *ON, "--id", "csc-deputy-director")
    escalate(*made, "--phone", "01999 100001")
    assert escalate(*made, "--remove").code == 0
    found = json.loads(escalate("contacts", "list", *ON, "--agency", "childrens-social-care", "--json").out)
    assert found[0]["phone"] == ["01865 815122"]
    assert not found[0]["local"]


def test_a_shipped_entry_can_be_hidden_and_shown_again(escalate: Run) -> None:
    made = ("contacts", "set", *ON, "--id", "police-duty-inspector")

    def ids() -> set[str]:
        return {one["id"] for one in json.loads(escalate("contacts", "list", *ON, "--json").out)}

    before = ids()
    assert escalate(*made, "--hide").code == 0
    assert before - ids() == {"police-duty-inspector"}
    escalate(*made, "--remove")
    assert ids() == before


def test_a_table_changes_nothing_until_it_is_applied(escalate: Run, home: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id,agency,role,phone\nmine,education,Line manager,01999 100001\n", encoding="utf-8")
    shown = escalate("contacts", "import", path, *ON)
    assert "New: mine (oxfordshire)" in shown.out
    assert "Nothing has been changed. Add --apply to do it." in shown.out
    assert not home.exists()
    applied = escalate("contacts", "import", path, *ON, "--apply")
    assert "Saved." in applied.out
    assert "1 unchanged" in escalate("contacts", "import", path, *ON).out


def test_what_is_printed_as_a_table_can_be_read_from_a_pipe(escalate: Run) -> None:
    printed = escalate("contacts", "export")
    again = escalate("contacts", "import", "-", stdin=printed.out)
    assert again.code == 0
    assert again.out.startswith("0 new, 0 changed, ")


def test_a_file_with_faults_is_told_and_the_shipped_numbers_are_given_all_the_same(
    escalate: Run, home: Path, tmp_path: Path
) -> None:
    home.mkdir()
    (home / "contacts.yaml").write_text("policies: [", encoding="utf-8")
    lead = escalate("lead", *ON, "--agency", "childrens-social-care", "--at", "2026-11-18T10:30")
    assert lead.code == 0
    assert "01865 815122" in lead.out
    assert "The local contacts could not be used" in flat(lead.out)
    listed = escalate("contacts", "list", *ON, "--json")
    assert (listed.code, "could not be used" in listed.err) == (0, True)
    assert len(json.loads(listed.out)) > 10
    for command in (("export",), ("verify", *ON, "csc-deputy-director", "--by", "Ann")):
        answered = escalate("contacts", *command)
        assert (answered.code, answered.out) == (2, "")
        assert "contacts.yaml:1:12" in answered.err


def test_numbers_can_be_had_and_changed_while_the_register_cannot_be_opened(
    escalate: Run, home: Path
) -> None:
    home.mkdir()
    (home / "register").write_text("in the way", encoding="utf-8")
    assert escalate("contacts", "verify", *ON, "csc-deputy-director", "--by", "Ann").code == 0
    assert escalate("contacts", "list").code == 0
    assert escalate("lead", *ON, "--agency", "police").code == 0


def test_a_hidden_contact_is_told_on_the_card_and_in_the_advice(escalate: Run, tmp_path: Path) -> None:
    escalate("contacts", "set", *ON, "--id", "police-duty-inspector", "--hide")
    lead = escalate("lead", *ON, "--agency", "police")
    assert "! 1 published contact is hidden here." in flat(lead.out)
    situation = {
        "policy": "oxfordshire",
        "now": "2026-11-18T10:30",
        "risk": "immediate",
        "circumstance": "emergency",
        "from": {"agency": "education"},
        "to": ["police"],
    }
    path = tmp_path / "case.json"
    path.write_text(json.dumps(situation), encoding="utf-8")
    found = json.loads(escalate("advise", path, "--json").out)["warnings"]
    assert {"id": "contacts-hidden", "text": "1 published contact is hidden here."} in found


def test_a_contact_of_ones_own_is_marked_as_one(escalate: Run) -> None:
    escalate("contacts", "set", *ON, "--id", "csc-deputy-director", "--phone", "01632 960123")
    lead = ("lead", *ON, "--agency", "childrens-social-care", "--at", "2026-11-18T10:30")
    found = json.loads(escalate(*lead, "--json").out)
    assert [one["local"] for one in found["contacts"]] == [True]
    assert {one["local"] for one in found["fallback"]} <= {False}
    said = flat(escalate(*lead).out)
    assert "Kept by your own organisation. Not checked yet." in said


def test_the_list_tells_of_a_policy_that_is_not_known(escalate: Run, home: Path) -> None:
    home.mkdir()
    (home / "contacts.yaml").write_text("policies: {oxfordshre: {hidden: [a]}}", encoding="utf-8")
    listed = escalate("contacts", "list", *ON)
    assert (listed.code, "did you mean 'oxfordshire'?" in flat(listed.err)) == (0, True)


def test_a_layer_that_breaks_a_rule_is_told_and_can_be_put_right(escalate: Run, home: Path) -> None:
    home.mkdir()
    (home / "contacts.yaml").write_text("policies: {oxfordshire: {hidden: [gone]}}", encoding="utf-8")
    lead = ("lead", *ON, "--agency", "police")
    assert "The local contacts could not be used" in flat(escalate(*lead).out)
    assert escalate("contacts", "export", *ON).code == 2
    assert escalate("contacts", "set", *ON, "--id", "gone", "--remove").code == 0
    assert "could not be used" not in flat(escalate(*lead).out)


SET = ("contacts", "set", *ON)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("contacts", "verify", *ON, "csc-deputy-director"), "--by"),
        (("contacts", "verify", *ON, "csc-deputy-director", "--by", " "), "expected a name or a role"),
        (("contacts", "verify", *ON, "nobody", "--by", "Ann"), "there is no contact 'nobody'"),
        (("contacts", "verify", *ON, "senior-manager", "--by", "Ann"), "no number or address"),
        (
            ("contacts", "verify", *ON, "csc-deputy-director", "--by", "A", "--on", "2999-01-01"),
            "not come yet",
        ),
        (("contacts", "verify", *ON, "csc-deputy-director", "--by", "A", "--on", "today"), "is not a day"),
        (("contacts", "list", "--policy", "oxfordshre"), "did you mean 'oxfordshire'?"),
        (("contacts", "list", *ON, "--agency", "polcie"), "did you mean 'police'?"),
        ((*SET, "--id", "new"), "--agency: is missing; every contact needs it"),
        ((*SET, "--id", "new", "--agency", "police", "--role", "R"), "can be reached by no means"),
        ((*SET, "--id", "New One", "--agency", "police", "--role", "R"), "--id:"),
        ((*SET, "--id", "csc-deputy-director", "--phone", "1865815122"), "lost its leading zero"),
        ((*SET, "--id", "csc-deputy-director", "--agency", "police"), "choose another id"),
        ((*SET, "--id", "csc-deputy-director", "--expires", "soon"), "--expires:"),
        ((*SET, "--id", "csc-deputy-director", "--remove"), "nothing local is kept"),
        ((*SET, "--id", "mine", "--hide"), "the policy itself has no entry"),
        ((*SET, "--id", "csc-deputy-director", "--hide", "--role", "R"), "expected nothing beside"),
        ((*SET, "--id", "csc-deputy-director", "--deputy-of", "csc-deputy-director"), "--deputy-of: "),
        (
            (*SET, "--id", "csc-deputy-director", "--phone", "+44 1865 815122"),
            "--phone: '+44 1865 815122' is",
        ),
        ((*SET, "--id", "a", "--agency", "polcie", "--role", "R", "--phone", "101"), "--agency: "),
        (("contacts", "import", "no-such-file.csv"), "cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_nothing_is_kept(
    refused: Refused, arguments: tuple[str, ...], says: str
) -> None:
    assert says in "\n".join(refused(*arguments))


def test_a_table_with_one_fault_is_refused_whole(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "policy,id,agency,role,phone\noxfordshire,a,police,Inspector,101\noxfordshire,b,police,,101\n",
        encoding="utf-8",
    )
    (line,) = refused("contacts", "import", path, "--apply")
    assert "t.csv:3:4: role:" in line


def test_a_table_that_is_there_is_not_written_over(escalate: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("mine", encoding="utf-8")
    assert escalate("contacts", "export", "-o", path).code == 2
    assert path.read_text(encoding="utf-8") == "mine"
    assert escalate("contacts", "export", "-o", path, "--replace").code == 0
    assert escalate("contacts", "import", path).out.startswith("0 new, 0 changed, ")
