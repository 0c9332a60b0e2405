"""The papers of the middle of a case: reasons in writing, record of a meeting, conference request, dissent, reply form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from wizard.base.paths import shipped
from wizard.documents.catalogue import Template, catalogue
from wizard.documents.render import Rendered

Make = Callable[..., Rendered]
Golden = Callable[[str, Rendered], str]
Details = Mapping[str, str]
Find = Callable[[str], Template]

POLICIES = ("oxfordshire", "oxfordshire-2015", "barnsley", "torbay", "manchester")
DOCUMENTS = (
    "written-reasons",
    "meeting-record",
    "conference-request",
    "dissent-statement",
    "challenge-reply",
)
#: Those that make sense for an adult too; conferences are about children.
FOR_ADULTS_TOO = ("written-reasons", "meeting-record", "challenge-reply")
#: Those that are sent to the other agency, so that a settled case has to be spoken of before.
SENT = ("written-reasons", "conference-request", "dissent-statement", "challenge-reply")

REASONS = {
    "own_view": "J. is alone at night, and what J. says has not changed since September.",
    "other_view": 'The team says: "One home visit on 10 November gave no cause for concern."',
    "other_threshold": "The same document, level 2: some extra help.",
    "own_change": "A visit in the evening that finds an adult at home.",
    "other_change": "A note from another agency that J. was seen alone at night.",
}
MEETING = {
    "meeting_kind": "Restorative conversation",
    "meeting_stage": "Step 4",
    "purpose": "To hear both sides and agree what J. needs first.",
    "meeting_date": "2026-11-17",
    "meeting_time": "14:00 to 15:15",
    "meeting_place": "Video call",
    "chair": "Service Manager, Early Help",
    "chair_reason": "Early Help has no part in this case.",
    "guided_by": "Restorative practitioner, Early Help",
    "attended": "Designated Safeguarding Lead, Education\nTeam Manager, Children's social care",
    "apologies": "School nurse, Health",
    "needed_too": "Health visitor, Health",
    "positions": 'Education: "J. should be seen at home in the evening."\n'
    'Children\'s social care: "We saw J. at home on 10 November."',
    "decisions": "A second visit is made in the evening, because nobody has seen J. at home then.",
    "actions": "Evening visit: social worker, by 20 November 2026, checked in a call on 23 November",
    "outstanding": "Who sees J. on Fridays: Designated Safeguarding Lead, by 23 November 2026, by phone",
    "review": "24 November 2026, by video call",
    "minutes_to": "All who were there, by 19 November 2026\nSchool nurse, Health, by 19 November 2026",
}
CONFERENCE = {
    "decision": "The decision of 12 November not to hold a child protection conference.",
    "involvement": "The school sees J. each day. Its safeguarding lead took part in the enquiry of 5 November.",
    "concerns": "J. is alone at night, and no plan says who would look after J.",
    "supported_by": "Designated Nurse, 16 November 2026",
    "talked_over": "13 November 2026: Team Manager, by phone; we did not agree",
    "other_view": "The enquiry found no lasting harm.",
    "reply_by": "2026-11-20",
}
DISSENT = {
    "conference_date": "2026-11-16",
    "conference_type": "Initial conference",
    "decision": "No child protection plan is needed.",
    "dissent_aim": "To challenge the decision",
    "dissent_of": "The view of my agency",
    "grounds": "J. is alone at night: attendance officer's note, 9 November 2026\nNo plan names a safe adult",
    "lead_consulted": "Asked on 17 November 2026. The lead agrees.",
    "outcome_sought": "Please look again at the need for a plan.",
    "reply_by": "2026-11-24",
}


def attempt(stage: str, began: str, ended: str | None = None, outcome: str = "unresolved") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


STEP_2 = attempt("step-2", "2026-11-16", "2026-11-17")
STEP_2_OPEN = attempt("step-2", "2026-11-16", outcome="open")
SETTLED = [attempt("step-3", "2026-11-16", "2026-11-17", "resolved")]
FINISHED = [attempt("step-6", "2026-11-16", "2026-11-17")]
#: A situation in which each of the documents is listed, by document.
LISTED: Mapping[str, Mapping[str, object]] = {
    "written-reasons": {"attempts": [STEP_2_OPEN]},
    "meeting-record": {"attempts": [attempt("step-3", "2026-11-16", "2026-11-17")]},
    "conference-request": {"circumstance": "conference-refused"},
    "dissent-statement": {"circumstance": "conference-dissent"},
    "challenge-reply": {"attempts": [STEP_2]},
}


def fields_with_words(template: Template) -> dict[str, str]:
    """Each field of a template with words that no other text holds, and that mean something to Markdown."""
    return {one.name: f"*{one.name}* | <i> # {number}\\" for number, one in enumerate(template.fields)}


# Word for word.


@pytest.mark.parametrize(
    ("policy", "stage"), [("oxfordshire", "step-2"), ("barnsley", "practitioners")], ids=lambda one: str(one)
)
def test_the_reasons_of_both_sides_are_the_page_that_was_agreed(
    policy: str, stage: str, make: Make, golden: Golden, letter: Details
) -> None:
    made = make(
        "written-reasons",
        policy,
        attempts=[attempt(stage, "2026-11-16", outcome="open")],
        raised="2026-11-16T09:00",
        about="criteria-for-referral",
        details={**letter, **REASONS},
        author_role="Class teacher",
    )
    assert made.markdown == golden(f"{policy}-written-reasons", made)
    assert made.missing == ()


@pytest.mark.parametrize(
    ("policy", "before", "kind", "held_at"),
    [
        ("oxfordshire", "step-3", "Restorative conversation", "Step 4"),
        ("oxfordshire-2015", "stage-2", "Multi-agency panel", "Complex Case Panel"),
        ("torbay", "stage-4", "Multi-agency panel", "Stage Five"),
        ("manchester", "managers", "Meeting of professionals", "Partnership"),
    ],
)
def test_the_record_of_a_meeting_is_the_page_that_was_agreed(
    policy: str, before: str, kind: str, held_at: str, make: Make, golden: Golden, letter: Details
) -> None:
    made = make(
        "meeting-record",
        policy,
        attempts=[attempt(before, "2026-11-12", "2026-11-13")],
        raised="2026-11-12T09:00",
        details={**letter, **MEETING, "meeting_kind": kind, "meeting_stage": held_at},
        author_role="Service Manager",
    )
    assert made.markdown == golden(f"{policy}-meeting-record", made)
    assert made.missing == ()


@pytest.mark.parametrize("policy", ["oxfordshire", "barnsley"])
def test_the_request_for_a_conference_is_the_page_that_was_agreed(
    policy: str, make: Make, golden: Golden, letter: Details
) -> None:
    made = make(
        "conference-request",
        policy,
        circumstance="conference-refused",
        risk="significant",
        details={**letter, **CONFERENCE},
        author_role="Designated Safeguarding Lead",
    )
    assert made.markdown == golden(f"{policy}-conference-request", made)
    assert made.missing == ()


def test_the_dissent_is_the_page_that_was_agreed(make: Make, golden: Golden, letter: Details) -> None:
    made = make(
        "dissent-statement",
        circumstance="conference-dissent",
        details={**letter, **DISSENT},
        author_role="Designated Safeguarding Lead",
    )
    assert made.markdown == golden("oxfordshire-dissent-statement", made)
    assert made.missing == ()


@pytest.mark.parametrize(
    ("policy", "tried"),
    [
        ("oxfordshire", "step-2"),
        ("oxfordshire-2015", "pre-escalation"),
        ("barnsley", "practitioners"),
        ("torbay", "stage-1"),
        ("manchester", "practitioners"),
    ],
)
def test_the_form_for_the_reply_is_the_page_that_was_agreed(
    policy: str, tried: str, make: Make, golden: Golden, letter: Details
) -> None:
    made = make(
        "challenge-reply",
        policy,
        attempts=[attempt(tried, "2026-11-16", "2026-11-17")],
        raised="2026-11-16T09:00",
        details={**letter, "reply_by": "2026-11-23"},
        author_role="Designated Safeguarding Lead",
    )
    assert made.markdown == golden(f"{policy}-challenge-reply", made)
    assert made.missing == ()


# All of them.


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_mandatory_field_stands_on_the_page_as_a_gap_until_it_is_given(
    document: str, make: Make, shipped_template: Find
) -> None:
    made = make(document, **LISTED[document])
    mandatory = [one for one in shipped_template(document).fields if one.mandatory]
    above = made.text[: made.text.index("Still missing")]
    assert [one.name for one in mandatory if f"[To be completed: {one.help}]" not in above] == []
    assert {one.name for one in mandatory} <= set(made.missing)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_missing_is_listed_and_the_page_is_a_draft(
    document: str, make: Make, shipped_template: Find
) -> None:
    made = make(document, **LISTED[document])
    help_of = {one.name: one.help for one in shipped_template(document).fields}
    end = made.text[made.text.index("Still missing") :]
    assert made.text.startswith("DRAFT.")
    assert [name for name in made.missing if f"- {help_of[name]}\n" not in end] == []


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("policy", POLICIES)
def test_every_field_comes_out_whole_under_every_policy(
    document: str, policy: str, make: Make, shipped_template: Find
) -> None:
    typed = fields_with_words(shipped_template(document))
    for risk in ("immediate", "welfare"):
        text = make(document, policy, details=typed, risk=risk).text
        assert [name for name, words in typed.items() if words not in text] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_with_every_field_given_nothing_is_missing_in_any_state_of_the_case(
    document: str, make: Make, shipped_template: Find
) -> None:
    given = {one.name: "So it is." for one in shipped_template(document).fields}
    states: list[dict[str, object]] = [
        {},
        {"risk": "immediate"},
        {"attempts": SETTLED},
        {"attempts": FINISHED},
        {"circumstance": "complaint"},
        {"to": ["childrens-social-care", "police", "health/ouh"]},
    ]
    assert [state for state in states if make(document, details=given, **state).missing] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_immediate_danger_comes_first_and_the_urgent_referral_is_asked_for(document: str, make: Make) -> None:
    made = make(document, **{**LISTED[document], "risk": "immediate"})
    assert made.text.startswith("If the child is in danger now, call 999.")
    assert "An urgent safeguarding referral has been made or is being made." in made.text
    assert "urgent_referral" in made.missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_without_danger_nothing_is_asked_about_an_urgent_referral(document: str, make: Make) -> None:
    made = make(document, **LISTED[document])
    assert "Urgent referral" not in made.text
    assert "urgent_referral" not in made.missing


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_agency_that_is_challenged_is_named(document: str, make: Make) -> None:
    text = make(document, attempts=[STEP_2], to=["childrens-social-care", "police"]).text
    assert (
        "Safeguarding Lead (Children's social care); Equivalent Line Manager or Safeguarding Lead (Police)"
        in text
    )


@pytest.mark.parametrize("document", SENT)
def test_a_settled_case_says_so_before_the_page_is_sent(document: str, make: Make) -> None:
    assert "Our record shows that this disagreement is settled." in make(document, attempts=SETTLED).text
    assert "settled. Check" not in make(document, **LISTED[document]).text


@pytest.mark.parametrize("document", ["challenge-letter", "escalation-referral"])
def test_a_letter_or_referral_of_a_settled_case_says_so_before_it_is_sent(document: str, make: Make) -> None:
    assert "Our record shows that this disagreement is settled." in make(document, attempts=SETTLED).text
    assert "Our record shows" not in make(document, attempts=[STEP_2]).text


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize(
    ("policy", "state", "says"),
    [
        ("oxfordshire", {"attempts": FINISHED}, "None. All stages have been used"),
        ("torbay", {"circumstance": "complaint"}, "None. The policy does not cover this disagreement."),
        ("oxfordshire", {"attempts": SETTLED}, "None. The disagreement was settled at Step 3."),
    ],
    ids=["complete", "outside", "settled"],
)
def test_where_no_stage_is_open_the_page_says_why_and_names_no_next_stage(
    document: str, policy: str, state: dict[str, object], says: str, make: Make
) -> None:
    text = make(document, policy, **state).text
    assert says in text
    assert "next stage is" not in text
    assert "No stage of the policy is open." in text


@pytest.mark.parametrize("document", FOR_ADULTS_TOO)
def test_about_an_adult_none_speaks_of_a_child(document: str, make: Make, shipped_template: Find) -> None:
    made = make(
        document,
        "manchester",
        subject="adult",
        to=["adult-social-care"],
        details={one.name: "So." for one in shipped_template(document).fields},
        risk="immediate",
        attempts=[attempt("managers", "2026-11-16", outcome="open")],
    )
    assert "adult" in made.text
    assert "child" not in made.text.lower()


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("policy", POLICIES)
def test_each_is_a_case_document_and_says_how_to_handle_it(document: str, policy: str, make: Make) -> None:
    text = make(document, policy).text
    assert "Case document. Only for the agencies that work on this case." in text
    assert "Send it by secure means only." in text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_none_of_them_blames_anybody(document: str, shipped_template: Find) -> None:
    words = shipped_template(document).body.lower()
    assert [
        word for word in ("fail", "ignore", "refus", "wrong", "fault", "must", "neglect") if word in words
    ] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_initials_are_shown_only_where_they_are_given(document: str, make: Make) -> None:
    assert "initials J. B." in make(document, details={"person": "J. B."}).text
    assert "initials" not in make(document).text


@pytest.mark.parametrize("document", ["challenge-letter", *SENT])
def test_a_role_that_is_given_for_the_page_wins_over_the_role_of_whoever_makes_it(
    document: str, make: Make
) -> None:
    text = make(document, details={"sender_role": "Class teacher"}, author_role="Administrator").text
    assert re.search(r"^(From|Reply to): Class teacher \(Education\)$", text, re.MULTILINE)
    assert "Author's role: Administrator." in text


def test_a_manager_who_is_named_as_having_completed_the_notification_wins_too(make: Make) -> None:
    said = {"completed_by": "Head teacher"}
    text = make("board-notification", details=said, author_role="Administrator").text
    assert "- Completed by: Head teacher\n" in text
    assert "Sent by: Head teacher\n" in text


# What is asked once is the same thing everywhere.


def test_fields_of_one_name_are_the_same_field_in_every_template() -> None:
    said: dict[str, set[tuple[object, ...]]] = {}
    for template in catalogue(shipped("templates")):
        for one in template.fields:
            said.setdefault(one.name, set()).add((one.type, one.help, one.options, one.holds))
    assert {name: ways for name, ways in said.items() if len(ways) > 1} == {}


@pytest.mark.parametrize(
    ("name", "holds"), [("person", "name"), ("addressee", "name"), ("work_contact", "address")]
)
def test_what_is_of_a_person_is_marked_wherever_it_is_asked(name: str, holds: str) -> None:
    found = {
        one.id: field.holds
        for one in catalogue(shipped("templates"))
        for field in one.fields
        if field.name == name
    }
    assert set(found.values()) == {holds}


def test_what_was_written_for_the_letter_leaves_the_reply_form_with_nothing_to_ask(
    make: Make, letter: Details
) -> None:
    assert make("challenge-reply", attempts=[STEP_2], details=letter).missing == ()


def test_what_was_written_for_the_letter_leaves_the_reasons_with_only_the_two_minds_to_ask(
    make: Make, letter: Details
) -> None:
    assert make("written-reasons", attempts=[STEP_2_OPEN], details=letter).missing == (
        "own_view",
        "other_view",
        "other_threshold",
        "own_change",
        "other_change",
    )


# The reasons of both sides.


def test_each_sides_reasons_stand_with_its_own_threshold_and_what_would_change_its_mind(
    make: Make, letter: Details
) -> None:
    text = make("written-reasons", details={**letter, **REASONS}).text
    ours, theirs = text.split("Our position and our reasons")[1].split("The other agency's position")
    assert [
        one for one in (REASONS["own_view"], letter["threshold"], REASONS["own_change"]) if one not in ours
    ] == []
    assert [
        one
        for one in (REASONS["other_view"], REASONS["other_threshold"], REASONS["other_change"])
        if one not in theirs
    ] == []


def test_each_side_has_room_to_correct_its_reasons(make: Make) -> None:
    page = make("written-reasons", attempts=[STEP_2], to=["childrens-social-care", "police"]).markdown
    assert "| Line Manager or Safeguarding Lead (Education) | | |\n" in page
    assert "| Equivalent Line Manager or Safeguarding Lead (Children's social care) | | |\n" in page
    assert "| Equivalent Line Manager or Safeguarding Lead (Police) | | |\n" in page


def test_the_reasons_say_what_keeps_the_child_safe_before_they_argue(make: Make) -> None:
    text = make("written-reasons").text
    assert text.index("safe now") < text.index("What the disagreement is about")


# The record of a meeting.


def test_each_action_point_has_a_line_of_its_own(make: Make) -> None:
    actions = "Visit: social worker, by 20 November\nCall: lead, by 23 November"
    text = make("meeting-record", details={"actions": actions}).text
    assert "- Visit: social worker, by 20 November\n- Call: lead, by 23 November\n" in text


@pytest.mark.parametrize("name", ["guided_by", "record_dissent", "referral_considered", "meeting_kind"])
def test_what_only_some_meetings_have_is_asked_of_none(name: str, make: Make) -> None:
    assert name not in make("meeting-record").missing
    assert "So it was." in make("meeting-record", details={name: "So it was."}).text


def test_a_record_names_the_stage_that_comes_if_this_does_not_settle_it(make: Make) -> None:
    text = make("meeting-record", attempts=[attempt("step-3", "2026-11-16", "2026-11-17")]).text
    assert (
        "- Next stage: If it is not settled, the policy's next stage is Step 5: a discussion between" in text
    )


def test_a_record_of_a_late_stage_says_that_the_next_one_is_due_now(make: Make) -> None:
    tried = [attempt("step-4", "2026-11-02", outcome="open")]
    text = make("meeting-record", raised="2026-10-30T09:00", attempts=tried).text
    assert "the policy's next stage is due now. It is Step 5" in text


def test_a_record_keeps_the_stage_of_the_meeting_apart_from_the_stage_now(make: Make) -> None:
    text = make("meeting-record", attempts=[STEP_2], details={"meeting_stage": "Step 2"}).text
    assert "Stage at which it was held: Step 2\nStage when this was written: Step 3\n" in text


# The request for a conference.


@pytest.mark.parametrize(
    ("policy", "to"),
    [
        ("oxfordshire", "To: Children's Social Care Services (Children's social care)\n"),
        ("barnsley", "To: Social Work Team Manager (Children's social care)\n"),
    ],
)
def test_a_request_goes_to_whom_the_policy_names_and_leaves_the_decision_there(
    policy: str, to: str, make: Make
) -> None:
    text = make("conference-request", policy, circumstance="conference-refused").text
    assert to in text
    assert "The decision on this request stays with children's social care." in text


def test_a_request_asks_who_supports_it_and_what_was_talked_over_first(make: Make) -> None:
    missing = make("conference-request", circumstance="conference-refused").missing
    assert {"supported_by", "talked_over", "involvement", "concerns"} <= set(missing)


def test_a_request_invents_no_deadline_where_the_policy_sets_none(make: Make) -> None:
    made = make("conference-request", "barnsley", circumstance="conference-refused")
    assert "The policy sets no time limit for this stage" in made.text
    assert "reply_by" in made.missing


# The dissent.


def test_a_dissent_goes_to_the_chair_of_the_conference(make: Make) -> None:
    text = make("dissent-statement", circumstance="conference-dissent").text
    assert "To: Child Protection Conference Chair (Children's social care)\n" in text


def test_a_dissent_for_the_record_only_asks_for_no_reply_and_names_nothing_that_comes_after(
    make: Make,
) -> None:
    aim = {"dissent_aim": "For the record only"}
    made = make("dissent-statement", circumstance="conference-dissent", details=aim)
    assert "No other reply is needed." in made.text
    assert "What happens otherwise" not in made.text
    assert {"reply_by", "outcome_sought"}.isdisjoint(made.missing)


@pytest.mark.parametrize(
    "aim", [{}, {"dissent_aim": "To challenge the decision"}], ids=["unsaid", "challenge"]
)
def test_a_dissent_that_may_challenge_asks_what_is_sought_and_by_when(
    aim: dict[str, str], make: Make
) -> None:
    made = make("dissent-statement", circumstance="conference-dissent", details=aim)
    assert {"reply_by", "outcome_sought"} <= set(made.missing)
    assert "What happens otherwise" in made.text


def test_a_dissent_for_the_record_still_shows_all_that_was_written(make: Make) -> None:
    said = {
        "dissent_aim": "For the record only",
        "reply_by": "2026-11-24",
        "outcome_sought": "A copy of the minutes.",
    }
    text = make("dissent-statement", circumstance="conference-dissent", details=said).text
    assert "Please tell us by 24 November 2026 that it has been noted." in text
    assert "A copy of the minutes." in text


# The form for the reply.

ASKED_OF_THE_OTHER = (
    "Date of your reply",
    "Your role and agency",
    "Your reference",
    "Date on which the challenge reached you",
    "Is your reply in time? If it is late, why?",
    "Was the file read again? On what date, and by which role?",
    "What new information do you have? Where is it from, and of what date?",
    "What do you accept, and why?",
    "What do you not accept, and why?",
    "First action: what, by which role and by when?",
    "What do we still not agree on?",
    "When could we talk or meet? Please give a date and time.",
    "Closing line. Write one of these: resolved, partly resolved, not resolved.",
)


@pytest.mark.parametrize("asked", ASKED_OF_THE_OTHER)
def test_the_form_leaves_room_for_each_part_of_a_reply(asked: str, make: Make) -> None:
    assert f"| {asked} | |\n" in make("challenge-reply").markdown


def test_every_answer_of_the_form_is_empty_and_none_of_ours_is_asked_there(
    make: Make, letter: Details
) -> None:
    page = make("challenge-reply", attempts=[STEP_2], details=letter).markdown
    rows = [line for line in page.split("\n") if line.startswith("|") and "---" not in line]
    rows = [row for row in rows if row != "| What we ask | Your answer |"]
    assert len(rows) >= len(ASKED_OF_THE_OTHER)
    assert [row for row in rows if not row.endswith("| |")] == []


def test_the_form_says_what_is_challenged_what_is_asked_and_by_when(make: Make, letter: Details) -> None:
    text = make("challenge-reply", attempts=[STEP_2], details=letter).text
    assert letter["decision"] in text
    assert letter["outcome_sought"] in text
    assert "Please reply by Tuesday 24 November 2026, 17:00." in text
    assert text.index(letter["decision"]) < text.index("Your answer")


def test_a_reference_that_is_known_is_not_asked_again(make: Make) -> None:
    text = make("challenge-reply", details={"their_reference": "CSC-7"}).text
    assert "Your reference: CSC-7\n" in text
    assert text.count("Your reference") == 1


def test_several_agencies_fill_in_a_copy_each(make: Make) -> None:
    one_each = "Each agency that replies fills in a copy of its own."
    assert one_each in make("challenge-reply", to=["childrens-social-care", "police"]).text
    assert one_each not in make("challenge-reply").text


# The notification.


def test_a_notification_says_who_sends_it_and_by_what_means(make: Make) -> None:
    said = {"means": "secure email", "completed_by": "Head teacher"}
    text = make("board-notification", details=said).text
    assert "Sent by: Head teacher\nMeans of sending: secure email\n" in text
    text = make("board-notification", details={**said, "sent_by": "School business manager"}).text
    assert "Sent by: School business manager\n" in text
    assert "- Completed by: Head teacher\n" in text


def test_a_notification_of_a_case_with_no_attempt_says_that_there_is_none(make: Make) -> None:
    assert "- Earlier stages: no attempt is on record." in make("board-notification").text
    assert "- Earlier stages:" not in make("board-notification", attempts=[STEP_2_OPEN]).text


def test_a_notification_of_a_case_that_is_not_settled_does_not_say_that_nothing_is_open(make: Make) -> None:
    assert "The disagreement is not settled." in make("board-notification", attempts=[STEP_2]).text
    assert "The disagreement is not settled." not in make("board-notification", attempts=SETTLED).text
