"""Files of other people in our folder, and files that are no WARC: never touched, always named."""

import logging

import pytest

from archive.errors import NotWarc
from archive.replay import replay
from archive.warc.members import member
from archive.warc.mend import Mended, mend

OURS = "cuttings-000001-20260304050607-00001.warc.gz"
ONE = member(b"WARC/1.1 one")


class TestAFileLeftOpen:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            # Not our kind of name, whatever it holds.
            ("x.warc.gz", b"my notes"),
            ("x.warc.gz", b""),
            ("x.warc.gz", ONE + b"torn"),
            ("crawl-2026-00001.warc.gz", ONE[:-1]),
            ("cuttings-000001-20260304050607.warc.gz", ONE[:-1]),
            ("cuttings-000001-٢٠٢٦٠٣٠٤٠٥٠٦٠٧-00001.warc.gz", ONE[:-1]),
            # Our name, but no gzip.
            (OURS, b"my notes"),
            (OURS, b"\x1f\x8bno gzip"),
            (OURS, b"PK\x03\x04"),
            (OURS, bytes(4096)),
        ],
    )
    def test_stays_as_it_is_when_it_is_not_ours(self, tmp_path, caplog, name, data):
        path = tmp_path / f"{name}.open"
        path.write_bytes(data)
        with caplog.at_level(logging.WARNING):
            assert mend(tmp_path) == []
        assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {path.name: data}
        assert caplog.messages == [f"{path.name} is not of our making: it was left as it is"]

    def test_that_is_a_folder_stays_too(self, tmp_path):
        (tmp_path / f"{OURS}.open").mkdir()
        assert mend(tmp_path) == []
        assert (tmp_path / f"{OURS}.open").is_dir()

    @pytest.mark.parametrize("data", [b"", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x08", ONE[:-1]])
    def test_is_removed_when_it_is_ours_and_holds_no_record(self, tmp_path, data):
        (tmp_path / f"{OURS}.open").write_bytes(data)
        assert mend(tmp_path) == [Mended(OURS, len(data), gone=True)]
        assert list(tmp_path.iterdir()) == []

    def test_does_not_keep_the_next_from_being_mended(self, tmp_path):
        (tmp_path / "a.warc.gz.open").write_bytes(b"my notes")
        (tmp_path / f"{OURS}.open").write_bytes(ONE + b"torn")
        assert mend(tmp_path) == [Mended(OURS, 4)]
        assert (tmp_path / OURS).read_bytes() == ONE


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"my notes", "notes.txt at byte 0: is no WARC file: give WARC files only (.warc or .warc.gz)"),
        (b"", "notes.txt at byte 0: is empty: give WARC files only (.warc or .warc.gz)"),
        (
            member(b"my notes"),
            "notes.txt at byte 0: is a gzip file, but no WARC file: give WARC files only (.warc or .warc.gz)",
        ),
    ],
)
def test_a_file_that_is_no_warc_is_named_with_what_to_do(archive, tmp_path, data, said):
    path = tmp_path / "notes.txt"
    path.write_bytes(data)
    with pytest.raises(NotWarc) as caught:
        replay(archive, [path])
    assert str(caught.value) == said
