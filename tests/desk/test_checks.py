"""How a case of ``cuttings check`` is held against what was accepted before: by table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desk import checks, exits
from desk.checks import Checked
from extract.golds import Difference, Held

FIELDS = ("title", "language")


def checked(leaks: int = 0, losses: int = 0, fields: tuple[str, ...] = (), seed: str = "000") -> Checked:
    different = tuple(Difference(name, "expected", "found") for name in fields)
    made = {"leaks": ("a rail",) * leaks, "losses": ("a paragraph",) * losses, "differences": different}
    return Checked(seed, "page", held(**made))


def held(**given: Any) -> Held:
    names = Held.__dataclass_fields__
    return Held(**{name: given.get(name, ()) for name in names})


def score(leaks: int = 0, losses: int = 0, fields: tuple[str, ...] = ()) -> dict[str, dict[str, object]]:
    return {"000 page": {"leaks": leaks, "losses": losses, "fields": list(fields)}}


class TestWorse:
    @pytest.mark.parametrize(
        ("now", "before", "said"),
        [
            # as good as accepted, or better
            (checked(), score(), []),
            (checked(1, 2), score(1, 2), []),
            (checked(0, 1), score(1, 2), []),
            (checked(fields=("title",)), score(fields=("title",)), []),
            (checked(), score(fields=FIELDS), []),
            # worse in one thing, however much better in another
            (checked(2), score(1), ["leaks: 2, 1 accepted"]),
            (checked(0, 3), score(5, 0), ["losses: 3, 0 accepted"]),
            (checked(1, 1), score(), ["leaks: 1, 0 accepted", "losses: 1, 0 accepted"]),
            (checked(fields=("title",)), score(), ["title was right"]),
            (checked(fields=FIELDS), score(fields=("language",)), ["title was right"]),
            # nothing accepted: no leak, no loss, and fields do not decide
            (checked(), {}, []),
            (checked(1), {}, ["leaks: 1, 0 accepted"]),
            (checked(fields=FIELDS), {}, []),
            # another's score is not this one's
            (checked(1, seed="001"), score(1), ["leaks: 1, 0 accepted"]),
        ],
    )
    def test_is_what_was_better_before(self, now: Checked, before: dict[str, Any], said: list[str]) -> None:
        assert checks.worse(now, before) == said


class TestAccepted:
    def test_scores_are_read_as_they_were_written(self, tmp_path: Path) -> None:
        found = [checked(1, 2, ("title", "language")), checked(seed="Θέμα")]
        checks.accept(tmp_path, found)
        assert checks.accepted(tmp_path) == checks.scores(found)
        assert checks.accepted(tmp_path)["000 page"] == {"leaks": 1, "losses": 2, "fields": ["language", "title"]}
        assert all(checks.worse(one, checks.accepted(tmp_path)) == [] for one in found)

    def test_file_is_for_people_too(self, tmp_path: Path) -> None:
        checks.accept(tmp_path, [checked(seed="Θέμα"), checked()])
        text = (tmp_path / checks.ACCEPTED).read_text(encoding="utf-8")
        assert text.endswith("}\n")
        assert list(json.loads(text)) == ["000 page", "Θέμα page"]  # in order, so that a change is one line of a diff
        assert "Θέμα" in text

    def test_are_none_where_none_were_accepted(self, tmp_path: Path) -> None:
        assert checks.accepted(tmp_path) == {}

    @pytest.mark.parametrize(
        "damage", [b"", b"no json", b"[]", b"3", b'{"a": 1}', b'{"a": {}}', b'{"a": {"leaks": 1}}', b"\xff\xfe"]
    )
    def test_that_are_damaged_end_the_command(self, tmp_path: Path, damage: bytes, capsys) -> None:
        (tmp_path / checks.ACCEPTED).write_bytes(damage)
        with pytest.raises(SystemExit) as end:
            checks.accepted(tmp_path)
        assert end.value.code == exits.UNUSABLE
        assert capsys.readouterr().err.endswith(": take it away, and write it anew with --accept\n")


@pytest.mark.parametrize("gold", [b"{}", b"[]", b"null", b"{", b'{"seed": 3}', b'{"seed": "gone.txt", "body": []}'])
def test_a_gold_that_is_none_is_named(tmp_path: Path, gold: bytes, capsys) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "000.json").write_bytes(gold)
    with pytest.raises(SystemExit) as end:
        checks.run(tmp_path, against=False)
    assert end.value.code == exits.UNUSABLE
    said = capsys.readouterr().err
    assert "000.json" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("expected", [b"{}", b"[]", b"null", b"{", b'{"url": "", "charset": null}'])
def test_a_fixture_that_is_none_is_named(tmp_path: Path, expected: bytes, capsys) -> None:
    (tmp_path / "deep" / "one").mkdir(parents=True)
    (tmp_path / "deep" / "one" / checks.EXPECTED).write_bytes(expected)
    with pytest.raises(SystemExit) as end:
        checks.run(tmp_path, against=False)
    assert end.value.code == exits.UNUSABLE
    said = capsys.readouterr().err
    assert "deep/one" in said
    assert said.count("\n") == 1


def test_a_folder_without_cases_says_what_to_do(tmp_path: Path, capsys) -> None:
    with pytest.raises(SystemExit):
        checks.run(tmp_path, against=False)
    assert "or make one with cuttings fixture add" in capsys.readouterr().err
