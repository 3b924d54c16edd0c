"""What services are asked for a story."""

from __future__ import annotations

import pytest

from compare.queries import Query, queries
from compare.seed import Seed
from compare.topic import Topic

ENGLISH = (
    "Russia and China agreed on joint exercises on Monday. Nikolai Patrushev spoke for Russia, Yang Jiechi for China."
)
GREEK = "Η Ρωσία και η Κίνα συμφώνησαν τη Δευτέρα. Ο Πατρούσεφ μίλησε για τη Ρωσία και ο Γιανγκ για την Κίνα."


def topic(*seeds: tuple[str, str | None]) -> Topic:
    return Topic(
        "t", tuple(Seed(str(number), text, language=language) for number, (text, language) in enumerate(seeds))
    )


def test_the_places_come_first_then_names_with_a_place() -> None:
    found = queries(topic((ENGLISH, "en"), (ENGLISH, "en")))
    assert set(found[0].words) == {"Russia", "China"}
    assert any("Patrushev" in query.words for query in found[1:])
    assert all(query.language == "en" for query in found)


def test_each_language_of_the_seeds_has_its_own() -> None:
    assert {query.language for query in queries(topic((ENGLISH, "en"), (GREEK, "el")))} == {"en", "el"}


@pytest.mark.parametrize(
    ("wanted", "found"), [(("el",), {"el"}), (("en",), {"en"}), (("fr",), {"en", "el"}), ((), {"en", "el"})]
)
def test_languages_are_chosen_where_a_seed_is_in_them(wanted: tuple[str, ...], found: set[str]) -> None:
    assert {query.language for query in queries(topic((ENGLISH, "en"), (GREEK, "el")), wanted)} == found


def test_what_only_one_of_many_seeds_names_is_not_asked_for() -> None:
    other = "Russia and China met. Trade grew between Russia and China."
    words = {word for query in queries(topic((ENGLISH, "en"), (other, "en"), (other, "en"))) for word in query.words}
    assert "Patrushev" not in words


@pytest.mark.parametrize("text", ["", "x", "nothing is named here at all", "123 456"])
def test_seeds_that_name_nothing_lead_to_no_query(text: str) -> None:
    assert queries(topic((text, "en"))) == ()


def test_no_query_is_asked_twice() -> None:
    found = queries(topic((ENGLISH, "en"), (ENGLISH, "en"), (GREEK, "el")))
    assert len(found) == len(set(found))
    assert all(isinstance(query, Query) and query.words for query in found)


LONG = (
    "They met in Russia, Japan and China. There China said no. Then Lavrov, Lavrov, Lavrov met Zakharova, Zakharova "
    "and Patrushev in Samarkand with Medvedev."
)


@pytest.mark.parametrize(
    ("texts", "asked"),
    [
        # two places, the most mentioned first; then three names, each with the first place
        ([LONG], [("China", "Japan"), ("Lavrov", "China"), ("Zakharova", "China"), ("Medvedev", "China")]),
        # what half of the texts name, and no less
        (["They met Lavrov", "then Zakharova"], [("Lavrov",), ("Zakharova",)]),
        (["They met Lavrov", "then Zakharova", "then Lavrov"], [("Lavrov",)]),
        (["They met Lavrov", "then Zakharova", "then Patrushev"], []),
        # what more texts name stands before what one repeats
        (["met Kuzmin and Lavrov, Lavrov, Lavrov", "then Kuzmin"], [("Kuzmin",), ("Lavrov",)]),
        # without a place the names stand alone, without a name the places
        (["in Russia they met Russia"], [("Russia",)]),
        # a name of three letters is found in too many pages
        (["they met Xi and Mao and Yang and Kuzmin"], [("Kuzmin",), ("Yang",)]),
        # of several spellings the commonest
        (["met PUTIN and Putin and Putin"], [("Putin",)]),
        (["met PUTIN and Putin", "then PUTIN"], [("PUTIN",)]),
    ],
)
def test_the_words_of_a_query(texts: list[str], asked: list[tuple[str, ...]]) -> None:
    assert [query.words for query in queries(topic(*((text, "en") for text in texts)))] == asked
