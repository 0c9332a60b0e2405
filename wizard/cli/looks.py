"""What a command says where a look could not be noted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wizard.casework.looked import note_look

if TYPE_CHECKING:
    from wizard.casework.session import Surroundings
    from wizard.register.access import What


def noted(around: Surroundings, what: What, *, case: str | None = None, detail: str = "") -> None:
    """Notes it in the log of looks, and says on standard error where that cannot be done; the command goes on."""
    error = note_look(around, what, case=case, detail=detail)
    if error is not None:
        sys.stderr.write(f"! This look was not noted: {error}\n")
