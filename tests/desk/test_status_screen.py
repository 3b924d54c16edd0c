"""What ``status``, ``list``, ``show`` and ``copies`` print of an archive that was made for it: each line of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive import ingest, runs, topics
from archive.capture import Exchange, Provenance
from archive.committer import Committer
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic
from desk import exits

FETCHED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
WORDS = (
    "The dam above Kalavryta gave way on Tuesday night after three weeks of rain, and the water reached the market "
    "square before anyone had been told to leave.",
    "Rescue teams counted forty houses without a roof by morning. The mayor, Eleni Markou, said that the alarm "
    "had been tested in spring and had worked.",
    "Engineers from Athens will look at the northern wall, where a crack had been reported two years ago and painted "
    "over. Farmers in the valley have lost the maize and most of the sheep.",
    "The bridge to the hospital stands, but lorries may not cross it until it has been checked, Reuters reported.",
)
OTHER = (
    "The orchestra of the city opens its season on Friday with a concert for two pianos that nobody has played here.",
    "Tickets cost between ten and forty euros, and pupils pay half, the director told the paper on Monday evening.",
    "The hall was built in 1911 and repaired after the war; its organ came from a church that has been pulled down.",
    "In spring the players travel to three towns of the north, where they have not been heard for twenty years.",
)


def page(title: str, paragraphs: tuple[str, ...], day: str, head: str = "") -> bytes:
    body = "".join(f"<p>{line}</p>" for line in paragraphs)
    return (
        f'<html lang="en"><head><title>{title}</title>{head}<meta property="article:published_time" content="{day}">'
        f"</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


PAGES = {
    "http://one.example/dam": page("Dam gives way above Kalavryta", WORDS, "2022-09-19T10:00:00Z"),
    "http://two.example/dam": page("Water in the market square", WORDS[:3], "2022-09-19T14:00:00Z"),
    "http://two.example/music": page("Two pianos open the season", OTHER, "2022-09-20T08:00:00Z"),
}


def filled(archive: Archive) -> None:
    topic = Topic("floods", (Seed("dam", "\n".join(WORDS), "Dam gives way above Kalavryta", "en"),))
    topics.save(archive, topic)
    run = runs.start(archive, "crawl", {}, "floods")
    with archive.writing(), Committer(archive, run.id) as committer:
        for url, body in PAGES.items():
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
            came = Provenance(source=url.split("/")[2].split(".")[0], kind="page")
            committer.submit(Exchange(url, b"GET / HTTP/1.1\r\n\r\n", head + body, FETCHED, came)).result(30)
        gone = Exchange("http://two.example/x", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 No\r\n\r\n", FETCHED, came)
        committer.submit(gone).result(30)
    ingest.ingest(archive, topic, workers=1)
    runs.finish(archive, run.id, "done", {})


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("kept") / "data"
    with Archive.open(folder) as archive:
        filled(archive)
    return folder


@pytest.fixture
def said(data: Path, program):
    """The lines of a command's answer."""
    return lambda *words: program("--data", data, *words).out.splitlines()


class TestStatus:
    def test_begins_with_the_folder_and_what_is_in_it(self, said, data: Path) -> None:
        assert said("status")[0] == f"{data}: 4 captures, 3 documents, 0 to extract, 0 fetched in vain"

    @pytest.mark.parametrize(
        "line",
        [
            "captures: document 3, not for extraction 1",
            "of no document: error 404 1",
            "languages: en 3",
            "sources: two 2, one 1",
        ],
    )
    def test_counts(self, said, line: str) -> None:
        assert line in said("status")

    def test_counts_the_relations_of_each_topic(self, said) -> None:
        (line,) = [line for line in said("status") if line.startswith("topic floods: ")]
        assert "unrelated 1" in line

    def test_has_the_runs_before_the_counts(self, said) -> None:
        _, blank, head, run, after, counts, *_ = said("status")
        assert (blank, after) == ("", "")
        assert counts.startswith("captures: ")
        assert head.split() == ["run", "kind", "topic", "started", "ended", "outcome"]
        assert run.split()[:3] == ["1", "crawl", "floods"]
        assert run.endswith("done")

    def test_says_the_same_as_json(self, program, data: Path) -> None:
        (found,) = program("--data", data, "status", "--json").objects
        assert (found["captures"], found["documents"], found["pending"]) == (4, 3, 0)
        assert found["outcomes"] == {"document": 3, "not for extraction": 1}
        assert [run["outcome"] for run in found["runs"]] == ["done"]
        assert (found["schedules"], found["alarms"]) == ([], {})
        assert found["at"].endswith("Z")


class TestStatusOfARun:
    """Whether what has not ended is under way is asked of the lock, which dies with its process."""

    @pytest.fixture
    def begun(self, tmp_path: Path) -> Iterator[Archive]:
        with Archive.open(tmp_path / "data") as archive:
            runs.start(archive, "crawl", {}, "fires")
            yield archive

    @pytest.fixture
    def outcomes(self, program):
        """By topic, what ``status`` says became of the run, and the number of the one at work."""

        def asked(archive: Archive) -> tuple[dict[str, str], int | None]:
            lines = [line.split(maxsplit=7) for line in program("--data", archive.folder, "status").out.splitlines()]
            (found,) = program("--data", archive.folder, "status", "--json").objects
            return {line[2]: line[-1] for line in lines if line[1:2] == ["crawl"]}, found["at_work"]

        return asked

    def test_says_that_it_was_stopped_when_nobody_writes(self, begun: Archive, outcomes) -> None:
        assert outcomes(begun) == ({"fires": "stopped: the same command goes on"}, None)

    def test_says_which_of_them_is_under_way(self, begun: Archive, outcomes) -> None:
        with begun.writing():
            run = runs.start(begun, "crawl", {}, "floods")
            said, number = outcomes(begun)
        assert number == run.id
        assert said == {"fires": "stopped: the same command goes on", "floods": "under way"}

    def test_does_not_take_a_repair_for_a_crawl(self, begun: Archive, outcomes) -> None:
        with begun.writing():
            assert outcomes(begun) == ({"fires": "stopped: the same command goes on"}, None)


FILTERS = [
    # words of the command line, and the pages that pass
    ([], {"one/dam", "two/dam"}),
    (["--all"], {"one/dam", "two/dam", "two/music"}),
    (["--relation", "unrelated"], {"two/music"}),
    (
        ["--relation", "unrelated", "--relation", "copy", "--relation", "same event"],
        {"one/dam", "two/dam", "two/music"},
    ),
    (["--all", "--source", "two"], {"two/dam", "two/music"}),
    (["--all", "--source", "two.example"], {"two/dam", "two/music"}),
    (["--all", "--source", "TWO.example"], {"two/dam", "two/music"}),
    (["--all", "--source", "three"], set()),
    (["--all", "--language", "en"], {"one/dam", "two/dam", "two/music"}),
    (["--all", "--language", "el"], set()),
    # days of publication, the first and the last included
    (["--all", "--since", "2022-09-20"], {"two/music"}),
    (["--all", "--until", "2022-09-19"], {"one/dam", "two/dam"}),
    (["--all", "--since", "2022-09-19", "--until", "2022-09-19"], {"one/dam", "two/dam"}),
    (["--all", "--since", "2022-09-21"], set()),
    (["--all", "--until", "9999-12-31"], {"one/dam", "two/dam", "two/music"}),
    # words, whatever their case, in title and text
    (["--all", "--text", "orchestra"], {"two/music"}),
    (["--all", "--text", "PIANOS season"], {"two/music"}),
    (["--all", "--text", "kalavryta"], {"one/dam", "two/dam"}),
    (["--all", "--text", "dam pianos"], set()),
    # together
    (["--source", "two", "--text", "dam"], {"two/dam"}),
    (["--topic", "floods"], {"one/dam", "two/dam"}),
]


@pytest.mark.parametrize(("words", "expected"), FILTERS, ids=[" ".join(words) or "plain" for words, _ in FILTERS])
def test_list_lets_pass(program, data: Path, words: list[str], expected: set[str]) -> None:
    found = program("--data", data, "list", "--json", *words).objects
    assert {one["url"].removeprefix("http://").replace(".example", "") for one in found} == expected


@pytest.mark.parametrize(("limit", "number"), [("1", 1), ("2", 2), ("3", 3), ("99999999999999999999", 3)])
def test_list_gives_so_many_at_most(program, data: Path, limit: str, number: int) -> None:
    assert len(program("--data", data, "list", "--all", "--json", "--limit", limit).objects) == number


REFUSED = [
    (["--all", "--relation", "copy"], "--all and --relation exclude each other: give one of them"),
    (["--limit", "0"], "Invalid value for '--limit': 0 is not in the range x>=1 (see cuttings list --help)"),
    (["--since", "19.9.2022"], "Invalid value for '--since': '19.9.2022' is no day: write it like 2022-09-19"),
    (["--until", "2022-02-30"], "Invalid value for '--until': '2022-02-30' is no day: write it like 2022-09-19"),
    (["--topic", "none"], "no topic 'none'"),
]


@pytest.mark.parametrize(("words", "why"), REFUSED)
def test_list_refuses_in_one_line(program, data: Path, words: list[str], why: str) -> None:
    result = program("--data", data, "list", *words)
    assert result.code == exits.UNUSABLE
    assert why in result.fault
    assert result.out == ""


class TestShow:
    @pytest.fixture
    def numbers(self, program, data: Path) -> dict[str, int]:
        return {one["url"]: one["id"] for one in program("--data", data, "list", "--all", "--json").objects}

    @pytest.mark.parametrize("url", PAGES)
    def test_gives_every_paragraph_on_a_line(self, said, numbers: dict[str, int], url: str) -> None:
        shown = said("show", str(numbers[url]))
        for line in OTHER if "music" in url else WORDS[:3]:
            assert line in shown

    def test_leads_back_to_the_bytes(self, said, numbers: dict[str, int]) -> None:
        url = "http://one.example/dam"
        trail = "\n".join(said("show", str(numbers[url])))
        assert f"captured 2026-03-04 05:06 UTC from {url}" in trail
        assert " of archive/" in trail
        assert "run 1 (crawl)" in trail

    def test_says_what_it_is_to_the_story(self, said, numbers: dict[str, int]) -> None:
        shown = said("show", str(numbers["http://two.example/music"]))
        assert [line for line in shown if line.startswith("unrelated · topic floods · score 0.")]

    def test_names_the_document_that_it_is_a_copy_of(self, said, numbers: dict[str, int]) -> None:
        later, first = (numbers[f"http://{host}.example/dam"] for host in ("two", "one"))
        told = [line for line in said("show", str(later)) if line.startswith("near-duplicate of document ")]
        assert [line.split(" (")[0] for line in told] == [f"near-duplicate of document {first}"]

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99", "9223372036854775807", "9223372036854775808"])
    def test_refuses_what_is_no_number_of_a_document(self, program, data: Path, number: str) -> None:
        result = program("--data", data, "show", "--", number)
        assert result.code == exits.UNUSABLE
        assert result.err.count("\n") == 1

    def test_gives_all_of_it_as_json(self, program, data: Path, numbers: dict[str, int]) -> None:
        (found,) = program("--data", data, "show", str(numbers["http://one.example/dam"]), "--json").objects
        assert found["document"]["text"].split("\n") == list(WORDS)
        assert found["document"]["title"] == "Dam gives way above Kalavryta"
        assert found["capture"]["url"] == "http://one.example/dam"
        assert list(found["coverage"]) == ["floods"]


class TestCopies:
    def test_name_the_first_and_what_is_shared(self, said) -> None:
        head, first, second = said("copies")
        assert head.startswith("2 documents · first: ")
        assert "Dam gives way above Kalavryta" in first
        assert second.endswith("% shared")

    def test_quote_what_stands_in_both_on_request(self, said) -> None:
        assert any(WORDS[1][:40] in line for line in said("copies", "--passages"))

    def test_are_a_json_object_a_group(self, program, data: Path) -> None:
        (group,) = program("--data", data, "copies", "--json").objects
        assert [one["url"] for one in group["documents"]] == ["http://one.example/dam", "http://two.example/dam"]
        assert group["first"] == group["documents"][0]["id"]
        assert group["documents"][0]["share"] is None


def test_every_line_of_json_is_a_value_of_its_own(program, data: Path) -> None:
    out = program("--data", data, "list", "--all", "--json").out
    assert len([json.loads(line) for line in out.splitlines()]) == 3
