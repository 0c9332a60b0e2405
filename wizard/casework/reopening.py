"""A saved case with the house of its own policy: what another policy says is not read, and may be broken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from wizard.advice.conversation import choice_of
from wizard.base.errors import EscalateError
from wizard.base.text import visible
from wizard.casework.kept import going_by, on_disk
from wizard.casework.record import chosen_policy
from wizard.casework.session import Session, Surroundings
from wizard.register.cases import Case

if TYPE_CHECKING:
    from wizard.advice.advise import House

#: What reading events raises that the program did not write: a file that is whole and no case of ours.
NOT_OURS: Final = (LookupError, TypeError, ValueError, AssertionError, msgspec.MsgspecError)


def read_session(surroundings: Surroundings, case_id: str) -> Session:
    """The case, with the house of its own policy where one was chosen.

    Raises WrongInputError for an id that no case has, and for a policy that cannot be read; EscalateError for a
    case whose events are not the program's own.
    """
    session = session_unread(surroundings, case_id)
    chosen, case = chosen_policy(session.answers), session.case
    if not chosen or case is None:
        return session
    kept = session.record.editions.get(chosen, "")
    going = going_by(on_disk(surroundings), surroundings.register.editions, chosen, kept)
    return session_of(surroundings, case, going.house)


def session_unread(surroundings: Surroundings, case_id: str) -> Session:
    """The case, whether or not its policy can be read. Raises as `read_session` does for a case."""
    session = Session(surroundings, surroundings.register.get(case_id))
    try:
        chosen_policy(session.answers)
    except NOT_OURS as error:
        raise strange_events(case_id) from error
    return session


def strange_events(case_id: str) -> EscalateError:
    """What to say of a case whose file is whole, but holds what no version of the program writes."""
    return EscalateError(
        f"case {visible(case_id)} is damaged: its events are not what this program writes. "
        "Nothing has been changed; restore it from a backup"
    )


def session_of(surroundings: Surroundings, case: Case, policy_house: House) -> Session:
    """A session in which no policy is known but the case's own: the others are not read, and may be broken."""
    narrow = msgspec.structs.replace(
        surroundings,
        choices=lambda: (choice_of(policy_house.policy),),
        open_house=lambda _: policy_house,
        open_texts=None,  # the house is the one that the case goes by
    )
    return Session(narrow, case)
