"""Every format of a document holds the same words in the same order: nothing lost, nothing added, nothing changed."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.advice.lead import CardText
from wizard.base.paths import shipped
from wizard.base.text import says_something, visible_lines
from wizard.documents.catalogue import Field, Template
from wizard.documents.context import Context
from wizard.documents.environment import Press
from wizard.documents.formats import ENDINGS, written
from wizard.documents.page_marks import PageMarks
from wizard.documents.plain_text import plain_text
from wizard.documents.render import Rendered, render

sys.path.insert(0, str(Path(__file__).resolve().parent))

from nasty import HOSTILE, IN_FONTS, NASTY
from words_of import in_html, in_markdown, in_pdf, in_text, in_word, words

LETTERHEAD = shipped("templates") / "letterhead.docx"
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.md"))
SHIPPED = sorted(path.stem for path in shipped("templates").glob("*.md"))
MARKS = PageMarks(title="A title", head=("Above.",), foot=("Below.",))
#: The classes of accents that go above a letter, as Unicode has them.
ABOVE = (230, 232, 234)
#: Strings that the long test sends through each format, and how many of them stand in one document.
MANY, AT_ONCE = 12_000, 60

#: Where a person's words can stand. In a table and in a heading there are no lines.
PLACES = """\
# Heading {one}

Before {one} after

{one}

- Label: {one}
- **Bold:** {one}

1. {one}

> {one}

({one}), "{one}"

| Column | Other |
| --- | --- |
| {cell} | end |
| | {cell} |

**Hard:** {one}\\
next line
"""
PARTS = PLACES.split("\n\n")


def read(made: Rendered, ending: str) -> list[str]:
    """The words of the document's body, as they are read back from the file."""
    data = written(made, ending, LETTERHEAD)
    match ending:
        case ".md":
            return in_markdown(data.decode())
        case ".txt":
            return in_text(data.decode(), made.markdown)
        case ".html":
            return in_html(data.decode())
        case ".docx":
            return in_word(data)
        case _:
            return in_pdf(data)


def difference(made: Rendered, ending: str, expected: Sequence[str]) -> str:
    """Where the words that are read back first differ from those that were to be written; empty where they do not.

    XML cannot hold two of the characters.
    """
    found = read(made, ending)
    if ending == ".pdf":
        return difference_of_signs("".join(found), "".join("".join(expected).split()))
    if ending == ".docx":
        expected = [one.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff") for one in expected]
    return "" if found == expected else told_apart(" ".join(found), " ".join(expected))


def difference_of_signs(found: str, expected: str) -> str:
    """The same for a PDF, where a long word stands on several lines, which part it in two.

    Typst writes a line that goes from right to left in the order in which it is seen, and an accent above another
    mark with its letter once more. Where there is any such, none may be lost or come from elsewhere.
    """
    if is_set_in_order(expected):
        return "" if found == expected else told_apart(found, expected)
    lost, added = Counter(expected) - Counter(found), set(found) - set(expected)
    return f"{lost=} {added=}" if lost or added else ""


def told_apart(found: str, expected: str) -> str:
    alike = (one == other for one, other in zip(found, expected, strict=False))
    place = next((number for number, same in enumerate(alike) if not same), min(len(found), len(expected)))
    near = slice(max(0, place - 20), place + 40)
    return f"at {place}: {found[near]!a} instead of {expected[near]!a}"


def is_set_in_order(text: str) -> bool:
    over = (one for one in unicodedata.normalize("NFC", text) if unicodedata.combining(one) in ABOVE)
    return not any(over) and not any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)


def rendered(markdown: str) -> Rendered:
    return Rendered(markdown=markdown, text=plain_text(markdown), marks=MARKS, missing=())


# What is shipped.


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.long
@pytest.mark.parametrize("page", GOLDEN, ids=lambda path: path.stem)
def test_an_agreed_page_has_the_same_words_in_every_format(page: Path, ending: str) -> None:
    made = rendered(page.read_text(encoding="utf-8"))
    assert difference(made, ending, in_markdown(made.markdown)) == ""


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("document", SHIPPED)
def test_a_shipped_document_has_the_same_words_in_every_format(
    document: str, ending: str, make: Callable[..., Rendered], make_card: Callable[..., CardText]
) -> None:
    made = make(
        document,
        risk="immediate",
        practice=True,
        card=make_card("oxfordshire", "health/ouh"),
        attempts=[{"stage": "step-2", "began": "2026-11-16", "ended": "2026-11-17", "outcome": "unresolved"}],
    )
    expected = in_markdown(made.markdown)
    assert "999" in " ".join(expected)
    assert difference(made, ending, expected) == ""


# What is typed.


def shown(typed: str) -> list[str]:
    """The lines that must be seen: hidden characters as escapes, no space around the whole or at the end of a line."""
    lines = (line.rstrip() for line in visible_lines(typed).strip().split("\n"))
    return [line for line in lines if line]


class Written(msgspec.Struct, frozen=True):
    """A document full of what was typed, and the words that it must have."""

    made: Rendered
    words: list[str]


class Fill:
    """Fills the places of a document with texts: one text everywhere, or each of several in one place."""

    def __init__(self, make_template: Callable[..., Template], context: Context, press: Press) -> None:
        self._make_template, self._context, self._press = make_template, context, press
        self._models: dict[tuple[int, int], tuple[Template, str]] = {}

    def __call__(self, typed: Sequence[str], first: int = 0) -> Written:
        """The document; of several texts, the first one stands in the place of that number."""
        template, page = self._model(len(typed), first)
        made = self._made(template, {f"{kind}{one}": text for one, text in enumerate(typed) for kind in "tc"})
        for one, text in enumerate(typed):
            page = page.replace(f"QQt{one}QQ", "\n".join(shown(text)))
            page = page.replace(f"QQc{one}QQ", " / ".join(shown(text)))
        return Written(made=made, words=words(page))

    def _made(self, template: Template, details: Mapping[str, str]) -> Rendered:
        return render(template, msgspec.structs.replace(self._context, details=details), self._press)

    def _model(self, number: int, first: int) -> tuple[Template, str]:
        """A template for so many texts, and the words of its page with a sign in the place of each text."""
        if (number, first) not in self._models:
            parts = [PLACES] if number == 1 else [PARTS[(first + one) % len(PARTS)] for one in range(number)]
            body = "\n\n".join(
                part.replace("{one}", f"{{{{ details.t{one} }}}}").replace(
                    "{cell}", f"{{{{ details.c{one} }}}}"
                )
                for one, part in enumerate(parts)
            )
            names = [f"{kind}{one}" for one in range(number) for kind in "tc"]
            fields = [Field(name=name, type="text", mandatory=False, help="words") for name in names]
            template = self._make_template(body, *fields)
            plain = self._made(template, {name: f"QQ{name}QQ" for name in names})
            self._models[number, first] = template, "\n".join(in_markdown(plain.markdown))
        return self._models[number, first]


@pytest.fixture(scope="module")
def fill(make_template: Callable[..., Template], make_context: Callable[..., Context], press: Press) -> Fill:
    return Fill(make_template, make_context(), press)


def typed_with(signs: str) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(NASTY), min_size=1, max_size=3).map("\n".join)
    return st.one_of(st.text(st.sampled_from(signs), max_size=60), some).filter(says_something)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    # The first part has some of each kind; the others are among the long ones.
    "place",
    [0, *(pytest.param(one, marks=pytest.mark.long) for one in range(1, len(PARTS)))],
)
def test_nasty_texts_come_out_of_each_format_as_they_were_typed(place: int, ending: str, fill: Fill) -> None:
    for in_order in (True, False):
        wanted = fill([text for text in NASTY if is_set_in_order(text) is in_order], place)
        assert difference(wanted.made, ending, wanted.words) == ""


@settings(max_examples=60, deadline=None)
@given(typed=typed_with(HOSTILE))
@pytest.mark.parametrize("ending", [one for one in ENDINGS if one != ".pdf"])
def test_what_is_typed_comes_out_of_each_format_as_it_was_typed(typed: str, ending: str, fill: Fill) -> None:
    wanted = fill([typed])
    assert difference(wanted.made, ending, wanted.words) == ""


@settings(max_examples=25, deadline=None)
@given(typed=st.text(st.sampled_from(IN_FONTS), max_size=60).filter(says_something))
def test_what_is_typed_comes_out_of_a_pdf_as_it_was_typed(typed: str, fill: Fill) -> None:
    wanted = fill([typed])
    assert difference(wanted.made, ".pdf", wanted.words) == ""


@pytest.mark.long
@pytest.mark.parametrize("ending", ENDINGS)
def test_thousands_of_texts_come_out_of_each_format_as_they_were_typed(ending: str, fill: Fill) -> None:
    chance = random.Random(ending)
    signs = IN_FONTS if ending == ".pdf" else HOSTILE
    for _ in range(MANY // AT_ONCE):
        typed = [a_text(chance, signs) for _ in range(AT_ONCE)]
        wanted = fill(typed)
        assert difference(wanted.made, ending, wanted.words) == ""


def a_text(chance: random.Random, signs: str) -> str:
    """A text that is not empty: one in eight holds a nasty one, the others are of signs as they come."""
    while True:
        text = "".join(chance.choices(signs, k=chance.randint(1, 40)))
        if signs is HOSTILE and not chance.randrange(8):
            text += chance.choice(NASTY) + "".join(chance.choices(signs, k=3))
        if says_something(text):
            return text
