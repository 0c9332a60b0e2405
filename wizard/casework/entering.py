"""Which register somebody meets, how long it stays open while nobody does anything, and what opens it unasked."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias

import msgspec

from wizard.base.errors import EscalateError, WrongInputError
from wizard.base.settings import Settings

# The first question stands there before any of it is needed: what opens a register is imported where that is asked.
if TYPE_CHECKING:
    from wizard.register.cases import Register
    from wizard.register.opening import Passphrase
    from wizard.register.system_keyring import SecretStore

#: "unknown": its marker cannot be read now; whoever needs a case is told why.
Kind: TypeAlias = Literal["none", "practice", "real", "unknown"]

#: What stands on every screen, by the kind of the register; nothing where there is none yet.
MARKS: Final[Mapping[Kind, str]] = {
    "none": "",
    "practice": "Practice: for invented cases only",
    "real": "Real register",
    "unknown": "",
}
#: So many minutes a real register stays open while nobody does anything, where the settings do not say.
LOCK_MINUTES: Final = 10
PASSPHRASE_FILE: Final = "ESCALATE_PASSPHRASE_FILE"  # noqa: S105 - the name of a variable, and no secret

#: The clocks that are asked, in seconds. One that stands still while a computer sleeps is no help alone, and neither
#: is one that somebody may set back.
Ticks: TypeAlias = Callable[[], tuple[float, ...]]


def ticks() -> tuple[float, ...]:
    """The clocks of this computer."""
    return (time.monotonic(), time.time())


class Entrance(msgspec.Struct, frozen=True, kw_only=True):
    """What coming to the register needs from outside. `store` is the system's keyring, None where it is not used."""

    settings: Callable[[], Settings] = Settings
    environ: Mapping[str, str] = {}
    store: Callable[[], SecretStore | None] = lambda: None
    ticks: Ticks = ticks

    def label(self) -> str:
        """Whose passphrase it is, unless somebody says otherwise: the name in the settings, or the account's."""
        return self.settings().name or _account()

    def lock_minutes(self) -> int:
        """How long a real register stays open while nobody does anything."""
        return self.settings().lock_minutes or LOCK_MINUTES


def kind_of(register: Register) -> Kind:
    """Which register it is. Asks for no secret, and where there is none it imports nothing."""
    try:
        if not (register.folder / "register.json").exists():
            return "none"
        marker = register.marker()
    except (OSError, EscalateError):
        return "unknown"
    if marker is None:
        return "none"
    return "practice" if marker.practice else "real"


def is_locked(register: Register) -> bool:
    """Whether there is a real register that has to be unlocked first."""
    return kind_of(register) == "real" and register.state() == "locked"


class Idle:
    """How long nobody has done anything."""

    def __init__(self, ticks: Ticks, minutes: Callable[[], int]) -> None:
        self._ticks = ticks
        self._minutes = minutes
        self._last = ticks()

    def touch(self) -> None:
        """Somebody does something now."""
        self._last = self._ticks()

    def too_long(self) -> bool:
        """Whether it is longer than the register may stay open."""
        limit = self._minutes() * 60
        return any(now - last >= limit for now, last in zip(self._ticks(), self._last, strict=True))


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What a surface shows of one step: it is answered with a line, or with one of the `options` by its number.

    `hidden`: nothing shows of what is typed. `given` stands there to begin with, `secret` is to be written down.
    `working` is said meanwhile where it takes a moment; then `take` may be called in a thread. `back`: there is
    something to go back to.
    """

    title: str
    lines: tuple[str, ...]
    options: tuple[tuple[str, str], ...] = ()
    prompt: str = ""
    given: str = ""
    secret: str = ""
    hidden: bool = False
    working: str = ""
    back: bool = True

    def __repr__(self) -> str:
        return f"<Page {self.title!r}>"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return []


class Steps(Protocol):
    """Steps that lead to an open register: that of setting one up, and that of unlocking one."""

    #: What is to be said once it is open.
    said: str

    def page(self) -> Page:
        """The step that is to be answered now."""
        ...

    def take(self, text: str) -> bool:
        """Takes an answer; true once the register is open. Raises ValueError and EscalateError, with sentences."""
        ...

    def back(self) -> bool:
        """Goes back one step. False at the first."""
        ...


def new_passphrase(text: str) -> Passphrase:
    """A passphrase that may be taken. Raises ValueError with a sentence for one that is too easily guessed."""
    from wizard.register.opening import Passphrase
    from wizard.register.passphrase import acceptable

    try:
        return Passphrase(acceptable(text))
    except WrongInputError as wrong:
        raise ValueError(as_sentence(wrong)) from None


def as_sentence(error: EscalateError) -> str:
    """What went wrong, as a sentence on its own."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
