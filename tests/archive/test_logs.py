import json
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from archive import logs
from archive.logs import JsonLines


def line(**given) -> dict[str, object]:
    record = logging.makeLogRecord({"name": "archive.x", "levelno": 30, "levelname": "WARNING", "msg": "torn"} | given)
    written = JsonLines().format(record)
    assert "\n" not in written
    return json.loads(written)


class TestJsonLines:
    def test_say_when_how_bad_where_and_what(self):
        found = line(created=1772600767.5, process=7)
        assert found == {
            "at": "2026-03-04T05:06:07.500+00:00",
            "level": "warning",
            "name": "archive.x",
            "message": "torn",
            "process": 7,
        }

    @pytest.mark.parametrize("key", ["run", "capture", "url", "host", "offset"])
    def test_carry_ids_where_given(self, key):
        assert line(**{key: "7"})[key] == "7"

    def test_put_arguments_into_the_message(self):
        assert line(msg="%s\n%d", args=("φράγμα", 3))["message"] == "φράγμα\n3"

    def test_carry_the_trace_of_an_error(self):
        try:
            raise ValueError("broken")
        except ValueError:
            found = line(exc_info=sys.exc_info())
        assert "ValueError: broken" in str(found["error"])


@pytest.mark.parametrize("odd", ["\udcff", "a\0b", "line\nbreak", "\x1b[31m", "φράγμα \U0001f30a"])
def test_take_any_text_into_one_line_of_the_file(archive, odd):
    root = logging.getLogger()
    level = root.level
    handler = logs.start(archive.folder, "odd")
    try:
        handler.emit(logging.makeLogRecord({"msg": "torn: %s", "args": (odd,), "url": odd}))
    finally:
        root.removeHandler(handler)
        handler.close()
        root.setLevel(level)
    (one,) = (archive.folder / "logs" / "odd.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(one)["message"] == f"torn: {odd}".replace("\udcff", "?")


def test_go_to_a_file_in_the_data_folder(archive):
    root = logging.getLogger()
    level = root.level
    handler = logs.start(archive.folder, "crawl")
    try:
        logging.getLogger("archive.test").info("begun", extra={"run": 3})
    finally:
        root.removeHandler(handler)
        handler.close()
        root.setLevel(level)
    written = (archive.folder / "logs" / "crawl.jsonl").read_text(encoding="utf-8").splitlines()
    assert [(json.loads(one)["message"], json.loads(one)["run"]) for one in written] == [("begun", 3)]


@pytest.mark.parametrize("module", ["archive.committer", "archive.frontier", "archive.store"])
def test_the_crawling_process_stays_light(module):
    """What the extractor, the comparison and the worker pool need is loaded there, not beside the reactor."""
    script = f"import {module}, sys; print(*sorted(name for name in sys.modules if '.' not in name))"
    loaded = set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout.split()
    )
    assert loaded & {"trafilatura", "lxml", "numpy", "pebble", "warcio", "compare", "scrapy"} == set()


class TestPutAside:
    """A file of 16 MB or more is begun anew by the next who starts; nine old ones stay."""

    def write(self, folder: Path, monkeypatch: pytest.MonkeyPatch, sizes: dict[str, int]) -> dict[str, str]:
        monkeypatch.setattr(logs, "LARGEST", 100)
        (folder / "logs").mkdir()
        for name, size in sizes.items():
            (folder / "logs" / name).write_text(f"{name:x<{size}}")
        with logs.kept(folder, "crawl"):
            logging.getLogger("archive.test").warning("begun")
        return {path.name: path.read_text(encoding="utf-8") for path in (folder / "logs").iterdir()}

    @pytest.mark.parametrize(
        ("sizes", "then"),
        [
            ({}, {"crawl.jsonl": "{"}),
            ({"crawl.jsonl": 99}, {"crawl.jsonl": "crawl.jsonl"}),
            ({"crawl.jsonl": 100}, {"crawl.jsonl": "{", "crawl.1.jsonl": "crawl.jsonl"}),
            (
                {"crawl.jsonl": 100, "crawl.1.jsonl": 5, "crawl.2.jsonl": 500},
                {
                    "crawl.jsonl": "{",
                    "crawl.1.jsonl": "crawl.jsonl",
                    "crawl.2.jsonl": "crawl.1.jsonl",
                    "crawl.3.jsonl": "crawl.2.jsonl",
                },
            ),
            # one in between was taken away
            (
                {"crawl.jsonl": 100, "crawl.2.jsonl": 100},
                {"crawl.jsonl": "{", "crawl.1.jsonl": "crawl.jsonl", "crawl.3.jsonl": "crawl.2.jsonl"},
            ),
            # the oldest goes
            (
                {"crawl.jsonl": 100, "crawl.8.jsonl": 1, "crawl.9.jsonl": 1},
                {"crawl.jsonl": "{", "crawl.1.jsonl": "crawl.jsonl", "crawl.9.jsonl": "crawl.8.jsonl"},
            ),
            # of another name, none of its business
            ({"replay.jsonl": 500}, {"crawl.jsonl": "{", "replay.jsonl": "replay.jsonl"}),
        ],
    )
    def test_each_moves_on_by_one(self, tmp_path, monkeypatch, sizes: dict[str, int], then: dict[str, str]) -> None:
        found = self.write(tmp_path, monkeypatch, sizes)
        assert set(found) == set(then)
        assert [name for name, begin in then.items() if not found[name].startswith(begin)] == []
        assert '"begun"' in found["crawl.jsonl"]

    def test_one_who_writes_on_writes_into_the_one_put_aside(self, tmp_path, monkeypatch) -> None:
        (tmp_path / "logs").mkdir()
        with logs.kept(tmp_path, "crawl"):
            logging.getLogger("archive.test").warning("first")
            monkeypatch.setattr(logs, "LARGEST", 1)
            other = logs.start(tmp_path, "crawl")
            logging.getLogger("archive.test").warning("second")
            logging.getLogger().removeHandler(other)
            other.close()
        kept = {path.name: path.read_text().count("\n") for path in (tmp_path / "logs").iterdir()}
        assert kept == {"crawl.jsonl": 1, "crawl.1.jsonl": 2}


@pytest.mark.parametrize(
    "steering",
    ["\x1b[2J", "\x07", "\x7f", "\x9b2J", "\u202e", "\u2066", "\u2028", "\x85", "\r", "\x1b]0;title\x07"],
)
def test_what_a_terminal_would_obey_stands_as_digits(steering: str) -> None:
    record = logging.makeLogRecord({"msg": "answer 503 %s", "args": (f"a{steering}b",), "url": f"http://x/{steering}"})
    written = JsonLines().format(record)
    assert not set(written) & set("\x1b\x07\x7f\x9b\u202e\u2066\u2028\x85\r")
    assert json.loads(written)["message"] == f"answer 503 a{steering}b"


@pytest.mark.parametrize("text", ["φράγμα", "Йод हिन्दी 新华社", "«quoted»", "\xa0", "\u200d", "\u00ad", "é"])
def test_letters_of_all_scripts_stand_as_they_are(text: str) -> None:
    assert text in JsonLines().format(logging.makeLogRecord({"msg": text}))


def test_a_full_disk_costs_the_line_and_says_nothing(tmp_path, capfd) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "crawl.jsonl").symlink_to("/dev/full")
    with logs.kept(tmp_path, "crawl"):
        logging.getLogger("archive.test").warning("lost")
    assert capfd.readouterr() == ("", "")
