"""The harvest curve: what counts, and how it is drawn."""

from __future__ import annotations

import sqlite3
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench.curve import picture
from bench.harvest import Harvest, fetched, harvest, main
from newsweb.truth import load

RECORDS = [record for record in load() if record["kind"] == "article"]
ABOUT = [record for record in RECORDS if record["relation"] != "unrelated"]
OTHERS = [record for record in RECORDS if record["relation"] == "unrelated"]


def url(record: dict[str, object], path: object = None) -> str:
    return f"http://{record['address']}:8811{path or record['path']}"


class TestHarvest:
    def test_a_tenth_of_the_pages_is_about_the_story(self) -> None:
        assert len(load()) >= 400
        assert 0.09 <= len(ABOUT) / len(load()) <= 0.11

    def test_articles_about_the_story_count_once_under_any_address(self) -> None:
        one = next(record for record in ABOUT if record["other_paths"])
        found = harvest([url(OTHERS[0]), url(one), url(one, one["other_paths"][0]), url(one), "http://127.0.0.1/x"])
        assert found.found == (False, True, False, False, False)
        assert found.about == len(ABOUT)

    def test_tracking_changes_nothing(self) -> None:
        assert harvest([url(ABOUT[0]) + ("&" if "?" in url(ABOUT[0]) else "?") + "utm_source=rss"]).found == (True,)

    @pytest.mark.parametrize(
        ("found", "share", "at"),
        [("++--", 0.5, 1.0), ("++--", 0.25, 0.5), ("--++", 0.5, 0.0), ("--++", 1.0, 1.0), ("+-+-", 0.25, 0.5)],
    )
    def test_the_curve_is_read_by_share(self, found: str, share: float, at: float) -> None:
        assert Harvest(tuple(one == "+" for one in found), 2).at(share) == at

    @pytest.mark.parametrize(("found", "until"), [("++--", 0.5), ("+--+", 1.0), ("+---", None)])
    def test_and_by_what_is_found(self, found: str, until: float | None) -> None:
        assert Harvest(tuple(one == "+" for one in found), 2).until(0.8) == until

    @pytest.mark.parametrize(("fetches", "about", "ideal"), [(100, 10, 1.0), (100, 50, 0.5), (4, 4, 0.25)])
    def test_the_ideal_is_bounded_by_the_number_of_fetches(self, fetches: int, about: int, ideal: float) -> None:
        assert Harvest((False,) * fetches, about).ideal == ideal


def archive(folder: Path, *urls: str) -> Path:
    with sqlite3.connect(folder / "cuttings.db") as connection:
        connection.execute("CREATE TABLE capture (id INTEGER PRIMARY KEY, url, kind, status, origin, why, fetched)")
        for number, one in enumerate(urls):
            row = (one, "page", 200, "feed", None, f"2024-01-01 {number:05}")
            connection.execute(
                "INSERT INTO capture (url, kind, status, origin, why, fetched) VALUES (?,?,?,?,?,?)", row
            )
        for kind, status, origin, why in [
            ("feed", 200, None, None),
            ("page", 404, None, None),
            ("page", 200, "seed", None),
            ("page", 200, "feed", "cut short: 3 of 9 bytes"),
        ]:
            row = ("http://127.0.0.1/none", kind, status, origin, why, "2024-01-01 00:00:00")
            connection.execute(
                "INSERT INTO capture (url, kind, status, origin, why, fetched) VALUES (?,?,?,?,?,?)", row
            )
    return folder


def test_only_whole_articles_that_were_looked_for_are_read(tmp_path: Path) -> None:
    assert fetched(archive(tmp_path, "http://127.0.0.1/b", "http://127.0.0.1/a")) == [
        "http://127.0.0.1/b",
        "http://127.0.0.1/a",
    ]


def test_a_folder_without_an_archive_is_left_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        fetched(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("order", "code"), [("about first", 0), ("about last", 1)])
def test_the_script_says_whether_the_bar_is_reached(
    order: str, code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = [*ABOUT, *OTHERS] if order == "about first" else [*OTHERS, *ABOUT]
    folder = archive(tmp_path, *map(url, records))
    assert main(["--data", str(folder), "--picture", str(tmp_path / "curve.svg")]) == code
    assert "bar: 80% at 25%" in capsys.readouterr().out
    assert (tmp_path / "curve.svg").read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("found", [(), (True,), (True, False, True, False) * 20, (False,) * 50])
def test_the_picture_is_an_svg_that_shows_the_curve(found: tuple[bool, ...]) -> None:
    root = ET.fromstring(picture(found, 40, 0.25, 0.8))
    curve = root.findall("{http://www.w3.org/2000/svg}polyline")[-1]
    assert len(curve.attrib["points"].split()) == len(found) + 1
    assert "bar: 80% within 25%" in "".join(root.itertext())
