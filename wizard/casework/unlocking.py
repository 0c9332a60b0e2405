"""Unlocking a real register: unasked where that was arranged, else with a passphrase, or with the recovery key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from wizard.base.errors import WrongInputError
from wizard.base.paths import UnconfirmedError
from wizard.casework.entering import Entrance, Page, as_sentence, new_passphrase
from wizard.casework.unasked import IN_GROUPS, opened_unasked
from wizard.register.passphrase import as_bytes
from wizard.register.vault import Passphrase, Recovery, WrongSecretError

if TYPE_CHECKING:
    from wizard.register.cases import Register
    from wizard.register.keys import Keys

_Step = Literal["secret", "new", "again"]

DANGER_FIRST: Final = "If anyone is in danger now, call 999 first."
_WAYS: Final = "Type your passphrase; what you type is not shown. Your recovery key opens it too."
_WRONG: Final = "That did not open the register. Look whether Caps Lock is on, and type it again."
_NEW: Final = Page(
    title="Choose a new passphrase",
    lines=(
        "The recovery key fits. Choose a new passphrase now, in place of the lost one.",
        "Three random words or more are best: at least 12 letters and signs. What you type is not shown.",
    ),
    prompt="New passphrase",
    hidden=True,
)
_AGAIN: Final = Page(
    title="Type the new passphrase again",
    lines=("So that a slip of the finger does not lock you out. What you type is not shown.",),
    prompt="Once more",
    hidden=True,
    working="Opening...",
)
_DIFFERENT: Final = "The two passphrases are not the same. Choose it again, and type it slowly."
_CHANGED: Final = (
    "Your new passphrase opens the register from now on. Keep the recovery key where it is safe."
)


class Unlock:
    """The steps. `numbers` says how numbers are had meanwhile, `why` stands above it, such as that nobody was there.

    What it holds is secret: it has no text of its own.
    """

    def __init__(self, register: Register, entrance: Entrance, *, numbers: str, why: str = "") -> None:
        self._register = register
        self._entrance = entrance
        self._numbers = numbers
        self._why = why
        self._step: _Step = "secret"
        self._keys: Keys | None = None
        self._new = Passphrase("")
        self.said = ""

    def __repr__(self) -> str:
        return "<Unlock>"

    def page(self) -> Page:
        """The step that is to be answered now."""
        if self._step == "new":
            return _NEW
        if self._step == "again":
            return _AGAIN
        return Page(
            title="The register is locked",
            lines=tuple(one for one in (DANGER_FIRST, self._why, self._numbers, _WAYS) if one),
            prompt="Passphrase",
            hidden=True,
            working="Opening...",
            back=False,
        )

    def unasked(self) -> bool:
        """Opens it with what was arranged for that, if anything was. Raises as `opened_unasked`."""
        keys = opened_unasked(self._register.vault, self._entrance.environ, self._entrance.store())
        if keys is None:
            return False
        self._open(keys)
        return True

    def take(self, text: str) -> bool:
        """Takes what was typed; true once the register is open. It takes a moment.

        Raises ValueError and EscalateError with a sentence where it did not open it.
        """
        if self._step == "new":
            self._new = new_passphrase(text)
            self._step = "again"
            return False
        if self._step == "again":
            self._changed(text)
            return True
        if not text:
            raise ValueError("Type your passphrase first.")
        try:
            self._open(self._register.vault.unlock(Passphrase(text)))
        except WrongSecretError:
            return self._by_recovery_key(text)
        return True

    def back(self) -> bool:
        """Goes back one step, or from a recovery key to the beginning. False there."""
        if self._step == "secret":
            return False
        self._new = Passphrase("")
        self._step = "new" if self._step == "again" else "secret"
        if self._step == "secret":
            self._keys = None
        return True

    def _by_recovery_key(self, text: str) -> bool:
        if not IN_GROUPS.fullmatch(text):
            raise ValueError(_WRONG)
        try:
            self._keys = self._register.vault.unlock(Recovery(text))
        except (WrongSecretError, WrongInputError) as wrong:
            raise ValueError(as_sentence(wrong)) from None
        self._step = "new"
        return False

    def _changed(self, text: str) -> None:
        keys = self._keys
        assert keys is not None
        if as_bytes(text) != as_bytes(self._new.text):
            self._step, self._new = "new", Passphrase("")
            raise ValueError(_DIFFERENT)
        self.said = _CHANGED
        try:
            self._put(keys, self._new.text)
        except UnconfirmedError as error:
            self.said = f"! {error}"  # it is in its place all the same
        self._open(keys)

    def _put(self, keys: Keys, new: str) -> None:
        """In place of the lost one where that can be told, else beside the others."""
        vault, label = self._register.vault, self._entrance.label()
        marker = vault.marker()
        slots = [slot for slot in marker.slots if slot.kind == "passphrase"] if marker else []
        own = [slot for slot in slots if slot.label == label] if len(slots) > 1 else slots
        if len(own) == 1:
            vault.change_passphrase(keys, own[0].id, new)
        else:
            vault.add_passphrase(keys, new, label)

    def _open(self, keys: Keys) -> None:
        self._register.open_with(keys)
        self._keys, self._new = None, Passphrase("")


def keyring_here() -> bool:
    """Whether that part of the program is installed."""
    import importlib.util

    return importlib.util.find_spec("keyring") is not None
