"""What a replay and an extraction leave in the log, and what does not get there."""

import json
import logging

import pytest

from archive import logs, runs
from archive.errors import NotWarc
from archive.ingest import ingest
from archive.replay import replay
from archive.warc.members import member


def lines(archive, name):
    path = archive.folder / "logs" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def warc(url, http):
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{url}>\r\nWARC-Date: 2026-03-04T05:06:07Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return member(head.encode() + http + b"\r\n\r\n")


@pytest.fixture
def replayed(archive, tmp_path, article):
    """A replay of two pages and a torn record; then one page breaks on the disk, and both are extracted."""
    html = f"<title>Dam</title><article><h1>Dam</h1><p>{article}</p></article>".encode()
    good = warc("http://dam.example/good", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html)
    bad = warc("http://dam.example/bad", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html)
    path = tmp_path / "news.warc.gz"
    path.write_bytes(good + bad + good[:-9])
    counts = replay(archive, [path])
    with path.open("r+b") as handle:
        handle.seek(len(good) + 30)
        handle.write(bytes(60))
    outcomes = ingest(archive, None, workers=1)
    return path, len(good), len(bad), counts, outcomes


def test_a_replay_says_begin_end_and_damage(archive, replayed):
    path, good, bad, counts, _ = replayed
    run = runs.latest(archive)[0].id
    first, damage, last = lines(archive, "replay")
    assert (first["message"], last["message"]) == ("the replay begins", "the replay ends")
    assert (last["counts"]["captures"], last["counts"]["damaged"]) == (counts.captures, 1) == (2, 1)
    assert (damage["level"], damage["path"], damage["offset"]) == ("warning", str(path), good + bad)
    assert [line["run"] for line in (first, damage, last)] == [run] * 3


def test_an_extraction_says_begin_end_and_what_failed_where(archive, replayed):
    path, good, _, _, outcomes = replayed
    first, failed, last = lines(archive, "ingest")
    assert (first["message"], last["message"]) == ("the extraction begins", "the extraction ends")
    assert last["counts"] == outcomes == {"document": 1, "failed": 1}
    assert failed["message"].startswith("the extraction failed: damaged record: ")
    place = {name: failed[name] for name in ("level", "run", "capture", "url", "path", "offset")}
    assert place == {
        "level": "warning",
        "run": 1,
        "capture": 2,
        "url": "http://dam.example/bad",
        "path": str(path),
        "offset": good,
    }


def test_an_extraction_with_nothing_to_do_leaves_a_log_too(archive):
    ingest(archive, None, workers=1)
    assert [line["message"] for line in lines(archive, "ingest")] == ["the extraction begins", "the extraction ends"]


def test_a_file_that_is_no_warc_begins_no_run_and_no_log(archive, tmp_path):
    (tmp_path / "a.txt").write_text("notes")
    with pytest.raises(NotWarc):
        replay(archive, [tmp_path / "a.txt"])
    assert not (archive.folder / "logs" / "replay.jsonl").exists()


class TestKept:
    def test_gives_the_run_to_lines_that_name_none(self, archive):
        with logs.kept(archive.folder, "x", 7):
            logging.getLogger("archive.x").info("plain")
            logging.getLogger("archive.x").info("own", extra={"run": 3})
        assert [(line["message"], line["run"]) for line in lines(archive, "x")] == [("plain", 7), ("own", 3)]

    def test_leaves_out_what_libraries_say_below_a_warning(self, archive):
        with logs.kept(archive.folder, "x"):
            for name in ("scrapy.core", "twisted", "archive.x", "crawler.x", "archiver"):
                logging.getLogger(name).info(name)
                logging.getLogger(name).warning("%s!", name)
        said = [line["message"] for line in lines(archive, "x")]
        assert said == ["scrapy.core!", "twisted!", "archive.x", "archive.x!", "crawler.x", "crawler.x!", "archiver!"]

    def test_inside_itself_writes_each_line_once(self, archive):
        with logs.kept(archive.folder, "x", 1):
            with logs.kept(archive.folder, "x", 2):
                logging.getLogger("archive.x").info("within")
            logging.getLogger("archive.x").info("behind")
        assert [(line["message"], line["run"]) for line in lines(archive, "x")] == [("within", 1), ("behind", 1)]

    def test_leaves_logging_as_it_was(self, archive):
        root = logging.getLogger()
        before = (root.level, list(root.handlers))
        with pytest.raises(ValueError, match="x"), logs.kept(archive.folder, "x"):
            raise ValueError("x")
        assert (root.level, list(root.handlers)) == before
