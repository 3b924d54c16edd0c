"""The world as written, and what is said when it is written wrongly."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from newsweb import world
from newsweb.errors import WorldInvalid
from newsweb.values import Outlet

WORLD = world.load()
EVENTS = {"nanping-talks", "video-summit", "zakharova-warning", "june-call"}
SUBJECTS = {"joint-air-patrol", "gas-pipeline", "moscow-visit", "amur-bridge", "yuan-trade"}
outlets = pytest.mark.parametrize("outlet", WORLD.outlets, ids=lambda outlet: outlet.slug)


class TestAsWritten:
    def test_there_are_ten_outlets_on_addresses_of_their_own_in_eight_languages(self) -> None:
        assert len(WORLD.outlets) == 10
        assert len({outlet.traits.address for outlet in WORLD.outlets}) == 10
        assert {outlet.language for outlet in WORLD.outlets} == {"el", "ro", "bg", "en", "es", "ru", "de", "fr"}

    def test_seven_themes_are_used(self) -> None:
        wanted = {"tagdiv", "wprelated", "datefirst", "readmore", "lifo", "card", "legacy"}
        assert {outlet.theme for outlet in WORLD.outlets} == wanted

    @outlets
    def test_an_outlet_has_at_least_25_articles_newest_first(self, outlet: Outlet) -> None:
        days = [item.published for item in outlet.articles]
        assert len(days) >= 25
        assert days == sorted(days, reverse=True)

    @outlets
    def test_numbers_rise_with_the_date(self, outlet: Outlet) -> None:
        numbers = [item.number for item in outlet.articles]
        assert numbers == sorted(set(numbers), reverse=True)

    @outlets
    def test_events_and_relations_agree(self, outlet: Outlet) -> None:
        for item in outlet.articles:
            if item.event in EVENTS:
                assert item.relation in {"copy", "same event"}, item.key
            elif item.event in SUBJECTS:
                assert item.relation in {"copy", "same subject"}, item.key
            else:
                assert item.relation == "unrelated", item.key

    @outlets
    def test_a_copy_names_its_source_and_a_seeds_copy_is_related_as_one(self, outlet: Outlet) -> None:
        for item in outlet.articles:
            assert item.copy_of or item.relation != "copy", item.key
            assert item.relation == "copy" or not item.copy_of.startswith("seed:"), item.key

    @outlets
    def test_a_third_of_the_unrelated_pages_name_the_seeds_people_and_places(self, outlet: Outlet) -> None:
        unrelated = [item for item in outlet.articles if not item.on_topic]
        assert sum(item.names_seed for item in unrelated) * 3 >= len(unrelated)

    @outlets
    def test_bodies_are_clean_lines(self, outlet: Outlet) -> None:
        for item in outlet.articles:
            assert len(item.lines) >= 2, item.key
            for line in item.lines:
                assert line == line.strip(), item.key
                assert not re.search(r"[\t\n<>]|  |^#", line), (item.key, line)

    @outlets
    def test_the_headline_in_links_need_not_be_the_title(self, outlet: Outlet) -> None:
        assert sum(item.link != item.title for item in outlet.articles) > len(outlet.articles) // 2

    def test_copies_of_other_outlets_and_of_seeds_are_there(self) -> None:
        sources = Counter(
            item.copy_of.partition(":")[0] == "seed"
            for outlet in WORLD.outlets
            for item in outlet.articles
            if item.copy_of
        )
        assert sources[True] >= 3
        assert sources[False] >= 1

    def test_an_outlet_is_found_by_its_slug(self) -> None:
        assert WORLD.outlet("nea-stoa").language == "el"
        with pytest.raises(KeyError):
            WORLD.outlet("nowhere")


OUTLET = (world.HOME / "outlets" / "faro-levante" / "outlet.toml").read_text(encoding="utf-8")
ARTICLE = """
[[article]]
slug = "one"
title = "One"
link = "Uno"
summary = "About one."
section = "Cultura"
byline = ""
published = 2022-09-19T14:05:00+03:00
agencies = []
event = "one"
relation = "unrelated"
copy_of = ""
names_seed = false
caption = ""
body = \"\"\"
First paragraph
goes on.

## Sub-heading

Last.
\"\"\"
"""


def written(folder: Path, articles: str, outlet: str = OUTLET, name: str = "faro-levante") -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "outlet.toml").write_text(outlet, encoding="utf-8")
    (folder / name / "articles.toml").write_text(articles, encoding="utf-8")
    return folder


class TestReading:
    def test_an_article_is_read_with_its_defaults(self, tmp_path: Path) -> None:
        (outlet,) = world.read(written(tmp_path, ARTICLE)).outlets
        (item,) = outlet.articles
        assert item.key == "faro-levante/one"
        assert item.language == "es"
        assert item.updated is None
        assert item.lines == ("First paragraph goes on.", "Sub-heading", "Last.")
        assert [block.kind for block in item.body] == ["p", "h", "p"]
        assert not item.on_topic

    def test_an_article_may_be_in_another_language(self, tmp_path: Path) -> None:
        text = ARTICLE.replace('byline = ""', 'byline = ""\nlanguage = "en"')
        assert world.read(written(tmp_path, text)).outlets[0].articles[0].language == "en"

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ('title = "One"\n', "", "lacks title"),
            ('title = "One"', 'title = "One"\ncolour = "red"', "unknown keys colour"),
            ('relation = "unrelated"', 'relation = "distant"', "relation must be one of copy, same event"),
            ('section = "Cultura"', 'section = "Kultur"', "section 'Kultur' is not one of the outlet's"),
            ("14:05:00+03:00", "14:05:00", "published must be a date-time with an offset"),
            ("2022-09-19T14:05:00+03:00", '"yesterday"', "published must be a date-time"),
            ("First paragraph\ngoes on.\n\n## Sub-heading\n\nLast.\n", "\n", "the body is empty"),
            ("[[article]]", "[[article]", "articles.toml"),
        ],
    )
    def test_a_wrong_article_is_named_with_the_reason(self, tmp_path: Path, old: str, new: str, why: str) -> None:
        with pytest.raises(WorldInvalid, match=re.escape(why)):
            world.read(written(tmp_path, ARTICLE.replace(old, new)))

    @pytest.mark.parametrize(
        ("old", "new", "why"),
        [
            ('name = "Faro de Levante"\n', "", "lacks name"),
            ('slug = "faro-levante"', 'slug = "faro"', "slug must be the folder's name faro-levante"),
            ('language = "es"', 'language = "xx"', "ui.toml has no [xx]"),
            ('home = "Portada"\n', "", "lacks home"),
            ('home = "Portada"', "home = 3", "home must be str, not 3"),
            ('theme = "wprelated"', 'theme = "wprelated"\nfont = "big"', "unknown keys font"),
        ],
    )
    def test_a_wrong_outlet_is_named_with_the_reason(self, tmp_path: Path, old: str, new: str, why: str) -> None:
        with pytest.raises(WorldInvalid, match=re.escape(why)):
            world.read(written(tmp_path, ARTICLE, OUTLET.replace(old, new)))

    def test_an_outlet_without_traits_is_refused(self, tmp_path: Path) -> None:
        outlet = OUTLET.replace('slug = "faro-levante"', 'slug = "el-otro"')
        with pytest.raises(WorldInvalid, match=r"traits.toml has no \[el-otro\]"):
            world.read(written(tmp_path, ARTICLE, outlet, "el-otro"))

    def test_the_same_slug_twice_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(WorldInvalid, match="the slug is there twice"):
            world.read(written(tmp_path, ARTICLE + ARTICLE))

    def test_a_copy_of_nothing_is_refused(self, tmp_path: Path) -> None:
        made = world.read(written(tmp_path, ARTICLE.replace('copy_of = ""', 'copy_of = "nea-stoa/none"')))
        with pytest.raises(WorldInvalid, match="copy_of names nea-stoa/none, which is no article"):
            world.check_copies(made)

    def test_an_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(WorldInvalid, match="holds no outlet"):
            world.read(tmp_path)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("One.\n\nTwo.\n", [("p", "One."), ("p", "Two.")]),
        ("\n\n## Head\n\nOne.", [("h", "Head"), ("p", "One.")]),
        ("One\u00a0%.\n\n\n\nTwo.", [("p", "One\u00a0%."), ("p", "Two.")]),
        ("#1 of many", [("p", "#1 of many")]),
        ("", []),
    ],
)
def test_bodies_part_at_blank_lines(body: str, found: list[tuple[str, str]]) -> None:
    assert [(block.kind, block.text) for block in world.blocks(body)] == found
