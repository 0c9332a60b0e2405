"""From an empty practice register to a saved challenge letter for an Oxfordshire case, with only the keys that the screen shows.

`python tests/terminal/letter.py [COLUMNS ROWS]` drives the real program and tells how many keys it took.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

# Beside this file, whether it is run as a script or collected by the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from terminal import Terminal, environment, escalate, practice

MOST_PRESSES = 60
#: What the practitioner of this invented case writes: a line for each field that is asked for.
WRITTEN = (
    "The referral of 16 November was closed with no further action.",
    "2026-11-16",
    "Whether the closing of the referral leaves the child safe.",
    "The child has been seen by the school nurse.",
    "Attendance fell to 61 per cent, school register, 13 November 2026.",
    "The child comes to school hungry and tired.",
    "A new decision on the referral, with a written reason.",
    "A member of staff meets the child each morning.",
    "The child may be harmed at home again.",
    "Level three of the guidance on thresholds.",
    "The child wants to stay at the school.",
    "Head teacher, the school",
    "The school's own safeguarding file",
)


def drive(columns: int, rows: int, folder: Path) -> tuple[Path, int]:
    """Drives the program in a terminal of that size. Returns the letter's file and the key presses that it took."""
    practice(folder)
    with Terminal(
        escalate(), columns=columns, rows=rows, folder=folder, environ=environment(folder)
    ) as terminal:
        answer(terminal)
        terminal.wait_for("Step 3", "Line Manager or Safeguarding Lead")
        return write_letter(terminal, folder), terminal.presses


def answer(terminal: Terminal) -> None:
    """The questions: education challenges children's social care, Step 1 and Step 2 were tried."""
    one(terminal, "danger right now", "No")
    one(terminal, "Which area", "Oxfordshire: Resolving")
    one(terminal, "worried about", "A child")
    one(terminal, "agency do you work for", "Education")
    one(terminal, "kind of organisation", "A public body")
    many(terminal, "Whose decision", "Children's social care")
    one(terminal, "kind of disagreement", "We disagree")
    one(terminal, "disagreement about", "Whether a referral")
    one(terminal, "serious is the risk", "Wellbeing")
    one(terminal, "first see that you disagree", "Yesterday")
    many(terminal, "tried so far", "Step 1", "Step 2")
    for step in ("Step 1", "Step 2"):
        one(terminal, f"{step}: when did it begin", "Yesterday")
        one(terminal, f"{step}: how did it end", "It did not settle")
        one(terminal, f"{step}: when did it end", "Yesterday")


def one(terminal: Terminal, question: str, label: str) -> None:
    """Answers a question by the digit of an option."""
    terminal.wait_for(question, label)
    terminal.choose(label)
    terminal.wait_until_gone(question)


def many(terminal: Terminal, question: str, *labels: str) -> None:
    """Answers a question that takes several options."""
    terminal.wait_for(question, *labels)
    for label in labels:
        terminal.choose(label)
    terminal.press("Enter")
    terminal.wait_until_gone(question)


def write_letter(terminal: Terminal, folder: Path) -> Path:
    """Makes the challenge letter, writes its fields, and saves it under the name that is offered."""
    terminal.press("d")
    terminal.wait_for("Formal challenge letter")
    terminal.choose("Formal challenge letter")
    for number, text in enumerate(WRITTEN):
        terminal.wait_for(f"{number} of ", "needed are written")
        terminal.type(text)
        terminal.wait_for(text[:30])
        terminal.press("Enter")
        terminal.wait_until_gone(text[:30])
    terminal.press("F3")
    terminal.wait_for("Formal challenge letter", "Our reference")
    terminal.press("s")
    terminal.wait_for("Which format?")
    terminal.choose("Markdown")
    terminal.wait_for("Where is it to be saved?", "Enter")
    terminal.press("Enter")
    terminal.wait_for("Saved", "Ctrl+Q Quit")  # the line of the keys is drawn last
    terminal.press("Ctrl+Q")
    code = terminal.ended()
    assert code == 0, f"the program ended with {code}"
    (letter,) = folder.glob("*-challenge-letter-*.md")
    return letter


def main(arguments: list[str]) -> int:
    """Drives the program at both sizes, or at the one that is given."""
    sizes = [(int(arguments[0]), int(arguments[1]))] if len(arguments) == 2 else [(80, 24), (120, 40)]
    for columns, rows in sizes:
        with tempfile.TemporaryDirectory() as folder:
            letter, presses = drive(columns, rows, Path(folder))
            sys.stdout.write(
                f"{columns}x{rows}: {letter.name} saved with {presses} key presses besides typed text\n"
            )
            if presses > MOST_PRESSES:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
