from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime
from math import exp, log1p
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compare.links import LINK, LinkScorer
from compare.seed import Seed
from compare.topic import Topic
from extract.link import Link
from newsweb import world

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def scorer(five: Topic) -> LinkScorer:
    return LinkScorer(five)


def link(title: str | None = None, summary: str | None = None, **more: object) -> Link:
    return Link(str(more.pop("url", "http://a.example/1")), "feed", title, summary, **more)  # type: ignore[arg-type]  # a test's shorthand


class TestScore:
    @pytest.mark.parametrize(
        ("better", "worse"),
        [
            # the topic's places and names together, against one of them in another matter
            (link("Putin tells Xi of closer ties"), link("Putin opens a bakery")),
            (link("Russia and China agree on joint drills"), link("China wins gold in table tennis")),
            # in any language
            (link("Ρωσία και Κίνα: κοινές ασκήσεις"), link("Κινέζοι τουρίστες στην Πλάκα")),
            (link("Русия и Китай с общи учения"), link("Жега в Пловдив")),
            (link("Путин и Си договорились о сотрудничестве"), link("Шахматный турнир в школе")),
            (link("Rusia y China firman un acuerdo militar"), link("El maíz de Castelló")),
            (link("Rusia și China, exerciții militare comune"), link("Meciul de la Titu")),
            # an oblique headline is told by what it speaks of
            (link("Two envoys, one mountain town", "The talks were far from any capital"), link("Oyster beds closed")),
            (link("A call between two presidents"), link("Beach patrol doubled at Youghal")),
            # the address speaks where the headline does not
            (
                link("A long day", url="http://a.example/putin-xi-moscow-talks"),
                link("A long day", url="http://a.example/oyster-beds-closed"),
            ),
            (
                link("Μια μέρα", url="http://a.example/rosia-kina-poutin-moscha", language="el"),
                link("Μια μέρα", url="http://a.example/kafsonas-akropoli", language="el"),
            ),
            # the summary does too
            (link("A long day", "Vladimir Putin met Xi Jinping"), link("A long day", "Storm over Cork")),
            # a day near to a seed's
            (
                link("A long day", published=datetime(2024, 9, 12, tzinfo=UTC)),
                link("A long day", published=datetime(2017, 9, 12, tzinfo=UTC)),
            ),
        ],
    )
    def test_what_promises_coverage_comes_first(self, scorer, better, worse):
        assert scorer.score(better) > scorer.score(worse)

    @pytest.mark.parametrize("title", [None, "", "…", "\ud800", "A" * 5000, "中国和俄罗斯", "12"])
    @pytest.mark.parametrize("url", ["http://a.example/", "http://[bad", "", "http://a/%FF%FE-x", "x" * 5000])
    def test_any_link_has_a_score(self, scorer, title, url):
        assert 0.0 <= scorer.score(link(title, url=url)) <= 1.0

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=80), st.text(max_size=80), st.sampled_from([None, "en", "el", "xx"]))
    def test_any_words_have_a_score(self, five, title, url, language):
        assert 0.0 <= LinkScorer(five).score(link(title, url, url=url, language=language)) <= 1.0

    def test_the_measures_are_those_named(self, scorer):
        assert len(scorer.measure(link("Putin"))) == len(LINK)

    @pytest.mark.parametrize("seeds", [(), (Seed("s", ""),), (Seed("s", "one line"),)])
    def test_a_poor_topic_scores_too(self, seeds):
        assert 0.0 <= LinkScorer(Topic("poor", seeds)).score(link("Putin")) <= 1.0


class TestMeasures:
    def measured(self, scorer: LinkScorer, given_: Link) -> dict[str, float]:
        return dict(zip(LINK, scorer.measure(given_), strict=True))

    @pytest.mark.parametrize(
        ("given_", "name", "expected"),
        [
            (link("Russia and China"), "core places in title", 1.0),
            (link("Russia alone"), "core places in title", 0.5),
            (link("Something", "Russia and China"), "core places in summary", 1.0),
            (link("Something", url="http://a.example/rusia-china"), "core places in address", 1.0),
            (link("Russia", url="http://a.example/pekin"), "all core places", 1.0),
            (link("Russia"), "all core places", 0.0),
            (link("Something"), "no day", 1.0),
            (link("Something", published=datetime(2024, 9, 12, tzinfo=UTC)), "near a seed's day", 1.0),
            (link("Something", published=datetime(2016, 9, 12, tzinfo=UTC)), "far from seeds' days", 1.0),
            (link(None), "no words", 1.0),
            (link("Something"), "no words", 0.0),
            (link("Storm over Nairobi in Kenya"), "foreign places", 0.5),
            (link("Kenya, Japan and Brazil"), "foreign places", 1.0),
            (link("Russia and China"), "foreign places", 0.0),
            # what the title says is not counted again in the summary
            (link("Russia and China", "Russia and China"), "core places in summary", 0.0),
            (link("Russia", "Russia and China"), "core places in summary", 0.5),
            (link("Russia", url="http://a.example/china"), "core places in address", 0.5),
            # two of the topic's names are enough
            (link("Then Putin"), "core names", 0.5),
            (link("Then Putin and Jinping"), "core names", 1.0),
            (link("Then Putin and Jinping and Patrushev"), "core names", 1.0),
            (link("Then Merkel"), "core names", 0.0),
            (link("Then Merkel"), "names", 0.0),
            (link("x", url="http://a.example/putin"), "names in address", 0.5),
            (link("x", url="http://a.example/putin-and-jinping-and-patrushev"), "names in address", 1.0),
            (link("x", url="http://putin.example/?jinping#patrushev"), "names in address", 0.0),
            (link("x", url="http://a.example/%CE%A0%CE%BF%CF%8D%CF%84%CE%B9%CE%BD"), "names in address", 0.5),
            (link("Russia", published=datetime(2024, 9, 12, tzinfo=UTC)), "no day", 0.0),
            # the letters of a subject of another kind
            (link("police", language="en"), "foreign families", min(1.0, log1p(1) / 2)),
            (link("police", "police and police and police and police and police", language="en"), "no words", 0.0),
        ],
    )
    def test_say_what_their_names_say(self, scorer, given_, name, expected):
        assert self.measured(scorer, given_)[name] == expected


@pytest.fixture(scope="module")
def dated() -> LinkScorer:
    early = Seed("a", "They met on 5 May 2019, and again on 6 May.", None, "en")
    late = Seed("b", "Nothing was named.", None, "en", datetime(2021, 12, 31, 23, tzinfo=UTC))
    return LinkScorer(Topic("dated", (early, late)))


class TestDays:
    """The seeds of a topic take place on the days they were published on, and on those they name with a year."""

    def test_stand_in_order(self, dated):
        assert dated.days == (date(2019, 5, 5), date(2021, 12, 31))

    def test_of_a_topic_without_any_are_none(self):
        assert LinkScorer(Topic("none", (Seed("s", "on 6 May"),))).days == ()

    @pytest.mark.parametrize(
        ("published", "near", "far", "within"),
        [
            # a week away is one e-th as near; more than 200 days is far; the years are the first to the last seed's
            ((2019, 5, 5), 1.0, 0.0, 1.0),
            ((2019, 5, 12), exp(-1), 0.0, 1.0),
            ((2019, 4, 28), exp(-1), 0.0, 1.0),
            ((2019, 11, 21), exp(-200 / 7), 0.0, 1.0),
            ((2019, 11, 22), exp(-201 / 7), 1.0, 1.0),
            ((2020, 7, 1), 0.0, 1.0, 1.0),
            ((2021, 12, 31), 1.0, 0.0, 1.0),
            ((2022, 1, 1), exp(-1 / 7), 0.0, 0.0),
            ((2018, 12, 31), exp(-125 / 7), 0.0, 0.0),
            ((1999, 5, 5), 0.0, 1.0, 0.0),
        ],
    )
    def test_a_link_is_near_to_them_or_far_or_of_their_years(self, dated, published, near, far, within):
        measured = dict(zip(LINK, dated.measure(link("x", published=datetime(*published, tzinfo=UTC))), strict=True))
        told = [measured[name] for name in ("near a seed's day", "far from seeds' days", "within seeds' years")]
        assert told == [pytest.approx(near, abs=1e-9), far, within]
        assert measured["no day"] == 0.0


class TestHarvest:
    """The shipped weights were fitted on these links too; bench/fit_compare.py reports cross-validated figures."""

    def test_two_thirds_of_the_coverage_lie_in_the_first_quarter(self, scorer):
        scored = []
        for outlet in world.load().outlets:
            for article in outlet.articles:
                url = f"http://{outlet.slug}.example/{article.slug}"
                given_ = Link(url, "feed", article.link, article.summary, article.published, article.language)
                scored.append((scorer.score(given_), article.relation != "unrelated"))
        scored.sort(key=lambda pair: -pair[0])
        first = scored[: len(scored) // 4]
        assert sum(on for _, on in first) / sum(on for _, on in scored) >= 0.65


class TestCost:
    def test_a_thousand_links_take_less_than_a_second(self, scorer):
        links = [link(f"Putin meets Xi in Moscow {n}", "Two leaders spoke of trade") for n in range(1000)]
        started = time.process_time()
        for one in links:
            scorer.score(one)
        assert time.process_time() - started < 1.0

    def test_the_crawl_process_loads_neither_numpy_nor_babel_for_it(self):
        code = "import sys, compare.links; print({'numpy', 'babel', 'trafilatura', 'lxml'} & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "set()"
