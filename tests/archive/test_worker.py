import gzip
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.committer import Committer
from archive.folding import folded
from archive.outcomes import Outcome
from archive.reading import Job
from archive.worker import shared_url, storable, work
from extract.document import Document, Moment, Rail
from extract.snapshot import prints
from extract.version import extractor_version


@pytest.fixture
def captured(archive, start, exchange):
    """Keeps a response, given as for ``exchange``, and gives the job for it."""

    def keep(**given_) -> Job:
        with Committer(archive, start(archive).id) as committer:
            capture = committer.submit(exchange(**given_)).result(60)
        return Job(capture.id, archive.folder / capture.path, capture.offset, capture.length, capture.url)

    return keep


class TestWork:
    def test_reads_a_document_with_its_version_and_sketch(self, captured, article):
        answer = work(captured())
        assert answer.outcome == Outcome("document", None)
        assert answer.read.document.text == article
        assert answer.read.extractor == extractor_version()
        assert answer.read.canonical == "http://dam.example/a"
        assert len(answer.read.sketch) > 8

    def test_folds_title_and_text_for_the_search(self, captured, article):
        read = work(captured()).read
        assert read.folded == folded(read.document.title, article)

    def test_tells_the_prints_of_the_lines_only_where_they_are_asked_for(self, captured, article):
        job = captured()
        assert work(job).read.prints is None
        assert work(replace(job, learned=True)).read.prints == prints(article.split("\n"))

    def test_has_no_relation_without_a_topic(self, captured):
        assert work(captured()).read.coverage is None

    def test_undoes_codings(self, captured, article):
        page = f"<html><title>Dam</title><article><p>{article}</p></article></html>".encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
        assert work(captured(body=gzip.compress(page), head=head)).read.document.text == article

    def test_reads_the_charset_of_the_head(self, captured):
        text = "Το φράγμα πάνω από το χωριό υποχώρησε το βράδυ της Τρίτης έπειτα από τρεις εβδομάδες βροχής. " * 6
        page = f"<html><title>Φράγμα</title><article><p>{text}</p></article></html>".encode("iso-8859-7")
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=iso-8859-7\r\n\r\n"
        assert "υποχώρησε το βράδυ" in work(captured(body=page, head=head)).read.document.text

    def test_says_why_a_page_is_no_article(self, captured):
        answer = work(captured(body=b"<html><body></body></html>"))
        assert answer.outcome.outcome == "not an article"
        assert answer.outcome.why.startswith("empty")
        assert answer.read is None

    def test_counts_a_damaged_body_as_failed(self, captured):
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n"
        assert work(captured(body=b"\xff" * 50, head=head)).outcome == (
            "failed",
            "damaged body: the brotli body breaks",
        )

    def test_counts_a_damaged_record_as_failed(self, captured):
        job = captured()
        with job.path.open("r+b") as handle:
            handle.seek(job.offset + job.length - 8)
            handle.write(b"\0" * 8)
        answer = work(job)
        assert answer.outcome.outcome == "failed"
        assert answer.outcome.why.startswith("damaged record: cuttings-")

    def test_does_without_the_database(self):
        script = "import archive.worker, sys; print('sqlalchemy' in sys.modules, 'pebble' in sys.modules)"
        told = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True).stdout
        assert told == "False False\n"


class TestSharedUrl:
    @pytest.mark.parametrize(
        ("url", "stated", "shared"),
        [
            ("http://dam.example/a?utm_source=x", None, "http://dam.example/a"),
            ("http://dam.example/a?page=2", "http://dam.example/a", "http://dam.example/a"),
            # twins live on the same site
            ("http://amp.dam.example/b", "http://www.dam.example/a", "http://www.dam.example/a"),
            ("http://m.dam.example/b", "http://dam.example/a", "http://dam.example/a"),
            # a canonical that names the home page, as badly set up sites have it
            ("http://dam.example/a", "http://dam.example/", "http://dam.example/a"),
            # the copy of a wire report is that outlet's own coverage
            ("http://rio.example/a", "http://dam.example/a", "http://rio.example/a"),
            ("http://127.0.0.2:8000/a", "http://127.0.0.3:8000/a", "http://127.0.0.2:8000/a"),
            ("http://dam.example/a", "nonsense", "http://dam.example/a"),
            ("http://dam.example/a", "http://[broken/", "http://dam.example/a"),
        ],
    )
    def test_is_the_stated_one_only_on_the_same_site(self, url, stated, shared):
        assert shared_url(url, stated) == shared


class TestStorable:
    def test_cleans_every_text_in_a_document(self):
        moment = Moment(datetime(2026, 3, 4, tzinfo=UTC), "4\0 March", "day", zone_known=False)
        given_ = Document("a\0b\ud800", "t\0", ("x\0", "y"), moment, rails=(Rail("r", None, ("l\0", "m")),))
        kept = storable(given_)
        assert (kept.text, kept.title, kept.bylines) == ("ab?", "t", ("x", "y"))
        assert (kept.published.found, kept.rails[0].lines) == ("4 March", ("l", "m"))

    @given(st.text(), st.lists(st.text(), max_size=3))
    def test_leaves_a_clean_document_as_it_is(self, text, bylines):
        made = storable(Document(text, bylines=tuple(bylines)))
        assert storable(made) is made
        assert "\0" not in made.text
