"""What is not known stands on the page in words, and a page with a gap is a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Context
from wizard.documents.details import day_in, is_no_day, say_day
from wizard.documents.environment import Press
from wizard.documents.render import Rendered, render

MakeContext = Callable[..., Context]
MakeTemplate = Callable[..., Template]

CASE_DOCUMENTS = (
    "board-notification",
    "challenge-letter",
    "chaser",
    "escalation-referral",
    "outcome-confirmation",
)
AGREED = Field(name="agreed", type="text", mandatory=True, help="what is agreed")
DAY = Field(name="day", type="date", mandatory=False, help="the day")
COPIES = Field(name="copies", type="list", mandatory=False, help="who gets a copy")


@pytest.fixture
def made(make_context: MakeContext, make_template: MakeTemplate, press: Press) -> Callable[..., Rendered]:
    def make(body: str, *fields: Field, details: dict[str, str] | None = None, **more: object) -> Rendered:
        return render(make_template(body, *fields), make_context(details=details, **more), press)

    return make


def test_a_field_that_was_not_given_is_a_gap_in_words(made: Callable[..., Rendered]) -> None:
    assert "Agreed: [To be completed: what is agreed]" in made("Agreed: {{ details.agreed }}", AGREED).text


def test_a_field_of_nothing_but_space_was_not_given(made: Callable[..., Rendered]) -> None:
    assert made("{{ details.agreed }}", AGREED, details={"agreed": " \n\t"}).missing == ("agreed",)


def test_a_list_that_was_not_given_is_one_gap(made: Callable[..., Rendered]) -> None:
    text = made("{% for one in details.copies %}\n- {{ one }}\n{% endfor %}", COPIES).text
    assert "- [To be completed: who gets a copy]\n" in text


def test_a_date_is_shown_in_words(made: Callable[..., Rendered]) -> None:
    assert "On 3 November 2026." in made("On {{ details.day }}.", DAY, details={"day": "2026-11-03"}).text


def test_a_date_given_in_words_stays_as_given(made: Callable[..., Rendered]) -> None:
    assert (
        "On some day in May." in made("On {{ details.day }}.", DAY, details={"day": "some day in May"}).text
    )


def test_a_page_with_a_mandatory_field_missing_says_draft_at_the_top_and_what_is_missing_at_the_end(
    made: Callable[..., Rendered],
) -> None:
    text = made("Words. {{ details.agreed }}", AGREED).text
    assert text.startswith("DRAFT. 1 thing is missing.")
    end = text[text.index("Still missing") :]
    assert "- what is agreed\n" in end


def test_a_page_with_everything_is_no_draft(made: Callable[..., Rendered]) -> None:
    whole = made("Words. {{ details.agreed }}", AGREED, details={"agreed": "all of it"})
    assert (whole.missing, whole.draft, "DRAFT" in whole.text) == ((), False, False)


def test_a_mandatory_field_is_missing_even_where_the_page_does_not_show_it(
    made: Callable[..., Rendered],
) -> None:
    assert made("Words.", AGREED).missing == ("agreed",)


def test_an_optional_field_is_missing_only_where_its_gap_stands_on_the_page(
    made: Callable[..., Rendered],
) -> None:
    body = "{% if details.day %}On {{ details.day }}{% endif %} {% for one in details.copies %}{{ one }}{% endfor %}"
    assert made(body, DAY, COPIES).missing == ("copies",)


def test_a_field_may_have_the_name_of_any_method(made: Callable[..., Rendered]) -> None:
    items = Field(name="items", type="text", mandatory=True, help="the items")
    assert "So: these" in made("So: {{ details.items }}", items, details={"items": "these"}).text


def test_a_case_without_a_reference_says_that_it_is_missing(made: Callable[..., Rendered]) -> None:
    assert made("{{ doc.reference }}", reference=" ").missing == ("reference",)


def test_what_is_missing_comes_in_the_order_of_the_fields(
    shipped_template: Callable[[str], Template], make_context: MakeContext, press: Press
) -> None:
    letter = shipped_template("challenge-letter")
    missing = render(letter, make_context(), press).missing
    order = [field.name for field in letter.fields]
    assert list(missing) == sorted(missing, key=order.index)
    assert {field.name for field in letter.fields if field.mandatory} <= set(missing)


def test_no_page_shows_the_word_none(
    shipped_template: Callable[[str], Template], make_context: MakeContext, press: Press
) -> None:
    pages = [
        render(shipped_template(document), make_context(policy, **situation), press).markdown
        for document in CASE_DOCUMENTS
        for policy in ("oxfordshire", "oxfordshire-2015", "barnsley", "torbay", "manchester")
        for situation in ({}, {"risk": "unknown"}, {"circumstance": "complaint"})
    ]
    assert [page for page in pages if "None" in page.replace("None. ", "")] == []


@pytest.mark.parametrize(
    "text", ["\u2800", "\u3164", "\u0301", "\u200b", "\U000e0041", "\x1b", " \u2800\n\u200b "]
)
def test_a_field_of_what_nobody_can_see_was_not_given(text: str, made: Callable[..., Rendered]) -> None:
    page = made("{{ details.agreed }}", AGREED, details={"agreed": text})
    assert (page.missing, page.draft) == (("agreed",), True)


@pytest.mark.parametrize("text", ["\u2800", "\u200b\n\u0301\r\n \u3164"])
def test_a_list_of_what_nobody_can_see_is_one_gap(text: str, made: Callable[..., Rendered]) -> None:
    page = made(
        "{% for one in details.copies %}\n- {{ one }}\n{% endfor %}", COPIES, details={"copies": text}
    )
    assert "- [To be completed: who gets a copy]\n" in page.text
    assert page.missing == ("copies",)


def test_a_line_of_what_nobody_can_see_is_no_item(made: Callable[..., Rendered]) -> None:
    body = "{% for one in details.copies %}\n- {{ one }}\n{% endfor %}"
    text = made(body, COPIES, details={"copies": "the nurse\n\u2800\n\u200b\r\nthe school"}).text
    assert "- the nurse\n- the school\n" in text


@pytest.mark.parametrize("text", ["👍", "同意", "so\u200bsoon"])
def test_any_sign_that_can_be_seen_was_given(text: str, made: Callable[..., Rendered]) -> None:
    assert made("{{ details.agreed }}", AGREED, details={"agreed": text}).missing == ()


NO_DAYS = (
    "2026-13-45", "2026-02-29", "2026-1-32", "20261345", "2026-13-45T09:00", "31/02/2026", " 31.2.26\n", "30 02 2026",
    "12/31/2026", "31 February 2026", "31st of Feb. 2026", "February 30, 2026", "0/0/0000", "00-00-0000",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_date_that_no_calendar_has_is_missing(text: str, made: Callable[..., Rendered]) -> None:
    page = made("On {{ details.day }}.", DAY, details={"day": text})
    assert (page.missing, page.draft) == (("day",), True)
    assert "On [To be completed: the day]." in page.text


@pytest.mark.parametrize(
    "text",
    ["not known", "some day in May", "2026", "May 2026", "11/2026", "31/12/2026", "1 Dec 2026", "16/11/2026 at noon", "about 3 or 4 May", "Told3so", "5"],
)  # fmt: skip
def test_words_and_days_in_other_shapes_stay_as_they_were_typed(
    text: str, made: Callable[..., Rendered]
) -> None:
    page = made("On {{ details.day }}.", DAY, details={"day": text})
    assert f"On {text}." in page.text
    assert page.missing == ()


def test_a_choice_in_ones_own_words_stays_as_it_was_typed(made: Callable[..., Rendered]) -> None:
    kind = Field(name="kind", type="choice", mandatory=True, help="the kind", options=("One", "Other"))
    page = made("Kind: {{ details.kind }}", kind, details={"kind": "Banana"})
    assert "Kind: Banana" in page.text
    assert page.missing == ()


SHAPES: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    say_day,
    lambda day: f"{day.day}/{day.month}/{day.year:04}",
    lambda day: f"{day:%d.%m.}{day.year:04}",
)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(SHAPES))
def test_a_day_is_read_back_from_every_shape(day: date, shape: Callable[[date], str]) -> None:
    assert day_in(shape(day)) == day
    assert not is_no_day(shape(day))


def test_a_day_that_no_calendar_has_makes_a_draft_where_the_page_would_only_leave_it_out(
    made: Callable[..., Rendered],
) -> None:
    body = "{% if details.day %}On {{ details.day }}{% endif %}"
    wrong = made(body, DAY, details={"day": "31/02/2026"})
    assert wrong.missing == ("day",)
    assert "DRAFT" in wrong.text
    assert made(body, DAY, details={"day": "28/02/2026"}).missing == ()
    assert made(body, DAY).missing == ()
