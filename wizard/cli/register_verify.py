"""`escalate register verify`: whether the register is what was recorded, and what that does not say."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.advice.result import Plain, plain, to_json
from wizard.advice.words import say_when
from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_DONE, EXIT_NO, wrong_input
from wizard.base.paths import named, not_now
from wizard.cli.looks import noted
from wizard.cli.output import fold, say
from wizard.cli.register_findings import counted, print_findings
from wizard.cli.surroundings import with_register
from wizard.register.verify import Verified, verify
from wizard.register.witness import LARGEST, read_statement

if TYPE_CHECKING:
    from wizard.register.witness import Statement


def run(chosen: argparse.Namespace) -> int:
    """Verifies the register, and prints what was found. Raises WrongInputError for a statement that is none."""
    statement = _statement(Path(chosen.witness)) if chosen.witness is not None else None
    around = with_register()
    verified = verify(around.register, statement)
    noted(around, "verified")
    if chosen.json:
        say(to_json(_shown(verified)))
    else:
        _print(verified)
    print_findings(verified.findings)
    return EXIT_DONE if verified.holds else EXIT_NO


def _statement(path: Path) -> Statement:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise wrong_input(
            "there is no such file; expected what 'escalate register checkpoint' made", file=named(path)
        ) from None
    except (IsADirectoryError, ValueError):
        raise wrong_input("is no file; expected the statement of a witness", file=named(path)) from None
    except OSError as error:
        raise not_now(error, "read", path) from error
    return read_statement(data, str(path))


def _result(verified: Verified) -> str:
    if not verified.holds:
        return "broken"
    return "unchanged" if verified.since is not None else "consistent"


def _shown(verified: Verified) -> dict[str, Plain]:
    result = _result(verified)
    return {
        "result": result,
        "since": verified.since if result == "unchanged" else None,
        "cases": verified.cases,
        "events": verified.events,
        "documents": verified.documents,
        "looks": verified.looks,
        "torn_looks": verified.torn,
        "findings": [plain(one) for one in verified.findings],
        "not_known": list(verified.not_known),
    }


def _print(verified: Verified) -> None:
    say(f"Looked at: {counted(verified)}.")
    if not verified.holds:
        found = len(verified.findings)
        say(f"{found:,} {'thing does' if found == 1 else 'things do'} not hold: see the messages.")
    elif verified.since is not None:
        since = say_when(as_london(datetime.fromisoformat(verified.since)))
        say(fold(f"Unchanged since {since}. What was recorded after that is consistent."))
        say("Where something was erased on a ground in law, the case says so.")
    else:
        say("The register is consistent.")
    if verified.torn:
        lines = "1 line" if verified.torn == 1 else f"{verified.torn:,} lines"
        say(fold(f"In the log of looks {lines} cannot be read. A power cut can leave such a line."))
    say("\nWhat this cannot know:")
    for one in verified.not_known:
        say(fold(f"- {one}", "  "))
