"""The letter, the notification and the lead card: what each must say, and one of each word for word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
import pytest

from wizard.advice.lead import CardText
from wizard.advice.worktime import LONDON
from wizard.documents.catalogue import Template
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.render import Rendered, render

POLICIES = ("oxfordshire", "oxfordshire-2015", "barnsley", "torbay", "manchester")
CASE_DOCUMENTS = (
    "board-notification",
    "challenge-letter",
    "chaser",
    "escalation-referral",
    "outcome-confirmation",
)

MakeContext = Callable[..., Context]
Make = Callable[..., Rendered]
Golden = Callable[[str, Rendered], str]
Details = Mapping[str, str]

NOTIFICATION = {
    "person": "J. B.",
    "age_band": "5 to 9",
    "level_of_need": "Child in need",
    "raiser_role": "Class teacher",
    "work_contact": "01865 000000",
    "invoked_on": "2026-11-10",
    "summary": "The agencies saw the level of need differently. The managers agreed on a joint visit.",
    "safety_action": "The school nurse saw the child each morning.",
    "means": "secure email",
    "outcome": "A joint visit is made on 20 November 2026.",
    "outstanding": "Feedback to the class teacher: manager, Education, by 23 November 2026",
    "learning": "A joint visit could be offered earlier.",
}


def attempt(stage: str, began: str, ended: str | None = None, outcome: str = "unresolved") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


# Word for word.


def test_a_letter_at_step_3_is_the_one_that_was_agreed(make: Make, golden: Golden, letter: Details) -> None:
    made = make(
        "challenge-letter",
        attempts=[attempt("step-2", "2026-11-16", "2026-11-17")],
        about="criteria-for-referral",
        raised="2026-11-13T09:00",
        details=letter,
        author_role="Designated Safeguarding Lead",
    )
    assert made.markdown == golden("oxfordshire-step-3-letter", made)
    assert made.missing == ()


def test_a_notification_of_a_settled_case_is_the_one_that_was_agreed(make: Make, golden: Golden) -> None:
    made = make(
        "board-notification",
        "oxfordshire-2015",
        attempts=[
            attempt("pre-escalation", "2026-11-09", "2026-11-09"),
            attempt("stage-1", "2026-11-10", "2026-11-16", "resolved"),
        ],
        about="levels-of-need",
        raised="2026-11-09T09:00",
        details=NOTIFICATION,
        author_role="Head teacher",
    )
    assert made.markdown == golden("oxfordshire-2015-resolved-notification", made)
    assert made.missing == ()


def test_a_lead_card_is_the_one_that_was_agreed(
    make: Make, golden: Golden, make_card: Callable[..., CardText]
) -> None:
    made = make("lead-card", card=make_card("oxfordshire", "health/ouh"), practice=True)
    assert made.markdown == golden("oxfordshire-lead-card", made)


# The lead card.


def strings_of(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [one for item in value for one in strings_of(item)]
    if isinstance(value, msgspec.Struct):
        return [one for name in value.__struct_fields__ for one in strings_of(getattr(value, name))]
    return []


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("hour", [10, 23])
@pytest.mark.parametrize("agency", ["childrens-social-care", "health", "police", "education"])
def test_a_lead_card_leaves_out_nothing_of_the_card_and_keeps_its_order(
    policy: str, hour: int, agency: str, make: Make, make_card: Callable[..., CardText]
) -> None:
    card = make_card(policy, agency, at=datetime(2026, 11, 18, hour, 0, tzinfo=LONDON))
    text = make("lead-card", policy, card=card).text
    position = 0
    for words in strings_of(card):
        found = text.find(words, position)
        assert found >= 0, f"not on the card, or not in its place: {words}"
        position = found + len(words)


def test_a_lead_card_can_be_made_outside_any_case(
    make_context: MakeContext,
    make_card: Callable[..., CardText],
    shipped_template: Callable[[str], Template],
    press: Press,
) -> None:
    whole = make_context()
    card = make_card("oxfordshire", "police", "step-3")
    bare = Context(policy=whole.policy, made_at=whole.made_at, card=card)
    assert "Step 3: Manager to manager" in render(shipped_template("lead-card"), bare, press).text


# The letter: time.


def test_a_letter_asks_for_a_reply_by_the_policys_own_limit_and_says_which_rule(make: Make) -> None:
    text = make("challenge-letter", attempts=[attempt("step-2", "2026-11-16", "2026-11-17")]).text
    assert "Please reply in writing by Tuesday 24 November 2026, 17:00." in text
    assert "5 working days at the most (§2)" in text


def test_a_letter_invents_no_deadline_where_the_policy_sets_none(make: Make) -> None:
    made = make("challenge-letter", "oxfordshire-2015")
    assert "The policy sets no time limit for this stage (§1 Timescales)." in made.text
    assert "[To be completed: the date by which you ask for a reply]" in made.text
    assert "reply_by" in made.missing


def test_a_limit_in_a_text_that_was_not_to_be_had_is_not_called_unstated(
    make_context: MakeContext, shipped_template: Callable[[str], Template], press: Press
) -> None:
    context = make_context("oxfordshire-2015")
    clocks = tuple(msgspec.structs.replace(one, limit="unseen") for one in context.policy.clocks)
    policy = msgspec.structs.replace(context.policy, clocks=clocks)
    unseen = msgspec.structs.replace(context, policy=policy)
    text = render(shipped_template("challenge-letter"), unseen, press).text
    assert "was not to be had, so none is given here (§1 Timescales)" in text
    assert "sets no time limit" not in text


def test_a_date_that_is_asked_for_is_shown_as_the_agencys_own_request(make: Make) -> None:
    made = make("challenge-letter", "oxfordshire-2015", details={"reply_by": "2026-11-20"})
    assert "by this date: 20 November 2026. The date is our own request." in made.text
    assert "reply_by" not in made.missing


def test_a_limit_that_has_passed_is_not_given_as_the_time_for_a_reply(make: Make) -> None:
    text = make(
        "challenge-letter",
        "torbay",
        raised="2026-11-02T09:00",
        attempts=[attempt("stage-1", "2026-11-03", "2026-11-04")],
    ).text
    assert "A time limit of the policy for Stage Two passed on Monday 9 November 2026, 17:00" in text
    assert "Please reply in writing by" not in text


# The letter: who, where and what next.


def test_a_letter_goes_to_the_role_and_agency_of_the_stage(make: Make) -> None:
    text = make("challenge-letter", attempts=[attempt("step-2", "2026-11-16", "2026-11-17")]).text
    assert "To: Equivalent Line Manager or Safeguarding Lead (Children's social care)\n" in text
    assert "From: Line Manager or Safeguarding Lead (Education)\n" in text


def test_a_letter_to_two_agencies_names_both(make: Make) -> None:
    text = make(
        "challenge-letter",
        to=["childrens-social-care", "health/ouh"],
        attempts=[attempt("step-2", "2026-11-16", "2026-11-17")],
    ).text
    assert "Safeguarding Lead (Children's social care); Equivalent" in text
    assert "(Oxford University Hospitals)\n" in text


def test_a_letter_never_goes_to_ones_own_colleagues(make: Make) -> None:
    text = make("challenge-letter").text
    assert "To: Children's social care\n" in text
    assert "Co-workers" not in text


def test_a_letter_names_the_next_stage_and_who_acts_there(make: Make) -> None:
    text = make("challenge-letter", attempts=[attempt("step-2", "2026-11-16", "2026-11-17")]).text
    assert "next stage is Step 4: a discussion between" in text
    assert "Service Manager (Children's social care) (§3 Step 4)." in text


def test_the_next_stage_has_the_title_that_a_voluntary_organisation_uses(make: Make) -> None:
    text = make(
        "challenge-letter",
        **{"from": {"agency": "voluntary", "sector": "voluntary"}},
        attempts=[attempt("step-2", "2026-11-16", "2026-11-17")],
    ).text
    assert "management committee or Designated Safeguarding Lead (Voluntary, community" in text


def test_a_letter_at_the_last_stage_says_that_none_comes_after(make: Make) -> None:
    text = make("challenge-letter", attempts=[attempt("step-5", "2026-11-16", "2026-11-17")]).text
    assert "The policy names no stage after this one." in text


def test_a_letter_lists_earlier_attempts_with_dates_and_outcome(make: Make) -> None:
    text = make(
        "challenge-letter",
        attempts=[attempt("step-1", "unknown", "unknown"), attempt("step-2", "2026-11-16", "2026-11-17")],
    ).text
    assert "- Step 2: 16 November 2026 to 17 November 2026; not resolved" in text
    assert "- Step 1: date not known; not resolved" in text


def test_a_letter_asks_why_stages_were_skipped_where_the_advice_warns(make: Make) -> None:
    made = make("challenge-letter", attempts=[attempt("step-3", "2026-11-16", "2026-11-17")])
    assert "No attempt is on record at Step 1 and Step 2." in made.text
    assert "skip_reason" in made.missing


def test_a_letter_asks_no_reason_for_stages_that_the_policy_lets_the_case_pass(make: Make) -> None:
    made = make("challenge-letter", risk="significant")
    assert "The policy lets a case like this go past them (§3 Step 2a" in made.text
    assert "skip_reason" not in made.missing


# Danger, people and marks.


@pytest.mark.parametrize("document", [*CASE_DOCUMENTS, "lead-card"])
def test_immediate_danger_comes_before_anything_else(
    document: str, make: Make, make_card: Callable[..., CardText]
) -> None:
    made = make(document, risk="immediate", practice=True, card=make_card("oxfordshire", "police"))
    assert made.text.startswith("If the child is in danger now, call 999.")


def test_a_letter_in_immediate_danger_speaks_of_the_urgent_referral_and_asks_when_it_was_made(
    make: Make,
) -> None:
    made = make("challenge-letter", risk="immediate")
    assert "An urgent safeguarding referral has been made or is being made." in made.text
    assert "urgent_referral" in made.missing


def test_a_letter_about_an_adult_does_not_speak_of_a_child(make: Make, letter: Details) -> None:
    made = make(
        "challenge-letter",
        "manchester",
        subject="adult",
        to=["adult-social-care"],
        details=dict.fromkeys([*letter, "reply_by"], "So."),
        author_role="Manager",
    )
    assert "What this means for the adult" in made.text
    assert "child" not in made.text.lower()


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("document", CASE_DOCUMENTS)
def test_every_case_document_says_how_to_handle_it(document: str, policy: str, make: Make) -> None:
    text = make(document, policy).text
    assert "Send it by secure means only." in text
    assert "supports professional judgement and does not replace it" in text
    assert "retention schedule" in text


def test_a_practice_case_is_marked_as_invented(make: Make) -> None:
    assert make("challenge-letter", practice=True).text.startswith("Practice: invented case.")


def test_a_real_case_is_not_marked_as_practice(make: Make) -> None:
    assert "Practice" not in make("challenge-letter", "torbay").text.replace("Practitioner", "")


# The notification.


@pytest.mark.parametrize("policy", POLICIES)
def test_a_notification_has_the_title_and_the_board_of_its_policy(
    policy: str, make: Make, make_context: MakeContext
) -> None:
    said = make_context(policy).policy
    text = make("board-notification", policy).text
    assert said.terms.notification_title in text
    assert f"To: {said.policy.board} ({said.policy.board_short})" in text


@pytest.mark.parametrize(
    ("attempts", "kind"),
    [
        ([], "Opened"),
        ([attempt("step-2", "2026-11-16", outcome="open")], "Moved to another stage"),
        ([attempt("step-2", "2026-11-16", "2026-11-17", "resolved")], "Resolved"),
    ],
)
def test_a_notification_says_what_kind_it_is(attempts: list[dict[str, str]], kind: str, make: Make) -> None:
    assert f"Kind of notice: {kind}\n" in make("board-notification", attempts=attempts).text


def test_a_kind_that_was_chosen_wins(make: Make) -> None:
    text = make("board-notification", details={"notice_type": "For monitoring only"}).text
    assert "Kind of notice: For monitoring only\n" in text


def test_a_settled_case_asks_for_its_outcome(make: Make) -> None:
    made = make("board-notification", attempts=[attempt("step-2", "2026-11-16", "2026-11-17", "resolved")])
    assert "outcome" in made.missing
    assert "Settled at: Step 2" in made.text


def test_a_missed_limit_asks_for_the_reason(make: Make) -> None:
    made = make("board-notification", attempts=[attempt("step-3", "2026-11-02", outcome="open")])
    assert "Time limit of Step 3: Missed. It passed on Monday 9 November 2026, 17:00." in made.text
    assert "late_reason" in made.missing


def test_a_disagreement_older_than_what_was_said_is_not_given_a_wrong_date(make: Make) -> None:
    made = make("board-notification", attempts=[attempt("step-2", "2026-11-02", "2026-11-03")])
    assert "arose_on" in made.missing
