"""A document as a web page: one file that fetches and runs nothing, for every screen, every reader and for paper."""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.text import visible_lines
from wizard.documents.escape import escape, settle
from wizard.documents.html_page import html_page
from wizard.documents.page_marks import PageMarks

sys.path.insert(0, str(Path(__file__).resolve().parent))

from nasty import HOSTILE, NASTY
from words_of import Page

MARKS = PageMarks(
    title="Formal challenge letter",
    head=("If the child is in danger now, call 999.", "DRAFT. 3 things are missing."),
    foot=("Case document. Send it by secure means only.", "Supports professional judgement."),
)
NO_MARKS = PageMarks(title="A title", head=(), foot=())
FORM = """\
| Agency and role | Signed | Date |
| --- | ---: | :-: |
| Manager | | |
| Team manager | J. B. | 18 November |
"""
#: All that a page is made of.
TAGS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "p",
        "h1",
        "h2",
        "h3",
        "ul",
        "ol",
        "li",
        "blockquote",
        "hr",
        "br",
        "strong",
        "em",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ]
)
ATTRIBUTES = frozenset(
    [
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "role",
        "aria-label",
        "dir",
        "start",
        "class",
        "scope",
        "tabindex",
    ]
)


def page_of(markdown: str, marks: PageMarks = MARKS) -> Page:
    return Page(html_page(markdown, marks))


def tags_of(page: Page, tag: str) -> list[dict[str, str | None]]:
    return [attributes for name, attributes in page.tags if name == tag]


def style_of(page: Page) -> str:
    return page.texts["style"]


def typed(text: str) -> str:
    """A page of Markdown that holds `text` as a person typed it."""
    put = escape(text)
    return settle(f"# {put}\n\n{put}\n\n- {put}\n\n> {put}\n\n| A | B |\n| --- | --- |\n| {put} | |\n")[0]


# Nothing on the page does anything.


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(st.sampled_from(HOSTILE), max_size=60), st.sampled_from(NASTY)))
def test_nothing_that_is_typed_becomes_a_part_of_the_page(text: str) -> None:
    marks = PageMarks(title=f"title {text}", head=(text, "DRAFT"), foot=(text, "foot"))
    page = page_of(typed(f"so {text}"), marks)
    plain = page_of(typed("so\n\n" + "\n\n".join(["words"] * text.count("\n"))), MARKS)
    assert page.unbalanced == []
    assert page.others == ["doctype html"]
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    assert page.texts["title"].split() == f"title {visible_lines(text)}".split()
    alone = ("title", "style", "header", "main", "footer", "h1", "table", "blockquote", "ul", "li", "td")
    assert [len(tags_of(page, tag)) for tag in alone] == [len(tags_of(plain, tag)) for tag in alone]


@settings(max_examples=100, deadline=None)
@given(text=st.one_of(st.text(st.sampled_from(HOSTILE), max_size=60), st.sampled_from(NASTY)))
def test_nothing_that_is_typed_means_anything_in_the_style_sheet(text: str) -> None:
    with_text = style_of(page_of("words\n", PageMarks(title="", head=(f"a{text}",), foot=(f"b{text}",))))
    without = style_of(page_of("words\n", PageMarks(title="", head=("a",), foot=("b",))))
    string = re.compile(r'"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*"')
    lengths = re.compile(r"margin:[0-9.]+mm 20mm [0-9.]+mm")
    first, second = (lengths.sub("", string.sub("", one)) for one in (with_text, without))
    assert first == second
    assert first.count("content:") == 2


@pytest.mark.parametrize("words", [r"a&#27;[31mb", "a&#8238;b", "a&#xFEFF;b", "a&#x200B;b", "a&#x2066;b"])
def test_a_character_that_a_template_names_by_its_number_cannot_hide(words: str) -> None:
    text = page_of(f"{words}\n").texts["main"].strip()
    assert re.sub(r"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4})", "", text).isprintable()
    assert text.startswith("a")


def test_the_page_refers_to_nothing_outside_itself() -> None:
    html = html_page("# Title\n\n<https://example.org> ![x](y.png)\n", MARKS)
    page = Page(html)
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    assert "url(" not in style_of(page)
    assert "@import" not in style_of(page)
    assert "@font-face" not in style_of(page)


def test_a_browser_is_told_to_load_nothing_but_the_one_style_sheet() -> None:
    page = page_of("words\n")
    (policy,) = [one["content"] for one in tags_of(page, "meta") if "http-equiv" in one]
    digest = b64encode(sha256(style_of(page).encode()).digest()).decode("ascii")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_the_rule_on_what_may_be_loaded_comes_before_anything_it_is_about() -> None:
    names = [tag for tag, _ in page_of("words\n").tags]
    assert names[:7] == ["html", "head", "meta", "meta", "meta", "title", "style"]


# What the page is made of.


def test_the_page_says_its_language_its_encoding_and_its_title() -> None:
    html = html_page("Grüße\n", MARKS)
    page = Page(html)
    assert html.startswith("<!doctype html>\n")
    assert tags_of(page, "html") == [{"lang": "en-GB"}]
    assert {"charset": "utf-8"} in tags_of(page, "meta")
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in tags_of(page, "meta")
    assert page.texts["title"] == "Formal challenge letter"


def test_each_part_of_the_text_has_the_tag_that_says_what_it_is() -> None:
    html = html_page(
        "# One\n\n## Two\n\n### Three\n\n**bold** *em*\\\nnext\n\n- a\n- b\n\n4. c\n\n> quoted\n\n---\n",
        NO_MARKS,
    )
    main = html[html.index("<main>") : html.index("</main>")]
    assert main == (
        '<main>\n<h1 dir="auto">One</h1>\n<h2 dir="auto">Two</h2>\n<h3 dir="auto">Three</h3>\n'
        '<p dir="auto"><strong>bold</strong> <em>em</em><br>next</p>\n'
        '<ul class="tight">\n<li dir="auto"><p>a</p></li>\n<li dir="auto"><p>b</p></li>\n</ul>\n'
        '<ol start="4" class="tight">\n<li dir="auto"><p>c</p></li>\n</ol>\n'
        '<blockquote>\n<p dir="auto">quoted</p>\n</blockquote>\n<hr>\n'
    )


def test_the_headings_of_a_table_are_those_of_its_columns() -> None:
    page = page_of(FORM)
    assert [one["scope"] for one in tags_of(page, "th")] == ["col", "col", "col"]
    assert [one.get("class") for one in tags_of(page, "th")] == [None, "end", "middle"]
    assert page.texts["th"].split() == ["Agency", "and", "role", "Signed", "Date"]


def test_a_column_without_a_heading_has_no_empty_one() -> None:
    page = page_of("| | Stage |\n| --- | --- |\n| 1 | open |\n")
    assert page.texts["th"].split() == ["Stage"]
    assert len(tags_of(page, "th")) == 1
    assert [one.get("class") for one in tags_of(page, "tr")] == [None, None]


def test_only_a_row_to_fill_in_by_hand_is_given_room_to_write() -> None:
    assert [one.get("class") for one in tags_of(page_of(FORM), "tr")] == [None, "fill", None]


def test_a_wide_table_can_be_moved_with_the_keys() -> None:
    (around,) = tags_of(page_of(FORM), "div")
    assert around == {"class": "table", "role": "group", "aria-label": "Table", "tabindex": "0"}


def test_every_block_takes_its_direction_from_its_own_words() -> None:
    page = page_of("# א\n\nא\n\n- a\n- א\n\n| A |\n| --- |\n| א |\n")
    blocks = [one for tag in ("h1", "li", "th", "td") for one in tags_of(page, tag)]
    assert [one.get("dir") for one in blocks] == ["auto"] * 5


# The marks.


def test_the_marks_stand_outside_the_words_of_the_document() -> None:
    page = page_of("# Letter\n\nWords.\n")
    assert page.texts["main"].split() == ["Letter", "Words."]
    assert page.texts["header"].strip().split("\n\n\n") == list(MARKS.head)
    assert page.texts["footer"].strip().split("\n\n\n") == list(MARKS.foot)
    assert tags_of(page, "header")[0]["role"] == "note"


def test_a_document_without_marks_has_no_empty_bars() -> None:
    page = page_of("words\n", NO_MARKS)
    assert "header" not in page.texts
    assert "footer" not in page.texts
    assert "@top-left" not in style_of(page)


def strings_of(style: str) -> str:
    """The text that a printer puts into the margins of each page."""
    strings = re.findall(r'"((?:[A-Za-z0-9]|\\[0-9a-f]{6})*)"', style[style.index("@page") :])
    return "".join(re.sub(r"\\([0-9a-f]{6})", lambda one: chr(int(one[1], 16)), string) for string in strings)


def test_each_printed_page_has_the_marks_and_its_number() -> None:
    style = style_of(page_of("words\n"))
    assert strings_of(style) == "\n".join([*MARKS.head]) + "\n".join([*MARKS.foot, "Page "]) + " of "
    assert re.search(r'Page\\000020" counter\(page\) "[^"]*" counter\(pages\)', style)
    assert "size:A4" in style


def test_a_long_mark_leaves_room_for_the_text() -> None:
    style = style_of(
        page_of("words\n", PageMarks(title="", head=("long " * 2000,) * 3, foot=("so " * 2000,) * 4))
    )
    found = re.search(r"margin:([0-9.]+)mm 20mm ([0-9.]+)mm", style)
    assert found
    assert sum(map(float, found.groups())) < 297 / 2


def test_marks_of_more_lines_get_more_room() -> None:
    def room(lines: int) -> float:
        style = style_of(page_of("words\n", PageMarks(title="", head=("x" * 100,) * lines, foot=())))
        found = re.search(r"margin:([0-9.]+)mm", style)
        assert found
        return float(found[1])

    assert room(1) < room(2) < room(4)


# What can be seen.


def colours(style: str, start: str) -> dict[str, str]:
    """The colours that are set where `start` is first found."""
    block = style[style.index(start) :]
    block = block[: block.index("}")]
    return {
        name: value if len(value) == 7 else "#" + "".join(one * 2 for one in value[1:])
        for name, value in re.findall(r"--([a-z-]+):(#[0-9a-f]{3,6})", block)
    }


def brightness(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted([brightness(one), brightness(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("where", [":root", "@media screen and (prefers-color-scheme:dark)", "@media print"])
def test_words_stand_out_from_what_is_behind_them(where: str) -> None:
    style = style_of(page_of("words\n"))
    seen = colours(style, ":root") | colours(style, where)
    pairs = [("ink", "paper"), ("soft", "paper"), ("ink", "shade"), ("mark-ink", "mark")]
    assert min(contrast(seen[one], seen[other]) for one, other in pairs) >= 7


def test_print_is_black_on_white() -> None:
    seen = colours(style_of(page_of("words\n")), "@media print")
    assert (seen["ink"], seen["paper"]) == ("#000000", "#ffffff")
