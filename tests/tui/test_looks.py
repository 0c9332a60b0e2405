"""Opening a case on the screen is noted in the log of looks, once each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wizard.register.cases import Register
from wizard.tui.app import EscalateApp

MakeApp = Callable[..., EscalateApp]
ComeBack = Callable[[], EscalateApp]


def looks(folder: Path) -> list[tuple[str, str | None]]:
    entries = Register(folder / "register").access().read().entries
    return [(one.what, one.case) for one in entries]


async def test_opening_a_case_from_the_list_is_noted_and_listing_is_not(
    make_app: MakeApp, tmp_path: Path
) -> None:
    other = make_app("advice")
    app = make_app("subject")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r")
        assert looks(tmp_path) == []
        await pilot.press("1")
    assert looks(tmp_path) == [("looked", other.session.case_id)]


async def test_coming_back_to_a_case_is_noted(make_app: MakeApp, come_back: ComeBack, tmp_path: Path) -> None:
    case_id = make_app("advice").session.case_id
    async with come_back().run_test(size=(80, 24)):
        pass
    assert looks(tmp_path) == [("looked", case_id)]


async def test_a_case_is_opened_all_the_same_where_the_look_cannot_be_noted(
    make_app: MakeApp, tmp_path: Path
) -> None:
    other = make_app("advice")
    app = make_app("subject")
    (tmp_path / "register" / "access.log").mkdir()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "1")
    assert app.session.case_id == other.session.case_id
