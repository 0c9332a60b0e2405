"""What can be compared: a policy by its id, a flow in any folder, or an edition that the register keeps."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wizard.advice.advise import House
from wizard.base.errors import EscalateError, wrong_input
from wizard.base.text import unknown, visible
from wizard.casework.house import house_of
from wizard.casework.reading import open_texts, policy_ids
from wizard.casework.session import Surroundings
from wizard.policy.edition import Edition, FlowTexts, edition_of, read_texts, texts_of
from wizard.policy.read import POLICY_FILE, read_flow

_SEPARATOR = "@"


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A text of a policy that was found: which edition it is, and its house."""

    edition: Edition
    house: House


def find_text(word: str, around: Surroundings) -> Text:
    """What `word` names: `my-county`, a folder with a policy in it, or `my-county@` and the beginning of a hash.

    Raises WrongInputError where there is no such thing, or several; DamagedFileError for a damaged edition.
    """
    policy, separator, prefix = word.partition(_SEPARATOR)
    known = _known(around)
    if separator and not Path(word).is_dir():
        return _of(_kept(policy, prefix, around, known))
    if word in known:
        return _of(_on_disk(word, around))
    folder = Path(word)
    if (folder / POLICY_FILE).is_file():
        # Read in its own place, so that its faults are named where they are.
        flow, texts = read_flow(folder.resolve()), texts_of(folder.resolve())
        return Text(edition=edition_of(flow, texts), house=house_of(flow))
    raise wrong_input(unknown(word, "policy that is known here, and no folder of a flow", known))


def _of(texts: FlowTexts) -> Text:
    flow = read_texts(texts)
    return Text(edition=edition_of(flow, texts), house=house_of(flow))


def _known(around: Surroundings) -> list[str]:
    try:
        return [choice.id for choice in around.choices()]
    except EscalateError:
        return policy_ids()  # one of them has faults, which is no reason not to compare others


def _on_disk(policy: str, around: Surroundings) -> FlowTexts:
    return (around.open_texts or open_texts)(policy)


def _kept(policy: str, prefix: str, around: Surroundings, known: list[str]) -> FlowTexts:
    found: dict[str, FlowTexts] = {}
    for name in around.register.editions.named(prefix):
        texts = around.register.editions.read(name)
        if texts.flow == policy:
            found[name] = texts
    if policy in known and len(prefix) >= 6:
        present = _on_disk(policy, around)
        if present.hash().startswith(prefix):
            found[present.hash()] = present
    if len(found) == 1:
        return next(iter(found.values()))
    shown = visible(f"{policy}{_SEPARATOR}{prefix}", limit=90)
    if found:
        raise wrong_input(f"'{shown}' is the beginning of {len(found)} editions; write more of the hash")
    raise wrong_input(
        f"'{shown}' is no edition that is kept here. Write the policy's id, then {_SEPARATOR}, then 6 or more signs "
        "of the hash. 'escalate case edition' shows it"
    )
