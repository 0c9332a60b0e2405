"""What a witness holds tells what has been taken out of a register, or written anew."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.base.errors import WrongInputError
from wizard.register import witness
from wizard.register.chain import digest, leaf, links, merkle_root
from wizard.register.witness import (
    Standing,
    Statement,
    doubts,
    held_against,
    make_statement,
    read_statement,
    root_holds,
    signature_holds,
    to_bytes,
)

PRIVATE = bytes(range(32))
PUBLIC = Ed25519PrivateKey.from_private_bytes(PRIVATE).public_key().public_bytes_raw().hex()
REGISTER = "0123456789abcdef" * 2
AT = datetime(2026, 11, 16, 9, 30, 12, 345, tzinfo=UTC)


def chain_of(case: str, *texts: str) -> tuple[str, ...]:
    return links(case, [digest(hashlib.sha256(text.encode()).hexdigest(), text) for text in texts])


CHAINS = {
    "2026-11-16-aaaaaa": chain_of("2026-11-16-aaaaaa", "one", "two", "three"),
    "2026-11-16-bbbbbb": chain_of("2026-11-16-bbbbbb", "one"),
    "2026-11-16-cccccc": chain_of("2026-11-16-cccccc", "x", "y"),
}


def stated(chains: dict[str, tuple[str, ...]] = CHAINS, private: bytes = PRIVATE) -> Statement:
    heads = [Standing(id=case, version=len(chain) - 1, head=chain[-1]) for case, chain in chains.items()]
    return make_statement(REGISTER, heads, AT, "escalate 0.9", private)


def refusal(data: bytes) -> str:
    with pytest.raises(WrongInputError) as caught:
        read_statement(data, "witness.json")
    (line,) = caught.value.lines()
    assert line.startswith("witness.json: ")
    return line


def changed(**fields: object) -> bytes:
    return json.dumps({**json.loads(to_bytes(stated())), **fields}).encode()


def test_a_statement_is_read_back_as_it_was_made() -> None:
    statement = stated()
    assert read_statement(to_bytes(statement), "witness.json") == statement
    assert statement.time == "2026-11-16T09:30:12+00:00"
    assert statement.public == PUBLIC


def test_the_time_of_a_statement_is_told_in_utc() -> None:
    there = AT.astimezone(timezone(timedelta(hours=5)))
    assert make_statement(REGISTER, [], there, "p", PRIVATE) == make_statement(REGISTER, [], AT, "p", PRIVATE)
    with pytest.raises(ValueError, match="offset"):
        make_statement(REGISTER, [], AT.replace(tzinfo=None), "p", PRIVATE)


def test_the_order_in_which_cases_are_given_makes_no_difference() -> None:
    assert stated(dict(reversed(CHAINS.items()))) == stated()


def test_a_case_cannot_stand_in_two_places() -> None:
    head = CHAINS["2026-11-16-bbbbbb"]
    two = [Standing(id="a", version=n, head=head[n]) for n in (0, 1)]
    with pytest.raises(ValueError, match="one place only"):
        make_statement(REGISTER, two, AT, "p", PRIVATE)


def test_anybody_can_check_a_statement_with_json_and_ed25519_alone() -> None:
    raw = json.loads(to_bytes(stated()))
    signature = bytes.fromhex(raw["signature"])
    text = json.dumps(
        {**raw, "signature": ""}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    ).encode()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(raw["public"]))
    key.verify(signature, b"escalate/2 witness\n" + text)
    with pytest.raises(InvalidSignature):
        key.verify(signature, text)
    assert raw["root"] == merkle_root(
        leaf(case["id"], case["version"], case["head"]) for case in raw["cases"]
    )


def test_what_the_register_made_and_kept_leaves_no_doubt_and_nothing_broken() -> None:
    statement = stated()
    assert signature_holds(statement)
    assert root_holds(statement)
    assert doubts(statement, REGISTER, [PUBLIC]) == ()
    assert held_against(statement, CHAINS) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("register", "f" * 32),
        ("time", "2026-11-17T09:30:12+00:00"),
        ("program", "escalate 1.0"),
        ("root", "0" * 64),
        ("public", "0" * 64),
        ("signature", "0" * 128),
        ("cases", []),
    ],
)
def test_no_field_can_be_changed_after_it_was_signed(field: str, value: object) -> None:
    statement = read_statement(changed(**{field: value}), "witness.json")
    assert not signature_holds(statement)
    assert any("signature does not hold" in doubt for doubt in doubts(statement, REGISTER, [PUBLIC]))


def test_a_root_that_is_not_over_the_cases_is_said_even_where_it_was_signed() -> None:
    wrong = msgspec.structs.replace(stated(), root="0" * 64)
    text = json.dumps(
        {**msgspec.to_builtins(wrong), "signature": ""}, sort_keys=True, separators=(",", ":")
    ).encode()
    signature = Ed25519PrivateKey.from_private_bytes(PRIVATE).sign(b"escalate/2 witness\n" + text)
    wrong = msgspec.structs.replace(wrong, signature=signature.hex())
    assert signature_holds(wrong)
    assert not root_holds(wrong)
    assert doubts(wrong, REGISTER, [PUBLIC]) == ("the root of the statement is not the one over its cases",)


def test_a_statement_about_another_register_is_said_to_be_one() -> None:
    (doubt,) = doubts(stated(), "f" * 32, [PUBLIC])
    assert "another register (01234567, and this is ffffffff)" in doubt


def test_a_statement_by_a_key_that_the_register_does_not_know_is_said_to_be_one() -> None:
    (doubt,) = doubts(stated(private=bytes(32)), REGISTER, [PUBLIC])
    assert "a key that this register does not know" in doubt


def test_a_case_that_is_gone_is_found() -> None:
    (broken,) = held_against(stated(), {k: v for k, v in CHAINS.items() if not k.endswith("aaaaaa")})
    assert (broken.case, broken.event) == ("2026-11-16-aaaaaa", 1)
    assert "the case is gone; at 2026-11-16T09:30:12+00:00 it had 3 events" in str(broken)


def test_events_cut_off_the_end_are_found() -> None:
    case = "2026-11-16-aaaaaa"
    (broken,) = held_against(stated(), {**CHAINS, case: CHAINS[case][:2]})
    assert (broken.case, broken.event) == (case, 2)
    assert "there were 3 at 2026-11-16T09:30:12+00:00, and now 1" in str(broken)


def test_a_case_written_anew_is_found_though_it_is_as_long_or_longer() -> None:
    case = "2026-11-16-cccccc"
    for anew in (chain_of(case, "x", "other"), chain_of(case, "other", "y", "more")):
        (broken,) = held_against(stated(), {**CHAINS, case: anew})
        assert (broken.case, broken.event) == (case, 2)
        assert "written anew" in broken.what


def test_a_case_with_no_links_at_all_has_lost_its_events() -> None:
    (broken,) = held_against(stated(), {**CHAINS, "2026-11-16-bbbbbb": ()})
    assert broken.event == 1


def test_every_broken_case_is_named_in_the_order_of_the_cases() -> None:
    assert [broken.case for broken in held_against(stated(), {})] == sorted(CHAINS)


@settings(max_examples=100)
@given(
    st.lists(st.text(max_size=4), max_size=6),
    st.integers(0, 6),
    st.lists(st.text(max_size=4), max_size=3),
)
def test_a_case_that_only_grew_is_kept_and_one_cut_short_is_not(
    texts: list[str], cut: int, more: list[str]
) -> None:
    case = "2026-11-16-dddddd"
    texts = [f"{n} {text}" for n, text in enumerate(texts)]
    statement = stated({case: chain_of(case, *texts)})
    assert held_against(statement, {case: chain_of(case, *texts, *more)}) == ()
    short = chain_of(case, *texts[:cut])
    broken = held_against(statement, {case: short})
    assert [one.event for one in broken] == ([cut + 1] if cut < len(texts) else [])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "cut short or no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "Expected `object`, got `array`"),
        (b"[" * 100_000, "is no statement"),
        (to_bytes(stated())[:-40], "cut short or no JSON"),
        (b'{"format": 2}', "missing required field `register`"),
        (changed(format=3), "Invalid enum value 3"),
        (changed(format="2"), "at `$.format`"),
        (changed(more=1), "unknown field `more`"),
        (changed(time="yesterday"), "at `$.time`"),
        (changed(root="zz"), "at `$.root`"),
        (changed(public="AB" * 32), "at `$.public`"),
        (changed(program=""), "at `$.program`"),
        (changed(register=REGISTER + "\n"), "at `$.register`"),
        (changed(cases=[{"id": "a", "version": -1, "head": "0" * 64}]), "cases[0].version"),
        (changed(cases=[{"id": "a\x1b[2J", "version": 1, "head": "0" * 64}]), "cases[0].id"),
        (changed(cases=[{"id": "a", "version": 1.5, "head": "0" * 64}]), "cases[0].version"),
    ],
)
def test_what_is_no_statement_is_refused_in_a_sentence(data: bytes, told: str) -> None:
    line = refusal(data)
    assert "is no statement of a witness that this version can read: " in line
    assert told in line


@pytest.mark.parametrize("ids", ["ba", "aa"])
def test_cases_out_of_order_or_named_twice_are_refused(ids: str) -> None:
    cases = [{"id": one, "version": 1, "head": "0" * 64} for one in ids]
    assert "not in order at number 2, or one is there twice" in refusal(changed(cases=cases))


def test_what_is_too_long_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    data = to_bytes(stated())
    monkeypatch.setattr(witness, "LARGEST", len(data))
    assert read_statement(data, "witness.json") == stated()
    assert "is longer than" in refusal(data + b" ")


def test_a_key_of_another_length_signs_nothing() -> None:
    with pytest.raises(ValueError, match="32"):
        stated(private=b"short")


def test_a_statement_says_nothing_but_cases_and_hashes() -> None:
    text = to_bytes(stated()).decode()
    assert set(json.loads(text)["cases"][0]) == {"id", "version", "head"}
    assert "three" not in text
