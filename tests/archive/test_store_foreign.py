"""A data folder in which something of the database's name stands already, and is not ours."""

import os
import sqlite3
from pathlib import Path

import pytest

from archive.errors import FolderUnusable
from archive.store import Archive

REMEDY = "move it away, or choose another folder with --data"


def text(path: Path) -> None:
    path.write_bytes(b"my notes " * 100)


def other_program(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()


def torn(path: Path) -> None:
    other_program(path)
    path.write_bytes(path.read_bytes()[:4096] + b"x" * 4096)
    with path.open("r+b") as handle:
        handle.seek(100)
        handle.write(b"\xff" * 200)


FOREIGN = {
    text: "file is not a database",
    other_program: "it holds another program's tables",
    torn: "database disk image is malformed",
    Path.mkdir: "it is no file",
}


@pytest.mark.parametrize("make", FOREIGN, ids=lambda make: make.__name__)
class TestWhatIsNoDatabaseOfOurs:
    def test_is_named_with_its_path_and_what_to_do(self, tmp_path, make):
        path = tmp_path / "cuttings.db"
        make(path)
        with pytest.raises(FolderUnusable) as caught:
            Archive.open(tmp_path)
        assert str(caught.value) == f"{path} cannot be used ({FOREIGN[make]}): {REMEDY}"

    def test_is_left_as_it_is_and_nothing_is_made_beside_it(self, tmp_path, make):
        path = tmp_path / "cuttings.db"
        make(path)
        before = path.read_bytes() if path.is_file() else [*path.iterdir()]
        with pytest.raises(FolderUnusable):
            Archive.open(tmp_path)
        assert list(tmp_path.iterdir()) == [path]
        assert before == (path.read_bytes() if path.is_file() else [*path.iterdir()])


def test_an_empty_file_becomes_a_database(tmp_path):
    (tmp_path / "cuttings.db").touch()
    with Archive.open(tmp_path) as archive:
        assert archive.engine.dialect.name == "sqlite"


@pytest.mark.parametrize("name", ["a b", "50% of it", "what?", "#1", "ειδήσεις"])
def test_a_folder_may_have_any_name(tmp_path, name):
    for _ in range(2):
        with Archive.open(tmp_path / name):
            pass
    assert (tmp_path / name / "cuttings.db").is_file()


def test_a_server_that_does_not_answer_leaves_no_folders(tmp_path):
    with pytest.raises(FolderUnusable, match="cannot be opened"):
        Archive.open(tmp_path / "data", database_url="postgresql://127.0.0.1:1/none")
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_may_only_be_read_is_not_called_a_foreign_one(tmp_path):
    with Archive.open(tmp_path):
        pass
    (tmp_path / "cuttings.db").chmod(0o444)
    with pytest.raises(FolderUnusable, match="make it and its folder writable, or choose another folder with --data"):
        Archive.open(tmp_path)
