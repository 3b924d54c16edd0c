from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
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
        ],
    )
    def test_say_what_their_names_say(self, scorer, given_, name, expected):
        assert self.measured(scorer, given_)[name] == expected


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
