"""A capture counts as kept when its future has a result; then nothing may lose it."""

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fastwarc.warc
import pytest
from sqlalchemy import event, select, text
from warcio.archiveiterator import ArchiveIterator

from archive import schema
from archive.capture import Provenance
from archive.committer import Committer
from archive.errors import ArchiveError, DiskFull, NotArchived
from archive.store import Archive
from archive.verify import verify
from archive.warc.reader import read_record
from archive.warc.scan import scan


def rows(archive: Archive, table=schema.capture):
    with archive.read() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def warcs(archive: Archive) -> list[Path]:
    return sorted((archive.folder / "archive").iterdir())


@pytest.fixture
def committer(archive, start):
    made = Committer(archive, start(archive).id)
    yield made
    made.close()


class TestKept:
    def test_the_record_can_be_read_where_the_capture_says(self, archive, committer, exchange):
        given = exchange()
        capture = committer.submit(given).result(60)
        record = read_record(archive.folder / capture.path, capture.offset, capture.length)
        assert record.block == given.response
        assert record.fields["warc-record-id"] == capture.record_id

    def test_the_row_says_all_that_is_known(self, archives, start, exchange, now):
        provenance = Provenance("page", "dam", "http://dam.example/", "feed", 0.75)
        with Committer(archives, start(archives).id) as committer:
            capture = committer.submit(exchange("http://Dam.example/a", provenance=provenance)).result(60)
        (row,) = rows(archives)
        assert (row.id, row.url, row.host, row.fetched) == (capture.id, "http://Dam.example/a", "dam.example", now)
        assert (row.status, row.mime, row.kind) == (200, "text/html", "page")
        assert (row.source, row.via, row.origin, row.score) == ("dam", "http://dam.example/", "feed", 0.75)
        assert (row.outcome, row.why, row.attempts) == (None, None, 0)
        assert row.digest.startswith("sha1:")

    def test_captures_come_back_in_the_order_given(self, archive, committer, exchange):
        futures = [committer.submit(exchange(f"http://dam.example/{number}")) for number in range(150)]
        captures = [future.result(60) for future in futures]
        assert [capture.url for capture in captures] == [f"http://dam.example/{number}" for number in range(150)]
        assert [capture.id for capture in captures] == [row.id for row in rows(archive)]

    @pytest.mark.parametrize(
        ("head", "kind", "why"),
        [
            (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "page", None),
            (b"HTTP/1.1 301 Moved\r\nLocation: /b\r\n\r\n", "page", "redirect"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n", "page", "not html: application/pdf"),
            (b"HTTP/1.1 200 OK\r\n\r\n", "feed", "feed"),
            (b"nonsense\r\n\r\n", "page", "no HTTP status"),
        ],
    )
    def test_what_is_not_for_extraction_is_settled_at_once(self, committer, exchange, head, kind, why):
        capture = committer.submit(exchange(head=head, provenance=Provenance(kind))).result(60)
        assert (capture.outcome, capture.why) == ("not for extraction" if why else None, why)

    def test_any_bytes_and_addresses_are_kept(self, archive, committer, exchange):
        odd = [exchange("http://a/\r\nX: y\0\ud800φ", os.urandom(900), head=b"\xff\0"), exchange("", b"", head=b"")]
        captures = [committer.submit(one).result(60) for one in odd]
        assert [capture.url for capture in captures] == ["http://a/%0D%0AX:%20y%00?%CF%86", ""]
        for capture, one in zip(captures, odd, strict=True):
            assert read_record(archive.folder / capture.path, capture.offset, capture.length).block == one.response

    def test_submitting_never_blocks(self, archive, committer, exchange):
        given = exchange(body=b"x" * 100_000)
        with archive.write():  # the database is another's: no group can be committed
            futures = [committer.submit(given) for _ in range(100)]
            assert not any(future.done() for future in futures)
        assert len({future.result(30).offset for future in futures}) == 100

    def test_one_alone_waits_for_no_group(self, archive, start, exchange):
        with Committer(archive, start(archive).id, max_delay=0.2, max_batch=1000) as committer:
            for _ in range(2):
                assert committer.submit(exchange()).result(30).offset > 0

    def test_groups_are_committed_together(self, archive, start, exchange):
        commits: list[object] = []
        with Committer(archive, start(archive).id, max_delay=4, max_batch=10) as committer:
            event.listen(archive.engine, "commit", commits.append)
            futures = [committer.submit(exchange()) for _ in range(10)]
            assert [future.result(30).offset > 0 for future in futures] == [True] * 10
        assert 1 <= len(commits) <= 3  # a slow moment may make two of them, and closing is one

    def test_threads_may_submit_at_once(self, committer, exchange):
        futures = []

        def submit(name: int) -> None:
            futures.extend(committer.submit(exchange(f"http://dam.example/{name}/{n}")) for n in range(30))

        threads = [threading.Thread(target=submit, args=(name,)) for name in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len({future.result(60).url for future in futures}) == 120

    def test_a_source_of_any_key_is_referred_to(self, archive, committer, exchange):
        for source in ("dam", "rio", "dam", None):
            committer.submit(exchange(provenance=Provenance(source=source))).result(60)
        assert [row.source for row in rows(archive)] == ["dam", "rio", "dam", None]


class TestFiles:
    def test_others_find_no_fault_in_them(self, archive, start, exchange):
        bodies = [b"", os.urandom(40_000), gzip.compress(b"y" * 100_000)]
        heads = [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"]
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        with Committer(archive, start(archive).id, max_bytes=40_000) as committer:
            for body in bodies:
                for head in heads:
                    committer.submit(exchange(body=body, head=head)).result(60)
            committer.submit(exchange(body=b"3\r\ndam\r\n0\r\n\r\n", head=chunked, ip="192.0.2.7")).result(60)
        assert len(warcs(archive)) > 1
        for path in warcs(archive):
            with path.open("rb") as handle:
                kinds = [
                    record.rec_type for record in ArchiveIterator(handle, check_digests="raise") if read_all(record)
                ]
            assert kinds[0] == "warcinfo"
            assert set(kinds[1::3]) <= {"response", "revisit"}
            assert set(kinds[2::3]) <= {"request"}
            assert set(kinds[3::3]) <= {"metadata"}
            for record in fastwarc.warc.ArchiveIterator(str(path), parse_http=False):
                assert record.verify_block_digest()

    def test_the_first_record_describes_the_run(self, archive, start, exchange):
        with Committer(archive, start(archive).id) as committer:
            committer.submit(exchange()).result(60)
        first = next(scan(warcs(archive)[0]))
        said = dict(line.split(": ", 1) for line in first.block.decode().splitlines())
        assert said["software"].startswith("cuttings/")
        assert said["format"] == "WARC File Format 1.1"
        assert (said["robots"], said["http-header-user-agent"]) == ("obey", "cuttings/0.1")
        assert said["isPartOf"] == "run 1, topic floods"
        assert said["cuttings-settings"] == '{"robots": "obey", "user_agent": "cuttings/0.1"}'

    def test_a_run_without_fetches_leaves_no_file(self, archive, start):
        with Committer(archive, start(archive).id) as committer:
            committer.fail("http://dam.example/", Provenance(), "refused").result(60)
        assert warcs(archive) == []

    def test_what_a_killed_writer_left_is_mended(self, archive, start, exchange):
        whole = gzip.compress(b"WARC/1.1 anything")
        (archive.folder / "archive" / "old-20260304050607-00001.warc.gz.open").write_bytes(whole + whole[:9])
        with Committer(archive, start(archive).id) as committer:
            assert [(found.name, found.cut) for found in committer.mended] == [("old-20260304050607-00001.warc.gz", 9)]
        assert (archive.folder / "archive" / "old-20260304050607-00001.warc.gz").read_bytes() == whole


class TestFail:
    def test_counts_a_fetch_that_brought_nothing(self, archives, start):
        with Committer(archives, start(archives).id) as committer:
            committer.fail(
                "http://dam.example/x y", Provenance("page", "dam", origin="feed"), "timeout\nafter 30 s"
            ).result(60)
        (row,) = rows(archives, schema.failure)
        assert (row.url, row.why) == ("http://dam.example/x%20y", "timeout after 30 s")
        assert (row.kind, row.source, row.origin) == ("page", "dam", "feed")
        assert datetime.now(UTC) - row.at < timedelta(seconds=30)


class TestFaults:
    def test_a_time_without_zone_spoils_only_its_own(self, committer, exchange):
        bad, good = committer.submit(exchange(fetched=datetime(2026, 3, 4))), committer.submit(exchange())
        with pytest.raises(ArchiveError, match="without a zone"):
            bad.result(60)
        assert good.result(60).status == 200

    def test_a_future_cannot_be_cancelled(self, committer, exchange):
        future = committer.submit(exchange())
        assert not future.cancel()
        assert future.result(60).status == 200

    def test_nothing_is_taken_after_the_end(self, archive, start, exchange):
        committer = Committer(archive, start(archive).id)
        committer.close()
        with pytest.raises(ArchiveError, match="closed"):
            committer.submit(exchange()).result(60)

    def test_closing_keeps_what_is_queued(self, archive, start, exchange):
        committer = Committer(archive, start(archive).id, max_delay=60)
        futures = [committer.submit(exchange()) for _ in range(100)]
        committer.close()
        committer.close()
        assert len(rows(archive)) == len(futures) == sum(future.done() for future in futures)

    def test_when_rows_are_refused_their_records_go_too(self, archive, start, exchange):
        committer = Committer(archive, start(archive).id)
        kept = committer.submit(exchange()).result(60)
        with archive.write() as connection:
            connection.execute(
                text("CREATE TRIGGER no BEFORE INSERT ON capture BEGIN SELECT RAISE(ABORT, 'broken'); END")
            )
        lost = [committer.submit(exchange()) for _ in range(3)]
        for future in lost:
            with pytest.raises(ArchiveError, match="broken"):
                future.result(60)
        with pytest.raises(ArchiveError, match="broken"):
            committer.submit(exchange()).result(60)
        with pytest.raises(ArchiveError, match="broken"):
            committer.close()
        found = [record.fields["warc-record-id"] for record in scan(warcs(archive)[0]) if record.kind == "response"]
        assert found == [kept.record_id]

    def test_when_the_row_of_a_failure_is_refused_no_record_goes(self, archive, start, exchange):
        committer = Committer(archive, start(archive).id)
        kept = [committer.submit(exchange(body=b"%d" % number)).result(60) for number in range(3)]
        with archive.write() as connection:
            connection.execute(
                text("CREATE TRIGGER no BEFORE INSERT ON failure BEGIN SELECT RAISE(ABORT, 'broken'); END")
            )
        with pytest.raises(ArchiveError, match="broken"):
            committer.fail("http://dam.example/b", Provenance(), "no answer").result(60)
        with pytest.raises(ArchiveError, match="broken"):
            committer.close()
        found = [record.fields["warc-record-id"] for record in scan(warcs(archive)[0]) if record.kind == "response"]
        assert found == [one.record_id for one in kept]

    @pytest.mark.parametrize("said", ["COMMIT", "ROLLBACK"])
    def test_a_connection_that_breaks_at_the_commit_leaves_every_record_with_a_row(
        self, tmp_path, database_url, start, exchange, said
    ):
        with Archive.open(tmp_path / "data", database_url=database_url) as archive:
            committer = Committer(archive, start(archive).id)
            committer.submit(exchange("http://dam.example/1", b"one")).result(60)

            @event.listens_for(archive.engine, "commit")
            def breaks(connection):
                driver = connection.connection.driver_connection
                driver.execute(said)
                driver.close()

            with pytest.raises(ArchiveError):
                committer.submit(exchange("http://dam.example/2", b"two")).result(60)
            event.remove(archive.engine, "commit", breaks)
            with pytest.raises(ArchiveError):
                committer.close()
        with Archive.open(tmp_path / "data", database_url=database_url) as archive:
            with Committer(archive, start(archive).id) as committer:
                committer.submit(exchange("http://dam.example/3", b"three")).result(60)
            assert verify(archive).faults == {}
            assert [row.url[-1] for row in rows(archive)] in (["1", "2", "3"], ["1", "3"])

    def test_an_unknown_run_is_refused(self, archive):
        with pytest.raises(NotArchived):
            Committer(archive, 99)

    def test_a_fault_does_not_hide_the_callers_own(self, archive, start, exchange):
        def crawl() -> None:
            with Committer(archive, start(archive).id) as committer:
                (archive.folder / "archive").rename(archive.folder / "moved")
                committer.submit(exchange()).exception(60)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            crawl()

    def test_a_folder_that_vanishes_is_an_error_of_the_archive(self, archive, start, exchange):
        committer = Committer(archive, start(archive).id)
        committer.submit(exchange()).result(60)
        (archive.folder / "archive").rename(archive.folder / "moved")
        with pytest.raises(ArchiveError, match="cannot be written"):
            committer.close()

    def test_nobody_waits_for_ever_when_many_submit_at_the_end(self, archive, start, exchange):
        committer = Committer(archive, start(archive).id, max_delay=0.01)
        futures = []
        over = threading.Event()

        def submit() -> None:
            while not over.is_set():
                futures.append(committer.submit(exchange(body=b"")))
                time.sleep(0.0005)

        threads = [threading.Thread(target=submit) for _ in range(3)]
        for thread in threads:
            thread.start()
        while len(futures) < 100:
            time.sleep(0.001)
        committer.close()
        over.set()
        for thread in threads:
            thread.join()
        errors = [future.exception(60) for future in futures]
        assert {type(error) for error in errors} <= {type(None), ArchiveError}
        assert len(rows(archive)) == errors.count(None) > 0

    def test_a_full_disk_loses_nothing_acknowledged(self, tmp_path, start, exchange):
        folder = tmp_path / "small"
        folder.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            pytest.skip("a small file system cannot be mounted here (needs root)")
        try:
            with Archive.open(folder) as archive:
                committer = Committer(archive, start(archive).id, max_batch=4)
                futures = [committer.submit(exchange(body=os.urandom(30_000))) for _ in range(100)]
                kept = [future.result().record_id for future in futures if future.exception(60) is None]
                refused = {type(future.exception()) for future in futures if future.exception()}
                with pytest.raises(DiskFull, match="free some space"):
                    committer.close()
                assert refused == {DiskFull}
                assert 0 < len(kept) < 100
                records = [record for path in warcs(archive) for record in scan(path)]
                assert [r.fields["warc-record-id"] for r in records if r.kind == "response"] == kept
                assert [row.record_id for row in rows(archive)] == kept
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)


CRAWL = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from archive import runs
from archive.capture import Exchange
from archive.committer import Committer
from archive.store import Archive
with Archive.open(Path(sys.argv[1])) as archive, archive.writing():
    run = runs.unfinished(archive, "crawl", None) or runs.start(archive, "crawl", {}, None)
    with Committer(archive, run.id, max_delay=0.02, max_batch=8) as committer:
        for number in range(10_000):
            body = b"HTTP/1.1 200 OK\\r\\n\\r\\n" + bytes([number % 256]) * 20_000
            exchange = Exchange(f"http://a/{number}", b"GET / HTTP/1.1\\r\\n\\r\\n", body, datetime.now(UTC))
            future = committer.submit(exchange)
            future.add_done_callback(lambda done: print(done.result().record_id, flush=True))
            if number % 16 == 15:
                future.result()
"""


class TestKill:
    def test_nothing_acknowledged_is_lost_however_often_it_is_killed(self, archive):
        told: set[str] = set()
        for lines in (1, 40, 7):
            crawl = subprocess.Popen([sys.executable, "-c", CRAWL, archive.folder], stdout=subprocess.PIPE, text=True)
            assert crawl.stdout
            told.update(crawl.stdout.readline().strip() for _ in range(lines))
            crawl.send_signal(signal.SIGKILL)
            told.update(line.strip() for line in crawl.stdout if line.endswith(">\n"))
            crawl.wait()
            crawl.stdout.close()
        with Committer(archive, 1):
            pass
        assert all(path.suffix == ".gz" for path in warcs(archive))
        assert len(told) > 20
        for row in rows(archive):
            record = read_record(archive.folder / row.path, row.offset, row.length)
            assert record.fields["warc-record-id"] == row.record_id
            told.discard(row.record_id)
        assert told == set()
        assert len({row.run_id for row in rows(archive)}) == 1


def read_all(record) -> bool:
    record.content_stream().read()
    return True
