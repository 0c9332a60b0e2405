"""Answers the questions, writes a formal challenge letter and saves it, with the installed program alone.

`python make_a_letter.py FOLDER` prints the path of the letter.
"""

from __future__ import annotations

import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from wizard.advice.worktime import LONDON
from wizard.casework.choices import policy_choices
from wizard.casework.documents import save
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
    "risk": ("welfare",),
    "about": ("criteria-for-referral",),
    "raised": ("2026-11-16",),
    "tried": ("step-2",),
    "began:step-2": ("2026-11-16",),
    "outcome:step-2": ("unresolved",),
    "ended:step-2": ("2026-11-17",),
}
DECISION: Final = "The referral of 13 November was closed without an assessment."


def main(folder: Path) -> None:
    session = Session(
        Surroundings(
            register=Register(folder / "register"),
            choices=cache(policy_choices),
            open_house=open_house,
            clock=lambda: NOW,
        )
    )
    while (question := session.shown().question) is not None:
        session.answer(ANSWERS[question.id])
    session.write("decision", DECISION)
    print(save(session, "challenge-letter", folder / "letter.md"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
