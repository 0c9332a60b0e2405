"""Makes every document under every policy that needs it, in every format, and pictures of its pages to look at.

From the root of the repository, with the program installed:

    python tests/look/documents.py -o /tmp/pages

It prints how many pages each file has, and ends with 1 where a file or a picture is missing or a check fails.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

from look_cases import Wanted, each_once, plan
from look_checks import different_words, docx_faults, pdf_faults, text_of_pages
from look_made import File, make_all
from look_pages import count_pages, draw, missing_tools, pictures_of, printed

from wizard.documents.formats import ENDINGS

DOTS: Final = 70
PICTURES: Final = "pictures"


def main(arguments: Sequence[str] | None = None) -> int:
    """Does all of it; 0 where all of it holds."""
    asked = _asked(arguments)
    if lacks := missing_tools():
        print(*lacks, sep="\n", file=sys.stderr)
        return 1
    planned = plan()
    wanted = [
        one
        for one in planned.wanted
        if (not asked.only or one.document in asked.only) and (not asked.policy or one.policy in asked.policy)
    ]
    if asked.each_once:
        wanted = list(each_once(wanted))
    if not wanted:
        print("There is no such document under that policy.", file=sys.stderr)
        return 1
    asked.output.mkdir(parents=True, exist_ok=True)
    look = _Look(asked.output.resolve(), pictures=not asked.no_pictures)
    look.take(wanted)
    faults = [*planned.faults, *look.faults]
    print(*_table(wanted, look), sep="\n")
    print(
        f"\n{len(wanted)} documents, {len(look.pages)} files, {len(faults)} faults. They are in {asked.output}."
    )
    for fault in faults:
        print(f"FAULT {fault}", file=sys.stderr)
    return 1 if faults else 0


class _Look:
    """What was made, how many pages each file has, and what is wrong."""

    def __init__(self, folder: Path, *, pictures: bool) -> None:
        self.folder = folder
        self.pictures = pictures
        self.pages: dict[Path, int] = {}
        self.faults: list[str] = []

    def take(self, wanted: Sequence[Wanted]) -> None:
        files = list(make_all(wanted, self.folder))
        for file in files:
            self.faults += [f"{file.path.name}: {what}" for what in _own_faults(file)]
        of = {ending: [one.path for one in files if one.ending == ending] for ending in ENDINGS}
        paged = printed(of[".docx"], of[".html"], self.folder)
        paged |= {path: path for path in of[".pdf"] if path.is_file()}
        drawn: list[tuple[Path, Path]] = []
        for file in files:
            if file.ending in (".md", ".txt"):
                self.pages[file.path] = 0
            elif file.path not in paged:
                self.faults.append(f"{file.path.name}: could not be opened and printed")
            else:
                self._count(file, paged[file.path])
                drawn.append((paged[file.path], self._picture(file)))
        if self.pictures:
            (self.folder / PICTURES).mkdir(exist_ok=True)
            draw(drawn, DOTS)
            self.faults += [fault for file in files for fault in self._not_drawn(file)]

    def _count(self, file: File, paged: Path) -> None:
        self.pages[file.path] = pages = count_pages(paged)
        different = different_words(text_of_pages(paged), file.page, pages)
        self.faults += [f"{file.path.name}: {what}" for what in different]

    def _picture(self, file: File) -> Path:
        return self.folder / PICTURES / f"{file.wanted.name}-{file.ending.removeprefix('.')}"

    def _not_drawn(self, file: File) -> Iterator[str]:
        pages = self.pages.get(file.path, 0)
        found = len(pictures_of(self._picture(file))) if pages else 0
        if found != pages:
            yield f"{file.path.name}: there are {found} pictures of {pages} pages"


def _own_faults(file: File) -> Iterator[str]:
    if not file.path.is_file() or not file.path.stat().st_size:
        yield "is not there, or is empty"
    elif file.ending == ".pdf":
        yield from pdf_faults(file.path)
    elif file.ending == ".docx":
        yield from docx_faults(file.path, file.page)
    if file.wanted.draft != bool(file.page.missing) and (file.page.missing or not _says_nothing(file)):
        lacks = ", ".join(file.page.missing) or "nothing"
        yield f"lacks {lacks}; tests/look/details.py is to {'leave some out' if file.wanted.draft else 'tell it'}"


def _says_nothing(file: File) -> bool:
    """Whether a draft has nothing to lack: the card asks for no field, and the chronology needs none."""
    return file.wanted.document in ("lead-card", "case-chronology")


def _table(wanted: Sequence[Wanted], look: _Look) -> Iterator[str]:
    paged = [one for one in ENDINGS if one not in (".md", ".txt")]
    yield f"{'document':28}{'policy':20}{'':7}{'.md':>6}{'.txt':>6}" + "".join(f"{one:>7}" for one in paged)
    for one in sorted(wanted, key=lambda one: (one.document, one.draft, one.policy)):
        cells = []
        for ending in ENDINGS:
            pages = look.pages.get(look.folder / f"{one.name}{ending}")
            cells.append("none" if pages is None else f"{pages} p." if pages else "yes")
        plain, told = cells[:2], cells[2:]
        yield (
            f"{one.document:28}{one.policy:20}{'draft' if one.draft else '':7}"
            + "".join(f"{cell:>6}" for cell in plain)
            + "".join(f"{cell:>7}" for cell in told)
        )


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Makes every document, and pictures of its pages.")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="DIR", help="where all of it goes"
    )
    parser.add_argument(
        "--only", action="append", metavar="DOCUMENT", help="this document; may be said again"
    )
    parser.add_argument(
        "--policy", action="append", metavar="POLICY", help="under this policy; may be said again"
    )
    parser.add_argument("--no-pictures", action="store_true", help="make and check the files, draw no page")
    parser.add_argument(
        "--each-once", action="store_true", help="each document once, the policies taking turns"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
