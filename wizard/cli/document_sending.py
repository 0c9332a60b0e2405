"""`escalate document mail`, `print` and `open`: what is done with a document once it is saved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from wizard.base.errors import EXIT_DONE
from wizard.casework.session import Session
from wizard.cli.looks import noted
from wizard.cli.output import say, say_saved
from wizard.cli.surroundings import surroundings

if TYPE_CHECKING:
    from collections.abc import Sequence

_OUTDATED = "! This is not the latest state: the case has moved on since, or the document was made again."


def mail(case_id: str, document: str, file: str, to: Sequence[str], out: str, *, replace: bool) -> int:
    """Saves a draft of an email with the document, and prints where it is; without an address it suggests some.

    Raises as `save_mail`.
    """
    from wizard.casework.sending import addressees, outdated, save_mail

    around = surroundings()
    session = Session(around, around.register.get(case_id))
    # Before anything is saved: what cannot be said of it afterwards must not look as if nothing had been saved.
    suggested = () if to else addressees(session, document)
    path = save_mail(session, document, Path(file), to, Path(out), replace=replace)
    noted(around, "made", case=case_id, detail=f"email draft: {document}")
    if outdated(session, Path(file)):
        sys.stderr.write(f"{_OUTDATED}\n")
    if not to:
        _suggest(suggested)
    return say_saved(str(path))


def _suggest(addresses: Sequence[str]) -> None:
    # None is written into the draft unasked: the wrong address is how such things go astray.
    if addresses:
        sys.stderr.write(
            f"The draft has no address yet. The contacts hold: {', '.join(addresses)}. Check it first.\n"
        )
    else:
        sys.stderr.write("The draft has no address yet, and the contacts hold none for this document.\n")


def print_(case_id: str, file: str, printer: str = "") -> int:
    """Sends a saved document to a printer. Raises as `print_document`."""
    from wizard.casework.sending import outdated, print_document

    around = surroundings()
    session = Session(around, around.register.get(case_id))
    if outdated(session, Path(file)):
        sys.stderr.write(f"{_OUTDATED}\n")
    print_document(session, Path(file), printer)
    noted(around, "printed", case=case_id, detail="a document")
    say("Sent to the printer. Fetch it at once.")
    return EXIT_DONE


def open_(case_id: str, file: str) -> int:
    """Opens a saved document in its own program. Raises as `open_document`."""
    from wizard.casework.sending import open_document

    around = surroundings()
    around.register.get(case_id)
    open_document(Path(file))
    noted(around, "looked", case=case_id, detail="opened a document")
    return EXIT_DONE
