"""Text from outside, made safe to show."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.text import nearest, says_something, unknown, visible, visible_lines

DANGEROUS = "\x00\x07\x1b\x7f\x85\x9b\u200b\u200e\u200f\u202a\u202e\u2066\u2069\u2028\u2029\ufeff\ud800"
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\u202eabc", r"\u202eabc"),
        ("a\u200db", r"a\u200db"),
        ("a\u2028b", r"a\u2028b"),
        ("\ud800", r"\ud800"),
        ("\x9b1m", r"\x9b1m"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_what_cannot_be_seen_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "name", ["Siân O’Connor", "Zoë D'Arcy-Ní", "محمد", "שרה", "李明", "علی\u200cرضا", "e\u0301 👧"]
)
def test_names_of_people_stay_as_they_are(name: str) -> None:
    assert visible(name) == name
    assert visible_lines(name) == name


def test_a_joiner_between_latin_letters_is_a_disguise_and_is_shown() -> None:
    assert visible("rai\u200csed") == r"rai\u200csed"


def test_long_text_is_shortened_with_an_ellipsis() -> None:
    assert visible("x" * 201) == "x" * 199 + "…"
    assert visible("x" * 200) == "x" * 200


def test_text_is_never_cut_inside_an_escape() -> None:
    assert visible("ab\x1bcd", limit=5) == "ab…"


@given(text=ANY_TEXT, limit=st.integers(min_value=1, max_value=80))
@settings(max_examples=150, deadline=None)
def test_visible_text_is_one_safe_line_within_its_limit(text: str, limit: int) -> None:
    shown = visible(text, limit)
    assert len(shown) <= limit
    assert not set(shown) & set(DANGEROUS)
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in shown)
    shown.encode("utf-8")


@given(text=ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_visible_text_is_unchanged_when_it_is_made_visible_again(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@given(text=ANY_TEXT)
@settings(max_examples=150, deadline=None)
def test_visible_lines_keep_their_number_and_are_each_safe(text: str) -> None:
    shown = visible_lines(text)
    assert shown.count("\n") == text.count("\n")
    assert not set(shown) & (set(DANGEROUS) | {"\t", "\r"})


def test_windows_line_ends_become_plain_ones_and_tabs_become_spaces() -> None:
    assert visible_lines("a\r\n\tb\n") == "a\n    b\n"


def test_free_text_is_not_shortened() -> None:
    assert visible_lines("word\n" * 10_000) == "word\n" * 10_000


@pytest.mark.parametrize(
    ("word", "found"),
    [("raisd", "raised"), ("Raised", "raised"), ("BEGAN", "began"), ("bypass_agreed", "bypass-agreed")],
)
def test_a_typing_slip_finds_the_word_that_was_meant(word: str, found: str) -> None:
    assert nearest(word, ["began", "raised", "bypass-agreed"]) == found


@pytest.mark.parametrize("word", ["zzz", "", "x" * 100_000])
def test_a_word_like_none_of_them_finds_nothing(word: str) -> None:
    assert nearest(word, ["began", "raised"]) is None


def test_nothing_is_nearest_where_no_word_is_known() -> None:
    assert nearest("raised", []) is None


def test_an_unknown_word_is_told_with_the_nearest_or_else_with_all() -> None:
    known = ["step-1", "step-2"]
    assert unknown("stpe-1", "stage", known) == "'stpe-1' is no stage; did you mean 'step-1'?"
    assert unknown("\x1b[2J", "stage", known) == r"'\x1b[2J' is no stage; expected one of: step-1, step-2"


@pytest.mark.parametrize(
    "text",
    [
        "", " \n\t\xa0\u3000", "\u2800", "\u3164", "\u115f\u1160", "\uffa0", "\u200b", "\u0301", "\ufe0f", "\u00ad",
        "\U000e0041\U000e007f", "\x1b", "\x00", "\u202e\u2066", "\ufeff", "\ud800", "\U0001d159", "\u2800 \u200b\n\u3164",
    ],
)  # fmt: skip
def test_what_nobody_can_see_says_nothing(text: str) -> None:
    assert not says_something(text)


@pytest.mark.parametrize(
    "text",
    ["a", "7", ".", "-", "£", "é", "e\u0301", "محمد", "שרה", "李", "한", "नाम", "👧", "👨\u200d👩\u200d👧", "🇬🇧", "1\ufe0f\u20e3", "\u2801", "\u200bno"],
)  # fmt: skip
def test_any_script_any_sign_and_any_emoji_says_something(text: str) -> None:
    assert says_something(text)
