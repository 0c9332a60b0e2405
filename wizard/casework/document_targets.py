"""Where a document is never saved: in the register's own folder, among templates, and under a name nobody can read."""

from __future__ import annotations

from pathlib import Path

from wizard.base.errors import wrong_input
from wizard.base.paths import named
from wizard.base.text import visible
from wizard.casework.session import Session


def refuse_place(session: Session, where: Path) -> None:
    """Raises WrongInputError for such a place. `where` is a whole path; links in it are followed."""
    if visible(where.name, len(where.name) + 1) != where.name:
        raise wrong_input("holds signs that cannot be seen; choose another name", file=named(where))
    around = session.surroundings
    own = {around.register.folder: "the folder of the register itself"}
    if around.office_templates is not None:
        own[around.office_templates] = "the office's folder of templates"
    try:
        real = where.parent.resolve() / where.name
        inside = [what for folder, what in own.items() if real.is_relative_to(folder.resolve())]
    except (OSError, RuntimeError, ValueError):
        return  # whoever saves it says what is wrong with it
    if inside:
        raise wrong_input(
            f"lies in {inside[0]}, where no document belongs; choose another folder", file=named(where)
        )
