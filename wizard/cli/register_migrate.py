"""`escalate register migrate`: makes the practice register of an earlier version one that this version reads."""

from __future__ import annotations

import argparse
import os

from wizard.base.errors import EXIT_DONE
from wizard.base.paths import named
from wizard.cli.output import say
from wizard.cli.register_told import count, tell
from wizard.cli.surroundings import surroundings


def run(chosen: argparse.Namespace) -> int:  # noqa: ARG001 - every verb is called with what was chosen
    """Brings over what an earlier version wrote. Exit 1 where some of it could not be read; that is named.

    Raises what `migrate` raises.
    """
    from wizard.register.migrate import migrate

    around = surroundings()
    done = migrate(around.register.folder, around.clock(), environ=os.environ)
    if not done.any:
        say("There is nothing to do: the register is of the format that this version writes.")
        return EXIT_DONE
    say(
        f"Brought over: {count(done.cases, 'case')}, and {count(done.places, 'place')} at which somebody had "
        "stopped. Each was read back and compared with the old one."
    )
    say(
        f"The old files are kept in {named(done.kept_in)}. They are not encrypted; delete them once all is well."
    )
    say("It is a practice register, for invented cases only, and stays one.")
    say(
        "Real cases need a new register. Choose another folder for it, set ESCALATE_HOME to that, and run "
        "'escalate register create'."
    )
    return tell(done.problems, "; it is kept as it was")
