"""The arguments of `escalate case close`, `reopen`, `correct` and `undo`."""

from __future__ import annotations

import argparse
from typing import Final

_WHY: Final = "why, as a text in UTF-8; - is standard input"
_EVENT: Final = "its number, as 'escalate case show' lists it"


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verbs and their arguments."""
    close = _verb(verbs, "close", "closes one: nothing of it is due any more")
    close.add_argument("--reason-file", required=True, metavar="FILE", help=_WHY)
    reopen = _verb(verbs, "reopen", "begins a new challenge in one that is closed or at its end")
    reopen.add_argument("--reason-file", metavar="FILE", help=_WHY)
    reopen.add_argument(
        "--raised", metavar="T", help="when it was raised, such as 2026-11-16; without it, now"
    )
    correct = _verb(verbs, "correct", "corrects an attempt; what was recorded first can still be seen")
    correct.add_argument("--event", required=True, type=int, metavar="N", help=_EVENT)
    correct.add_argument("--reason-file", required=True, metavar="FILE", help=_WHY)
    correct.add_argument("--stage", metavar="S", help="the stage that was tried")
    correct.add_argument("--outcome", metavar="O", help="open (still going on), unresolved or resolved")
    correct.add_argument(
        "--began", metavar="T", help="when it began: 2026-11-16, 2026-11-16T09:00, 'last Tuesday' or unknown"
    )
    correct.add_argument("--ended", metavar="T", help="when it ended")
    correct.add_argument("--note-file", metavar="FILE", help="a text about it, in the place of the old one")
    undo = _verb(verbs, "undo", "takes back something that was recorded; it can still be seen")
    undo.add_argument("--event", required=True, type=int, metavar="N", help=_EVENT)
    undo.add_argument("--reason-file", required=True, metavar="FILE", help=_WHY)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=summary, allow_abbrev=False)
    parser.add_argument("case", metavar="CASE", help="the case's id")
    return parser
