"""`escalate case calendar`: the deadlines of a case as entries for a calendar."""

from __future__ import annotations

import sys
from pathlib import Path

from wizard.casework.session import Session
from wizard.cli.looks import noted
from wizard.cli.output import say_saved
from wizard.cli.surroundings import surroundings

_CAUTION = (
    "The entries hold no name, only a stage and a reference. They do not change by themselves: save them again after "
    "each step, and open the new file in the same calendar."
)


def calendar(case_id: str, out: str, *, replace: bool) -> int:
    """Saves the deadlines of a case, and prints where they are. Raises as `save_calendar`."""
    from wizard.casework.sending import save_calendar

    around = surroundings()
    path = save_calendar(Session(around, around.register.get(case_id)), Path(out), replace=replace)
    noted(around, "exported", case=case_id, detail="calendar")
    sys.stderr.write(f"{_CAUTION}\n")
    return say_saved(str(path))
