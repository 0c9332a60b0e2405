"""A signed statement of where every case stood, to be kept by somebody who does not keep the register.

Whoever holds the register and its keys could write its chains anew. Not so what a witness holds: a case that has gone
since, has lost events, or says something else now, is found by holding the register against the statement. A
statement names cases and hashes, and nothing that was recorded.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final, Literal, TypeAlias

import msgspec
from msgspec import Meta

from wizard.base.errors import WrongInputError, wrong_input
from wizard.base.text import visible
from wizard.register.chain import fingerprint, leaf, merkle_root

#: A file that is longer is no statement. In bytes.
LARGEST: Final = 200 * 1024 * 1024
_MEGABYTE: Final = 1024 * 1024
_SIGNED_AS: Final = b"escalate/2 witness\n"
_MESSAGE: Final = 300
#: How msgspec says that a text has not its form.
_IN_FORM: Final = re.compile(r"`str` matching regex '.*'")

_Hash: TypeAlias = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_CaseId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100, pattern=r"\A[0-9A-Za-z._-]+\Z")]
_Time: TypeAlias = Annotated[
    str, Meta(pattern=r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00\Z")
]


class Standing(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Where a case stood: its `head` is the link of event number `version`."""

    id: _CaseId
    version: Annotated[int, Meta(ge=0, le=2**53 - 1)]
    head: _Hash


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where all cases of a register stood at `time` (ISO 8601, UTC), in the order of their ids.

    `root` is the Merkle root over the cases. `public` and `signature` are Ed25519, in hexadecimal.
    """

    format: Literal[2]
    register: Annotated[str, Meta(pattern=r"\A[0-9a-f]{32}\Z")]
    time: _Time
    program: Annotated[str, Meta(min_length=1, max_length=100)]
    cases: tuple[Standing, ...]
    root: _Hash
    public: _Hash
    signature: Annotated[str, Meta(pattern=r"\A[0-9a-f]{128}\Z")]


class Broken(msgspec.Struct, frozen=True, order=True):
    """A case that is not what was witnessed: from which event on, counted from 1, and what is wrong."""

    case: str
    event: int
    what: str

    def __str__(self) -> str:
        return f"{visible(self.case)}, event {self.event}: {self.what}"


def make_statement(
    register: str, heads: Iterable[Standing], at: datetime, program: str, private: bytes
) -> Statement:
    """Says where the cases in `heads` stand, signed with the Ed25519 key `private` (32 bytes).

    Raises `ValueError` for an `at` without an offset, a case that is there twice, and a key of another length.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # costs milliseconds

    if at.utcoffset() is None:
        raise ValueError("the time of a statement needs an offset from UTC")
    cases = tuple(sorted(heads))
    if _first_out_of_order(cases) is not None:
        raise ValueError("a case can stand in one place only")
    key = Ed25519PrivateKey.from_private_bytes(private)
    unsigned = Statement(
        format=2,
        register=register,
        time=at.astimezone(UTC).isoformat(timespec="seconds"),
        program=program,
        cases=cases,
        root=_root(cases),
        public=key.public_key().public_bytes_raw().hex(),
        signature="",
    )
    return msgspec.structs.replace(unsigned, signature=key.sign(_signed_bytes(unsigned)).hex())


def to_bytes(statement: Statement) -> bytes:
    """The statement as a file: JSON that people can read too."""
    return msgspec.json.format(msgspec.json.encode(statement), indent=1) + b"\n"


def read_statement(data: bytes, file: str) -> Statement:
    """The statement in `data`, which was read from `file`. Nothing is said yet of whether it holds.

    Raises `WrongInputError`, with a sentence, for what is no statement.
    """
    shown = visible(file, 4000)
    if len(data) > LARGEST:
        raise wrong_input(
            f"is longer than {LARGEST // _MEGABYTE} MB; no statement of a witness is", file=shown
        )
    try:
        statement = msgspec.json.decode(data, type=Statement)
    except msgspec.ValidationError as error:
        raise _no_statement(_IN_FORM.sub("text in another form", str(error)), shown) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _no_statement("it is cut short or no JSON", shown) from error
    at = _first_out_of_order(statement.cases)
    if at is not None:
        raise _no_statement(f"its cases are not in order at number {at + 1}, or one is there twice", shown)
    return statement


def signature_holds(statement: Statement) -> bool:
    """Whether whoever has the key that belongs to `statement.public` signed exactly this."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(statement.public))
        key.verify(bytes.fromhex(statement.signature), _signed_bytes(statement))
    except (InvalidSignature, ValueError):
        return False
    return True


def root_holds(statement: Statement) -> bool:
    """Whether the root is that over the cases."""
    try:
        return _root(statement.cases) == statement.root
    except ValueError:
        return False


def doubts(statement: Statement, register: str, publics: Collection[str]) -> tuple[str, ...]:
    """Why the statement cannot speak for the register with the id `register`; empty where it can.

    `publics` are the public keys that the register has signed with, in hexadecimal.
    """
    found = []
    if statement.register != register:
        found.append(
            f"the statement is about another register ({statement.register[:8]}, and this is "
            f"{visible(register)[:8]}): hold it against that one"
        )
    if statement.public not in publics:
        found.append(
            f"the statement was signed with a key that this register does not know "
            f"({fingerprint(statement.public)}): ask the witness where it comes from"
        )
    if not signature_holds(statement):
        found.append("the signature does not hold: the statement was changed after it was signed")
    if not root_holds(statement):
        found.append("the root of the statement is not the one over its cases")
    return tuple(found)


def held_against(statement: Statement, chains: Mapping[str, Sequence[str]]) -> tuple[Broken, ...]:
    """Where the register has not kept what was witnessed, in the order of the cases; empty where it has.

    `chains` has the links of each case as `chain.links` makes them: at 0 its start, at n the link of event n.
    Cases and events that are newer than the statement are none of its business.
    """
    return tuple(
        broken
        for case in statement.cases
        if (broken := _compared(case, chains.get(case.id), statement.time)) is not None
    )


def _compared(case: Standing, links: Sequence[str] | None, time: str) -> Broken | None:
    if links is None:
        what = f"the case is gone; at {time} it had {_events(case.version)}"
        return Broken(case=case.id, event=1, what=what)
    if case.version >= len(links):
        present = max(len(links) - 1, 0)
        what = f"events are missing from the end: there were {case.version} at {time}, and now {present}"
        return Broken(case=case.id, event=present + 1, what=what)
    if links[case.version] != case.head:
        what = (
            f"the case was written anew: its first {_events(case.version)} no longer end in what was witnessed "
            f"at {time} ({fingerprint(case.head)}, and now {fingerprint(links[case.version])})"
        )
        return Broken(case=case.id, event=case.version, what=what)
    return None


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def _first_out_of_order(cases: Sequence[Standing]) -> int | None:
    """The index of the first case whose id does not come after the one before it."""
    return next((n for n in range(1, len(cases)) if cases[n - 1].id >= cases[n].id), None)


def _root(cases: Iterable[Standing]) -> str:
    return merkle_root(leaf(case.id, case.version, case.head) for case in cases)


def _signed_bytes(statement: Statement) -> bytes:
    """All of it but the signature: JSON with sorted names and no spaces, so that anybody can make it again."""
    unsigned = msgspec.structs.replace(statement, signature="")
    return _SIGNED_AS + msgspec.json.encode(unsigned, order="sorted")


def _no_statement(why: str, file: str) -> WrongInputError:
    return wrong_input(
        f"is no statement of a witness that this version can read: {visible(why, _MESSAGE)}. "
        "Expected the file as the register wrote it",
        file=file,
    )
