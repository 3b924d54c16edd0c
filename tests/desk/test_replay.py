"""``cuttings replay``: foreign WARC files, damaged ones, and files that are none."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from desk import exits

PARAGRAPH = "The ministers of the two countries met on Monday and agreed to hold more exercises together at sea. "
PAGE = (
    "<html lang=en><head><title>Ministers meet</title></head><body><article><h1>Ministers meet</h1>"
    f"<p>{PARAGRAPH * 4}</p><p>{PARAGRAPH * 3}</p></article></body></html>"
)


def record(number: int, body: str = PAGE, url: str = "http://paper.example/news") -> bytes:
    """A response record, written by hand (WARC 1.1, 6.3)."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}".encode()
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012}>\r\n"
        f"WARC-Date: 2022-09-19T10:00:0{number}Z\r\nWARC-Target-URI: {url}/{number}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture
def warc(tmp_path: Path) -> Path:
    """A compressed WARC file with two pages."""
    path = tmp_path / "news.warc.gz"
    path.write_bytes(b"".join(gzip.compress(record(number)) for number in (1, 2)))
    return path


class TestAReplay:
    def test_without_seeds_extracts_and_with_seeds_later_compares_and_adds_nothing(self, program, warc, seed) -> None:
        first = program.apart("replay", warc)
        assert first.code == exits.DONE
        assert first.out.startswith("1 file: 2 records, 2 new captures, 0 known before, 0 damaged; document 2\n")
        assert "Texts were extracted, but compared with nothing: give articles with --seeds for that." in first.out
        assert [row["relation"] for row in program("list", "--json").objects] == [None, None]
        assert "Ministers meet" in program("list").out
        second = program.apart("replay", warc, "--seeds", seed)
        assert second.out.startswith("1 file: 2 records, 0 new captures, 2 known before, 0 damaged\n")
        assert second.out.endswith("Next:\n  cuttings list\n  cuttings show ID --rails\n  cuttings status\n")
        rows = program("list", "--all", "--json").objects
        assert len(rows) == 2
        assert None not in [row["relation"] for row in rows]
        (status,) = program("status", "--json").objects
        assert (status["documents"], status["topics"]) == (2, ["story"])

    def test_reads_an_uncompressed_file_too(self, program) -> None:
        (program.folder / "plain.warc").write_bytes(record(1) + record(2))
        assert program.apart("replay", "plain.warc").out.startswith("1 file: 2 records, 2 new captures, ")

    def test_a_damaged_record_is_said_and_the_others_are_taken_in(self, program, warc: Path) -> None:
        whole = warc.read_bytes()
        first = len(gzip.compress(record(1)))
        warc.write_bytes(whole[: first - 20] + bytes(20) + whole[first:])
        result = program.apart("replay", warc)
        assert result.code == exits.FAULT
        assert "1 new capture, " in result.out
        assert "1 damaged" in result.out
        assert result.err.startswith("news.warc.gz at byte 0: ")

    def test_names_with_brackets_and_blanks_are_names(self, program, warc: Path) -> None:
        strange = warc.rename(warc.with_name("[bold] \x1b[31m.warc.gz"))
        assert program.apart("replay", strange).code == exits.DONE
        assert "\x1b" not in program("show", "1").out


NO_WARC = [b"", b"GIF89a" + bytes(100), b"<html>", gzip.compress(b"not a record"), b"\x1f\x8b\x08"]


class TestBadInput:
    @pytest.mark.parametrize("data", NO_WARC, ids=range(len(NO_WARC)))
    def test_a_file_that_is_no_warc_is_named_and_nothing_is_taken_in(self, program, warc: Path, data: bytes) -> None:
        (program.folder / "other.warc.gz").write_bytes(data)
        result = program("replay", warc, "other.warc.gz")
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith("other.warc.gz at byte 0: ")
        (status,) = program("status", "--json").objects
        assert (status["captures"], status["runs"]) == (0, [])

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("missing.warc.gz",), "Invalid value for 'FILES...': File 'missing.warc.gz' does not exist"),
            (("."), "Invalid value for 'FILES...': File '.' is a directory"),
            ((), "Missing argument 'FILES...'"),
        ],
    )
    def test_what_is_no_file_is_named(self, program, words: tuple[str, ...], said: str) -> None:
        result = program("replay", *words)
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith(said)

    def test_an_unknown_topic_is_named(self, program, warc: Path) -> None:
        result = program("replay", warc, "--topic", "nothing")
        assert result.code == exits.UNUSABLE
        assert result.fault == "there is no topic 'nothing'; topics here: none yet"

    def test_seeds_that_stand_on_the_web_are_refused(self, program, warc: Path) -> None:
        result = program("replay", warc, "--seeds", "https://paper.example/news")
        assert result.code == exits.UNUSABLE
        assert result.fault == "replay needs its seeds as files: it does not use the network"

    @pytest.mark.parametrize("place", ["news.warc.gz", "/proc/cuttings"])
    def test_a_folder_that_cannot_be_used_exits_5(self, program, warc: Path, place: str) -> None:
        assert program("--data", place, "replay", warc).code == exits.FOLDER
