"""Writes docs/letter-checks.md from the rules: `python tests/scripts/write_letter_checks.py`. A test holds the page to them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from wizard.documents.letter_check import rules

PAGE: Final = Path(__file__).parents[2] / "docs" / "letter-checks.md"
HEAD: Final = """# What is looked for in a letter

Before a document is made, what was written for it is read once more, as the person who gets it may read it. This page
lists what is looked for, by code. Each remark shows the field, the line and the words.

A remark is a question and no fault. It stops nothing: you can change the words, or keep them and say why. What you
have kept stays kept until those words change. Nothing that is looked at leaves your machine.

Which rules apply is told by the template. The rules on content go by the names of its fields: `views`, `evidence`,
`agreed`, `not_agreed`, `outcome_sought`, and `reply_by` or `answer_by`. A template with other names of fields gets the
rest. Days are looked at in the same way: those by which you ask for an answer, and those that tell of the past, such
as `decision_date` or `resolved_on`. Words in quotation marks, what the child or adult says and what the other agency says are left as they were said.
"""
SECTIONS: Final = {
    "What it says": ("views-", "evidence-", "outcome-", "reply-", "date-", "differs-", "choice-", "points-"),
    "How it sounds": ("blame", "absolute", "sarcasm", "shouting", "exclamation"),
    "What the reader may not understand": ("abbreviation", "placeholder"),
    "Who is named": ("third-party-", "person-", "personal-"),
    "In documents for the board": ("identifier-",),
}
FOOT: Final = """## What it cannot do

No list of words is complete. A name that looks like any other word may be missed, and a place may be taken for a name.
Somebody can be known from a rare fact and a small area, with no name at all. Read the page yourself before you send it.
"""


def page() -> str:
    """The page as it must stand."""
    parts = [HEAD]
    for title, starts in SECTIONS.items():
        parts.append(f"## {title}\n")
        parts += [
            f"### {rule.code}\n\n{rule.what}\n\n**Why.** {rule.why}\n"
            for rule in rules()
            if rule.code.startswith(starts)
        ]
    return "\n".join([*parts, FOOT])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
