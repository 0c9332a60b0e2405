"""What must never happen: text that acts, a crash that tells, colours that cannot be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from textual import events
from textual.color import Color
from textual.pilot import Pilot

import wizard.tui.advice
import wizard.tui.cases
import wizard.tui.why
from wizard.advice.conversation import Answered
from wizard.advice.lead import ContactText
from wizard.advice.present import AdviceText, Clause, ContactSaid, RungText, WorkingText, present
from wizard.advice.questions import Option, PolicyChoice, Question
from wizard.advice.steps import NextStep
from wizard.advice.why import Read, Why
from wizard.casework.board import Board, Row
from wizard.casework.session import Session, Shown
from wizard.tui.app import EscalateApp, farewell
from wizard.tui.theme import DARK, LIGHT, Palette

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]
Paper = Callable[[str], None]

HOSTILE = "[@click=app.quit]x[/] [red]r[/] \x1b[31m\u202eevil [b"
SAFE = r"[@click=app.quit]x[/] [red]r[/] \x1b[31m\u202eevil [b"
AA = 4.5


def hostile_advice(text: AdviceText) -> AdviceText:
    clause = Clause(text=HOSTILE, source=HOSTILE)
    said = ContactSaid(
        agency=HOSTILE,
        contact=ContactText(title=HOSTILE, phone=HOSTILE, email=HOSTILE, notes=(HOSTILE,)),
        when=HOSTILE,
    )
    rung = RungText(mark="▶", state="here", here=True, title=HOSTILE, notes=(HOSTILE,))
    return msgspec.structs.replace(
        text,
        status=HOSTILE,
        stage=HOSTILE,
        who=(HOSTILE,),
        times=(HOSTILE,),
        actions=(clause,),
        may_start_at=(HOSTILE,),
        contacts=(said,),
        if_no_answer=HOSTILE,
        warnings=(HOSTILE,),
        notify=(clause,),
        ladder=(rung,),
        because=(clause,),
        working=(WorkingText(title=HOSTILE, days=(HOSTILE,)),),
        policy=HOSTILE,
        as_at=HOSTILE,
    )


def assert_harmless(shown: str, times: int) -> None:
    """The hostile text stands there letter for letter, that often, and none of it has acted."""
    whole = "".join(shown.split())
    assert whole.count("".join(SAFE.split())) >= times
    assert "\x1b" not in shown
    assert "\u202e" not in shown


async def test_hostile_text_is_shown_as_it_is_by_every_widget_that_shows_any(
    make_app: MakeApp, seen: Seen, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    choice = PolicyChoice(id="oxfordshire", area=HOSTILE, title="Title", edition=HOSTILE, covers="")
    monkeypatch.setattr(
        wizard.tui.advice, "present", lambda advice, policy: hostile_advice(present(advice, policy))
    )
    paper(HOSTILE)
    app = make_app("policy", choices=lambda: (choice,))
    async with app.run_test(size=(90, 60)) as pilot:
        assert_harmless(seen(app), 2)  # the option and its hint
        app.screen.say(HOSTILE)
        await pilot.press("1")  # the answer beside the next question
        assert_harmless(seen(app), 1)
        app.screen.say(HOSTILE)
        await pilot.pause()
        assert_harmless(seen(app), 2)
    app = make_app("advice")
    async with app.run_test(size=(300, 80)) as pilot:
        await pilot.press("h")
        assert_harmless(seen(app), 20)
        await pilot.press("d")
        assert_harmless(seen(app), 1)
        await pilot.press("1", "left")
        assert_harmless(seen(app), 3)  # progress, title or help, and the writing
        app.screen.focused.post_message(events.Paste(HOSTILE))
        await pilot.press("f3")
        assert_harmless(seen(app), 3)
        await pilot.press("s", "enter")
        app.screen.focused.post_message(events.Paste(HOSTILE))
        await pilot.pause()
        assert_harmless(seen(app), 1)
        assert app.is_running


async def test_hostile_text_acts_in_no_question_and_no_note(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(
        id="q",
        title=HOSTILE,
        short=HOSTILE,
        kind="many",
        options=(Option(id="o", label=HOSTILE, hint=HOSTILE),),
        why=HOSTILE,
        hint=HOSTILE,
    )
    shown = Shown(
        question=question,
        chosen=("o",),
        answered=(Answered(question=question, chosen=("o",), text=HOSTILE),),
        danger=True,
        notes=(HOSTILE,),
        step=HOSTILE,
    )
    app = make_app()
    async with app.run_test(size=(99, 60)) as pilot:
        monkeypatch.setattr(Session, "shown", lambda self: shown)
        app.screen.load(HOSTILE)
        await pilot.pause()
        assert_harmless(
            seen(app), 9
        )  # step, title, hint, note, option and its hint, the answer's two, the message
        await pilot.press("question_mark")
        assert_harmless(seen(app), 2)  # the title and the reason
        await pilot.press("escape")
        written = msgspec.structs.replace(question, kind="text", options=())
        monkeypatch.setattr(
            Session,
            "shown",
            lambda self: Shown(question=written, chosen=(), answered=(), danger=True, text=HOSTILE),
        )
        app.screen.load()
        await pilot.pause()
        assert_harmless(seen(app), 3)  # title, hint, the text
        assert app.is_running


async def test_hostile_text_acts_in_no_reason(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = Why(
        kind="stage",
        id="x",
        title=HOSTILE,
        rules=(Clause(text=HOSTILE, source=HOSTILE),),
        read=(Read(question="x", text=HOSTILE),),
        counted=(HOSTILE,),
    )
    monkeypatch.setattr(wizard.tui.why, "why_advice", lambda house, situation, answered: (why,))
    app = make_app("advice")
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("question_mark")
        assert_harmless(seen(app), 5)


async def test_hostile_text_acts_in_no_list_of_cases(
    make_app: MakeApp, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app("advice")
    assert app.session.case_id is not None
    row = Row(
        id=app.session.case_id,
        policy="p",
        area=HOSTILE,
        between=HOSTILE,
        stage=HOSTILE,
        status=HOSTILE,
        group="today",
        due=None,
        due_text=HOSTILE,
        waiting=False,
        urgent=False,
        changed="",
    )
    found = Board(rows=(row,), damaged=(HOSTILE,))
    monkeypatch.setattr(wizard.tui.cases, "whole_board", lambda surroundings: found)
    step = NextStep(id="reply", key="y", title=HOSTILE)
    monkeypatch.setattr(Session, "next_steps", lambda self: (step,))
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("r")
        assert_harmless(seen(app), 7)  # the row's five, the damaged one, and the step
        await pilot.press("slash")
        app.screen.focused.post_message(events.Paste(HOSTILE))
        await pilot.pause()
        assert_harmless(seen(app), 2)  # what is searched for, and the damaged one
        assert app.is_running


def test_a_crash_shows_nothing_of_the_case(
    make_app: MakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(session: Session, values: tuple[str, ...]) -> None:
        child = "Jamie Example"
        raise RuntimeError(f"cannot save {child}")

    app = make_app("subject")
    monkeypatch.setattr(Session, "answer", fail)

    async def press(pilot: Pilot[None]) -> None:
        await pilot.press("1")

    app.run(headless=True, auto_pilot=press)
    status = farewell(app)
    out, err = capfd.readouterr()
    assert status == 1
    assert err.startswith("Something went wrong in the program, and it had to stop.")
    assert f"saved as case {app.session.case_id}" in err
    assert err.count("\n") == 1
    noted = (tmp_path / "log" / "escalate.log").read_text(encoding="ascii")
    assert "RuntimeError" in noted
    for text in (out, err, noted):
        assert "Jamie" not in text
        assert "Traceback" not in text


def luminance(color: Color) -> float:
    """By WCAG 2: relative luminance."""
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: Color, other: Color) -> float:
    """By WCAG 2: from 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("keys", [[], ["f2"]], ids=["dark", "light"])
async def test_every_letter_on_every_screen_can_be_read(
    make_app: MakeApp, paper: Paper, keys: list[str]
) -> None:
    paper("Something to read")
    app = make_app("ended:step-2", danger=("yes",))
    async with app.run_test(size=(80, 24)) as pilot:
        for screen, more in (
            ("QuestionScreen", ["3", "1"]),  # a day that is typed
            ("WhyScreen", ["escape", "f1"]),
            ("AdviceScreen", ["escape", "2"]),
            ("QuestionScreen", ["left", "a", "home", "down", "down", "down", "enter", "2"]),  # a change
            ("WhyScreen", ["2", "question_mark"]),
            ("QuestionScreen", ["escape", "e", "1", "1", "1", "x"]),  # a text of a step
            ("CasesScreen", ["escape", "r"]),
            ("CasesScreen", ["slash", "x"]),
            ("PapersScreen", ["escape", "escape", "2", "d"]),
            ("DraftScreen", ["1"]),
            ("FieldsScreen", ["left"]),
            ("FormatScreen", ["f3", "s"]),
            ("PlaceScreen", ["enter"]),
        ):
            await pilot.press(*keys, *more)
            assert type(app.screen).__name__ == screen
            app.screen.say("A message")
            await pilot.pause()
            assert unreadable(app) == []
            keys = []


def unreadable(app: EscalateApp) -> list[str]:
    """Each piece of text that has less contrast than WCAG AA asks for, with its colours."""
    found: list[str] = []
    for strip in app.screen._compositor.render_strips(app.size):
        for segment in strip:
            if not segment.text.strip() or set(segment.text) <= set("▁▂▃▄▅▆▇█▌▐▎▏ "):
                continue
            assert segment.style is not None
            assert segment.style.color is not None
            assert segment.style.bgcolor is not None
            ink, ground = (
                Color.from_rich_color(segment.style.color),
                Color.from_rich_color(segment.style.bgcolor),
            )
            if segment.style.reverse:
                ink, ground = ground, ink
            if contrast(ink, ground) < AA:
                found.append(f"{segment.text!r} {ink.hex} on {ground.hex}: {contrast(ink, ground):.1f}")
    return found


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_bars_and_borders_can_be_told_from_what_they_lie_on(palette: Palette) -> None:
    for ground in (palette.ground, palette.panel):
        assert contrast(Color.parse(palette.line), Color.parse(ground)) >= 3.0
