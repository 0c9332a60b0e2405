"""Coming to a register on the screen: set up once, unlocked, and locked again when nobody is there."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input
from textual.worker import WorkerCancelled

from wizard.base.errors import NotNowError
from wizard.base.paths import UnconfirmedError
from wizard.base.settings import Settings
from wizard.casework.choices import policy_choices
from wizard.casework.entering import Entrance
from wizard.casework.house import open_house
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Register
from wizard.register.places import Place, Places
from wizard.register.slots import Cost
from wizard.register.vault import Passphrase, Vault
from wizard.tui.app import EscalateApp, farewell

Seen = Callable[[EscalateApp], str]
Open = Callable[..., EscalateApp]

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
WORDS = "three random words"
DANGER = "Danger now: call 999 first"
TORBAY = {
    "policy": ("torbay",),
    "subject": ("child",),
    "from": ("education",),
    "to": ("childrens-social-care",),
    "circumstance": ("disagreement",),
    "about": ("levels-of-need",),
    "risk": ("welfare",),
    "raised": ("2026-11-16",),
    "tried": ("nothing",),
}


class Clocks:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> tuple[float, ...]:
        return (self.now,)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def cheap(folder: Path) -> Register:
    """A register whose passphrases cost little."""
    register = Register(folder / "register")
    register._vault = Vault(folder / "register", cost=Cost(memory_kib=64, passes=1, lanes=1))
    return register


choices, house = cache(policy_choices), cache(open_house)


def surroundings(register: Register) -> Surroundings:
    return Surroundings(register=register, choices=choices, open_house=house, clock=lambda: NOW)


@pytest.fixture
def opened(tmp_path: Path, clocks: Clocks) -> Open:
    """The application as it starts over whatever lies in the folder."""

    def start(*, environ: dict[str, str] | None = None, register: Register | None = None) -> EscalateApp:
        around = surroundings(register or cheap(tmp_path))
        entrance = Entrance(
            settings=lambda: Settings(name="Kim Example", lock_minutes=5),
            ticks=clocks,
            environ=environ or {},
        )
        return EscalateApp(around, tmp_path, entrance=entrance)

    return start


@pytest.fixture
def real(tmp_path: Path) -> str:
    """A real register is there, with one case that asks for the policy. Gives its recovery key."""
    register = cheap(tmp_path)
    prepared = register.vault.prepare(WORDS, "Kim Example", NOW)
    register.open_with(register.vault.finish(prepared))
    Session(surroundings(register)).answer(("no",))
    return prepared.recovery


async def at_rest(app: EscalateApp) -> None:
    """Waits for the work in the background. What was done on a screen that has gone meanwhile was done all the same."""
    with suppress(WorkerCancelled):
        await app.workers.wait_for_complete()


async def typed(app: EscalateApp, pilot: Pilot[None], text: str) -> None:
    """Types a line and waits for what comes of it."""
    app.screen.query_one(Input).value = text
    await pilot.press("enter")
    await at_rest(app)
    await pilot.pause()


def key_of(seen: str) -> str:
    """The recovery key that stands on the screen."""
    groups = next(
        line.split() for line in seen.splitlines() if len(line.split()) == 9 and len(line.strip()) == 52
    )
    return "-".join(groups)


def spaced(key: str) -> str:
    """As it stands on the screen."""
    return key.replace("-", "  ")


# Setting it up.


async def test_the_first_answer_asks_whether_it_is_for_practice_before_anything_is_saved(
    opened: Open, seen: Seen, tmp_path: Path
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2")
        assert "Is this for practice, or for real cases?" in seen(app)
        assert DANGER not in seen(app)
        assert list(tmp_path.iterdir()) == []


async def test_where_there_is_danger_999_stands_above_the_set_up_too(opened: Open, seen: Seen) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        for keys in (["1"], ["2"], ["enter"]):
            await pilot.press(*keys)
            assert seen(app).splitlines()[1].strip() == DANGER


async def test_practice_is_made_with_one_key_and_the_answer_is_saved(opened: Open, seen: Seen) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "1")
        assert "Which area's policy applies?" in seen(app)
        assert seen(app).splitlines()[0].strip() == "Practice: for invented cases only"
    assert app.session.case is not None
    assert app.session.case.practice


async def test_a_real_register_is_made_once_the_recovery_key_is_written_down(
    opened: Open, seen: Seen, tmp_path: Path
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "2")
        assert "Kim Example" in seen(app)
        await pilot.press("enter")
        await typed(app, pilot, WORDS)
        await typed(app, pilot, WORDS)
        key = key_of(seen(app))
        assert not (tmp_path / "register" / "register.json").exists()
        await pilot.press("1")
        assert spaced(key) not in seen(app)
        await typed(app, pilot, key[-9:].lower())
        assert "Which area's policy applies?" in seen(app)
        assert seen(app).splitlines()[0].strip() == "Real register"
    assert app.session.case is not None
    assert not app.session.case.practice
    assert [slot.kind for slot in app.surroundings.register.marker().slots] == ["passphrase", "recovery"]


@pytest.mark.parametrize("size", [(40, 12), (30, 10)])
async def test_a_small_terminal_has_room_for_the_line_and_breaks_no_group_of_the_key(
    opened: Open, seen: Seen, size: tuple[int, int]
) -> None:
    app = opened()
    async with app.run_test(size=size) as pilot:
        await pilot.press("1", "2", "enter")
        await typed(app, pilot, "short")
        assert app.screen.query_one(Input).region.height == 1
        assert app.screen.query_one(Input).region.bottom <= size[1]
        await typed(app, pilot, WORDS)
        await typed(app, pilot, WORDS)
        groups = app.screen.steps.page().secret.split("-")
        assert [word for word in seen(app).split() if word in groups] == groups


async def test_a_slip_in_the_end_of_the_key_is_told_and_makes_nothing(
    opened: Open, seen: Seen, tmp_path: Path
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "2", "enter")
        await typed(app, pilot, WORDS)
        await typed(app, pilot, WORDS)
        key = key_of(seen(app))
        await pilot.press("1")
        await typed(app, pilot, "0000-0000")
        assert "! That is not how the recovery key ends." in seen(app)
        await pilot.press("escape")
        assert spaced(key) in seen(app)
    assert not (tmp_path / "register" / "register.json").exists()


async def test_two_passphrases_that_differ_are_asked_for_again(opened: Open, seen: Seen) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "2", "enter")
        await typed(app, pilot, WORDS)
        await typed(app, pilot, f"{WORDS}.")
        assert "The two passphrases are not the same." in seen(app)
        assert "Choose a passphrase" in seen(app)


async def test_nothing_shows_of_a_passphrase_nor_can_it_be_copied(opened: Open, seen: Seen) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "2", "enter", *"secret words")
        line = app.screen.query_one(Input)
        assert line.value == "secret words"
        line.select_all()
        line.action_copy()
        assert "secret" not in seen(app)
        assert app.clipboard == ""


async def test_escape_goes_back_a_step_and_from_the_first_to_the_question(
    opened: Open, seen: Seen, tmp_path: Path
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "escape")
        assert "Is this for practice, or for real cases?" in seen(app)
        await pilot.press("escape")
        assert "Is anyone in danger right now?" in seen(app)
        assert "Nothing is saved yet" in seen(app)
    assert list(tmp_path.iterdir()) == []


def test_leaving_the_set_up_makes_no_register_and_says_so(
    opened: Open, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    app = opened()

    async def press(pilot: Pilot[None]) -> None:
        await pilot.press("2", "2", "enter", "ctrl+q")

    app.run(headless=True, auto_pilot=press)
    assert farewell(app) == 0
    assert "The register was not made, and nothing was saved." in capfd.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_crash_in_the_set_up_tells_no_passphrase_and_no_recovery_key(
    opened: Open,
    seen: Seen,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    app = opened()
    keys: list[str] = []

    def fail(self: Vault, prepared: object) -> None:
        raise RuntimeError(f"cannot make {keys} {WORDS}")

    monkeypatch.setattr(Vault, "finish", fail)

    async def press(pilot: Pilot[None]) -> None:
        await pilot.press("2", "2", "enter")
        await typed(app, pilot, WORDS)
        await typed(app, pilot, WORDS)
        keys.append(key_of(seen(app)))
        await pilot.press("1")
        app.screen.query_one(Input).value = keys[0]
        await pilot.press("enter")

    app.run(headless=True, auto_pilot=press)
    assert farewell(app) == 1
    out, err = capfd.readouterr()
    noted = (tmp_path / "log" / "escalate.log").read_text(encoding="ascii")
    assert "RuntimeError" in noted
    assert len(keys) == 1
    for text in (out, err, noted):
        assert keys[0] not in text
        assert spaced(keys[0]) not in text
        assert WORDS not in text
        assert "Traceback" not in text


async def test_nothing_is_told_to_whoever_listens_to_the_log_of_the_screen(opened: Open) -> None:
    app = opened()
    heard: list[object] = []

    class Listener:
        is_connected = True
        verbose = True

        def log(self, *told: object) -> None:
            heard.append(told)

    async with app.run_test(size=(80, 24)) as pilot:
        app.devtools = Listener()
        await pilot.press("2", "2", "enter", *"secret words")
        app.log("secret")
        app.devtools = None
    assert heard == []


async def test_a_register_that_the_disk_does_not_confirm_is_made_and_that_is_said(
    opened: Open, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_create = Vault.create_practice

    def unconfirmed(self: Vault, at: datetime) -> None:
        real_create(self, at)
        raise UnconfirmedError("It is in its place, and the disk did not confirm it")

    monkeypatch.setattr(Vault, "create_practice", unconfirmed)
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "1")
        assert "! It is in its place, and the disk did not confirm it" in seen(app)
        assert "Which area's policy applies?" in seen(app)


# Unlocking it.


async def test_a_real_register_is_unlocked_before_anything_of_a_case_is_shown(
    opened: Open, seen: Seen, real: str
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "The register is locked" in seen(app)
        assert "If anyone is in danger now, call 999 first." in seen(app)
        assert "Numbers can be had without unlocking: press F3." in seen(app)
        await typed(app, pilot, WORDS)
        assert "Which area's policy applies?" in seen(app)


async def test_the_numbers_can_be_had_while_it_is_locked(opened: Open, seen: Seen, real: str) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", "3")
        assert "Contacts: Resolving Multi-Agency Professional Disagreements" in seen(app)
        await pilot.press("escape")
        assert "The register is locked" in seen(app)


async def test_a_wrong_passphrase_is_told_calmly_each_time_in_the_same_words(
    opened: Open, seen: Seen, real: str
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        screens = []
        for wrong in ("three random wordz", "something else altogether", "x"):
            await typed(app, pilot, wrong)
            screens.append(seen(app))
        assert "! That did not open the register." in screens[0]
        assert len(set(screens)) == 1


async def test_the_recovery_key_opens_it_once_a_new_passphrase_is_set(
    opened: Open, seen: Seen, real: str
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(app, pilot, real)
        assert "Choose a new passphrase" in seen(app)
        assert app.surroundings.register.state() == "locked"
        await typed(app, pilot, "four other random words")
        await typed(app, pilot, "four other random words")
        assert "Which area's policy applies?" in seen(app)
        await pilot.press("f9")
        await typed(app, pilot, WORDS)
        assert "! That did not open the register." in seen(app)
        await typed(app, pilot, "four other random words")
        assert "Which area's policy applies?" in seen(app)


async def test_a_slip_in_the_recovery_key_is_told(opened: Open, seen: Seen, real: str) -> None:
    app = opened()
    wrong = f"{'A' if real[0] != 'A' else 'B'}{real[1:]}"
    async with app.run_test(size=(80, 24)) as pilot:
        await typed(app, pilot, wrong)
        assert "There is a typing slip in this recovery key" in seen(app)


async def test_a_file_with_the_passphrase_unlocks_it_unasked(
    opened: Open, seen: Seen, real: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text(f"{WORDS}\n", encoding="utf-8")
    app = opened(environ={"ESCALATE_PASSPHRASE_FILE": str(tmp_path / "secret")})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_rest(app)
        await pilot.pause()
        assert "Which area's policy applies?" in seen(app)


async def test_a_file_that_does_not_open_it_is_said_and_the_passphrase_asked(
    opened: Open, seen: Seen, real: str, tmp_path: Path
) -> None:
    (tmp_path / "secret").write_text("not the right one\n", encoding="utf-8")
    app = opened(environ={"ESCALATE_PASSPHRASE_FILE": str(tmp_path / "secret")})
    async with app.run_test(size=(80, 24)) as pilot:
        await at_rest(app)
        await pilot.pause()
        said = " ".join(seen(app).split())
        assert (
            "what is in this file does not open the register. Expected its passphrase, or its recovery key."
            in said
        )
        await typed(app, pilot, WORDS)
        assert "Which area's policy applies?" in seen(app)


# Locking it.


async def unlocked(app: EscalateApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    await typed(app, pilot, WORDS)


async def test_a_key_locks_it_at_once_and_only_a_real_one(opened: Open, seen: Seen, real: str) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        assert "F9 Lock" in seen(app)
        await pilot.press("f9")
        assert "The register is locked" in seen(app)
        assert app.surroundings.register.state() == "locked"
        assert "F9 Lock" not in seen(app)


async def test_it_locks_itself_when_nobody_has_pressed_a_key_for_as_long_as_is_set(
    opened: Open, seen: Seen, real: str, clocks: Clocks
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        clocks.now += 299
        await app.look()
        assert "Which area's policy applies?" in seen(app)
        await pilot.press("down")
        clocks.now += 299
        await app.look()
        assert "Which area's policy applies?" in seen(app)
        clocks.now += 1
        await app.look()
        await pilot.pause()
        assert "It locked itself, as no key was pressed for a while." in seen(app)


async def test_a_key_after_too_long_does_nothing_but_lock(
    opened: Open, seen: Seen, real: str, clocks: Clocks
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        clocks.now += 10_000
        await pilot.press("3")
        assert "The register is locked" in seen(app)
        await typed(app, pilot, WORDS)
        assert app.session.answers == {"danger": ("no",)}


async def test_a_paste_after_too_long_does_nothing_but_lock(
    opened: Open, seen: Seen, real: str, clocks: Clocks
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        clocks.now += 10_000
        app.post_message(events.Paste("words"))
        await pilot.pause()
        assert "The register is locked" in seen(app)
        assert app.screen.query_one(Input).value == ""


async def test_nothing_of_the_case_is_left_in_the_screens_once_it_is_locked(
    opened: Open, seen: Seen, real: str
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        before = weakref.ref(app.session)
        await pilot.press("question_mark", "f9")
        gc.collect()
        assert before() is None
        assert app.session.case_id is None
        assert len(app.screen_stack) == 2
        assert "Your answers" not in seen(app)
        assert not any("Danger now: No" in str(one.render()) for one in app.screen_stack[0].query("Static"))


@pytest.fixture
def advised(tmp_path: Path, real: str) -> None:
    """The case has its advice."""
    around = surroundings(cheap(tmp_path))
    around.register.open_with(around.register.vault.unlock(Passphrase(WORDS)))
    (case,) = around.register.cases()
    session = Session.resume(around, case)
    while (question := session.shown().question) is not None:
        session.answer(TORBAY[question.id])


async def test_what_is_half_typed_is_there_again_after_unlocking(
    opened: Open, seen: Seen, advised: None, clocks: Clocks
) -> None:
    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        await pilot.press("t", "1", "1", "1", "1", *"Half a not")
        assert "Half a not" in seen(app)
        clocks.now += 1000
        await app.look()
        await pilot.pause()
        assert "Half a not" not in seen(app)
        await typed(app, pilot, WORDS)
        assert "Half a not" in seen(app)


async def test_where_it_cannot_be_kept_it_is_locked_and_the_text_stands_behind(
    opened: Open, seen: Seen, advised: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Places, place: Place) -> None:
        raise NotNowError("The place could not be saved: the disk is full. Nothing has been changed")

    app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await unlocked(app, pilot)
        await pilot.press("t", "1", "1", "1", "1", *"Half")
        monkeypatch.setattr(Places, "keep", refuse)
        await pilot.press("f9")
        assert "The register is locked" in seen(app)
        assert "Half" not in seen(app)
        assert app.surroundings.register.state() == "locked"
        await typed(app, pilot, WORDS)
        assert "Half" in seen(app)
