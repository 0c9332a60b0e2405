"""How much a policy may say: more than any does, and little enough that a stranger's flow cannot keep a machine busy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wizard.policy.model import Policy

#: Stages of all ladders and routes together. The machine that is built of them grows with the square of their number.
STAGES_LIMIT: Final = 100
#: Parts of one kind, such as clocks, or steps of one stage.
PARTS_LIMIT: Final = 500


def too_much(policy: Policy) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each kind of part that there is too much of: its place, and a sentence."""
    count = len(policy.stages())
    if count > STAGES_LIMIT:
        yield ("ladders",), f"there are {count:,} stages; expected at most {STAGES_LIMIT:,} in one policy"
    for key in policy.__struct_fields__:
        part = getattr(policy, key)
        if isinstance(part, tuple | dict) and len(part) > PARTS_LIMIT:
            yield (key,), f"holds {len(part):,} parts; expected at most {PARTS_LIMIT:,}"
    for number, ladder in enumerate(policy.ladders[:STAGES_LIMIT]):
        for rung, stage in enumerate(ladder.stages[:STAGES_LIMIT]):
            for key in ("with_", "also", "gates", "returns", "steps"):
                found = len(getattr(stage, key))
                if found > PARTS_LIMIT:
                    place = ("ladders", number, "stages", rung, key.rstrip("_"))
                    yield place, f"holds {found:,} parts; expected at most {PARTS_LIMIT:,}"
