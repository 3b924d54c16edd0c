"""Values on a screen: other people's letters are letters, numbers agree with their nouns, JSON is JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.studied import Row
from compare.coverage import Relation
from desk import render, tables
from extract.document import Document, Moment, Rail

WHEN = datetime(2022, 9, 19, 14, 5, 30, tzinfo=UTC)


def row(number: int, **more) -> Row:
    values = {"url": "http://a.example/", "title": f"Title {number}", "source": "Paper", "country": "GR"}
    values |= {"source_key": "paper", "host": "a.example"}
    values |= {"language": "el", "published": WHEN, "fetched": WHEN, "relation": Relation.COPY, "score": 0.987}
    return Row(id=number, **(values | {"nearest": "a", "copy_of": None, "share": None} | more))


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0 texts"), (1, "1 text"), (2, "2 texts"), (1024, "1,024 texts"), (10**6, "1,000,000 texts")],
)
def test_a_noun_agrees_with_its_number(number: int, said: str) -> None:
    assert render.count(number, "text") == said


MOMENTS = [
    (Moment(WHEN, "", "second", zone_known=True), "2022-09-19 14:05 UTC"),
    (Moment(WHEN, "", "minute", zone_known=False), "2022-09-19 14:05"),
    (Moment(WHEN, "", "day", zone_known=False), "2022-09-19"),
]


@pytest.mark.parametrize(("moment", "said"), MOMENTS)
def test_a_date_claims_no_more_than_the_page_did(moment: Moment, said: str) -> None:
    assert render.facts(Document("text", published=moment)) == [("published", said)]


def test_absent_facts_are_left_out() -> None:
    assert render.facts(Document("text")) == []
    assert render.facts(Document("text", bylines=("A", "B"), agencies=("AFP",), updated=MOMENTS[2][0])) == [
        ("by", "A, B"),
        ("updated", "2022-09-19"),
        ("agencies", "AFP"),
    ]


HOSTILE = "[bold]a[/bold] [/] :smile: \\ [link=http://x]y[/link] \x1b[2J"
SHOWN = HOSTILE.replace("\x1b", "\ufffd")


class TestOtherPeoplesLetters:
    def test_in_an_article_are_shown_as_they_are(self, capsys) -> None:
        render.article(render.console(), Document(f"{HOSTILE}\n{HOSTILE}", title=HOSTILE, section=HOSTILE))
        assert capsys.readouterr().out == f"{SHOWN}\nsection {SHOWN}\n\n{SHOWN}\n\n{SHOWN}\n"

    def test_in_a_rail_are_shown_as_they_are(self, capsys) -> None:
        render.rails(render.console(), [Rail("teaser", HOSTILE, (HOSTILE,)), Rail("teaser", None, ("a", "b"))])
        assert capsys.readouterr().out == (
            f"\ncut {SHOWN} · rule: teaser · 1 line\n- {SHOWN}\n\ncut (no heading) · rule: teaser · 2 lines\n- a\n- b\n"
        )

    def test_in_a_table_are_shown_as_they_are(self, capsys) -> None:
        screen = render.console()
        render.put(screen, tables.coverage(screen, [row(1, title=HOSTILE, source=HOSTILE[:20], language="\x1b")]))
        out = capsys.readouterr().out
        assert SHOWN in out
        assert "\x1b" not in out


class TestCoverageTables:
    def test_have_the_address_where_there_is_no_title(self, capsys) -> None:
        screen = render.console()
        render.put(screen, tables.coverage(screen, [row(1, title=None, published=None, language=None)]))
        assert capsys.readouterr().out.splitlines()[1].split() == [
            "1",
            "copy",
            "0.99",
            "-",
            "-",
            "Paper",
            "http://a.example/",
        ]

    def test_say_what_a_copy_is_a_copy_of(self, capsys) -> None:
        screen = render.console()
        render.put(screen, tables.coverage(screen, [row(2, copy_of=1, share=0.9)]))
        assert capsys.readouterr().out.endswith("Title 2 (as 1)\n")

    def test_give_the_title_a_line_of_its_own_on_a_narrow_terminal(self) -> None:
        screen = render.Screen(width=60)
        with screen.capture() as held:
            screen.print(tables.coverage(screen, [row(1, relation=None, score=None)]))
        assert [line.rstrip() for line in held.get().splitlines()] == ["   1  2022-09-19  el  Paper", "      Title 1"]

    def test_count_relations_by_language_those_with_most_of_the_story_first(self, capsys) -> None:
        rows = [row(1, language="bg", relation=Relation.UNRELATED), row(2), row(3, language=None), row(4)]
        render.put(render.console(), tables.languages(rows))
        head, *lines = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert head == ["language", "copy", "same", "event", "same", "subject", "unrelated"]
        assert lines == [["el", "2", "·", "·", "·"], ["?", "1", "·", "·", "·"], ["bg", "·", "·", "·", "1"]]


@dataclass(frozen=True, slots=True)
class Value:
    when: datetime
    path: Path
    relation: Relation
    inner: tuple[Moment, ...] = ()


class TestJson:
    def test_has_utc_instants_paths_and_relations_as_strings(self, capsys) -> None:
        render.as_json(Value(WHEN, Path("a/b"), Relation.SAME_EVENT, (MOMENTS[0][0],)))
        said = json.loads(capsys.readouterr().out)
        assert said["when"] == "2022-09-19T14:05:30Z"
        assert (said["path"], said["relation"]) == ("a/b", "same event")
        assert said["inner"][0]["instant"] == "2022-09-19T14:05:30Z"

    def test_keeps_letters_of_all_scripts_and_stays_on_one_line(self, capsys) -> None:
        render.as_json({"text": "Ρωσία\nКитай"})
        assert capsys.readouterr().out == '{"text": "Ρωσία\\nКитай"}\n'

    def test_refuses_what_has_no_form(self) -> None:
        with pytest.raises(TypeError, match="no JSON form for set"):
            render.as_json({1, 2})
