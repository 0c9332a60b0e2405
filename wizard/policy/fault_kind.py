"""One kind of fault or note: its code, what it means, what to do, and a small example."""

from __future__ import annotations

import msgspec


class Kind(msgspec.Struct, frozen=True):
    """A kind of fault. `wrong` and `right` are parts of a flow as they stand in the file: the fault, and it put right."""

    code: str
    title: str
    means: str
    remedy: str
    wrong: str
    right: str

    @property
    def is_note(self) -> bool:
        """Whether it may be right, and only wants a look."""
        return self.code.startswith("N")
