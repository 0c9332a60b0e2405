"""The shapes of a picture as SVG: blocks of text, boxes, lines and arrowheads, with everything escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

import msgspec

from wizard.policy.drawing.widths import width_of
from wizard.policy.drawing.wrap import wrap

INK: Final = "#1a1a1a"
LINE: Final = "#3d4a5c"
PAPER: Final = "#ffffff"
_LEADING: Final = 1.35
#: What XML cannot hold in any form.
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """One line of text as it will stand, already folded. Sizes are in the picture's units (96 to an inch)."""

    text: str
    size: float
    bold: bool = False

    @property
    def width(self) -> float:
        """Its width by estimate."""
        return width_of(self.text, self.size, bold=self.bold)

    @property
    def height(self) -> float:
        """Its height with the space to the next line."""
        return self.size * _LEADING


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """How a box looks."""

    fill: str
    edge: str
    ink: str = INK
    thick: float = 1.2
    dashed: bool = False
    round: float = 6


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A rectangle on the picture."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


def escape(text: str) -> str:
    """Text as it may stand in an element or an attribute; what XML cannot hold becomes a replacement mark."""
    legal = _ILLEGAL.sub("\ufffd", text)
    return re.sub("[&<>\"']", lambda found: _ESCAPES[found.group()], legal)


def element(name: str, inner: str = "", **attributes: str | float) -> str:
    """An element around what is already markup; its attributes are escaped, numbers to a tenth. `_` stands for `-`."""
    written = "".join(
        f' {key.replace("_", "-")}="{escape(value) if isinstance(value, str) else f"{value:.1f}"}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def fold(text: str, width: float, size: float, *, bold: bool = False) -> list[Span]:
    """Text folded to a width."""
    return [
        Span(text=line, size=size, bold=bold)
        for line in wrap(text, width, partial(width_of, size=size, bold=bold))
    ]


def height_of(spans: Sequence[Span]) -> float:
    """How high a block of lines is."""
    return sum(one.height for one in spans)


def block(spans: Sequence[Span], x: float, y: float, ink: str = INK) -> Iterator[str]:
    """A block of lines, its top left corner at x, y."""
    for one in spans:
        weight = "bold" if one.bold else "normal"
        base = y + one.size * 1.05
        yield element("text", escape(one.text), x=x, y=base, font_size=one.size, font_weight=weight, fill=ink)
        y += one.height


def box(area: Area, style: Style) -> str:
    """A rectangle."""
    return element(
        "rect",
        x=area.x,
        y=area.y,
        width=area.width,
        height=area.height,
        rx=style.round,
        fill=style.fill,
        stroke=style.edge,
        stroke_width=style.thick,
        stroke_dasharray="6 4" if style.dashed else "none",
    )


def line(points: Sequence[tuple[float, float]], *, dashed: bool = False) -> Iterator[str]:
    """A line along the points with an arrowhead at its end."""
    (before_x, before_y), (x, y) = points[-2:]
    along = ((x > before_x) - (x < before_x), (y > before_y) - (y < before_y))
    dashes = "5 4" if dashed else "none"
    yield element(
        "polyline",
        points=_path(points),
        fill="none",
        stroke=LINE,
        stroke_width=1.4,
        stroke_dasharray=dashes,
    )
    back_x, back_y = x - 8 * along[0], y - 8 * along[1]
    side_x, side_y = 4.5 * along[1], 4.5 * along[0]
    head = ((x, y), (back_x + side_x, back_y + side_y), (back_x - side_x, back_y - side_y))
    yield element("polygon", points=_path(head), fill=LINE)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
