import gzip
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.warc.members import member
from archive.warc.mend import Mended, mend, whole_members
from archive.warc.writer import WarcWriter

ONE, TWO = member(b"WARC/1.1 one"), member(b"WARC/1.1 two " + bytes(range(256)) * 20)
LAST = len(ONE) + len(TWO)
NAME = "a-20260304050607-00001.warc.gz"


def left_open(folder: Path, data: bytes) -> Path:
    path = folder / f"{NAME}.open"
    path.write_bytes(data)
    return path


def interrupted(_: Mended) -> None:
    raise KeyboardInterrupt


class TestMend:
    @pytest.mark.parametrize("torn", [1, 2, 9, 10, 11, len(TWO) // 2, len(TWO) - 9, len(TWO) - 8, len(TWO) - 1])
    def test_cuts_a_torn_tail_back_to_the_last_whole_record(self, tmp_path, torn):
        left_open(tmp_path, ONE + TWO + TWO[:torn])
        assert mend(tmp_path) == [Mended(NAME, torn)]
        assert (tmp_path / NAME).read_bytes() == ONE + TWO
        assert not (tmp_path / f"{NAME}.open").exists()

    def test_settles_a_file_that_is_whole(self, tmp_path):
        left_open(tmp_path, ONE + TWO)
        assert mend(tmp_path) == [Mended(NAME, 0)]
        assert (tmp_path / NAME).read_bytes() == ONE + TWO

    @pytest.mark.parametrize(
        ("data", "left", "said"),
        [
            (ONE + TWO, ONE + TWO, Mended(NAME, 0)),
            (ONE + TWO[:-3], ONE, Mended(NAME, len(TWO) - 3)),
            (ONE[:-1], b"", Mended(NAME, len(ONE) - 1, gone=True)),
        ],
    )
    def test_tells_what_it_found_while_the_next_start_would_find_it_again(self, tmp_path, data, left, said):
        path = left_open(tmp_path, data)
        seen = []
        mend(
            tmp_path, lambda mended: seen.append((mended, path.read_bytes(), [one.name for one in tmp_path.iterdir()]))
        )
        assert seen == [(said, left, [path.name])]
        assert not path.exists()

    def test_a_listener_that_dies_leaves_the_file_to_the_next(self, tmp_path):
        left_open(tmp_path, ONE + TWO[:-3])
        with pytest.raises(KeyboardInterrupt):
            mend(tmp_path, interrupted)
        assert mend(tmp_path) == [Mended(NAME, 0)]
        assert (tmp_path / NAME).read_bytes() == ONE

    def test_removes_a_file_without_a_whole_record(self, tmp_path):
        left_open(tmp_path, ONE[:-1])
        assert mend(tmp_path) == [Mended(NAME, len(ONE) - 1, gone=True)]
        assert list(tmp_path.iterdir()) == []

    def test_cuts_a_tail_of_zeros_as_a_power_cut_leaves_it(self, tmp_path):
        left_open(tmp_path, ONE + bytes(4096))
        assert mend(tmp_path) == [Mended(NAME, 4096)]
        assert (tmp_path / NAME).read_bytes() == ONE

    def test_leaves_the_file_of_a_living_writer_alone(self, tmp_path):
        with WarcWriter(tmp_path, "t", lambda *_: ("", ONE)) as out:
            out.ready()
            assert mend(tmp_path) == []
            out.append([TWO])
        assert gzip.decompress(next(tmp_path.iterdir()).read_bytes()) == gzip.decompress(ONE + TWO)

    def test_does_not_touch_finished_files(self, tmp_path):
        (tmp_path / "b.warc.gz").write_bytes(b"anything")
        assert mend(tmp_path) == []
        assert (tmp_path / "b.warc.gz").read_bytes() == b"anything"

    def test_mends_what_a_killed_process_left(self, tmp_path):
        script = (
            "import os, signal, sys; from pathlib import Path; from archive.warc.members import member\n"
            "from archive.warc.writer import WarcWriter\n"
            "out = WarcWriter(Path(sys.argv[1]), 't', lambda *_: ('', member(b'info')))\n"
            "out.ready(); out.append([member(b'kept')]); out.sync(); out.append([member(b'torn')[:-5]])\n"
            "os.kill(os.getpid(), signal.SIGKILL)"
        )
        killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
        assert killed.returncode == -signal.SIGKILL
        assert [found.cut for found in mend(tmp_path)] == [len(member(b"torn")) - 5]
        assert gzip.decompress(next(tmp_path.iterdir()).read_bytes()) == b"infokept"


class TestWholeMembers:
    @given(cut=st.integers(0, LAST))
    def test_is_the_end_of_the_last_whole_member(self, cut, tmp_path_factory):
        path = left_open(tmp_path_factory.mktemp("cut"), (ONE + TWO)[:cut])
        expected = LAST if cut == LAST else len(ONE) if cut >= len(ONE) else 0
        with path.open("rb") as handle:
            assert whole_members(handle) == expected

    def test_does_not_trust_a_wrong_checksum(self, tmp_path):
        broken = bytearray(ONE + TWO)
        broken[-8] ^= 1
        with left_open(tmp_path, bytes(broken)).open("rb") as handle:
            assert whole_members(handle) == len(ONE)

    def test_reads_large_members_in_steps(self, tmp_path):
        large = member(os.urandom(3 << 20))
        with left_open(tmp_path, ONE + large + large).open("rb") as handle:
            assert whole_members(handle) == len(ONE) + 2 * len(large)
