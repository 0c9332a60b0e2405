"""Answers the questions, writes a formal challenge letter and saves it, with the installed program alone.

`python make_a_letter.py FOLDER` prints the path of the letter.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from invented_case import answer_all, surroundings

from wizard.casework.documents import save
from wizard.casework.session import Session

DECISION: Final = "The referral of 13 November was closed without an assessment."


def main(folder: Path) -> None:
    session = Session(surroundings(folder))
    answer_all(session)
    session.write("decision", DECISION)
    print(save(session, "challenge-letter", folder / "letter.md"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
