"""What does not hold in a register, in lines for whoever looks at it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from wizard.base.errors import FAULTS_SHOWN
from wizard.base.text import visible
from wizard.cli.register_told import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wizard.register.verify import Finding, Verified

_LONGEST: int = 1000


def print_findings(findings: Sequence[Finding]) -> None:
    """One line each on standard error, and no more than can be read; then how many are left."""
    shown = findings if len(findings) <= FAULTS_SHOWN else findings[: FAULTS_SHOWN - 1]
    for one in shown:
        sys.stderr.write(f"{_line(one)}\n")
    if len(shown) < len(findings):
        sys.stderr.write(f"... and {len(findings) - len(shown):,} more\n")


def counted(verified: Verified) -> str:
    """What was looked at: "2 cases, 31 events, 1 document and 12 looks"."""
    parts = [
        count(verified.cases, "case"),
        count(verified.events, "event"),
        count(verified.documents, "document"),
        count(verified.looks, "look"),
    ]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _line(one: Finding) -> str:
    place = f"case {one.case}, event {one.event}" if one.event else f"case {one.case}"
    return visible(f"{place}: {one.what}" if one.case else one.what, _LONGEST)
