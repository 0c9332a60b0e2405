"""What has to hold of a PDF and of a Word file, and of the words on the pages of every format."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
import pikepdf
from markdown_it.tree import SyntaxTreeNode

from wizard.documents.page_marks import LANGUAGE
from wizard.documents.plain_text import parse
from wizard.documents.render import Rendered

_WORD = re.compile(r"\w+")
#: A line may end after it, and what reads the page then takes it for a hyphen that was put in.
_HYPHEN = re.compile(r"[-\u2010\u2011]\s*")


# Words.


def letters(text: str) -> str:
    """The text without spaces, line ends and hyphens: what reads a page cannot tell which of those were typed."""
    return re.sub(r"[\s\u00ad\u2010\u2011-]+", "", unicodedata.normalize("NFKC", text))


def words(text: str) -> Counter[str]:
    """The words, and how often each stands there, wherever lines end."""
    return Counter(_WORD.findall(_HYPHEN.sub("", unicodedata.normalize("NFKC", text))))


def text_of_pages(path: Path) -> str:
    """The text on all pages of a PDF."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def different_words(shown: str, page: Rendered, pages: int) -> list[str]:
    """What is wrong with the words that so many pages show, in a sentence each: all of the body has to be there once,
    the marks on each page, and the headings of a table on each page that it reaches."""
    marks = words("\n".join((*page.marks.head, *page.marks.foot)))
    tree = parse(page.markdown)
    due = words("\n".join(_texts(tree)))
    for number in range(1, pages + 1):
        due += marks + words(f"Page {number} of {pages}")
    found, flat = words(shown), letters(shown)
    # What is too long for its line is broken, and both parts are there.
    broken = [word for word in due - found if flat.count(letters(word)) >= due[word]]
    lost = sorted(word for word in due - found if word not in broken)
    headings = words("\n".join(text for node in tree.walk() if node.type == "thead" for text in _texts(node)))
    added = sorted(
        word
        for word, times in (found - due).items()
        if times > headings[word] * (pages - 1) and not any(word in one for one in broken)
    )
    told = [("words are lost", lost), ("words are there too often", added)]
    return [f"{what}: {', '.join(found[:8])}" for what, found in told if found]


def _texts(node: SyntaxTreeNode) -> Iterator[str]:
    if node.type in ("text", "text_special"):
        yield node.content
    for child in node.children:
        yield from _texts(child)


# PDF.


def pdf_faults(path: Path) -> Iterator[str]:
    """Where the PDF would shut somebody out, or look another way on another machine."""
    with pikepdf.open(path) as pdf:
        root = pdf.Root
        if not root.get("/MarkInfo", {}).get("/Marked", False):
            yield "is not marked as tagged"
        if str(root.get("/Lang", "")) != LANGUAGE:
            yield f"has no language, or another than {LANGUAGE}"
        if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            yield "shows its file name and not its title"
        if not str(pdf.docinfo.get("/Title", "")):
            yield "has no title"
        yield from _font_faults(pdf)
        if "/StructTreeRoot" not in root:
            yield "has no tree of its parts"
            return
        kinds: Counter[str] = Counter()
        for kind, part in _parts(root.StructTreeRoot):
            kinds[kind] += 1
            if kind == "/Figure" and not str(part.get("/Alt", "")):
                yield "has a figure without a text in its place"
            if kind == "/Table" and "/TH" not in {one for one, _ in _parts(part)}:
                yield "has a table without a heading cell"
        if not kinds["/H1"]:
            yield "has no heading of the first level"


def _parts(node: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), kid
            yield from _parts(kid)


def _font_faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    held = {"/FontFile", "/FontFile2", "/FontFile3"}
    for thing in pdf.objects:
        is_font = isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"
        if is_font and not held & set(thing.keys()):
            yield f"does not hold its font {thing.get('/FontName')}"


# Word.


def docx_faults(path: Path, page: Rendered) -> Iterator[str]:
    """Where the Word file only looks like what it should be."""
    document = docx.Document(str(path))
    tree = parse(page.markdown)
    nodes = Counter(node.type for node in tree.walk())
    styles = Counter(str(one.style.name) if one.style else "" for one in document.paragraphs)
    headings = sum(number for name, number in styles.items() if name.startswith(("Heading", "Title")))
    if headings != nodes["heading"]:
        yield f"has {headings} headings that are headings; expected {nodes['heading']}"
    items = sum(_is_item(one) for one in document.paragraphs)
    if items < nodes["list_item"]:
        yield f"has {items} items of lists that are items; expected {nodes['list_item']}"
    if len(document.tables) != nodes["table"]:
        yield f"has {len(document.tables)} tables; expected {nodes['table']}"
    for table in document.tables:
        if not table.rows[0]._tr.xpath("./w:trPr/w:tblHeader"):
            yield "has a table whose first row is not its heading"
    if not document.core_properties.title:
        yield "has no title"


def _is_item(paragraph: docx.text.paragraph.Paragraph) -> bool:
    places = [paragraph._p, *(_bases(paragraph.style) if paragraph.style else [])]
    return any(place.xpath("./w:pPr/w:numPr") for place in places)


def _bases(style: docx.styles.style.BaseStyle) -> Iterable[object]:
    while style is not None:
        yield style.element
        style = getattr(style, "base_style", None)
