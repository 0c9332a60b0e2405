"""What a policy says of itself, what nobody could read, what contradicts itself, and what a supplement changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.advice.present import present
from wizard.base.decode import plain
from wizard.base.reader import read_file
from wizard.casework.house import house_of
from wizard.policy.read import read_flow

row = pytest.mark.row
Make = Callable[..., Any]
TALKED = ["talk 2026-11-10 unresolved"]
OPEN = [*TALKED, "managers 2026-11-12 open"]


def ids(parts: Any) -> list[str]:
    return [one.id for one in parts]


def reasons(advice: Any) -> list[str]:
    return [one.rule for one in advice.because]


# M1


IDENTITY = """
policy:
  title: Resolution of Professional Differences
  edition: Version 4, April 2026
  area: Anyshire and the City
  review_due: 2026-10-31
  review_source: the cover
  adopted: 2026-04-01
  supersedes: the edition of 2021
  published_at: https://asp.example/differences
  read_from: "the published document, in full"
"""


@row("M1")
def test_the_advice_says_which_edition_it_rests_on_since_when_and_how_it_was_read(
    flow: Make, bare: Any
) -> None:
    advice = flow(IDENTITY).advice()
    assert (advice.policy.title, advice.policy.edition) == (
        "Resolution of Professional Differences",
        "Version 4, April 2026",
    )
    said = " ".join(reasons(advice))
    for what in ("from 1 April 2026", "the edition of 2021", "https://asp.example/differences", "in full"):
        assert what in said
    assert "1 April 2026" not in " ".join(reasons(bare.advice()))


@row("M1")
def test_a_policy_past_its_review_or_before_its_first_day_says_so(flow: Make) -> None:
    dated = flow(IDENTITY)
    assert "policy-review-overdue" in ids(dated.advice().warnings)
    assert "policy-review-overdue" not in ids(dated.advice(now="2026-10-30T10:00").warnings)
    assert any("does not hold yet" in one for one in reasons(dated.advice(now="2026-03-30T10:00")))
    assert not any("does not hold yet" in one for one in reasons(dated.advice()))


# M2


@row("M2")
def test_the_policys_own_words_are_used_for_the_other_side_and_for_the_office(flow: Make) -> None:
    worded = flow("""
terms: {stage: Level, challenging_agency: complainant agency, receiving_agency: responding agency, business_team: the Business Unit}
clocks:
  - {id: reply, rule: They reply., limit: 3 working days, owner: challenged, at: [managers], source: §3}
  - {id: hidden, rule: The appendix has a limit., limit: unseen, at: [managers], source: Appendix 2}
""")
    advice = worded.advice(tried=OPEN)
    assert any("responding agency" in one for one in present(advice, worded.house.policy).clocks)
    assert "the Business Unit" in next(one.text for one in advice.actions if one.id == "ask-limit-hidden")


# M3


@row("M3")
def test_what_the_text_points_to_and_nobody_saw_is_told_beside_what_it_says(flow: Make, bare: Any) -> None:
    gaps = flow("""
unseen: [{id: flow-chart, rule: The flow chart of Appendix 1 was not to be had., source: Appendix 1}]
ladders: [{id: main, stages: [{id: talk, reading: true}]}]
clocks: [{id: silent, rule: The policy gives no limit., limit: not stated, at: [talk], source: §2}]
""").advice()
    assert "The flow chart of Appendix 1 was not to be had." in reasons(gaps)
    assert "The policy gives no limit." in reasons(gaps)
    assert {one.rule: one.reading for one in gaps.because}["The practitioners talk to each other."]
    assert reasons(bare.advice()) == ["The practitioners talk to each other."]


# M4


CONTRADICTION = """
contradictions:
  - id: whom-first
    rule: The policy sends you to two people first.
    source: §2
    at: [managers]
    when: {risk: [significant, immediate]}
    says:
      - {does: Go to your own manager first., source: §2.1}
      - {does: Go straight to the Board representative., source: §2.4}
clocks:
  - {id: two-limits, rule: Two limits are given., limit: disputed, at: [managers], source: §2}
"""


@row("M4")
def test_instructions_that_contradict_each_other_are_both_shown_with_their_clauses(flow: Make) -> None:
    both = flow(CONTRADICTION).advice(tried=TALKED, risk="significant")
    shown = {one.id: (one.text, one.source) for one in both.actions if one.id.startswith("whom-first")}
    assert [source for _, source in shown.values()] == ["§2.1", "§2.4"]
    assert "Go to your own manager first." in shown["whom-first-1"][0]
    assert "Go straight to the Board representative." in shown["whom-first-2"][0]
    assert "contradiction" in ids(both.warnings)
    assert {"§2.1", "§2.4"} <= {one.source for one in both.because}
    assert "contradiction" not in ids(flow(CONTRADICTION).advice(tried=TALKED).warnings)
    assert "contradiction" not in ids(flow(CONTRADICTION).advice(risk="significant").warnings)


@row("M4")
@row("M3")
def test_a_limit_that_is_given_twice_in_two_ways_gets_no_date(flow: Make) -> None:
    disputed = flow(CONTRADICTION).advice(tried=TALKED, risk="significant")
    assert disputed.act_by is None
    said = next(one.text for one in disputed.actions if one.id == "ask-limit-two-limits")
    assert "more than one time limit" in said


# M5


@row("M5")
def test_the_statute_that_a_policy_names_for_a_rule_is_told_with_it(flow: Make, bare: Any) -> None:
    lawful = flow("""
ladders: [{id: main, stages: [{id: talk, law: "Children Act 2004, section 11"}]}]
""").advice()
    assert any("Children Act 2004, section 11" in one for one in reasons(lawful))
    assert not any("Children Act" in one for one in reasons(bare.advice()))


# L12


SUPPLEMENT = {
    "policy": {"id": "north-shire", "title": "Local Supplement", "area": "North Anyshire"},
    "parent": "shire",
    "without": {"stages": ["heads"]},
    "roles": {"manager": {"title": "Team Manager"}},
    "clocks": [
        {
            "id": "local-limit",
            "rule": "Locally three working days.",
            "limit": "3 working days",
            "at": ["managers"],
            "source": "Supplement, 2",
        }
    ],
    "unseen": [{"id": "local-form", "rule": "The local form was not to be had.", "source": "Supplement, 3"}],
}


@row("L12")
def test_a_supplement_adds_replaces_and_leaves_out_and_the_rest_is_the_parents(
    flow: Make, bare: Any, tmp_path: Path
) -> None:
    # The parent lies beside it, as `bare` left it there.
    folder = tmp_path / "north-shire"
    folder.mkdir()
    (folder / "policy.yaml").write_text(json.dumps(SUPPLEMENT), encoding="utf-8")
    local = type(bare)(house_of(read_flow(folder)))
    advice = local.advice(tried=TALKED)
    assert (advice.policy.id, advice.acts.role) == ("north-shire", "Team Manager")
    assert f"{advice.act_by:%F %H:%M}" == "2026-11-13 16:00"
    assert local.advice(tried=["managers 2026-11-10 unresolved"]).stage.id == "chair-decides"
    parents = bare.advice(tried=TALKED)
    assert (parents.acts.role, parents.act_by) == ("Line Manager", None)
    assert bare.advice(tried=["managers 2026-11-10 unresolved"]).stage.id == "heads"
    # What it does not speak of is the parent's: the last stage, and the contacts.
    assert local.advice(tried=["managers 2026-11-10 unresolved"]).stage.title == "The Partnership"
    assert local.house.contacts == bare.house.contacts


def test_the_bare_policy_says_nothing_that_a_row_is_about() -> None:
    """So that what a test lays over it is all that can make the difference."""
    policy = plain(read_file(Path(__file__).parent / "flows" / "shire" / "policy.yaml"))
    assert isinstance(policy, dict)
    assert set(policy) == {
        "policy",
        "about",
        "hours",
        "bodies",
        "roles",
        "ladders",
        "clocks",
        "contacts",
        "endings",
    }
    assert policy["clocks"] == policy["contacts"] == []
