"""Seeds and sources as people name them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from crawler.errors import SourcesError
from desk import given
from extract.errors import SeedUnusable

SEEDS = Path(__file__).parents[2] / "seeds"
TEXT = (SEEDS / "001_c96091a9c6c9a51b.txt").read_text(encoding="utf-8")


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(TEXT, encoding="utf-8")


class TestSeeds:
    def test_the_shipped_ones_are_five(self) -> None:
        found = given.collect([str(given.SHIPPED)])
        assert [seed.id[:3] for seed in found.seeds] == ["000", "001", "002", "003", "004"]
        assert [seed.language for seed in found.seeds] == ["en", "en", "en", "en", "el"]
        assert (found.urls, found.name) == ((), "seeds")

    def test_of_a_folder_are_its_articles_by_name(self, tmp_path: Path) -> None:
        put(tmp_path, "b.txt", "a.TXT", "c.md", "notes.docx", "README")
        (tmp_path / "d.txt").mkdir()
        assert [seed.id for seed in given.collect([str(tmp_path)]).seeds] == ["a", "b", "c"]

    def test_may_be_saved_pages(self, tmp_path: Path) -> None:
        shutil.copy(SEEDS / "pages" / "004.html", tmp_path / "talks.html")
        (seed,) = given.collect([str(tmp_path / "talks.html")]).seeds
        assert (seed.id, seed.language) == ("talks", "el")
        assert seed.title == "Ρωσία και Κίνα εμβαθύνουν τη στρατιωτική τους συνεργασία"

    def test_may_be_addresses_on_the_line_and_in_a_file_each_once(self, tmp_path: Path) -> None:
        (tmp_path / "list.urls").write_text("# the talks\nhttps://b.example/2\n\nHTTPS://a.example/1\n")
        found = given.collect(["https://a.example/1", str(tmp_path / "list.urls")])
        assert found.urls == ("https://a.example/1", "https://b.example/2")
        assert found.seeds == ()

    def test_keep_their_date_and_agencies(self) -> None:
        (seed,) = given.collect([str(SEEDS / "002_6f6e37195cd625da.txt")]).seeds
        assert seed.published is not None
        assert seed.published.isoformat() == "2024-09-12T23:28:21+00:00"
        assert set(seed.agencies) == {"Reuters", "TASS", "BTA"}

    @pytest.mark.parametrize("name", [b"\xff.txt", b"\x1b[31m.txt", b"a\nb.txt"])
    def test_have_names_that_can_be_kept_and_shown(self, tmp_path: Path, name: bytes) -> None:
        put(tmp_path, os.fsdecode(name))
        (seed,) = given.collect([str(tmp_path)]).seeds
        assert seed.id.encode("utf-8")
        assert "\x1b" not in seed.id
        assert "\n" not in seed.id

    @pytest.mark.parametrize("arguments", [[], ["missing.txt"], [os.devnull]])
    def test_that_are_none_raise(self, arguments: list[str]) -> None:
        with pytest.raises(SeedUnusable):
            given.collect(arguments)


class TestTheTopicsName:
    @pytest.mark.parametrize(
        ("argument", "name"),
        [
            ("story", "story"),
            ("story/", "story"),
            ("./story", "story"),
            ("story/a.txt", "a"),
            ("https://paper.example/2022/talks/", "talks"),
            ("https://paper.example", "paper.example"),
        ],
    )
    def test_is_the_first_seeds_or_folders(self, tmp_path: Path, monkeypatch, argument: str, name: str) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "story").mkdir()
        put(tmp_path / "story", "a.txt")
        assert given.collect([argument]).name == name

    def test_of_the_working_folder_is_the_folders_own(self, tmp_path: Path, monkeypatch) -> None:
        (tmp_path / "talks").mkdir()
        monkeypatch.chdir(tmp_path / "talks")
        put(tmp_path / "talks", "a.txt")
        assert given.collect(["."]).name == "talks"


class TestSources:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        path = tmp_path / "sources.toml"
        path.write_text('[a]\nhome = "https://a.example/"\n[b]\nhome = "https://b.example/"\n')
        return path

    @pytest.mark.parametrize(("only", "keys"), [((), ["a", "b"]), (("b",), ["b"]), (("b", "a"), ["a", "b"])])
    def test_are_all_or_those_asked_for(self, file: Path, only: tuple[str, ...], keys: list[str]) -> None:
        assert [source.key for source in given.outlets(file, only)] == keys

    def test_that_are_not_there_raise_with_their_names(self, file: Path) -> None:
        with pytest.raises(SourcesError, match="there is no source c, d"):
            given.outlets(file, ["d", "a", "c"])


class TestContents:
    def test_stop_after_a_byte_more_than_is_allowed(self) -> None:
        assert len(given.contents(Path("/dev/zero"))) == given.MOST_BYTES + 1

    @pytest.mark.parametrize(("name", "said"), [("none", "there is no file"), (".", "cannot be read: Is a directory")])
    def test_that_cannot_be_read_raise_with_the_reason(self, tmp_path: Path, name: str, said: str) -> None:
        with pytest.raises(SeedUnusable, match=said):
            given.contents(tmp_path / name)
