"""A draft of an email with a document attached. The program sends nothing: the person's own mail program opens the draft."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import msgspec

from wizard.base.errors import wrong_input
from wizard.base.text import visible, visible_lines

if TYPE_CHECKING:
    from email.message import EmailMessage

ENDING: Final = ".eml"
#: What each format of a document is called in an email.
KINDS: Final[Mapping[str, str]] = {
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".html": "text/html",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
}
#: The longest attachment, in bytes: most mail servers take no more, as it grows by a third on the way.
LARGEST: Final = 15_000_000
_PERSONAL: Final = (
    "It holds personal information about a child, an adult or a family. It may be sent and answered by secure "
    "means only, and read only by people who need it for this case."
)
_MOST_ADDRESSEES: Final = 50
_SUBJECT_LIMIT: Final = 200
_ADDRESS_LIMIT: Final = 254
_LOCAL_LIMIT: Final = 64
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
#: Plain addresses only: nothing in them can end a header, name a second person or hide what it is.
_ADDRESS: Final = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@{_LABEL}(?:\.{_LABEL})+")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_KIND: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}")
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


class Attachment(msgspec.Struct, frozen=True):
    """A document as it is attached: a neutral file name, its bytes, and its kind, such as "application/pdf"."""

    name: str
    data: bytes
    kind: str


def neutral_subject(document_title: str, reference: str, practice: bool) -> str:
    """What everybody on the way can read of an email: which kind of document it is, and the reference. Never a name.

    Without a `reference` it is the kind of document alone.
    """
    mark = "PRACTICE: " if practice else ""
    return f"{mark}{_called(document_title, reference)}"


def neutral_name(document: str, reference: str, ending: str) -> str:
    """The name of the attachment: the document's id and the reference. The person's own name for the file may say more."""
    parts = (_NOT_IN_A_NAME.sub("-", one).strip(".-_")[:50] for one in (document, reference))
    return "-".join(one for one in parts if one) + ending.casefold()


def covering_text(document_title: str, reference: str, practice: bool, *, personal: bool = True) -> str:
    """The few sentences of the email itself, for whoever gets it. They say nothing of the case.

    `personal` is whether the document tells of somebody: an anonymous one and a card of telephone numbers do not.
    """
    paragraphs = (
        *(("This is about an invented case, for practice.",) if practice else ()),
        f"Attached: {_called(document_title, reference)}.",
        *((_PERSONAL,) if personal else ()),
        "If it has reached you by mistake, please tell the sender and delete it.",
    )
    return "\n\n".join(paragraphs) + "\n"


def _called(document_title: str, reference: str) -> str:
    title = visible(document_title, 120)
    return f"{title}, reference {visible(reference, 60)}" if reference else title


def mail_draft(*, to: Sequence[str], subject: str, text: str, attachment: Attachment) -> bytes:
    """The draft as the bytes of an `.eml` file. It names no sender, no time and no machine.

    `to` may be empty: then the addressee is written in the mail program. The same input gives the same bytes.
    Raises WrongInputError for an address that is none, for too many, and for a subject, a file name or a kind that would not
    come through as it is; also for an attachment that is too large.
    """
    addresses = checked_addresses(to)
    _check(subject, attachment)
    from email.message import EmailMessage
    from email.policy import SMTP

    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # Outlook then opens it as a draft, not as something that has arrived
    if addresses:
        message["To"] = ", ".join(addresses)
    message["Subject"] = subject
    message.set_content(visible_lines(text), cte="quoted-printable")
    _attach(message, attachment)
    message.set_boundary(_boundary(addresses, subject, text, attachment))
    return message.as_bytes()


def checked_addresses(to: Iterable[str]) -> tuple[str, ...]:
    """The addresses, each once. Raises WrongInputError with a sentence for the first that is none."""
    if isinstance(to, str):
        raise TypeError("expected a list of addresses")
    found: dict[str, str] = {}
    for one in to:
        match = _ADDRESS.fullmatch(one)
        if match is None or len(one) > _ADDRESS_LIMIT or len(match[1]) > _LOCAL_LIMIT:
            raise wrong_input(
                f"'{visible(one, 80)}' is not an email address that can be used here; expected one such as "
                "duty.team@example.gov.uk, without a name around it"
            )
        found.setdefault(one.casefold(), one)
    if len(found) > _MOST_ADDRESSEES:
        raise wrong_input(
            f"an email here goes to at most {_MOST_ADDRESSEES} addresses, and these are {len(found)}"
        )
    return tuple(found.values())


def _check(subject: str, attachment: Attachment) -> None:
    if not subject.strip() or not subject.isprintable() or len(subject) > _SUBJECT_LIMIT:
        raise wrong_input(
            f"the subject '{visible(subject, 80)}' will not do; expected one line of at most {_SUBJECT_LIMIT} letters"
        )
    if not _FILE_NAME.fullmatch(attachment.name):
        raise wrong_input(
            f"'{visible(attachment.name, 80)}' is not a name for an attachment; expected plain letters, digits, "
            "hyphens and dots"
        )
    if not _KIND.fullmatch(attachment.kind):
        raise wrong_input(f"'{visible(attachment.kind, 80)}' is not a kind of file such as application/pdf")
    if len(attachment.data) > LARGEST:
        raise wrong_input(
            f"the document has {len(attachment.data):,} bytes, and most mail servers take at most {LARGEST:,}; "
            "send it another way"
        )


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    main, _, sub = attachment.kind.partition("/")
    # Bytes are attached as they are, texts too: what arrives has the digest of what was saved.
    message.add_attachment(
        attachment.data,
        maintype=main,
        subtype=sub,
        filename=attachment.name,
        params={"charset": "utf-8"} if main == "text" else None,
    )
    for part in message.iter_attachments():
        del part["MIME-Version"]  # it stands once, at the top


def _boundary(addresses: Sequence[str], subject: str, text: str, attachment: Attachment) -> str:
    """A line that nothing in the email can hold, as it depends on all of it; the library's own is drawn by lot."""
    digest = hashlib.sha256()
    for part in (*addresses, subject, text, attachment.name, attachment.kind):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    digest.update(attachment.data)
    return f"=_{digest.hexdigest()[:48]}"


def kind_of(name: str) -> str:
    """What a file with that name is called in an email. Raises WrongInputError for one that is no document."""
    kind = KINDS.get(PurePath(name).suffix.casefold())
    if kind is None:
        raise wrong_input(f"only a document can be attached; expected a file that ends in {', '.join(KINDS)}")
    return kind
