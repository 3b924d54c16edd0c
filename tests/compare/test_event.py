from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from math import exp, log1p, sqrt

import pytest

from compare.event import EVENT, EventRules, Text, dates, day_of, in_time, regime, shared_numbers, weekdays
from compare.features import gram_cosines
from compare.figures import Day, Figure
from compare.profile import Mention, Profile, profile
from compare.sketches import sketch
from compare.view import Side, View, meet

TALKS = (
    "Patrushev met Yang in Nanping. Russia and China agreed on drills with 2,000 men near Japan on 19 September 2022."
)
CALL = "Putin called Xi Jinping. Russia and China spoke of trade worth 150 billion with Kenya on 15 June 2022."


def text(body: str, published: date | None = None, language: str = "en") -> Text:
    return Text(Side.of(profile(None, body, language)), sketch(body), published)


def measured(document: Text, seeds: list[Text], seed: int = 0) -> dict[str, float]:
    view = View([one.side.profile for one in seeds])
    met = meet(view, document.side.profile)
    found = EventRules(view, seeds).measure(seed, document, met.names, gram_cosines(view, document.side)[0])
    assert len(found) == len(EVENT)
    return dict(zip(EVENT, found, strict=True))


SAME = text(
    "Ο Πατρούσεφ είδε τον Γιανγκ στη Νανπίνγκ. Ρωσία και Κίνα: 2.000 άνδρες κοντά στην Ιαπωνία στις 19 Σεπτεμβρίου.",
    None,
    "el",
)
OTHER = text("Лавров прибыл в Кению. Россия и Китай молчат.", None, "ru")


class TestMeasures:
    @pytest.mark.parametrize(
        "name",
        ["own names", "own names found", "own places", "numbers", "days"],
    )
    def test_a_report_of_the_event_shares_more_of_its_own(self, name):
        seeds = [text(TALKS), text(CALL)]
        assert measured(SAME, seeds)[name] > measured(OTHER, seeds)[name]

    @pytest.mark.parametrize(
        ("here", "language", "there", "same", "other"),
        [
            # one event is told of one day, in any language and case
            ("They met on Friday in Velkovo.", "ru", "Встреча прошла в пятницу.", 1.0, 0.0),
            ("They met on FRIDAY.", "ro", "S-au întâlnit vineri.", 1.0, 0.0),
            # another day, another event
            ("They met on Friday in Velkovo.", "en", "They met on Wednesday in Velkovo.", 0.0, 1.0),
            # the first that is named is that of the report, the others tell what came before
            ("They met on Friday. On Monday they had quarrelled.", "en", "They met on Monday.", 0.0, 1.0),
            # who names none says nothing
            ("They met in Velkovo.", "en", "They met on Monday.", 0.0, 0.0),
            ("", "en", "", 0.0, 0.0),
        ],
    )
    def test_the_day_of_the_week_of_the_lead_is_the_same_or_another(self, here, language, there, same, other):
        one, two = profile(None, here, "en"), profile(None, there, language)
        assert weekdays(one, two) == weekdays(two, one) == (same, other)

    @pytest.mark.parametrize(
        ("here", "there", "shared"),
        [
            ("400 men and 24 ships", "24 ships with 400 men", True),
            ("since the war began on 24 February", "which began on 24 February 2022", False),
            ("since Feb. 24", "από τις 24 Φεβρουαρίου", False),
            ("24 men since Feb. 24", "24 men since Feb. 24", True),
        ],
    )
    def test_a_day_of_the_month_is_no_number_in_common(self, here, there, shared):
        assert (shared_numbers(profile(None, here, None), profile(None, there, None)) > 0) is shared

    def test_it_shares_it_with_its_own_seed_only(self):
        seeds = [text(TALKS), text(CALL)]
        assert measured(SAME, seeds, 0)["own names"] > measured(SAME, seeds, 1)["own names"]

    def test_a_cut_copy_shares_passages(self):
        assert measured(text(TALKS.split(".", maxsplit=1)[0]), [text(TALKS)])["shared passages"] == 1.0

    def test_with_one_seed_there_are_no_others_to_be_above(self):
        assert measured(SAME, [text(TALKS)])["grams above other seeds"] == 0.0

    @pytest.mark.parametrize(
        ("here", "there", "near", "far"),
        [
            (date(2022, 9, 19), date(2022, 9, 19), 1.0, 0.0),
            (date(2022, 9, 23), date(2022, 9, 19), 0.3679, 0.0),
            (date(2022, 9, 15), date(2022, 9, 19), 0.3679, 0.0),
            (date(2023, 9, 19), date(2022, 9, 19), 0.0, 1.0),
            (None, date(2022, 9, 19), 0.0, 0.0),
            (date(2022, 9, 19), None, 0.0, 0.0),
            (None, None, 0.0, 0.0),
        ],
    )
    def test_publication_days_are_near_far_or_unknown(self, here, there, near, far):
        found = measured(text("a b c", here), [text("d e f", there)])
        assert found["published near"] == pytest.approx(near, abs=1e-4)
        assert found["published far"] == far

    def test_a_day_in_the_text_stands_in_for_an_unknown_publication_day(self):
        assert measured(text("a b c", date(2022, 9, 19)), [text(TALKS)])["published near"] == 1.0


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(None, None), (datetime(2022, 9, 19, 23, 30, tzinfo=UTC), date(2022, 9, 19))],
)
def test_a_day_is_that_of_the_instant(moment, expected):
    assert day_of(moment) == expected


@pytest.mark.parametrize(("count", "expected"), [(1, "one"), (2, "several"), (5, "several")])
def test_the_regime_tells_one_seed_from_several(count, expected):
    assert regime(View([text(TALKS).side.profile] * count)) == expected


def told(places: str = "", names: str = "", subjects: str = "", numbers: str = "") -> Text:
    """A text by hand: keys of what it mentions, all in its sixth sentence, so that each counts once."""
    found = {
        kind: tuple(Mention(key, key, 5) for key in keys.split())
        for kind, keys in (("places", places), ("names", names), ("subjects", subjects))
    }
    figures = tuple(Figure(value, value) for value in numbers.split())
    made = replace(profile(None, "", None), **found, numbers=figures, sentences=9, length=99)
    return Text(Side.of(made), sketch(""), None)


# Both seeds name Russia, China and Putin; each has a place, a name, a subject of its own.
TWO = [
    told("RU CN KE", "putin lavrov kenyatta", "defence", "90000 24"),
    told("RU CN JP", "putin zakharova", "trade", "150"),
]


class TestValues:
    """What each measure comes to, computed by hand from its definition; against the first of two seeds."""

    @pytest.mark.parametrize(
        ("document", "name", "expected"),
        [
            # what all seeds name is nobody's own
            (told("RU CN"), "own places", 0.0),
            (told("RU CN KE"), "own places", 1.0),
            (told("KE JP"), "own places", sqrt(0.5)),
            (told("JP"), "own places", 0.0),
            (told(names="putin"), "own names", 0.0),
            (told(names="putin"), "own names found", 0.0),
            (told(names="zakharova"), "own names found", 0.0),
            # one number tells by its length: log of as many digits, a third of it
            (told(numbers="24"), "numbers", log1p(1) / 3),
            (told(numbers="90000"), "numbers", log1p(4) / 3),
            (told(numbers="90000 24"), "numbers", (log1p(4) + log1p(1)) / 3),
            (told(numbers="150"), "numbers", 0.0),
            (told(subjects="defence"), "subjects", 1.0),
            (told(subjects="defence trade"), "subjects", sqrt(0.5)),
            (told(subjects="trade"), "subjects", 0.0),
        ],
    )
    def test_follow_from_what_is_mentioned(self, document, name, expected):
        assert measured(document, TWO)[name] == pytest.approx(expected, abs=1e-9)

    def test_own_names_count_by_the_square_of_their_weight(self):
        book = View([one.side.profile for one in TWO]).book
        lavrov, kenyatta = (book.weight(book.find(name)) ** 2 for name in ("lavrov", "kenyatta"))
        found = measured(told(names="lavrov"), TWO)
        assert found["own names"] == pytest.approx(1 - exp(-0.7 * lavrov))
        assert found["own names found"] == pytest.approx(lavrov / max(1.0, lavrov + kenyatta))

    @pytest.mark.parametrize(
        ("document", "name"), [(told("RU CN"), "own places"), (told(names="putin"), "own names found")]
    )
    def test_all_that_a_single_seed_names_is_its_own(self, document, name):
        assert measured(document, TWO[:1])[name] > 0

    @pytest.mark.parametrize(
        ("grams", "seed", "expected"),
        [([0.9, 0.3, 0.6], 0, 0.45), ([0.9, 0.3, 0.6], 1, -0.45), ([0.5, 0.5, 0.5], 2, 0.0), ([0.9], 0, 0.0)],
    )
    def test_letters_are_held_against_the_mean_of_the_other_seeds(self, grams, seed, expected):
        seeds = [TWO[0]] * len(grams)
        rules = EventRules(View([one.side.profile for one in seeds]), seeds)
        found = dict(zip(EVENT, rules.measure(seed, told(), Counter(), grams), strict=True))
        assert (found["grams"], found["grams above other seeds"]) == (grams[seed], pytest.approx(expected))


FULL, MONTH = Day(2022, 9, 19, "19 September 2022"), Day(None, 9, 21, "21 September")


def dated(*days: Day) -> Profile:
    return replace(profile(None, "", None), days=days)


class TestDates:
    @pytest.mark.parametrize(
        ("published", "days", "expected"),
        [
            (None, (), []),
            # a day without a year is no date
            (None, (MONTH,), []),
            (None, (FULL, MONTH), [date(2022, 9, 19)]),
            (None, (FULL, Day(2021, 1, 2, "")), [date(2022, 9, 19), date(2021, 1, 2)]),
            # the day of publication stands above all that the text names
            (date(2024, 1, 1), (FULL,), [date(2024, 1, 1)]),
        ],
    )
    def test_a_text_is_from_the_day_it_was_published_or_from_the_days_it_names(self, published, days, expected):
        assert dates(published, dated(*days)) == expected

    def test_the_nearest_two_of_several_days_count(self):
        here, there = [date(2022, 1, 1), date(2022, 9, 19)], [date(2010, 1, 1), date(2022, 9, 21)]
        assert in_time(here, there) == (pytest.approx(exp(-2 / 4)), 0.0)
