"""The arguments of `escalate document list` and `escalate document check`."""

from __future__ import annotations

import argparse


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verbs and their arguments."""
    listed = verbs.add_parser("list", help="those that can be made, with their fields", allow_abbrev=False)
    listed.add_argument(
        "document", nargs="?", metavar="DOCUMENT", help="only this one, with what each field is for"
    )
    listed.add_argument("--policy", metavar="P", help="with the templates of this policy's own")
    listed.add_argument(
        "--template", action="store_true", help="print the template of that one, to start your own from"
    )
    listed.add_argument("--json", action="store_true", help="as JSON, for other programs")
    verbs.add_parser("check", help="makes each with every policy, and says what is wrong", allow_abbrev=False)
