"""What stands between a figure and a wrong figure: counts, orphans, processes that fail or hang."""

from __future__ import annotations

import gzip
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from bench import measure
from bench.check import check
from bench.errors import BenchError, CountOff
from bench.job import Job, Told
from bench.pages import gather

URLS = ("http://127.0.2.1:1/a", "http://127.0.2.2:1/b")


def job(mode: str, out: Path) -> Job:
    return Job(mode, URLS, (), out)


def keep(out: Path, url: str, status: str = "200 OK", body: bytes = b"<p>text</p>") -> None:
    with (out / "x.warc.gz").open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        head = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
        writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=head))


class TestCheck:
    def test_accepts_a_mode_that_kept_and_read_every_page(self, tmp_path: Path) -> None:
        for url in URLS:
            keep(tmp_path, url)
        check(job("naive", tmp_path), Told(2, 2))

    def test_bare_scrapy_need_not_keep_anything(self, tmp_path: Path) -> None:
        check(job("bare", tmp_path), Told(2))

    @pytest.mark.parametrize(
        ("mode", "told", "kept", "said"),
        [
            ("bare", Told(1), (), "got 1 of 2"),
            ("bare", Told(3), (), "got 3 of 2"),
            ("naive", Told(2, 2), URLS[:1], "kept 1 of 2"),
            ("capture", Told(2), (), "kept 0 of 2"),
            ("ours", Told(2, 1, left=1), URLS, "left 1 pages"),
            ("ours", Told(2, 0), URLS, "no document"),
        ],
    )
    def test_refuses_a_count_that_is_off(
        self, tmp_path: Path, mode: str, told: Told, kept: tuple[str, ...], said: str
    ) -> None:
        for url in kept:
            keep(tmp_path, url)
        with pytest.raises(CountOff, match=said):
            check(job(mode, tmp_path), told)

    @pytest.mark.parametrize(("status", "body"), [("404 Not Found", b"gone"), ("200 OK", b"")])
    def test_an_error_or_an_empty_body_is_no_page(self, tmp_path: Path, status: str, body: bytes) -> None:
        keep(tmp_path, URLS[0])
        keep(tmp_path, URLS[1], status, body)
        with pytest.raises(CountOff, match="kept 1 of 2"):
            check(job("naive", tmp_path), Told(2, 2))


class TestMeasure:
    def test_a_mode_that_fails_is_told_by_its_last_words(self, tmp_path: Path) -> None:
        with pytest.raises(BenchError, match=r"nosuch ended with 1: .*No module named"):
            measure.measure(job("nosuch", tmp_path))

    def test_a_mode_that_hangs_is_ended(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(measure, "PATIENCE", 0.05)
        monkeypatch.setattr(measure, "PER_PAGE", 0.0)
        with pytest.raises(BenchError, match="ended with -9"):
            measure.measure(job("bare", tmp_path))

    @pytest.mark.skipif(sys.platform != "linux", reason="orphans can be adopted on Linux only")
    def test_the_time_of_a_process_that_outlives_its_parent_counts(self) -> None:
        busy = "import time\nwhile time.process_time() < 0.3: pass"
        parent = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {busy!r}])"
        script = (
            "import os, subprocess, sys\n"
            "from bench import measure\n"
            "measure.adopt_orphans()\n"
            f"child = subprocess.Popen([sys.executable, '-c', {parent!r}], process_group=0)\n"
            "os.waitpid(child.pid, 0)\n"
            "print(measure.orphans(child.pid))\n"
        )
        root = Path(measure.ROOT)
        found = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
        assert float(found.stdout) >= 0.3


class TestGather:
    @pytest.mark.parametrize(
        ("files", "limit", "copies"), [(10, 10, 0), (10, 4, 0), (10, 20, 10), (10, 25, 15), (3, 1, 0), (1, 3, 2)]
    )
    @pytest.mark.parametrize("ending", [".html", ".html.gz"])
    def test_gives_the_wanted_count_and_no_two_alike(
        self, tmp_path: Path, files: int, limit: int, copies: int, ending: str
    ) -> None:
        given, into = tmp_path / "given", tmp_path / "into"
        given.mkdir()
        into.mkdir()
        for number in range(files):
            page = b"<title>T%d</title><P class=x>x</P>" % number
            (given / f"{number:04}{ending}").write_bytes(gzip.compress(page) if ending.endswith("z") else page)
        before = {path.name: path.read_bytes() for path in given.iterdir()}
        pages = gather(given, limit, into)
        assert (pages.pages, pages.copies) == (limit, copies)
        bodies = [path.read_bytes() for path in into.iterdir()]
        told = {gzip.decompress(body) if ending.endswith("z") else body for body in bodies}
        assert len(told) == len(bodies) == limit
        assert {path.name: path.read_bytes() for path in given.iterdir()} == before, "the folder is left as it was"

    @pytest.mark.parametrize(
        ("page", "copied"),
        [
            (
                "<title>T</title><h1>H</h1><p>one</p><pre>x</pre>",
                "<title>1. T</title><h1>1. H</h1><p>1. one</p><pre>x</pre>",
            ),
            # A page without any of them is told apart all the same.
            ("<div>one<br>two</div>", "<div>one<br>two</div><p>1.</p>"),
        ],
    )
    def test_a_copy_differs_in_title_and_paragraphs(self, tmp_path: Path, page: str, copied: str) -> None:
        (tmp_path / "given").mkdir()
        (tmp_path / "into").mkdir()
        (tmp_path / "given" / "a.html").write_text(page)
        gather(tmp_path / "given", 2, tmp_path / "into")
        (copy,) = (tmp_path / "into").glob("copy*")
        assert copy.read_text() == copied

    def test_few_of_many_are_from_all_over_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "given").mkdir()
        (tmp_path / "into").mkdir()
        for number in range(100):
            (tmp_path / "given" / f"{number:02}.html").write_text(str(number))
        gather(tmp_path / "given", 4, tmp_path / "into")
        assert sorted(int(path.read_text()) for path in (tmp_path / "into").iterdir()) == [0, 25, 50, 75]

    def test_a_folder_with_html_in_it_means_that_one(self, tmp_path: Path) -> None:
        (tmp_path / "set" / "html").mkdir(parents=True)
        (tmp_path / "set" / "html" / "1.html.gz").write_bytes(gzip.compress(b"<p>x</p>"))
        (tmp_path / "into").mkdir()
        assert gather(tmp_path / "set", 1, tmp_path / "into").name == "set"

    def test_a_folder_without_pages_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(BenchError, match="no \\*\\.html"):
            gather(tmp_path, 1, tmp_path)
