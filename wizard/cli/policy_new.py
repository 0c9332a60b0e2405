"""`escalate policy new` and `escalate policy schema`: where a policy of one's own begins."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from wizard.base.errors import EXIT_DONE, wrong_input
from wizard.base.paths import named, not_now, write_new
from wizard.cli.output import say
from wizard.policy.new_flow import SCHEMA_FOLDER, new_flow, schema_text


def run(name: str, inside: str | None) -> int:
    """Makes the folder of a new policy, and says what comes next.

    Raises WrongInputError where the name is no id, or something is there already: that stays as it was.
    """
    files = new_flow(name)
    parent = Path(inside) if inside is not None else Path()
    folder = parent / name
    _make(folder, parent)
    try:
        (folder / SCHEMA_FOLDER).mkdir()
        for place, text in files.items():
            write_new(folder / place, text.encode())
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)  # half a policy would only be in the way
        if isinstance(error, OSError):
            raise not_now(error, "made", folder) from error
        raise
    where = named(folder)
    say(f"Made {where}. It holds an example of two stages: replace its words with your policy's.")
    say(f"  Read it:   escalate policy explain {where}")
    say(f"  Check it:  escalate check {where} --coverage --prove")
    return EXIT_DONE


def print_schema(kind: str) -> int:
    """Prints the JSON Schema of a file of a flow."""
    sys.stdout.write(schema_text(kind))
    return EXIT_DONE


def _make(folder: Path, parent: Path) -> None:
    if not parent.is_dir():
        raise wrong_input("is no folder; expected one to make the policy in", file=named(parent))
    try:
        folder.mkdir()
    except FileExistsError:
        what = (
            "exists already, and nothing in it was changed; choose another name, or another folder with --in"
        )
        raise wrong_input(what, file=named(folder)) from None
    except OSError as error:
        raise not_now(error, "made", folder) from error
