"""Drafts of emails: neutral outside, whole inside, and nothing that a person typed can become a header."""

from __future__ import annotations

import email
import re
import socket
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import WrongInputError
from wizard.documents.formats import ENDINGS
from wizard.documents.mail_draft import (
    KINDS,
    LARGEST,
    Attachment,
    covering_text,
    kind_of,
    mail_draft,
    neutral_name,
    neutral_subject,
)

REFERENCE = "2026-11-16-7f3a12"
SUBJECT = neutral_subject("Formal challenge letter", REFERENCE, False)
LETTER = Attachment(f"challenge-letter-{REFERENCE}.pdf", b"%PDF-1.7\r\n\n\0\xff.\r\nend", "application/pdf")
TO = ("duty.team@example.gov.uk", "o'brien+board@nhs.example.org")


def draft(
    to: tuple[str, ...] = TO,
    subject: str = SUBJECT,
    text: str = "Attached.\n",
    attachment: Attachment = LETTER,
) -> bytes:
    return mail_draft(to=to, subject=subject, text=text, attachment=attachment)


def read(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=SMTP)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def attached(data: bytes) -> EmailMessage:
    (found,) = read(data).iter_attachments()
    assert isinstance(found, EmailMessage)
    return found


def test_a_draft_has_these_headers_and_no_others() -> None:
    assert read(draft()).items()[:3] == [("X-Unsent", "1"), ("To", ", ".join(TO)), ("Subject", SUBJECT)]
    assert read(draft()).keys() == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]


def test_a_draft_says_nothing_of_the_machine_or_of_whoever_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("gethostname", "getfqdn"):
        monkeypatch.setattr(socket, name, lambda *_: "ward-7-laptop")
    for name in ("USER", "LOGNAME", "USERNAME", "EMAIL"):
        monkeypatch.setenv(name, "jane.doe")
    data = draft().lower()
    assert b"ward-7-laptop" not in data
    assert b"jane.doe" not in data
    assert not re.search(rb"^(date|from|message-id|user-agent|x-mailer|received):", data, re.MULTILINE)


def test_without_an_address_there_is_no_line_for_it() -> None:
    assert "To" not in read(draft(to=())).keys()  # noqa: SIM118 - the headers as they stand


def test_every_line_ends_in_crlf_and_none_is_longer_than_mail_allows() -> None:
    data = draft(text="Zoë " * 500, attachment=Attachment("a.txt", "ü\n".encode() * 999, "text/plain"))
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 78
    assert data.isascii()


@pytest.mark.parametrize("kind", sorted(set(KINDS.values())))
def test_what_is_attached_comes_out_byte_by_byte(kind: str) -> None:
    data = bytes(range(256)) + b"\r\n\n\r.\r\n--=_\r\nFrom me\n"
    part = attached(draft(attachment=Attachment("one.bin", data, kind)))
    assert part.get_payload(decode=True) == data
    assert (part.get_content_type(), part.get_filename()) == (kind, "one.bin")
    assert part.get_content_disposition() == "attachment"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000), st.text(max_size=300))
def test_any_document_and_any_text_come_through(data: bytes, text: str) -> None:
    message = read(draft(text=text, attachment=Attachment("one.txt", data, "text/plain")))
    (part,) = message.iter_attachments()
    assert part.get_payload(decode=True) == data
    assert message.keys() == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]


def test_the_text_is_read_as_it_was_written() -> None:
    body = read(draft(text="Zoë's answer:\n.\nFrom here on £5 = 5 pounds\n")).get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Zoë's answer:\n.\nFrom here on £5 = 5 pounds\n"


def test_a_subject_with_accents_is_read_as_it_was_written() -> None:
    subject = neutral_subject("Llythyr her ffurfiol — môr, " + "a long title " * 6, REFERENCE, True)
    assert read(draft(subject=subject))["Subject"] == subject


def test_the_same_draft_is_the_same_bytes() -> None:
    assert draft() == draft()


def test_every_format_of_a_document_has_its_kind() -> None:
    assert set(KINDS) == set(ENDINGS)
    assert kind_of("Letter.PDF") == "application/pdf"
    with pytest.raises(WrongInputError, match="only a document can be attached"):
        kind_of("letter.exe")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "duty.team",
        "duty team@example.org",
        "@example.org",
        "duty@",
        "duty@localhost",
        ".duty@example.org",
        "du..ty@example.org",
        "duty@-example.org",
        "duty@example..org",
        "duty@[127.0.0.1]",
        '"duty team"@example.org',
        "Duty Team <duty@example.org>",
        "duty@example.org, other@example.org",
        "duty@example.org;other@example.org",
        "duty@example.org\r\nBcc: other@example.org",
        "duty@example.org\nBcc: other@example.org",
        "duty@example.org\n",
        "duty@example.org\u2028Bcc: other@example.org",
        "duty@example.org\0",
        "zoë@example.org",
        "duty@exämple.org",
        "duty\u202e@example.org",
        f"{'d' * 65}@example.org",
        f"duty@{'e' * 250}.org",
        f"duty@{'e.' * 130}org",
    ],
)
def test_what_is_no_plain_address_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(WrongInputError, match="is not an email address that can be used here") as caught:
        draft(to=("fine@example.org", address))
    assert "\n" not in str(caught.value)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('ab.@,;<>"\r\n :\0\u2028=?é-'), max_size=25))
def test_whatever_is_given_as_an_address_is_refused_or_is_the_only_addressee(address: str) -> None:
    try:
        data = draft(to=(address,))
    except WrongInputError:
        return
    assert [one.addr_spec for one in read(data)["To"].addresses] == [address]
    assert read(data).keys() == ["X-Unsent", "To", "Subject", "MIME-Version", "Content-Type"]


def test_an_address_that_is_given_twice_is_written_once() -> None:
    assert read(draft(to=("a@example.org", "A@EXAMPLE.org")))["To"] == "a@example.org"


def test_a_draft_for_a_whole_mailing_list_is_refused() -> None:
    with pytest.raises(WrongInputError, match="at most 50 addresses, and these are 51"):
        draft(to=tuple(f"a{number}@example.org" for number in range(51)))


@pytest.mark.parametrize(
    "subject", ["", "  ", "one\r\nBcc: x@example.org", "a\nb", "a\u2028b", "a\u202eb", "a" * 201]
)
def test_a_subject_that_is_not_one_plain_line_is_refused(subject: str) -> None:
    with pytest.raises(WrongInputError, match="will not do"):
        draft(subject=subject)


@pytest.mark.parametrize(
    "name",
    ["", ".pdf", "../a.pdf", "a/b.pdf", "C:\\a.pdf", 'a".pdf', "a\r\nX-Bad: 1.pdf", "Zoë.pdf", "a b.pdf"],
)
def test_a_name_of_an_attachment_that_could_be_more_than_a_name_is_refused(name: str) -> None:
    with pytest.raises(WrongInputError, match="is not a name for an attachment"):
        draft(attachment=Attachment(name, b"", "application/pdf"))


@pytest.mark.parametrize("kind", ["", "pdf", "application/pdf; name=x", "text/plain\r\nX-Bad: 1", "a/b/c"])
def test_a_kind_of_file_that_could_be_more_than_a_kind_is_refused(kind: str) -> None:
    with pytest.raises(WrongInputError, match="is not a kind of file"):
        draft(attachment=Attachment("a.pdf", b"", kind))


def test_a_document_that_no_mail_server_takes_is_refused() -> None:
    with pytest.raises(WrongInputError, match="most mail servers take at most"):
        draft(attachment=Attachment("a.pdf", b"x" * (LARGEST + 1), "application/pdf"))


def test_the_subject_is_the_title_and_the_reference() -> None:
    assert neutral_subject("Formal letter", "7f3a", False) == "Formal letter, reference 7f3a"
    assert neutral_subject("Chaser", "7f3a", True) == "PRACTICE: Chaser, reference 7f3a"


def test_without_a_reference_nothing_of_an_email_has_one() -> None:
    assert neutral_subject("Learning record", "", True) == "PRACTICE: Learning record"
    assert "Attached: Learning record.\n" in covering_text("Learning record", "", False)


def test_of_a_document_that_tells_of_nobody_it_is_not_said_that_it_does() -> None:
    text = covering_text("Lead card", REFERENCE, False, personal=False)
    assert "personal" not in text
    assert f"Attached: Lead card, reference {REFERENCE}." in text


def test_a_subject_made_of_a_hostile_title_still_is_one_line() -> None:
    subject = neutral_subject("A\r\nBcc: x@example.org\u202e", "7f3a", False)
    assert read(draft(subject=subject)).keys().count("Bcc") == 0


@pytest.mark.parametrize(
    ("document", "reference", "ending", "name"),
    [
        ("challenge-letter", REFERENCE, ".pdf", f"challenge-letter-{REFERENCE}.pdf"),
        ("chaser", "", ".DOCX", "chaser.docx"),
        ("../../etc", "a b/c", ".md", "etc-a-b-c.md"),
    ],
)
def test_the_attachment_is_named_after_its_kind_and_the_reference(
    document: str, reference: str, ending: str, name: str
) -> None:
    assert neutral_name(document, reference, ending) == name


def test_the_text_says_what_is_attached_and_that_only_secure_means_will_do() -> None:
    text = covering_text("Formal challenge letter", REFERENCE, False)
    assert f"Attached: Formal challenge letter, reference {REFERENCE}." in text
    assert "secure means only" in " ".join(text.split())
    assert "practice" not in text
    assert "invented case" in covering_text("Chaser", REFERENCE, True)
