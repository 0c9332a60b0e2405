"""The notice, the learning record, the case review, the chronology and the lead card; and limits that move no case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wizard.advice.advise import House, advise
from wizard.advice.lead import CardText
from wizard.advice.situation import Given, settle
from wizard.advice.worktime import LONDON
from wizard.base.paths import shipped
from wizard.documents.case_view import EntryView, view_case
from wizard.documents.catalogue import Template, catalogue
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.render import Rendered, render
from wizard.policy.model import Policy

Make = Callable[..., Rendered]
MakeContext = Callable[..., Context]
Golden = Callable[[str, Rendered], str]
Find = Callable[[str], Template]
Houses = Callable[[str], House]
Facts = dict[str, object]

POLICIES = ("oxfordshire", "oxfordshire-2015", "barnsley", "torbay", "manchester")
MINE = ("notice", "learning-record", "case-review-consideration", "case-chronology")
NOW = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)

NOTICE = {
    "summary": "The agencies see the level of need differently, and the managers could not agree.",
    "safety_action": "The school nurse sees the child each morning.",
    "notice_request": "Please note this. Tell us if you want a report.",
    "means": "secure email",
    "work_contact": "01865 000000",
    "person": "J. B.",
    "outcome": "A joint visit is made on 20 November 2026.",
    "learning": "A joint visit could be offered earlier.",
}
LEARNING = {
    "helped": "The managers met in person and brought the records.",
    "blocked": "Each side used another edition of the threshold guidance.",
    "suggestion": "Send the new edition of the guidance to everyone.",
    "types": "Levels of need",
}
REVIEW = {
    "review_considered_by": "Head of Service, Education",
    "review_grounds": "It was not settled at any step.\nOther children may be in the same place.",
    "summary": NOTICE["summary"],
    "harm": "The child may be without an adult at night.",
    "safety_action": NOTICE["safety_action"],
    "review_decision": "A case review is asked for",
    "review_reasons": "The agencies read the threshold differently, and that can happen again.",
    "review_decided_by": "Deputy Director of Safeguarding, Children's social care",
    "review_decided_on": "2026-11-17",
    "person": "J. B.",
    "age_band": "5 to 9",
}


def attempt(stage: str, began: str, ended: str | None = None, outcome: str = "unresolved") -> dict[str, str]:
    return {"stage": stage, "began": began, "outcome": outcome} | ({"ended": ended} if ended else {})


#: A case of each policy in which somebody is to be told: by what means, by which clause, and what they are called.
DUE: Mapping[str, tuple[Facts, tuple[tuple[str, str, str], ...]]] = {
    "oxfordshire": (
        {"risk": "significant", "attempts": [attempt("step-3", "2026-11-11", "2026-11-17")]},
        (
            ("Line management", "phone, then in writing", "§2"),
            ("Safeguarding Leads", "phone, then in writing", "§2"),
        ),
    ),
    "oxfordshire-2015": (
        {"attempts": [attempt("stage-1", "2026-11-11", "2026-11-17", "resolved")]},
        (("Board's business support", "secure email", "§2 Documenting"),),
    ),
    "barnsley": (
        {"risk": "significant", "attempts": [attempt("practitioners", "2026-11-11", "2026-11-17")]},
        (
            ("Line management", "phone, then in writing", "§2"),
            ("Head of Children's Social Care", "phone, then in writing", "§2"),
            ("Head of Safeguarding", "phone, then in writing", "§2"),
        ),
    ),
    "torbay": (
        {
            "raised": "2026-11-11T09:00",
            "attempts": [
                attempt("stage-1", "2026-11-11", "2026-11-12"),
                attempt("stage-2", "2026-11-13", "2026-11-17"),
            ],
        },
        (("TSCP Business Manager", "email", "Stage Three"),),
    ),
    "manchester": (
        {"risk": "significant", "attempts": [attempt("practitioners", "2026-11-11", "2026-11-17")]},
        (("Line management", "phone, then in writing", "Escalating professional differences"),),
    ),
}
#: A stage of each policy at which it was settled.
SETTLED = {
    "oxfordshire": "step-3",
    "oxfordshire-2015": "stage-1",
    "barnsley": "managers",
    "torbay": "stage-2",
    "manchester": "managers",
}


# Word for word.


@pytest.mark.parametrize("policy", POLICIES)
def test_a_notice_is_the_one_that_was_agreed(policy: str, make: Make, golden: Golden) -> None:
    facts, _ = DUE[policy]
    made = make("notice", policy, **facts, details=NOTICE, author_role="Head teacher")
    assert made.markdown == golden(f"{policy}-notice", made)
    assert made.missing == ()


@pytest.mark.parametrize("policy", POLICIES)
def test_a_learning_record_is_the_one_that_was_agreed(policy: str, make: Make, golden: Golden) -> None:
    made = make(
        "learning-record",
        policy,
        raised="2026-11-05T09:00",
        attempts=[attempt(SETTLED[policy], "2026-11-09", "2026-11-17", "resolved")],
        details=LEARNING,
    )
    assert made.markdown == golden(f"{policy}-learning-record", made)
    assert made.missing == ()


def test_the_consideration_of_a_case_review_is_the_one_that_was_agreed(make: Make, golden: Golden) -> None:
    steps = [attempt(f"step-{one}", f"2026-11-0{one}", f"2026-11-0{one}") for one in range(1, 7)]
    made = make(
        "case-review-consideration",
        raised="2026-11-01T09:00",
        risk="significant",
        attempts=steps,
        about="criteria-for-referral",
        details=REVIEW,
        author_role="Head of Service",
    )
    assert made.markdown == golden("oxfordshire-case-review-consideration", made)
    assert made.missing == ()


def test_a_chronology_is_the_one_that_was_agreed(
    make_context: MakeContext, shipped_template: Find, press: Press, golden: Golden
) -> None:
    context = make_context(
        raised="2026-11-05T09:00",
        attempts=[
            attempt("step-2", "2026-11-06", "2026-11-06"),
            attempt("step-3", "2026-11-16", outcome="open"),
        ],
        details={"person": "J. B."},
        author_role="Designated Safeguarding Lead",
    )
    entries = (
        entry(1, "Policy: Oxfordshire", kind="answered"),
        entry(2, "Step 2: began 6 November 2026, did not settle it", kind="attempted"),
        entry(3, "Document made: challenge letter, saved as letter.docx", kind="document-made"),
    )
    made = render(
        shipped_template("case-chronology"), msgspec.structs.replace(context, entries=entries), press
    )
    assert made.markdown == golden("oxfordshire-case-chronology", made)
    assert made.missing == ()


# The notice.


def told_on(page: str) -> list[list[str]]:
    """The rows of the page's table of those who are told."""
    rows = [line for line in page.split("\n") if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows[2:]]


@pytest.mark.parametrize("policy", POLICIES)
def test_each_who_is_to_be_told_stands_with_the_means_and_the_clause(policy: str, make: Make) -> None:
    facts, due = DUE[policy]
    made = make("notice", policy, **facts)
    assert told_on(made.markdown) == [[who, how, clause] for who, how, clause in due]
    assert f"\nTo: {'; '.join(who for who, _, _ in due)}\n" in made.text


@pytest.mark.parametrize("policy", POLICIES)
def test_every_notice_of_every_policy_can_be_sent_and_says_what_its_rule_says(
    policy: str, make_context: MakeContext, shipped_template: Find, press: Press
) -> None:
    """At each stage and each ending, with and without harm feared: the page has all that is due there."""
    known = {one.id for one in make_context(policy).policy.notices}
    found: set[str] = set()
    for stage in make_context(policy).policy.stages():
        for outcome in ("open", "unresolved", "resolved"):
            tried = [attempt(stage.id, "2026-11-17", outcome=outcome)]
            for risk in ("significant", "welfare"):
                context = make_context(policy, risk=risk, attempts=tried)
                assert context.advice is not None
                markdown = render(shipped_template("notice"), context, press)
                for due in context.advice.notify:
                    found.add(due.id)
                    assert due.source in markdown.text
                    # What the sender is to do is told to the sender, and goes out to nobody.
                    assert due.text not in markdown.text
    assert found == known


def test_a_notice_for_one_of_them_leaves_the_others_out(make: Make) -> None:
    facts, _ = DUE["barnsley"]
    for name in ("Head of Safeguarding", "head-of-safeguarding"):
        made = make("notice", "barnsley", **facts, details={"notice_to": name})
        assert [row[0] for row in told_on(made.markdown)] == ["Head of Safeguarding"]
        assert "Line management" not in made.text
        assert "Tell your line management" not in made.text


def test_a_notice_to_somebody_whom_the_policy_does_not_name_still_says_whom_it_names(make: Make) -> None:
    facts, _ = DUE["torbay"]
    made = make("notice", "torbay", **facts, details={"notice_to": "Team secretary"})
    assert "\nTo: Team secretary\n" in made.text
    assert [row[0] for row in told_on(made.markdown)] == ["TSCP Business Manager"]


def test_where_nobody_is_to_be_told_the_page_says_so_and_stays_a_draft_until_it_says_why(make: Make) -> None:
    given = {**NOTICE, "notice_to": "Head of Service"}
    made = make("notice", details=given, author_role="Teacher")
    assert "the policy asks for nobody to be told at this point." in made.text
    assert made.missing == ("notice_reason",)
    assert "DRAFT." in made.text
    reasoned = make("notice", details={**given, "notice_reason": "She asked."}, author_role="Teacher")
    assert reasoned.missing == ()
    assert "to be told at this point." in reasoned.text


def test_a_notice_says_how_far_it_has_come_how_the_limit_stands_and_whether_harm_is_feared(
    make: Make,
) -> None:
    text = make(
        "notice",
        risk="significant",
        attempts=[
            attempt("step-2", "2026-11-02", "2026-11-03"),
            attempt("step-3", "2026-11-04", outcome="open"),
        ],
    ).text
    assert "Significant harm is feared." in text
    assert "- Stage now: Step 4\n" in text
    assert "- Time limit of this stage: Wednesday 25 November 2026, 17:00. Not yet passed." in text
    assert "- Time limit of Step 3: Missed. It passed on Wednesday 11 November 2026, 17:00." in text
    assert "- Step 2: 2 November 2026 to 3 November 2026; not resolved\n" in text


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


def test_a_notice_by_a_rule_that_names_a_role_and_a_time_gives_both(
    make_context: MakeContext, houses: Houses, shipped_template: Find, press: Press
) -> None:
    policy = houses("torbay").policy
    first = policy.notices[0]
    to = msgspec.structs.replace(policy.stages()[0].acts)
    rule = msgspec.structs.replace(first, to=to, within="2 working days", copied=True)
    context = under(
        houses("torbay"), msgspec.structs.replace(policy, notices=(rule,)), make_context, **DUE["torbay"][0]
    )
    made = render(shipped_template("notice"), context, press)
    role = policy.roles[to.role].title
    assert told_on(made.markdown) == [
        [
            f"{role} (Education) (for information)",
            "email; time: Thursday 19 November 2026, 17:00 (2 working days)",
            "Stage Three",
        ]
    ]


# The learning record.

#: Nothing else on a page looks like these.
INITIALS = "Xq. Zv."
REFERENCE = "REF-77413"
_SUMMER = datetime(2026, 6, 1, tzinfo=LONDON)
MOMENTS = st.integers(0, 120 * 24 * 60).map(lambda minute: _SUMMER + timedelta(minutes=minute))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, Facts]:
    """A situation under any of the policies, tried at any of its stages, in summer."""
    policy = draw(st.sampled_from(POLICIES))
    known = STAGES[policy]
    tried = [
        {"stage": stage, "began": f"{began:%Y-%m-%dT%H:%M}", "outcome": outcome}
        for stage, began, outcome in draw(
            st.lists(
                st.tuples(
                    st.sampled_from(known), MOMENTS, st.sampled_from(("open", "unresolved", "resolved"))
                ),
                max_size=4,
            )
        )
    ]
    return policy, {
        "attempts": tried,
        "raised": f"{draw(MOMENTS):%Y-%m-%dT%H:%M}",
        "risk": draw(st.sampled_from(("immediate", "significant", "welfare", "none", "unknown"))),
        "subject": draw(st.sampled_from(("child", "adult"))),
        "from": {"agency": draw(st.sampled_from(("education", "health", "housing")))},
        "to": draw(st.sampled_from((["childrens-social-care"], ["police", "health"], ["other"]))),
    }


STAGES = {
    "oxfordshire": ["step-1", "step-2", "step-3", "step-6", "emergency", "conference-request"],
    "oxfordshire-2015": ["pre-escalation", "stage-1", "stage-2", "complex-case-panel"],
    "barnsley": ["consult", "practitioners", "managers", "head-of-safeguarding"],
    "torbay": ["pre-escalation", "stage-1", "stage-3", "stage-5"],
    "manchester": ["practitioners", "managers", "partnership"],
}


@settings(max_examples=40, deadline=None)
@given(case=cases())
def test_nothing_on_a_learning_record_tells_whose_it_was(
    case: tuple[str, Facts], make_context: MakeContext, shipped_template: Find, press: Press
) -> None:
    """Whatever was written for other documents of the case, and whenever things happened."""
    policy, facts = case
    template = shipped_template("learning-record")
    own = {one.name for one in template.fields}
    everywhere = {one.name for other in catalogue(shipped("templates")) for one in other.fields}
    context = make_context(
        policy, **facts, reference=REFERENCE, details=dict.fromkeys(everywhere - own, INITIALS)
    )
    made = render(template, context, press)
    assert INITIALS not in made.text
    assert REFERENCE not in made.text
    assert not re.search(r"(?:June|July|August|September) 2026", made.text)


def test_agencies_on_a_learning_record_are_named_by_kind_and_not_by_name(make: Make) -> None:
    text = make(
        "learning-record",
        **{"from": {"agency": "health/oxford-health"}},
        to=["health/ouh", "health/ccg", "police"],
    ).text
    assert re.search(r"Kind of agency that raised it +\| Health\n", text)
    assert re.search(r"Raised with +\| Health; Police\n", text)
    assert "Oxford Health" not in text
    assert "Hospitals" not in text


def test_no_field_of_a_learning_record_holds_something_of_a_person(shipped_template: Find) -> None:
    assert [one.name for one in shipped_template("learning-record").fields if one.holds] == []


@pytest.mark.parametrize(
    ("raised", "now", "words"),
    [
        # The clocks went back on 25 October 2026 and forward on 29 March: the days are those of the calendar.
        ("2026-10-24T23:30", "2026-10-26T00:10", "2 days so far"),
        ("2026-10-25T00:10", "2026-10-25T23:50", "Raised today"),
        ("2026-10-25T00:30", "2026-10-26T00:10", "1 day so far"),
        ("2026-03-28T23:50", "2026-03-30T00:10", "2 days so far"),
        # Half past eleven at night in UTC is the next day in a London summer.
        ("2026-07-01T23:30Z", "2026-07-02T09:00", "Raised today"),
        ("2026-11-01T09:00", "2026-11-18T10:30", "17 days so far"),
    ],
)
def test_the_days_taken_are_days_of_the_calendar_in_london(
    raised: str, now: str, words: str, make: Make
) -> None:
    text = make("learning-record", raised=raised, now=now).text
    assert re.search(rf"Time it took +\| {words}", text)


@settings(max_examples=40, deadline=None)
@given(
    day=st.dates(date(2026, 1, 5), date(2026, 11, 1)),
    nights=st.integers(0, 16),
    times=st.tuples(st.times(), st.times()),
)
@example(day=date(2026, 10, 24), nights=1, times=(time(23, 59), time(0, 0)))
@example(day=date(2026, 3, 28), nights=1, times=(time(23, 59), time(0, 0)))
def test_each_midnight_between_the_start_and_the_settlement_is_one_day(
    day: date, nights: int, times: tuple[time, time], make_context: MakeContext
) -> None:
    began, ended = f"{day}T{times[0]:%H:%M}", f"{day + timedelta(days=nights)}T{times[1]:%H:%M}"
    began, ended = sorted((began, ended))
    context = make_context(
        raised=began,
        attempts=[attempt("step-3", began, ended, "resolved")],
    )
    assert context.situation is not None
    assert context.advice is not None
    words = view_case(context.policy, context.situation, context.advice).days_taken
    said = re.match(r"\d+", words)
    assert (int(said.group()) if said else 0) == nights


def test_the_days_are_counted_from_the_first_attempt_where_that_is_older_than_what_was_said(
    make: Make,
) -> None:
    tried = [attempt("step-2", "2026-11-02", "2026-11-03", "resolved")]
    text = make("learning-record", raised="2026-11-10T09:00", attempts=tried).text
    assert "1 day, from when it was raised to when it was settled" in text


def test_a_day_of_settling_that_is_not_on_record_gives_no_number_of_days(make: Make) -> None:
    text = make("learning-record", attempts=[attempt("step-2", "2026-11-02", "unknown", "resolved")]).text
    assert re.search(r"Time it took +\| Not known\.", text)


@pytest.mark.parametrize(
    ("facts", "reached", "standing"),
    [
        ({}, "Step 1", "Not settled so far"),
        (
            {"attempts": [attempt("step-3", "2026-11-04", outcome="open")]},
            "Step 3",
            "Not settled so far, and a time limit has passed",
        ),
        ({"attempts": [attempt("step-2", "2026-11-16", "2026-11-17", "resolved")]}, "Step 2", "Settled"),
        (
            {"attempts": [attempt("step-6", "2026-11-16", "2026-11-17")]},
            "Step 6",
            "All stages were used, and it was not settled",
        ),
        ({"circumstance": "complaint"}, "None was begun", "The policy does not cover it"),
    ],
)
def test_a_learning_record_says_how_far_it_came_and_how_it_stands(
    facts: Facts, reached: str, standing: str, make: Make
) -> None:
    text = make("learning-record", **facts).text
    assert re.search(rf"Furthest stage +\| {reached}\n", text)
    assert re.search(rf"How it stands +\| {standing}\n", text)


# The case review.


def test_a_case_review_is_never_decided_by_leaving_a_line_empty(make: Make) -> None:
    missing = set(make("case-review-consideration").missing)
    assert {"review_decision", "review_reasons", "review_decided_by", "review_decided_on", "harm"} <= missing


def test_the_paper_on_a_case_review_has_each_stage_with_its_dates_and_outcome(make: Make) -> None:
    tried = [attempt("step-5", "2026-11-09", "2026-11-10"), attempt("step-6", "2026-11-11", "2026-11-12")]
    page = make("case-review-consideration", attempts=tried).markdown
    assert "| Step 5 | 9 November 2026 to 10 November 2026 | not resolved |\n" in page
    assert "| Step 6 | 11 November 2026 to 12 November 2026 | not resolved |\n" in page
    assert "(§3 Step 6)" in page


def test_a_paper_on_a_case_review_names_no_clause_that_the_policy_does_not_have(make: Make) -> None:
    tried = [attempt("stage-5", "2026-11-09", "2026-11-10")]
    assert "not part of the paper" not in make("case-review-consideration", "torbay", attempts=tried).text


# The chronology.


def entry(number: int, what: str, *, role: str = "Practitioner", kind: str = "detailed") -> EntryView:
    when = f"Monday 16 November 2026, {9 + number // 60:02}:{number % 60:02}"
    return EntryView(number=number, when=when, role=role, what=what, kind=kind)


@pytest.fixture
def chronology(
    make_context: MakeContext, shipped_template: Find, press: Press
) -> Callable[[tuple[EntryView, ...]], Rendered]:
    def make(entries: tuple[EntryView, ...]) -> Rendered:
        context = msgspec.structs.replace(make_context(), entries=entries)
        return render(shipped_template("case-chronology"), context, press)

    return make


def test_a_chronology_of_nothing_says_so(chronology: Callable[..., Rendered]) -> None:
    made = chronology(())
    assert "The record has no entry so far." in made.text
    assert "No document is on record." in made.text
    assert "No attempt is on record." in made.text
    assert "| Entry |" not in made.markdown
    assert made.missing == ()


def test_a_chronology_has_each_of_400_entries_once_and_in_order(chronology: Callable[..., Rendered]) -> None:
    made = chronology(tuple(entry(number, f"Entry says {number}.") for number in range(1, 401)))
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| Practitioner \| Entry says (\d+)\. \|$", made.markdown, re.M)
    assert [(int(one), int(two)) for one, two in rows] == [(number, number) for number in range(1, 401)]
    assert "The record has 400 entries." in made.text


def test_the_documents_made_stand_by_themselves_too(chronology: Callable[..., Rendered]) -> None:
    made = chronology((entry(1, "Something else"), entry(2, "Made: letter", kind="document-made")))
    documents = made.markdown.split("## Documents made")[1].split("## The record")[0]
    assert "| 2 | Monday 16 November 2026, 09:02 | Made: letter |" in documents
    assert "Something else" not in documents
    assert made.markdown.count("Made: letter") == 2


def test_an_entry_without_a_role_or_words_is_still_shown(chronology: Callable[..., Rendered]) -> None:
    made = chronology((entry(1, "  ", role=""), entry(2, "Later\nand *more* | <b>")))
    assert (
        "| 1 | Monday 16 November 2026, 09:01 | Not stated | Nothing is kept of this entry. |"
        in made.markdown
    )
    assert "Later / and *more* | <b>" in made.text


# The lead card.


@pytest.mark.parametrize("policy", POLICIES)
def test_the_number_is_the_first_thing_under_each_name_and_stands_out(
    policy: str, make: Make, make_card: Callable[..., CardText]
) -> None:
    card = make_card(policy, "childrens-social-care")
    lines = make("lead-card", policy, card=card).markdown.split("\n")
    places = [place for place, line in enumerate(lines) if line.startswith("- **Telephone: ")]
    assert len(places) == len(card.contacts) + len(card.fallback)
    assert all(lines[place].endswith("**") for place in places)
    assert all(lines[place - 2].startswith(("## ", "### ")) for place in places)


# All of them.


@pytest.mark.parametrize("document", MINE)
@pytest.mark.parametrize("policy", POLICIES)
def test_every_field_comes_out_whole_under_every_policy(
    document: str, policy: str, make: Make, shipped_template: Find
) -> None:
    fields = shipped_template(document).fields
    typed = {one.name: f"*{one.name}* | <i> # {number}\\" for number, one in enumerate(fields)}
    texts = make(document, policy, details=typed).text
    for outcome in ("open", "unresolved", "resolved"):
        tried = [attempt(SETTLED[policy], "2026-10-16", outcome=outcome)]
        texts += make(document, policy, details=typed, attempts=tried, risk="immediate").text
    # A limit can be missed only where the policy sets one.
    never = {"late_reason"} if policy in ("oxfordshire-2015", "barnsley", "manchester") else set()
    assert [name for name, words in typed.items() if words not in texts and name not in never] == []


@pytest.mark.parametrize("document", MINE)
def test_a_field_that_another_document_has_too_is_the_same_field(
    document: str, shipped_template: Find
) -> None:
    others = [one for one in catalogue(shipped("templates")) if one.id != document]
    kinds = {one.name: one for other in others for one in other.fields}
    for one in shipped_template(document).fields:
        if one.name in kinds:
            other = kinds[one.name]
            assert (one.type, one.help, one.options, one.holds) == (
                other.type,
                other.help,
                other.options,
                other.holds,
            ), one.name


@pytest.mark.parametrize("document", MINE)
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
    said = made.text.replace("About a child or an adult", "")
    assert "adult" in said
    assert "child" not in said.lower()


@pytest.mark.parametrize("document", MINE)
def test_in_danger_each_begins_with_what_to_do_now(document: str, make: Make) -> None:
    made = make(document, risk="immediate", attempts=[attempt("step-2", "2026-11-16", "2026-11-17")])
    assert made.text.startswith("If the child is in danger now, call 999.")


@pytest.mark.parametrize("document", ["notice", "case-review-consideration"])
def test_in_danger_each_that_is_sent_asks_when_the_urgent_referral_was_made(
    document: str, make: Make
) -> None:
    assert "urgent_referral" in make(document, risk="immediate").missing


@pytest.mark.parametrize("document", MINE)
def test_none_of_them_blames_anybody(document: str, shipped_template: Find) -> None:
    words = shipped_template(document).body.lower()
    assert [
        word for word in ("fail", "ignore", "refus", "wrong", "fault", "must", "neglect") if word in words
    ] == []
