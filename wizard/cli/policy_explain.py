"""`escalate policy explain`: a policy read back in plain words, with a place to sign."""

from __future__ import annotations

import textwrap
from datetime import UTC, datetime

from wizard.advice.result import to_json
from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_DONE
from wizard.cli.flows import flow_named
from wizard.cli.output import fold, say
from wizard.policy.explain import explain
from wizard.policy.explained import Explained, Said

_LINE = "_" * 40


def run(word: str, *, as_json: bool) -> int:
    """Prints the policy of that id, or of that folder, in words. Raises WrongInputError where there is none."""
    flow = flow_named(word)
    found = explain(flow.policy, flow.contacts, as_london(datetime.now(UTC)).date())
    if as_json:
        say(to_json(found))
    else:
        _print(found)
    return EXIT_DONE


def _print(found: Explained) -> None:
    say(fold(f"{found.title}, {found.edition}"))
    say()
    say(fold(_readings(found)))
    for section in found.sections:
        say(f"\n{section.title}\n{'-' * min(len(section.title), 78)}")
        for one in section.said:
            say(_line(one))
    say("\nSigned for the board\n--------------------")
    say(fold("This says what our policy says. What is marked as our reading is how we want it to be read."))
    for label in found.signature:
        say(f"\n{label}: {_LINE}")


def _readings(found: Explained) -> str:
    if not found.readings:
        return f"All {found.rules} rules are the text of the policy: none is our reading."
    rest = "is our reading" if found.readings == 1 else "are our reading"
    return (
        f"{found.readings} of {found.rules} rules {rest}, where the text is silent or can be read in two ways. "
        "Each is marked with a star (*). Clauses stand in square brackets."
    )


def _line(one: Said) -> str:
    mark = "*" if one.reading else "-"
    text = f"{one.text} [{one.source}]" if one.source else one.text
    return textwrap.fill(
        text, width=78, initial_indent=f"{mark} ", subsequent_indent="  ", break_on_hyphens=False
    )
