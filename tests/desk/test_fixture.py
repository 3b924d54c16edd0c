"""``cuttings fixture add`` and ``cuttings check FIXTURES``: a page is frozen, and what became worse is told."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from desk import exits

SEEDS = Path(__file__).parents[2] / "seeds"
PAGE = SEEDS / "pages" / "003.html"
NAME = "courier-example-world-talks"


@pytest.fixture
def frozen(program) -> Path:
    """The page of a seed, frozen."""
    result = program("fixture", "add", PAGE, "--url", "https://www.courier.example/world/talks")
    assert (result.code, result.out) == (exits.DONE, f"fixtures/{NAME}\n")
    return program.folder / "fixtures" / NAME


def change(place: Path, **changes: Any) -> None:
    path = place / "expected.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


class TestAdd:
    def test_keeps_the_bytes_of_the_page(self, frozen: Path) -> None:
        assert gzip.decompress((frozen / "page.html.gz").read_bytes()) == PAGE.read_bytes()

    def test_writes_what_is_expected_for_a_person_to_correct(self, frozen: Path) -> None:
        expected = json.loads((frozen / "expected.json").read_text(encoding="utf-8"))
        assert expected["url"] == "https://www.courier.example/world/talks"
        assert expected["fields"]["title"].startswith("To address the sanctions")
        assert expected["wanted"][0].startswith("Russian President Vladimir Putin")

    def test_freezes_flattened_text(self, program) -> None:
        result = program("fixture", "add", SEEDS / "003_fb5c03be3ec7bd4e.txt", "--to", "mine", "--name", "talks")
        assert result.out == "mine/talks\n"
        assert gzip.decompress((program.folder / "mine" / "talks" / "text.txt.gz").read_bytes())

    def test_never_overwrites_a_fixture(self, program, frozen: Path) -> None:
        before = (frozen / "expected.json").read_bytes()
        result = program("fixture", "add", PAGE, "--url", "https://courier.example/world/talks")
        assert result.code == exits.UNUSABLE
        assert result.fault == (f"fixtures/{NAME} is a fixture already: name another one with --name, or take it away")
        assert (frozen / "expected.json").read_bytes() == before

    @pytest.mark.parametrize(
        ("what", "fault"),
        [
            ("nowhere.html", "there is no file nowhere.html"),
            ("99999999999999999999", "there is no file 99999999999999999999"),
        ],
    )
    def test_what_is_not_there_is_said(self, program, what: str, fault: str) -> None:
        assert program("fixture", "add", what).fault == fault

    def test_a_picture_is_refused(self, program, tmp_path: Path) -> None:
        (tmp_path / "x.html").write_bytes(b"\x89PNG\r\n\x1a\n")
        assert "is a picture" in program("fixture", "add", "x.html").fault

    def test_files_come_before_documents_of_the_same_name(self, program) -> None:
        (program.folder / "17").write_bytes(PAGE.read_bytes())
        assert program("fixture", "add", "17").out == "fixtures/17\n"


class TestOutOfTheArchive:
    def test_a_document_is_frozen_by_its_number_and_by_its_address(self, demo, tmp_path: Path) -> None:
        kept = demo("show", "1", "--json").objects[0]
        by_number = demo("fixture", "add", "1", "--to", tmp_path, "--name", "number")
        by_address = demo("fixture", "add", kept["capture"]["url"], "--to", tmp_path, "--name", "address")
        assert (by_number.code, by_address.code) == (exits.DONE, exits.DONE)
        expected = json.loads((tmp_path / "number" / "expected.json").read_text(encoding="utf-8"))
        assert (expected["url"], expected["fields"]["title"]) == (kept["capture"]["url"], kept["document"]["title"])
        assert (tmp_path / "number" / "page.html.gz").read_bytes() == (
            tmp_path / "address" / "page.html.gz"
        ).read_bytes()
        assert demo("check", tmp_path).code == exits.DONE

    @pytest.mark.parametrize("what", ["999999", "http://nowhere.example/x"])
    def test_what_the_archive_lacks_is_said(self, demo, what: str) -> None:
        result = demo("fixture", "add", what)
        assert result.code == exits.UNUSABLE
        assert "cuttings list shows what there is" in result.fault


class TestCheck:
    def test_a_fresh_fixture_is_held(self, program, frozen: Path) -> None:
        result = program("check", "fixtures")
        assert result.code == exits.DONE
        assert result.out.endswith("\n1 check: no leak, no loss\n")

    def test_a_snippet_that_is_missing_decides(self, program, frozen: Path) -> None:
        change(frozen, wanted=["A line that is nowhere."])
        result = program("check", "fixtures")
        assert result.code == exits.FAULT
        assert f"{NAME} page loss: A line that is nowhere." in result.out

    def test_accepted_scores_are_what_later_ones_are_held_against(self, program, frozen: Path) -> None:
        change(frozen, wanted=["A line that is nowhere."])
        assert program("check", "fixtures", "--accept").code == exits.DONE
        assert program("check", "fixtures").out.endswith("\n1 check: none worse than accepted\n")
        change(frozen, wanted=["A line that is nowhere.", "And another one."])
        result = program("check", "fixtures")
        assert result.code == exits.FAULT
        assert f"{NAME} page worse: losses: 2, 1 accepted" in result.out
        assert result.out.endswith("\n1 check: 1 of them worse than accepted\n")

    def test_a_field_that_was_right_decides_once_it_is_accepted(self, program, frozen: Path) -> None:
        assert program("check", "fixtures", "--accept").code == exits.DONE
        expected = json.loads((frozen / "expected.json").read_text(encoding="utf-8"))
        change(frozen, fields=expected["fields"] | {"section": "Elsewhere"})
        result = program("check", "fixtures")
        assert result.code == exits.FAULT
        assert f"{NAME} page worse: section was right" in result.out

    def test_json_tells_what_is_worse(self, program, frozen: Path) -> None:
        program("check", "fixtures", "--accept")
        change(frozen, wanted=["A line that is nowhere."])
        (one,) = program("check", "fixtures", "--json").objects
        assert (one["seed"], one["mode"], one["worse"]) == (NAME, "page", ["losses: 1, 0 accepted"])

    def test_another_extractor_is_shown_beside_it(self, program, frozen: Path) -> None:
        result = program("check", "fixtures", "--against", "trafilatura")
        assert "its leaks  its losses" in result.out
        (one,) = program("check", "fixtures", "--against", "trafilatura", "--json").objects
        assert set(one["peer"]) == {"leaks", "strays", "losses", "differences", "why"}

    def test_seeds_are_fixtures_too(self, program) -> None:
        assert len(program("check", SEEDS, "--against", "trafilatura", "--json").objects) == 10

    @pytest.mark.parametrize("damage", ["", "[]", "{}", "nonsense", '{"url": 3}'])
    def test_a_damaged_expectation_is_said(self, program, frozen: Path, damage: str) -> None:
        (frozen / "expected.json").write_text(damage)
        assert "is no expected.json: " in program("check", "fixtures").fault

    def test_a_page_that_is_gone_is_said(self, program, frozen: Path) -> None:
        (frozen / "page.html.gz").unlink()
        assert "cannot be read: No such file or directory" in program("check", "fixtures").fault

    @pytest.mark.parametrize("damage", ["", "[]", "nonsense", '{"x": 3}', '{"x": {}}'])
    def test_damaged_accepted_scores_are_said(self, program, frozen: Path, damage: str) -> None:
        (frozen.parent / "accepted.json").write_text(damage)
        assert program("check", "fixtures").fault.startswith("fixtures/accepted.json cannot be read")

    def test_a_folder_without_any_is_said(self, program) -> None:
        (program.folder / "empty").mkdir()
        assert "no fixtures below empty" in program("check", "empty").fault
