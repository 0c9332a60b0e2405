"""Checks how a letter sounds, what it leaves unwritten, and which short forms it does not spell out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Final

from wizard.base.text import visible
from wizard.documents.letter_fields import Hit, Written
from wizard.documents.letter_words import (
    ABSOLUTE,
    BLAME,
    EVERYBODY_KNOWS,
    PLACEHOLDERS,
    SARCASM,
    SHORT_WORDS,
    Wording,
)

_SHOWN: Final = 60
#: What others said is theirs: it is not ours to change.
_QUOTED: Final = re.compile(r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”")
_MARKS: Final = re.compile(r"!{2,}|(?:!\?|\?!)[!?]*|(?<!\?)\?{2}(?!\?)|\(!\)|\(sic\)", re.IGNORECASE)
_CAPITALS: Final = re.compile(r"(?<![\w'’&/.-])[A-Z]{2,}(?![\w&/]|['’](?!s\b)|\.\w)")
_SHORT_FORM: Final = re.compile(r"(?<![\w'’&/.-])(?P<form>[A-Z]{2,6})s?(?![\w&]|['’](?!s\b)|\.\w)")
_SECTION: Final = re.compile(r"\b(?P<form>[Ss]\.?(?P<number>17|20|31|42|44|47|117))\b(?![.:]\d)")
_DEFINED: Final = re.compile(
    r"\((?P<in>[A-Z]{2,6})s?\)|(?<!\w)(?P<out>[A-Z]{2,6})s? \((?=[^()\n]*[a-z]{3})[^()\n]{4,120}\)"
)
_SECTION_SPELLED: Final = re.compile(r"\bsection\s{1,3}(\d{1,3})\b", re.IGNORECASE)
#: From this length on a word in capitals is no short form: alone, and beside others that are loud.
_LONG: Final = 7
_LONG_BESIDE: Final = 5
_TONES: Final[tuple[tuple[str, tuple[Wording, ...], str], ...]] = (
    ("blame", BLAME, "may read as blame"),
    ("absolute", ABSOLUTE, "may claim more than can be shown"),
    ("sarcasm", SARCASM, "may sound as if it were not meant so"),
)


def tone(fields: tuple[Written, ...]) -> Iterator[Hit]:
    """Words that may be read otherwise than they are meant. What is quoted is left as it is."""
    for one in fields:
        if not one.is_prose or one.role in ("views", "quoted"):
            continue
        text = _without_quotes(one.text)
        for code, wordings, may in _TONES:
            for start, end, instead in _wordings(wordings, text.replace("’", "'")):
                words = visible(one.text[start:end], limit=_SHOWN)
                yield Hit(code, one.field.name, start, end, _you_could(f"'{words}' {may}", instead))
        for start, end in _shouted(text):
            words = visible(one.text[start:end], limit=_SHOWN)
            says = f"'{words}' may look like shouting; you could write it in small letters."
            yield Hit("shouting", one.field.name, start, end, says)
        for match in _MARKS.finditer(text):
            says = f"'{match[0]}' may look like anger; you could leave it out."
            yield Hit("exclamation", one.field.name, *match.span(), says)


def placeholders(fields: tuple[Written, ...]) -> Iterator[Hit]:
    """What seems to be still unwritten."""
    pattern = _any_of(PLACEHOLDERS)
    for one in fields:
        if one.field.type == "choice":
            continue
        for match in pattern.finditer(one.text):
            says = f"'{visible(match[0], limit=_SHOWN)}' may stand for something that is still to be written."
            yield Hit("placeholder", one.field.name, *match.span(), says)


def short_forms(
    fields: tuple[Written, ...], body: str, known: Collection[str], initials: Collection[str]
) -> Iterator[Hit]:
    """Short forms that nothing in the document spells out, each once. `known` words are the policy's own."""
    whole = "\n".join((body, *known, *(one.text for one in fields)))
    spelled = {match["in"] or match["out"] for match in _DEFINED.finditer(whole)}
    told = {*EVERYBODY_KNOWS, *initials, *spelled, *(one for words in known for one in words.split())}
    sections = {match[1] for match in _SECTION_SPELLED.finditer(whole)}
    seen: set[str] = set()
    for one in fields:
        if not one.is_prose:
            continue
        shouted = _shouted(one.text)
        inside = {place for start, end in shouted for place in range(start, end)}
        for match in sorted(_forms(one.text, sections), key=re.Match.start):
            form = match["form"]
            if form in told or form in seen or match.start("form") in inside:
                continue
            if _is_word(form) or _any_of(PLACEHOLDERS).fullmatch(form):
                continue
            seen.add(form)
            says = f"'{form}' is not spelled out; write it in full the first time, with '({form})' after it."
            yield Hit("abbreviation", one.field.name, *match.span("form"), says)


def _forms(text: str, sections: Collection[str]) -> Iterator[re.Match[str]]:
    yield from _SHORT_FORM.finditer(text)
    yield from (match for match in _SECTION.finditer(text) if match["number"] not in sections)


def _is_word(form: str) -> bool:
    """Whether what stands in capitals is a word, and no short form."""
    return form.casefold() in SHORT_WORDS or any(_together(one).fullmatch(form) for _, one, _ in _TONES)


def _without_quotes(text: str) -> str:
    """The text with spaces in the place of what is quoted, so that all else stays where it was."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)


def _shouted(text: str) -> list[tuple[int, int]]:
    """Words in capitals that are no short forms; those that stand together are one."""
    found: list[tuple[int, int]] = []
    run: list[re.Match[str]] = []
    for match in _CAPITALS.finditer(text):
        if run and (
            text[run[-1].end() : match.start()].strip(" ,") or "\n" in text[run[-1].end() : match.start()]
        ):
            found += _loud(run)
            run = []
        run.append(match)
    return found + _loud(run)


def _loud(run: list[re.Match[str]]) -> list[tuple[int, int]]:
    words = [match[0] for match in run]
    loud = [
        len(one) >= _LONG or (len(one) > 2 and one not in EVERYBODY_KNOWS and _is_word(one)) for one in words
    ]
    if not any(loud):
        return []
    # A short form at either end of loud words is none of them.
    loud = [
        is_loud or _is_word(one) or (len(one) >= _LONG_BESIDE and one not in EVERYBODY_KNOWS)
        for is_loud, one in zip(loud, words, strict=True)
    ]
    last = len(loud) - 1 - loud[::-1].index(True)
    return [(run[loud.index(True)].start(), run[last].end())]


def _wordings(wordings: tuple[Wording, ...], text: str) -> Iterator[tuple[int, int, str]]:
    for match in _together(wordings).finditer(text):
        number = int(str(match.lastgroup)[1:])
        yield match.start(), match.end(), wordings[number].instead


@cache
def _together(wordings: tuple[Wording, ...]) -> re.Pattern[str]:
    named = (f"(?P<w{number}>{one.pattern})" for number, one in enumerate(wordings))
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(named)})(?![\w'-])", re.IGNORECASE)


@cache
def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in patterns), re.IGNORECASE)


def _you_could(what: str, instead: str) -> str:
    return f"{what}; you could {'write ' if instead.startswith(chr(39)) else ''}{instead}."
