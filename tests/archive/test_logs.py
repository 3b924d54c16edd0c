import json
import logging
import subprocess
import sys

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
