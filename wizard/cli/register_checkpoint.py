"""`escalate register checkpoint`: a signed statement of where the register stands, for a witness to keep."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

from wizard import __version__
from wizard.advice.words import say_when
from wizard.advice.worktime import as_london
from wizard.base.errors import EXIT_NO
from wizard.base.paths import named, write_new
from wizard.cli.looks import noted
from wizard.cli.output import fold, say_saved
from wizard.cli.register_findings import counted, print_findings
from wizard.cli.surroundings import with_register
from wizard.register.chain import fingerprint
from wizard.register.verify import verify
from wizard.register.witness import Standing, Statement, make_statement, to_bytes


def run(chosen: argparse.Namespace) -> int:
    """Writes the statement; a register in which something does not hold is not signed, and the code is 1.

    Raises WrongInputError for a file that will not do.
    """
    around = with_register()
    register = around.register
    verified = verify(register)
    if not verified.holds:
        print_findings(verified.findings)
        sys.stderr.write("No statement was made, as what it would say does not hold.\n")
        return EXIT_NO
    keys = register.keys()
    statement = make_statement(
        keys.register,
        (Standing(id=one.case, version=one.version, head=one.head) for one in register.heads()),
        around.clock(),
        __version__,
        register.vault.signing_key(keys).private_bytes_raw(),
    )
    path = Path(chosen.file).absolute()
    write_new(path, to_bytes(statement), replace=chosen.replace)
    noted(around, "checkpointed")
    return say_saved(_told(path, statement, counted(verified)))


def _told(path: Path, statement: Statement, what: str) -> str:
    at = say_when(as_london(datetime.fromisoformat(statement.time)))
    return "\n".join(
        fold(one)
        for one in (
            str(named(path)),
            f"It says where the register stood on {at}: {what}.",
            f"Its fingerprint is {fingerprint(statement.root)}. Write that and the date down somewhere else too.",
            "Give the file to somebody outside your team who keeps it. It holds case numbers, with the day that "
            "each case was opened, and no names and nothing of what was written.",
            "Later, 'escalate register verify --witness FILE' says whether all of that is still as it was.",
        )
    )
