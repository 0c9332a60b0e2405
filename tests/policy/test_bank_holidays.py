"""The shipped lists against two independent ones each, and what the reader of lists refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import holidays
import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wizard.base.errors import WrongInputError
from wizard.policy.bank_holidays import Calendar, known_calendars, load_calendar, read_calendar

_SUBSTITUTE = " (substitute day)"
_YEARS = range(2012, 2029)
_PLACES = ["england-and-wales", "northern-ireland", "scotland"]
#: What the `holidays` package calls each place.
_PARTS = {"england-and-wales": "ENG", "northern-ireland": "NIR", "scotland": "SCT"}
#: How many bank holidays each place has in every year, whatever is added once.
_EVERY_YEAR = {"england-and-wales": 8, "northern-ireland": 10, "scotland": 9}
#: What GOV.UK has published since that package's copy was taken: Scotland's, proclaimed in February 2026.
_PUBLISHED_SINCE = {"scotland": {date(2026, 6, 15): ("World Cup bank holiday", "")}}

Official = dict[date, tuple[str, str]]


@pytest.fixture(scope="module", params=_PLACES)
def calendar(request: pytest.FixtureRequest) -> Calendar:
    return load_calendar(request.param)


@pytest.fixture(scope="module")
def official(calendar: Calendar) -> Official:
    """The official list as another package keeps it, read from its own file: title and note of each day."""
    cached = BankHolidays(use_cached_holidays=True).get_holidays(calendar.id)
    return {row["date"]: (row["title"], row["notes"]) for row in cached} | _PUBLISHED_SINCE.get(
        calendar.id, {}
    )


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


def test_the_calendars_are_those_of_the_three_parts_that_have_an_official_list() -> None:
    assert known_calendars() == _PLACES


def test_each_list_holds_for_the_whole_years_2012_to_2028(calendar: Calendar) -> None:
    assert (calendar.holds_from, calendar.holds_until) == (date(2012, 1, 1), date(2028, 12, 31))


def test_each_title_says_whose_bank_holidays_they_are() -> None:
    titles = [load_calendar(place).title for place in _PLACES]
    assert titles == ["England and Wales", "Northern Ireland", "Scotland"]


@pytest.mark.parametrize("year", _YEARS)
def test_every_day_of_a_year_agrees_with_the_holidays_package(calendar: Calendar, year: int) -> None:
    theirs = holidays.country_holidays("GB", subdiv=_PARTS[calendar.id], years=year)
    # That package lists Christmas Day at a weekend beside its substitute; a bank holiday is the weekday.
    weekdays = {day for day in theirs if day.weekday() < 5}
    assert {day for day in calendar.bank_holidays if day.year == year} == weekdays


@pytest.mark.parametrize("year", _YEARS)
def test_every_day_and_name_of_a_year_agrees_with_the_official_list(
    calendar: Calendar, official: Official, year: int
) -> None:
    expected = {
        day: title + (_SUBSTITUTE if note == "Substitute day" else "")
        for day, (title, note) in official.items()
        if day.year == year
    }
    ours = {day: name for day, name in calendar.bank_holidays.items() if day.year == year}
    assert ours == expected


def test_the_official_list_has_all_the_days_of_every_year_of_the_range(
    calendar: Calendar, official: Official
) -> None:
    few = _EVERY_YEAR[calendar.id]
    short = [year for year in _YEARS if sum(day.year == year for day in official) < few]
    assert short == []


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2012, 6, 5), "Queen’s Diamond Jubilee"),
        (date(2020, 5, 8), "Early May bank holiday (VE day)"),
        (date(2022, 6, 3), "Platinum Jubilee bank holiday"),
        (date(2022, 9, 19), "Bank Holiday for the State Funeral of Queen Elizabeth II"),
        (date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
    ],
)
def test_a_bank_holiday_that_no_rule_would_give_is_listed_by_name_everywhere(
    calendar: Calendar, day: date, name: str
) -> None:
    assert calendar.bank_holidays[day] == name


@pytest.mark.parametrize(
    ("day", "name", "places"),
    [
        (date(2026, 1, 2), "2nd January", ["scotland"]),
        (date(2027, 1, 4), "2nd January (substitute day)", ["scotland"]),
        (date(2026, 3, 17), "St Patrick’s Day", ["northern-ireland"]),
        (date(2026, 4, 6), "Easter Monday", ["england-and-wales", "northern-ireland"]),
        (date(2026, 6, 15), "World Cup bank holiday", ["scotland"]),
        (
            date(2026, 7, 13),
            "Battle of the Boyne (Orangemen’s Day) (substitute day)",
            ["northern-ireland"],
        ),
        (date(2027, 7, 12), "Battle of the Boyne (Orangemen’s Day)", ["northern-ireland"]),
        (date(2026, 8, 3), "Summer bank holiday", ["scotland"]),
        (date(2026, 8, 31), "Summer bank holiday", ["england-and-wales", "northern-ireland"]),
        (date(2026, 11, 30), "St Andrew’s Day", ["scotland"]),
        (date(2025, 12, 1), "St Andrew’s Day (substitute day)", ["scotland"]),
    ],
)
def test_a_bank_holiday_of_some_places_is_listed_by_name_there_and_not_elsewhere(
    day: date, name: str, places: list[str]
) -> None:
    listed = {place: load_calendar(place).bank_holidays.get(day) for place in _PLACES}
    assert listed == {place: name if place in places else None for place in _PLACES}


@pytest.mark.parametrize("day", [date(2020, 5, 4), date(2022, 5, 30)])
def test_a_monday_that_was_moved_away_is_not_listed(calendar: Calendar, day: date) -> None:
    assert day not in calendar.bank_holidays


def test_scotland_never_has_an_easter_monday() -> None:
    assert "Easter Monday" not in load_calendar("scotland").bank_holidays.values()


def test_no_list_names_a_day_at_a_weekend(calendar: Calendar) -> None:
    assert [day for day in calendar.bank_holidays if day.weekday() > 4] == []


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_PLACES), st.dates(date(2012, 1, 1), date(2028, 12, 31)))
def test_a_weekend_written_into_a_shipped_list_is_refused(place: str, day: date) -> None:
    assume(day.weekday() > 4)
    shipped = load_calendar(place)
    days = sorted({**shipped.bank_holidays, day: "A day"}.items())
    written = _written(
        holds_from="2012-01-01",
        holds_until="2028-12-31",
        bank_holidays=[{"day": one.isoformat(), "name": name} for one, name in days],
    )
    (line,) = _faults(written)
    assert f"{day} is at a weekend" in line


def test_each_list_covers_its_first_and_last_day_and_no_other_beside_them(calendar: Calendar) -> None:
    one = timedelta(days=1)
    ends = (calendar.holds_from - one, calendar.holds_from, calendar.holds_until, calendar.holds_until + one)
    assert [calendar.covers(day) for day in ends] == [False, True, True, False]


def test_every_known_calendar_can_be_loaded_under_its_id() -> None:
    assert [load_calendar(known).id for known in known_calendars()] == known_calendars()


@pytest.mark.parametrize(
    "calendar_id",
    ["wales", "ireland", "Scotland", "", "../calendars/england-and-wales", "England-and-Wales", "x\x1b[2J\n"],
)
def test_an_unknown_calendar_is_refused_with_the_three_known_ones_named(calendar_id: str) -> None:
    with pytest.raises(WrongInputError) as caught:
        load_calendar(calendar_id)
    (line,) = caught.value.lines()
    assert line.endswith("expected one of: england-and-wales, northern-ireland, scotland")
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
