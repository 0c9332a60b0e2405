"""The cases past an agency's own period are listed, and nothing more is done about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.register.cases import Author, LockedError, NewEvent, Register
from wizard.register.erasing import erasable, erase
from wizard.register.index import IndexRow
from wizard.register.retention import Past, ends, past_period
from wizard.register.slots import Cost
from wizard.register.vault import Vault

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LEAD = Author(role="safeguarding lead", name="Robin Example")
SECOND = timedelta(seconds=1)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "register")


def made(register: Register, at: datetime = AT) -> str:
    return register.create([NewEvent(kind="opened", data={})], at=at, author=LEAD).id


def ids(found: tuple[Past, ...]) -> list[str]:
    return [one.id for one in found]


def test_a_case_is_past_its_period_so_many_years_after_its_last_entry(register: Register) -> None:
    case_id = made(register)
    end = AT.replace(year=2032)
    assert past_period(register, 6, end - SECOND) == ()
    assert past_period(register, 6, end) == (
        Past(since="2032-11-16T09:30:00+00:00", id=case_id, changed="2026-11-16T09:30:00+00:00"),
    )


def test_what_is_recorded_later_puts_it_off(register: Register) -> None:
    case_id = made(register)
    register.commit(
        case_id, [NewEvent(kind="note", data={})], expected_version=1, at=AT.replace(year=2030), author=LEAD
    )
    assert past_period(register, 6, AT.replace(year=2036) - SECOND) == ()
    assert ids(past_period(register, 6, AT.replace(year=2036))) == [case_id]


def test_those_past_the_longest_come_first(register: Register) -> None:
    later, earlier = made(register), made(register, AT - timedelta(days=400))
    assert ids(past_period(register, 1, AT.replace(year=2040))) == [earlier, later]


def test_of_the_29th_of_february_it_is_the_1st_of_march_in_a_year_without_one(register: Register) -> None:
    leap = datetime(2024, 2, 29, 12, tzinfo=UTC)
    case_id = made(register, leap)
    assert past_period(register, 25, datetime(2049, 3, 1, 12, tzinfo=UTC) - SECOND) == ()
    assert ids(past_period(register, 25, datetime(2049, 3, 1, 12, tzinfo=UTC))) == [case_id]
    assert ends(leap, 4) == datetime(2028, 2, 29, 12, tzinfo=UTC)


@settings(max_examples=200)
@given(
    changed=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
    years=st.integers(1, 100),
)
def test_the_period_is_never_shorter_than_the_years_and_at_most_a_day_longer(
    changed: datetime, years: int
) -> None:
    end = ends(changed, years)
    assert end.year == changed.year + years
    assert (end.month, end.day) in {(changed.month, changed.day), (3, 1)}
    assert end.time() == changed.time()


def test_a_case_that_was_wholly_erased_is_not_listed_again(register: Register) -> None:
    gone, left = made(register), made(register)
    erase(register, gone, erasable(register.get(gone)), ground="its period is over", at=AT, author=LEAD)
    assert ids(past_period(register, 1, AT.replace(year=2040))) == [left]


def test_what_the_index_says_is_only_believed_where_it_rules_a_case_out(register: Register) -> None:
    late, early = made(register), made(register)
    changed = AT.replace(year=2039).isoformat()
    # A row is never later than its case; these two are, and are not, what the case says.
    register.note(IndexRow(id=late, version=1, changed=changed, basis="x"))
    register.note(IndexRow(id=early, version=1, changed="2000-01-01T00:00:00+00:00", basis="x"))
    found = past_period(register, 6, AT.replace(year=2040))
    assert found == (Past(since="2032-11-16T09:30:00+00:00", id=early, changed="2026-11-16T09:30:00+00:00"),)


def test_a_case_that_cannot_be_read_does_not_hide_the_others(register: Register) -> None:
    bad, good = made(register), made(register)
    (register.folder / "cases" / f"{bad}.case").write_bytes(b"")
    assert ids(past_period(register, 1, AT.replace(year=2040))) == [good]


def test_without_a_register_there_are_none_and_nothing_is_made(register: Register, tmp_path: Path) -> None:
    assert past_period(register, 1, AT) == ()
    assert list(tmp_path.iterdir()) == []


def test_a_locked_register_tells_nothing(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "register", cost=Cost(memory_kib=32, passes=1, lanes=1))
    keys = vault.finish(vault.prepare("kettle orbit maple", "Robin", AT))
    register = Register(tmp_path / "register")
    register.open_with(keys)
    made(register)
    with pytest.raises(LockedError):
        past_period(Register(tmp_path / "register"), 1, AT.replace(year=2040))


def test_the_moment_needs_an_offset(register: Register) -> None:
    with pytest.raises(ValueError, match="offset"):
        past_period(register, 1, datetime(2040, 1, 1))  # noqa: DTZ001 - what is tested
