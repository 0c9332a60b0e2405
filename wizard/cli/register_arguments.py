"""The arguments of `escalate register`: many, and no other command needs them."""

from __future__ import annotations

import argparse
from typing import Final

_JSON_HELP: Final = "as JSON, for other programs"


def add(parser: argparse.ArgumentParser, parser_class: type[argparse.ArgumentParser]) -> None:
    """Adds the verbs of the command."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=parser_class)

    create = verbs.add_parser("create", help="makes the register that cases are kept in", allow_abbrev=False)
    create.add_argument(
        "--practice", action="store_true", help="for invented cases only: not secret, no passphrase"
    )
    create.add_argument(
        "--passphrase-file", metavar="F", help="for real cases: the file that holds the passphrase"
    )
    create.add_argument(
        "--recovery-file", metavar="R", help="for real cases: where to write the recovery key"
    )
    create.add_argument("--label", metavar="NAME", default="", help="whose passphrase it is")

    verify = verbs.add_parser("verify", help="whether it is what was recorded", allow_abbrev=False)
    verify.add_argument("--witness", metavar="FILE", help="a statement that 'checkpoint' made")
    verify.add_argument("--json", action="store_true", help=_JSON_HELP)

    checkpoint = verbs.add_parser(
        "checkpoint",
        help="a signed statement of where it stands, for somebody else to keep",
        allow_abbrev=False,
    )
    checkpoint.add_argument("-o", dest="file", required=True, metavar="FILE", help="where to save it")
    checkpoint.add_argument("--replace", action="store_true", help="overwrite the file if it is there")

    doctor = verbs.add_parser("doctor", help="the health of all of it, in words", allow_abbrev=False)
    doctor.add_argument(
        "--repair",
        action="store_true",
        help="sets aside what is damaged, and puts the copy before it in place",
    )
    doctor.add_argument("--json", action="store_true", help=_JSON_HELP)

    backup = verbs.add_parser("backup", help="all of it as one encrypted file", allow_abbrev=False)
    backup.add_argument("-o", dest="file", required=True, metavar="FILE", help="where to save it")

    restore = verbs.add_parser("restore", help="brings back a backup, or one case of it", allow_abbrev=False)
    restore.add_argument("file", metavar="FILE", help="what 'backup' made")
    restore.add_argument("--case", metavar="C", help="only this case, into the register that is there")
    restore.add_argument(
        "--passphrase-file", metavar="F", help="the passphrase of the backup, if it is another one"
    )

    verbs.add_parser("migrate", help="brings in what an earlier version wrote", allow_abbrev=False)

    retention = verbs.add_parser(
        "retention", help="the cases past your agency's own period", allow_abbrev=False
    )
    retention.add_argument("--json", action="store_true", help=_JSON_HELP)

    access = verbs.add_parser("access", help="who looked, exported and printed", allow_abbrev=False)
    access.add_argument("--case", metavar="C", help="only this case")
    access.add_argument("--json", action="store_true", help=_JSON_HELP)

    keys = verbs.add_parser("keys", help="who can unlock it", allow_abbrev=False)
    keys.add_argument("--json", action="store_true", help=_JSON_HELP)

    passphrase = verbs.add_parser("passphrase", help="changes your passphrase", allow_abbrev=False)
    passphrase.add_argument("--new-file", metavar="F", help="the file that holds the new one")

    add_person = verbs.add_parser("add-person", help="a passphrase for another person", allow_abbrev=False)
    add_person.add_argument("label", metavar="NAME")
    add_person.add_argument("--new-file", metavar="F", help="the file that holds the passphrase")

    leaver = verbs.add_parser(
        "leaver", help="takes a person's passphrase away, and changes the keys", allow_abbrev=False
    )
    leaver.add_argument("slot", metavar="ID", help="from 'escalate register keys'")

    verbs.add_parser("rotate", help="changes the keys, or goes on with a change", allow_abbrev=False)

    recovery = verbs.add_parser("recovery", help="a new recovery key in place of the old", allow_abbrev=False)
    recovery.add_argument(
        "--recovery-file", metavar="R", required=True, help="where to write the recovery key"
    )

    keyring = verbs.add_parser(
        "keyring", help="has this computer's keyring unlock it, or stops that", allow_abbrev=False
    )
    keyring.add_argument("change", choices=("on", "off"))
