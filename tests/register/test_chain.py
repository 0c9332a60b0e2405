"""What is recorded is bound to what was recorded before it, in a way that anybody can work out again."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.register.chain import (
    digest,
    fingerprint,
    hashed,
    leaf,
    link,
    links,
    merkle_root,
    new_salt,
    start,
)

SALT = "ab" * 32
HASH = "3f2a91bc07de" + "0" * 52

#: The leaves and the roots over the first n of them that implementations of RFC 6962 are tried with.
RFC_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
RFC_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def long(number: int) -> bytes:
    return b"\x00" * 7 + bytes([number])


def test_a_digest_is_what_its_parts_behind_their_lengths_hash_to() -> None:
    by_hand = long(16) + b"escalate/2 event" + long(32) + b"\xab" * 32 + long(5) + b"Si\xc3\xa2n"
    assert digest(SALT, "Siân") == sha(by_hand)


def test_the_chain_of_a_case_starts_from_the_case() -> None:
    assert start("2026-11-16-abcdef") == sha(long(15) + b"escalate/2 case" + long(17) + b"2026-11-16-abcdef")


def test_a_link_binds_a_digest_to_the_link_before_it() -> None:
    by_hand = long(15) + b"escalate/2 link" + long(32) + b"\x11" * 32 + long(32) + b"\x22" * 32
    assert link("11" * 32, "22" * 32) == sha(by_hand)


def test_a_leaf_says_which_case_stands_where() -> None:
    by_hand = long(15) + b"escalate/2 leaf" + long(4) + b"case" + long(8) + long(7) + long(32) + b"\x33" * 32
    assert leaf("case", 7, "33" * 32) == by_hand


def test_links_are_counted_by_version_and_end_in_the_head() -> None:
    one, two = digest(SALT, "one"), digest(SALT, "two")
    first = link(start("case"), one)
    assert links("case", [one, two]) == (start("case"), first, link(first, two))
    assert links("case", []) == (start("case"),)


def test_a_fingerprint_is_the_beginning_of_a_head_in_three_groups() -> None:
    assert fingerprint(HASH) == "3f2a-91bc-07de"


def test_salts_are_32_bytes_and_never_the_same() -> None:
    salts = {new_salt() for _ in range(50)}
    assert len(salts) == 50
    assert {len(bytes.fromhex(salt)) for salt in salts} == {32}


@pytest.mark.parametrize(
    "wrong", ["", "ab", "AB" * 32, "ab" * 33, "zz" * 32, "ab " * 32, " " + "ab" * 32, "ab" * 31 + "a"]
)
def test_a_hash_can_be_written_in_one_way_only(wrong: str) -> None:
    for call in (
        lambda: digest(wrong, "x"),
        lambda: link(wrong, HASH),
        lambda: link(HASH, wrong),
        lambda: leaf("case", 1, wrong),
        lambda: fingerprint(wrong),
    ):
        with pytest.raises(ValueError, match="hexadecimal"):
            call()


def test_a_version_below_nothing_is_no_leaf() -> None:
    with pytest.raises(ValueError, match="counts from 0"):
        leaf("case", -1, HASH)


@pytest.mark.parametrize("count", range(9))
def test_the_root_is_that_of_rfc_6962(count: int) -> None:
    assert merkle_root(RFC_LEAVES[:count]) == RFC_ROOTS[count]


def test_a_root_over_five_leaves_is_worked_out_by_hand() -> None:
    a, b, c, d, e = (hashlib.sha256(b"\x00" + bytes([n])).digest() for n in range(5))

    def joined(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\x01" + left + right).digest()

    four = joined(joined(a, b), joined(c, d))
    assert merkle_root(bytes([n]) for n in range(5)) == joined(four, e).hex()


def split_root(leaves: list[bytes]) -> bytes:
    """As RFC 6962 words it: split at the largest power of two that is smaller than the number of leaves."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + split_root(leaves[:split]) + split_root(leaves[split:])).digest()


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=4), max_size=40))
def test_a_tree_of_any_size_is_split_as_the_rfc_words_it(leaves: list[bytes]) -> None:
    assert merkle_root(leaves) == split_root(leaves).hex()


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=3), max_size=4), st.lists(st.binary(max_size=3), max_size=4))
def test_nothing_can_be_moved_from_one_part_to_the_next(one: list[bytes], other: list[bytes]) -> None:
    assert (hashed("x", *one) == hashed("x", *other)) == (one == other)


def test_the_same_parts_are_another_hash_as_another_kind() -> None:
    assert len({start("a"), hashed("leaf", b"a"), hashed("event", b"a"), hashed("access", b"a")}) == 4


@settings(max_examples=100)
@given(st.lists(st.text(max_size=5), min_size=1, max_size=6), st.data())
def test_a_change_to_any_event_changes_every_link_from_there_on(
    texts: list[str], data: st.DataObject
) -> None:
    where = data.draw(st.integers(0, len(texts) - 1))
    changed = [text + "x" if n == where else text for n, text in enumerate(texts)]
    before, after = (links("case", [digest(SALT, text) for text in each]) for each in (texts, changed))
    assert before[: where + 1] == after[: where + 1]
    assert all(old != new for old, new in zip(before[where + 1 :], after[where + 1 :], strict=True))


def test_the_same_events_in_another_order_end_in_another_head() -> None:
    one, two = digest(SALT, "one"), digest(SALT, "two")
    assert links("case", [one, two])[-1] != links("case", [two, one])[-1]
    assert links("case", [one])[-1] != links("other", [one])[-1]
