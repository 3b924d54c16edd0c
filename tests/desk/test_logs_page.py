"""What docs/exit-codes-and-logs.md promises of the logs, held against the real runs of the demo and of a replay."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "exit-codes-and-logs.md").read_text(encoding="utf-8")
LOGS = PAGE.partition("## Logs")[2]
FILES = set(re.findall(r"`(\w+\.jsonl)`", LOGS.partition("| field |")[0]))
NAMES = {
    name
    for row in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", LOGS.partition("| field |")[2], re.M)
    for name in re.findall(r"`(\w+)`", row)
}
ALWAYS = {"at", "level", "name", "message", "process"}


@pytest.fixture(scope="module")
def logs(demo, program_in, web, tmp_path_factory, beginning) -> dict[str, list[dict[str, object]]]:
    """The lines of each log: of the demo's crawl, and of a replay of its WARC files into a folder of its own."""
    folder = tmp_path_factory.mktemp("logs")
    files = sorted((demo.folder / "archive").glob("*.warc.gz"))
    torn = folder / "torn.warc.gz"
    torn.write_bytes(beginning(files[0], 60)[:-20])
    assert program_in(folder).apart("replay", torn, "--json").code == 1
    run = program_in(folder)
    (folder / "sources.toml").write_text(f'[nea-stoa]\nhome = "{web.origins["nea-stoa"]}/"\n')
    what = (ROOT / "seeds" / "004_abf140b8d65e8e25.txt", "--sources", "sources.toml", "--delay", "0", "--pages", "2")
    assert run.apart("--data", "scheduled", "schedule", "add", *what, "--every", "6h").code == 0
    assert run.apart("--data", "scheduled", "schedule", "due").code == 0
    scheduled = folder / "scheduled" / "logs" / "schedule.jsonl"
    paths = [scheduled, *(demo.folder / "logs").iterdir(), folder / "cuttings-data" / "logs" / "replay.jsonl"]
    return {path.name: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in paths}


def test_the_files_are_those_that_are_written(logs) -> None:
    assert set(logs) == FILES == {"crawl.jsonl", "ingest.jsonl", "replay.jsonl", "schedule.jsonl"}


def test_each_says_begin_and_end_with_counts(logs) -> None:
    for name, lines in logs.items():
        first, last = lines[0], lines[-1]
        assert str(first["message"]).endswith("begins"), name
        assert re.search(r" ends(: done)?$", str(last["message"])), name
        assert last["counts"], name


def test_every_field_that_is_written_is_explained(logs) -> None:
    written = {field for lines in logs.values() for line in lines for field in line}
    assert written <= NAMES
    assert NAMES - written <= {"error"}


def test_every_line_has_what_every_line_is_said_to_have(logs) -> None:
    for lines in logs.values():
        assert all(set(line) >= ALWAYS for line in lines)
        assert {line["level"] for line in lines} <= {"info", "warning", "error"}
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", str(line["at"])) for line in lines)


def test_every_line_of_a_crawl_or_replay_names_its_run(logs) -> None:
    assert all("run" in line for name in ("crawl.jsonl", "replay.jsonl") for line in logs[name])
    assert all("run" in line for line in logs["ingest.jsonl"] if "capture" in line)


def test_each_source_has_its_result(logs) -> None:
    results = [line for line in logs["crawl.jsonl"] if str(line["message"]).startswith("source ")]
    assert len(results) >= 8
    assert all(line["counts"] and line["source"] for line in results)


def test_a_damaged_record_is_told_with_its_place(logs) -> None:
    (damage,) = (line for line in logs["replay.jsonl"] if line["level"] == "warning")
    assert Path(str(damage["path"])).name == "torn.warc.gz"
    assert int(str(damage["offset"])) > 0


def test_libraries_are_heard_from_a_warning_on(logs) -> None:
    ours = ("archive.", "crawler.", "compare.", "extract.", "desk.")
    assert [
        line
        for lines in logs.values()
        for line in lines
        if line["level"] == "info" and not str(line["name"]).startswith(ours)
    ] == []
