"""The advice: what matters most is there without scrolling, and the danger stays above everything."""

from __future__ import annotations

from collections.abc import Callable

from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]
Paper = Callable[[str], None]
DANGER = "Danger now: call 999 first"


async def test_what_matters_most_needs_no_scrolling(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice", danger=("yes",))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = seen(app)
    assert shown.index(DANGER) < shown.index("This stage is next") < shown.index("Step 3: Manager to manager")
    assert "Act by Tuesday 24 November 2026, 17:00" in shown
    assert "Who acts: Line Manager or Safeguarding Lead (Education)" in shown
    assert "With: Equivalent Line Manager or Safeguarding Lead (Children's social care)" in shown
    assert "1. If the child is in danger now, call 999." in shown
    assert "d Documents" in shown


async def test_the_ladder_stands_beside_where_there_is_room_with_its_marks_in_words(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        shown = seen(app)
    assert "The ladder" in shown
    assert "– Step 1: Think it through in your own" in shown
    assert "organisation (not on record)" in shown
    assert "✓ Step 2: Speak to the professional you" in shown
    assert "▶ Step 3: Manager to manager (here, by" in shown
    assert "· Step 5: Heads of Service (ahead)" in shown


async def test_the_working_of_a_deadline_is_shown_on_its_key(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("h")
        assert "Saturday 21 November 2026: not counted, Saturday" in seen(app)
        assert "Tuesday 24 November 2026: day 5" in seen(app)
        await pilot.press("h")
        assert "not counted" not in seen(app)


async def test_going_back_from_the_advice_asks_the_last_question_again(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("left")
        assert "Step 2: when did it end?" in seen(app)
        await pilot.press("right")
        assert "This stage is next" in seen(app)


async def test_the_danger_stands_above_every_screen(make_app: MakeApp, seen: Seen, paper: Paper) -> None:
    paper("Something")
    app = make_app("ended:step-2", danger=("yes",))
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in ([], ["2"], ["d"], ["1"], ["enter"], ["s"]):
            await pilot.press(*keys)
            assert seen(app).splitlines()[1].strip() == DANGER, type(app.screen).__name__
