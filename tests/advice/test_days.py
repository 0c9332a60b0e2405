from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.advice.days import Meant, read_when
from wizard.advice.words import say_when
from wizard.advice.worktime import LONDON, as_london
from wizard.base.text import visible

WEDNESDAY = datetime(2026, 11, 18, 10, 30, tzinfo=LONDON)
TUESDAY = datetime(2026, 11, 17, 10, 30, tzinfo=LONDON)
LEAP_DAY = datetime(2024, 2, 29, 12, 0, tzinfo=LONDON)
NEW_YEAR = datetime(2027, 1, 1, 9, 0, tzinfo=LONDON)
END_OF_MARCH = datetime(2026, 3, 31, 9, 0, tzinfo=LONDON)


def kept(text: str, now: datetime = WEDNESDAY, *, times: bool = True) -> list[str]:
    return [meant.kept for meant in read_when(text, now, times=times)]


def refused(text: str, now: datetime = WEDNESDAY, *, times: bool = True) -> str:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  the sentence is what each test looks at
        read_when(text, now, times=times)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-18"),
        (" TODAY ", "2026-11-18"),
        ("yesterday", "2026-11-17"),
        ("the day before yesterday", "2026-11-16"),
        ("tomorrow", "2026-11-19"),
        ("this morning", "2026-11-18"),
        ("this afternoon", "2026-11-18"),
        ("yesterday evening", "2026-11-17"),
        ("Monday", "2026-11-16"),
        ("mon", "2026-11-16"),
        ("on Tuesday", "2026-11-17"),
        ("Tues.", "2026-11-17"),
        ("Thursday", "2026-11-12"),
        ("Sun", "2026-11-15"),
        ("last Thursday", "2026-11-12"),
        ("last Wednesday", "2026-11-11"),
        ("this Tuesday", "2026-11-17"),
        ("this past Tuesday", "2026-11-17"),
        ("Tuesday last week", "2026-11-10"),
        ("Tuesday of last week", "2026-11-10"),
        ("last week on Tuesday", "2026-11-10"),
        ("3 days ago", "2026-11-15"),
        ("three days ago", "2026-11-15"),
        ("one day ago", "2026-11-17"),
        ("a week ago", "2026-11-11"),
        ("a week ago today", "2026-11-11"),
        ("two weeks ago", "2026-11-04"),
        ("a fortnight ago", "2026-11-04"),
        ("a month ago", "2026-10-18"),
        ("12 months ago", "2025-11-18"),
        ("a year ago", "2025-11-18"),
        ("16/11", "2026-11-16"),
        ("16.11.", "2026-11-16"),
        ("16.11", "2026-11-16"),
        ("16-11", "2026-11-16"),
        ("16 11", "2026-11-16"),
        ("16/11/26", "2026-11-16"),
        ("16/11/2026", "2026-11-16"),
        ("16 / 11 / 2026", "2026-11-16"),
        ("16.11.2026", "2026-11-16"),
        ("01/02/03", "2003-02-01"),
        ("5/6", "2026-06-05"),
        ("1/12", "2025-12-01"),
        ("18/11", "2026-11-18"),
        ("19/11", "2025-11-19"),
        ("29/2", "2024-02-29"),
        ("29/2/2024", "2024-02-29"),
        ("2026-11-16", "2026-11-16"),
        ("2026-06-05", "2026-06-05"),
        ("2026/11/16", "2026-11-16"),
        ("16 Nov", "2026-11-16"),
        ("16th November", "2026-11-16"),
        ("the 16th of November, 2026", "2026-11-16"),
        ("16-Nov-26", "2026-11-16"),
        ("16nov2026", "2026-11-16"),
        ("Nov 16", "2026-11-16"),
        ("November the 16th", "2026-11-16"),
        ("Nov 16, 2026", "2026-11-16"),
        ("30 Nov", "2025-11-30"),
        ("3 sept.", "2026-09-03"),
        ("16 Nov 2026", "2026-11-16"),
        ("16 Nov 2031", "2031-11-16"),
        ("Mon 16 Nov 2026", "2026-11-16"),
        ("Monday, 16/11/2026", "2026-11-16"),
        ("Monday the 16th", "2026-11-16"),
        ("the 16th", "2026-11-16"),
        ("the 18th", "2026-11-18"),
        ("the 19th", "2026-10-19"),
        ("the 31st", "2026-10-31"),
    ],
)
@pytest.mark.parametrize("times", [True, False], ids=["with times", "days only"])
def test_what_names_one_day_means_that_day(text: str, day: str, times: bool) -> None:
    assert kept(text, times=times) == [day]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("16 Nov 2026 2pm", "2026-11-16T14:00"),
        ("16 Nov, 2 p.m.", "2026-11-16T14:00"),
        ("2pm on 16/11", "2026-11-16T14:00"),
        ("Tuesday 2.30pm", "2026-11-17T14:30"),
        ("yesterday at 14:00", "2026-11-17T14:00"),
        ("16/11 at 08:30", "2026-11-16T08:30"),
        ("16.11.26 14.30", "2026-11-16T14:30"),
        ("16 11 14:00", "2026-11-16T14:00"),
        ("2026-11-16T14:00", "2026-11-16T14:00"),
        ("2026-11-16 14:00", "2026-11-16T14:00"),
        ("2026-11-16T10:30", "2026-11-16T10:30"),
        ("2026-07-16T14:00Z", "2026-07-16T15:00"),
        ("Monday 16 November 2026, 10:30", "2026-11-16T10:30"),
        ("today 9am", "2026-11-18T09:00"),
        ("9 am", "2026-11-18T09:00"),
        ("09:15", "2026-11-18T09:15"),
        ("at 14.30", "2026-11-18T14:30"),
        ("12am", "2026-11-18T00:00"),
        ("12:30", "2026-11-18T12:30"),
        ("12:30pm", "2026-11-18T12:30"),
        ("noon", "2026-11-18T12:00"),
        ("midday yesterday", "2026-11-17T12:00"),
        ("12 noon on Monday", "2026-11-16T12:00"),
        ("yesterday at 2 in the afternoon", "2026-11-17T14:00"),
        ("yesterday afternoon at 2", "2026-11-17T14:00"),
        ("this morning at 9", "2026-11-18T09:00"),
        ("last night at 10", "2026-11-17T22:00"),
        ("last night at 2", "2026-11-18T02:00"),
        ("now", "2026-11-18T10:30"),
        ("2 hours ago", "2026-11-18T08:30"),
        ("20 minutes ago", "2026-11-18T10:10"),
        ("16 July 2026 14:00 BST", "2026-07-16T14:00"),
    ],
)
def test_what_names_one_moment_means_that_moment(text: str, moment: str) -> None:
    assert kept(text) == [moment]


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("last Tuesday", ["2026-11-17", "2026-11-10"]),
        ("Wednesday", ["2026-11-18", "2026-11-11"]),
        ("last night", ["2026-11-17", "2026-11-18"]),
        ("yesterday at 2", ["2026-11-17T14:00", "2026-11-17T02:00"]),
        ("16/11 2:30", ["2026-11-16T14:30", "2026-11-16T02:30"]),
        ("16/11 10:30", ["2026-11-16T10:30", "2026-11-16T22:30"]),
        ("Tuesday 9.30", ["2026-11-17T09:30", "2026-11-17T21:30"]),
        ("2 o'clock", ["2026-11-18T02:00", "2026-11-18T14:00"]),
        ("yesterday midnight", ["2026-11-17T00:00", "2026-11-18T00:00"]),
        ("midnight", ["2026-11-18T00:00", "2026-11-19T00:00"]),
        ("Monday 16.11", ["2026-11-16", "2026-11-16T16:11"]),
        ("25 Oct 2026 01:30", ["2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"]),
        ("2026-10-25T01:30", ["2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"]),
        ("25 Oct 2026 1:30", ["2026-10-25T13:30", "2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00"]),
    ],
)
def test_what_can_mean_several_things_means_each_of_them(text: str, meanings: list[str]) -> None:
    assert kept(text) == meanings


@pytest.mark.parametrize(
    ("text", "now", "meanings"),
    [
        ("Tuesday", TUESDAY, ["2026-11-17", "2026-11-10"]),
        ("last Tuesday", TUESDAY, ["2026-11-10"]),
        ("last Monday", TUESDAY, ["2026-11-16", "2026-11-09"]),
        ("Monday", TUESDAY, ["2026-11-16"]),
        ("29/2", LEAP_DAY, ["2024-02-29"]),
        ("a year ago", LEAP_DAY, ["2023-02-28"]),
        ("1 Mar", LEAP_DAY, ["2023-03-01"]),
        ("a month ago", END_OF_MARCH, ["2026-02-28"]),
        ("yesterday", NEW_YEAR, ["2026-12-31"]),
        ("31/12", NEW_YEAR, ["2026-12-31"]),
        ("1/1", NEW_YEAR, ["2027-01-01"]),
        ("2 Jan", NEW_YEAR, ["2026-01-02"]),
        ("the 2nd", NEW_YEAR, ["2026-12-02"]),
        ("a month ago", NEW_YEAR, ["2026-12-01"]),
    ],
)
def test_the_meaning_depends_on_the_day_it_is_said(text: str, now: datetime, meanings: list[str]) -> None:
    assert kept(text, now) == meanings


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("Wednesday 9am", ["2026-11-18T09:00", "2026-11-11T09:00"]),
        ("Wednesday 2pm", ["2026-11-11T14:00"]),
        ("18/11 09:00", ["2026-11-18T09:00"]),
        ("18/11 2pm", ["2025-11-18T14:00"]),
        ("the 18th at 2pm", ["2026-10-18T14:00"]),
        ("today 2pm", ["2026-11-18T14:00"]),
    ],
)
def test_an_open_day_is_not_meant_at_a_time_that_is_still_to_come(text: str, meanings: list[str]) -> None:
    assert kept(text) == meanings


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("11/16", "the day comes before the month, and there is no month 16; for 16 November type 16/11."),
        (
            "11/16/2026",
            "the day comes before the month, and there is no month 16; for 16 November type 16/11.",
        ),
        ("2026-16-11", "after the year comes the month, and there is no month 16."),
        ("13/13", "there is no month 13."),
        ("16/0", "there is no month 0."),
        ("0/11", "November has no day 0."),
        ("31/11", "November has no day 31."),
        ("31/2/2026", "February has no day 31."),
        ("29/2/2025", "February 2025 has 28 days."),
        ("the 32nd", "no month has a day 32."),
        ("Tue 16 Nov 2026", "16 November 2026 is a Monday, not a Tuesday."),
        ("Friday 16/11", "16 November 2026 is a Monday, not a Friday."),
        ("1/2/3", "a year has two or four digits."),
        ("16/11/1899", "only the years 1900 to 2100 are."),
        ("16/11/2101", "only the years 1900 to 2100 are."),
        ("999 years ago", "only the years 1900 to 2100 are."),
        ("29 Mar 2026 01:30", "on 29 March 2026 the clocks went forward and left out 01:30."),
        ("2026-03-29T01:30", "on 29 March 2026 the clocks went forward and left out 01:30."),
        ("16 July 2026 14:00 GMT", "London's clocks showed BST on 16 July 2026."),
        ("yesterday 25:00", "a day has no hour 25."),
        ("yesterday 14:75", "an hour has no minute 75."),
        ("14:00 pm", "type 2pm or 14:00."),
        ("this morning at 2pm", "that time is not in that part of the day."),
        ("2026-11-16T14:00+25:00", "its offset from UTC does not exist."),
    ],
)
def test_a_day_or_hour_that_does_not_exist_is_refused_with_its_reason(text: str, sentence: str) -> None:
    said = refused(text)
    assert said.startswith(f"'{text}' ")
    assert said.endswith(sentence)


def test_an_hour_that_spring_leaves_out_is_no_meaning_beside_one_that_exists() -> None:
    assert kept("29 Mar 2026 at 1:30") == ["2026-03-29T13:30"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "soon",
        "may",
        "15",
        "2026",
        "sat on it",
        "10 Downing Street",
        "16/11/026",
        "16/11\n17/11",
        "١٦/١١",
        "next week",
    ],
)
def test_what_names_no_day_is_refused_with_examples(text: str) -> None:
    assert "names no day. Type one such as 16/11/2026 (the day first)" in refused(text)


def test_a_midnight_after_the_last_year_is_no_meaning() -> None:
    assert kept("midnight 31/12/2100") == ["2100-12-31T00:00"]


def test_a_text_longer_than_any_date_is_refused() -> None:
    assert kept(f"16/11{' ' * 55}") == ["2026-11-16"]
    assert "is too long for a date" in refused(f"16/11{' ' * 56}")


@pytest.mark.parametrize(
    "text", ["16/11 2pm", "2pm", "now", "2 hours ago", "2026-11-16T14:00", "at 2 on Monday"]
)
def test_a_time_is_refused_where_a_day_is_asked_for(text: str) -> None:
    assert refused(text, times=False) == f"'{text}' has a time of day, and only a day is asked for here."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("16/11", "Monday 16 November 2026"),
        ("16/11 2pm", "Monday 16 November 2026, 14:00"),
        ("25 Oct 2026 01:30 BST", "Sunday 25 October 2026, 01:30 BST"),
        ("25 Oct 2026 01:30 GMT", "Sunday 25 October 2026, 01:30 GMT"),
    ],
)
def test_a_meaning_is_said_in_full(text: str, said: str) -> None:
    assert [meant.said for meant in read_when(text, WEDNESDAY)] == [said]


def test_a_moment_is_said_as_the_advice_says_it() -> None:
    (meant,) = read_when("16/11 2pm", WEDNESDAY)
    assert isinstance(meant.when, datetime)
    assert meant.said == say_when(meant.when)


@pytest.mark.parametrize(("day", "month"), [(day, month) for day in range(1, 13) for month in range(1, 13)])
def test_the_day_comes_before_the_month(day: int, month: int) -> None:
    (meant,) = read_when(f"{day}/{month}", WEDNESDAY)
    assert (meant.when.day, meant.when.month) == (day, month)
    assert kept(f"{day}.{month}.26") == [f"2026-{month:02}-{day:02}"]


DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
WALLS = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 12, 31, 23, 59))  # noqa: DTZ001  walls
HOURS_THAT_COME_TWICE = st.builds(
    lambda year, minute, fold: (
        datetime(year, 10, 31, 1, minute, fold=fold, tzinfo=LONDON)
        - timedelta(days=(date(year, 10, 31).weekday() + 1) % 7)
    ),
    st.integers(1996, 2037),
    st.integers(0, 59),
    st.integers(0, 1),
)
MOMENTS = WALLS.map(as_london) | HOURS_THAT_COME_TWICE


@given(when=DAYS | MOMENTS)
def test_what_is_kept_and_what_is_said_read_back_as_the_same_one_thing(when: date | datetime) -> None:
    meant = Meant(when=when)
    for written in (meant.kept, meant.said, meant.said.upper().replace(",", "")):
        assert [(back.kept, back.said) for back in read_when(written, WEDNESDAY)] == [
            (meant.kept, meant.said)
        ]


@given(day=DAYS, now=MOMENTS.filter(lambda now: now.year > 1908))  # a leap day may lie eight years back
def test_without_a_year_it_is_the_latest_such_day_up_to_today(day: date, now: datetime) -> None:
    (meant,) = read_when(f"{day.day} {day:%m}", now)
    assert (meant.when.day, meant.when.month) == (day.day, day.month)
    assert meant.when <= now.date()
    assert (now.date() - meant.when).days < (366 if (day.day, day.month) != (29, 2) else 366 * 8)


@given(
    day=st.sampled_from(
        ["", "16/11", "Tuesday", "last Friday", "the 31st", "29 Feb", "Sun 25.10", "today", "last night"]
    ),
    time=st.sampled_from(["", "2pm", "at 2", "9.30", "10:30", "01:30", "noon", "midnight", "11.11 pm"]),
    now=MOMENTS,
)
def test_an_open_day_is_never_in_the_future_and_no_meaning_is_given_twice(
    day: str, time: str, now: datetime
) -> None:
    try:
        meanings = read_when(f"{day} {time}", now)
    except ValueError:
        return
    assert len({meant.kept for meant in meanings}) == len(meanings)
    if day not in ("", "today", "last night"):
        for meant in meanings:
            if isinstance(meant.when, datetime):
                assert meant.when.astimezone(UTC) <= now.astimezone(UTC)
            else:
                assert meant.when <= now.date()


PIECES = (
    *(
        "16",
        "11",
        "2026",
        "30",
        "0",
        "/",
        ".",
        "-",
        " ",
        ":",
        "nov",
        "tue",
        "week",
        "last",
        "ago",
        "a",
        "at",
        "pm",
        "th",
    ),
    *("the", "bst", "t", "z", "+", "٣", "²", "Ⅷ", "\x1b[2J", "\u202e", "\x85", "ſ", "İ"),
)


@given(
    text=st.text(max_size=70) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    times=st.booleans(),
)
def test_any_text_means_something_or_is_refused_in_one_safe_line(text: str, times: bool) -> None:
    try:
        meanings = read_when(text, WEDNESDAY, times=times)
    except ValueError as error:
        said = str(error)
        assert visible(text.strip(), limit=40) in said
        assert said == visible(said, limit=len(said))
        assert len(said.splitlines()) == 1
    else:
        assert meanings
        assert times or not any(isinstance(meant.when, datetime) for meant in meanings)
