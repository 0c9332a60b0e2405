"""The whole program under a storm of random kills: is everything there that it said is saved?

`python tests/faults/storm.py --minutes 10 [--seed 1] [--folder EMPTY]` runs, side by side on one register, people who
make cases from files, record attempts, make documents, look at the list, and answer the questions of `escalate ask` -
each in a program of its own that is killed without warning (SIGKILL) at a moment by chance. What the programs
acknowledged is kept outside the register. At the end it prints how much was acknowledged, how much of that is present
and how many cases are damaged, and ends with 0 only if all of it is there and the register is consistent.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
from talk import Talk
from warm import SITUATION

from wizard.register.cases import Case

ROOT: Final = Path(__file__).resolve().parent.parent.parent
#: What the program says of a case that has as many attempts as it may have.
_FULL_CASE: Final = "attempts; expected at most"
#: More cases than this are not made: the list of them is read again and again.
MOST_CASES: Final = 150
#: Longer than any command takes, in seconds; one that takes longer hangs, and that is a fault.
PATIENCE: Final = 120.0
#: The share of the programs that are let live to their end, or to the end of the conversation.
SPARED: Final = 0.25


class Saved(NamedTuple):
    """Something that a program said it had saved, in which case, and how it is looked for there."""

    case: str
    kind: str
    what: str
    there: Callable[[Case], bool]


class Storm:
    """What the people share. Everything in it may be used from several threads."""

    def __init__(self, folder: Path, seed: int, minutes: float) -> None:
        self.folder = folder
        self.seed = seed
        self.home = folder / "home"
        self.papers = folder / "papers"
        self.papers.mkdir(parents=True, exist_ok=True)
        self.end = time.monotonic() + minutes * 60
        self.started = self.kills = 0
        self.acknowledged: list[Saved] = []
        #: First answers of new cases that were killed before they said which case it is.
        self.nameless = 0
        #: What a program said or did that it never should.
        self.wrong: list[str] = []
        self._cases: list[str] = []
        self._guard = threading.Lock()
        environ = {k: v for k, v in os.environ.items() if not k.startswith(("ESCALATE", "PYTHONDONTWRITE"))}
        path = os.pathsep.join([str(ROOT), environ.get("PYTHONPATH", "")])
        self.environ = {**environ, "ESCALATE_HOME": str(self.home), "PYTHONPATH": path}

    def going_on(self) -> bool:
        """Whether the time is not up, and nothing has gone wrong yet."""
        return time.monotonic() < self.end and not self.wrong

    def counts(self, *, kills: int = 0) -> None:
        """Counts a program, and whether it was killed."""
        with self._guard:
            self.started += 1
            self.kills += kills

    def saved(self, one: Saved) -> None:
        """Keeps an acknowledgement."""
        with self._guard:
            self.acknowledged.append(one)

    def named(self, case_id: str) -> None:
        """Remembers a case that others may work on."""
        with self._guard:
            self._cases.append(case_id)

    def unnamed(self) -> None:
        """Counts an acknowledged answer in a case whose id was not told before the kill."""
        with self._guard:
            self.nameless += 1

    def blame(self, what: str) -> None:
        """Remembers that something went wrong: the storm ends."""
        with self._guard:
            self.wrong.append(what)

    def any_case(self, chance: random.Random) -> str | None:
        """One of the cases, most often one of a few, so that people meet there."""
        with self._guard:
            if not self._cases:
                return None
            return chance.choice(self._cases[:6] if chance.random() < 0.6 else self._cases)

    def number_of_cases(self) -> int:
        """How many cases are known to be there."""
        with self._guard:
            return len(self._cases)

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        """A program of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "wizard", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environ,
            cwd=self.papers,
            text=True,
            encoding="utf-8",
        )


class Person:
    """Somebody who does one thing after the other, each in a program that is killed at some moment."""

    def __init__(self, storm: Storm, number: int) -> None:
        self.storm = storm
        self.number = number
        self.chance = random.Random(f"{storm.seed} {number}")
        self.done = 0
        #: How long a command takes here, in seconds; kills are spread over twice that.
        self.usual = 0.5

    def work(self) -> None:
        """Until the storm is over."""
        try:
            while self.storm.going_on():
                self.done += 1
                self._one()
        except Exception as error:  # noqa: BLE001 - a person who stops working would hide what went wrong
            self.storm.blame(f"person {self.number}: {type(error).__name__}: {error}")

    def _one(self) -> None:
        case = self.storm.any_case(self.chance)
        if case is None:
            self._new()
            return
        room = self.storm.number_of_cases() < MOST_CASES
        choices: list[tuple[int, Callable[[], None]]] = [
            (2 if room else 0, self._new),
            (6, lambda: self._record(case)),
            (3, lambda: self._document(case)),
            (1, self._list),
            (5, self._ask),
        ]
        weights, acts = zip(*choices, strict=True)
        self.chance.choices(acts, weights)[0]()

    # Commands.

    def _command(self, *arguments: str, stdin: str = "") -> str:
        """What a command printed before it ended or was killed."""
        kill = self.chance.random() > SPARED
        process = self.storm.begin(*arguments)
        begun = time.monotonic()
        try:
            said, complained = process.communicate(
                stdin, timeout=self.chance.uniform(0, 2 * self.usual) if kill else PATIENCE
            )
        except subprocess.TimeoutExpired:
            process.kill()
            said, complained = process.communicate()
            if not kill:
                self.storm.blame(f"{arguments} hangs")
        killed = process.returncode == -9
        if not killed:
            self.usual += (time.monotonic() - begun - self.usual) / 8
            # 3: somebody else was saving the same case for longer than one waits. 2: the case has all the attempts
            # that one may have, which a long storm comes to, and the program has said so.
            if process.returncode not in (0, 3) and _FULL_CASE not in complained:
                self.storm.blame(f"{arguments} ended with {process.returncode}: {complained}")
        if "Traceback" in complained or "in the program itself" in complained:
            self.storm.blame(f"{arguments}: {complained}")
        self.storm.counts(kills=killed)
        return said

    def _new(self) -> None:
        raised = date(2026, 11, 9) - timedelta(days=self.chance.randrange(2000))
        situation = SITUATION.replace("raised: 2026-11-09", f"raised: {raised}")
        said = self._command("case", "new", "--from", "-", stdin=situation)
        if not said.endswith("\n"):
            return
        case_id = said.split()[-1]
        self.storm.saved(
            Saved(case_id, "cases", "its making", lambda case: answered(case, "raised", str(raised)))
        )
        self.storm.named(case_id)

    def _record(self, case_id: str) -> None:
        token = f"said by {self.number} as number {self.done}"
        said = self._command(
            *("case", "record", case_id, "--stage", "step-2", "--outcome", "unresolved", "--note-file", "-"),
            stdin=token,
        )
        if said.startswith("recorded ") and said.endswith("\n"):
            number = int(said.split()[1])
            self.storm.saved(Saved(case_id, "attempts", token, lambda case: noted(case, number, token)))

    def _document(self, case_id: str) -> None:
        paper = self.storm.papers / f"letter-{self.number}-{self.done}.md"
        said = self._command("document", "make", "challenge-letter", "--case", case_id, "-o", str(paper))
        if said.endswith("\n"):
            digest = hashlib.sha256(paper.read_bytes()).hexdigest()
            self.storm.saved(
                Saved(
                    case_id,
                    "documents",
                    f"the making of {paper.name}",
                    lambda case: made(case, paper, digest),
                )
            )

    def _list(self) -> None:
        known = self.storm.number_of_cases()
        said = self._command("case", "list", "--json")
        if said.endswith("\n") and len(json.loads(said)) < known:
            self.storm.blame(f"the list has {len(json.loads(said))} of at least {known} cases")

    # The conversation.

    def _ask(self) -> None:
        kill = self.chance.random() > SPARED
        talk = Talk(self.storm.begin("ask"), self.chance)
        timer = threading.Timer(self.chance.uniform(0, 6 * self.usual) if kill else PATIENCE, talk.kill)
        timer.start()
        try:
            talk.hold(self.chance.randrange(3, 16))
        finally:
            timer.cancel()
            talk.kill()
            complained = talk.ended()
        if "Traceback" in complained or "in the program itself" in complained:
            self.storm.blame(f"ask: {complained}")
        self.storm.counts(kills=1)
        for one in talk.saved:
            if not one.case:
                self.storm.unnamed()
                continue
            # `one` is bound now: the loop goes on to the next before it is looked for.
            self.storm.saved(
                Saved(
                    one.case,
                    "answers",
                    f"the answer to {one.question}",
                    lambda case, one=one: answered(case, one.question, one.value),
                )
            )


# How an acknowledged thing is looked for.


def answered(case: Case, question: str, value: str) -> bool:
    """Whether the case holds that answer."""
    return any(
        event.kind == "answered"
        and event.data["question"] == question
        and value in _texts(event.data["values"])
        for event in case.events
    )


def _texts(values: object) -> list[str]:
    return (
        [str(one)[:10] if str(one)[:1].isdigit() else str(one) for one in values]
        if isinstance(values, list)
        else []
    )


def noted(case: Case, number: int, token: str) -> bool:
    """Whether the event of that number is the attempt with that note."""
    return case.version >= number and token in json.dumps(case.events[number - 1].data)


def made(case: Case, paper: Path, digest: str) -> bool:
    """Whether the case tells of that document, and it is as it was made."""
    return digest == hashlib.sha256(paper.read_bytes()).hexdigest() and any(
        event.kind == "document-made"
        and event.data.get("file") == paper.name
        and event.data.get("sha256") == digest
        for event in case.events
    )


# The end.


def judged(storm: Storm) -> list[str]:
    """What is wrong after the storm, a sentence each; prints what is asked for."""
    folder = storm.home / "register"
    register = opened.register(folder)
    damaged = register.damaged()
    cases = {case.id: case for case in register.cases()}
    missing = [one for one in storm.acknowledged if one.case not in cases or not one.there(cases[one.case])]
    wrong = list(storm.wrong)
    # A case that nobody was told of by name began with one answer, and its person was killed just then.
    claimed = {one.case for one in storm.acknowledged}
    spare = sum(answered(case, "danger", "no") for case in cases.values() if case.id not in claimed)
    lost = max(storm.nameless - spare, 0)
    acknowledged = len(storm.acknowledged) + storm.nameless
    print(
        f"acknowledged {acknowledged}, present {acknowledged - len(missing) - lost}, damaged {len(damaged)}",
        flush=True,
    )
    kinds = Counter(one.kind for one in storm.acknowledged)
    print(f"of these: {', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))}", flush=True)
    wrong += [f"lost: {one.what} in case {one.case}" for one in missing]
    wrong += [f"lost: {lost} first answers of new cases"] if lost else []
    wrong += [f"damaged: {one}" for one in damaged]
    for case in cases.values():
        if [event.seq for event in case.events] != list(range(1, case.version + 1)):
            wrong.append(f"case {case.id} has not all of its events")
        tokens = Counter(
            str(e.data["note"]) for e in case.events if e.kind == "attempted" and e.data.get("note")
        )
        wrong += [f"{token!r} is in case {case.id} twice" for token, times in tokens.items() if times > 1]
    return wrong + _program_says(storm, set(cases))


def _program_says(storm: Storm, cases: set[str]) -> list[str]:
    """What is wrong by the program's own word, in a new start of it."""
    wrong = []
    listed = _finished(storm, "case", "list", "--json")
    if listed.returncode or {one["id"] for one in json.loads(listed.stdout)} != cases:
        wrong.append(f"the list is not that of the cases: {listed.stderr}")
    for verb in ("verify", "doctor"):
        if _finished(storm, "register", verb, "--help").returncode == 0:
            said = _finished(storm, "register", verb)
            print(f"escalate register {verb}: {said.returncode}: {said.stdout.strip()}", flush=True)
            if said.returncode:
                wrong.append(f"escalate register {verb} ended with {said.returncode}: {said.stderr}")
    return wrong


def _finished(storm: Storm, *arguments: str) -> subprocess.CompletedProcess[str]:
    process = storm.begin(*arguments)
    said, complained = process.communicate("", timeout=PATIENCE)
    return subprocess.CompletedProcess(arguments, process.returncode, said, complained)


def rage(folder: Path, minutes: float, seed: int, people: int) -> int:
    """The storm, and what came of it. Returns the exit code."""
    storm = Storm(folder, seed, minutes)
    print(f"{people} people for {minutes:g} minutes, seed {seed}, in {folder}", flush=True)
    with ThreadPoolExecutor(people) as pool:
        working = [pool.submit(Person(storm, number).work) for number in range(people)]
        minute = 0
        while not all(one.done() for one in working):
            time.sleep(0.2)
            passed = int((time.monotonic() - storm.end) // 60 + minutes)
            if passed > minute:
                minute = passed
                print(
                    f"minute {minute}: {storm.started} programs, {storm.kills} killed, "
                    f"{storm.number_of_cases()} cases, {len(storm.acknowledged)} acknowledged",
                    flush=True,
                )
    print(f"{storm.started} programs, {storm.kills} of them killed", flush=True)
    wrong = judged(storm)
    if not storm.acknowledged or not storm.kills:
        wrong.append("nothing was acknowledged or nothing was killed, so that nothing was tried")
    for line in wrong[:50]:
        print(f"wrong: {line}", flush=True)
    print(
        "consistent" if not wrong else f"NOT consistent: {len(wrong)} faults; look into {folder}", flush=True
    )
    return 1 if wrong else 0


def main(arguments: list[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the kills' moments")
    parser.add_argument("--people", type=int, default=max(4, 2 * (os.cpu_count() or 1)))
    parser.add_argument(
        "--folder", type=Path, help="empty, and kept; otherwise one that is removed if all is well"
    )
    chosen = parser.parse_args(arguments)
    if chosen.folder:
        return rage(chosen.folder.absolute(), chosen.minutes, chosen.seed, chosen.people)
    folder = Path(tempfile.mkdtemp(prefix="escalate-storm-"))
    code = rage(folder, chosen.minutes, chosen.seed, chosen.people)
    if code == 0:
        import shutil

        shutil.rmtree(folder)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
