"""What the commands that open cases work in: the person's register, the policies that ship, and the clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from wizard.advice.worktime import as_london
from wizard.base.paths import home
from wizard.casework.session import Surroundings
from wizard.register.cases import Register

if TYPE_CHECKING:
    from wizard.advice.advise import House
    from wizard.advice.questions import PolicyChoice


def surroundings() -> Surroundings:
    """The register in the program's own folder, the policies that ship, and the present moment in London."""
    return Surroundings(
        register=Register(home(os.environ) / "register"),
        choices=cache(_choices),
        open_house=_open_house,
        clock=lambda: as_london(datetime.now(UTC)),
    )


# The first question needs no policy: what reads them is imported once they are asked for.


def _choices() -> tuple[PolicyChoice, ...]:
    from wizard.casework.choices import policy_choices

    return policy_choices()


def _open_house(policy_id: str) -> House:
    from wizard.casework.house import open_house

    return open_house(policy_id)
