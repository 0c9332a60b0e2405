"""The fonts that come with the program: all there, and the font of boxes is what this file makes.

ESCALATE_RENEW_FONTS=1 python -m pytest tests/documents/test_fonts.py
"""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import pytest

from wizard.base.errors import EscalateError
from wizard.documents.fonts import BOXES, FAMILIES, FOLDER, NAMED_LIMIT, characters, shipped_fonts, undrawn

#: As many different characters can stand in one text before two share a glyph.
GLYPHS = 8192
#: The frame of the box, and the four triangles that its cross leaves open.
OUTER = ((60, 0), (60, 720), (640, 720), (640, 0))
INNER = (
    ((140, 60), (560, 60), (350, 310)),
    ((580, 100), (580, 620), (390, 360)),
    ((560, 660), (140, 660), (350, 410)),
    ((120, 620), (120, 100), (310, 360)),
)
BOUNDS = (60, 0, 640, 720)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def outline() -> bytes:
    """The box as a glyph of TrueType."""
    contours = (OUTER, *INNER)
    points = [point for contour in contours for point in contour]
    ends = [sum(len(contour) for contour in contours[: last + 1]) - 1 for last in range(len(contours))]
    data = struct.pack(">5h", len(contours), *BOUNDS) + struct.pack(f">{len(ends)}HH", *ends, 0)
    data += b"\x01" * len(points)
    for axis in (0, 1):
        before = 0
        for point in points:
            data += struct.pack(">h", point[axis] - before)
            before = point[axis]
    return padded(data)


def character_map() -> bytes:
    """Every character but the controls and the halves of pairs, each block of them onto all glyphs but the first."""
    block = GLYPHS - 1
    groups = b""
    for first, last in ((0x20, 0xD7FF), (0xE000, 0x10FFFF)):
        start = first
        while start <= last:
            end = min(last, start // block * block + block - 1)
            groups += struct.pack(">3L", start, end, start % block + 1)
            start = end + 1
    length = 16 + len(groups)
    return (
        struct.pack(">4HL", 0, 1, 3, 10, 12)
        + struct.pack(">2H3L", 12, 0, length, 0, len(groups) // 12)
        + groups
    )


def names() -> bytes:
    records, store = b"", b""
    for number, words in ((1, BOXES), (2, "Regular"), (4, f"{BOXES} Regular"), (6, "DrawnBoxes-Regular")):
        data = words.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, number, len(data), len(store))
        store += data
    return struct.pack(">3H", 0, 4, 6 + len(records)) + records + store


def font_of_boxes() -> bytes:
    """A TrueType font in which each character is the crossed box, under a glyph of its own as far as they go."""
    box = outline()
    again = padded(struct.pack(">5h", -1, *BOUNDS) + struct.pack(">2H2b", 2, 0, 0, 0))
    places = [0, *(len(box) + len(again) * number for number in range(GLYPHS))]
    tables = {
        b"OS/2": struct.pack(">Hh3H", 4, 700, 400, 5, 0)
        + bytes(20 + 2 + 10 + 16)
        + struct.pack(">4s3H", b"NONE", 0x40, 0x20, 0xFFFF)
        + struct.pack(">3h2H2L2h3H", 900, -200, 0, 900, 200, 0, 0, 500, 700, 0, 32, 0),
        b"cmap": character_map(),
        b"glyf": box + again * (GLYPHS - 1),
        b"head": struct.pack(
            ">2H3L2H2q4h2H3h", 1, 0, 0x10000, 0, 0x5F0F3CF5, 3, 1000, 0, 0, *BOUNDS, 0, 8, 2, 1, 0
        ),
        b"hhea": struct.pack(">2H3hH11hH", 1, 0, 900, -200, 0, 700, 60, 60, 640, 1, *[0] * 7, 1),
        b"hmtx": struct.pack(">Hh", 700, 60) + struct.pack(">h", 60) * (GLYPHS - 1),
        b"loca": struct.pack(f">{GLYPHS + 1}L", *places),
        b"maxp": struct.pack(">L14H", 0x10000, GLYPHS, 16, 5, 16, 5, 1, *[0] * 6, 1, 1),
        b"name": names(),
        b"post": struct.pack(">2L2h5L", 0x30000, 0, -100, 50, *[0] * 5),
    }
    power = 1 << (len(tables).bit_length() - 1)
    start = 12 + 16 * len(tables)
    folder, body = b"", b""
    for tag, table in sorted(tables.items()):
        words = padded(table)
        checksum = sum(struct.unpack(f">{len(words) // 4}L", words)) & 0xFFFFFFFF
        folder += struct.pack(">4s3L", tag, checksum, start + len(body), len(table))
        body += words
    search = (len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)
    return struct.pack(">L4H", 0x10000, *search) + folder + body


def test_the_font_of_boxes_is_what_is_made_here() -> None:
    path = FOLDER / "DrawnBoxes-Regular.ttf"
    if os.environ.get("ESCALATE_RENEW_FONTS"):
        path.write_bytes(font_of_boxes())
    assert path.read_bytes() == font_of_boxes()


def test_every_family_that_is_asked_for_is_shipped_and_none_besides() -> None:
    assert sorted(shipped_fonts().families()) == sorted([*FAMILIES, BOXES])


def test_the_fonts_bring_their_licence_and_stay_small() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_000_000


def test_a_missing_font_is_said_and_not_drawn_over(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.ttf"):
        if "Hebrew" not in path.name:
            shutil.copy(path, tmp_path)
    with pytest.raises(EscalateError, match=r"the font Noto Sans Hebrew, .* Install the program again"):
        shipped_fonts(tmp_path)


def test_the_characters_that_cannot_be_drawn_are_named_once_and_in_order() -> None:
    text = "A 你 é 好 你 \N{GRINNING FACE} z"
    assert undrawn(characters(text), lambda some: not set(some) & set("你好😀")) == ("你", "好", "😀")


def test_at_most_twenty_are_named_and_few_questions_are_asked() -> None:
    asked: list[str] = []

    def refuse(some: str) -> bool:
        asked.append(some)
        return False

    many = "".join(map(chr, range(0x4E00, 0x4E00 + 5000)))
    assert len(undrawn(characters(many), refuse)) == NAMED_LIMIT == 20
    assert len(asked) < 100


def test_what_is_plain_english_is_not_asked_about() -> None:
    def never(some: str) -> bool:
        raise AssertionError(some)

    assert undrawn(characters("Jane, 12 'and' so on."), never) == ()


def test_an_accent_is_not_parted_from_its_letter() -> None:
    assert list(characters("e\u0301a\u0327\u0301 क्")) == ["e\u0301", "a\u0327\u0301", " ", "क्"]
