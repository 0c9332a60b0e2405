"""The fonts that a PDF is drawn with: where they lie, and which characters none of them has.

Only the fonts in `fonts/` are used, so that a page looks the same on every computer. Where none of them has a
character, the font of boxes does: each of its glyphs is the same crossed box, but each keeps the character that it
stands for, so that the words can still be searched, copied and read aloud.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wizard.base.errors import EscalateError

if TYPE_CHECKING:
    import typst

FOLDER: Final = Path(__file__).parent / "fonts"
#: In the order in which they are asked for a character.
FAMILIES: Final = (
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Gurmukhi",
    "Noto Sans Gujarati",
    "Noto Sans Tamil",
    "Noto Sans Ethiopic",
    "Noto Sans Symbols2",
    "Noto Sans Math",
)
BOXES: Final = "Drawn Boxes"
#: As many characters without a glyph are named; more would not help anybody.
NAMED_LIMIT: Final = 20
#: So many characters are asked about at a time.
_GROUP: Final = 200


def shipped_fonts(folder: Path = FOLDER) -> typst.Fonts:
    """The fonts in `folder` and no others. Raises EscalateError where one is missing."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    found = fonts.families()
    missing = [family for family in (*FAMILIES, BOXES) if family not in found]
    if missing:
        raise EscalateError(
            f"a PDF cannot be made: the font {missing[0]}, which comes with the program, is missing. "
            "Install the program again, or make the document in another format"
        )
    return fonts


def undrawn(pieces: Iterable[str], can_draw: Callable[[str], bool]) -> tuple[str, ...]:
    """The `pieces` that `can_draw` refuses, each once, in their order, at most `NAMED_LIMIT`.

    It is asked about several at a time, with spaces between. What is ASCII can always be drawn.
    """
    unsure = [piece for piece in dict.fromkeys(pieces) if not piece.isascii()]
    groups = (unsure[start : start + _GROUP] for start in range(0, len(unsure), _GROUP))
    return tuple(islice(chain.from_iterable(_refused(group, can_draw) for group in groups), NAMED_LIMIT))


def _refused(pieces: Sequence[str], can_draw: Callable[[str], bool]) -> Iterator[str]:
    """Halves what is refused until single pieces are left: few questions where few are refused."""
    if can_draw(" ".join(pieces)):
        return
    if len(pieces) == 1:
        yield pieces[0]
        return
    middle = len(pieces) // 2
    yield from _refused(pieces[:middle], can_draw)
    yield from _refused(pieces[middle:], can_draw)


def characters(text: str) -> Iterator[str]:
    """The characters of `text`, each with the marks on it, since a font has to have them together."""
    start = 0
    for end in range(1, len(text)):
        if not belongs_to_the_one_before(text[end]):
            yield text[start:end]
            start = end
    yield text[start:]


def belongs_to_the_one_before(char: str) -> bool:
    """Whether `char` is an accent, a vowel sign or a joiner, and so must stay with what stands before it."""
    return not char.isascii() and (unicodedata.category(char)[0] == "M" or char in "\u200c\u200d")
