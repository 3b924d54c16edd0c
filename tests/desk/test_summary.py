"""The end of a crawl: figures, finds, the next commands."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import topics
from archive.store import Archive
from archive.studied import Row
from compare.coverage import Relation
from compare.seed import Seed
from compare.topic import Topic
from crawler.plan import CrawlResult
from desk import proof, render, summary
from newsweb.score import Score

WHEN = datetime(2022, 9, 19, 14, 5, tzinfo=UTC)
COUNTS = {"pages": 1, "requests": 1200, "documents": 2, "found": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Archive.open(tmp_path / "data") as archive:
        topics.save(archive, Topic("story", (Seed("a", "The ministers met on Monday."),)))
    return tmp_path / "data"


def crawl(folder: Path, topic: str = "story", **more) -> None:
    given = {"run_id": 3, "outcome": "done", "resumed": False, "counts": COUNTS} | more
    summary.crawl(render.console(), folder, topic, CrawlResult(**given))


class TestTheFigures:
    def test_agree_with_their_nouns(self, folder: Path, capsys) -> None:
        crawl(folder)
        assert capsys.readouterr().out == (
            "\nRun 3 ended: 1 article fetched with 1,200 requests, 2 texts extracted, 1 about the story\n"
        )

    def test_of_a_run_that_was_stopped_before_it_counted_are_noughts(self, folder: Path, capsys) -> None:
        crawl(folder, counts={}, outcome="stopped")
        assert capsys.readouterr().out == (
            "\nRun 3 stopped: 0 articles fetched with 0 requests, 0 texts extracted, 0 about the story\n"
        )

    @pytest.mark.parametrize(
        ("outcome", "resumed", "head"),
        [
            ("done", False, "Run 3 ended: "),
            ("done", True, "Run 3 (begun before) ended: "),
            ("stopped", False, "Run 3 stopped: "),
            ("stopped", True, "Run 3 (begun before) stopped: "),
        ],
    )
    def test_say_how_the_run_began_and_ended(self, folder: Path, capsys, outcome, resumed, head: str) -> None:
        crawl(folder, outcome=outcome, resumed=resumed)
        assert capsys.readouterr().out.startswith("\n" + head)

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("failed", ", 7 failed\n"),
            ("refused", ", 7 not allowed by robots.txt\n"),
            ("pending", ", 7 to extract\n"),
            ("recalled", ", 7 lists read from the archive\n"),
        ],
    )
    def test_tell_what_went_wrong_only_where_something_did(self, folder: Path, capsys, name: str, said: str) -> None:
        crawl(folder, counts=COUNTS | {name: 7})
        assert capsys.readouterr().out.endswith(said)
        crawl(folder, counts=COUNTS | {name: 0})
        assert capsys.readouterr().out.endswith("1 about the story\n")

    @pytest.mark.parametrize(
        ("counts", "said"),
        [
            ({"requests": 4, "known": 0}, "1 article among 4 new captures, 0 known before, 2 texts"),
            ({"pages": 0, "requests": 1, "known": 1200}, "0 articles among 1 new capture, 1,200 known before, 2 texts"),
            ({"known": 3, "refused": 7}, "about the story, 7 not among the captures\n"),
        ],
    )
    def test_of_captures_tell_what_is_new_and_what_was_here(self, folder: Path, capsys, counts, said: str) -> None:
        crawl(folder, counts=COUNTS | counts)
        assert said in capsys.readouterr().out

    def test_stand_alone_when_the_seeds_were_not_there_yet(self, folder: Path, capsys) -> None:
        crawl(folder, topic="another", outcome="stopped")
        assert capsys.readouterr().out.count("\n") == 2


def rows(**numbers: int) -> list[Row]:
    """So many documents of each relation, the surest first, as the archive gives them."""
    related = [Relation(name.replace("_", " ")) for name, number in numbers.items() for _ in range(number)]
    return [
        Row(number, f"http://a.example/{number}", f"Title {number}", "Paper", "paper", "a.example", "GR", "el",
            WHEN, WHEN, relation, 1 - number / 100, "seed", None, None)
        for number, relation in enumerate(related, 1)
    ]  # fmt: skip


class TestTheFinds:
    def said(self, found: list[Row], capsys) -> list[str]:
        summary.found(render.console(), found)
        return capsys.readouterr().out.splitlines()

    def test_are_a_table_of_languages_and_one_of_documents(self, capsys) -> None:
        assert self.said(rows(copy=1, unrelated=1), capsys) == [
            "",
            "language  copy  same event  same subject  unrelated",
            "el           1           ·             ·          1",
            "",
            "id  relation  score  published   lang  outlet  title",
            " 1  copy       0.99  2022-09-19  el    Paper   Title 1",
        ]

    def test_have_the_five_surest_of_each_relation_about_the_story(self, capsys) -> None:
        table = self.said(rows(unrelated=9, same_subject=7, copy=6, same_event=2), capsys)[5:]
        assert [(line.split("Title ")[1], "copy" in line, "event" in line) for line in table] == [
            *((str(number), True, False) for number in range(17, 22)),
            *((str(number), False, True) for number in range(23, 25)),
            *((str(number), False, False) for number in range(10, 15)),
        ]

    def test_are_said_to_be_none_where_nothing_is_about_the_story(self, capsys) -> None:
        *_, blank, last = self.said(rows(unrelated=3), capsys)
        assert (blank, last) == ("", "Nothing about the story was found; give more sources, or more seeds.")

    def test_of_a_demo_are_at_most_five_a_relation(self, demo) -> None:
        table = demo.result.out.split(" title\n", 1)[1].split("\n\n", 1)[0].splitlines()
        for relation in (Relation.COPY, Relation.SAME_EVENT, Relation.SAME_SUBJECT):
            assert 1 <= sum(f"  {relation}  " in line for line in table) <= summary.BEST

    def test_are_said_to_be_none_where_all_is_unrelated(self, demo, capsys) -> None:
        with Archive.open(demo.folder, create=False) as archive:
            rows = summary.study.coverage(archive, summary.Filter("russia-china", (Relation.UNRELATED,)))
        summary.found(render.console(), rows)
        assert capsys.readouterr().out.endswith(
            "\nNothing about the story was found; give more sources, or more seeds.\n"
        )

    def test_are_nothing_where_nothing_was_extracted(self, capsys) -> None:
        summary.found(render.console(), [])
        assert capsys.readouterr().out == ""


class TestTheNextCommands:
    @pytest.mark.parametrize(
        ("folder", "option"),
        [
            ("cuttings-data", ""),
            ("my-study", " --data my-study"),
            ("my study", " --data 'my study'"),
            ("a'b", " --data 'a'\"'\"'b'"),
        ],
    )
    def test_can_be_pasted_into_a_shell(self, capsys, folder: str, option: str) -> None:
        summary.following(render.console(), Path(folder))
        assert capsys.readouterr().out == (
            f"\nNext:\n  cuttings{option} list\n  cuttings{option} show ID --rails\n  cuttings{option} status\n"
        )


PERFECT = Score(10, 5, 5, 5, frozenset("abcdef"), (), (), ())


class TestTheProof:
    @pytest.mark.parametrize(
        ("score", "good"),
        [
            (PERFECT, True),
            (Score(10, 100, 100, 95, frozenset("abcdef"), (), (), ()), True),
            (Score(10, 100, 100, 94, frozenset("abcdef"), (), (), ()), False),
            (Score(10, 94, 100, 94, frozenset("abcdef"), (), (), ()), False),
            (Score(10, 5, 5, 5, frozenset("abcde"), (), (), ()), False),
            (Score(10, 5, 5, 5, frozenset("abcdef"), (("http://a.example/", "Related"),), (), ()), False),
        ],
    )
    def test_asks_for_precision_recall_six_languages_and_no_rail_line(self, score: Score, good: bool) -> None:
        assert proof.good(score) is good

    def test_shows_the_first_pages_told_wrongly_and_counts_the_others(self, capsys) -> None:
        wrong = tuple((f"http://a.example/{number}", "unrelated") for number in range(proof.WRONG + 2))
        proof.truth(render.console(), Score(10, 5, 5, 5, frozenset({"el"}), (), (), wrong))
        out = capsys.readouterr().out
        assert out.count("told wrongly: ") == proof.WRONG
        assert "\n  told wrongly: http://a.example/0 (in truth: unrelated)\n" in out
        assert out.endswith("\n  and 2 more\n")
        assert "in 1 language (el); 0 rail lines left in clean texts, 0 body lines lost" in out

    def test_gives_the_same_figures_to_programs(self) -> None:
        assert proof.figures(PERFECT) == {
            "pages": 10,
            "about": 5,
            "told": 5,
            "right": 5,
            "precision": 1.0,
            "recall": 1.0,
            "languages": ["a", "b", "c", "d", "e", "f"],
            "rail_lines_left": [],
            "body_lines_lost": [],
            "wrong": [],
        }
