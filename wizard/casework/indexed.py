"""The line of a case as a row of the register's index, and back. No name of a person stands in either."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, cast

import msgspec

from wizard import __version__
from wizard.advice.result import Status
from wizard.casework.rows import Kind, Line
from wizard.register.index import NEVER, IndexRow

#: What a row was made with: another version of the program may read the same case otherwise.
BASIS: Final = f"{__version__}/2"
#: Of a line that may be kept by nobody.
_NOT_LASTING: Final = ""


class _Words(msgspec.Struct, frozen=True, array_like=True):
    """What only the lists know how to read."""

    policy: str
    area: str
    between: str
    stage: str
    status: str
    kind: str
    aim: str
    edition: str
    marks: str


def index_row(line: Line, made: int) -> IndexRow:
    """The row that keeps a line made at `made` (seconds since 1970); a bare one where the line may not be kept."""
    if not line.lasting:
        return IndexRow(id=line.id, version=line.version)
    words = _Words(
        policy=line.policy,
        area=line.area,
        between=line.between,
        stage=line.stage,
        status=line.status,
        kind=line.kind,
        aim=line.aim.isoformat() if line.aim else "",
        edition=line.edition,
        marks=("w" if line.waiting else "") + ("u" if line.urgent else ""),
    )
    return IndexRow(
        id=line.id,
        version=line.version,
        opened=line.opened,
        changed=line.changed,
        status=line.state or "",
        stage=line.stage_id,
        owner=line.owner,
        due=_seconds(line.due),
        good_until=_seconds(line.good_until),
        made=made,
        basis=BASIS,
        words=msgspec.convert(msgspec.to_builtins(words), tuple[str, ...]),
    )


def kept_line(row: IndexRow, now: int) -> Line | None:
    """The line that a row keeps; None where the case itself has to be read at `now` (seconds since 1970)."""
    if row.basis != BASIS or not row.made <= now < row.good_until:
        return None
    try:
        words = msgspec.convert(row.words, _Words)
    except msgspec.ValidationError:
        return None
    return Line(
        id=row.id,
        version=row.version,
        policy=words.policy,
        area=words.area,
        between=words.between,
        stage=words.stage,
        status=words.status,
        kind=cast("Kind", words.kind),
        opened=row.opened,
        changed=row.changed,
        due=_moment(row.due),
        aim=datetime.fromisoformat(words.aim) if words.aim else None,
        waiting="w" in words.marks,
        urgent="u" in words.marks,
        state=cast("Status", row.status) if row.status else None,
        stage_id=row.stage,
        owner=row.owner,
        edition=words.edition,
        lasting=True,
        good_until=_moment(row.good_until),
    )


def _seconds(moment: datetime | None) -> int:
    # A part of a second earlier, so that a row is never good for longer than it should be.
    return NEVER if moment is None else int(moment.timestamp())


def _moment(seconds: int) -> datetime | None:
    return None if seconds == NEVER else datetime.fromtimestamp(seconds, UTC)
