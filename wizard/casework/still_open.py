"""A closed case takes no more answers or attempts. What is written and made of it still goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from wizard.base.errors import wrong_input
from wizard.casework.effective import CLOSED, CORRECTED, REOPENED, UNDONE
from wizard.casework.record import DETAILED, ERASED, MADE, REMARK, SENT, CaseRecord

#: What can be recorded of a closed case. What begins it anew comes with the answers that it needs.
_STILL: Final = frozenset({MADE, SENT, REMARK, DETAILED, ERASED, CORRECTED, UNDONE})


def check_open(record: CaseRecord, case_id: str, kinds: Iterable[str]) -> None:
    """Raises WrongInputError where the case is closed, and something of these kinds is not for a closed one."""
    if record.closed is None:
        return
    told = set(kinds)
    if REOPENED in told or told <= _STILL:
        return
    what = "is closed already" if CLOSED in told else "is closed, so nothing has been recorded"
    raise wrong_input(
        f"{what}; reopen it first for a new challenge: 'escalate case reopen {case_id}'. If that was "
        f"not meant: 'escalate case undo {case_id} --event {record.closed.seq} --reason-file FILE'",
        file=case_id,
    )
