"""`escalate register retention`: the cases past the period for which the agency keeps them."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING

from wizard.advice.result import plain, to_json
from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.base.paths import home, named
from wizard.base.settings import SETTINGS_FILE, settings_in_use
from wizard.cli.output import fold, say
from wizard.cli.surroundings import with_register
from wizard.register.retention import past_period

if TYPE_CHECKING:
    from wizard.register.retention import Past


def run(chosen: argparse.Namespace) -> int:
    """Prints the cases. Raises WrongInputError where no period is set, and where there is no register."""
    folder = home(os.environ)
    settings, _ = settings_in_use(folder)
    years = settings.keep_years
    if years is None:
        raise wrong_input(
            "it is not set how long your agency keeps its cases. Write the years from your agency's own retention "
            "schedule there, for example: keep_years: 25",
            file=named(folder / SETTINGS_FILE),
            key="keep_years",
        )
    around = with_register()
    past = past_period(around.register, years, around.clock())
    if chosen.json:
        say(to_json({"keep_years": years, "cases": [plain(one) for one in past]}))
    else:
        _tell(past, years)
    return EXIT_DONE


def _tell(past: tuple[Past, ...], years: int) -> None:
    period = "1 year" if years == 1 else f"{years} years"
    if not past:
        say(fold(f"No case is past the {period} that your agency keeps them after the last entry."))
        return
    say(fold(f"Past the {period} that your agency keeps them after the last entry:"))
    for one in past:
        say(f"  {one.id}: last entry on {one.changed[:10]}, past since {one.since[:10]}")
    say(
        fold(
            "Nothing is ever removed because time has passed. Decide for each case, look whether a reason to keep it "
            "longer holds, and record the decision: escalate case erase CASE --all --ground-file FILE --yes"
        )
    )
