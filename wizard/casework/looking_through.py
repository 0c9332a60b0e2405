"""Looking through the contents of a register, in the background: the list itself is made of the index."""

from __future__ import annotations

from collections.abc import Iterator

from wizard.base.errors import EscalateError
from wizard.register.cases import Register
from wizard.register.index import IndexRow


def looked_through(register: Register) -> Iterator[str | None]:
    """The id of each case that cannot be read, and None for each that can: whoever asks may stop between two.

    What writes that were killed have left behind is removed first. What cannot be looked at now ends it.
    """
    from wizard.register.storage import DamagedFileError

    try:
        register.tidy()
        ids = register.ids()
        known = {row.id: row.version for row in register.listing().loaded.rows()} if ids else {}
    except EscalateError:
        return
    for case_id in ids:
        try:
            version = len(register.stored_events(case_id))
            if known.get(case_id, version) < version:
                register.note(IndexRow(id=case_id, version=version))  # the next list reads the case itself
        except DamagedFileError:
            yield case_id
        except EscalateError:
            return  # locked meanwhile, or not to be read at this moment
        else:
            yield None
