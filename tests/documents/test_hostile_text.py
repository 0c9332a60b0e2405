"""Whatever a person types comes out as it was typed, in every format, and changes nothing around it."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from wizard.base.text import says_something, visible_lines
from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.plain_text import plain_text
from wizard.documents.render import Rendered, render

HOSTILE = (
    "*bold* _under_ **both**",
    "# heading\n## another",
    "- item\n+ item\n* item\n1. one\n2) two\n> quote",
    "a | b\n--- | ---\n1 | 2",
    "a|b\n:-",
    "[link](https://example.org) ![picture](x.png) <https://example.org>",
    "[ref]\n\n[ref]: https://example.org",
    "<b>html</b> <script>alert(1)</script> &amp; &#65; <!-- -->",
    "`code` ``` fence\n```\n~~~\n    indented",
    "ends with a backslash\\\nand again\\",
    "{{ case.to }} {% if x %} {# note #}",
    "title\n===\nother\n---",
    "\u202eright to left\u202c \x1b[31mred\x07 \x00 \x1d\x1e",
    "\x1dname\x1d",
    "  spaced\n\n\n   out\t here  ",
    "\xa0\u3000wide spaces\u3000\n\u3000and again",
    "one\r\ntwo\rthree\x85four\u2028five",
    "***\n___\n---",
    "16. November and 2) and :colon: and =",
)
#: Loaded with what Markdown, HTML and Jinja read as their own, beside letters of many scripts.
HOSTILE_TEXT = st.one_of(
    st.text(st.sampled_from("ab1 \n\\`*_[]<>&|~#-+=:.)(!{}%\t\x1d\x1e\x00é"), max_size=40),
    st.text(max_size=40),
    st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=3).map("\n".join),
)

BODY = """\
# Heading {{ details.one }}

Before {{ details.one }} after

{{ details.one }}

- Label: {{ details.one }}
{% for item in details.many %}
- {{ item }}
{% endfor %}

> {{ details.one }}

| Column | Other |
| --- | --- |
| {{ details.one }} | end |

**Hard:** {{ details.one }}\\
next line
"""


class _Words(HTMLParser):
    """The words of a page of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "strong":
            self.text += " "

    def handle_data(self, data: str) -> None:
        self.text += data


def read_by_another(markdown: str) -> _Words:
    """The page as a reader of Markdown shows it that has everything turned on."""
    words = _Words()
    words.feed(MarkdownIt("commonmark").enable("table").render(markdown))
    return words


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def as_shown(typed: str) -> list[str]:
    """The lines that must be seen of what was typed: hidden characters as escapes, no empty lines."""
    return lines_of(visible_lines(typed))


def items_of(typed: str) -> list[str]:
    """The lines of which a list shows anything."""
    return [line for line in typed.replace("\r\n", "\n").split("\n") if says_something(line)]


def words_of(text: str) -> list[str]:
    """The words, without the lines and marks that set plain text out."""
    return [word for word in text.split() if not set(word) <= set("-=|")]


def holds_in_order(text: str, lines: list[str]) -> bool:
    position = 0
    for line in lines:
        position = text.find(line, position)
        if position < 0:
            return False
        position += len(line)
    return True


def field(name: str, kind: str = "text") -> Field:
    return Field(
        name=name, type="list" if kind == "list" else "text", mandatory=False, help=f"the words for {name}"
    )


def the_same_page(made: Rendered, plain: Rendered) -> bool:
    """Whether both have the same parts: nothing that was typed became a part of its own."""
    kinds = (
        "h1",
        "h2",
        "ul",
        "ol",
        "table",
        "blockquote",
        "hr",
        "a",
        "img",
        "code",
        "pre",
        "em",
        "strong",
        "b",
        "script",
    )
    counts = [[read_by_another(one.markdown).tags.count(kind) for kind in kinds] for one in (made, plain)]
    return counts[0] == counts[1]


@pytest.fixture(scope="module")
def show(
    make_template: Callable[..., Template], make_context: Callable[..., Context], press: Press
) -> Callable[[str, str], Rendered]:
    template, context = make_template(BODY, field("one"), field("many", "list")), make_context()

    def show(one: str, many: str) -> Rendered:
        return render(template, msgspec.structs.replace(context, details={"one": one, "many": many}), press)

    return show


@pytest.fixture(scope="module")
def write_letter(
    shipped_template: Callable[[str], Template], make_context: Callable[..., Context], press: Press
) -> Callable[[str], Rendered]:
    letter, context = shipped_template("challenge-letter"), make_context()

    def write(typed: str) -> Rendered:
        told = {one.name: typed for one in letter.fields}
        return render(letter, msgspec.structs.replace(context, details=told), press)

    return write


def every_hostile(test: Callable[..., None]) -> Callable[..., None]:
    for one in HOSTILE:
        test = example(typed=one)(test)
    return test


@settings(max_examples=70, deadline=None)
@given(typed=HOSTILE_TEXT.filter(says_something))
@every_hostile
def test_what_is_typed_comes_out_as_it_was_typed_wherever_it_stands(
    typed: str, show: Callable[[str, str], Rendered]
) -> None:
    made = show(typed, typed)
    text = "\n".join(lines_of(made.text))
    shown = as_shown(typed)
    assert holds_in_order(text, shown * 6)
    before = f"Before {shown[0]}" + (" after" if len(shown) == 1 else "")
    assert before in text
    assert f"Hard: {shown[0]}" in text
    assert any(line.endswith("| end") and shown[-1] in line for line in text.split("\n"))
    items = as_shown("\n".join(items_of(typed)))
    assert "\n".join(f"- {line}" for line in items) in text


@settings(max_examples=40, deadline=None)
@given(typed=HOSTILE_TEXT.filter(says_something))
@every_hostile
def test_what_is_typed_adds_no_part_to_the_page_in_any_reader_of_markdown(
    typed: str, show: Callable[[str, str], Rendered]
) -> None:
    items = "\n".join("item" for _ in items_of(typed))
    assert the_same_page(show(typed, typed), show("item", items))


@settings(max_examples=40, deadline=None)
@given(typed=HOSTILE_TEXT)
@every_hostile
def test_both_formats_of_a_letter_hold_the_same_words(
    typed: str, write_letter: Callable[[str], Rendered]
) -> None:
    made = write_letter(f"so {typed}")
    assert words_of(made.text) == words_of(read_by_another(made.markdown).text)


def test_every_field_of_the_letter_comes_out_whole(
    shipped_template: Callable[[str], Template], make_context: Callable[..., Context], press: Press
) -> None:
    letter = shipped_template("challenge-letter")
    typed = {one.name: f"*{one.name}* | <i> # {number}\\" for number, one in enumerate(letter.fields)}
    context = make_context(risk="immediate", start_at="step-5", details=typed)
    made = render(letter, context, press)
    absent = [name for name, words in typed.items() if words not in made.text]
    assert absent == []


def test_every_field_of_the_notification_comes_out_whole(
    shipped_template: Callable[[str], Template], make_context: Callable[..., Context], press: Press
) -> None:
    notification = shipped_template("board-notification")
    typed = {one.name: f"*{one.name}* | <i> # {number}\\" for number, one in enumerate(notification.fields)}
    attempts = [{"stage": "step-3", "began": "2026-11-02", "outcome": "open"}]
    settled = [{"stage": "step-3", "began": "2026-11-02", "ended": "2026-11-03", "outcome": "resolved"}]
    texts = "".join(
        render(notification, context, press).text
        for context in (
            make_context(details=typed, attempts=attempts),
            make_context(details=typed, attempts=settled),
        )
    )
    absent = [name for name, words in typed.items() if words not in texts]
    assert absent == []


def test_a_table_is_set_out_in_columns() -> None:
    page = "| Stage | Outcome |\n| --- | --- |\n| One | not resolved |\n| Second \\| last | open |\n"
    assert plain_text(page) == (
        "Stage         | Outcome\n-----------------------\nOne           | not resolved\nSecond | last | open\n"
    )


def test_the_lines_of_a_list_item_stay_under_it() -> None:
    assert plain_text("3. First\\\n   second\n4. Third\n") == "3. First\n   second\n4. Third\n"
