"""The contacts on the screen: what is to be checked first, in words, and one thing to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from wizard.advice.advise import House
from wizard.casework.house import open_house
from wizard.casework.session import Session
from wizard.policy.contacts import Verified
from wizard.policy.local_contacts_file import read_local
from wizard.register.cases import Register
from wizard.tui.app import EscalateApp
from wizard.tui.cases import CasesScreen
from wizard.tui.contacts import ContactsScreen

MakeApp = Callable[..., EscalateApp]
Seen = Callable[[EscalateApp], str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "contacts.yaml"


@pytest.fixture
def app_with(make_app: MakeApp, path: Path, tmp_path: Path) -> MakeApp:
    """An application that keeps local contacts, its answers given up to a question."""

    def make(asks: str = "advice") -> EscalateApp:
        made = make_app(asks)

        def house(policy: str) -> House:
            return open_house(policy, local=path)

        around = msgspec.structs.replace(
            made.session.surroundings,
            register=Register(tmp_path / "register"),
            open_house=house,
            local_contacts=path,
        )
        case = made.session.case
        return EscalateApp(around, tmp_path, session=Session(around, case))

    return make


def words(text: str) -> str:
    return " ".join(text.split())


async def test_a_key_in_the_list_of_cases_shows_what_is_to_be_checked_first(
    app_with: MakeApp, seen: Seen
) -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "k")
        assert isinstance(app.screen, ContactsScreen)
        text = seen(app)
        assert text.index("To be checked: nobody has for a year, or ever") < text.index("Deputy Director")
        assert "Telephone 01865 815122" in words(text)
        assert "As published, with no date. Not checked since" in words(text)
        await pilot.press("escape")
        assert isinstance(app.screen, CasesScreen)


async def test_a_contact_is_marked_as_checked_today_by_who_typed_a_name(
    app_with: MakeApp, seen: Seen, path: Path
) -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "k", "1", *"[b]Ann p", "enter")
        assert "Checked by [b]Ann p today: 2026-11-18." in seen(app)
        await pilot.press("end", "up", "up")
        assert "Checked or published within a year" in seen(app)
        assert "Checked by [b]Ann p on 18 November 2026" in words(seen(app))
    checks = read_local(path).of("oxfordshire").verified
    assert {name: Verified(by=one.by, on=one.on) for name, one in checks.items()} == {
        "csc-deputy-director": Verified(by="[b]Ann p", on="2026-11-18")
    }


async def test_without_a_name_nothing_is_marked_and_escape_closes_the_line(
    app_with: MakeApp, path: Path
) -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "k", "1", "space", "enter")
        assert app.screen.query("#who")
        await pilot.press("escape")
        assert isinstance(app.screen, ContactsScreen)
        assert not app.screen.query("#who")
    assert not path.exists()


async def test_the_advice_says_what_was_checked_once_one_comes_back(app_with: MakeApp, seen: Seen) -> None:
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "k", "1", *"Ann", "enter")
        house = app.session.house()
        await pilot.press("escape")
        after = app.session.house()
    assert house is not None
    assert after is not None
    assert (house.contacts.entries[0].verified, after.contacts.entries[0].verified) == (
        None,
        Verified(by="Ann", on="2026-11-18"),
    )


async def test_where_no_policy_is_chosen_it_is_asked_for(app_with: MakeApp, seen: Seen) -> None:
    app = app_with("policy")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "k")
        assert "Contacts of which policy?" in seen(app)
        await pilot.press("1")
        assert "Contacts: " in seen(app)
        await pilot.press("p")
        assert "Contacts of which policy?" in seen(app)


async def test_a_file_with_faults_is_told(app_with: MakeApp, seen: Seen, path: Path) -> None:
    path.write_text("policies: [", encoding="utf-8")
    app = app_with()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("r", "k")
        assert "The local contacts could not be used" in words(seen(app))
        await pilot.press("1", *"Ann", "enter")
        assert "contacts.yaml:1:12" in "".join(seen(app).split())
    assert path.read_text(encoding="utf-8") == "policies: ["


@pytest.mark.parametrize("size", [(40, 12), (30, 10)])
async def test_a_small_terminal_shows_a_contact(app_with: MakeApp, seen: Seen, size: tuple[int, int]) -> None:
    app = app_with()
    async with app.run_test(size=size) as pilot:
        await pilot.press("r", "k")
        assert "Children's" in seen(app)
