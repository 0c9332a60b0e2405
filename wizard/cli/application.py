"""`escalate` with no command: the terminal application, where there is a terminal for it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from wizard.advice.worktime import as_london
from wizard.base.errors import wrong_input
from wizard.base.paths import home
from wizard.casework.session import Surroundings
from wizard.register.cases import Register

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.advice.questions import PolicyChoice


def run() -> int:
    """Opens the application. Raises WrongInputError where there is no terminal that can show it."""
    # Standard error too: that is what Textual draws on.
    on_terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if not on_terminal or os.environ.get("TERM") == "dumb":
        raise wrong_input(
            "there is no terminal that can show the guide. 'escalate advise FILE' and 'escalate lead' work without one"
        )
    from wizard.tui import app  # only now: Textual costs more than any command

    kept = home(os.environ)
    return app.run(
        Surroundings(
            register=Register(kept / "register"),
            choices=cache(_choices),
            open_house=_open_house,
            clock=lambda: as_london(datetime.now(UTC)),
        ),
        kept,
    )


# The first question needs no policy: what reads them is imported once they are asked for.


def _choices() -> tuple[PolicyChoice, ...]:
    from wizard.casework.choices import policy_choices

    return policy_choices()


def _open_house(policy_id: str) -> House:
    from wizard.casework.house import open_house

    return open_house(policy_id)
