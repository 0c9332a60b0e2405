"""The words that ship can be read at the age of twelve to fourteen, and blame nobody.

All texts are measured that people read: every flow, question and template, and the program's own sentences.
People read them under pressure, some of them in a language that is not their first.

- Age is the American school grade of a formula and five years. Two formulas are asked, since each is misled by
  other things: Flesch and Kincaid's by words of many syllables, the Automated Readability Index by long ones.
- The profession's own terms (`words/terms.txt`) and the policies' own names count as plain words.
- Texts that belong together (a flow, the hints, a module) stay at fourteen or below by both formulas. Formulas
  were made for pages: under 30 words they say nothing, so that small groups are measured with the rest of their room.
- A single text of twelve words or more may be fifteen by the mean of both: in so few words, one long one makes a year.
- No sentence has more than 25 words, as in the guidance for the British government's own pages.
"""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from statistics import mean
from types import ModuleType
from typing import Annotated, Any, Final, get_args, get_origin, get_type_hints

import pytest

from wizard.policy import model

WORDS = Path(__file__).with_name("words")
OLDEST: Final = 14.0
OLDEST_ALONE: Final = 15.0
ENOUGH_ALONE: Final = 12
ENOUGH_TOGETHER: Final = 30
LONGEST: Final = 25
#: Below this, what ends without a full stop is a label: labels are measured with others of their kind.
LABEL: Final = 8


def _load(name: str) -> ModuleType:
    # By its place: the tests are no package, and may run where the repository is not on the path.
    spec = importlib.util.spec_from_file_location(f"words_{name}", WORDS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


shipped = _load("shipped_texts")
age = _load("reading_age")


@cache
def texts() -> tuple[Any, ...]:
    return tuple(shipped.shipped_texts())


@cache
def reader() -> Any:
    return age.Reader(shipped.names())


def listed(name: str) -> list[str]:
    lines = (WORDS / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@cache
def groups() -> dict[str, list[str]]:
    """The texts that are measured together: by group, by room, and the labels of each kind."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in texts():
        kind = one.group.partition(" ")[0]
        if one.is_sentence or age.length(one.words) >= LABEL:
            found[one.group].append(one.words)
            found[f"all of: {one.group.partition('/')[0] if kind == 'module' else kind}"].append(one.words)
        else:
            found[f"labels of: {kind}"].append(one.words)
    return found


# What is measured.


@pytest.mark.parametrize(
    "words",
    [
        "Is anyone in danger right now?",  # a question
        "Call 999 first. This program will still be here.",  # a hint
        "The escalation leads of the agencies concerned look for a solution together each day.",  # a stage's rule
        "Leave a message with your name, your role and the time, and note that you rang.",  # beside the contacts
        "We question the decision, not the people who made it.",  # a letter
        "what both agencies agree on",  # the help of a field
        "This policy was due for review by this this. Check locally",  # a warning
        "If this is in danger now, call 999.",  # an action
        "the quotation mark that opens here is never closed",  # an error
        "whom to call now",  # the help of a command
    ],
)
def test_a_text_of_each_kind_is_among_those_that_are_measured(words: str) -> None:
    assert any(words in one.words for one in texts()), words


def test_every_field_of_a_flow_that_holds_words_is_measured_or_a_name() -> None:
    for part in shipped.parts_of_a_flow():
        hints = get_type_hints(part, include_extras=True)
        wordy = {
            name
            for name, hint in hints.items()
            for one in (hint, *(() if get_origin(hint) is Annotated else get_args(hint)))
            if one in (model.Line, model.Words)
        }
        assert wordy - set(shipped.words_of(part)) - shipped.NAMES - {"title"} == set(), part


def test_new_words_in_a_module_are_found_and_code_and_docstrings_are_not(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(
        '"""Says what it is for."""\n'
        'PATTERN = r"^one two three$"\n'
        'KIND: "Sector | None | str" = None\n'
        'def say(name):\n    """Says it in full."""\n    return f"{name} has not been found here."\n',
        encoding="utf-8",
    )
    found = [one.words for one in shipped.of_module(tmp_path / "new.py", tmp_path)]
    assert found == ["this has not been found here."]


# How it is measured.

PLAIN = (
    "Talk to the person first. Say what you saw, and ask what they think. Then write it down with the date."
)
HARD = (
    "Notwithstanding preliminary consultation, responsibility for facilitating the expeditious resolution of "
    "interdepartmental disputes necessarily remains with appropriately authorised senior personnel."
)


def test_the_measure_tells_plain_words_from_hard_ones() -> None:
    assert max(reader().ages([PLAIN])) < 12
    assert min(reader().ages([HARD])) > 20


def test_a_term_counts_as_plain_words_and_a_sentence_keeps_its_length() -> None:
    plain = reader().plain("Safeguarding comes first, at TSCP Business Manager level.")
    assert plain == "word comes first, at word word word level."
    # A name is one as a name is written, and no everyday word besides.
    assert (
        reader().plain("Ask the Head of Service for their service.")
        == "Ask the word word word for their service."
    )


def test_an_address_ends_no_sentence() -> None:
    assert len(age.sentences("Write to one.two@example.org at once. Then read policy.yaml.")) == 2


# The words.


def test_each_group_of_texts_can_be_read_at_fourteen() -> None:
    measured = {
        name: words for name, words in groups().items() if sum(map(age.length, words)) >= ENOUGH_TOGETHER
    }
    too_hard = [
        f"{name}: {max(reader().ages(words)):.1f}"
        for name, words in measured.items()
        if max(reader().ages(words)) > OLDEST
    ]
    assert not too_hard, "\n".join(too_hard)
    # What is too small by itself has been measured in its room.
    assert {name for name in groups() if name.startswith("all of: ")} <= measured.keys()


def test_each_text_of_some_length_can_be_read_at_fifteen() -> None:
    too_hard = [
        f"{one.place}: {mean(reader().ages([one.words])):.1f}: {one.words}"
        for one in texts()
        if age.length(one.words) >= ENOUGH_ALONE and mean(reader().ages([one.words])) > OLDEST_ALONE
    ]
    assert not too_hard, "\n".join(too_hard)


def test_no_sentence_is_longer_than_people_can_hold_in_mind() -> None:
    too_long = [
        f"{one.place}: {age.length(sentence)} words: {sentence}"
        for one in texts()
        for sentence in age.sentences(one.words)
        if age.length(sentence) > LONGEST
    ]
    assert not too_long, "\n".join(too_long)


def test_no_text_blames_anyone_or_presumes_what_they_know() -> None:
    blame = re.compile(rf"\b(?:{'|'.join(map(re.escape, listed('blame.txt')))})\b", re.IGNORECASE)
    assert blame.search("You forgot to save it.")
    blaming = [f"{one.place}: {one.words}" for one in texts() if blame.search(one.words)]
    assert not blaming, "\n".join(blaming)


# The list of terms earns what it allows.


@pytest.mark.parametrize("term", listed("terms.txt"))
def test_a_listed_term_is_used_and_is_hard_enough_to_need_it(term: str) -> None:
    assert any(age.uses(term, one.words) for one in texts())
    assert max(map(age.syllables, re.split(r"[\s-]", term))) >= 3


def test_the_lists_are_in_order_and_say_each_thing_once() -> None:
    for name in ("terms.txt", "blame.txt"):
        assert listed(name) == sorted(set(listed(name)), key=str.casefold), name
