"""The shipped list against two independent ones, and what the reader of lists refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import holidays
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from wizard.base.errors import WrongInputError
from wizard.policy.bank_holidays import Calendar, known_calendars, load_calendar, read_calendar

_SUBSTITUTE = " (substitute day)"


@pytest.fixture(scope="module")
def england() -> Calendar:
    return load_calendar("england-and-wales")


@pytest.fixture(scope="module")
def official() -> dict[date, tuple[str, str]]:
    """The official list as another package keeps it, read from its own file: title and note of each day."""
    cached = BankHolidays(use_cached_holidays=True).get_holidays(BankHolidays.ENGLAND_AND_WALES)
    return {row["date"]: (row["title"], row["notes"]) for row in cached}


def _written(**changed: Any) -> bytes:
    """A list with no fault in it, but for what is changed."""
    right: dict[str, Any] = {
        "id": "somewhere",
        "title": "Somewhere",
        "source": "The official list",
        "holds_from": "2026-01-01",
        "holds_until": "2027-12-31",
        "bank_holidays": [
            {"day": "2026-01-01", "name": "New Year"},
            {"day": "2026-12-25", "name": "Christmas"},
            {"day": "2027-01-01", "name": "New Year"},
        ],
    }
    return json.dumps(right | changed).encode()


def _days(*days: str) -> list[dict[str, str]]:
    return [{"day": day, "name": "A day"} for day in days]


def _faults(written: bytes) -> list[str]:
    with pytest.raises(WrongInputError) as caught:
        read_calendar(written, "somewhere.json")
    return caught.value.lines()


def test_the_list_holds_for_the_whole_years_2012_to_2028(england: Calendar) -> None:
    assert (england.holds_from, england.holds_until) == (date(2012, 1, 1), date(2028, 12, 31))


def test_every_day_of_the_range_agrees_with_the_holidays_package(england: Calendar) -> None:
    years = range(england.holds_from.year, england.holds_until.year + 1)
    theirs = holidays.country_holidays("GB", subdiv="ENG", years=years)
    # That package lists Christmas Day at a weekend beside its substitute; a bank holiday is the weekday.
    weekdays = {day for day in theirs if day.weekday() < 5}
    assert set(england.bank_holidays) == weekdays


def test_every_day_and_name_agrees_with_the_official_list(
    england: Calendar, official: dict[date, tuple[str, str]]
) -> None:
    expected = {
        day: title + (_SUBSTITUTE if note == "Substitute day" else "")
        for day, (title, note) in official.items()
        if england.covers(day)
    }
    assert england.bank_holidays == expected


def test_the_official_list_has_all_eight_days_of_every_year_of_the_range(
    england: Calendar, official: dict[date, tuple[str, str]]
) -> None:
    years = range(england.holds_from.year, england.holds_until.year + 1)
    short = [year for year in years if sum(day.year == year for day in official) < 8]
    assert short == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),
        (date(2022, 9, 19), "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
    ],
)
def test_a_bank_holiday_that_no_rule_would_give_is_listed_by_name(
    england: Calendar, day: date, name: str
) -> None:
    assert england.bank_holidays[day] == name


def test_a_monday_that_was_moved_away_is_not_listed(england: Calendar) -> None:
    assert date(2020, 5, 4) not in england.bank_holidays


def test_the_list_covers_its_first_and_last_day_and_no_other_beside_them(england: Calendar) -> None:
    one = timedelta(days=1)
    ends = (england.holds_from - one, england.holds_from, england.holds_until, england.holds_until + one)
    assert [england.covers(day) for day in ends] == [False, True, True, False]


def test_every_known_calendar_can_be_loaded_under_its_id() -> None:
    assert [load_calendar(known).id for known in known_calendars()] == known_calendars()


@pytest.mark.parametrize(
    "calendar_id", ["scotland", "", "../calendars/england-and-wales", "England-and-Wales", "x\x1b[2J\n"]
)
def test_an_unknown_calendar_is_refused_with_the_known_ones_named(calendar_id: str) -> None:
    with pytest.raises(WrongInputError) as caught:
        load_calendar(calendar_id)
    (line,) = caught.value.lines()
    assert line.endswith(f"expected one of: {', '.join(known_calendars())}")
    assert line.isprintable()


def test_a_list_with_no_fault_is_read_in_order() -> None:
    read = read_calendar(_written(), "somewhere.json")
    assert list(read.bank_holidays.items()) == [
        (date(2026, 1, 1), "New Year"),
        (date(2026, 12, 25), "Christmas"),
        (date(2027, 1, 1), "New Year"),
    ]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"bank_holidays": _days("2026-12-25", "2026-01-01", "2027-01-01")}, "comes after 2026-12-25"),
        ({"bank_holidays": _days("2026-01-01", "2026-01-01", "2027-01-01")}, "given twice"),
        ({"bank_holidays": _days("2025-12-25", "2026-01-01", "2027-01-01")}, "outside the range"),
        ({"bank_holidays": _days("2026-01-01", "2027-01-01", "2028-01-03")}, "outside the range"),
        ({"bank_holidays": _days("2026-01-01", "2026-12-26", "2027-01-01")}, "at a weekend"),
        ({"bank_holidays": [{"day": "2026-01-01", "name": " "}, *_days("2027-01-01")]}, "has no name"),
        ({"holds_until": "2028-12-31"}, "names no day in 2028"),
        ({"holds_from": "2025-12-01"}, "expected the first day of a year"),
        ({"holds_until": "2027-11-30"}, "expected the last day of a year"),
        ({"holds_until": "2025-12-31"}, "expected a day after holds_from"),
        ({"source": ""}, "source: is empty"),
        ({"bank_holidays": _days("2026-02-30")}, "is not a calendar"),
        ({"country": "GB"}, "country"),
    ],
)
def test_a_fault_in_a_list_is_refused_with_its_file_and_reason(changed: dict[str, Any], fault: str) -> None:
    lines = _faults(_written(**changed))
    assert any(line.startswith("somewhere.json: ") and fault in line for line in lines)


def test_every_fault_of_a_list_is_told_at_once() -> None:
    days = _days("2026-12-26", "2026-01-01", "2027-01-01")
    assert len(_faults(_written(title="", bank_holidays=days))) == 3


@pytest.mark.parametrize("written", [b"", b"{", b"[]", b"\xff\xfe", b'{"id": "\xff"}', b"null"])
def test_a_file_that_is_no_list_is_refused_in_one_line(written: bytes) -> None:
    (line,) = _faults(written)
    assert "is not a calendar of bank holidays" in line
