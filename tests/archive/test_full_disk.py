"""A disk without room, at each step of the way: what was acknowledged stays, the rest is done once there is room."""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive import runs, schema, study, topics
from archive.capture import Provenance
from archive.committer import Committer
from archive.errors import ArchiveError, DiskFull, FolderUnusable
from archive.frontier import Entry, Frontier
from archive.ingest import ingest
from archive.replay import replay
from archive.store import Archive
from archive.verify import verify
from archive.warc.reader import read_record
from archive.warc.scan import scan

PAGES = 12


class SmallDisk:
    """A file system of a few megabytes, with a filler that takes its room and gives it back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, *, leave: int = 0) -> None:
        """Takes all room but ``leave`` bytes."""
        room = os.statvfs(self.folder)
        with self._filler.open("wb", buffering=0) as handle:
            handle.write(bytes(max(0, room.f_bavail * room.f_frsize - leave)))

    def free(self) -> None:
        self._filler.unlink()


@pytest.fixture
def disk(tmp_path) -> Iterator[SmallDisk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    yield SmallDisk(folder)
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def data(disk) -> Iterator[Archive]:
    with Archive.open(disk.folder / "data") as archive:
        yield archive


@pytest.fixture
def keep(start, exchange, article) -> Callable[[Archive], None]:
    def do(archive: Archive) -> None:
        with Committer(archive, start(archive).id) as committer:
            for number in range(PAGES):
                words = f"{article} {number}. " * 8
                page = f"<html><title>Dam {number}</title><body><article><p>{words}</p></article></body></html>"
                committer.submit(exchange(f"http://dam.example/{number}", page.encode())).result(60)

    return do


def counted(archive: Archive, table) -> int:
    with archive.read() as connection:
        return connection.scalar(select(func.count()).select_from(table))


class TestIngest:
    def test_stops_and_goes_on_when_there_is_room_again(self, disk, data, keep, topic):
        keep(data)
        topics.save(data, topic)
        disk.fill(leave=40_000)
        settled = []
        with pytest.raises(DiskFull, match="free some space"):
            ingest(data, topic, on_outcome=settled.append)
        disk.free()
        status = study.status(data)
        assert status.outcomes.total() == len(settled), "what was told is kept, and nothing else"
        assert status.pending == PAGES - len(settled) > 0
        assert counted(data, schema.document) == counted(data, schema.body) == len(settled)
        assert ingest(data, topic).total() == status.pending
        assert study.status(data).documents == PAGES

    def test_counts_no_page_as_failed_for_the_disks_sake(self, disk, data, keep):
        keep(data)
        disk.fill(leave=40_000)
        with pytest.raises(DiskFull):
            ingest(data, None)
        disk.free()
        ingest(data, None)
        assert study.status(data).outcomes == {"document": PAGES}


class TestReplay:
    def test_stops_and_the_same_replay_adds_the_rest(self, disk, data, keep, tmp_path):
        # a foreign file with more captures than there is room for rows
        one = b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:%d>\r\nWARC-Target-URI: http://a/%d/%s\r\n"
        one += b"WARC-Date: 2020-03-04T05:06:07Z\r\nContent-Type: text/html\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
        path = tmp_path / "a.warc"
        path.write_bytes(b"".join(one % (number, number, b"p" * 200) for number in range(2500)))
        disk.fill(leave=900_000)
        with pytest.raises(DiskFull, match="free some space"):
            replay(data, [path])
        disk.free()
        first = counted(data, schema.capture)
        assert 0 < first < 2500
        (stopped,) = runs.latest(data)
        assert stopped.ended is None, "the run says that it did not come to its end"
        counts = replay(data, [path])
        assert (counts.captures, counts.known) == (2500 - first, 0), "it goes on behind the last one that is kept"
        assert counted(data, schema.capture) == 2500


class TestCommitter:
    def test_that_is_full_refuses_at_once_and_another_goes_on(self, disk, data, start, exchange):
        run = start(data)
        committer = Committer(data, run.id)
        kept = committer.submit(exchange()).result(60)
        disk.fill()
        refused = [committer.submit(exchange(body=os.urandom(50_000))).exception(60) for _ in range(3)]
        assert {type(error) for error in refused} == {DiskFull}
        assert isinstance(committer.fail("http://a/", Provenance(), "x").exception(60), DiskFull)
        with pytest.raises(DiskFull):
            committer.close()
        disk.free()
        with Committer(data, run.id) as second:
            assert second.mended == [], "the first closed its file all the same"
            assert second.submit(exchange("http://dam.example/b")).result(60).status == 200
        paths = sorted((data.folder / "archive").iterdir())
        kinds = [found.kind for path in paths for found in scan(path)]
        assert kinds == ["warcinfo", "response", "request", "metadata", "warcinfo", "revisit", "request", "metadata"]
        assert read_record(data.folder / kept.path, kept.offset, kept.length).fields["warc-record-id"] == kept.record_id

    def test_cannot_begin_without_room_for_the_first_record(self, disk, data, start, exchange):
        run = start(data)
        disk.fill()
        committer = Committer(data, run.id)
        assert isinstance(committer.submit(exchange()).exception(60), DiskFull)
        with pytest.raises(DiskFull):
            committer.close()
        assert list((data.folder / "archive").iterdir()) == []


class TestSmallWrites:
    @pytest.mark.parametrize(
        "act",
        [
            topics.save,
            lambda archive, topic: runs.start(archive, "crawl", {"note": "x" * 50_000}, None),
        ],
    )
    def test_say_that_there_is_no_room_and_leave_nothing(self, disk, data, topic, act):
        large = topic.__class__("floods", (topic.seeds[0].__class__("a", "x" * 300_000),))
        disk.fill()
        with pytest.raises(DiskFull, match="free some space") as caught:
            act(data, large)
        assert "\n" not in str(caught.value)
        disk.free()
        assert (topics.names(data), runs.latest(data)) == ([], [])
        act(data, large)
        assert topics.names(data) or runs.latest(data)

    def test_of_the_frontier_too(self, disk):
        with Frontier(disk.folder) as frontier:
            frontier.add([Entry("http://a/first")])
            disk.fill()
            with pytest.raises(DiskFull, match="free some space"):
                frontier.add(Entry(f"http://a/{number}", title="x" * 500) for number in range(500))
            disk.free()
            assert frontier.counts() == {"waiting": 1}
            assert frontier.add([Entry("http://a/second")]) == 1


class TestOpening:
    def test_a_new_archive_says_that_there_is_no_room(self, disk):
        disk.fill()
        with pytest.raises((FolderUnusable, DiskFull), match=r"room|space"):
            Archive.open(disk.folder / "data")

    def test_an_open_one_can_still_be_read(self, disk, data, keep):
        keep(data)
        disk.fill()
        assert study.status(data).pending == PAGES

    def test_one_that_is_there_is_opened_or_says_why_not(self, disk, keep):
        with Archive.open(disk.folder / "data") as archive:
            keep(archive)
        disk.fill()
        try:
            with Archive.open(disk.folder / "data", create=False) as archive:
                assert study.status(archive).pending == PAGES
        except ArchiveError as error:
            message = str(error)
            disk.free()
            assert "free some space" in message
            assert "move it away" not in message, "that would be the end of a sound archive"
            with Archive.open(disk.folder / "data", create=False) as archive:
                assert study.status(archive).pending == PAGES


class TestTwoMegabytes:
    """A disk of 2 MB that a crawl fills to the last byte."""

    @pytest.fixture
    def small(self, tmp_path) -> Iterator[Path]:
        folder = tmp_path / "small"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("a small file system cannot be mounted here (needs root)")
        yield folder
        subprocess.run(["umount", "-l", str(folder)], check=True)

    def test_holds_every_record_that_was_acknowledged_and_no_other(self, small, start, exchange):
        with Archive.open(small / "data") as archive:
            run = start(archive)
            committer = Committer(archive, run.id)
            urls = [f"http://dam.example/{number}" for number in range(400)]
            futures = [committer.submit(exchange(url, os.urandom(9_000))) for url in urls]
            kept = [future.result().record_id for future in futures if future.exception(30) is None]
            with pytest.raises(DiskFull):
                committer.close()
            assert 20 < len(kept) < 400
        with Archive.open(small / "data", create=False) as archive:
            assert verify(archive).faults - Counter(index=9) == {}  # there may be no room for an index
            assert counted(archive, schema.capture) == len(kept)
            found = [one for path in (small / "data" / "archive").iterdir() for one in scan(path)]
            assert [one for one in found if isinstance(one, ArchiveError)] == []
            assert [one.fields["warc-record-id"] for one in found if one.kind == "response"] == kept
