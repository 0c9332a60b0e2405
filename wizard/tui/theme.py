"""The two themes. Every colour that a screen uses is one of these, and each pair drawn reaches WCAG AA."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from textual.theme import Theme

DARK_NAME: Final = "escalate-dark"
LIGHT_NAME: Final = "escalate-light"


class Palette(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of a theme, as "#rrggbb"."""

    ground: str
    panel: str
    ink: str
    quiet: str
    title: str
    chosen: str
    chosen_ink: str
    danger: str
    danger_ink: str
    care: str
    line: str


DARK: Final = Palette(
    ground="#15191e",
    panel="#1d232a",
    ink="#e3e7eb",
    quiet="#a8b3be",
    title="#9ccbff",
    chosen="#24496f",
    chosen_ink="#ffffff",
    danger="#98201f",
    danger_ink="#ffffff",
    care="#f0c674",
    line="#6f7d8b",
)
LIGHT: Final = Palette(
    ground="#fbfaf6",
    panel="#efede6",
    ink="#1c2024",
    quiet="#4d565f",
    title="#0b4a82",
    chosen="#1d4e7e",
    chosen_ink="#ffffff",
    danger="#9c1717",
    danger_ink="#ffffff",
    care="#714400",
    line="#76808a",
)


def theme(name: str, palette: Palette, *, dark: bool) -> Theme:
    """A palette as a theme: Textual's own names are given the same colours, so that nothing else shows."""
    return Theme(
        name=name,
        primary=palette.title,
        secondary=palette.title,
        warning=palette.care,
        error=palette.danger,
        success=palette.title,
        accent=palette.title,
        foreground=palette.ink,
        background=palette.ground,
        surface=palette.ground,
        panel=palette.panel,
        boost=palette.panel,
        dark=dark,
        text_alpha=1.0,
        variables={
            "ground": palette.ground,
            "side": palette.panel,
            "ink": palette.ink,
            "quiet": palette.quiet,
            "title": palette.title,
            "chosen": palette.chosen,
            "chosen-ink": palette.chosen_ink,
            "danger": palette.danger,
            "danger-ink": palette.danger_ink,
            "care": palette.care,
            "line": palette.line,
            "input-cursor-background": palette.ink,
            "input-cursor-foreground": palette.ground,
            "input-cursor-text-style": "none",
            "input-selection-background": palette.chosen,
            "input-selection-foreground": palette.chosen_ink,
            "screen-selection-background": palette.chosen,
            "screen-selection-foreground": palette.chosen_ink,
        },
    )


#: The themes by name; the dark one is the default.
THEMES: Final[Mapping[str, Theme]] = {
    DARK_NAME: theme(DARK_NAME, DARK, dark=True),
    LIGHT_NAME: theme(LIGHT_NAME, LIGHT, dark=False),
}
