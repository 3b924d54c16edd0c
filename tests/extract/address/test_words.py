from importlib.resources import files

import pytest

from extract.address.words import words

KINDS = {
    "archive",
    "tracking",
    "tracking_opening",
    "channel_parameter",
    "channel",
    "session",
    "session_perhaps",
    "service",
    "list",
    "label",
    "empty",
}


def test_every_kind_in_the_table_is_known_and_every_known_kind_is_there():
    rows = files("extract").joinpath("data/address_words.tsv").read_text("utf-8").splitlines()
    assert rows[0] == "kind\twords"
    assert {row.split("\t")[0] for row in rows[1:]} == KINDS


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_words_are_in_lower_case_and_listed_once(kind):
    rows = files("extract").joinpath("data/address_words.tsv").read_text("utf-8").splitlines()
    listed = [word for row in rows if row.startswith(f"{kind}\t") for word in row.split("\t")[1].split()]
    assert sorted(listed) == sorted(set(listed))
    assert words(kind) == frozenset(listed)
    assert all(word == word.lower() for word in listed)


def test_a_kind_that_is_none_has_no_words():
    assert words("no such kind") == frozenset()


@pytest.mark.parametrize("name", ["id", "p", "q", "page", "lang", "date", "category", "article", "news", "story", "k"])
def test_no_parameter_that_often_chooses_the_page_is_listed_as_tracking(name):
    assert name not in words("tracking") | words("session") | words("channel_parameter")


def test_no_part_of_a_path_is_both_a_service_and_a_list():
    assert not words("service") & (words("list") | words("label"))
