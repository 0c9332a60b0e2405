"""The arguments of `escalate case export`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]


def add(verbs: Verbs) -> None:
    """Adds the verb and its arguments."""
    export = verbs.add_parser(
        "export", help="writes cases as a file, with or without names", allow_abbrev=False
    )
    export.add_argument("cases", nargs="*", metavar="CASE", help="the cases' ids; or give --all")
    export.add_argument("--all", action="store_true", help="every case")
    export.add_argument(
        "--names",
        required=True,
        choices=("full", "initials", "none"),
        help="full: all that was written. initials: names as initials. none: no names and no free text",
    )
    export.add_argument(
        "--format", choices=("json", "csv"), help="without it, the ending of the file chooses"
    )
    export.add_argument(
        "-o", dest="file", required=True, metavar="FILE", help="where to save it; - is standard output"
    )
    export.add_argument("--replace", action="store_true", help="overwrite the file if it is there")
