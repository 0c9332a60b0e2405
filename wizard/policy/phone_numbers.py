"""Whether a number that somebody typed can be called in Britain, and what is wrong with one that cannot."""

from __future__ import annotations

import re
from typing import Final

_RIGHT: Final = re.compile(r"\d{3}|116\d{2,3}|18\d{3,4}|0\d{9,10}")
#: Whole numbers all the same, shorter than the others: help lines for children and for health.
_SHORT: Final = frozenset({"08001111", "0845464", "08454647"})
_FROM_ABROAD: Final = re.compile(r"(?:\+|00)?44(?:\(0\)|0)?(?P<rest>[1-9]\d{8,9})")
_LOST_ZERO: Final = re.compile(r"[1-9]\d{6,9}")
#: From this many digits on only the zero can be missing; a shorter one may lack the code of its area too.
_ONLY_ZERO: Final = 9


def wrong_number(text: str) -> str | None:
    """What is wrong with a number, and what was expected; None where nothing is, or it is no number at all."""
    digits = re.sub(r"[\s-]", "", text)
    abroad = _FROM_ABROAD.fullmatch(digits)
    if abroad:
        return (
            f"'{text}' is written as from abroad; expected it with 0 in the place of 44: '0{abroad['rest']}'"
        )
    if not digits.isdigit() or _RIGHT.fullmatch(digits) or digits in _SHORT:
        return None
    if _LOST_ZERO.fullmatch(digits):
        hint = "(make the column text before you type the number)"
        what = f"'{text}' has lost its leading zero, as spreadsheets do with numbers"
        if len(digits) >= _ONLY_ZERO:
            return f"{what}; expected '0{text}' {hint}"
        return f"{what}, or the code of its area; expected the whole number, with 0 first {hint}"
    return (
        f"'{text}' is no number to call ({len(digits)} digits); "
        "expected 10 or 11 digits with 0 first, or one such as 101"
    )
