"""Setting up a register: practice or real, asked once, a step at a time. Before the last step nothing is on the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, Literal

from wizard.base.errors import EscalateError, WrongInputError
from wizard.base.paths import UnconfirmedError
from wizard.casework.entering import Page, new_passphrase
from wizard.register import recovery
from wizard.register.passphrase import as_bytes
from wizard.register.vault import Passphrase, Prepared

if TYPE_CHECKING:
    from wizard.register.cases import Register

_Step = Literal["kind", "label", "passphrase", "again", "key", "confirm"]
_LONGEST_LABEL: Final = 200
#: So many groups at the end of a recovery key show that it was written down.
_GROUPS: Final = 2

_KIND: Final = Page(
    title="Is this for practice, or for real cases?",
    lines=("Your answers are kept in a register on this computer. Nothing is sent. This is asked once.",),
    options=(
        (
            "Practice",
            "For invented cases only. No passphrase. Every screen and page says practice, and it can never become real.",
        ),
        ("Real cases", "All is encrypted. Your passphrase opens it, and so does a recovery key on paper."),
    ),
)
_PASSPHRASE: Final = Page(
    title="Choose a passphrase",
    lines=(
        "Three random words or more are best: at least 12 letters and signs. Nobody can look it up for you later.",
        "What you type is not shown.",
    ),
    prompt="Passphrase",
    hidden=True,
)
_AGAIN: Final = Page(
    title="Type the passphrase again",
    lines=("So that a slip of the finger does not lock you out. What you type is not shown.",),
    prompt="Once more",
    hidden=True,
    working="Making the keys...",
)
_CONFIRM: Final = Page(
    title="Type the end of the recovery key",
    lines=(
        "Type its last two groups from your paper, or all of it. Then the register is made.",
        "Capitals and hyphens do not matter.",
    ),
    prompt="Last two groups",
)
_KEY_LINES: Final = (
    "Write it on paper now, and lock the paper away. It opens the register if the passphrase is lost.",
    "It is shown here only, and kept in no file. With neither of the two, nobody can open the cases.",
)
_DIFFERENT: Final = "The two passphrases are not the same. Choose it again, and type it slowly."
_SLIP: Final = (
    "That is not how the recovery key ends. Compare it with your paper, or go back to see it again."
)
_MADE: Final = "The register is made. It locks itself when nobody has used it for a while."
_PRACTICE_MADE: Final = "The practice register is made. Use it for invented cases only."
_BEFORE: Final[Mapping[_Step, _Step]] = {
    "label": "kind",
    "passphrase": "label",
    "again": "passphrase",
    "key": "passphrase",
    "confirm": "key",
}


class SetUp:
    """The steps. `label` is whose passphrase it is unless that is changed; `now` gives the time when it is made.

    What it holds is secret: it has no text of its own, and keeps nothing once the register is made or it is left.
    """

    def __init__(self, register: Register, *, label: str, now: Callable[[], datetime]) -> None:
        self._register = register
        self._label = label
        self._now = now
        self._step: _Step = "kind"
        self._passphrase = Passphrase("")
        self._prepared: Prepared | None = None
        self.said = ""

    def __repr__(self) -> str:
        return "<SetUp>"

    def page(self) -> Page:
        """The step that is to be answered now."""
        match self._step:
            case "label":
                return Page(
                    title="Whose passphrase is it?",
                    lines=("A name tells it from those of your colleagues. It is not secret.",),
                    prompt="Name",
                    given=self._label,
                )
            case "key" if self._prepared is not None:
                return Page(
                    title="Write down this recovery key",
                    lines=_KEY_LINES,
                    secret=self._prepared.recovery,
                    options=(("I have written it down", ""),),
                )
            case "passphrase":
                return _PASSPHRASE
            case "again":
                return _AGAIN
            case "confirm":
                return _CONFIRM
            case _:
                return _KIND

    def take(self, text: str) -> bool:
        """Takes an answer; true once the register is made and open.

        Raises ValueError and WrongInputError with a sentence where it is none, and what `Vault` raises.
        """
        match self._step:
            case "label":
                self._take_label(text)
            case "passphrase":
                self._passphrase = new_passphrase(text)
                self._step = "again"
            case "again":
                self._take_again(text)
            case "key":
                if text != "1":
                    raise ValueError("Write it down first. Then type 1.")
                self._step = "confirm"
            case "confirm":
                return self._confirmed(text)
            case _:
                return self._take_kind(text)
        return False

    def back(self) -> bool:
        """Goes back one step. False at the first."""
        before = _BEFORE.get(self._step)
        if before is None:
            return False
        self._step = before
        if before != "key":
            self.forget()
        return True

    def forget(self) -> None:
        """Forgets what is secret."""
        self._passphrase, self._prepared = Passphrase(""), None

    def _take_kind(self, text: str) -> bool:
        if text == "2":
            self._step = "label"
            return False
        if text != "1":
            raise ValueError("Choose 1 for practice, or 2 for real cases.")
        self._made(lambda: self._register.vault.create_practice(self._now()), _PRACTICE_MADE)
        return True

    def _take_label(self, text: str) -> None:
        label = text.strip()
        if not label or len(label) > _LONGEST_LABEL:
            raise ValueError("Type a name first." if not label else "Type a shorter name.")
        self._label, self._step = label, "passphrase"

    def _take_again(self, text: str) -> None:
        if as_bytes(text) != as_bytes(self._passphrase.text):
            self._step = "passphrase"
            self.forget()
            raise ValueError(_DIFFERENT)
        self._prepared = self._register.vault.prepare(self._passphrase.text, self._label, self._now())
        self._passphrase = Passphrase("")
        self._step = "key"

    def _confirmed(self, text: str) -> bool:
        prepared = self._prepared
        assert prepared is not None
        if not _is_written_down(text, prepared.recovery):
            raise ValueError(_SLIP)
        self._made(lambda: self._register.open_with(self._register.vault.finish(prepared)), _MADE)
        if self._register.state() == "locked":  # it is in its place, and only the disk did not confirm it
            self._register.open_with(prepared.keys)
        self.forget()
        return True

    def _made(self, make: Callable[[], object], said: str) -> None:
        self.said = said
        try:
            make()
        except UnconfirmedError as error:
            self.said = f"! {error}"  # it is in its place all the same


def _is_written_down(typed: str, key: str) -> bool:
    """Whether that is the whole key, or its last groups."""
    groups = key.split("-")
    begins = "-".join(groups[:-_GROUPS])
    return any(_same(one, key) for one in (typed, f"{begins}-{typed}"))


def _same(typed: str, key: str) -> bool:
    try:
        return recovery.entered(typed) == recovery.entered(key)
    except WrongInputError:
        return False


def refuse_copied(register: Register, environ: Mapping[str, str]) -> EscalateError | None:
    """Why no register may be made here: a service copies the folder to somewhere else. None where it may be."""
    from wizard.register.synced import refuse_synced

    try:
        refuse_synced(register.folder, environ)
    except EscalateError as error:
        return error
    return None
