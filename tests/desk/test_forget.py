"""``cuttings forget`` as a person calls it on a crawl that was."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from desk import exits


@pytest.fixture
def copied(demo: Any, program: Any) -> Any:
    """A folder of one's own, as the demo left it; ``copied(...)`` runs a command on it."""
    shutil.copytree(demo.folder, program.folder / "cuttings-data")
    return program


@pytest.fixture
def first(copied: Any) -> dict[str, Any]:
    """The document at the top of the list."""
    return copied("list", "--json", "--limit", "1").objects[0]


def listed(program: Any) -> list[str]:
    return [row["url"] for row in program("list", "--all", "--json", "--limit", "1000").objects]


def test_what_a_killed_crawl_had_synced_is_taken_down_as_well(copied: Any) -> None:
    with sqlite3.connect(copied.folder / "cuttings-data" / "cuttings.db") as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        last = "SELECT id, path, url FROM capture ORDER BY path DESC, offset DESC LIMIT 1"
        ((number, path, url),) = connection.execute(last).fetchall()
        connection.execute("DELETE FROM document WHERE capture_id = ?", [number])
        connection.execute("DELETE FROM capture WHERE id = ?", [number])
    file = copied.folder / "cuttings-data" / path
    assert url in held(file)
    file.rename(f"{file}.open")
    assert copied("forget", url, "--reason", "court order 12", "--yes").code == exits.DONE
    assert url not in held(file)
    assert copied("verify").code == exits.DONE


def held(file: Path) -> set[str | None]:
    """The addresses whose answers are in a WARC file."""
    with file.open("rb") as stream:
        return {one.rec_headers["WARC-Target-URI"] for one in ArchiveIterator(stream) if one.rec_type == "response"}


def test_names_all_that_holds_it_and_removes_what_is_within_reach(copied: Any, first: dict[str, Any]) -> None:
    url = first["url"]
    assert copied("export", "all.csv", "--all").code == exits.DONE
    assert copied("export", "none.csv", "--source", "no such source").code == exits.DONE
    assert copied("export", "all.wacz", "--all").code == exits.DONE
    assert copied("fixture", "add", str(first["id"]), "--to", "mine", "--name", "one").code == exits.DONE
    assert copied("fixture", "add", url, "--name", "two").code == exits.DONE
    saved = copied.folder / "fixtures" / "kept"
    shutil.copytree(copied.folder / "fixtures" / "two", saved)
    (saved / "expected.json").write_text(json.dumps({"url": "http://elsewhere.example/"}))
    done = copied("forget", url, "--reason", "court order 12", "--yes")
    assert done.code == exits.DONE
    assert "forgotten: court order 12" in done.out
    for name in ("all.csv", "all.wacz"):
        assert str(copied.folder / name) in done.err.replace("\n", "")
    assert "none.csv" not in done.err
    assert not (copied.folder / "mine" / "one").exists()
    assert [path.name for path in (copied.folder / "fixtures").iterdir()] == ["kept"]
    assert url not in listed(copied)
    verified = copied("verify")
    assert verified.code == exits.DONE
    assert "taken down" in verified.out


def test_asks_first_and_removes_nothing_unless_told_so(copied: Any, first: dict[str, Any]) -> None:
    before = listed(copied)
    asked = copied("forget", first["url"], "--reason", "why", stdin=b"n\n")
    assert asked.code == exits.STOPPED
    assert "Remove this for good?" in asked.err
    assert listed(copied) == before
    assert copied("forget", first["url"], "--reason", "why", stdin=b"y\n").code == exits.DONE
    assert len(listed(copied)) == len(before) - 1


@pytest.mark.parametrize("by", ["host", "number", "record"])
def test_takes_a_host_a_number_and_a_record_too(copied: Any, first: dict[str, Any], by: str) -> None:
    capture = copied("show", str(first["id"]), "--json").objects[0]["capture"]
    what = {"host": first["host"], "number": str(capture["id"]), "record": capture["record_id"].strip("<>")}[by]
    done = copied("forget", what, "--reason", "why", "--yes", "--json").objects[0]
    assert done["captures"] >= 1
    assert {order["kind"] for order in done["orders"]} == {"host" if by == "host" else "capture"}
    gone = first["host"] if by == "host" else first["url"]
    assert not [url for url in listed(copied) if gone in url]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("http://a.example/", "--yes"), "--reason"),
        (("http://a.example/", "--reason", " ", "--yes"), "say why"),
        (("no host at all", "--reason", "why", "--yes"), "is no host"),
        (("99999999", "--reason", "why", "--yes"), "there is no capture 99999999"),
        (("http://a.example/", "--reason", "why", "--json"), "give --yes too"),
    ],
)
def test_says_what_is_wrong_in_one_line(copied: Any, arguments: tuple[str, ...], said: str) -> None:
    found = copied("forget", *arguments)
    assert found.code == exits.UNUSABLE
    assert said in found.err.splitlines()[-1]


def test_of_what_is_not_here_holds_for_what_may_come(copied: Any, tmp_path: Path) -> None:
    done = copied("forget", "never.example", "--reason", "why", "--yes")
    assert (done.code, done.out) == (exits.DONE, "0 captures forgotten: why\n")
