"""How wide letters are in a picture, by estimate: no font is at hand, and none is asked for.

The widths are those of a wide sans serif, rounded up, so that in a narrower one nothing leaves its box either.
"""

from __future__ import annotations

import unicodedata
from typing import Final

#: Letters by their width, in hundredths of the font's size.
_GROUPS: Final = {
    30: "IJijl",
    35: " ,./:;\\|'’‘",
    40: "()-[]ft",
    45: "!r",
    50: '"*_`§–',
    55: "?csz“”",
    60: "FLkvxy•",
    65: "$0123456789EPSTYabdeghnopqu{}é£",
    70: "ABCKRVXZ",
    75: "NU",
    80: "&DGHOQ",
    85: "#+<=>^w~→↓",
    90: "M",
    100: "%Wm—…",
    105: "@",
}
_WIDTHS: Final = {char: width for width, chars in _GROUPS.items() for char in chars}
#: A letter of another script; wide ones, such as Chinese ones, and pictures.
_OTHER: Final = 90
_WIDE: Final = 130
#: How much wider bold letters are.
_BOLD: Final = 1.15


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line in a font of that size, in the same unit as the size."""
    hundredths = sum(_WIDTHS.get(char) or _other(char) for char in text)
    return hundredths * size / 100 * (_BOLD if bold else 1)


def _other(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return _WIDE if unicodedata.east_asian_width(char) in "WF" else _OTHER
