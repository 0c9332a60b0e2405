"""A slot opens with its secret alone, and what was changed in it is found."""

from __future__ import annotations

import errno
import os
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import NotNowError, WrongInputError
from wizard.register import recovery
from wizard.register.keys import Keys
from wizard.register.passphrase import acceptable, as_bytes, read_passphrase_file
from wizard.register.slots import (
    ChangedSlotError,
    Kdf,
    Slot,
    WrongSeedError,
    new_slot,
    open_slot,
    opened,
    opened_freely,
    rewrapped,
    stretched,
)
from wizard.register.system_keyring import SystemKeyring

ID = "ab" * 16
KEYS = Keys.new(ID, practice=False)
SIGNING = Ed25519PrivateKey.generate()
SIGNED_BY = SIGNING.public_key().public_bytes_raw()
SEED = b"s" * 20
SLOT = new_slot("recovery", "1", "paper", SEED, None, to=KEYS, by=SIGNING)


def keys_in(
    slot: Slot,
    seed: bytes = SEED,
    *,
    register: str = ID,
    practice: bool = False,
    signed_by: bytes = SIGNED_BY,
) -> Keys:
    return opened(slot, seed, register=register, practice=practice, signed_by=signed_by)


def with_bit(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# ---- envelopes


def test_a_slot_gives_its_keys_to_whoever_has_the_secret() -> None:
    assert keys_in(SLOT).ring() == KEYS.ring()


def test_another_secret_does_not_open_it() -> None:
    with pytest.raises(WrongSeedError):
        keys_in(SLOT, b"t" * 20)


def test_a_slot_gets_new_keys_without_its_secret() -> None:
    new = KEYS.with_new_generation()
    assert keys_in(rewrapped(SLOT, keys=new, by=SIGNING)).ring() == new.ring()


def test_the_same_keys_are_never_wrapped_to_the_same_bytes() -> None:
    assert rewrapped(SLOT, keys=KEYS, by=SIGNING).wrapped != SLOT.wrapped


@settings(max_examples=150)
@given(st.integers(0, len(SLOT.wrapped) * 8 - 1))
def test_every_flipped_bit_of_an_envelope_is_found(bit: int) -> None:
    # The last bit of a point on the curve is not read, but is bound into the key.
    with pytest.raises(ChangedSlotError):
        keys_in(msgspec.structs.replace(SLOT, wrapped=with_bit(SLOT.wrapped, bit)))


@pytest.mark.parametrize("length", range(len(SLOT.wrapped)))
def test_an_envelope_that_was_cut_short_is_found(length: int) -> None:
    with pytest.raises(ChangedSlotError):
        keys_in(msgspec.structs.replace(SLOT, wrapped=SLOT.wrapped[:length]))


def test_a_point_that_gives_everybody_the_same_key_is_refused() -> None:
    with pytest.raises(ChangedSlotError):
        keys_in(msgspec.structs.replace(SLOT, wrapped=bytes(32) + SLOT.wrapped[32:]))


def test_the_public_half_and_the_pin_of_a_slot_cannot_be_exchanged() -> None:
    for changed in ({"public": with_bit(SLOT.public, 0)}, {"pin": with_bit(SLOT.pin, 0)}, {"pin": b""}):
        with pytest.raises(ChangedSlotError):
            keys_in(msgspec.structs.replace(SLOT, **changed))


def test_the_envelope_of_one_slot_does_not_pass_for_that_of_another() -> None:
    other = new_slot("recovery", "2", "paper", SEED, None, to=KEYS, by=SIGNING)
    with pytest.raises(ChangedSlotError):
        keys_in(msgspec.structs.replace(SLOT, wrapped=other.wrapped))
    with pytest.raises(WrongSeedError):
        keys_in(msgspec.structs.replace(SLOT, id="2"))
    with pytest.raises(WrongSeedError):
        keys_in(msgspec.structs.replace(SLOT, kind="keyring"))


def test_a_slot_does_not_pass_for_one_of_another_register_or_kind() -> None:
    with pytest.raises(WrongSeedError):
        keys_in(SLOT, register="cd" * 16)
    with pytest.raises(ChangedSlotError):
        keys_in(SLOT, practice=True)


def test_keys_that_another_hand_wrapped_to_a_slot_are_not_taken_for_the_registers_own() -> None:
    stranger = Ed25519PrivateKey.generate()
    forged = rewrapped(SLOT, keys=Keys.new(ID, practice=False), by=stranger)
    with pytest.raises(ChangedSlotError):
        keys_in(forged)
    with pytest.raises(ChangedSlotError):
        keys_in(forged, signed_by=stranger.public_key().public_bytes_raw())


def test_a_practice_slot_opens_without_a_secret_and_a_real_one_is_never_made_so() -> None:
    practice = Keys.new(ID, practice=True)
    assert opened_freely(open_slot(practice), register=ID).ring() == practice.ring()
    with pytest.raises(ValueError, match="never kept in the clear"):
        open_slot(KEYS)
    with pytest.raises(ChangedSlotError):
        opened_freely(SLOT, register=ID)


# ---- passphrases


def test_a_passphrase_is_stretched_by_argon2id() -> None:
    kdf = Kdf(name="argon2id", salt=b"s" * 16, memory_kib=32, passes=1, lanes=1)
    first = stretched(b"three random words", kdf)
    assert len(first) == 32
    assert first == stretched(b"three random words", kdf)
    others = [
        stretched(b"three random word", kdf),
        *(
            stretched(b"three random words", msgspec.structs.replace(kdf, **change))
            for change in ({"salt": b"t" * 16}, {"memory_kib": 64}, {"passes": 2}, {"lanes": 2})
        ),
    ]
    assert len({first, *others}) == 6


def test_too_little_memory_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(*_args: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr("cryptography.hazmat.primitives.kdf.argon2.Argon2id", none_left)
    kdf = Kdf(name="argon2id", salt=b"s" * 16, memory_kib=65536, passes=1, lanes=1)
    with pytest.raises(NotNowError, match="64 MiB are needed"):
        stretched(b"three random words", kdf)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("eleven char", "has 11 characters; expected at least 12. Take three random words, or more"),
        ("eleven char\n", "has 11 characters"),
        ("", "has 0 characters"),
        ("a" * 12, "one character over and over. Take three random words"),
        (" " * 20, "one character over and over"),
        ("x" * 500 + "y" * 501, "more than 1,000 characters"),
        ("twelve chars\udcff", "no text"),
        ("e\u0301" * 6 + "abcde", "has 11 characters"),
    ],
)
def test_a_passphrase_that_will_not_do_is_refused_in_a_sentence_without_it(text: str, why: str) -> None:
    with pytest.raises(WrongInputError) as caught:
        acceptable(text)
    assert why in str(caught.value)
    assert not text or text.strip() == "" or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["twelve chars", "correct horse battery", "aaaaaaaaaaab", "Zoë's très long", "密码密码密码密码密码密码"],
)
def test_any_other_passphrase_will_do(text: str) -> None:
    assert acceptable(text) == text


@settings(max_examples=50)
@given(st.text(st.characters(codec="utf-8"), max_size=30))
def test_a_passphrase_is_the_same_however_its_accents_were_typed(text: str) -> None:
    assert as_bytes(unicodedata.normalize("NFD", text)) == as_bytes(unicodedata.normalize("NFC", text))


def test_only_one_end_of_line_is_no_part_of_a_passphrase() -> None:
    assert as_bytes("words\n") == as_bytes("words\r\n") == as_bytes("words") == b"words"
    assert as_bytes("words\n\n") == b"words\n"
    assert as_bytes(" words ") == b" words "


@pytest.mark.parametrize(
    ("data", "passphrase"),
    [
        (b"three random words", "three random words"),
        (b"three random words\n", "three random words"),
        (b"three random words\r\n", "three random words"),
        (b"\xef\xbb\xbfthree random words\r\n", "three random words"),
        ("drei zufällige Wörter\n".encode(), "drei zufällige Wörter"),
    ],
)
def test_a_passphrase_file_is_read(tmp_path: Path, data: bytes, passphrase: str) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(data)
    assert read_passphrase_file(path) == passphrase


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"secret \xff\xfe", "no UTF-8"),
        (b"secret" * 20_000, "too long"),
    ],
)
def test_a_file_that_holds_no_passphrase_is_refused_without_what_it_holds(
    tmp_path: Path, data: bytes, why: str
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(data)
    with pytest.raises(WrongInputError, match=why) as caught:
        read_passphrase_file(path)
    assert "file.txt" in str(caught.value)
    assert "secret" not in str(caught.value).replace(str(tmp_path), "")


def test_a_passphrase_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="no such file"):
        read_passphrase_file(tmp_path / "missing")
    with pytest.raises(WrongInputError, match="not a name"):
        read_passphrase_file(tmp_path / "a\0b")


@pytest.mark.skipif(os.name == "nt", reason="Windows says of a folder that it may not be read")
def test_a_folder_is_no_passphrase_file(tmp_path: Path) -> None:
    with pytest.raises(WrongInputError, match="is a folder"):
        read_passphrase_file(tmp_path)


def test_a_passphrase_file_that_cannot_be_read_now_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object, **_options: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(NotNowError, match="permission"):
        read_passphrase_file(tmp_path / "passphrase")


# ---- the recovery key on paper

PAPER = recovery.written(bytes(range(20)))


@settings(max_examples=100)
@given(st.binary(min_size=20, max_size=20))
def test_a_recovery_key_is_read_as_it_was_written(secret: bytes) -> None:
    assert recovery.entered(recovery.written(secret)) == secret


def test_a_recovery_key_is_nine_groups_of_four_signs_that_are_not_mistaken() -> None:
    groups = PAPER.split("-")
    assert [len(group) for group in groups] == [4] * 9
    assert not set(PAPER) & set("ILOUilou")
    assert len(recovery.new_secret()) * 8 == 160


@pytest.mark.parametrize(
    "typed",
    [
        PAPER.lower(),
        PAPER.replace("-", ""),
        PAPER.replace("-", " "),
        f"  {PAPER}\n",
        PAPER.replace("-", "–"),
        PAPER.replace("0", "O").replace("1", "l"),
        PAPER.replace("0", "o").replace("1", "I"),
    ],
)
def test_capitals_spaces_and_hyphens_do_not_matter(typed: str) -> None:
    assert recovery.entered(typed) == bytes(range(20))


@settings(max_examples=200)
@given(
    st.binary(min_size=20, max_size=20),
    st.integers(0, 35),
    st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"),
)
def test_a_slip_in_one_sign_is_told(secret: bytes, place: int, sign: str) -> None:
    signs = recovery.written(secret).replace("-", "")
    typed = signs[:place] + sign + signs[place + 1 :]
    if typed == signs:
        assert recovery.entered(typed) == secret
        return
    with pytest.raises(WrongInputError, match="typing slip"):
        recovery.entered(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (PAPER[:-1], "has 35 signs; expected 36"),
        (PAPER + "7", "has 37 signs"),
        ("", "has 0 signs"),
        ("U" + PAPER[1:], "sign 1 of this recovery key"),
        (PAPER[:-1] + "€", "sign 36"),
        (PAPER[5:9] + "-" + PAPER[:5] + PAPER[10:], "typing slip"),
        ("7" * 100_000, "expected 36"),
    ],
)
def test_what_is_no_recovery_key_is_told_without_it(typed: str, why: str) -> None:
    with pytest.raises(WrongInputError, match=why) as caught:
        recovery.entered(typed)
    assert PAPER[5:9] not in str(caught.value)


# ---- the keyring of the system


class FakeKeyring(SimpleNamespace):
    kept: dict[tuple[str, str], str]

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.kept[service, name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


def test_the_keyring_keeps_gives_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeKeyring(kept={})
    monkeypatch.setitem(sys.modules, "keyring", fake)
    keyring = SystemKeyring()
    assert keyring.get("a") is None
    keyring.set("a", "secret")
    assert keyring.get("a") == "secret"
    assert fake.kept == {("escalation-wizard", "a"): "secret"}
    keyring.delete("a")
    keyring.delete("a")
    assert fake.kept == {}


def test_a_keyring_that_is_not_installed_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(WrongInputError, match=r"escalation-wizard\[keyring\]"):
        SystemKeyring().get("a")


class NoKeyringError(RuntimeError):
    """As the library calls it."""


@pytest.mark.parametrize(
    ("fault", "why"),
    [(NoKeyringError("s3cret"), "has no keyring"), (RuntimeError("s3cret"), "may be locked")],
)
def test_a_keyring_that_does_not_answer_is_said_without_the_secret(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, why: str
) -> None:
    def fail(*_args: str) -> str:
        raise fault

    fake = SimpleNamespace(get_password=fail, set_password=fail, delete_password=fail)
    monkeypatch.setitem(sys.modules, "keyring", fake)
    with pytest.raises(NotNowError, match=why) as caught:
        SystemKeyring().set("a", "s3cret")
    assert "s3cret" not in str(caught.value)
    with pytest.raises(NotNowError, match=why):
        SystemKeyring().get("a")
