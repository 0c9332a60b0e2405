"""A letter is read as its reader may read it, and each remark can be told again by its id."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.paths import shipped
from wizard.documents.catalogue import DocumentClass, Field, Holds, Template, catalogue, read_template
from wizard.documents.details import is_no_day
from wizard.documents.letter_check import Known, Remark, check_letter, rules
from wizard.documents.letter_fields import TELL_OF_THE_PAST

LETTER = read_template(shipped("templates") / "challenge-letter.md")
NOTICE = read_template(shipped("templates") / "board-notification.md")
REPLY = Known(policy_sets_reply=True)
GOOD: Mapping[str, str] = {
    "decision": "The decision to close the referral of 9 November without an assessment.",
    "agreed": "J. missed 14 days of school this term. Both agencies want J. back in school.",
    "not_agreed": "Whether the absences and what J. has said call for an assessment.",
    "evidence": "School attendance record, 2 September to 13 November 2026: 14 days absent.\n"
    'Note of the lead, 9 November 2026: J. said "there\'s NEVER anybody home!!".',
    "effect": "J. is tired and hungry at school, and is alone in the evenings.",
    "risk_if_unchanged": "J. may come to harm at night, and nobody would know.",
    "outcome_sought": "Please carry out an assessment of J.'s needs, and tell us who leads it.",
    "safety_now": "A neighbour looks in each evening.",
    "views": "J. wants somebody to be home at night.",
    "person": "J. B.",
}
FIELDS = tuple(
    Field(name=name, type="list" if name == "evidence" else "text", mandatory=False, help="what it is")
    for name in ("views", "evidence", "agreed", "not_agreed", "outcome_sought", "reply_by", "other")
)
#: Pieces that rules look for, and pieces that might lead a pattern astray.
PIECES = ("failed to ", "!!", "ABC ", "(ABC) ", "[ ]", "always ", "NOT ", "S47 ", "\n", '"', "“", "don’t care ", "a", " ", "TBC", "3 May 2026", "Jane Smith ", "07700 900123", "İ", "n't ")  # fmt: skip


def template(*fields: Field, of: DocumentClass = "case", body: str = "") -> Template:
    return Template(
        id="any",
        title="Any",
        class_=of,
        author="A",
        purpose="P",
        fields=fields,
        body=body,
        file="any.md",
        body_line=1,
    )


def text_field(name: str, holds: Holds | None = None) -> Field:
    return Field(name=name, type="text", mandatory=False, help="what it is", holds=holds)


def remarks(text: str, name: str = "other") -> list[tuple[str, str]]:
    """What is said of a text in a template of one field."""
    return [(one.code, one.words) for one in check_letter(template(text_field(name)), {name: text})]


def codes(change: Mapping[str, str], known: Known = REPLY) -> list[tuple[str, str]]:
    """What is said of a good letter after a change."""
    return [(one.code, one.field) for one in check_letter(LETTER, {**GOOD, **change}, given=known)]


def test_nothing_is_said_of_a_letter_that_says_all_there_is_to_say() -> None:
    assert codes({}) == []


# Content.


@pytest.mark.parametrize(
    "text",
    ["", " \n", "n/a", "N/A.", "None", "Not known", "unknown", "-", "Views not known.", "Not asked yet"],
)
def test_a_view_that_is_not_given_needs_a_reason(text: str) -> None:
    assert codes({"views": text}) == [("views-missing", "views")]


@pytest.mark.parametrize(
    "text",
    [
        "Not known, because J. was asleep at each visit.",
        "J. could not be asked: we will see J. on 3 May.",
        "J. says: I don't want to go.",
        "The baby cannot say; it is calm with its grandmother.",
    ],
)
def test_a_view_or_a_reason_is_enough(text: str) -> None:
    assert codes({"views": text}) == []


def test_each_line_of_the_evidence_has_a_date_and_a_source() -> None:
    lines = "School record, 3 May 2026: absent.\n\n  J. is hungry.\nSchool record: absent since spring"
    found = check_letter(LETTER, {**GOOD, "evidence": lines}, given=REPLY)
    assert [(one.code, one.line, one.column, one.words) for one in found] == [
        ("evidence-date", 3, 3, "J. is hungry."),
        ("evidence-source", 3, 3, "J. is hungry."),
        ("evidence-date", 4, 1, "School record: absent since spring"),
    ]


def test_an_outcome_says_what_to_do() -> None:
    assert codes({"outcome_sought": "A better life for J."}) == [("outcome-action", "outcome_sought")]


def test_a_date_for_the_reply_is_asked_for_only_where_the_policy_sets_none() -> None:
    assert codes({}, Known()) == [("reply-date", "reply_by")]
    assert codes({"reply_by": "2026-11-27"}, Known()) == []
    assert codes({"outcome_sought": "Please visit by 27 November 2026."}, Known()) == []


def test_both_sides_of_the_points_are_filled_and_differ() -> None:
    assert codes({"agreed": "none"}) == [("points-missing", "agreed")]
    assert codes({"not_agreed": ""}) == [("points-missing", "not_agreed")]
    assert codes({"agreed": "The plan.", "not_agreed": "the  plan"}) == [("points-same", "not_agreed")]


@pytest.mark.parametrize("turn", ["but", "However", "although", "disagree", "do not accept", "don’t agree"])
def test_what_is_not_agreed_does_not_stand_under_what_is_agreed(turn: str) -> None:
    found = check_letter(LETTER, {**GOOD, "agreed": f"J. is absent, {turn} the rest."}, given=REPLY)
    assert [(one.code, one.words) for one in found] == [("points-mixed", turn)]


# Days and choices.

TODAY = date(2026, 11, 18)


def of_day(name: str, text: str, known: Known) -> list[tuple[str, str, str]]:
    """What is said of a date in a template of one field."""
    field = Field(name=name, type="date", mandatory=False, help="what it is")
    return [
        (one.code, one.words, one.text) for one in check_letter(template(field), {name: text}, given=known)
    ]


@pytest.mark.parametrize("name", ["reply_by", "answer_by"])
def test_a_day_for_the_answer_that_has_passed_is_pointed_at(name: str) -> None:
    known = Known(policy_sets_reply=True, today=TODAY)
    assert of_day(name, " 2026-11-17", known) == [
        ("date-past", "2026-11-17", "17 November 2026 has passed already: today is 18 November 2026.")
    ]
    assert [one[0] for one in of_day(name, "17/11/2026", known)] == ["date-past"]
    for day in ("2026-11-18", "2026-11-19", "soon", ""):
        assert of_day(name, day, known) == []


@pytest.mark.parametrize("name", sorted(TELL_OF_THE_PAST))
def test_a_day_that_should_be_over_and_is_still_to_come_is_pointed_at(name: str) -> None:
    known = Known(today=TODAY)
    assert of_day(name, "2026-11-19", known) == [
        ("date-future", "2026-11-19", "19 November 2026 is still to come: today is 18 November 2026.")
    ]
    for day in ("2026-11-18", "2026-11-17", "not known"):
        assert of_day(name, day, known) == []


def test_where_the_day_is_not_known_no_day_is_past_or_to_come() -> None:
    assert of_day("decision_date", "2999-01-01", Known()) == []
    assert of_day("reply_by", "1999-01-01", Known()) == []


def test_every_date_that_ships_tells_of_the_past_or_asks_for_an_answer() -> None:
    names = {
        one.name for each in catalogue(shipped("templates")) for one in each.fields if one.type == "date"
    }
    assert names - {"reply_by", "answer_by"} == TELL_OF_THE_PAST


def test_a_date_that_no_calendar_has_is_pointed_at_in_a_field_that_may_be_left_out_too() -> None:
    said = "No calendar has '31/02/2026', and the page does not show it."
    assert of_day("reply_by", "31/02/2026", Known(today=TODAY)) == [("date-none", "31/02/2026", said)]
    assert remarks("31/02/2026") == []


@given(st.text(st.sampled_from("0123456789-/. tTmayfeb"), max_size=12))
def test_a_date_is_pointed_at_wherever_the_page_does_not_show_it(text: str) -> None:
    assert (of_day("day", text, Known()) != []) == is_no_day(text)


def test_a_day_that_is_not_the_one_of_the_record_is_pointed_at_with_both() -> None:
    known = Known(recorded={"resolved_on": date(2026, 11, 17)})
    assert of_day("resolved_on", "2026-11-16", known) == [
        (
            "differs-from-record",
            "2026-11-16",
            "This says 16 November 2026, and the record of the case says 17 November 2026.",
        )
    ]
    for day in ("2026-11-17", "17/11/2026", "not known", "", "2026-13-45"):
        assert [one for one in of_day("resolved_on", day, known) if one[0] == "differs-from-record"] == []
    assert of_day("raised_with_on", "2026-11-16", known) == []


@pytest.mark.parametrize(("text", "own"), [("Banana", True), ("Opened", False), (" opened\n", False), ("", False), ("\u2800", False)])  # fmt: skip
def test_an_answer_to_a_choice_in_ones_own_words_is_pointed_at(text: str, own: bool) -> None:
    found = [
        one
        for one in check_letter(NOTICE, {"notice_type": text}, given=REPLY)
        if one.code == "choice-own-words"
    ]
    assert [(one.field, one.words) for one in found] == ([("notice_type", "Banana")] if own else [])
    for one in found:
        assert one.text.startswith("This is none of the usual answers: Opened; Moved to another stage; ")


# Tone.


@pytest.mark.parametrize(
    "words",
    [
        "failed to", "FAILED TO", "refused to listen", "incompetent", "lazy", "ignored", "couldn't be bothered",
        "couldn’t be bothered", "negligent", "your fault", "clearly don't care", "did not bother to", "to save money",
        "turned a blind eye", "unprofessional", "made excuses", "hiding behind", "should have known", "deliberately",
    ],
)  # fmt: skip
def test_words_that_may_read_as_blame_are_shown_with_what_may_stand_instead(words: str) -> None:
    found = check_letter(template(text_field("other")), {"other": f"We think: {words} it."})
    blame = next(one for one in found if one.code == "blame")
    assert blame.words == words
    assert "may read as blame; you could" in blame.text


@pytest.mark.parametrize(
    "text",
    [
        "There is failure to thrive.",
        "There was a failed visit on 3 May 2026.",
        "J. is in care, and the home does not care for J. at night.",
        "Nevertheless the plan goes on. A short idleness.",
        "The category is neglect. Deliberate self-harm was seen.",
    ],
)
def test_words_of_the_work_are_no_blame(text: str) -> None:
    assert [one for one in remarks(text) if one[0] in ("blame", "absolute")] == []


def test_what_somebody_said_is_left_as_it_was_said() -> None:
    assert remarks('Mother said "they ALWAYS failed to ring!!".') == []
    assert [one for one in remarks("They always fail to ring.", "views") if one[0] == "blame"] == []
    assert remarks("They always fail to ring.", "other_view") == []


def test_words_that_claim_too_much_or_sound_bitter_or_loud_are_shown() -> None:
    assert remarks("They never ring.") == [("absolute", "never")]
    assert remarks("Of course nobody rang.") == [("sarcasm", "Of course")]
    assert remarks("This is NOT ENOUGH.") == [("shouting", "NOT ENOUGH")]
    assert remarks("Nobody rang!! Why?!") == [("exclamation", "!!"), ("exclamation", "?!")]
    assert remarks("Nobody rang! Why?") == []


# Short forms and what is unwritten.


def test_a_short_form_is_spelled_out_somewhere_in_the_document() -> None:
    assert remarks("The DSL and the DSLs met CSC.") == [("abbreviation", "DSL"), ("abbreviation", "CSC")]
    assert remarks("The designated lead (DSL) met. The DSL left.") == []
    assert remarks("The CSC (children's social care) team met.") == []
    other = template(text_field("other"), body="We use the matrix of needs (MON) here.")
    assert check_letter(other, {"other": "See MON."}) == ()


def test_a_section_by_its_number_is_spelled_out_too() -> None:
    assert remarks("An S47 is needed.") == [("abbreviation", "S47")]
    assert remarks("Under section 47 of the law: an S47 is needed.") == []


def test_what_everybody_knows_the_policys_own_words_and_initials_are_no_short_forms() -> None:
    assert remarks("The GP and the NHS in the UK, part II.") == []
    assert (
        check_letter(
            template(text_field("other")), {"other": "The QZX met."}, policy_words=("The QZX panel",)
        )
        == ()
    )
    fields = (text_field("other"), text_field("person", holds="name"))
    assert check_letter(template(*fields), {"other": "JB was seen.", "person": "J. B."}) == ()
    assert check_letter(template(*fields), {"other": "JB was seen.", "person": "JB"}) == ()


@pytest.mark.parametrize("words", ["xxx", "XXXX", "TBC", "tbc", "[ ]", "[]", "???", "to be completed", "lorem ipsum", "____", "[insert name]", "dd/mm/yyyy", "{{"])  # fmt: skip
def test_what_is_unwritten_is_shown(words: str) -> None:
    assert remarks(f"The plan is {words} now.") == [("placeholder", words)]


# People.


def test_in_a_case_document_people_are_described_and_not_named() -> None:
    assert remarks("His mother Sarah rang.") == [("third-party-named", "Sarah")]
    assert remarks("Jane Smith rang.") == [("person-named", "Jane Smith")]
    assert remarks("The mother rang the Team Manager of Children's Social Care.") == []


def test_a_name_may_stand_where_a_letter_needs_whom_it_goes_to() -> None:
    assert codes({"addressee": "Ms Jane Patel, Team Manager"}) == []
    assert codes({"person": "Jane Smith"})[0] == ("person-named", "person")


def test_a_name_from_another_field_is_found_again() -> None:
    assert codes({"person": "Thandiwe Moyo", "effect": "At night Thandiwe is alone."}) == [
        ("person-named", "effect"),
        ("person-named", "person"),
    ]
    assert codes(
        {"effect": "At night Thandiwe is alone."}, Known(policy_sets_reply=True, names=("Thandiwe M.",))
    ) == [("person-named", "effect")]


def test_a_private_number_leaves_no_agency() -> None:
    assert codes({"work_contact": "07700 900123"}) == [("personal-mobile", "work_contact")]
    assert codes({"work_contact": "01632 960001, team@example.org"}) == []


def board(change: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [(one.code, one.field, one.words) for one in check_letter(NOTICE, change, given=REPLY)]


def test_a_document_for_the_board_holds_no_identifier() -> None:
    text = "Jane Smith (born 3 May 2015) of 12 High Street, OX4 1AB goes to Meadowbank School."
    assert board({"summary": text}) == [
        ("identifier-name", "summary", "Jane Smith"),
        ("identifier-birth", "summary", "3 May 2015"),
        ("identifier-address", "summary", "12 High Street"),
        ("identifier-postcode", "summary", "OX4 1AB"),
        ("identifier-school", "summary", "Meadowbank School"),
    ]


def test_fields_of_a_person_hold_initials_and_a_year_at_the_most() -> None:
    assert board({"person": "J. B.", "age_band": "2015"}) == []
    assert board({"person": "Jane", "age_band": "May 2015"}) == [
        ("identifier-name", "person", "Jane"),
        ("identifier-birth", "age_band", "May 2015"),
    ]


def test_a_field_for_a_work_contact_holds_a_work_contact() -> None:
    assert board({"work_contact": "01632 960001, team@example.org"}) == []
    assert board({"work_contact": "07700 900123"}) == [("personal-mobile", "work_contact", "07700 900123")]


# Which rules apply.


def test_a_template_with_other_names_of_fields_gets_the_general_checks_only() -> None:
    ours = template(text_field("facts"), text_field("demand"))
    said = {"facts": "J. is hungry.", "demand": "A better life, but TBC."}
    assert [(one.code, one.words) for one in check_letter(ours, said)] == [("placeholder", "TBC")]


def test_a_template_without_fields_has_nothing_to_look_at() -> None:
    assert check_letter(template(), {"other": "You failed to act!!"}) == ()


# What a remark is.


def test_an_id_stays_while_the_words_stay_and_goes_with_them() -> None:
    def ids(text: str, name: str = "other") -> list[str]:
        return [one.id for one in check_letter(template(text_field(name)), {name: text})]

    (first,) = ids("They never ring.")
    assert ids("First of all: at night they never ring.") == [first]
    assert ids("They always ring.") != [first]
    assert ids("They never ring.", "elsewhere") != [first]


def test_a_remark_says_what_and_why_in_a_sentence_each() -> None:
    (one,) = check_letter(template(text_field("other")), {"other": "They\n never ring."})
    assert (one.line, one.column, one.words) == (2, 2, "never")
    assert one.text.endswith(".")
    assert one.reason == next(rule.why for rule in rules() if rule.code == "absolute")


def at(remark: Remark, text: str) -> str:
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: remark.line - 1]) + remark.column - 1
    return text[start : start + len(remark.words)]


@given(st.one_of(st.text(max_size=150), st.lists(st.sampled_from(PIECES), max_size=25).map("".join)), st.sampled_from(["case", "partnership"]))  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_every_remark_points_at_its_words_and_has_its_rule(text: str, of: DocumentClass) -> None:
    details = {field.name: text for field in FIELDS}
    known = {rule.code for rule in rules()}
    found = check_letter(template(*FIELDS, of=of), details)
    assert check_letter(template(*FIELDS, of=of), details) == found
    for one in found:
        assert at(one, text) == one.words
        assert one.code in known
        assert len(one.text) < 400


@pytest.mark.parametrize("piece", ["a", "AB ", "Mr ", "“", "“a", "A\n", "S47 ", "not ", "can not be ", "(AB", "[ ", "!?", "born ", "just trying "])  # fmt: skip
def test_a_long_text_of_repeats_is_read_to_its_end(piece: str) -> None:
    text = (piece * 30_000)[:30_000]
    last = " Call me at jo@example.org!!!"
    found = check_letter(template(text_field("other"), of="partnership"), {"other": f"{text}\n{last}"})
    assert any("@" in one.words for one in found)


def test_every_shipped_template_can_be_checked(tmp_path: Path) -> None:
    for one in catalogue(shipped("templates")):
        said = {field.name: "You failed to act." for field in one.fields if field.type in ("text", "list")}
        blamed = [remark for remark in check_letter(one, said) if remark.code == "blame"]
        assert bool(blamed) == bool(one.fields), one.id
