"""A practitioner whose program is killed at every question in turn, on the screen and in plain lines.

Each question is seen in a program of its own, which is then killed without warning (SIGKILL, or its like). The
next start has to come back to the question that stood there, or to the one after it once the answer was given.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

# Beside this file, whether it is run as a script or collected by the tests.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from terminal import NotSeenError, Terminal, environment, escalate, practice


class Surface(Protocol):
    """A running program, as the practitioner meets it. Leaving the context kills it."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def sees(self, *words: str) -> None:
        """Waits until the words stand there."""
        ...

    def answers(self, *labels: str) -> None:
        """Chooses the options with these labels, several where the question takes several."""
        ...

    def types_day(self, text: str) -> None:
        """Answers with a day in words of one's own."""
        ...

    def goes_back(self) -> None:
        """Goes back one question."""
        ...


class OnScreen(Terminal):
    """The application in a terminal."""

    def __init__(self, folder: Path) -> None:
        super().__init__(escalate(), columns=100, rows=40, folder=folder, environ=environment(folder))

    def sees(self, *words: str) -> None:
        self.wait_for(*words, "Ctrl+Q Quit")  # the line of the keys is drawn last

    def answers(self, *labels: str) -> None:
        marked = "[x]" in self.text or "[✓]" in self.text or "[ ]" in self.text
        if marked:
            self._unmark()
        for label in labels:
            self.choose(label)
        if marked:
            self.press("Enter")

    def types_day(self, text: str) -> None:
        self.choose("Another day")
        self.wait_for("Enter goes on")
        self.type(text)
        self.wait_for("That is")
        self.press("Enter")

    def goes_back(self) -> None:
        self.press("←")

    def _unmark(self) -> None:
        """Takes back every mark that stands there."""
        for line in self.text.splitlines():
            for mark in ("[x] ", "[✓] "):
                if mark in line:
                    label = line.split(mark)[1].split("  ")[0].strip()
                    self.choose(label)
                    self.wait_for(f"[ ] {label}")


class InLines:
    """`escalate ask` over two pipes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [*escalate(), "ask"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(self._folder),
            text=True,
            encoding="utf-8",
        )
        self._listen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def sees(self, *words: str) -> None:
        said = " ".join(self._said.split())
        for one in words:
            if one not in said:
                raise NotSeenError(f"expected {one!r}, and heard:\n{self._said}")

    def answers(self, *labels: str) -> None:
        numbers = [number for label in labels for number in [self._number(label)]]
        self._say(" ".join(numbers))

    def types_day(self, text: str) -> None:
        self._say(text)

    def goes_back(self) -> None:
        self._say("back")

    def _number(self, label: str) -> str:
        for line in reversed(self._said.splitlines()):
            number, dot, rest = line.partition(". ")
            if dot and number.isdigit() and rest.startswith(label):
                return number
        raise NotSeenError(f"expected an option {label!r}, and heard:\n{self._said}")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        self._listen()

    def _listen(self) -> None:
        """Reads until the program waits for an answer: every prompt ends with the word for help."""
        assert self._process.stdout is not None
        self._said = ""
        while not self._said.endswith("help.\n") or "Type " not in self._said:
            line = self._process.stdout.readline()
            if not line:
                raise NotSeenError(f"the program ended after:\n{self._said}")
            # The words that always work are told once at the start, and are no prompt.
            self._said += line


#: The questions in their order, and the answers: labels, or a day after "on".
TALK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Is anyone in danger right now?", ("No",)),
    ("Which area's policy applies?", ("Oxfordshire: Resolving",)),
    ("Who are you worried about?", ("A child",)),
    ("Which agency do you work for?", ("Education",)),
    ("What kind of organisation do you work for?", ("A public body",)),
    ("Whose decision do you disagree with?", ("Children's social care",)),
    ("What kind of disagreement is it?", ("We disagree",)),
    ("What is the disagreement about?", ("Who should do what",)),
    ("How serious is the risk, as you see it?", ("Wellbeing",)),
    ("When did you first see that you disagree?", ("on", "9 Nov 2026")),
    ("What has been tried so far?", ("Step 1", "Step 2")),
    ("Step 1: when did it begin?", ("on", "10/11/2026")),
    ("Step 1: how did it end?", ("It did not settle",)),
    ("Step 1: when did it end?", ("on", "11 November 2026")),
    ("Step 2: when did it begin?", ("on", "12.11.2026")),
    ("Step 2: how did it end?", ("It did not settle",)),
    ("Step 2: when did it end?", ("on", "2026-11-16")),
)
#: The same, as somebody would write it into a file; the agency is the one that the mind was changed to.
FACTS = """
policy: oxfordshire
now: {now}
risk: welfare
about: roles-and-responsibilities
from: {{agency: education}}
to: [police]
raised: 2026-11-09
attempts:
  - {{stage: step-1, began: 2026-11-10, ended: 2026-11-11, outcome: unresolved}}
  - {{stage: step-2, began: 2026-11-12, ended: 2026-11-16, outcome: unresolved}}
"""
#: While this question is open the practitioner goes back to the agency, and thinks better of it.
TURNING_POINT = "How serious is the risk, as you see it?"
AGENCY = "Whose decision do you disagree with?"


def go_through(surface: type[OnScreen] | type[InLines], folder: Path) -> int:
    """Answers everything, killed at every question in turn. Returns how often the program was killed."""
    practice(folder)
    kills = 0
    for title, answer in TALK:
        if title == TURNING_POINT:
            kills += _change_the_agency(surface, folder)
        with surface(folder) as program:  # killed at the question
            program.sees(title)
        with surface(folder) as program:  # killed once the answer is given
            program.sees(title)
            _answer(program, answer)
            _sees_what_follows(program, title)
        kills += 2
    kills += _change_it_once_more(surface, folder)
    return kills


def _answer(program: Surface, answer: tuple[str, ...]) -> None:
    if answer[0] == "on":
        program.types_day(answer[1])
    else:
        program.answers(*answer)


def _sees_what_follows(program: Surface, title: str) -> None:
    titles = [one for one, _ in TALK]
    place = titles.index(title) + 1
    program.sees(titles[place] if place < len(titles) else "Step 3: Manager to manager")


def _change_the_agency(surface: type[OnScreen] | type[InLines], folder: Path) -> int:
    """Goes back question by question, killed at each, and changes the agency."""
    titles = [one for one, _ in TALK]
    place = titles.index(TURNING_POINT)
    kills = 0
    while titles[place] != AGENCY:
        with surface(folder) as program:
            program.sees(titles[place])
            program.goes_back()
            program.sees(titles[place - 1])
        place -= 1
        kills += 1
    with surface(folder) as program:
        program.sees(AGENCY)
        program.answers("Housing")
        program.sees(TURNING_POINT)
    return kills + 1


def _change_it_once_more(surface: type[OnScreen] | type[InLines], folder: Path) -> int:
    """Goes back all the way from the advice and changes the agency again, killed before that is confirmed."""
    titles = [one for one, _ in TALK]
    kills = 0
    with surface(folder) as program:
        program.sees("Step 3: Manager to manager")
        program.goes_back()
        program.sees(titles[-1])
    for place in range(len(titles) - 1, titles.index(AGENCY), -1):
        with surface(folder) as program:
            program.sees(titles[place])
            program.goes_back()
            program.sees(titles[place - 1])
        kills += 1
    for confirmed in (False, True):
        with surface(folder) as program:
            program.sees(AGENCY)
            program.answers("Police")
            program.sees("Change your answer about", "Whom to call: from")
            if confirmed:
                program.answers("Change it")
                program.sees("Step 3: Manager to manager", "Police")
        kills += 1
    return kills + 1
