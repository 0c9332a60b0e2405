"""One conversation of `escalate ask` over two pipes, and what it acknowledged before it ended or was killed."""

from __future__ import annotations

import contextlib
import random
import re
import subprocess
from typing import Final, NamedTuple

#: The questions that are answered here, by what the program says of an answer that is saved: the question's id, the
#: line that is typed, and the value that is then in the case.
ANSWERS: Final = {
    "Is anyone in danger right now?": ("danger", "No", "no"),
    "Which area's policy applies?": ("policy", "Oxfordshire: Resolving", "oxfordshire"),
    "Who are you worried about?": ("subject", "A child", "child"),
    "Which agency do you work for?": ("from", "Education", "education"),
    "What kind of organisation do you work for?": ("sector", "A public body", "statutory"),
    "Whose decision do you disagree with?": ("to", "Police", "police"),
    "What kind of disagreement is it?": ("circumstance", "We disagree", "disagreement"),
    "What is the disagreement about?": ("about", "Who should do what", "roles-and-responsibilities"),
    "How serious is the risk, as you see it?": ("risk", "Wellbeing", "welfare"),
    "When did you first see that you disagree?": ("raised", "", ""),
}
#: How the line begins with which an answer that is saved is said back.
SAID_BACK: Final = {
    "danger": "Danger now:",
    "policy": "Policy:",
    "subject": "About:",
    "from": "Your agency:",
    "sector": "Sector:",
    "to": "Challenged:",
    "circumstance": "Kind:",
    "about": "Subject:",
    "risk": "Risk:",
    "raised": "Raised:",
}
_CASE: Final = re.compile(r"(?:This is|Everything is saved as) case\s+(\S+?)\.")


class Answer(NamedTuple):
    """An answer that was acknowledged; `case` is empty where the program was killed before it told the id."""

    case: str
    question: str
    value: str


class Talk:
    """A running `escalate ask`."""

    def __init__(self, process: subprocess.Popen[str], chance: random.Random) -> None:
        self._process = process
        self._chance = chance
        self._page = ""
        self._case = ""
        self._killed = False
        self.saved: list[Answer] = []

    def hold(self, times: int) -> None:
        """Begins a new case, or goes on with the one that it comes back to, and answers so many questions."""
        try:
            self._read()
            if self._chance.random() < 0.5 and ("type new" in self._flat() or "Your cases" in self._flat()):
                self._case = ""
                self._say("new")
            elif "Your cases" in self._flat():
                self._say("1")  # a new case
                self._case = ""
            for _ in range(times):
                if not self._answer():
                    return
        except (EOFError, BrokenPipeError):
            if not self._killed:
                raise AssertionError(f"ask ended by itself after: {self._page}") from None

    def kill(self) -> None:
        """Ends it without warning."""
        self._killed = True
        self._process.kill()

    def ended(self) -> str:
        """Waits for its end, and returns what it complained of."""
        assert self._process.stderr is not None
        complained = self._process.stderr.read()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # an answer that nobody reads any more
                    stream.close()
        return complained

    def _answer(self) -> bool:
        """Answers the question that stands there. False where there is none that is known here."""
        asked = [title for title in ANSWERS if title in self._page]
        if len(asked) != 1:
            return False
        question, label, value = ANSWERS[asked[0]]
        if question == "raised":
            value = f"20{self._chance.randrange(10, 26)}-{self._chance.randrange(1, 13):02}-{self._chance.randrange(1, 28):02}"
        self._say(self._number(label) if label else value)
        # Said back, and the next page stands there: the answer is acknowledged.
        if any(line.startswith(SAID_BACK[question]) for line in self._page.splitlines()):
            self.saved.append(Answer(self._case, question, value))
            if not self._case:
                self._learn_the_case()
        return True

    def _learn_the_case(self) -> None:
        page = self._page
        self._say("save")
        self._page = page  # the question still stands there
        assert self._case, "the program does not say which case it is"
        self.saved = [one._replace(case=self._case) if not one.case else one for one in self.saved]

    def _number(self, label: str) -> str:
        for line in self._page.splitlines():
            number, dot, rest = line.partition(". ")
            if dot and number.isdigit() and rest.startswith(label):
                return number
        raise AssertionError(f"there is no option {label!r} in: {self._page}")

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        self._read()

    def _flat(self) -> str:
        return " ".join(self._page.split())

    def _read(self) -> None:
        """Reads until the program waits: every prompt begins with Type and ends with the word for help."""
        assert self._process.stdout is not None
        self._page = ""
        while not (self._page.endswith("help.\n") and "Type " in self._page):
            line = self._process.stdout.readline()
            if not line:
                raise EOFError
            self._page += line
        found = _CASE.findall(self._flat())
        if found:
            self._case = found[-1]
