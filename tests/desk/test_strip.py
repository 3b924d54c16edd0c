"""``cuttings strip``: clean text of anything that is text, and a line for what is none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from desk import exits

ROOT = Path(__file__).parents[2]
SEED = ROOT / "seeds" / "004_abf140b8d65e8e25.txt"
PAGE = ROOT / "seeds" / "pages" / "004.html"
BODY = json.loads((ROOT / "seeds" / "gold" / "004.json").read_text(encoding="utf-8"))["body"]


@pytest.mark.parametrize("file", [SEED, PAGE], ids=["text", "page"])
class TestTheSameArticleAsTextAndAsPage:
    def test_prints_title_facts_and_paragraphs(self, program, file: Path) -> None:
        lines = program("strip", file).out.split("\n")
        assert lines[0] == "Ρωσία και Κίνα εμβαθύνουν τη στρατιωτική τους συνεργασία"
        assert lines[1].startswith("language el · section Διεθνή · agencies ")
        assert [line for line in lines[3:] if line] == BODY

    def test_shows_what_was_cut_when_asked(self, program, file: Path) -> None:
        without, with_rails = program("strip", file), program("strip", file, "--rails")
        assert with_rails.out.startswith(without.out)
        cut = with_rails.out.removeprefix(without.out)
        assert "\ncut ΔΕΙΤΕ ΑΚΟΜΑ · rule: " in cut
        assert "ΔΕΙΤΕ ΑΚΟΜΑ" not in without.out

    def test_gives_one_json_object(self, program, file: Path) -> None:
        (found,) = program("strip", file, "--json").objects
        assert found["text"].split("\n") == BODY
        assert found["language"] == "el"
        assert {"title", "bylines", "published", "section", "agencies", "rails", "canonical_url"} < set(found)

    def test_reads_standard_input(self, program, file: Path) -> None:
        assert program("strip", "-", stdin=file.read_bytes()).out == program("strip", file).out


NO_TEXT = [
    (b"", "is empty"),
    (b" \n\n", "is empty"),
    (b"%PDF-1.7 and so on", "is a PDF file"),
    (b"\x89PNG\r\n\x1a\n" + bytes(100), "is a picture"),
    (b"\x1f\x8b\x08" + bytes(100), "is a gzip file"),
    (bytes(range(256)) * 40, "is no text"),
    (b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "is a WARC file"),
    (b"a" * 10_000_001, "is larger than 10 MB"),
]


@pytest.mark.parametrize(("data", "said"), NO_TEXT, ids=[said for _, said in NO_TEXT])
def test_what_is_no_text_is_refused_in_one_line(program, data: bytes, said: str) -> None:
    (program.folder / "given").write_bytes(data)
    result = program("strip", "given")
    assert result.fault.startswith(f"given {said}: ")
    assert result.code == exits.UNUSABLE
    assert program("strip", "-", stdin=data).fault.startswith(f"standard input {said}: ")


def test_a_page_without_an_article_exits_1_and_says_why(program) -> None:
    (program.folder / "page.html").write_text("<html><body><p>Please accept cookies</p></body></html>")
    result = program("strip", "page.html")
    assert result.fault.startswith("page.html is no article: ")
    assert result.code == exits.FAULT
    (found,) = program("strip", "page.html", "--json").objects
    assert found["why"]


HOSTILE_PAGES = [
    b"<html>" + b"<div>" * 5000 + b"text",
    b"<html><body><p>" + b"<a href=x>y</a> " * 300,
    b"<html><body>" + b"\xff\xfe\xfd" * 100,
    b'<html><head><meta charset="utf-7"></head><body><p>+ADw-script+AD4-',
    b"<!doctype html><title>[bold]a[/nonsense] :smile: \\</title><article><p>" + b"[red] markup :warning: \\[/] " * 20,
    b'<html><head><link rel="canonical" href="http://[::1"></head><body><p>' + b"A sentence of some length. " * 20,
]


@pytest.mark.parametrize("page", HOSTILE_PAGES, ids=range(len(HOSTILE_PAGES)))
def test_a_hostile_page_ends_in_text_or_in_one_line(program, page: bytes) -> None:
    result = program("strip", "-", "--rails", "--url", "http://[::1/%", stdin=page)
    assert result.code in (exits.DONE, exits.FAULT)
    if result.code:
        assert result.fault


def test_markup_of_our_own_screens_in_a_text_is_text(program) -> None:
    line = "He wrote [bold]this[/bold] :smile: and [/] that, and it was printed as it is, a\\b and all of it."
    assert line in program("strip", "-", stdin=f"{line}\n{line} Again.\n".encode()).out.split("\n")


def test_what_would_steer_a_terminal_is_shown_and_in_json_kept(program) -> None:
    text = "The minister said \x1b[2J on Monday that nothing of the kind had ever happened, according to him."
    assert "\x1b" not in program("strip", "-", stdin=text.encode()).out
    (found,) = program("strip", "-", "--json", stdin=text.encode()).objects
    assert found["text"] == text


class TestNames:
    @pytest.mark.parametrize("name", ["a\nb.txt", "\x1b[31m.txt", "[bold].txt", "-rf.txt", "«χ».txt", "a b'c\".txt"])
    def test_a_strange_file_name_is_a_file_name(self, program, name: str) -> None:
        (program.folder / name).write_bytes(SEED.read_bytes())
        assert program("strip", "--", name).code == exits.DONE

    @pytest.mark.parametrize("name", [b"\xff\xfe.txt", b"a\nb.txt", b"\x1b]0;x\x07.txt"])
    def test_a_strange_file_name_in_a_message_stays_on_its_line(self, program, name: bytes) -> None:
        (Path(os.fsdecode(bytes(program.folder) + b"/" + name))).write_bytes(b"")
        result = program("strip", os.fsdecode(name))
        assert result.code == exits.UNUSABLE
        assert result.err.count("\n") == 1
        assert "\x1b" not in result.err

    @pytest.mark.parametrize("name", ["missing.txt", ".", "x" * 300, "missing/\nfile"])
    def test_what_is_no_file_is_refused(self, program, name: str) -> None:
        result = program("strip", name)
        assert result.code == exits.UNUSABLE
        assert result.err.count("\n") == 1

    def test_a_device_without_end_is_not_read_to_its_end(self, program) -> None:
        result = program("strip", "/dev/zero")
        assert result.code == exits.UNUSABLE
        assert "Traceback" not in result.err


class TestMarkdown:
    def test_is_written_of_a_page(self, program) -> None:
        seeds = Path(__file__).parents[2] / "seeds"
        result = program("strip", seeds / "pages" / "003.html", "--markdown")
        lines = result.out.splitlines()
        assert result.code == exits.DONE
        assert lines[0] == "# To address the sanctions, Putin and Xi intend to strengthen cooperation"
        assert lines[2].startswith("Russian President Vladimir Putin")

    def test_headings_and_lists_keep_their_form(self, program) -> None:
        said = "The council said on Monday that the {} would be rebuilt before the winter, and nobody would leave."
        body = "".join(f"<p>{said.format(word)}</p>" for word in ("bridge", "harbour", "school"))
        page = f"<html><body><article><h1>Bridge</h1>{body}<h2>What now</h2>{body.replace('council', 'mayor')}"
        out = program("strip", "-", "--markdown", stdin=page.encode()).out
        assert "\n\n## What now\n\n" in out

    def test_letters_that_steer_a_terminal_are_shown(self, program) -> None:
        said = "The council said on Monday that the bridge \x1b[31mwould be rebuilt before the winter, and so on."
        out = program("strip", "-", "--markdown", stdin=f"Bridge to be rebuilt\n{said}\n{said} Twice.".encode()).out
        assert "\x1b" not in out
