"""The house that a case goes by: its own edition of the policy, whatever has become of the flow on the disk."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import EscalateError, Fault, NotNowError, WrongInputError
from wizard.base.paths import named
from wizard.policy.edition import FlowTexts
from wizard.register.editions import Editions

if TYPE_CHECKING:
    from pathlib import Path

    from wizard.advice.advise import House
    from wizard.casework.session import Surroundings

#: The files of a policy as they lie on the disk now, by the policy's id.
OpenTexts = Callable[[str], FlowTexts]

#: Why a kept text is not used, where its file is gone.
_GONE: Final = "The kept text of this edition is not there any more"
_USED_INSTEAD: Final = "This case goes on under the policy as it is on the disk, and may differ from before."


class NoTextError(WrongInputError):
    """Neither the kept text of a case can be used nor the policy on the disk. `problem` says why, in sentences."""

    def __init__(self, problem: tuple[str, ...], on_disk: EscalateError) -> None:
        self.problem = problem
        others = on_disk.faults if isinstance(on_disk, WrongInputError) else ()
        what = " ".join(problem) + " The policy cannot be read on the disk either"
        if not others:
            what += f": {on_disk}"
        super().__init__([Fault(file="", line=0, column=0, key="", what=what), *others])


class OnDisk(msgspec.Struct, frozen=True, kw_only=True):
    """The policies on the disk, and how to read them. Without `texts` cases keep no editions.

    `local` is the file of the local contacts, which lie over a kept edition too; None where there are to be none.
    """

    house: Callable[[str], House]
    texts: OpenTexts | None = None
    local: Path | None = None


class GoingBy(msgspec.Struct, frozen=True, kw_only=True):
    """What a case goes by.

    `kept` is the hash of its own edition, empty where it keeps none; `on_disk` that of the flow on the disk, empty
    where that cannot be read. `problem` says in sentences why the kept text is not used.
    """

    house: House
    kept: str = ""
    on_disk: str = ""
    problem: tuple[str, ...] = ()
    #: The kept text, where it is in use and is not what lies on the disk.
    texts: FlowTexts | None = None

    @property
    def changed(self) -> bool:
        """Whether the flow on the disk is another one than the case began under."""
        return bool(self.kept) and self.kept != self.on_disk

    @property
    def hash(self) -> str:
        """The hash of the text that is in use; empty where it is not known."""
        return self.on_disk if self.problem or not self.kept else self.kept


def on_disk(around: Surroundings) -> OnDisk:
    """The policies on the disk, from what a session works in."""
    return OnDisk(house=around.open_house, texts=around.open_texts, local=around.local_contacts)


def keep(editions: Editions, texts: FlowTexts) -> None:
    """Keeps the text that a case begins under. Raises NotNowError; then nothing has changed.

    One that is kept already and was damaged since keeps nobody from beginning: it is told of when it is needed.
    """
    from wizard.register.storage import DamagedFileError

    with suppress(DamagedFileError):
        editions.keep(texts)


def going_by(disk: OnDisk, editions: Editions, policy_id: str, kept: str) -> GoingBy:
    """What a case goes by that keeps the edition with the hash `kept` (empty: the policy as it is on the disk).

    Where the kept text cannot be read, that is said in `problem` and the policy on the disk is used. Raises
    NoTextError where neither can be read, and NotNowError; of a case that keeps none, as opening a house does.
    """
    if not kept or disk.texts is None:
        return GoingBy(house=disk.house(policy_id))
    try:
        on_disk = disk.texts(policy_id).hash()
    except NotNowError:
        raise
    except EscalateError:
        on_disk = ""  # the flow is gone, or is none any more: the case has its own
    if kept == on_disk:
        return GoingBy(house=disk.house(policy_id), kept=kept, on_disk=on_disk)
    try:
        texts = editions.read(kept)
        house = _house_of(texts, disk.local)
    except NotNowError:
        raise
    except EscalateError as error:
        problem = _problem(error)
        try:
            house = disk.house(policy_id)
        except NotNowError:
            raise
        except EscalateError as other:
            raise NoTextError(problem, other) from error
        return GoingBy(house=house, kept=kept, on_disk=on_disk, problem=(*problem, _USED_INSTEAD))
    return GoingBy(house=house, kept=kept, on_disk=on_disk, texts=texts)


def edition_notes(going: GoingBy, case_id: str) -> tuple[str, ...]:
    """What is to be known of the edition that a case goes by, a sentence each; nothing where nothing has changed."""
    if going.problem:
        return (*going.problem, f"To look at this, and to decide: escalate case edition {case_id}.")
    if not going.changed:
        return ()
    own = f"This case goes on under its own text, '{going.house.policy.policy.edition}'."
    if not going.on_disk:
        return ("The policy cannot be read on the disk any more.", own)
    return (
        "The policy on the disk has changed since this case began.",
        own,
        f"To see what would differ, and to decide: escalate case edition {case_id}.",
    )


def _house_of(texts: FlowTexts, local: Path | None) -> House:
    from wizard.casework.house import house_of_texts

    return house_of_texts(texts, local=local)


def _problem(error: EscalateError) -> tuple[str, ...]:
    from wizard.register.editions import MissingEditionError

    if isinstance(error, MissingEditionError):
        return (f"{_GONE}: {named(error.path)}.",)
    if isinstance(error, WrongInputError):
        # The file in it is one that was there for a moment only.
        first = error.faults[0]
        why = ": ".join(part for part in (first.key, first.what) if part)
        return ("This version of the program does not read the text that this case began under.", f"{why}.")
    return (f"The text that this case began under is not used. {str(error).rstrip('.')}.",)
