"""Making a document from a session: its fields, its draft, and saving it where the person chose."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wizard.casework.session import Session


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a document as it is asked for: what it is, and what has been written so far."""

    name: str
    title: str
    help: str
    mandatory: bool
    text: str


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document that can be made now."""

    id: str
    title: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A document as it stands: its words, and the titles of the mandatory fields that are still missing."""

    id: str
    title: str
    markdown: str
    text: str
    missing: tuple[str, ...]


def documents_for(session: Session) -> tuple[DocumentView, ...]:
    """The documents that the advice lists and that can be made, the lead card last."""
    raise NotImplementedError


def fields_of(session: Session, document: str) -> tuple[FieldView, ...]:
    """The fields that only the practitioner can fill, in the order of the document."""
    raise NotImplementedError


def draft(session: Session, document: str) -> Draft:
    """The document as it stands."""
    raise NotImplementedError


def suggested_name(session: Session, document: str) -> str:
    """A safe, sortable file name with no person's name in it."""
    raise NotImplementedError


def save(session: Session, document: str, path: Path) -> Path:
    """Saves the document as Markdown (.md) or plain text (.txt). Never overwrites. Raises WrongInputError, NotNowError."""
    raise NotImplementedError
