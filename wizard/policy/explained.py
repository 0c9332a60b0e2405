"""A policy in plain words, as plain values: sections of sentences, each with the clause that it rests on."""

from __future__ import annotations

import msgspec

from wizard.policy.in_words import clean, is_reading, source_of
from wizard.policy.model import Rule

#: What whoever answers for the policy fills in once they have read it.
SIGNATURE = ("Name", "Role", "Date", "Signature")


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence or a few. `source` is empty where it only says what the flow itself is."""

    text: str
    source: str = ""
    reading: bool = False


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences under one heading."""

    title: str
    said: tuple[Said, ...]


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A whole policy in words. `rules` counts all of its rules, `readings` those that are no text of the policy's."""

    policy: str
    title: str
    edition: str
    rules: int
    readings: int
    sections: tuple[Section, ...]
    signature: tuple[str, ...] = SIGNATURE


def said(rule: Rule, *parts: str) -> Said:
    """What a rule says, with its clause and the law that the policy names for it."""
    source = source_of(rule)
    if rule.law:
        source = f"{source}; {clean(rule.law)}"
    return Said(text=sentences(*parts), source=source, reading=is_reading(rule))


def plainly_said(*parts: str) -> Said:
    """What rests on no clause."""
    return Said(text=sentences(*parts))


def sentences(*parts: str) -> str:
    """The parts as sentences, one after another; those that are empty are left out."""
    whole = (clean(one) for one in parts if one)
    return " ".join(one if one.endswith((".", "?", "!", ":")) else f"{one}." for one in whole)
