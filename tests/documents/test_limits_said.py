"""What a document says of a limit whose end opens no next stage, and of one that is not for the stage as a whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec
import pytest

from wizard.advice.advise import House, advise
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.documents.catalogue import Template
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.render import Rendered, render
from wizard.policy.model import Clock, Policy

MakeContext = Callable[..., Context]
Find = Callable[[str], Template]
Houses = Callable[[str], House]
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)


def attempt(stage: str, began: str, ended: str | None = None, outcome: str = "unresolved") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


def under(house: House, policy: Policy, make_context: MakeContext, **facts: object) -> Context:
    """The context of a case under a policy that was changed for the test."""
    changed = msgspec.structs.replace(house, policy=policy)
    said = {
        "policy": policy.id,
        "now": "2026-11-18T10:30",
        "risk": "welfare",
        "from": {"agency": "education"},
        "to": ["childrens-social-care"],
    } | facts
    situation = settle(msgspec.convert(said, Given), policy, changed.time, NOW, None, "the test")
    return msgspec.structs.replace(
        make_context(policy.id), policy=policy, situation=situation, advice=advise(changed, situation)
    )


@pytest.fixture
def limited(
    houses: Houses, make_context: MakeContext, shipped_template: Find, press: Press
) -> Callable[..., Rendered]:
    """A document under Oxfordshire's policy with one clock in the place of its own, or with several."""

    def make(document: str, *clocks: dict[str, object], **facts: object) -> Rendered:
        house = houses("oxfordshire")
        usual = {
            "id": "limit",
            "rule": "The stage may take 5 working days",
            "limit": "5 working days",
            "source": "§9",
        }
        made = tuple(
            msgspec.convert({**usual, "at": ["step-3"], **one, "id": f"limit-{number}"}, Clock)
            for number, one in enumerate(clocks)
        )
        policy = msgspec.structs.replace(house.policy, clocks=made)
        return render(shipped_template(document), under(house, policy, make_context, **facts), press)

    return make


#: Open since Monday 9 November: five working days after it are Monday 16. Open since the 16th: Monday 23.
OVER = {"attempts": [attempt("step-3", "2026-11-09", outcome="open")]}
RUNNING = {"attempts": [attempt("step-3", "2026-11-16", outcome="open")]}
NOT_BY_ITSELF = "The end of the time limit alone does not open the next stage."


@pytest.mark.parametrize("document", ["challenge-letter", "escalation-referral", "chaser"])
@pytest.mark.parametrize(
    ("expires", "says"),
    [
        ("recorded", "If it is missed, that is recorded and no more."),
        ("nothing", "Nothing follows by itself once it has passed."),
    ],
)
def test_while_a_limit_runs_that_moves_no_case_no_stage_is_said_to_open_with_its_end(
    document: str, expires: str, says: str, limited: Callable[..., Rendered]
) -> None:
    text = limited(document, {"expires": expires}, **RUNNING).text
    assert "Monday 23 November 2026, 17:00" in text
    assert says in text
    assert f"{NOT_BY_ITSELF} If it is not settled, the policy's next stage is Step 4" in text


@pytest.mark.parametrize("document", ["challenge-letter", "escalation-referral", "chaser"])
def test_a_limit_that_lets_the_next_stage_begin_says_so_and_one_that_leads_on_says_no_more(
    document: str, limited: Callable[..., Rendered]
) -> None:
    may = limited(document, {"expires": "may escalate"}, **RUNNING).text
    assert "Once it has passed, the next stage may begin." in may
    assert NOT_BY_ITSELF not in may
    leads = limited(document, {"expires": "next stage"}, **RUNNING).text
    assert "Once it has passed" not in leads
    assert NOT_BY_ITSELF not in leads


def test_a_limit_that_was_only_recorded_is_not_forgotten_once_it_has_passed(
    limited: Callable[..., Rendered],
) -> None:
    letter = limited("challenge-letter", {"expires": "recorded"}, **OVER)
    assert "A time limit of the policy for Step 3 passed on Monday 16 November 2026, 17:00" in letter.text
    assert "sets no time limit" not in letter.text
    assert "reply_by" in letter.missing
    notice = limited("board-notification", {"expires": "recorded"}, **OVER)
    assert "Missed. The limit passed on Monday 16 November 2026, 17:00." in notice.text
    assert "late_reason" in notice.missing


def test_a_reminder_after_a_limit_that_is_only_recorded_says_that_it_passed_and_that_the_stage_goes_on(
    limited: Callable[..., Rendered],
) -> None:
    text = limited("chaser", {"expires": "recorded"}, **OVER).text
    assert "time limit for Step 3 passed on Monday 16 November 2026, 17:00." in text
    assert "due now" not in text
    assert NOT_BY_ITSELF in text


def test_a_recorded_limit_that_passed_does_not_hide_the_one_that_still_runs(
    limited: Callable[..., Rendered],
) -> None:
    text = limited(
        "challenge-letter",
        {"expires": "recorded", "limit": "2 working days", "rule": "The first answer takes 2 working days"},
        {"limit": "10 working days", "rule": "The stage may take 10 working days"},
        **OVER,
    ).text
    assert "A time limit of the policy for Step 3 passed on Wednesday 11 November 2026, 17:00" in text
    assert "Please reply in writing by Monday 23 November 2026, 17:00." in text
    assert NOT_BY_ITSELF not in text


def test_a_limit_for_one_step_of_a_stage_is_not_given_as_the_time_for_a_reply(
    limited: Callable[..., Rendered],
) -> None:
    text = limited(
        "challenge-letter", {"step": "talk-to-equivalent", "rule": "Minutes go round"}, **RUNNING
    ).text
    assert "Please reply in writing by" not in text
    assert "Minutes" not in text


def test_of_a_limit_that_has_not_begun_no_date_is_given_and_it_is_not_denied(
    limited: Callable[..., Rendered],
) -> None:
    text = limited(
        "challenge-letter",
        {"owner": "challenged", "rule": "They answer within 5 working days"},
        attempts=[attempt("step-2", "2026-11-16", "2026-11-17")],
    ).text
    assert "They answer within 5 working days (§9). No date follows from that now." in text
    assert "sets no time limit" not in text
