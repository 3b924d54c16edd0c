"""Foreign WARC files become captures in place, once, whatever they are called and however they are damaged."""

import gzip
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select, update
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import runs, schema, study
from archive.committer import Committer
from archive.errors import NotWarc
from archive.ingest import ingest
from archive.repair import repair
from archive.replay import kind_of, replay
from archive.store import Archive
from archive.verify import verify
from archive.warc.reader import read_record

HTML = [("Content-Type", "text/html; charset=utf-8")]


class Foreign:
    """A WARC file as warcio, and so many a crawler, writes it."""

    def __init__(self, version: str = "1.0", *, gzipped: bool = True) -> None:
        self.out = io.BytesIO()
        self.writer = WARCWriter(self.out, gzip=gzipped, warc_version=version)
        self.writer.write_record(self.writer.create_warcinfo_record("a.warc.gz", {"software": "warcio"}))

    def response(self, url: str, body: bytes, fields=HTML, status: str = "200 OK", **more: str) -> "Foreign":
        head = StatusAndHeaders(status, fields, protocol="HTTP/1.1")
        self._write(url, "response", io.BytesIO(body), http_headers=head, warc_headers_dict=more)
        return self

    def record(self, url: str, kind: str, body: bytes, mime: str = "text/html") -> "Foreign":
        self._write(url, kind, io.BytesIO(body), warc_content_type=mime)
        return self

    def _write(self, url, kind, payload, **more) -> None:
        more.setdefault("warc_headers_dict", {})
        more["warc_headers_dict"].setdefault("WARC-Date", "2020-03-04T05:06:07Z")
        self.writer.write_record(self.writer.create_warc_record(url, kind, payload=payload, **more))

    def save(self, path: Path) -> Path:
        path.write_bytes(self.out.getvalue())
        return path


def captures(archive: Archive):
    with archive.read() as connection:
        return connection.execute(select(schema.capture).order_by(schema.capture.c.id)).all()


@pytest.fixture
def page(article) -> bytes:
    return f"<html><title>Dam</title><body><article><p>{article}</p></article></body></html>".encode()


class TestReplay:
    @pytest.mark.parametrize("version", ["1.0", "1.1"])
    @pytest.mark.parametrize("gzipped", [True, False])
    def test_makes_documents_of_any_kind_of_warc(self, archive, tmp_path, page, *, article, version, gzipped):
        path = Foreign(version, gzipped=gzipped).response("http://dam.example/a", page).save(tmp_path / "a.warc")
        counts = replay(archive, [path])
        assert (counts.files, counts.captures, counts.other, counts.damaged) == (1, 1, 1, 0)
        assert ingest(archive, None) == {"document": 1}
        kept = study.document(archive, 1)
        assert kept.document.text == article
        assert kept.capture.fetched.isoformat() == "2020-03-04T05:06:07+00:00"
        assert (kept.capture.path, kept.run.kind, kept.outlet) == (str(path), "replay", None)

    def test_works_on_both_databases(self, archives, tmp_path, page):
        path = Foreign().response("http://dam.example/a", page).save(tmp_path / "a.warc.gz")
        assert [replay(archives, [path]).captures for _ in range(2)] == [1, 0]

    def test_adds_nothing_the_second_time(self, archive, tmp_path, page):
        path = Foreign().response("http://dam.example/a", page).response("http://dam.example/b", page)
        first = replay(archive, [path.save(tmp_path / "a.warc.gz")])
        again = replay(archive, [tmp_path / "a.warc.gz"])
        assert (first.captures, first.known) == (2, 0)
        assert (again.captures, again.known) == (0, 2)
        assert len(captures(archive)) == 2

    def test_knows_a_file_under_any_name(self, archive, tmp_path, page, monkeypatch):
        path = Foreign().response("http://dam.example/a", page).save(tmp_path / "a.warc.gz")
        (tmp_path / "link.warc.gz").symlink_to(path)
        shutil.copy(path, tmp_path / "copy.warc.gz")
        monkeypatch.chdir(tmp_path)
        names = [path, Path("a.warc.gz"), Path("data/../a.warc.gz"), Path("link.warc.gz"), Path("copy.warc.gz")]
        counts = replay(archive, names)
        assert (counts.files, counts.captures, counts.known) == (2, 1, 1)
        assert [replay(archive, [name]).captures for name in names] == [0] * 5

    def test_knows_what_we_wrote_ourselves(self, archive, start, exchange):
        with Committer(archive, start(archive).id) as committer:
            for number in range(5):
                committer.submit(exchange(f"http://dam.example/{number}")).result(60)
        (own,) = (archive.folder / "archive").iterdir()
        counts = replay(archive, [own])
        assert (counts.captures, counts.known, counts.other) == (0, 5, 11)

    def test_names_a_file_of_the_data_folder_by_its_place_in_it(self, archive, tmp_path, page):
        Foreign().response("http://dam.example/a", page).save(archive.folder / "archive" / "a.warc.gz")
        replay(archive, [archive.folder / "archive" / "a.warc.gz"])
        assert captures(archive)[0].path == "archive/a.warc.gz"

    def test_knows_records_without_a_name_again(self, archive, tmp_path, page):
        def unnamed(body: bytes) -> bytes:
            return (
                b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a/\r\nWARC-Date: 2020-03-04T05:06:07Z\r\n"
                b"Content-Type: text/html\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body)
            )

        (tmp_path / "a.warc").write_bytes(unnamed(page) + unnamed(page + b" "))
        assert [replay(archive, [tmp_path / "a.warc"]).captures for _ in range(2)] == [2, 0]

    def test_takes_the_same_record_twice_in_a_file_once(self, archive, tmp_path, page):
        data = Foreign().response("http://dam.example/a", page).out.getvalue()
        (tmp_path / "a.warc.gz").write_bytes(data + data)
        counts = replay(archive, [tmp_path / "a.warc.gz"])
        assert (counts.captures, counts.known) == (1, 1)

    def test_keeps_captures_of_one_address_at_several_times_apart(self, archive, tmp_path, page):
        made = Foreign()
        for day in (1, 2, 3):
            said = page.replace(b"<p>", b"<p>Day %d of the flood. " % day)  # the same text would be no new document
            made.response("http://dam.example/a", said, **{"WARC-Date": f"2020-03-0{day}T00:00:00Z"})
        assert replay(archive, [made.save(tmp_path / "a.warc.gz")]).captures == 3
        ingest(archive, None)
        assert [row.fetched.day for row in study.coverage(archive, study.Filter())] == [3]

    def test_says_where_the_bytes_stand(self, archive, tmp_path, page):
        path = Foreign().response("http://dam.example/a", page).response("http://dam.example/b", b"b")
        replay(archive, [path.save(tmp_path / "a.warc.gz")])
        for row in captures(archive):
            assert read_record(Path(row.path), row.offset, row.length).uri == row.url

    def test_tells_of_its_progress_by_bytes(self, archive, tmp_path, page):
        made = Foreign()
        for number in range(1200):
            made.response(f"http://dam.example/{number}", os.urandom(20))
        path = made.save(tmp_path / "a.warc.gz")
        told = []
        replay(archive, [path], on_progress=lambda counts: told.append((counts.bytes, counts.total, counts.captures)))
        assert [captures_ for _, _, captures_ in told] == [500, 1000, 1200, 1200]
        assert [total for _, total, _ in told] == [path.stat().st_size] * 4
        assert sorted(done for done, _, _ in told) == [done for done, _, _ in told]
        assert told[-1][0] == path.stat().st_size

    def test_is_written_down_as_a_run(self, archive, tmp_path, page):
        path = Foreign().response("http://dam.example/a", page).save(tmp_path / "a.warc.gz")
        replay(archive, [path])
        (run,) = runs.latest(archive)
        assert (run.kind, run.outcome, run.settings) == ("replay", "done", {"files": [str(path)]})
        assert run.counts["captures"] == 1


class TestRecords:
    @pytest.mark.parametrize(
        ("url", "fields", "status", "outcome"),
        [
            ("http://a/", HTML, "200 OK", (None, None)),
            ("http://a/", HTML, "404 Not Found", ("not for extraction", "error 404")),
            ("http://a/", [("Location", "/b")], "302 Found", ("not for extraction", "redirect")),
            ("http://a/robots.txt", [("Content-Type", "text/plain")], "200 OK", ("not for extraction", "robots")),
            ("http://a/f", [("Content-Type", "application/rss+xml")], "200 OK", ("not for extraction", "feed")),
            ("http://a/sitemap.xml", [("Content-Type", "text/xml")], "200 OK", ("not for extraction", "sitemap")),
            (
                "http://a/p.png",
                [("Content-Type", "image/png")],
                "200 OK",
                ("not for extraction", "not html: image/png"),
            ),
        ],
    )
    def test_are_settled_as_live_ones_are(self, archive, tmp_path, *, url, fields, status, outcome):
        path = Foreign().response(url, b"body", fields, status).save(tmp_path / "a.warc.gz")
        replay(archive, [path])
        (row,) = captures(archive)
        assert (row.outcome, row.why) == outcome

    def test_without_http_are_pages_too(self, archive, tmp_path, page, article):
        path = Foreign().record("http://dam.example/a", "resource", page).save(tmp_path / "a.warc.gz")
        assert replay(archive, [path]).captures == 1
        ingest(archive, None)
        assert study.document(archive, 1).document.text == article

    def test_of_no_capture_are_counted_apart(self, archive, tmp_path):
        made = Foreign().record("http://a/", "conversion", b"text", "text/plain")
        made.record("http://a/", "metadata", b"via: x\r\n", "application/warc-fields")
        made.record("dns:a", "resource", b"20200304 a. 1 IN A 192.0.2.7", "text/dns")
        counts = replay(archive, [made.save(tmp_path / "a.warc.gz")])
        assert (counts.records, counts.other, counts.captures, counts.damaged) == (4, 4, 0, 0)

    def test_that_refer_to_a_payload_that_is_not_here_are_kept_and_say_so(self, archive, tmp_path):
        made = Foreign()
        head = StatusAndHeaders("200 OK", HTML, protocol="HTTP/1.1")
        made.writer.write_record(
            made.writer.create_revisit_record(
                "http://a/", "sha1:" + "A" * 32, "http://a/", "2020-01-01T00:00:00Z", head
            )
        )
        replay(archive, [made.save(tmp_path / "a.warc.gz")])
        ingest(archive, None, workers=1)
        (row,) = captures(archive)
        said = "revisit: its original is not here"
        assert (row.outcome, row.why, row.status) == ("not for extraction", said, 200)

    def test_with_hostile_fields_do_no_harm(self, archives, tmp_path):
        block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\0\xff\r\n\r\n"
        (tmp_path / "a.warc").write_bytes(
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: \0<urn:\xff>\r\nWARC-Target-URI: http://a/\0\xff\x1bx\r\n"
            b"WARC-Date: 2020-03-04T05:06:07Z\r\nWARC-Payload-Digest: \0\r\nContent-Type: application/http\r\n"
            b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block)
        )
        assert [replay(archives, [tmp_path / "a.warc"]).captures for _ in range(2)] == [1, 0]
        assert captures(archives)[0].url == "http://a/ \ufffd x"


class TestDamage:
    def test_is_counted_with_its_place_and_the_next_record_read(self, archive, tmp_path, page):
        good = Foreign().response("http://dam.example/a", page).out.getvalue()
        more = Foreign().response("http://dam.example/b", page).out.getvalue()
        (tmp_path / "a.warc.gz").write_bytes(good + b"garbage" + more[:-20] + Foreign().out.getvalue())
        counts = replay(archive, [tmp_path / "a.warc.gz"])
        assert (counts.captures, counts.damaged) == (1, 2)
        assert counts.faults[0].startswith(f"a.warc.gz at byte {len(good)}: ")
        assert all(fault.startswith("a.warc.gz at byte ") for fault in counts.faults)

    def test_of_a_date_is_damage_of_the_record(self, archive, tmp_path, page):
        made = Foreign().response("http://a/", page, **{"WARC-Date": "yesterday"}).response("http://b/", page)
        counts = replay(archive, [made.save(tmp_path / "a.warc.gz")])
        assert (counts.captures, counts.damaged) == (1, 1)
        assert "no usable WARC-Date" in counts.faults[0]

    def test_shows_the_first_faults_and_counts_all(self, archive, tmp_path):
        made = Foreign()
        for number in range(30):
            made.response(f"http://a/{number}", b"", **{"WARC-Date": "never"})
        counts = replay(archive, [made.save(tmp_path / "a.warc.gz")])
        assert (counts.damaged, len(counts.faults)) == (30, 20)

    @pytest.mark.parametrize("data", [b"", b"<html>", gzip.compress(b"<html>")])
    def test_of_a_file_that_is_none_stops_before_anything_is_indexed(self, archive, tmp_path, page, data):
        good = Foreign().response("http://dam.example/a", page).save(tmp_path / "good.warc.gz")
        (tmp_path / "bad.warc.gz").write_bytes(data)
        with pytest.raises(NotWarc, match=r"bad\.warc\.gz"):
            replay(archive, [good, tmp_path / "bad.warc.gz"])
        assert captures(archive) == []
        assert runs.latest(archive) == []


@pytest.mark.parametrize(
    ("url", "mime", "kind"),
    [
        ("http://a/robots.txt", "text/plain", "robots"),
        ("http://a/b/robots.txt", "text/plain", "page"),
        ("http://a/feed", "application/atom+xml", "feed"),
        ("http://a/feed.json", "application/feed+json", "feed"),
        ("http://a/News-Sitemap.xml", "application/xml", "sitemap"),
        ("http://a/rss.xml", "text/xml", "feed"),
        ("http://a/b", "text/html", "page"),
        ("http://a/b", None, "page"),
        ("http://[broken", None, "page"),
    ],
)
def test_kind_is_guessed_from_address_and_media_type(url, mime, kind):
    assert kind_of(url, mime) == kind


class TestStopped:
    """A replay that was stopped goes on behind the last capture that it kept."""

    @pytest.fixture
    def long(self, tmp_path) -> Path:
        made = Foreign()
        for number in range(1200):
            made.response(f"http://a.example/{number}", b"<p>Page</p>")
        return made.save(tmp_path / "long.warc.gz")

    @staticmethod
    def stopped(archive: Archive, path: Path, **more) -> None:
        class Enough(Exception):
            pass

        def stop(counts) -> None:
            if counts.captures >= 500:
                raise Enough

        with pytest.raises(Enough):
            replay(archive, [path], on_progress=stop, **more)

    def test_goes_on_under_its_run(self, archives, long):
        self.stopped(archives, long)
        counts = replay(archives, [long])
        assert (counts.resumed, counts.captures, counts.known) == (True, 700, 0)
        assert counts.bytes == counts.total
        assert {row.run_id for row in captures(archives)} == {1}
        assert not replay(archives, [long]).resumed

    def test_begins_anew_with_other_files(self, archive, long, tmp_path):
        self.stopped(archive, long)
        other = Foreign().response("http://b.example/", b"<p>Page</p>").save(tmp_path / "other.warc.gz")
        assert not replay(archive, [other]).resumed

    def test_has_nothing_left_of_a_file_that_was_taken_in_to_its_end(self, archive, long, tmp_path):
        last = Foreign().response("http://b.example/", b"<p>Page</p>").save(tmp_path / "other.warc.gz")

        def stop(counts) -> None:
            if counts.files:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            replay(archive, [long, last], on_progress=stop)
        counts = replay(archive, [long, last])
        assert (counts.captures, counts.known, counts.damaged) == (1, 0, 0)

    def test_finds_the_damage_behind_it(self, archive, long):
        long.write_bytes(long.read_bytes()[:-9])
        self.stopped(archive, long)
        assert replay(archive, [long]).damaged == 1


class TestCopies:
    def test_stand_in_the_data_folder_and_the_original_may_go(self, archive, tmp_path):
        path = Foreign().response("http://a.example/", b"<p>Page</p>").save(tmp_path / "a.warc.gz")
        assert replay(archive, [path], copy=True).captures == 1
        path.unlink()
        assert [row.path for row in captures(archive)] == ["archive/a.warc.gz"]
        assert verify(archive).faults == {}

    def test_are_made_once(self, archive, tmp_path):
        path = Foreign().response("http://a.example/", b"<p>Page</p>").save(tmp_path / "a.warc.gz")
        replay(archive, [path], copy=True)
        assert replay(archive, [path], copy=True).known == 1
        assert [one.name for one in (archive.folder / "archive").iterdir()] == ["a.warc.gz"]

    def test_of_another_file_of_that_name_have_another(self, archive, tmp_path):
        for name in ("x", "y"):
            (tmp_path / name).mkdir()
            path = Foreign().response(f"http://{name}.example/", b"<p>Page</p>").save(tmp_path / name / "a.warc.gz")
            replay(archive, [path], copy=True)
        assert {row.path for row in captures(archive)} == {"archive/a.warc.gz", "archive/2-a.warc.gz"}

    def test_of_what_is_no_warc_are_not_made(self, archive, tmp_path):
        (tmp_path / "a.warc.gz").write_text("no")
        with pytest.raises(NotWarc):
            replay(archive, [tmp_path / "a.warc.gz"], copy=True)
        assert list((archive.folder / "archive").iterdir()) == []


class TestAFileThatWasMoved:
    @pytest.fixture
    def moved(self, archives: Archive, tmp_path: Path, page: bytes) -> tuple[Archive, Path]:
        """An archive that took in a file with two captures, and where the file stands now."""
        path = (
            Foreign()
            .response("http://dam.example/a", page)
            .response("http://dam.example/b", page)
            .save(tmp_path / "a.warc.gz")
        )
        replay(archives, [path])
        return archives, path.rename(tmp_path / "b.warc.gz")

    def test_is_found_where_it_is_replayed(self, moved: tuple[Archive, Path]) -> None:
        archive, path = moved
        assert verify(archive).faults == {"missing file": 1}
        counts = replay(archive, [path])
        assert (counts.captures, counts.known, counts.moved) == (0, 2, 2)
        assert {row.path for row in captures(archive)} == {str(path)}
        assert verify(archive).faults == {}
        assert replay(archive, [path]).moved == 0

    def test_stays_where_it_is_while_a_copy_is_replayed(self, moved: tuple[Archive, Path], tmp_path: Path) -> None:
        archive, path = moved
        replay(archive, [path])
        copy = Path(shutil.copy(path, tmp_path / "c.warc.gz"))
        assert replay(archive, [copy]).moved == 0
        assert {row.path for row in captures(archive)} == {str(path)}

    def test_may_have_been_unpacked_or_put_into_the_data_folder(
        self, moved: tuple[Archive, Path], tmp_path: Path
    ) -> None:
        archive, path = moved
        plain = tmp_path / "b.warc"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
        assert replay(archive, [plain]).moved == 2
        for row in captures(archive):
            assert read_record(plain, row.offset, row.length).fields["warc-record-id"] == row.record_id
        plain.rename(archive.folder / "archive" / "b.warc")
        assert repair(archive).moved == 2
        assert verify(archive).faults == {}

    @pytest.mark.parametrize(
        ("why", "after"),
        [("cannot be read (No such file or directory)", None), ("cut short: length", "cut short: length")],
    )
    def test_is_read_again_if_it_could_not_be(self, moved: tuple[Archive, Path], why: str, after: str | None) -> None:
        archive, path = moved
        with archive.write() as connection:
            connection.execute(update(schema.capture).values(outcome="failed", why=why, attempts=3))
        replay(archive, [path])
        assert {row.why for row in captures(archive)} == {after}


class TestWacz:
    @pytest.mark.parametrize(
        "members", [{}, {"pages/pages.jsonl": b"{}"}, {"archive/a.txt": b"no"}, {"archive/a.warc.gz": b"no"}]
    )
    def test_without_warc_files_is_refused(self, archive, tmp_path, members):
        with zipfile.ZipFile(tmp_path / "a.wacz", "w") as out:
            out.writestr("datapackage.json", "{}")
            for name, data in members.items():
                out.writestr(name, data)
        with pytest.raises(NotWarc):
            replay(archive, [tmp_path / "a.wacz"])

    def test_that_is_cut_off_is_refused(self, archive, tmp_path):
        with zipfile.ZipFile(tmp_path / "a.wacz", "w") as out:
            out.writestr("archive/a.warc.gz", gzip.compress(b"x"))
        (tmp_path / "a.wacz").write_bytes((tmp_path / "a.wacz").read_bytes()[:-30])
        with pytest.raises(NotWarc, match="damaged WACZ"):
            replay(archive, [tmp_path / "a.wacz"])
