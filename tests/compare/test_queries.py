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
