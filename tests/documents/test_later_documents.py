"""The reminder, the referral to the next stage and the confirmation of the outcome: what each must say."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from wizard.documents.catalogue import Template
from wizard.documents.render import Rendered

Make = Callable[..., Rendered]
Golden = Callable[[str, Rendered], str]
Details = Mapping[str, str]
Find = Callable[[str], Template]

POLICIES = ("oxfordshire", "oxfordshire-2015", "barnsley", "torbay", "manchester")
LATER = ("chaser", "escalation-referral", "outcome-confirmation")
CONFIRMATION = {
    "outcome": "A social worker and the school nurse visit together on 20 November 2026.",
    "agreed_by": "Team Manager, Children's social care\nDesignated Safeguarding Lead, Education",
    "actions": "Joint visit: social worker, Children's social care, by 20 November 2026",
    "outstanding": "Feedback to the class teacher: Designated Safeguarding Lead, by 23 November 2026, by phone",
    "originator_told": "17 November 2026, in a talk with the Designated Safeguarding Lead",
    "files": "Child's record, Children's social care, 17 November 2026\nSafeguarding file, Education, 17 November 2026",
    "learning": "A joint visit could be offered earlier.",
    "debrief": "Offered on 17 November 2026 to the class teacher and the social worker",
}


def attempt(stage: str, began: str, ended: str | None = None, outcome: str = "unresolved") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


STEP_2 = attempt("step-2", "2026-11-06", "2026-11-06")
STEP_3_OPEN = attempt("step-3", "2026-11-09", outcome="open")
STEP_3_LATE = {"raised": "2026-11-05T09:00", "attempts": [STEP_2, STEP_3_OPEN]}
SETTLED = {
    "raised": "2026-11-05T09:00",
    "attempts": [STEP_2, attempt("step-3", "2026-11-09", "2026-11-17", "resolved")],
}


# Word for word.


def test_a_reminder_after_the_limit_is_the_one_that_was_agreed(
    make: Make, golden: Golden, letter: Details
) -> None:
    said = {
        "decision": "The decision to close the referral of 2 November without an assessment.",
        "decision_date": "2026-11-04",
        "answer_by": "2026-11-20",
    }
    made = make("chaser", **STEP_3_LATE, details={**letter, **said})
    assert made.markdown == golden("oxfordshire-step-3-chaser", made)
    assert made.missing == ()


def test_a_referral_is_the_one_that_was_agreed(make: Make, golden: Golden, letter: Details) -> None:
    said = {"other_view": 'The team says: "One home visit on 10 November gave no cause for concern."'}
    made = make(
        "escalation-referral",
        "torbay",
        raised="2026-11-12T09:00",
        attempts=[
            attempt("stage-1", "2026-11-12", "2026-11-13"),
            attempt("stage-2", "2026-11-16", "2026-11-17"),
        ],
        about="need-for-action",
        details={**letter, **said},
        author_role="Head of Year",
    )
    assert made.markdown == golden("torbay-stage-three-referral", made)
    assert made.missing == ()


def test_a_confirmation_is_the_one_that_was_agreed(make: Make, golden: Golden, letter: Details) -> None:
    told = {"told": "The Board's business support, 18 November 2026, on its form by secure email"}
    made = make(
        "outcome-confirmation",
        "oxfordshire-2015",
        raised="2026-11-09T09:00",
        attempts=[
            attempt("pre-escalation", "2026-11-09", "2026-11-09"),
            attempt("stage-1", "2026-11-10", "2026-11-16", "resolved"),
        ],
        details={**letter, **CONFIRMATION, **told},
        author_role="Head teacher",
    )
    assert made.markdown == golden("oxfordshire-2015-outcome-confirmation", made)
    assert made.missing == ()


# What was written once.


def test_what_was_written_for_the_letter_leaves_a_reminder_with_only_its_own_date_to_ask(
    make: Make, letter: Details
) -> None:
    assert make("chaser", **STEP_3_LATE, details=letter).missing == ("answer_by",)


def test_what_was_written_for_the_letter_leaves_a_referral_with_only_the_other_sides_reasons_to_ask(
    make: Make, letter: Details
) -> None:
    details = {**letter, "skip_reason": "Step 1 was a talk at school."}
    assert make("escalation-referral", **STEP_3_LATE, details=details).missing == ("other_view",)


def test_the_date_of_the_letter_is_not_taken_for_the_date_of_the_reminder(
    make: Make, letter: Details
) -> None:
    made = make("chaser", **STEP_3_LATE, details={**letter, "reply_by": "2026-11-13"})
    assert "13 November 2026" not in made.text.replace("2 September to 13 November 2026", "")
    assert "answer_by" in made.missing


@pytest.mark.parametrize("document", LATER)
def test_a_field_that_the_letter_has_too_is_the_same_kind_of_field(
    document: str, shipped_template: Find
) -> None:
    kinds = {one.name: one.type for one in shipped_template("challenge-letter").fields}
    shared = [one for one in shipped_template(document).fields if one.name in kinds]
    assert shared
    assert [one.name for one in shared if one.type != kinds[one.name]] == []


# The reminder.


def test_a_reminder_says_what_was_opened_when_and_with_whom(make: Make) -> None:
    text = make("chaser", **STEP_3_LATE).text
    assert "On 9 November 2026 we raised a disagreement with your agency. It is at Step 3" in text
    assert "To: Equivalent Line Manager or Safeguarding Lead (Children's social care)\n" in text
    assert "From: Line Manager or Safeguarding Lead (Education)\n" in text
    assert "Stage: Step 3\n" in text


def test_a_reminder_says_which_limit_passed_and_by_which_rule(make: Make) -> None:
    text = make("chaser", **STEP_3_LATE).text
    assert "time limit for Step 3 passed on Monday 16 November 2026, 17:00." in text
    assert "5 working days at the most (§2). The time is counted from 9 November 2026." in text


def test_after_the_limit_the_stage_after_is_due_now_and_no_later_one_is_named(make: Make) -> None:
    text = make("chaser", **STEP_3_LATE).text
    assert "the policy's next stage is due now. It is Step 4: a discussion between" in text
    assert "Step 5" not in text


def test_the_days_for_the_next_stage_are_not_given_as_the_days_for_an_answer(make: Make) -> None:
    made = make("chaser", **STEP_3_LATE, details={"answer_by": "2026-11-20"})
    assert "Please answer in writing by 20 November 2026. The date is our own request." in made.text
    assert "25 November 2026" not in made.text


def test_a_reminder_at_the_last_stage_says_that_none_comes_after(make: Make) -> None:
    text = make("chaser", attempts=[attempt("step-6", "2026-11-02", outcome="open")]).text
    assert "time limit for Step 6 passed on Monday 9 November 2026, 17:00." in text
    assert "The policy names no stage after this one." in text


def test_a_reminder_before_the_limit_says_when_it_ends_and_that_nothing_has_passed(make: Make) -> None:
    text = make("chaser", attempts=[attempt("step-3", "2026-11-17", outcome="open")]).text
    assert "time limit for Step 3 ends on Tuesday 24 November 2026, 17:00." in text
    assert "passed" not in text
    assert "If it is not settled, the policy's next stage is Step 4" in text


def test_a_reminder_invents_no_limit_where_the_policy_sets_none(make: Make) -> None:
    text = make(
        "chaser", "oxfordshire-2015", attempts=[attempt("stage-1", "2026-11-02", outcome="open")]
    ).text
    assert "The policy sets no time limit for this stage (§1 Timescales)." in text
    assert "passed" not in text


def test_a_limit_that_two_stages_share_is_counted_from_the_day_it_was_raised(make: Make) -> None:
    text = make(
        "chaser",
        "torbay",
        raised="2026-11-02T09:00",
        attempts=[attempt("stage-1", "2026-11-04", outcome="open")],
    ).text
    assert "time limit for Stage One passed on Monday 9 November 2026, 17:00." in text
    assert "The time is counted from 2 November 2026." in text
    assert "It is Stage Two" in text


def test_a_limit_of_a_stage_that_nobody_has_begun_is_not_said_of_the_one_before(make: Make) -> None:
    """Step 2 was left open, Step 3 failed, and the time for Step 4 has run out: nobody is owed an answer."""
    open_before = attempt("step-2", "2026-10-20", outcome="open")
    text = make("chaser", attempts=[open_before, attempt("step-3", "2026-11-02", "2026-11-03")]).text
    assert "passed on" not in text
    assert "[To be completed: the date on which you raised this with the other agency]" in text


def test_a_reminder_goes_on_to_a_later_stage_that_was_agreed(make: Make) -> None:
    text = make(
        "chaser",
        "barnsley",
        attempts=[attempt("practitioners", "2026-11-09", outcome="open")],
        start_at="service-manager",
        bypass_agreed=True,
    ).text
    assert "the policy's next stage is Service Manager" in text


def test_a_day_that_is_not_known_is_asked_for_and_one_that_is_given_wins(make: Make) -> None:
    unknown = {"raised": "2026-11-05T09:00", "attempts": [attempt("step-3", "unknown", outcome="open")]}
    assert "challenged_on" in make("chaser", **unknown).missing
    for known in (unknown, STEP_3_LATE):
        text = make("chaser", **known, details={"challenged_on": "2026-11-10"}).text
        assert "On 10 November 2026 we raised" in text


def test_a_reminder_on_a_route_beside_the_ladder_is_about_that_route(make: Make) -> None:
    text = make(
        "chaser",
        circumstance="conference-refused",
        attempts=[STEP_2, attempt("conference-request", "2026-11-16", outcome="open")],
    ).text
    assert "On 16 November 2026 we raised a disagreement with your agency. It is at " in text
    assert "at Step 2" not in text


def test_nobody_sends_a_reminder_to_ones_own_colleagues(make: Make) -> None:
    text = make("chaser", "torbay", attempts=[attempt("pre-escalation", "2026-11-09", outcome="open")]).text
    assert "To: Children's social care\n" in text
    assert "at Pre-escalation" not in text


def test_a_reminder_of_a_settled_case_says_that_it_is_settled(make: Make) -> None:
    text = make("chaser", **SETTLED).text
    assert "Our record shows that this disagreement is settled." in text
    assert "does not show that it is settled" not in text


def test_a_reminder_to_two_agencies_names_both(make: Make) -> None:
    text = make("chaser", **STEP_3_LATE, to=["childrens-social-care", "police"]).text
    assert "Safeguarding Lead (Children's social care); Equivalent" in text
    assert "(Police)\n" in text


# The referral.


def test_a_referral_goes_to_the_people_of_the_stage_that_is_next(make: Make) -> None:
    text = make("escalation-referral", **STEP_3_LATE).text
    assert "Referred to stage: Step 4\n" in text
    assert "Who takes it up: Line Manager or Safeguarding Lead (Education)\n" in text
    assert "With whom: Service Manager (Children's social care)\n" in text


def test_a_referral_says_who_acted_at_the_stage_before_unless_a_role_is_given(make: Make) -> None:
    tried = [attempt("stage-1", "2026-11-16", "2026-11-17")]
    assert (
        "Referred by: Practitioner (Education)\n"
        in make("escalation-referral", "torbay", attempts=tried).text
    )
    given = make("escalation-referral", "torbay", attempts=tried, details={"sender_role": "School nurse"})
    assert "Referred by: School nurse (Education)\n" in given.text
    assert "Referred by: Education\n" in make("escalation-referral", "torbay").text


@pytest.mark.parametrize(
    ("last", "by"),
    [
        (attempt("stage-2", "2026-11-16", "2026-11-17"), "Supervisor or Manager"),
        (attempt("stage-2", "2026-11-16", outcome="open"), "Practitioner"),
    ],
    ids=["once the second stage is over", "while the second stage is open"],
)
def test_a_referral_comes_from_the_stage_right_before_the_one_it_goes_to(
    last: dict[str, str], by: str, make: Make
) -> None:
    tried = [attempt("stage-1", "2026-11-16", "2026-11-16"), last]
    text = make("escalation-referral", "torbay", raised="2026-11-16T09:00", attempts=tried).text
    assert f"Referred by: {by} (Education)\n" in text


def test_a_referral_holds_every_attempt_with_its_days_and_outcome(make: Make) -> None:
    page = make("escalation-referral", **STEP_3_LATE).markdown
    assert "| Step 2 | 6 November 2026 | not resolved |" in page
    assert "| Step 3 | from 9 November 2026 | still open |" in page


def test_a_referral_says_that_nothing_was_tried_where_nothing_was(make: Make) -> None:
    assert "No attempt is on record." in make("escalation-referral").text


def test_a_referral_says_which_limit_passed_and_until_when_the_new_stage_may_take(make: Make) -> None:
    text = make("escalation-referral", **STEP_3_LATE).text
    assert "A time limit of the policy for Step 3 passed on Monday 16 November 2026, 17:00." in text
    assert "time limit for this stage ends on Wednesday 25 November 2026, 17:00." in text


def test_a_referral_asks_for_what_the_stage_provides_for_and_names_the_stage_after(make: Make) -> None:
    text = make("escalation-referral", **STEP_3_LATE).text
    assert "provides at this stage for a discussion between the Line Manager" in text
    assert "the policy's next stage is Step 5" in text


def test_a_referral_asks_why_stages_were_skipped_where_the_advice_warns(make: Make) -> None:
    made = make("escalation-referral", attempts=[attempt("step-3", "2026-11-16", "2026-11-17")])
    assert "No attempt is on record at Step 1 and Step 2." in made.text
    assert "skip_reason" in made.missing


def test_a_referral_says_what_keeps_the_child_safe_before_it_argues(make: Make) -> None:
    text = make("escalation-referral", **STEP_3_LATE).text
    assert text.index("safe now") < text.index("What is challenged")


# The confirmation.


def test_a_confirmation_names_both_sides_where_it_was_settled_and_when(make: Make) -> None:
    text = make("outcome-confirmation", **SETTLED).text
    assert "Between: Line Manager or Safeguarding Lead (Education); Equivalent Line Manager" in text
    assert "- Settled at: Step 3\n" in text
    assert "- Settled on: 17 November 2026\n" in text


def test_each_side_has_a_line_to_sign_until_it_is_said_who_confirmed(make: Make) -> None:
    page = make("outcome-confirmation", **SETTLED).markdown
    assert "| Line Manager or Safeguarding Lead (Education) | | |\n" in page
    assert "| Equivalent Line Manager or Safeguarding Lead (Children's social care) | | |\n" in page
    typed = {"confirmed": "Team Manager, Children's social care, 18 November 2026"}
    text = make("outcome-confirmation", **SETTLED, details=typed).text
    assert "- Team Manager, Children's social care, 18 November 2026\n" in text
    assert "Signed or typed" not in text


@pytest.mark.parametrize(("policy", "asks"), [("oxfordshire-2015", True), ("torbay", False)])
def test_who_was_told_is_asked_only_where_the_policy_has_somebody_told(
    policy: str, asks: bool, make: Make
) -> None:
    settled = [attempt("stage-1", "2026-11-16", "2026-11-17", "resolved")]
    assert ("told" in make("outcome-confirmation", policy, attempts=settled).missing) == asks


def test_a_confirmation_never_leaves_open_issues_unsaid(make: Make) -> None:
    made = make("outcome-confirmation", **SETTLED)
    assert {"outcome", "actions", "outstanding", "originator_told", "debrief"} <= set(made.missing)


def test_a_case_that_is_not_settled_says_so_and_asks_where_and_when(make: Make) -> None:
    made = make("outcome-confirmation", **STEP_3_LATE)
    assert "Our record does not yet show that this disagreement is settled." in made.text
    assert {"resolved_at", "resolved_on"} <= set(made.missing)
    assert "does not yet show" not in make("outcome-confirmation", **SETTLED).text


def test_a_day_of_settling_that_is_not_known_is_asked_for(make: Make) -> None:
    settled = [attempt("step-3", "2026-11-16", "unknown", "resolved")]
    assert "resolved_on" in make("outcome-confirmation", attempts=settled).missing


# All three.


@pytest.mark.parametrize("document", LATER)
def test_in_danger_each_speaks_of_the_urgent_referral_and_asks_when_it_was_made(
    document: str, make: Make
) -> None:
    made = make(document, risk="immediate", **STEP_3_LATE)
    assert "An urgent safeguarding referral has been made or is being made." in made.text
    assert "urgent_referral" in made.missing


@pytest.mark.parametrize("document", LATER)
@pytest.mark.parametrize("policy", POLICIES)
def test_every_field_comes_out_whole_under_every_policy(
    document: str, policy: str, make: Make, make_context: Callable[..., object], shipped_template: Find
) -> None:
    fields = shipped_template(document).fields
    typed = {one.name: f"*{one.name}* | <i> # {number}\\" for number, one in enumerate(fields)}
    first, later = {
        "oxfordshire": ("step-3", "step-5"),
        "oxfordshire-2015": ("stage-1", "stage-2"),
        "barnsley": ("managers", "service-manager"),
        "torbay": ("stage-2", "stage-3"),
        "manchester": ("managers", "partnership"),
    }[policy]
    texts = ""
    for outcome in ("open", "unresolved", "resolved"):
        ended = {} if outcome == "open" else {"ended": "2026-11-17"}
        tried = [{"stage": first, "began": "2026-11-16", "outcome": outcome} | ended]
        for more in ({"risk": "immediate"}, {"start_at": later, "bypass_agreed": True}):
            texts += make(document, policy, details=typed, attempts=tried, **more).text
    # A stage and a way of telling that the record holds are not asked for.
    known = {"resolved_at"}
    assert [name for name, words in typed.items() if words not in texts and name not in known] == []
    nothing_known = make(document, policy, details=typed).text
    assert [name for name in known & typed.keys() if typed[name] not in nothing_known] == []


@pytest.mark.parametrize("document", LATER)
def test_about_an_adult_none_speaks_of_a_child(document: str, make: Make, shipped_template: Find) -> None:
    made = make(
        document,
        "manchester",
        subject="adult",
        to=["adult-social-care"],
        details={one.name: "So." for one in shipped_template(document).fields},
        author_role="Manager",
        attempts=[attempt("managers", "2026-11-16", outcome="open")],
    )
    assert "adult" in made.text
    assert "child" not in made.text.lower()


@pytest.mark.parametrize("document", LATER)
def test_none_of_them_blames_anybody(document: str, shipped_template: Find) -> None:
    words = shipped_template(document).body.lower()
    assert [
        word for word in ("fail", "ignore", "refus", "wrong", "fault", "must", "neglect") if word in words
    ] == []
