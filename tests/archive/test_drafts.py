"""A file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import drafts


@pytest.mark.parametrize("before", [None, b"old"])
def test_what_was_there_stays_until_all_is_written(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "a.warc.gz"
    if before is not None:
        path.write_bytes(before)
    with drafts.whole(path) as out:
        out.write(b"new")
        assert (path.read_bytes() if path.exists() else None) == before
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {path.name: b"new"}


@pytest.mark.parametrize("before", [None, b"old"])
def test_what_breaks_off_leaves_all_as_it_was(tmp_path: Path, before: bytes | None) -> None:
    path = tmp_path / "a.warc.gz"
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(TypeError), drafts.whole(path) as out:
        out.writelines([b"new", None])
    assert [one.read_bytes() for one in tmp_path.iterdir()] == ([] if before is None else [before])


def test_only_drafts_are_swept(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    for one in (path, drafts.beside(path), tmp_path / "b.new", tmp_path / ".hidden"):
        one.write_bytes(b"x")
    drafts.sweep(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".hidden", "a.warc.gz", "b.new"]


def test_a_draft_may_take_another_name(tmp_path: Path) -> None:
    wanted = tmp_path / "a.warc.gz"
    with drafts.draft(wanted) as out:
        out.write(b"bytes")
        drafts.settle(out)
        drafts.beside(wanted).rename(tmp_path / "2-a.warc.gz")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("2-a.warc.gz", b"bytes")]


def test_a_draft_that_nobody_names_is_gone(tmp_path: Path) -> None:
    with drafts.draft(tmp_path / "a") as out:
        out.write(b"bytes")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.csv", "a", ".a", ".new", "a.new", ".a.new"])
def test_a_draft_is_known_by_its_name(name: str) -> None:
    place = Path("there") / name
    assert drafts.of(drafts.beside(place)) == place


@pytest.mark.parametrize("name", ["/", "", "a", ".new", "..new", "...new", "....new", ".a", "a.new", "x/.a.new/y"])
def test_what_is_no_draft_is_itself(name: str) -> None:
    assert drafts.of(Path(name)) == Path(name)
