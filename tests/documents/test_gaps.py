"""What is not known stands on the page in words, and a page with a gap is a draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Context
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
