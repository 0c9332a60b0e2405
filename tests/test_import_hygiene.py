"""Commands that answer at once import none of the slow libraries; and where one is needed, it is there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LETTER = Path(__file__).parent / "scripts" / "make_a_letter.py"
SITUATION = "{policy: torbay, now: 2026-11-18T10:30, risk: welfare, from: {agency: education}, to: [childrens-social-care]}"
#: The application with no terminal around it: prints its first question.
FIRST_QUESTION = """
import asyncio, sys
from pathlib import Path
from wizard.casework.choices import policy_choices
from wizard.casework.session import Surroundings
from wizard.register.cases import Register
from wizard.tui.app import EscalateApp

async def main(folder):
    around = Surroundings(
        register=Register(folder), choices=policy_choices, open_house=lambda _: None, clock=lambda: None
    )
    app = EscalateApp(around, folder)
    async with app.run_test(size=(80, 24)):
        strips = app.screen._compositor.render_strips(app.size)
        print("\\n".join(strip.text for strip in strips))

asyncio.run(main(Path(sys.argv[1])))
"""


def fresh(*arguments: str, given: str = "") -> tuple[str, set[str]]:
    """What a fresh interpreter prints, and the top-level modules that it imports on the way."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    names = {
        line.rpartition("|")[2].strip()
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }
    return done.stdout, {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["in words", "as JSON"])
def test_whom_to_call_is_answered_without_a_screen_a_template_or_a_store(form: list[str]) -> None:
    said, modules = fresh(
        *("-m", "wizard", "lead", "--policy", "oxfordshire", "--agency", "police"),
        *("--at", "2026-11-18T10:30", *form),
    )
    assert "101" in said
    assert not modules & {"textual", "rich", "jinja2", "tinydb"}


@pytest.mark.parametrize("form", [[], ["--json"]], ids=["in words", "as JSON"])
def test_advice_is_given_without_a_screen(form: list[str]) -> None:
    said, modules = fresh("-m", "wizard", "advise", "-", *form, given=SITUATION)
    assert "Talk it through with your supervisor or manager" in said
    assert not modules & {"textual", "rich"}


def test_a_letter_has_its_templates_and_a_case_its_store(tmp_path: Path) -> None:
    said, modules = fresh(str(LETTER), str(tmp_path))
    assert "The referral of 13 November was closed" in Path(said.strip()).read_text("utf-8")
    assert {"jinja2", "tinydb"} <= modules


def test_the_application_has_its_screen(tmp_path: Path) -> None:
    said, modules = fresh("-c", FIRST_QUESTION, str(tmp_path))
    assert "Is anyone in danger right now?" in said
    assert "textual" in modules
