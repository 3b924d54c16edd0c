from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.facts import dates
from extract.facts.written import UPDATE_WORDS


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "instant", "precision", "zone_known"),
    [
        ("2024-09-12 23:28:21", at(2024, 9, 12, 23, 28, 21), "second", False),
        ("2024-09-12T23:28:21+02:00", at(2024, 9, 12, 21, 28, 21), "second", True),
        ("2024-09-12T23:28:21+0200", at(2024, 9, 12, 21, 28, 21), "second", True),
        ("2024-09-12T23:28Z", at(2024, 9, 12, 23, 28), "minute", True),
        ("2024-09-12T23:28:21.123Z", at(2024, 9, 12, 23, 28, 21, 123000), "second", True),
        ("2024-09-12", at(2024, 9, 12), "day", False),
        ("Thu, 12 Sep 2024 23:28:21 +0200", at(2024, 9, 12, 21, 28, 21), "second", True),
        ("12.09.2024", at(2024, 9, 12), "day", False),
        ("12.9.2024 08:05", at(2024, 9, 12, 8, 5), "minute", False),
        ("12/09/2024", at(2024, 9, 12), "day", False),
        ("25/09/2024", at(2024, 9, 25), "day", False),
        ("09/25/2024", at(2024, 9, 25), "day", False),
        ("12 September 2024, 14:05", at(2024, 9, 12, 14, 5), "minute", False),
        ("September 12, 2024 3:05 pm", at(2024, 9, 12, 15, 5), "minute", False),
        ("September 12, 2024 12:05 am", at(2024, 9, 12, 0, 5), "minute", False),
        ("Sept. 12th, 2024", at(2024, 9, 12), "day", False),
        ("12 Σεπτεμβρίου 2024", at(2024, 9, 12), "day", False),
        ("12 septembrie 2024, 07:30", at(2024, 9, 12, 7, 30), "minute", False),
        ("12 септември 2024", at(2024, 9, 12), "day", False),
        ("12 сентября 2024 г.", at(2024, 9, 12), "day", False),
        ("12 de septiembre de 2024", at(2024, 9, 12), "day", False),
        ("9 de maio de 2023 - 10:20", at(2023, 5, 9, 10, 20), "minute", False),
        ("vendredi 30 décembre 2022 à 14h05", at(2022, 12, 30, 14, 5), "minute", False),
        ("30. Dezember 2022, 14:05 Uhr", at(2022, 12, 30, 14, 5), "minute", False),
        ("1. März 2022", at(2022, 3, 1), "day", False),
        ("30 grudnia 2022", at(2022, 12, 30), "day", False),
        ("30 Aralık 2022", at(2022, 12, 30), "day", False),
        ("2024年9月12日 10:30", at(2024, 9, 12, 10, 30), "minute", False),
        ("2024년 9월 12일", at(2024, 9, 12), "day", False),
    ],
)
def test_a_written_time_is_read(text, instant, precision, zone_known):
    moment = dates.read(text)
    assert (moment.instant, moment.precision, moment.zone_known) == (instant, precision, zone_known)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2024",
        "2024-13-45",
        "31 February 2024",
        "12 Nonsense 2024",
        "5,000 in 2024",
        "0000-00-00",
        "1850-01-01",
        "20220919",
    ],
)
def test_what_is_no_date_is_none(text):
    assert dates.read(text) is None


def test_the_string_found_is_kept():
    assert dates.read("Published on 12 September 2024, 14:05 by us").found == "12 September 2024, 14:05"


def test_the_month_may_be_told_to_stand_first():
    assert dates.read("03/04/2024").instant == at(2024, 4, 3)
    assert dates.read("03/04/2024", month_first=True).instant == at(2024, 3, 4)


def test_the_first_of_two_dates_counts():
    assert dates.read("12.09.2024 | updated 13.09.2024").instant == at(2024, 9, 12)


def test_an_instant_is_the_moment_without_its_string():
    assert dates.instant("2024-09-12T23:28:21+02:00") == at(2024, 9, 12, 21, 28, 21)
    assert dates.instant("soon") is None


@pytest.mark.parametrize(
    "line",
    [
        "2024-09-12 23:28:21",
        "Published on 12 September 2024, 14:05",
        "Αναρτήθηκε στις 30.11.2024, 19:50 Του/της Ελπίδα Χατζηγιάννη",
        "12.09.2024",
        "Veröffentlicht am 12.09.2024",
    ],
)
def test_a_date_line_says_when_and_little_else(line):
    assert dates.date_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "What the parties signed in Nanping on 12 September 2024",
        "The bridge was opened on 12 September 2024, when the river stood high, and closed again a week later.",
        "Since 2014 nothing has happened",
        "Who remembers 12 September 2024?",
        "",
    ],
)
def test_a_heading_or_sentence_with_a_day_in_it_is_no_date_line(line):
    assert dates.date_line(line) is None


def test_a_line_may_tell_publication_and_update():
    first, second = dates.date_lines("12.09.2024, 14:05 | Ενημερώθηκε 13.09.2024, 09:00", UPDATE_WORDS)
    assert (first.moment.instant, first.update) == (at(2024, 9, 12, 14, 5), False)
    assert (second.moment.instant, second.update) == (at(2024, 9, 13, 9), True)


@given(st.text(max_size=400))
def test_reading_never_raises(text):
    moment = dates.read(text)
    assert moment is None or moment.found


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2090, 1, 1)), st.sampled_from([" ", "T"]))
def test_an_iso_time_survives_the_round_trip(when, between):
    when = when.replace(microsecond=0)
    assert dates.read(when.isoformat(between)).instant == when.replace(tzinfo=UTC)
