"""What ``cuttings replay`` says of a file that is no WARC."""

from __future__ import annotations


def test_a_file_that_is_no_warc_gets_exactly_one_line(program) -> None:
    (program.folder / "notes.txt").write_text("my notes")
    result = program("replay", "notes.txt")
    said = "cuttings: notes.txt at byte 0: is no WARC file: give WARC files only (.warc or .warc.gz)\n"
    assert (result.code, result.out, result.err) == (2, "", said)
