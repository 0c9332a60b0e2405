"""The arguments of `escalate contacts`."""

from __future__ import annotations

import argparse
from typing import Final

_JSON_HELP: Final = "as JSON, for other programs"
_POLICY_HELP: Final = "the policy's id, from 'escalate policies'"
#: What can be said of an entry in one text each: the name of the argument and its help.
_TEXTS: Final = (
    ("--agency", "A", "the agency that it belongs to; a new entry needs one"),
    ("--role", "R", "the role or office; a new entry needs one"),
    ("--organisation", "TEXT", "the body or office, in words"),
    ("--name", "TEXT", "who holds the role"),
    ("--hours", "H", "in or out of office hours, or any"),
    ("--open", "TEXT", "hours of its own: 'monday 09:00-17:00; tuesday 09:00-13:00'"),
    ("--finder", "TEXT", "where the number is to be found, in the place of one"),
    ("--through", "TEXT", "the switchboard or co-ordinator that puts people through"),
    ("--deputy-of", "ID", "the entry that it deputises for"),
    ("--condition", "TEXT", "when it is the right one, in words"),
    ("--note", "TEXT", "what is said beside the numbers"),
    ("--owner", "TEXT", "who keeps the entry current"),
    ("--expires", "DAY", "the last day on which it may be shown as current"),
)


def add(parser: argparse.ArgumentParser, kind: type[argparse.ArgumentParser]) -> None:
    """Adds the verbs and their arguments; `kind` is the parser of a verb."""
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=kind)

    def verb(name: str, summary: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=summary, allow_abbrev=False)

    listed = verb("list", "all of them, or those of one policy or agency")
    listed.add_argument("--policy", metavar="P", help=_POLICY_HELP)
    listed.add_argument("--agency", metavar="A", help="only those of this agency")
    listed.add_argument("--json", action="store_true", help=_JSON_HELP)
    _set(verb("set", "makes or changes an entry of your own"))
    check = verb("verify", "marks entries as checked")
    check.add_argument("--policy", required=True, metavar="P", help=_POLICY_HELP)
    check.add_argument("ids", nargs="+", metavar="ID", help="the entries' ids, from 'escalate contacts list'")
    check.add_argument("--by", required=True, metavar="WHO", help="who checked them")
    check.add_argument("--on", metavar="DAY", help="on which day, such as 2026-06-30; without it, today")
    table = verb("import", "shows what a CSV file would change, and changes it")
    table.add_argument("file", metavar="FILE", help="CSV with a header row; - is standard input")
    table.add_argument("--policy", metavar="P", help="the policy of every row")
    table.add_argument("--apply", action="store_true", help="change it; without this it is only shown")
    out = verb("export", "writes them as CSV")
    out.add_argument("--policy", metavar="P", help=_POLICY_HELP)
    out.add_argument("-o", dest="file", metavar="FILE", help="where to save it; without it, it is printed")
    out.add_argument("--replace", action="store_true", help="overwrite the file if it is there")
    old = verb("stale", "those that nobody has checked for a year, or that have expired")
    old.add_argument("--policy", metavar="P", help=_POLICY_HELP)
    old.add_argument("--json", action="store_true", help=_JSON_HELP)


def _set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", required=True, metavar="P", help=_POLICY_HELP)
    parser.add_argument("--id", required=True, metavar="ID", help="its id: a shipped one's, or a new one")
    for name, kind, help_ in _TEXTS:
        parser.add_argument(
            name, metavar=kind, help=f"{help_}; '' takes it away" if kind == "TEXT" else help_
        )
    parser.add_argument("--phone", action="append", metavar="N", help="a number; may be given several times")
    parser.add_argument(
        "--email", action="append", metavar="E", help="an address; may be given several times"
    )
    parser.add_argument(
        "--personal",
        action="store_const",
        const="true",
        help="a personal mobile, kept out of documents that leave the agency",
    )
    parser.add_argument(
        "--own-organisation",
        dest="for_",
        action="store_const",
        const="own-organisation",
        help="it is for the people of that organisation alone",
    )
    parser.add_argument("--remove", action="store_true", help="take away what is kept here of that entry")
    parser.add_argument("--hide", action="store_true", help="show the policy's own entry no longer")
