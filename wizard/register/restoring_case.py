"""One case of a backup, brought into the register that is there: its events, salts and links are taken over exactly.

Its documents come under the names that its events say, sealed with the keys of this register; and so do the policies'
texts that it names. Nothing is recorded in the case itself, so that its fingerprint stays what it was.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from wizard.base.errors import EscalateError, WrongInputError, wrong_input
from wizard.base.paths import make_private, named, not_now, write_new
from wizard.base.text import nearest, visible
from wizard.register.backup_check import documents_of
from wizard.register.backup_stream import Backup
from wizard.register.blobs import Blobs
from wizard.register.casefile import CaseFile, StoredCase
from wizard.register.cases import CASE_ID, Register
from wizard.register.editions import Editions
from wizard.register.events import Kept
from wizard.register.index import IndexRow
from wizard.register.keys import Keys
from wizard.register.lock import USUAL_WAIT, CaseLock
from wizard.register.restoring import unpacked
from wizard.register.storage import DamagedFileError
from wizard.register.synced import refuse_synced
from wizard.register.unfinished import unfinished
from wizard.register.verify import first_broken

_FOLDERS: Final = ("cases", "previous", "locks", "documents")
_HASH: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


class RestoredCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case that was brought back, as it stood at `made`. `problems` are sentences about documents and texts that
    the backup did not hold whole; the case is there all the same."""

    id: str
    version: int
    head: str
    documents: int
    made: str
    problems: tuple[str, ...]


def restore_case(
    backup: Backup, keys: Keys, register: Register, case_id: str, *, environ: Mapping[str, str]
) -> RestoredCase:
    """Brings the case `case_id` of a backup into `register`, which has none of that id. `keys` are the backup's.

    Raises `WrongInputError` where the register has that case, the backup has not, there is no register, or one of the
    two is for practice and the other is not; `DamagedBackupError`; `EscalateError` for a case that is damaged in the
    backup; and what `Register.create` raises.
    """
    refuse_synced(register.folder, environ)
    _check(register, keys, case_id)
    others: list[str] = []

    def is_the_case(kind: str, of: str) -> bool:
        if kind == "case":
            others.append(of)
        return kind == "case" and of == case_id

    with unpacked(
        backup, keys, register.folder, wanted=lambda one: is_the_case(one.named.kind, one.named.of)
    ) as beside:
        if case_id not in others:
            raise _unknown(backup, case_id, others)
        stored = _read(beside, case_id, keys)
    hashes = set(_hashes(stored))
    with unpacked(
        backup,
        keys,
        register.folder,
        wanted=lambda one: one.named.kind in ("document", "edition") and one.named.of in hashes,
    ) as beside:
        return _take_over(beside, keys, register, stored, backup.header.made)


def _check(register: Register, keys: Keys, case_id: str) -> None:
    if not CASE_ID.fullmatch(case_id):
        raise wrong_input(
            f"'{visible(case_id)}' is not the id of a case; expected one such as 2026-11-16-7f3k9q"
        )
    marker = register.marker()
    if marker is None:
        raise wrong_input(
            f"there is no register in {named(register.folder)} to bring the case into. Without --case, the whole "
            "backup is brought back"
        )
    if marker.practice != keys.practice:
        kinds = ("practice", "real cases") if keys.practice else ("real cases", "practice")
        raise wrong_input(
            f"the backup is of a register for {kinds[0]}, and the one that is there is for {kinds[1]}. "
            "What was written for practice never becomes real, and nothing real goes where anybody can read it"
        )
    _refuse_known(register, case_id)


def _refuse_known(register: Register, case_id: str) -> None:
    if case_id in register.ids():
        raise wrong_input(
            f"case {case_id} is in the register already, and is never overwritten. Nothing has been changed. "
            "If it is damaged there, 'escalate register doctor --repair' sets it aside first"
        )


def _read(beside: Path, case_id: str, keys: Keys) -> StoredCase:
    try:
        stored = CaseFile(beside, case_id, keys).stored()
    except DamagedFileError:
        stored = None
    broken = first_broken(case_id, stored.events) if stored is not None else None
    if stored is None or broken is not None or stored.practice != keys.practice:
        why = broken.what if broken else "its file does not open, or does not hold it"
        raise EscalateError(
            f"case {case_id} was damaged when the backup was made: {why}. Nothing has been changed; "
            "use an earlier backup"
        )
    return stored


def _unknown(backup: Backup, case_id: str, others: list[str]) -> WrongInputError:
    near = nearest(case_id, others)
    hint = f"; did you mean {near}?" if near else ""
    return wrong_input(f"there is no case '{visible(case_id)}' in it{hint}", file=named(backup.path))


def _take_over(beside: Path, keys: Keys, register: Register, stored: StoredCase, made: str) -> RestoredCase:
    for name in _FOLDERS:
        folder = register.folder / name
        try:
            make_private(folder)
        except OSError as error:
            raise not_now(error, "made", folder) from error
    lock = CaseLock(register.folder / "locks" / f"{stored.id}.lock", USUAL_WAIT)
    with lock:
        _refuse_known(register, stored.id)  # once more: it took a while
        own = register.keys()  # under the lock, as a change of keys waits for it
        problems = list(_bring_editions(beside, register))
        documents = 0
        for document in documents_of(stored.events):
            problem = _bring_document(beside, keys, register, own, document)
            documents += not problem
            problems += [problem] if problem else []
        version = len(stored.events)
        known = max(
            (row.version for row in register.listing().loaded.rows() if row.id == stored.id), default=0
        )
        if known:  # it was lost: what the index knows of it may be newer than what comes back
            register.note_bare(stored.id, max(known, version))
        CaseFile(register.folder, stored.id, own).put(stored)
        register.note(IndexRow(id=stored.id, version=max(known, version)))
    return RestoredCase(
        id=stored.id,
        version=version,
        head=stored.events[-1].link,
        documents=documents,
        made=made,
        problems=tuple(problems),
    )


def _bring_editions(beside: Path, register: Register) -> Iterator[str]:
    editions = Editions(beside / "editions", lambda: None)
    for name in editions.all():
        try:
            texts = editions.read(name)
        except DamagedFileError:
            yield f"the policy's text {name[:12]} was damaged when the backup was made"
            continue
        register.editions.keep(texts)


def _bring_document(beside: Path, keys: Keys, register: Register, own: Keys, document: Kept) -> str:
    """Keeps a document under the name that the case says, and returns why it could not be, empty where it is."""
    name = document.name
    short = visible(name, 12)
    try:
        content = Blobs(beside / "documents", lambda: keys).read(name)
    except WrongInputError:
        return f"the document {short} is not in the backup"
    except DamagedFileError:
        return f"the document {short} was damaged when the backup was made"
    if hashlib.sha256(content).hexdigest() != document.sha256:
        return f"the document {short} in the backup is not the one that was recorded"
    path = register.folder / "documents" / f"{name}.blob"
    if not os.path.lexists(path):
        write_new(path, own.seal(f"document {name}", content), through=unfinished(register.folder))
    elif register.documents.read(name) != content:
        return f"the register has another document with the name {short}, which was left as it is"
    return ""


def _hashes(stored: StoredCase) -> Iterator[str]:
    """Everything in the case that may name a document or a text of a policy."""
    for one in stored.events:
        yield from _HASH.findall(one.content)
