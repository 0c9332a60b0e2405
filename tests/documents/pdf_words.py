"""The words of a tagged PDF, read as a screen reader does: along the tree of its parts, not along its pages."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

import msgspec
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject, PdfObject

#: Parts that stand within a line.
_WITHIN_A_LINE = frozenset({"/Span", "/Strong", "/Em"})
#: What a reader shows where it is told nothing.
_NO_LETTER = "\ufffd"
_HEX = re.compile(rb"<([0-9A-Fa-f ]*)>")
_BLOCK = re.compile(rb"begin(codespacerange|bfchar|bfrange)(.*?)end\1", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(<[0-9A-Fa-f ]*>|\[.*?\])", re.DOTALL)


def text_of_pdf(file: bytes) -> str:
    """The text of all parts but the marks of lists; what is marked as no part of the text is in no part."""
    reader = PdfReader(io.BytesIO(file))
    pages = {_id(page): _marked_texts(page, reader) for page in reader.pages}
    root = reader.root_object["/StructTreeRoot"]
    return "".join(_of_part(_plain(root["/K"]), pages, {}))


def _of_part(part: object, pages: Mapping[int, Mapping[int, str]], page: Mapping[int, str]) -> Iterator[str]:
    if isinstance(part, int):
        yield page[part]
    elif isinstance(part, list):
        for one in part:
            yield from _of_part(_plain(one), pages, page)
    elif isinstance(part, DictionaryObject) and part.get("/S") != "/Lbl":
        if "/Pg" in part:
            page = pages[part.raw_get("/Pg").idnum]
        if "/MCID" in part:
            yield page[int(part["/MCID"])]
        if "/K" in part:
            yield from _of_part(_plain(part["/K"]), pages, page)
        if part.get("/S") not in _WITHIN_A_LINE:
            yield "\n"


def _plain(thing: PdfObject) -> PdfObject | None:
    return thing.get_object()


def _id(page: PageObject) -> int:
    assert page.indirect_reference is not None
    return page.indirect_reference.idnum


class _Mark(msgspec.Struct):
    """A marked stretch of a page: what is said of it, and its glyphs so far."""

    kind: str = ""
    number: int | None = None
    instead: str | None = None
    glyphs: list[str] = []

    def text(self) -> list[str]:
        if self.instead is not None:
            return [self.instead]
        return self.glyphs[::-1] if self.kind == "/ReversedChars" else self.glyphs


def _marked_texts(page: PageObject, reader: PdfReader) -> dict[int, str]:
    """The text of each marked stretch of the page that is part of the tree; a new line where it goes on below."""
    fonts = {name: _Font(font.get_object()) for name, font in page["/Resources"].get("/Font", {}).items()}
    found: dict[int, str] = {}
    marks = [_Mark()]
    font: _Font | None = None
    height, last = 0.0, None
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator == b"cm":
            height = float(operands[5])
        elif operator == b"Tf":
            font = fonts[operands[0]]
        elif operator in (b"BMC", b"BDC"):
            about = operands[1] if len(operands) > 1 and isinstance(operands[1], dict) else {}
            number = about.get("/MCID")
            marks.append(
                _Mark(
                    kind=str(operands[0]),
                    number=None if number is None else int(number),
                    instead=about.get("/ActualText"),
                )
            )
        elif operator == b"EMC":
            mark = marks.pop()
            if mark.number is not None:
                found[mark.number] = "".join(mark.text())
            elif mark.kind != "/Artifact":
                marks[-1].glyphs += mark.text()
        elif operator in (b"Tj", b"TJ"):
            assert font is not None
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            glyphs = [
                glyph for one in shown if isinstance(one, str | bytes) for glyph in font.glyphs(_raw(one))
            ]
            below = ["\n"] if last not in (None, height) else []
            marks[-1].glyphs += [*below, *glyphs]
            last = height
    assert len(marks) == 1
    assert not marks[0].glyphs, "text outside every mark"
    return found


def _raw(shown: object) -> bytes:
    if isinstance(shown, bytes):
        return shown
    raw = getattr(shown, "original_bytes", None)
    assert isinstance(raw, bytes)
    return raw


class _Font:
    """What the codes of a font stand for."""

    def __init__(self, font: DictionaryObject) -> None:
        self._width = 1
        self._letters: dict[int, str] = {}
        for kind, body in _BLOCK.findall(font["/ToUnicode"].get_data()):
            if kind == b"codespacerange":
                self._width = len(_HEX.findall(body)[0]) // 2
            elif kind == b"bfchar":
                codes = _HEX.findall(body)
                self._letters |= {
                    int(code, 16): _letters(letters)
                    for code, letters in zip(codes[::2], codes[1::2], strict=True)
                }
            else:
                for first, last, to in _RANGE.findall(body):
                    self._letters |= _range(int(first, 16), int(last, 16), to)

    def glyphs(self, shown: bytes) -> list[str]:
        starts = range(0, len(shown), self._width)
        codes = (int.from_bytes(shown[start : start + self._width]) for start in starts)
        # A glyph may stand for nothing by itself, where what is said of its stretch of the page stands instead.
        return [self._letters.get(code, _NO_LETTER) for code in codes]


def _letters(code: bytes) -> str:
    return bytes.fromhex(code.decode("ascii")).decode("utf-16-be")


def _range(first: int, last: int, to: bytes) -> dict[int, str]:
    letters = [_letters(one) for one in _HEX.findall(to)]
    if to.startswith(b"["):
        return dict(zip(range(first, last + 1), letters, strict=True))
    (start,) = letters
    return {code: start[:-1] + chr(ord(start[-1]) + code - first) for code in range(first, last + 1)}
