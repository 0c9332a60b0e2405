"""What a page of Markdown becomes for Typst: its parts as elements, its words as strings and as nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.documents.escape import escape, settle
from wizard.documents.page_marks import PageMarks
from wizard.documents.typst_source import typst_source

MARKS = PageMarks(title="A page", head=("DRAFT.",), foot=("Case document.",))
HOSTILE = (
    "#set text(fill: red)",
    '"); #panic(',
    "\\u{41} \\n \\",
    "$x$ `raw` = heading",
    "// x /* y */",
    "@ref <label> *strong* _emph_",
    "{{ x }} {% x %}",
    "]#[ ]} ) ;",
    "'single' -- --- ... ~",
    "https://example.org",
)
#: A string of Typst: no quotation mark inside it but after a backslash.
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


def body_of(markdown: str) -> str:
    """What stands between the running lines and the end."""
    source = typst_source(markdown, MARKS)
    return source[source.index(")[\n") + 3 :]


def strings_of(source: str) -> list[str]:
    return [re.sub(r"\\(.)", r"\1", found) for found in STRING.findall(source)]


def code_of(source: str) -> str:
    """All that is not inside a string."""
    return STRING.sub('""', source)


def typed(text: str) -> str:
    return settle(escape(text))[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_stands_in_a_string_and_changes_no_code(text: str) -> None:
    body = body_of(typed(f"so {text}"))
    assert strings_of(body) == [f"so {text}"]
    assert code_of(body) == code_of(body_of("so x"))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_marks_stand_in_strings_too(text: str) -> None:
    plain = typst_source("x", PageMarks(title="a", head=("b",), foot=("c",)))
    source = typst_source("x", PageMarks(title=text, head=(text,), foot=(text,)))
    assert strings_of(source).count(text) == 3
    assert code_of(source) == code_of(plain)


@settings(max_examples=100, deadline=None)
@given(
    text=st.text(
        st.sampled_from("ab1 \"\\#$[](){}*_`/@<>;,=-~'&|!%\t\n\x00\x1e\ud800é你"), max_size=30
    ).filter(lambda text: bool(text.strip()))
)
def test_no_text_changes_the_code_around_it(text: str) -> None:
    line = " ".join(text.split())
    code = code_of(body_of(typed(f"so {line}")))
    assert code == code_of(body_of("so x"))


def test_control_characters_are_made_visible_even_where_nobody_did_before() -> None:
    marks = PageMarks(title="a\x00\ud800", head=("b\x1b[31m\nc",), foot=("d\u202e",))
    source = typst_source("x", marks)
    assert source.encode()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", source)
    assert r"b\x1b[31m c" in strings_of(source)


def test_each_part_of_a_page_is_an_element() -> None:
    body = body_of(
        "# One\n\n**bold** _soft_\\\nnext\nline\n\n- a\n- b\n\n3. c\n4. d\n\n> e\n\n---\n\n| f | g |\n| --- | --- |\n| h | i |\n"
    )
    assert '#heading(level: 1)[#"One"]' in body
    assert '#par[#strong[#"bold"]#" "#emph[#"soft"]#linebreak()#"next"#" "#"line"]' in body
    assert re.search(r'#list\(tight: true, \[#"a"\s*\], \[#"b"\s*\], \)', body)
    assert re.search(r'#enum\(tight: true, start: 3, \[#"c"\s*\], \[#"d"\s*\], \)', body)
    assert re.search(r'#quote\[\s*#par\[#"e"\]\s*\]', body)
    assert "#rule" in body
    assert 'table.header(repeat: true, [#set text(weight: "bold");#"f"], ' in body
    assert '[#"h"], [#"i"], ' in body


def test_a_list_with_paragraphs_is_set_loosely() -> None:
    assert "#list(tight: false, [#par[" in body_of("- a\n\n  more\n- b\n")


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("## a\n\n# b\n", ["1", "1"]),
        ("# a\n\n### b\n\n### c\n\n# d\n", ["1", "2", "3", "1"]),
        ("###### a\n", ["1"]),
    ],
)
def test_headings_start_at_the_first_level_and_leave_none_out(markdown: str, levels: list[str]) -> None:
    assert re.findall(r"heading\(level: (\d)\)", body_of(markdown)) == levels


def test_an_empty_cell_leaves_room_to_write_and_an_empty_heading_of_a_column_does_not() -> None:
    body = body_of("| Asked | |\n| --- | --- |\n| Date | |\n")
    assert body.count("#writing") == 1
    assert '[#"Date"], [#writing], ' in body


def test_what_is_to_be_written_has_at_least_the_room_of_what_is_asked() -> None:
    asked = "Which of the things that were asked for will be done, and by when and by whom will they be done"
    body = body_of(f"| Asked | Answer |\n| --- | --- |\n| {asked} | |\n")
    columns = re.search(r"columns: \(([\d.]+)fr, ([\d.]+)fr, \)", body)
    assert columns is not None
    assert float(columns[2]) > 0.9 * float(columns[1])


def test_only_a_long_row_may_break_across_pages() -> None:
    body = body_of(f"| a | b |\n| --- | --- |\n| short | row |\n| {'long ' * 300}| row |\n")
    assert body.count("breakable: true") == 2


def test_a_word_that_fits_is_left_whole_and_one_that_does_not_may_be_broken() -> None:
    assert "#box()" not in body_of("Antidisestablishmentarianism " * 20)
    broken = body_of("x" * 200)
    assert broken.count("#box()") > 5
    assert "".join(strings_of(broken)) == "x" * 200


def test_a_long_word_is_never_broken_between_a_letter_and_its_accent() -> None:
    broken = strings_of(body_of("é" * 100))
    assert len(broken) > 5
    assert not any(piece.startswith("\u0301") for piece in broken)


def test_a_word_of_nothing_but_accents_stays_in_one_piece() -> None:
    assert strings_of(body_of("a" + "\u0301" * 300)) == ["a" + "\u0301" * 300]


def test_a_table_of_very_many_columns_is_still_made() -> None:
    row = "| word " * 300 + "|\n"
    assert code_of(body_of(row + "| --- " * 300 + "|\n" + row)).count("fr, ") == 300


def test_a_page_without_a_title_still_gets_one() -> None:
    assert 'title: "Document"' in typst_source("x", PageMarks(title=" ", head=(), foot=()))


def test_what_is_said_of_the_document_at_its_end_is_set_apart() -> None:
    page, _, closing = body_of(
        "# Letter\n\nDear all\n\n---\n\nStill missing\n\n---\n\nMade today."
    ).partition("#closing[")
    assert "Still missing" in page
    assert "Made today." in closing


def test_what_follows_a_rule_and_is_more_than_paragraphs_is_set_as_the_page_is() -> None:
    assert "#closing[" not in body_of("Dear all\n\n---\n\nText\n\n- One\n")
    assert "#closing[" not in body_of("Dear all")
