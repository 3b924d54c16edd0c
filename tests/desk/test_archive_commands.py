"""verify, extract, diff, export and backup, as a person calls them on a crawl that was."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desk import exits


@pytest.fixture
def copied(demo: Any, program: Any) -> Any:
    """A folder of one's own, as the demo left it; ``copied(...)`` runs a command on it."""
    shutil.copytree(demo.folder, program.folder / "cuttings-data")
    return program


def database(program: Any) -> Path:
    return program.folder / "cuttings-data" / "cuttings.db"


def change(program: Any, statement: str) -> None:
    with closing(sqlite3.connect(database(program))) as connection:
        connection.execute(statement)
        connection.commit()


class TestVerify:
    def test_says_that_all_is_well(self, demo: Any) -> None:
        found = demo("verify")
        assert found.code == exits.DONE
        assert found.out.endswith("no fault\n")

    def test_names_a_fault_and_exits_with_1_until_it_is_repaired(self, copied: Any) -> None:
        (index,) = (copied.folder / "cuttings-data" / "indexes").iterdir()
        index.unlink()
        found = copied("verify")
        assert found.code == exits.FAULT
        assert f"indexes/{index.name}: is missing: cuttings verify --repair\n" in found.out
        repaired = copied("verify", "--repair")
        assert (repaired.code, repaired.out.splitlines()[0]) == (exits.DONE, "repaired: indexes 1")

    def test_tells_programs_each_fault_and_the_counts(self, copied: Any) -> None:
        change(copied, "UPDATE capture SET offset = offset + 1 WHERE id = 1")
        found = copied("verify", "--json")
        *faults, counts = found.objects
        assert {fault["kind"] for fault in faults} >= {"not in the file"}
        assert counts["faults"]["not in the file"] == 1
        assert counts["repaired"] is None

    def test_makes_a_lost_database_anew(self, copied: Any) -> None:
        before = copied("status", "--json").objects[0]
        for path in (copied.folder / "cuttings-data").glob("cuttings.db*"):
            path.unlink()
        assert copied("verify", "--repair").code == exits.DONE
        after = copied("status", "--json").objects[0]
        assert after["captures"] == before["captures"]
        assert after["pending"] == before["captures"] - after["outcomes"].get("not for extraction", 0) - after[
            "outcomes"
        ].get("failed", 0)

    def test_makes_no_archive_where_there_is_none(self, program: Any) -> None:
        assert "no archive in" in program("verify").fault


class TestExtract:
    def test_has_nothing_to_read_when_all_is_read(self, copied: Any) -> None:
        found = copied.apart("extract", "--all", "--json")
        assert found.objects[0]["read"] == {}

    def test_reads_anew_shows_the_change_and_makes_it_current(self, copied: Any) -> None:
        change(copied, "UPDATE document SET extractor = 'old', title = 'Was' WHERE id <= 3")
        ids = "(SELECT capture_id FROM document WHERE id <= 3)"
        change(copied, f"UPDATE capture SET extractor = 'old' WHERE id IN {ids}")
        assert copied("diff").fault.startswith("no texts wait")
        read = copied.apart("extract", "--since", "old")
        assert "read 3 pages; document 3\n3 readings wait" in read.out
        said = copied("diff")
        assert "title: Was -> " in said.out
        assert said.out.splitlines()[-1].endswith(
            "3 pages read; changed 3, lines that came 0, lines that went 0, other title 3"
        )
        assert len(copied("diff", "--json").objects) == 3
        assert copied("extract", "--accept").out.endswith("3 pages made current\n")
        with closing(sqlite3.connect(database(copied))) as connection:
            old = connection.execute("SELECT count(*) FROM document WHERE extractor = 'old' AND current").fetchone()
        assert old == (0,)
        now = copied.apart("extract", "--since", "old", "--json").objects[0]["version"]
        again = copied("diff", "old", now)
        assert again.out.splitlines()[-1].endswith(
            ": 3 pages read; changed 3, lines that came 0, lines that went 0, other title 3"
        )
        assert copied("diff", "old", "nonsense").fault.startswith(
            "no text here was made by extractor nonsense; versions"
        )

    def test_names_the_versions_there_are(self, demo: Any, copied: Any) -> None:
        assert (
            "no document here was made by extractor nonsense; versions here: "
            in copied("extract", "--since", "nonsense").fault
        )


class TestExport:
    def test_writes_what_the_ending_says(self, demo: Any, tmp_path: Path) -> None:
        for name in ("a.jsonl", "a.csv", "a.parquet", "a.wacz"):
            assert demo("export", "--all", tmp_path / name).code == exits.DONE
        rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text("utf-8").splitlines()]
        cells = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text("utf-8-sig"), newline="")))
        assert [row["url"] for row in rows] == [row["url"] for row in cells]
        assert len(rows) == demo("status", "--json").objects[0]["documents"]
        assert zipfile.ZipFile(tmp_path / "a.wacz").testzip() is None

    def test_writes_to_standard_output(self, demo: Any) -> None:
        found = demo("export", "--format", "jsonl", "-")
        assert len(found.objects) == len(demo("list", "--json").objects)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["a.txt"], "which format?"),
            (["a.wacz", "--run", "1", "--language", "el"], "leave --source, --language and --text out"),
            (["a.csv", "--run", "1"], "goes with .wacz only"),
            (["--format", "wacz", "-"], "name a file"),
            (["a.wacz", "--run", "99"], "there is no run 99"),
            (["a.csv", "--topic", "nonsense"], "there is no topic 'nonsense'"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, demo: Any, arguments: list[str], said: str) -> None:
        assert said in demo("export", *arguments).fault


class TestBackup:
    def test_goes_out_and_in(self, demo: Any, program: Any, tmp_path: Path) -> None:
        saved = demo("backup", tmp_path / "b.gz", "--json").objects[0]["rows"]
        assert saved["topic"] == 1
        found = program("backup", "--restore", tmp_path / "b.gz")
        assert found.out.startswith("restored: source 10, topic 1, seed 5, run 1")
        assert program("status", "--json").objects[0]["topics"] == ["russia-china"]

    def test_refuses_a_file_that_is_none(self, demo: Any, program: Any, tmp_path: Path) -> None:
        (tmp_path / "b.gz").write_text("no")
        assert "is no backup" in program("backup", "--restore", tmp_path / "b.gz").fault

    def test_copies_the_whole_database(self, demo: Any, tmp_path: Path) -> None:
        assert demo("backup", "--whole", tmp_path / "copy.db").out == "written: a copy\n"
        assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite format 3")


class TestReplay:
    def test_copies_what_may_go(self, demo: Any, program: Any, tmp_path: Path, beginning: Any) -> None:
        (warc,) = (demo.folder / "archive").iterdir()
        (tmp_path / "given.warc.gz").write_bytes(beginning(warc, 61))
        found = program.apart("replay", "--copy", tmp_path / "given.warc.gz", "--json").objects[0]
        (tmp_path / "given.warc.gz").unlink()
        assert program("verify").code == exits.DONE
        assert found["captures"] == 20
