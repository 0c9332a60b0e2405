"""Coming to a register in plain lines: setting one up, or unlocking it. Nothing shows of what is secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wizard.advice.words import DANGER
from wizard.base.errors import EscalateError
from wizard.casework.entering import Page, Steps
from wizard.cli.ask_lines import sentence
from wizard.cli.ask_words import number_of, word_of
from wizard.register.cases import LockedError

if TYPE_CHECKING:
    from wizard.cli.ask_desk import Desk

_NUMBERS: Final = "Numbers can be had without unlocking: type numbers, or use escalate lead."
_UNASKED: Final = "There was no register here yet. Nobody can be asked, so this is a practice register, for invented cases only."
_IN_PLACE: Final = "In its place you can type: {words}."
_STAYS_HERE: Final = (
    "The key stands in this window until you close it. Close it once you have written it down."
)
_NOT_MADE: Final = "No register is made yet, and nothing is saved."


def set_up(desk: Desk, *, danger: bool) -> bool:
    """Makes the register. False where the person went back instead. Raises as `Desk.read` does.

    Where nobody types it is a practice register, and that is said.
    """
    if not desk.lines.typed_by_hand:
        desk.lines.say(_UNASKED)
        return True
    from wizard.casework.setting_up import SetUp, refuse_copied

    around = desk.surroundings
    refused = refuse_copied(around.register, desk.entrance.environ)
    if refused is not None:
        desk.lines.say_error(refused)
        return False
    desk.unmade = True
    steps = SetUp(around.register, label=desk.entrance.label(), now=around.clock)
    if not _hold(desk, steps, danger=danger):
        desk.lines.say(_NOT_MADE)
        desk.unmade = False
        return False
    desk.unmade = False
    return True


def unlock(desk: Desk, why: str = "") -> None:
    """Unlocks the register: with what was arranged for that, else with what is typed.

    Raises LeavingError and EndOfInputError, and LockedError where nobody can be asked.
    """
    from wizard.casework.unlocking import Unlock

    steps = Unlock(desk.surroundings.register, desk.entrance, numbers=_NUMBERS, why=why)
    try:
        opened = steps.unasked()
    except EscalateError as error:
        if not desk.lines.typed_by_hand:
            raise
        desk.lines.say_error(error)
        opened = False
    if not opened:
        if not desk.lines.typed_by_hand:
            raise LockedError
        desk.locked = True
        _hold(desk, steps, danger=False)
    desk.locked = False
    desk.idle.touch()


def _hold(desk: Desk, steps: Steps, *, danger: bool) -> bool:
    """Goes through the steps. False where the person went back from the first one."""
    page: Page | None = None
    while True:
        if page is None:
            page = steps.page()
            _say(desk, page, danger=danger)
        text = _read(desk, page)
        word = word_of(text)
        if word == "back":
            if steps.back():
                page = None
                continue
            if page.back:
                return False
            desk.lines.say("There is nothing before this.")
            continue
        if word in ("leave", "numbers"):
            desk.everywhere(word)
            continue
        if page.working:
            desk.lines.say(page.working)
            desk.lines.flush()
        try:
            if steps.take(_answer(page, text)):
                break
        except (ValueError, EscalateError) as error:
            desk.lines.say_error(error)
            if steps.page() == page:
                continue
        page = None
    if steps.said:
        desk.lines.say(sentence(steps.said))
    return True


def _say(desk: Desk, page: Page, *, danger: bool) -> None:
    desk.lines.say()
    if danger:
        desk.lines.say(sentence(DANGER))
    desk.lines.say(sentence(page.title))
    for line in page.lines:
        desk.lines.say(line)
    if page.secret:
        desk.lines.say_whole(page.secret)
        desk.lines.say(_STAYS_HERE)
    desk.lines.say_options(f"{sentence(label)} {sentence(hint)}".rstrip() for label, hint in page.options)
    if page.given:
        desk.lines.say(f"Enter alone takes: {page.given}.")


def _read(desk: Desk, page: Page) -> str:
    words = ", ".join([*(["back"] if page.back else []), "numbers", "leave"])
    if page.options:
        desk.lines.say(
            f"Type a number from 1 to {len(page.options)}. Or: {words}."
            if len(page.options) > 1
            else f"Type 1. Or: {words}."
        )
        return desk.lines.read()
    desk.lines.say(f"{page.prompt}: type it now. {_IN_PLACE.format(words=words)}")
    return desk.lines.read_hidden() if page.hidden else desk.lines.read() or page.given


def _answer(page: Page, text: str) -> str:
    """The number of an option, else what was typed."""
    number = number_of(text, len(page.options)) if page.options else None
    return str(number) if number is not None else text
