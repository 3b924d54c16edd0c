"""An archive that may only be read: what reads it goes on, what would write says so in a line."""

from __future__ import annotations

import io
import logging
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from archive import (
    backup,
    bodies,
    copied,
    documents,
    export,
    exports,
    feedback,
    forgetting,
    frozen,
    pending,
    recorded,
    runs,
    schema,
    similar,
    staging,
    stories,
    study,
    topics,
    wacz,
)
from archive.committer import Committer
from archive.documents import Made
from archive.errors import ArchiveError, FolderUnusable
from archive.outcomes import DOCUMENT, Outcome
from archive.reading import Read
from archive.repair import repair
from archive.store import Archive
from archive.studied import Filter
from archive.verify import verify
from archive.wacz import Chosen
from compare.coverage import Coverage, Relation
from compare.sketches import sketch
from compare.topic import Topic
from extract.document import Document

NO = "may only be read: make it and its database writable, or copy it to where you may write"
Seal = Callable[[Path], AbstractContextManager[Path]]


@pytest.fixture
def folder(archive: Archive, start: Any, exchange: Any, topic: Topic, article: str) -> Path:
    """Two documents about a topic, of which one is placed in a story; closed in peace."""
    urls = ("http://dam.example/a", "http://rio.example/b")
    with Committer(archive, start(archive).id) as committer:
        for url in urls:
            committer.submit(exchange(url, url.encode() * 9)).result(60)
    topic_id = topics.save(archive, topic)
    about = Coverage(Relation.SAME_EVENT, 0.9, "dam", ())
    for number, url in enumerate(urls, 1):
        read = Read(Document(article, "Dam", language="en"), about, sketch(article).to_bytes(), url, "v1")
        with archive.write() as connection:
            documents.save(connection, [Made(number, read)], topic_id)
            pending.settle(connection, [(number, Outcome(DOCUMENT, None), "v1")])
        if number == 1:
            stories.update_stories(archive, topic.name)
    archive.close()
    return archive.folder


def state(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


READS: dict[str, tuple[Callable[[Archive], object], object]] = {
    "list": (lambda one: [row.id for row in study.coverage(one, Filter())], [1, 2]),
    "list by words": (lambda one: [row.id for row in study.coverage(one, Filter(text="VILLAGE dam"))], [1, 2]),
    "show": (lambda one: study.document(one, 2).document.title, "Dam"),
    "status": (lambda one: study.status(one).documents, 2),
    "topics": (lambda one: topics.load(one, "floods").name, "floods"),
    "verdicts": (lambda one: feedback.verdicts(one, "floods"), {}),
    "runs": (lambda one: len(runs.latest(one)), 1),
    "copies": (copied.groups, []),
    "similar": (lambda one: [row.id for row in similar.similar(one, similar.of_document(one, 1))], [2]),
    "stories": (lambda one: stories.update_stories(one, "floods"), Counter()),
    "a story": (lambda one: [row.id for row in stories.one(one, "floods", 1).documents], [1]),
    "versions": (staging.versions, {"v1": (2, 0)}),
    "a body": (lambda one: bodies.read(one, 1).data, b"http://dam.example/a" * 9),
    "a page for a fixture": (lambda one: frozen.page(one, 2).url, "http://rio.example/b"),
    "export": (lambda one: export.json_lines(export.rows(one, Filter()), io.BytesIO()), 2),
    "verify": (lambda one: (verify(one).captures, verify(one).faults), (2, Counter())),
    "a takedown looked at": (
        lambda one: forgetting.look(one, forgetting.orders(one, "host", "rio.example", "asked")).documents,
        1,
    ),
}  # fmt: skip
WRITES: dict[str, Callable[[Archive], object]] = {
    "a run": lambda one: runs.start(one, "crawl", {}, None),
    "a topic": lambda one: topics.save(one, Topic("other", topics.load(one, "floods").seeds)),
    "a verdict": lambda one: feedback.give(one, "floods", 1, True),
    "repair": repair,
    "a takedown": lambda one: forgetting.held(one).__enter__(),
    "a new version": lambda one: staging.promote(one, "v1"),
    "the lock of a writer": lambda one: one.writing().__enter__(),
    "the lock of an extraction": lambda one: one.locked("ingest.lock").__enter__(),
}


class TestReading:
    def test_gives_what_is_there_and_changes_nothing(self, folder: Path, sealed: Seal) -> None:
        before = state(folder)
        with sealed(folder), Archive.open(folder, create=False) as archive:
            assert archive.read_only
            for name, (read, expected) in READS.items():
                assert read(archive) == expected, name
        assert state(folder) == before

    def test_gives_the_same_where_all_may_be_written(self, folder: Path) -> None:
        with Archive.open(folder, create=False) as archive:
            assert not archive.read_only
            for name, (read, expected) in READS.items():
                if name != "stories":  # which places what waits
                    assert read(archive) == expected, name

    def test_packs_and_backs_up_elsewhere(self, folder: Path, sealed: Seal, tmp_path: Path) -> None:
        with sealed(folder), Archive.open(folder, create=False) as archive:
            assert wacz.pack(archive, Chosen(topic="floods"), tmp_path / "a.wacz").captures == 2
            assert backup.save(archive, tmp_path / "a.gz")["topic"] == 1
            backup.whole(archive, tmp_path / "a.db")
        with sqlite3.connect(tmp_path / "a.db") as copy:
            assert copy.execute("SELECT count(*) FROM document").fetchall() == [(2,)]

    def test_answers_a_crawl_of_another_archive(self, folder: Path, sealed: Seal, tmp_path: Path) -> None:
        with (
            sealed(folder),
            Archive.open(tmp_path / "other") as other,
            recorded.opened(other, [folder], None) as found,
        ):
            answer = found.find("http://rio.example/b")
        assert answer is not None
        assert answer.body == b"http://rio.example/b" * 9

    def test_says_that_a_takedown_will_not_name_an_export(
        self, folder: Path, sealed: Seal, caplog: pytest.LogCaptureFixture
    ) -> None:
        with sealed(folder), Archive.open(folder, create=False) as archive, caplog.at_level(logging.WARNING):
            exports.remember(archive, "csv", "/there/a.csv", {}, ["<urn:a>"])
        assert "a takedown will not name /there/a.csv" in caplog.text


class TestWriting:
    def test_is_refused_in_a_line(self, folder: Path, sealed: Seal) -> None:
        before = state(folder)
        with sealed(folder), Archive.open(folder, create=False) as archive:
            for name, write in WRITES.items():
                with pytest.raises(FolderUnusable) as caught:
                    write(archive)
                assert str(caught.value) == f"the data folder {folder} {NO}", name
        assert state(folder) == before

    def test_of_whoever_would_make_a_folder_is_refused_at_once(self, folder: Path, sealed: Seal) -> None:
        with sealed(folder), pytest.raises(FolderUnusable, match="choose another folder with --data"):
            Archive.open(folder)


class TestWhatIsThere:
    """A folder as its last writer left it."""

    def test_may_be_in_use(self, folder: Path, sealed: Seal, tmp_path: Path) -> None:
        """As it looks to who may only read while another writes: with the files that SQLite shares."""
        with Archive.open(folder) as archive:
            with archive.write() as connection:
                connection.execute(update(schema.document).values(title="Changed"))
            shutil.copytree(folder, tmp_path / "seen")
        with sealed(tmp_path / "seen"), Archive.open(tmp_path / "seen", create=False) as archive:
            assert study.document(archive, 1).document.title == "Changed"

    def test_may_lack_what_a_killed_writer_shared(self, folder: Path, sealed: Seal, tmp_path: Path) -> None:
        with Archive.open(folder) as archive:
            with archive.write() as connection:
                connection.execute(update(schema.document).values(title="Changed"))
            shutil.copytree(folder, tmp_path / "seen", ignore=shutil.ignore_patterns("*-shm"))
        with sealed(tmp_path / "seen"), pytest.raises(FolderUnusable, match="make it and its folder writable"):
            Archive.open(tmp_path / "seen", create=False)
        with Archive.open(tmp_path / "seen") as archive:
            assert study.document(archive, 1).document.title == "Changed"

    @pytest.mark.parametrize("version", ["0001", "0002", "0999", ""])
    def test_may_be_of_another_version(self, folder: Path, sealed: Seal, version: str) -> None:
        with Archive.open(folder) as archive, archive.write() as connection:
            connection.execute(update(schema.version).values(version_num=version))
        with sealed(folder), pytest.raises(FolderUnusable, match="may only be read: copy it to where you may write"):
            Archive.open(folder, create=False)

    @pytest.mark.parametrize(
        ("left", "said"),
        [
            (None, "unable to open database file"),
            (b"", "has schema None"),
            (b"no database at all " * 100, "file is not a database"),
        ],
        ids=["none", "an empty file", "another file"],
    )
    def test_may_be_no_database(self, folder: Path, sealed: Seal, left: bytes | None, said: str) -> None:
        (folder / "cuttings.db").unlink()
        if left is not None:
            (folder / "cuttings.db").write_bytes(left)
        with sealed(folder), pytest.raises(FolderUnusable, match=said) as caught:
            Archive.open(folder, create=False)
        assert "\n" not in str(caught.value)

    def test_may_have_its_database_on_a_server(
        self, folder: Path, sealed: Seal, tmp_path: Path, postgres_url: str
    ) -> None:
        with Archive.open(folder, database_url=postgres_url):
            pass
        with sealed(folder), Archive.open(folder, create=False, database_url=postgres_url) as archive:
            assert not archive.read_only  # only the files may not be written
            assert runs.start(archive, "crawl", {}, None).id == 1
            with pytest.raises(ArchiveError, match="cannot be used"), archive.writing():
                pass

    def test_may_have_any_name(self, folder: Path, sealed: Seal) -> None:
        for name in ("a b", "50% of it", "what?", "#1", "ειδήσεις", "a&mode=rwc"):
            folder = folder.rename(folder.with_name(name))
            with sealed(folder), Archive.open(folder, create=False) as archive:
                assert archive.read_only, name
                assert study.status(archive).documents == 2, name
