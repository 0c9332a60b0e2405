"""What can go wrong, in sentences for people, and the exit code each kind ends in.

The codes are the public contract of the command line: 0 done, 1 the answer is no, 2 the input is wrong,
3 it could not be done now. Nothing else may decide an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

EXIT_DONE: Final = 0
EXIT_NO: Final = 1
EXIT_WRONG_INPUT: Final = 2
EXIT_NOT_NOW: Final = 3

#: At most this many faults are printed for one call; the rest are counted in a last line.
FAULTS_SHOWN: Final = 20


class Fault(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong, with its place. `line` and `column` count from 1; 0 where there is none.

    `what` says what is wrong and what was expected, as one line. It holds no control characters: whoever
    makes a fault passes anything read from outside through `wizard.base.text.visible`. `code` names the kind of
    fault, where its input has a list of kinds.
    """

    file: str
    line: int
    column: int
    key: str
    what: str
    code: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        told = ": ".join(part for part in (place, self.key, self.what) if part)
        return f"{told} [{self.code}]" if self.code else told


class EscalateError(Exception):
    """Anything that the program can explain to the person in front of it."""

    exit_code: int = EXIT_NO

    def lines(self) -> list[str]:
        """What to print on standard error, one line a fault."""
        return [str(self)]


class WrongInputError(EscalateError):
    """The input is wrong; nothing has been changed. Holds every fault found, in file order."""

    exit_code = EXIT_WRONG_INPUT

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("; ".join(str(fault) for fault in self.faults))

    def lines(self) -> list[str]:
        shown = [str(fault) for fault in self.faults[:FAULTS_SHOWN]]
        left = len(self.faults) - len(shown)
        if left:
            shown[-1:] = [f"... and {left + 1} more faults in the same input"]
        return shown


class NotNowError(EscalateError):
    """It could not be done now (locked, busy, disk full, no permission). Nothing has changed: try again."""

    exit_code = EXIT_NOT_NOW


def wrong_input(
    what: str, *, file: str = "", key: str = "", line: int = 0, column: int = 0
) -> WrongInputError:
    """A `WrongInputError` with a single fault."""
    return WrongInputError([Fault(file=file, line=line, column=column, key=key, what=what)])
