"""What is said and chosen, as it is recorded: answers, and which text of a policy a case goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wizard.advice.memory import Said, options_of
from wizard.advice.questions import Question
from wizard.casework import record
from wizard.register.cases import JSON, NewEvent

if TYPE_CHECKING:
    from wizard.advice.advise import House


def said_of(question: Question, kept: tuple[str, ...]) -> Said:
    """An answer with the options there were."""
    offered = options_of(question) if question.kind in ("choice", "many") else ()
    return Said(question=question.id, values=kept, offered=offered)


def answered(said: Said, unmatched: tuple[int, ...] = ()) -> NewEvent:
    """An answer as it is recorded, with the numbers of the documents that no longer match because of it."""
    data: dict[str, JSON] = {"question": said.question, "values": list(said.values)}
    if said.offered:
        data["offered"] = list(said.offered)
    if unmatched:
        data["unmatched"] = list(unmatched)
    return NewEvent(kind=record.ANSWERED, data=data)


def policy_noted(house: House, edition_hash: str = "") -> NewEvent:
    """Which text of the policy the case goes by from here on; with the hash of that text where it is kept."""
    identity = house.policy.policy
    data: dict[str, JSON] = {
        "policy": identity.id,
        "edition": identity.edition,
        "digest": digest_of(house),
    }
    if edition_hash:
        data["hash"] = edition_hash
    return NewEvent(kind=record.POLICY_NOTED, data=data)


def digest_of(house: House) -> str:
    """A digest of all that the policy and its contacts say."""
    import hashlib  # not before a policy is chosen

    # Not the local contacts: a number that was checked is no new text of the policy.
    said = msgspec.json.encode([house.policy, house.published or house.contacts], order="deterministic")
    return hashlib.sha256(said).hexdigest()
