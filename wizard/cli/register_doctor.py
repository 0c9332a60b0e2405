"""`escalate register doctor`: the health of the register in words, and what can be mended."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final

from wizard.advice.result import Plain, plain, to_json
from wizard.base.errors import EXIT_DONE, EXIT_NO, EXIT_NOT_NOW, EscalateError, WrongInputError
from wizard.base.paths import home
from wizard.base.settings import settings_in_use
from wizard.cli.output import fold, say
from wizard.cli.surroundings import surroundings
from wizard.register.doctor import examine

if TYPE_CHECKING:
    from wizard.casework.session import Surroundings
    from wizard.register.health import Health, Kind
    from wizard.register.repairing import Repaired

_TITLES: Final[tuple[tuple[Kind, str], ...]] = (
    ("fault", "To be put right"),
    ("note", "To know"),
    ("fine", "In order"),
)


def run(chosen: argparse.Namespace) -> int:
    """Looks at the register, mends it first where that was asked for, and prints what was found.

    The code is 1 where something is to be put right, 3 where nothing was found and the register is locked.
    """
    around = surroundings()
    repaired: Repaired | None = None
    refused: EscalateError | None = None
    if chosen.repair:
        try:
            repaired = _repaired(around)
        except WrongInputError:
            raise
        except EscalateError as error:
            refused = error
    settings, _ = settings_in_use(home(os.environ))
    health = examine(around.register, around.clock(), environ=os.environ, keep_years=settings.keep_years)
    if chosen.json:
        say(to_json(_shown(health, repaired)))
    else:
        _tell(health, repaired)
    if refused is not None:
        sys.stderr.write(f"The repair came to no end: {refused}\n")
        return refused.exit_code
    if health.faults:
        return EXIT_NO
    return EXIT_NOT_NOW if health.locked or health.not_looked_at else EXIT_DONE


def _repaired(around: Surroundings) -> Repaired | None:
    from wizard.register.repairing import repair

    if not around.register.folder.exists():
        return None
    return repair(around.register, around.clock(), around.author)


def _tell(health: Health, repaired: Repaired | None) -> None:
    if repaired is not None:
        say("Done:" if repaired.done else "There was nothing that could be mended.")
        for done in repaired.done:
            say(fold(f"- {done}", "  "))
        say()
    for kind, title in _TITLES:
        found = [one for one in health.findings if one.kind == kind]
        if found:
            say(f"{title}:")
        for one in found:
            say(fold(f"- {one.what}", "  "))
            if one.remedy:
                say(fold(f"  {_sentence(one.remedy)}", "  "))
        if found:
            say()
    if health.not_looked_at:
        say("Not looked at:")
        for part in health.not_looked_at:
            say(fold(f"- {_sentence(part)}", "  "))
        say()
    say(_summary(health))


def _summary(health: Health) -> str:
    faults = len(health.faults)
    if faults:
        return "One thing is to be put right." if faults == 1 else f"{faults} things are to be put right."
    if health.locked or health.not_looked_at:
        return "As far as it could be looked at, the register is healthy."
    if not any(one.topic == "versions" for one in health.findings):
        return "There is nothing to look at."
    return "The register is healthy."


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _shown(health: Health, repaired: Repaired | None) -> dict[str, Plain]:
    shown: dict[str, Plain] = {
        "healthy": not health.faults,
        "locked": health.locked,
        "cases": health.cases,
        "findings": [plain(one) for one in health.findings],
        "not_looked_at": [*health.not_looked_at],
    }
    if repaired is not None:
        shown["repaired"] = plain(repaired)
    return shown
