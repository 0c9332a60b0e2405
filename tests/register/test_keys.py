"""What is sealed opens only unchanged, with the same keys and for the same use."""

from __future__ import annotations

import copy
import hashlib
import pickle

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.register.keys import Keys
from wizard.register.sealed import OVERHEAD, UnsealError, generation_of, seal_frame, unseal_frame

ID = "0123456789abcdef" * 2
OTHER = "f" * 32
KEYS = Keys.new(ID, practice=False)
FRAME = KEYS.seal("case 1", b"what was said")


@settings(max_examples=50)
@given(st.binary(max_size=500), st.text(st.characters(codec="utf-8"), max_size=40))
def test_what_is_sealed_opens_again(plain: bytes, about: str) -> None:
    data = KEYS.seal(about, plain)
    assert KEYS.unseal(about, data) == plain
    assert len(data) == len(plain) + OVERHEAD


def test_the_same_text_is_never_sealed_to_the_same_bytes() -> None:
    assert len({KEYS.seal("index", b"row") for _ in range(50)}) == 50


def test_nothing_of_the_text_is_in_the_frame() -> None:
    assert b"said" not in FRAME


@settings(max_examples=200)
@given(st.integers(0, len(FRAME) * 8 - 1))
def test_every_flipped_bit_is_found(bit: int) -> None:
    changed = bytearray(FRAME)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", bytes(changed))


@pytest.mark.parametrize("length", range(len(FRAME)))
def test_a_frame_that_was_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", FRAME[:length])


def test_a_frame_with_bytes_behind_it_does_not_open() -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", FRAME + b"\0")


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_bytes_that_were_never_sealed_do_not_open(data: bytes) -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", data)
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", FRAME[:8] + data)


def test_one_case_does_not_pass_for_another() -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal("case 2", FRAME)


def test_a_case_of_one_register_does_not_pass_for_one_of_another_with_the_same_keys() -> None:
    with pytest.raises(UnsealError):
        Keys.from_ring(OTHER, False, KEYS.ring()).unseal("case 1", FRAME)


def test_a_practice_case_never_becomes_a_real_one() -> None:
    practice = Keys.from_ring(ID, True, KEYS.ring())
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", practice.seal("case 1", b"invented"))
    with pytest.raises(UnsealError):
        practice.unseal("case 1", FRAME)


def test_a_failure_says_nothing_of_what_was_sealed() -> None:
    with pytest.raises(UnsealError) as caught:
        KEYS.unseal("case Zoe", FRAME)
    assert "Zoe" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_frame_is_as_the_format_says() -> None:
    info = b"escalate/2|real|seal|case 1"
    key = HKDF(SHA256(), 32, bytes.fromhex(ID), info).derive(KEYS.ring()[-32:])
    header, nonce, rest = FRAME[:8], FRAME[8:20], FRAME[20:]
    assert header == b"ESC2\x00\x00\x00\x01"
    about = f"{ID}|real|case 1".encode()
    assert AESGCM(key).decrypt(nonce, rest, header + about) == b"what was said"


def test_the_context_of_a_frame_is_bound_to_it() -> None:
    data = seal_frame(b"k" * 32, 7, b"here", b"text")
    assert unseal_frame(b"k" * 32, b"here", data) == b"text"
    for key, context in ((b"k" * 32, b"there"), (b"j" * 32, b"here")):
        with pytest.raises(UnsealError):
            unseal_frame(key, context, data)


# ---- generations


def test_new_keys_write_with_a_new_generation_and_read_the_old_one() -> None:
    new = KEYS.with_new_generation()
    assert (new.generation, new.generations) == (2, (1, 2))
    assert new.unseal("case 1", FRAME) == b"what was said"
    assert generation_of(new.seal("case 1", b"")) == 2
    assert generation_of(FRAME) == 1


def test_old_keys_do_not_read_what_new_ones_wrote() -> None:
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", KEYS.with_new_generation().seal("case 1", b"since then"))


def test_without_the_older_keys_what_they_wrote_is_closed() -> None:
    alone = KEYS.with_new_generation().without_older()
    assert alone.generations == (2,)
    with pytest.raises(UnsealError):
        alone.unseal("case 1", FRAME)


def test_a_ring_is_full_at_some_point() -> None:
    keys = KEYS
    for _ in range(63):
        keys = keys.with_new_generation()
    with pytest.raises(ValueError, match="between 1 and 64"):
        keys.with_new_generation()


# ---- names


def test_a_subkey_is_the_same_every_time_and_another_for_every_use_register_kind_and_generation() -> None:
    new = KEYS.with_new_generation()
    found = [
        KEYS.subkey("documents"),
        KEYS.subkey("index"),
        new.subkey("documents"),
        Keys.from_ring(OTHER, False, KEYS.ring()).subkey("documents"),
        Keys.from_ring(ID, True, KEYS.ring()).subkey("documents"),
    ]
    assert len(set(found)) == len(found)
    assert {len(each) for each in found} == {32}
    assert KEYS.subkey("documents") == found[0] == new.subkey("documents", 1)


def test_many_uses_do_not_change_what_a_subkey_is() -> None:
    first = KEYS.subkey("documents")
    for number in range(300):
        KEYS.subkey(f"case {number}")
    assert KEYS.subkey("documents") == first


# ---- the ring as bytes


def test_a_ring_is_written_and_read_back() -> None:
    keys = KEYS.with_new_generation()
    again = Keys.from_ring(ID, False, keys.ring())
    assert again.generations == (1, 2)
    assert again.unseal("case 1", keys.seal("case 1", b"x")) == b"x"


ENTRY = (1).to_bytes(4) + bytes(32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ESCRING2",
        b"ESCRING1" + ENTRY,
        b"ESCRING2" + ENTRY[:-1],
        b"ESCRING2" + ENTRY + b"\0",
        b"ESCRING2" + ENTRY + ENTRY,
        b"ESCRING2" + (2).to_bytes(4) + bytes(32) + ENTRY,
        b"ESCRING2" + (0).to_bytes(4) + bytes(32),
        b"ESCRING2" + b"".join(number.to_bytes(4) + bytes(32) for number in range(1, 66)),
    ],
    ids=["nothing", "empty", "another", "cut", "longer", "twice", "disorder", "zero", "too many"],
)
def test_bytes_that_are_no_ring_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"ring|generations"):
        Keys.from_ring(ID, False, data)


@pytest.mark.parametrize("register", ["", "x" * 32, "0" * 31, "A" * 32, "0" * 32 + "\n"])
def test_an_id_that_is_none_is_refused(register: str) -> None:
    with pytest.raises(ValueError, match="32 hexadecimal"):
        Keys.new(register, practice=True)


# ---- keys are never shown


def test_keys_show_no_key() -> None:
    key = KEYS.ring()[-32:]
    for shown in (repr(KEYS), str(KEYS), f"{KEYS}"):
        assert ID in shown
        assert key.hex() not in shown
        assert repr(key)[2:-1] not in shown


def test_keys_are_not_copied_to_anywhere() -> None:
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never written down"):
            attempt(KEYS)


def test_a_name_is_not_made_with_a_key_that_seals() -> None:
    data = seal_frame(KEYS.subkey("case 1"), 1, f"{ID}|real|case 1".encode(), b"x")
    with pytest.raises(UnsealError):
        KEYS.unseal("case 1", data)


def test_a_subkey_tells_nothing_of_the_key_it_comes_from() -> None:
    assert KEYS.subkey("x") not in {KEYS.ring()[-32:], hashlib.sha256(KEYS.ring()[-32:]).digest()}
