import fcntl
import gzip
import os
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archive.errors import ArchiveError, DiskFull
from archive.warc.members import member
from archive.warc.writer import Place, WarcWriter

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
INFO = member(b"info")


def writer(folder: Path, **more) -> WarcWriter:
    return WarcWriter(folder, "t", lambda name, _: (f"id of {name}", INFO), now=lambda: MADE, **more)


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for 256 kB."""
    mounted = tmp_path / "small"
    mounted.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(mounted)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here (needs root)")
    yield mounted
    subprocess.run(["umount", "-l", str(mounted)], check=True)


class TestLife:
    def test_begins_with_the_warcinfo_record(self, tmp_path):
        with writer(tmp_path) as out:
            assert out.ready() == "id of t-20260304050607-00001.warc.gz"
        assert (tmp_path / "t-20260304050607-00001.warc.gz").read_bytes() == INFO

    def test_makes_no_file_before_something_is_written(self, tmp_path):
        with writer(tmp_path):
            pass
        assert list(tmp_path.iterdir()) == []

    def test_is_closed_after_a_day(self, tmp_path):
        times = iter([MADE, MADE + timedelta(hours=23), MADE + timedelta(hours=24), MADE + timedelta(hours=24)])
        with WarcWriter(tmp_path, "t", lambda name, _: (name, INFO), now=lambda: next(times)) as out:
            names = [out.ready() for _ in range(3)]
        assert names == ["t-20260304050607-00001.warc.gz"] * 2 + ["t-20260305050607-00002.warc.gz"]

    def test_carries_open_in_its_name_while_in_work(self, tmp_path):
        with writer(tmp_path) as out:
            out.ready()
            assert [path.name for path in tmp_path.iterdir()] == ["t-20260304050607-00001.warc.gz.open"]
        assert [path.name for path in tmp_path.iterdir()] == ["t-20260304050607-00001.warc.gz"]

    def test_says_where_each_record_stands(self, tmp_path):
        with writer(tmp_path) as out:
            out.ready()
            places = out.append([member(b"one"), member(b"two")]) + out.append([member(b"three")])
        data = (tmp_path / places[0].name).read_bytes()
        assert [gzip.decompress(data[at.offset : at.offset + at.length]) for at in places] == [b"one", b"two", b"three"]
        assert places[0].offset == len(INFO)
        assert sum(at.length for at in places) + len(INFO) == len(data)

    def test_starts_the_next_file_when_one_is_full(self, tmp_path):
        with writer(tmp_path, max_bytes=230) as out:
            names = []
            for _ in range(4):
                out.ready()
                names.append(out.append([os.urandom(90)])[0].name)
                out.sync()
        assert names == ["t-20260304050607-00001.warc.gz"] * 2 + ["t-20260304050607-00002.warc.gz"] * 2
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(set(names))

    def test_never_takes_a_name_that_is_taken(self, tmp_path):
        taken = ["t-20260304050607-00001.warc.gz", "t-20260304050607-00002.warc.gz.open"]
        for name in taken:
            (tmp_path / name).write_bytes(b"of a killed run in the same second")
        with writer(tmp_path) as out:
            assert out.ready() == "id of t-20260304050607-00003.warc.gz"
        assert {(tmp_path / name).read_bytes() for name in taken} == {b"of a killed run in the same second"}

    def test_never_replaces_a_file_by_settling_another(self, tmp_path):
        out = writer(tmp_path)
        out.ready()
        (tmp_path / "t-20260304050607-00001.warc.gz").write_bytes(b"came in between")
        with pytest.raises(ArchiveError, match="there twice"):
            out.close()
        assert (tmp_path / "t-20260304050607-00001.warc.gz").read_bytes() == b"came in between"

    def test_locks_its_file(self, tmp_path):
        with writer(tmp_path) as out:
            out.ready()
            with next(tmp_path.iterdir()).open() as other, pytest.raises(BlockingIOError):
                fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def test_may_be_closed_twice(self, tmp_path):
        out = writer(tmp_path)
        out.ready()
        out.close()
        out.close()
        with pytest.raises(ArchiveError, match="closed"):
            out.append([b"x"])


class TestRewind:
    def test_drops_what_was_not_synced(self, tmp_path):
        with writer(tmp_path) as out:
            out.ready()
            out.append([member(b"kept")])
            out.sync()
            kept = out.synced
            out.append([member(b"lost")])
            out.rewind()
            assert out.append([member(b"next")]) == [
                Place("t-20260304050607-00001.warc.gz", kept, len(member(b"next")))
            ]
        data = next(tmp_path.iterdir()).read_bytes()
        assert gzip.decompress(data) == b"infokeptnext"

    def test_goes_back_to_an_offset_when_the_rows_were_not_committed(self, tmp_path):
        with writer(tmp_path) as out:
            out.ready()
            before = out.synced
            out.append([member(b"lost")])
            out.sync()
            out.rewind(before)
            assert out.synced == before == len(INFO)


def keep(out: WarcWriter, data: bytes) -> None:
    out.append([member(data)])
    out.sync()


def cut(path: Path) -> None:
    os.truncate(path, 10)


def cut_to_nothing(path: Path) -> None:
    os.truncate(path, 0)


def grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"of another program")


def rename(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))


def replace(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data)


class TestSomebodyElse:
    """What is acknowledged stands in the file that has the name; where nobody can promise that, nothing is."""

    @pytest.mark.parametrize("meddle", [Path.unlink, cut, cut_to_nothing, grow, rename, replace])
    def test_who_meddles_with_the_file_in_work_ends_the_writing(self, tmp_path, meddle):
        out = writer(tmp_path)
        out.ready()
        out.append([member(b"kept")])
        out.sync()
        meddle(tmp_path / "t-20260304050607-00001.warc.gz.open")
        with pytest.raises(ArchiveError, match=r"changed by another program|No such file"):
            keep(out, b"next")

    def test_who_removes_the_folder_is_told_so(self, tmp_path):
        folder = tmp_path / "archive"
        folder.mkdir()
        out = writer(folder)
        out.ready()
        (folder / "t-20260304050607-00001.warc.gz.open").unlink()
        folder.rmdir()
        out.append([member(b"next")])
        with pytest.raises(ArchiveError, match="No such file"):
            out.sync()

    def test_who_only_reads_or_copies_disturbs_nothing(self, tmp_path):
        with writer(tmp_path) as out:
            out.ready()
            path = tmp_path / "t-20260304050607-00001.warc.gz.open"
            for number in range(3):
                out.append([member(b"%d" % number)])
                (tmp_path / "copy").write_bytes(path.read_bytes())
                os.utime(path)
                out.sync()
            assert out.synced == path.stat().st_size

    @pytest.mark.parametrize(
        ("then", "files"), [(timedelta(days=-400), 1), (timedelta(0), 1), (timedelta(days=400), 2)]
    )
    def test_who_sets_the_clock_loses_nothing(self, tmp_path, then, files):
        times = iter([MADE, MADE + then, MADE + then, MADE + then])
        with WarcWriter(tmp_path, "t", lambda name, _: (name, INFO), now=lambda: next(times)) as out:
            for data in (b"one", b"two"):
                out.ready()
                out.append([member(data)])
                out.sync()
        found = [gzip.decompress(path.read_bytes()) for path in sorted(tmp_path.iterdir())]
        assert found == ([b"infoonetwo"] if files == 1 else [b"infoone", b"infotwo"])


class TestFullDisk:
    def test_keeps_what_was_synced_and_nothing_else(self, small_disk):
        out = writer(small_disk)
        out.ready()
        chunk = gzip.compress(os.urandom(30_000))
        for _ in range(7):
            out.append([chunk])
            out.sync()
        with pytest.raises(DiskFull, match="no room left for t-20260304050607-00001"):
            out.append([chunk, chunk])
        out.close()
        data = (small_disk / "t-20260304050607-00001.warc.gz").read_bytes()
        assert data == INFO + chunk * 7

    def test_leaves_no_file_when_not_even_the_first_record_fits(self, small_disk):
        (small_disk / "filler").write_bytes(bytes(256 << 10))
        with pytest.raises(DiskFull):
            writer(small_disk).ready()
        assert [path.name for path in small_disk.iterdir()] == ["filler"]
