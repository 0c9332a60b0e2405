"""From bytes to text that is safe to parse: size, encoding and characters, before any parser runs."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from typing import Final

import msgspec

from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.nodes import shown_name

#: Bytes a file may have unless the caller says otherwise.
SIZE_LIMIT: Final = 1_000_000

# All but what YAML calls printable, and the C1 control NEL; JSON is held to the same. Written as what is
# forbidden because a class of all that is allowed takes 5 ms to compile.
_FORBIDDEN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_WIDE_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
#: Forbidden characters named one by one, at most.
_CHARACTERS_SHOWN: Final = 20


class Source(msgspec.Struct, frozen=True):
    """The text of one input and its name. Lines end as editors end them: LF, CRLF or CR."""

    name: str
    text: str

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at `offset`."""
        return self.places()(offset)

    def places(self) -> Places:
        """The same for many characters: looks for the line ends only once."""
        return Places(text=self.text, starts=[0, *(end.end() for end in _LINE_END.finditer(self.text))])

    def fault(self, line: int, column: int, what: str, key: str = "") -> Fault:
        """A fault in this input."""
        return Fault(file=self.name, line=line, column=column, key=key, what=what)


class Places(msgspec.Struct, frozen=True):
    """Where each line of a text starts."""

    text: str
    starts: list[int]

    def __call__(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def inside(self, line: int, column: int) -> tuple[int, int]:
        """The same place, or the end of the last line that an editor shows where it lies behind that."""
        last = len(self.starts)
        if last > 1 and self.starts[-1] == len(self.text):
            last -= 1
        if line <= last:
            return line, column
        return last, len(self.text[self.starts[last - 1] :].rstrip("\r\n")) + 1


def open_source(data: bytes, name: str, limit: int) -> Source:
    """The text in `data`.

    Raises `WrongInputError` where it is longer than `limit` bytes, empty, not UTF-8 (a byte order mark is
    accepted) or holds characters that no text has.
    """
    name = shown_name(name)
    if len(data) > limit:
        raise wrong_input(
            f"is larger than {limit:,} bytes, the most that is read here; is it the right file?", file=name
        )
    if data.startswith(_WIDE_MARKS) or (0 in data[:2] and len(data.replace(b"\0", b"")) > 1):
        raise wrong_input(
            "is not UTF-8 text (it looks like UTF-16); save it again with the encoding UTF-8", file=name
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        # With a byte order mark the codec counts from behind it; counting anew is right either way.
        body = data.removeprefix(codecs.BOM_UTF8)
        good = Source(name=name, text=body[: wrong.start].decode(errors="ignore"))
        line, column = good.place(len(good.text))
        byte = f"0x{body[wrong.start]:02x}"
        what = f"the byte {byte} here is not UTF-8; save the file again with the encoding UTF-8"
        raise wrong_input(what, file=name, line=line, column=column) from None
    if not text.strip():
        raise wrong_input("is empty", file=name)
    source = Source(name=name, text=text)
    refuse_characters(source, _FORBIDDEN, "does not belong in a text file")
    return source


def forbidden_in(text: str) -> str | None:
    """The first character in `text` that no text may hold, even as an escape; None where there is none."""
    found = _FORBIDDEN.search(text)
    return found.group() if found else None


def refuse_characters(source: Source, pattern: re.Pattern[str], what: str) -> None:
    """Raises `WrongInputError` with the places of what `pattern` finds, the first twenty of them."""
    if not pattern.search(source.text):
        return
    places = source.places()
    faults: list[Fault] = []
    for found in pattern.finditer(source.text):
        line, column = places(found.start())
        faults.append(
            source.fault(line, column, f"the character {character(found.group())} {what}; delete it")
        )
        if len(faults) == _CHARACTERS_SHOWN:
            break
    raise WrongInputError(faults)


def character(char: str) -> str:
    """A character that cannot be shown, by its number and, where it has one, its name."""
    import unicodedata

    name = {"\x00": "NUL", "\x1b": "ESC", "\ufeff": "byte order mark"}.get(char) or unicodedata.name(char, "")
    number = f"U+{ord(char):04X}"
    return f"{number} ({name})" if name else number
