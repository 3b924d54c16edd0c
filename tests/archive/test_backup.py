"""What the WARC files do not say is kept in one file, and finds its place in another database."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from archive import backup, runs, schema, sources, study, topics
from archive.committer import Committer
from archive.errors import ArchiveError
from archive.ingest import ingest
from archive.repair import repair
from archive.sources import Outlet
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic


@pytest.fixture
def kept(archives: Archive, start: Callable[..., Any], exchange: Callable[..., Any], topic: Topic, now: Any) -> Archive:
    """A crawl with a document about a topic, of which a person said something."""
    with Committer(archives, start(archives).id) as committer:
        committer.submit(exchange()).result(60)
    sources.save(archives, [Outlet("dam", "Dam News", language="en")])
    topics.save(archives, Topic("older", (Seed("s", "Another story altogether, of long ago."),)))
    ingest(archives, topic, workers=1)
    with archives.write() as connection:
        said = {"topic_id": 2, "document_id": 1, "accepted": False, "at": now}
        connection.execute(insert(schema.feedback), said)
    return archives


@pytest.fixture
def fresh(tmp_path: Path, archives_url: str | None, swept: Callable[[str], str]) -> Any:
    with Archive.open(tmp_path / "new", database_url=swept("anew") if archives_url else None) as opened:
        yield opened


FORM_LINE = gzip.compress(b'{"form": "cuttings backup 1"}\n')


def rows(archive: Archive, name: str) -> list[Any]:
    table = schema.metadata.tables[name]
    with archive.read() as connection:
        return list(connection.execute(select(table).order_by(*table.primary_key.columns)))


def test_a_backup_and_the_warc_files_give_everything_back(
    kept: Archive, fresh: Archive, tmp_path: Path, topic: Topic
) -> None:
    saved = backup.save(kept, tmp_path / "b.gz")
    assert saved == {"source": 1, "topic": 2, "seed": 3, "run": 1, "feedback": 1}
    for path in (kept.folder / "archive").iterdir():
        (fresh.folder / "archive" / path.name).write_bytes(path.read_bytes())
    counts, homeless = backup.restore(fresh, tmp_path / "b.gz")
    assert (counts, homeless) == ({"source": 1, "topic": 2, "seed": 3, "run": 1}, 1)
    assert repair(fresh).captures == 1
    ingest(fresh, topic, workers=1)
    assert backup.restore(fresh, tmp_path / "b.gz") == ({"feedback": 1}, 0)
    for name in ("source", "run", "topic", "seed", "feedback"):
        assert rows(fresh, name) == rows(kept, name), name
    assert study.document(fresh, 1).document == study.document(kept, 1).document


def test_restoring_again_changes_nothing(kept: Archive, tmp_path: Path) -> None:
    backup.save(kept, tmp_path / "b.gz")
    assert backup.restore(kept, tmp_path / "b.gz") == ({}, 0)


def test_what_is_here_stays_as_it_is(kept: Archive, tmp_path: Path, topic: Topic) -> None:
    backup.save(kept, tmp_path / "b.gz")
    with kept.write() as connection:
        connection.execute(update(schema.source).values(name="Renamed"))
        connection.execute(delete(schema.seed).where(schema.seed.c.topic_id == 1))
    assert backup.restore(kept, tmp_path / "b.gz") == ({}, 0)
    assert rows(kept, "source")[0].name == "Renamed"
    assert topics.load(kept, "floods").seeds == topic.seeds


def test_a_topic_goes_in_whatever_its_number_was(kept: Archive, fresh: Archive, tmp_path: Path, topic: Topic) -> None:
    backup.save(kept, tmp_path / "b.gz")
    topics.save(fresh, Topic("mine", (Seed("m", "A story of this folder's own."),)))
    backup.restore(fresh, tmp_path / "b.gz")
    assert set(topics.names(fresh)) == {"mine", "older", "floods"}
    assert topics.load(fresh, "floods").seeds == topic.seeds
    assert topics.load(fresh, "mine").seeds[0].id == "m"


def test_runs_that_follow_have_numbers_of_their_own(kept: Archive, fresh: Archive, tmp_path: Path) -> None:
    backup.save(kept, tmp_path / "b.gz")
    backup.restore(fresh, tmp_path / "b.gz")
    assert runs.start(fresh, "crawl", {}, None).id == 2


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        gzip.compress(b""),
        gzip.compress(b"[]\n"),
        gzip.compress(b'{"form": "cuttings backup 9"}\n'),
        gzip.compress(b'{"form": "cuttings backup 1"}\n{"table"'),
        gzip.compress(b'{"form": "cuttings backup 1"}\n{}\n'),
        gzip.compress(b'{"form": "cuttings backup 1"}\n')[:-9],
        gzip.compress(b'{"form": "cuttings backup 1"}\n', 0).replace(b"}\n", b"}\t"),
        FORM_LINE[:10] + b"\xff" + FORM_LINE[11:],
        *(
            gzip.compress(b'{"form": "cuttings backup 1"}\n' + line)
            for line in (
                b"\xff",
                b"[]",
                b"7",
                b'{"table": "topic"}',
                b'{"table": "topic", "row": []}',
                b'{"table": "topic", "row": null}',
                b'{"table": "run", "row": {}}',
                b'{"table": "run", "row": {"id": 1, "started": "yesterday"}}',
                b'{"table": "run", "row": {"id": 1, "started": 5}}',
                b'{"table": "seed", "row": {"id": 1}}',
                b'{"table": "feedback", "row": {}}',
            )
        ),
    ],
)
def test_another_file_is_refused_and_changes_nothing(archive: Archive, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.gz").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"b\.gz is no backup"):
        backup.restore(archive, tmp_path / "b.gz")


def unpacked(data: bytes) -> bytes | None:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


def test_a_backup_that_breaks_at_any_byte_is_refused_whole(kept: Archive, fresh: Archive, tmp_path: Path) -> None:
    backup.save(kept, tmp_path / "b.gz")
    data = (tmp_path / "b.gz").read_bytes()
    refused = 0
    for at in range(10, len(data), len(data) // 30):
        broken = data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]
        if unpacked(broken) is not None:  # a letter of the name in its header, bits that pad it
            continue
        (tmp_path / "b.gz").write_bytes(broken)
        with pytest.raises(ArchiveError, match="is no backup"):
            backup.restore(fresh, tmp_path / "b.gz")
        refused += 1
    assert refused > 10
    assert [rows(fresh, name) for name in ("source", "topic", "seed", "run")] == [[]] * 4


def test_a_row_that_cannot_be_read_takes_those_before_it_back(kept: Archive, fresh: Archive, tmp_path: Path) -> None:
    backup.save(kept, tmp_path / "b.gz")
    lines = gzip.decompress((tmp_path / "b.gz").read_bytes())
    (tmp_path / "b.gz").write_bytes(gzip.compress(lines + b'{"table": "run", "row": {"id": 9, "started": "then"}}\n'))
    with pytest.raises(ArchiveError, match="a damaged one"):
        backup.restore(fresh, tmp_path / "b.gz")
    assert [rows(fresh, name) for name in ("source", "topic", "seed", "run")] == [[]] * 4


class TestWhole:
    def test_copies_the_database_while_it_is_used(self, archive: Archive, tmp_path: Path, topic: Topic) -> None:
        topics.save(archive, topic)
        with archive.write():  # somebody writes
            backup.whole(archive, tmp_path / "copy.db")
        (tmp_path / "other" / "archive").mkdir(parents=True)
        (tmp_path / "copy.db").rename(tmp_path / "other" / "cuttings.db")
        with Archive.open(tmp_path / "other", create=False) as other:
            assert topics.names(other) == ["floods"]

    def test_replaces_no_file(self, archive: Archive, tmp_path: Path) -> None:
        (tmp_path / "copy.db").write_text("mine")
        with pytest.raises(ArchiveError, match="name a new file"):
            backup.whole(archive, tmp_path / "copy.db")
