"""The arguments of each command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, NoReturn

from wizard import __version__
from wizard.base.errors import EXIT_WRONG_INPUT
from wizard.base.text import unknown, visible

_WIDTH: Final = 80
_JSON_HELP: Final = "as JSON, for other programs"


class Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line, and ends with the code for wrong input."""

    def __init__(self, **settings: Any) -> None:
        # A fixed width: asking the terminal for its own costs every command two milliseconds.
        super().__init__(formatter_class=partial(argparse.HelpFormatter, width=_WIDTH), **settings)

    def error(self, message: str) -> NoReturn:
        stop = "" if message.endswith("?") else "."
        sys.stderr.write(f"{self.prog}: {visible(message, limit=400)}{stop} See '{self.prog} --help'.\n")
        raise SystemExit(EXIT_WRONG_INPUT)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its arguments; `command` is None for the application. Raises SystemExit for a wrong one."""
    name = arguments[0] if arguments else ""
    if name in _COMMANDS:
        # A parser for that command alone: building them all costs more than some commands do.
        _, add = _COMMANDS[name]
        parser = Parser(prog=f"escalate {name}", allow_abbrev=False)
        add(parser)
        return parser.parse_args(arguments[1:], argparse.Namespace(command=name))
    whole = _whole()
    if name and not name.startswith("-"):
        whole.error(unknown(name, "command", _COMMANDS))
    return whole.parse_args(arguments)


def _whole() -> Parser:
    """The parser that knows every command: for help, the version, and what is no command."""
    parser = Parser(
        prog="escalate",
        description="Guides you through your area's escalation policy. With no command it opens the guide. "
        "It supports professional judgement and does not replace it. If anyone is in danger now, call 999.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"escalate {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for name, (summary, add) in _COMMANDS.items():
        add(commands.add_parser(name, help=summary, allow_abbrev=False))
    return parser


def _nothing_more(_parser: argparse.ArgumentParser) -> None:
    """For a command that takes no arguments."""


def _advise(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the situation, as YAML or JSON; - is standard input")
    parser.add_argument("--json", action="store_true", help=_JSON_HELP)
    parser.add_argument("--what-if", action="store_true", help="and the smallest changes that would alter it")


def _lead(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--policy", required=True, metavar="P", help="the policy's id, from 'escalate policies'"
    )
    parser.add_argument("--agency", required=True, metavar="A", help="the agency to reach")
    parser.add_argument("--stage", metavar="S", help="the stage; without it, the escalation leads")
    parser.add_argument(
        "--at", metavar="TIME", help="when to call, such as 2026-11-18T10:30; without it, now"
    )
    parser.add_argument(
        "--print",
        dest="print_",
        nargs="?",
        const="",
        metavar="PRINTER",
        help="print it as well, on the usual printer or on the one that you name",
    )
    parser.add_argument("--json", action="store_true", help=_JSON_HELP)


def _policies(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_JSON_HELP)


def _policy(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=Parser)
    show = verbs.add_parser("show", help="its stages, people, time limits and sources", allow_abbrev=False)
    show.add_argument("policy", metavar="P")
    show.add_argument("--json", action="store_true", help=_JSON_HELP)
    compare = verbs.add_parser("compare", help="what differs between two of them", allow_abbrev=False)
    either = "a policy's id, a flow folder, or an edition that is kept, such as my-county@1f0c9a"
    compare.add_argument("a", metavar="A", help=either)
    compare.add_argument("b", metavar="B", help="likewise")
    same = compare.add_mutually_exclusive_group()
    same.add_argument(
        "--situation", metavar="FILE", help="a situation to put under both; - is standard input"
    )
    same.add_argument("--case", metavar="C", help="a case to put under both, by its id")
    compare.add_argument("--json", action="store_true", help=_JSON_HELP)
    diagram = verbs.add_parser("diagram", help="draws its ladder, or a case's path on it", allow_abbrev=False)
    diagram.add_argument("policy", metavar="P", help="a policy's id, or a flow folder")
    diagram.add_argument(
        "--format",
        choices=("text", "mermaid", "svg"),
        default="text",
        help="text (lines), mermaid or svg",
    )
    diagram.add_argument("--case", metavar="C", help="marks the path of this case")
    explain = verbs.add_parser(
        "explain", help="all of it in words, for its board to sign", allow_abbrev=False
    )
    explain.add_argument("policy", metavar="P", help="a policy's id, or a flow folder")
    explain.add_argument("--json", action="store_true", help=_JSON_HELP)
    new = verbs.add_parser("new", help="makes a folder to write a policy of your own in", allow_abbrev=False)
    new.add_argument("name", metavar="NAME", help="its id, such as my-county: small letters and hyphens")
    new.add_argument(
        "--in", dest="folder", metavar="FOLDER", help="where to make it; without it, the working folder"
    )
    schema = verbs.add_parser(
        "schema", help="the JSON Schema of one of its files, for editors", allow_abbrev=False
    )
    schema.add_argument(
        "file",
        nargs="?",
        choices=("policy", "contacts", "vignettes"),
        default="policy",
        help="policy, contacts or vignettes; without it, policy",
    )


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="flow folders, or a folder of them; without one, those that ship",
    )
    parser.add_argument("--coverage", action="store_true", help="name the rules that no vignette exercises")
    parser.add_argument(
        "--prove", action="store_true", help="put every combination of classes through the engine"
    )
    parser.add_argument("--explain", metavar="CODE", help="only say what a code such as F203 means")


def _case(parser: argparse.ArgumentParser) -> None:
    kind: type[argparse.ArgumentParser] = Parser
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=kind)
    new = verbs.add_parser(
        "new", help="makes one from a situation file, and prints its id", allow_abbrev=False
    )
    new.add_argument(
        "--from",
        dest="from_",
        required=True,
        metavar="FILE",
        help="the situation, as for 'advise'; it may hold 'details:' too; - is standard input",
    )
    record = verbs.add_parser("record", help="adds an attempt to one", allow_abbrev=False)
    record.add_argument("case", metavar="CASE", help="the case's id")
    record.add_argument("--stage", required=True, metavar="S", help="the stage that was tried")
    record.add_argument(
        "--outcome", required=True, metavar="O", help="open (still going on), unresolved or resolved"
    )
    record.add_argument(
        "--began",
        metavar="T",
        help="when it began: 2026-11-16, 2026-11-16T09:00, 'last Tuesday' or unknown. "
        "If you leave it out, it began when the open attempt at that stage did, or now.",
    )
    record.add_argument(
        "--ended",
        metavar="T",
        help="when it ended. If you leave it out, it ended now. What is open has no end.",
    )
    record.add_argument("--note-file", metavar="FILE", help="a text about it, in UTF-8; - is standard input")
    listed = verbs.add_parser("list", help="all of them, what is overdue first", allow_abbrev=False)
    listed.add_argument("--due", action="store_true", help="only those overdue or due within seven days")
    listed.add_argument("--json", action="store_true", help=_JSON_HELP)
    show = verbs.add_parser("show", help="where one stands, and what was recorded", allow_abbrev=False)
    show.add_argument("case", metavar="CASE", help="the case's id")
    show.add_argument("--json", action="store_true", help=_JSON_HELP)

    edition = verbs.add_parser(
        "edition", help="the text of the policy that one goes by, and what has changed", allow_abbrev=False
    )
    edition.add_argument("case", metavar="CASE", help="the case's id")
    decision = edition.add_mutually_exclusive_group()
    decision.add_argument("--move", action="store_true", help="go on under the policy as it is on the disk")
    decision.add_argument("--back", action="store_true", help="take back the last move")
    edition.add_argument(
        "--reason-file", metavar="FILE", help="why, in UTF-8: needed to move; - is standard input"
    )
    edition.add_argument("--json", action="store_true", help=_JSON_HELP)
    calendar = verbs.add_parser(
        "calendar", help="saves its deadlines as entries for a calendar, without names", allow_abbrev=False
    )
    calendar.add_argument("case", metavar="CASE", help="the case's id")
    calendar.add_argument("-o", dest="out", required=True, metavar="FILE", help="where to save them, as .ics")
    calendar.add_argument("--replace", action="store_true", help="write over a file that is there")
    # No other command needs them.
    from wizard.cli import case_change_arguments, case_erase_arguments, case_export_arguments

    case_change_arguments.add(verbs)
    case_export_arguments.add(verbs)
    case_erase_arguments.add(verbs)


def _document(parser: argparse.ArgumentParser) -> None:
    kind: type[argparse.ArgumentParser] = Parser
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=kind)
    from wizard.cli import document_arguments, document_check_arguments  # no other command needs them

    document_arguments.add(verbs)
    document_check_arguments.add(verbs)


def _contacts(parser: argparse.ArgumentParser) -> None:
    from wizard.cli.contact_arguments import add  # many, and no other command needs them

    add(parser, Parser)


def _register(parser: argparse.ArgumentParser) -> None:
    from wizard.cli.register_arguments import add  # likewise

    add(parser, Parser)


_COMMANDS: Final[dict[str, tuple[str, Callable[[argparse.ArgumentParser], None]]]] = {
    "ask": ("the guide in plain numbered lines, for a screen reader or a pipe", _nothing_more),
    "advise": ("advice for the situation in a file", _advise),
    "lead": ("whom to call now", _lead),
    "contacts": ("the contacts of the policies, and your own over them", _contacts),
    "policies": ("the policies that are known", _policies),
    "policy": ("one of them", _policy),
    "case": ("makes, lists, shows, corrects and closes cases", _case),
    "document": ("makes, lists, checks and hands on documents", _document),
    "register": ("makes, checks, backs up and unlocks the register of all cases", _register),
    "check": ("checks flow folders and runs their vignettes", _check),
}
