"""The arguments of `escalate document`, but for those of its `list` and its `check`."""

from __future__ import annotations

import argparse
from typing import Final

_DOCUMENT: Final = "its id, such as challenge-letter or chaser"
_FILE: Final = "the file as it was saved"


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the verbs and their arguments."""
    make = _verb(verbs, "make", "makes one, and saves it")
    make.add_argument("document", metavar="DOCUMENT", help=_DOCUMENT)
    _case(make)
    make.add_argument(
        "-o",
        dest="file",
        required=True,
        metavar="FILE",
        help="where to save it; .md, .txt, .html, .docx or .pdf at the end of the name chooses the format",
    )
    make.add_argument(
        "--final", action="store_true", help="only if nothing is missing; else exit 1, and save nothing"
    )
    make.add_argument("--replace", action="store_true", help="write over a file that is there")
    make.add_argument(
        "--corrects",
        type=int,
        metavar="N",
        help="it takes the place of the document of that entry, and says so",
    )
    sent = _verb(verbs, "sent", "records that one was sent: from then on it is never written over")
    _case(sent)
    sent.add_argument(
        "--entry", required=True, type=int, metavar="N", help="the entry of the case that says it was made"
    )
    sent.add_argument("--to", required=True, metavar="WHO", help="who it was sent to, by role and agency")
    sent.add_argument("--by", dest="means", required=True, metavar="MEANS", help="such as 'secure email'")
    sent.add_argument("--on", metavar="DAY", help="such as 2026-11-16; without it, today")
    aside = _verb(verbs, "set-aside", "sets aside a remark on one, with the reason")
    aside.add_argument("document", metavar="DOCUMENT", help=_DOCUMENT)
    _case(aside)
    aside.add_argument("--remark", required=True, metavar="ID", help="its sign, as 'document make' gives it")
    aside.add_argument(
        "--reason-file", required=True, metavar="FILE", help="why, as a text in UTF-8; - is standard input"
    )
    mail = _verb(verbs, "mail", "saves a draft of an email with one; your own mail program sends it")
    mail.add_argument("document", metavar="DOCUMENT", help=_DOCUMENT)
    _case(mail)
    mail.add_argument("--file", required=True, metavar="FILE", help=_FILE)
    mail.add_argument(
        "--to", action="append", default=[], metavar="ADDRESS", help="may be said several times"
    )
    mail.add_argument("-o", dest="out", required=True, metavar="FILE", help="where to save it, as .eml")
    mail.add_argument("--replace", action="store_true", help="write over a file that is there")
    printed = _verb(verbs, "print", "sends one that was saved to a printer")
    printed.add_argument("file", metavar="FILE", help=_FILE)
    _case(printed)
    printed.add_argument("--printer", default="", metavar="NAME", help="without it, the usual one")
    opened = _verb(verbs, "open", "opens one that was saved in the program that it belongs to")
    opened.add_argument("file", metavar="FILE", help=_FILE)
    _case(opened)


def _verb(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str
) -> argparse.ArgumentParser:
    return verbs.add_parser(name, help=summary, allow_abbrev=False)


def _case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--case", required=True, metavar="CASE", help="the case's id")
