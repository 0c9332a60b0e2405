"""An invented disagreement in Oxfordshire, answered as a practitioner would: for scripts that need a case to work on."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from wizard.advice.worktime import LONDON
from wizard.casework.choices import policy_choices
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Register

NOW: Final = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
ANSWERS: Final = {
    "danger": ("no",),
    "policy": ("oxfordshire",),
    "subject": ("child",),
    "from": ("education",),
    "sector": ("statutory",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "about": ("criteria-for-referral",),
    "risk": ("welfare",),
    "raised": ("2026-11-16",),
    "tried": ("step-2",),
    "began:step-2": ("2026-11-16",),
    "outcome:step-2": ("unresolved",),
    "ended:step-2": ("2026-11-17",),
}


def surroundings(folder: Path) -> Surroundings:
    """The shipped policies, a register in `folder`, and a clock that stands still."""
    return Surroundings(
        register=Register(folder / "register"),
        choices=cache(policy_choices),
        open_house=open_house,
        clock=lambda: NOW,
    )


def answer_all(session: Session) -> None:
    """Answers every question."""
    while (question := session.shown().question) is not None:
        session.answer(ANSWERS[question.id])
