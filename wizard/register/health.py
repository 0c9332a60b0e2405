"""What was found about the health of a register: one finding a matter, each in a sentence and with what helps."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

import msgspec

from wizard.base.text import visible

#: A fault needs somebody to do something; a note is for somebody to know.
Kind: TypeAlias = Literal["fine", "note", "fault"]

_SHOWN: Final = 10
_LONGEST_NAME: Final = 100


class Finding(msgspec.Struct, frozen=True):
    """One thing that was looked at. `topic` is what it is about, an id; `remedy` says what to do, if anything is."""

    kind: Kind
    topic: str
    what: str
    remedy: str = ""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """A register as it was found. `not_looked_at` are sentences on what could not be looked at, and why; `locked` says
    that the keys were not at hand."""

    findings: tuple[Finding, ...]
    not_looked_at: tuple[str, ...] = ()
    locked: bool = False
    cases: int = 0

    @property
    def faults(self) -> tuple[Finding, ...]:
        """What somebody has to do something about."""
        return tuple(one for one in self.findings if one.kind == "fault")


class Several:
    """Names of which there may be 100,000: all are counted, and the first few are kept to be shown."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[str] = []

    def add(self, name: str) -> None:
        """Counts one more."""
        self.count += 1
        if len(self._first) < _SHOWN:
            self._first.append(visible(name, _LONGEST_NAME))

    def __bool__(self) -> bool:
        return self.count > 0

    def __str__(self) -> str:
        more = self.count - len(self._first)
        return ", ".join(self._first) + (f" and {more:,} more" if more else "")

    def counted(self, one: str, many: str) -> str:
        """So many of these: "1 case", "3 cases"."""
        return f"1 {one}" if self.count == 1 else f"{self.count:,} {many}"
