"""The file of the local layer: reading it with every fault in its place, and its text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.decode import decode, fault
from wizard.base.errors import Fault, WrongInputError, wrong_input
from wizard.base.paths import named
from wizard.base.reader import Node, read_file, read_yaml
from wizard.policy.contact_references import in_entry, lost_zero
from wizard.policy.flaws import Flaw, Found, in_day, placed, repeated
from wizard.policy.local_contacts import LocalContacts

_HEAD: Final = (
    "# Contacts that are kept here, over those that come with the policies. "
    "'escalate contacts' writes this file anew.\n"
)


def read_local(path: Path) -> LocalContacts:
    """What the file says; nothing where there is no file. Raises WrongInputError with every fault."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return LocalContacts()
    except OSError:
        pass  # reading it says what is wrong
    if path.exists() and not path.is_file() and not path.is_dir():
        raise wrong_input("is no ordinary file; move it away", file=named(path))
    node = read_file(path)
    return _understood(node, str(path))


def faults_in(path: Path, flaws: Iterable[Flaw]) -> list[Fault]:
    """The flaws with their places in the file. Raises WrongInputError where it can no longer be read."""
    return placed(flaws, read_file(path), str(path))


def local_text(local: LocalContacts) -> bytes:
    """The text of the file. Raises WrongInputError where it could not be read again as the same."""
    import yaml  # what only looks up a number writes nothing

    try:
        text = _HEAD + yaml.safe_dump(
            _said(local) or {"policies": {}}, allow_unicode=True, sort_keys=False, width=1_000_000
        )
        data = text.encode()
        again = _understood(read_yaml(data, "the local contacts"), "the local contacts")
    except UnicodeEncodeError:
        raise wrong_input(
            "something in the contacts is no text that a file can hold", key="contacts"
        ) from None
    if again != local:
        raise wrong_input("something in the contacts cannot be kept in a file as it is", key="contacts")
    return data


def _said(value: object) -> object:
    """A part of the layer as plain data, less every key that has nothing to say."""
    if isinstance(value, msgspec.Struct):
        fields = [(one, getattr(value, one.name)) for one in msgspec.structs.fields(value)]
        return {one.encode_name: _said(found) for one, found in fields if found != _default(one)}
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_said(one) for one in value]
    return value


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return field.default


def _understood(node: Node, name: str) -> LocalContacts:
    local = decode(node, LocalContacts, name)
    faults: list[Fault] = [fault(node, name, one.place, one.what) for one in _faults(local)]
    if faults:
        raise WrongInputError(faults)
    return local


def _faults(local: LocalContacts) -> Found:
    for policy_id, mine in local.policies.items():
        at = ("policies", policy_id)
        ids = [((*at, "entries", number, "id"), one.id) for number, one in enumerate(mine.entries)]
        yield from repeated(ids, "contact")
        for number, one in enumerate(mine.entries):
            place = (*at, "entries", number)
            # It may stand in the place of a shipped one that is only a role: the file alone does not know.
            yield from in_entry(place, one, may_be_role=True)
            yield from lost_zero(place, one)
        for name, check in mine.verified.items():
            yield from in_day((*at, "verified", name, "on"), check.on)
