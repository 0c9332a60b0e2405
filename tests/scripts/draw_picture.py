"""Draws the README's picture anew from the real screen: `python tests/scripts/draw_picture.py`."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from typing import Final

from invented_case import answer_all, surroundings

from wizard.tui.app import EscalateApp

PICTURE: Final = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "advice.svg"
SIZE: Final = (100, 30)


async def advice() -> str:
    """The advice for an invented case, as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        app = EscalateApp(surroundings(Path(folder)), Path(folder))
        answer_all(app.session)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            return app.export_screenshot(title="escalate")


def without_hosts(svg: str) -> str:
    """The picture without the fonts that it would fetch from another host: any monospaced one will do."""
    plain = re.sub(r"<!--.*?-->|@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    plain = re.sub(r"font-family: Fira Code\b", "font-family: monospace", plain)
    return re.sub(r"[ \t]+$", "", plain, flags=re.MULTILINE)


if __name__ == "__main__":
    PICTURE.write_text(without_hosts(asyncio.run(advice())), encoding="utf-8")
