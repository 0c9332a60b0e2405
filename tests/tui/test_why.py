"""Why: one key, on every screen that asks or advises."""

from __future__ import annotations

from collections.abc import Callable

from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]


async def test_a_question_says_the_rules_that_rest_on_it_and_escape_comes_back(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("raised")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        assert "Why this is asked" in seen(app)
        assert "(§3,\n   our reading)" in seen(app)
        assert "Each step may take 5 working days at the most. (§2)" in seen(app)
        await pilot.press("escape")
        assert "When did you first see that you disagree?" in seen(app)
        assert app.focused is app.screen.query_one("#options")


async def test_the_advice_says_the_rules_the_answers_and_the_days_of_all_its_parts(
    make_app: MakeApp, seen: Seen
) -> None:
    app = make_app("advice", risk=("significant",))
    async with app.run_test(size=(100, 150)) as pilot:
        await pilot.press("question_mark")
        for heading in ("Where the case stands", "The people", "The time", "Whom to call"):
            assert f" {heading}\n" in seen(app)
        assert "– Step 2: outcome: It did not settle the disagreement" in seen(app)
        assert "– Saturday 21 November 2026: not counted, Saturday" in seen(app)
        assert "– Tuesday 24 November 2026: day 5" in seen(app)


async def test_a_small_terminal_scrolls_through_it(make_app: MakeApp, seen: Seen) -> None:
    app = make_app("advice")
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("question_mark")
        assert "Where the case stands" in seen(app)
        assert "so many" not in " ".join(seen(app).split())
        await pilot.press("end")
        assert "so many" in " ".join(seen(app).split())
