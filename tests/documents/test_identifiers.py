"""What tells who somebody is is found, and ordinary words of the work are left alone."""

from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wizard.documents.identifier_names import is_only_initials
from wizard.documents.identifier_shapes import is_mobile, is_nhs_number
from wizard.documents.identifiers import find_identifiers


def _load() -> ModuleType:
    # By its place: the tests are no package.
    path = Path(__file__).with_name("identifier_texts.py")
    spec = importlib.util.spec_from_file_location("identifier_texts", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


texts = _load()
#: What patterns have been led astray by, or might be.
HOSTILE = (
    "a",
    "Aa ",
    "a'",
    "1 ",
    "12 a ",
    "a@",
    "a.",
    "St A school ",
    "ref: ",
    "born ",
    "Mr ",
    "Jane van ",
    "a\u0300",
    "AB ",
    "“",
)
PIECES = st.sampled_from(
    [*HOSTILE, "Jane", "Smith", " ", "\n", ".", "’", "03/05/2015", "dob", "OX4 1AB", "07700 900123", "İ", "ß", "ﬁ", "\u0661" * 10]
)  # fmt: skip


def found(text: str, *known: str) -> list[tuple[str, str]]:
    return [(one.kind, one.words) for one in find_identifiers(text, known)]


# Measured.


def test_the_list_of_sentences_is_long_and_half_of_it_tells_nobody() -> None:
    assert len(texts.TELLING) >= 60
    assert len(texts.ORDINARY) >= 60
    assert all(words in one.text for one in texts.TELLING for _, words in one.finds)


def test_nineteen_in_twenty_identifiers_are_found_as_what_they_are_and_where_they_are() -> None:
    expected = [(one, find) for one in texts.TELLING for find in one.finds]
    missed = [(one.text, find) for one, find in expected if find not in found(one.text, *one.known)]
    assert len(missed) <= 0.05 * len(expected), missed


def test_at_most_one_ordinary_sentence_in_twenty_is_taken_for_an_identifier() -> None:
    alarms = [(text, found(text)) for text in texts.ORDINARY if found(text)]
    assert len(alarms) <= 0.05 * len(texts.ORDINARY), alarms


def test_nineteen_in_twenty_of_what_is_found_is_an_identifier() -> None:
    everything = [(one, find) for one in texts.TELLING for find in found(one.text, *one.known)]
    wrong = [(one.text, find) for one, find in everything if find not in one.finds]
    wrong += [(text, find) for text in texts.ORDINARY for find in found(text)]
    assert len(wrong) <= 0.05 * (len(everything) + len(wrong)), wrong


# One by one.


def test_a_find_says_where_it_stands_and_why() -> None:
    (one,) = find_identifiers("First line.\n  It is Jane Smith.")
    assert (one.kind, one.words, one.line, one.column) == ("name", "Jane Smith", 2, 9)
    assert one.why.endswith(".")


def test_initials_are_no_name() -> None:
    assert found("J. B. and J.B. and JB were seen; J. said so.") == []


@pytest.mark.parametrize("text", ["J. B.", "JB", "J.B. and K.", "J", "", "Ł.Ż."])
def test_only_initials_are_only_initials(text: str) -> None:
    assert is_only_initials(text)


@pytest.mark.parametrize("text", ["Jane", "Jane S.", "J. Smith", "JANE"])
def test_a_word_is_more_than_initials(text: str) -> None:
    assert not is_only_initials(text)


def test_a_first_name_alone_is_found_only_where_it_is_known() -> None:
    assert found("Then Thandiwe went home.") == []
    assert found("Then Thandiwe went home.", "Thandiwe Moyo") == [("name", "Thandiwe")]


def test_a_known_name_that_is_a_word_is_found_with_a_capital_and_inside_a_sentence_only() -> None:
    assert found("Will you hope that we will?", "Will Hope") == []
    assert found("That is what Will said.", "Will Hope") == [("name", "Will")]


def test_a_known_name_is_found_in_decomposed_letters_and_in_capitals() -> None:
    assert found(unicodedata.normalize("NFD", "ask Zoë about it"), "Zoë")[0][0] == "name"
    assert found("ask ŁUKASZ about it", "Łukasz") == [("name", "ŁUKASZ")]


def test_words_of_the_role_in_a_known_name_are_not_looked_for() -> None:
    assert found("The team and its manager met.", "Ms Patel, Team Manager") == []


def test_the_words_of_the_policy_are_no_names() -> None:
    text = "The case went to Westmarch Keepers in May."
    assert [one.words for one in find_identifiers("It went to Harfoot Brandybuck in May.")] == [
        "Harfoot Brandybuck"
    ]
    assert find_identifiers(text, ordinary=("Westmarch Keepers",)) == ()


def test_the_date_of_an_event_is_no_date_of_birth() -> None:
    assert found("The meeting was on 3 May 2015.") == []
    assert found("He was born in 2015 and moved here on 3 May 2024.") == []


def test_in_a_field_for_a_birth_every_date_is_one_and_a_year_is_none() -> None:
    assert [one.kind for one in find_identifiers("3 May 2015", birth=True)] == ["birth"]
    assert find_identifiers("2015, or 10 to 12 years", birth=True) == ()


@pytest.mark.parametrize(
    ("digits", "right"), [("9434765919", True), ("9434765918", False), ("0000000000", False)]
)
def test_an_nhs_number_is_known_by_its_last_digit(digits: str, right: bool) -> None:
    assert is_nhs_number(digits) is right
    assert (("nhs-number", digits) in found(f"It is {digits}.")) is right


def test_a_number_that_is_said_to_be_an_nhs_number_is_one_even_with_a_slip() -> None:
    assert found("NHS no: 943 476 5918") == [("nhs-number", "943 476 5918")]


@pytest.mark.parametrize("number", ["07700 900123", "+44 7700 900123", "0044 (0)7700-900123"])
def test_a_mobile_is_known_in_every_spelling(number: str) -> None:
    assert is_mobile(number)


def test_a_landline_is_no_mobile() -> None:
    assert not is_mobile("01632 960001")


def test_what_overlaps_is_found_once() -> None:
    assert found("St Mary's Primary School, 12 Mary Smith Road") == [
        ("school", "St Mary's Primary School"),
        ("address", "12 Mary Smith Road"),
    ]


# For any text.


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join)), st.text(max_size=20))
@example("İstanbul Ali", "İ")
@example("\ud800 Jane Smith", "\ud800")
@settings(max_examples=150, deadline=None)
def test_every_find_points_at_its_words_and_none_overlaps(text: str, known: str) -> None:
    last = 0
    for one in find_identifiers(text, (known,)):
        assert one.words
        assert text[one.start : one.end] == one.words
        assert text.split("\n")[one.line - 1][one.column - 1 :][:1] == one.words[:1]
        assert one.start >= last
        last = one.end


@given(st.lists(st.sampled_from(texts.ORDINARY), min_size=1, max_size=4), st.sampled_from(texts.TELLING))
@settings(max_examples=60, deadline=None)
def test_ordinary_lines_around_a_sentence_change_nothing_of_what_is_found(
    around: list[str], one: object
) -> None:
    assert isinstance(one, texts.Telling)
    alone = found(one.text, *one.known)
    around = [line for line in around if not found(line, *one.known)]
    assert found("\n".join([*around, one.text, *around]), *one.known) == alone


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_text_of_repeats_is_read_to_its_end(piece: str) -> None:
    text = (piece * 30_000)[:30_000]
    found = find_identifiers(f"{text}\nWrite to jo@example.org", ("Jane Smith",))
    assert found[-1].words == "jo@example.org"
