"""The arguments of `escalate case erase`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def add(verbs: Verbs) -> None:
    """Adds the verb and its arguments."""
    erase = verbs.add_parser(
        "erase", help="erases for good what was recorded in one, on a ground in law", allow_abbrev=False
    )
    erase.add_argument("case", metavar="CASE", help="the case's id")
    which = erase.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "--event",
        dest="events",
        action="extend",
        nargs="+",
        type=int,
        metavar="N",
        help="its number, as 'escalate case show' lists it; more than one may be named",
    )
    which.add_argument("--all", action="store_true", help="all that was recorded in it")
    erase.add_argument(
        "--ground-file",
        required=True,
        metavar="FILE",
        help="the law or the decision that it rests on, in UTF-8; it stays in the case; - is standard input",
    )
    erase.add_argument("--yes", action="store_true", help="erase it; without this it is only shown")
