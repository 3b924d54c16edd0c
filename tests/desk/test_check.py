"""``cuttings check``: the shipped seeds are perfect, and every kind of fault is seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desk import exits

SEEDS = Path(__file__).parents[2] / "seeds"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the seed 003 alone: its text, gold and page."""
    for name in ("003_fb5c03be3ec7bd4e.txt", "gold/003.json", "pages/003.html"):
        target = tmp_path / "seeds" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(SEEDS / name, target)
    return tmp_path / "seeds"


@pytest.fixture
def changed(folder: Path) -> Callable[[Change], Path]:
    """Changes the gold of that seed."""

    def change(how: Change) -> Path:
        path = folder / "gold" / "003.json"
        gold = json.loads(path.read_text(encoding="utf-8"))
        how(gold)
        path.write_text(json.dumps(gold), encoding="utf-8")
        return folder

    return change


class TestTheShippedSeeds:
    def test_have_no_leak_and_no_loss_in_either_mode(self, program) -> None:
        result = program("check")
        assert result.code == exits.DONE
        assert result.out.endswith("\n10 checks: no leak, no loss\n")

    def test_stand_in_a_table_without_blanks_at_the_line_ends(self, program) -> None:
        rows = [line for line in program("check").out.splitlines() if line]
        assert rows[0].split() == ["seed", "mode", "leaks", "losses", "strays", "fields", "that", "differ"]
        assert [tuple(row.split()[:4]) for row in rows[1:11]] == [
            (f"00{number}", mode, "0", "0") for number in range(5) for mode in ("text", "page")
        ]
        assert not [row for row in rows if row != row.rstrip()]

    def test_have_no_stray_line_either(self, program) -> None:
        assert [one["held"]["strays"] for one in program("check", "--json").objects] == [[]] * 10

    def test_give_a_json_line_for_each_seed_and_mode(self, program) -> None:
        for one in program("check", "--json").objects:
            assert set(one) == {"seed", "mode", "held"}
            assert set(one["held"]) == {"leaks", "strays", "losses", "differences", "why"}

    def test_are_the_default(self, program) -> None:
        assert program("check", "--json").out == program("check", "--seeds", SEEDS, "--json").out


class TestFaults:
    def test_a_leak_is_shown_and_exits_1(self, program, changed) -> None:
        def declare_hard(gold: dict[str, Any]) -> None:
            gold["boilerplate"].append({"lines": [3, 3], "severity": "hard", "text": gold["body"].pop(0)})

        result = program("check", "--seeds", changed(declare_hard))
        assert result.code == exits.FAULT
        assert "003 text leak: Russian President Vladimir Putin" in result.out
        assert "2 checks: 2 of them with a leak or a loss" in result.out

    def test_a_loss_is_shown_and_exits_1(self, program, changed) -> None:
        folder = changed(lambda gold: gold["body"].append("A line that is nowhere."))
        result = program("check", "--seeds", folder)
        assert result.code == exits.FAULT
        assert "003 page loss: A line that is nowhere." in result.out

    def test_a_field_that_differs_is_shown_and_does_not_decide(self, program, changed) -> None:
        result = program("check", "--seeds", changed(lambda gold: gold.update(title="Another title")))
        assert result.code == exits.DONE
        assert "003 text title: To address the sanctions" in result.out
        assert ", not Another title" in result.out

    def test_a_page_that_is_no_article_loses_all(self, program, folder: Path) -> None:
        (folder / "pages" / "003.html").write_text("<html><body><p>Please accept cookies</p></body></html>")
        result = program("check", "--seeds", folder)
        assert result.code == exits.FAULT
        assert "003 page is no article: " in result.out

    def test_a_seed_without_a_page_is_checked_as_text(self, program, folder: Path) -> None:
        (folder / "pages" / "003.html").unlink()
        (only,) = program("check", "--seeds", folder, "--json").objects
        assert only["mode"] == "text"


class TestUnusableFolders:
    def test_one_without_golds(self, program, tmp_path: Path) -> None:
        result = program("check", "--seeds", tmp_path)
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith(f"no golds in {tmp_path / 'gold'} and no fixtures below {tmp_path}: ")

    @pytest.mark.parametrize(
        "gold", ["", "[]", "{}", '{"seed": 3}', '{"seed": "003_fb5c03be3ec7bd4e.txt", "body": 1}', "nonsense", "\xff"]
    )
    def test_a_gold_that_is_none(self, program, folder: Path, gold: str) -> None:
        (folder / "gold" / "003.json").write_text(gold, encoding="latin-1")
        result = program("check", "--seeds", folder)
        assert result.code == exits.UNUSABLE
        assert "003.json is no gold: " in result.fault

    def test_a_seed_that_is_not_there(self, program, folder: Path) -> None:
        (folder / "003_fb5c03be3ec7bd4e.txt").unlink()
        result = program("check", "--seeds", folder)
        assert result.code == exits.UNUSABLE
        assert "cannot be read: No such file or directory" in result.fault

    def test_no_folder(self, program) -> None:
        assert program("check", "--seeds", "missing").code == exits.UNUSABLE
