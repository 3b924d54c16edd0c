"""Both databases promise the same: one state to a reader, any text taken, one line about what was refused."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, func, insert, inspect, select, text

from archive import database, documents, fetched, runs, schema, sources, study, topics
from archive.capture import Provenance
from archive.columns import Instant, Words
from archive.committer import Committer
from archive.documents import Made
from archive.errors import ArchiveError, FolderUnusable, NotArchived, TopicUnusable
from archive.reading import Read
from archive.replay import replay
from archive.runs import Run
from archive.sources import Outlet
from archive.store import Archive
from archive.study import Filter
from compare.coverage import Coverage, Reason, Relation
from compare.seed import Seed
from compare.topic import Topic
from extract.document import Document

DAY = datetime(2026, 3, 4, tzinfo=UTC)
LONG = "".join(f"{number:x}-" for number in range(9000))  # 40 kB that do not compress to a page of the database


def once(archive: Archive, act: Callable[[], object]) -> None:
    """Does ``act`` behind the next query that the archive's engine executes."""

    waiting = [act]

    def then(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if waiting and statement.startswith("SELECT"):
            waiting.pop()()

    event.listen(archive.engine, "after_cursor_execute", then)


class TestReading:
    """A read transaction sees one state of the database, the one at its first statement."""

    def test_sees_nothing_that_is_committed_meanwhile(self, archives, start):
        with archives.read() as reader:
            assert reader.scalar(select(func.count()).select_from(schema.run)) == 0
            start(archives)
            assert reader.scalar(select(func.count()).select_from(schema.run)) == 0
        with archives.read() as reader:
            assert reader.scalar(select(func.count()).select_from(schema.run)) == 1

    def test_of_the_status_is_of_one_moment_whenever_something_is_added(self, archives, start, topic, tmp_path):
        topics.save(archives, topic)
        run = start(archives)
        before = study.status(archives)
        # The same folder and database, as another process has them.
        with Archive.open(archives.folder, database_url=archives.database_url) as other:

            def add() -> None:
                runs.start(other, "crawl", {}, None)
                topics.save(other, replace(topic, name="fires"))
                with other.write() as connection:
                    row = {"run_id": run.id, "url": "http://a/", "at": DAY, "kind": "page", "why": "timeout"}
                    connection.execute(insert(schema.failure), row)

            once(archives, add)
            assert study.status(archives) == before
        after = study.status(archives)
        assert (len(after.runs), after.topics, after.failed_fetches) == (2, ["fires", "floods"], 1)

    def test_writes_nothing_down(self, archives):
        with archives.read() as reader:
            reader.execute(insert(schema.topic), {"name": "x", "saved": DAY})
        assert topics.names(archives) == []

    def test_goes_on_beside_an_open_write(self, archives, start):
        with archives.write() as writer:
            writer.execute(insert(schema.topic), {"name": "x", "saved": DAY})
            assert topics.names(archives) == []
        assert topics.names(archives) == ["x"]


class TestPrepare:
    def test_may_be_done_by_several_at_once(self, tmp_path, database_url):
        faults = []
        gate = threading.Barrier(6)

        def open_it() -> None:
            gate.wait()
            try:
                Archive.open(tmp_path / "data", database_url=database_url).close()
            except ArchiveError as error:
                faults.append(error)

        threads = [threading.Thread(target=open_it) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert faults == []
        with Archive.open(tmp_path / "data", database_url=database_url) as archive, archive.read() as connection:
            assert connection.scalars(select(schema.version.c.version_num)).all() == [schema.VERSION]

    def test_waits_for_another_that_is_in_the_midst_of_it(self, tmp_path, database_url):
        (tmp_path / "archive").mkdir()
        engine = database.connect(tmp_path, database_url)
        under_way = threading.Event()

        def linger(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("INSERT INTO alembic_version"):  # the tables are made, and not committed
                under_way.set()
                time.sleep(0.4)

        event.listen(engine, "before_cursor_execute", linger)
        other = threading.Thread(target=database.prepare, args=(engine,))
        other.start()
        assert under_way.wait(10)
        with Archive.open(tmp_path, database_url=database_url) as archive:
            assert study.status(archive).captures == 0
        other.join()
        engine.dispose()

    def test_makes_all_or_nothing(self, archives):
        with archives.write() as connection:
            schema.metadata.drop_all(connection)
            connection.execute(text("CREATE TABLE seed (something TEXT)"))
        # A table of that name is in the way of nothing: what is missing is made around it.
        database.prepare(archives.engine)
        with archives.read() as connection:
            assert set(schema.metadata.tables) <= set(inspect(connection).get_table_names())

    def test_makes_the_indexes_that_the_queries_need(self, archives):
        with archives.read() as connection:
            seen = inspect(connection)
            named = {
                table: {index["name"] for index in seen.get_indexes(table)}
                for table in ("capture", "document", "coverage")
            }
        assert "ix_capture_pending" in named["capture"]
        assert "ix_document_canonical" in named["document"]
        assert "ix_coverage_relation" in named["coverage"]

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            # the driver is ours to choose, the database is not
            ("mysql://host/db", "must start with postgresql://"),
            ("sqlite:///other.db", "must start with postgresql://"),
            ("postgres://host/db", "must start with postgresql://"),
            ("nonsense", "cannot be used"),
            ("postgresql://127.0.0.1:1/none", "cannot be opened"),
            ("postgresql://127.0.0.1:nan/none", "cannot be used"),
        ],
    )
    def test_says_in_one_line_which_url_it_cannot_use(self, tmp_path, url, said):
        with pytest.raises(FolderUnusable, match=said) as caught:
            Archive.open(tmp_path, database_url=url)
        assert "\n" not in str(caught.value)


HOSTILE = ["a\0b", "\0", "\udcff", "x\ud800\udc00y", "φ\0\udcffρ"]


class TestAnyText:
    """PostgreSQL takes no NUL, and neither database a lone surrogate; what holds one is kept without it."""

    @pytest.mark.parametrize("odd", HOSTILE)
    def test_is_kept_in_every_table_and_found_again(self, archives, odd):
        run = runs.start(archives, "crawl", {odd: [odd]}, odd)
        seed = Seed(odd, odd + "dam", odd, odd, None, (odd,))
        first = topics.save(archives, Topic("x" + odd, (seed,)))
        sources.save(archives, [Outlet("k" + odd, odd, odd)])
        runs.finish(archives, run.id, odd, {odd: 1})
        with archives.read() as connection:
            saved = connection.scalar(select(schema.topic.c.saved))
        assert topics.save(archives, Topic("x" + odd, (seed,))) == first
        with archives.read() as connection:
            assert connection.scalar(select(schema.topic.c.saved)) == saved, "it is known again, not replaced"
        assert topics.load(archives, "x" + odd).seeds[0].text.endswith("dam")
        assert runs.get(archives, run.id).ended is not None
        assert len(sources.load(archives)) == 1
        (name,) = topics.names(archives)
        assert "\0" not in name
        assert name.encode() == name.encode("utf-8", "strict")

    @pytest.mark.parametrize("odd", HOSTILE)
    def test_of_a_document_does_not_spoil_its_batch(self, archives, start, odd):
        run = start(archives)
        found = Coverage(Relation.COPY, 0.5, odd, (Reason(odd, odd, odd),))
        odd_one = Document(odd, odd, (odd,), language="en", agencies=(odd,), captions=(odd,), canonical_url=odd)
        topic = topics.save(archives, Topic("floods", (Seed("a", "b"),)))
        with archives.write() as connection:
            for number in (1, 2):
                row = {"run_id": run.id, "record_id": f"r{number}", "url": "u", "host": "h", "fetched": DAY}
                place = {"kind": "page", "path": "p", "offset": 0, "length": 1}
                connection.execute(insert(schema.capture), {"id": number} | row | place)
            good = Read(Document("good"), None, b"", "http://a/1", "v1")
            made = [Made(1, Read(odd_one, found, b"", odd, "v1")), Made(2, good)]
            ids = documents.save(connection, made, topic)
        assert study.document(archives, ids[1]).document.text == "good"
        kept = study.document(archives, ids[0])
        assert "\0" not in kept.document.text
        assert kept.coverage["floods"].score == 0.5

    @pytest.mark.parametrize("odd", HOSTILE)
    def test_of_a_failed_fetch_stops_no_crawl(self, archives, start, exchange, odd):
        with Committer(archives, start(archives).id) as committer:
            committer.fail("http://a/" + odd, Provenance("page", odd, odd, odd), f"reset: {odd}").result(60)
            assert committer.submit(exchange()).result(60).status == 200
        assert study.status(archives).failed_fetches == 1

    @pytest.mark.parametrize("odd", HOSTILE)
    def test_of_the_runs_settings_stops_no_crawl(self, archives, exchange, odd):
        run = runs.start(archives, "crawl", {"user_agent": odd, odd: odd}, odd)
        with Committer(archives, run.id) as committer:
            assert committer.submit(exchange()).result(60).status == 200

    @pytest.mark.parametrize("odd", HOSTILE)
    def test_that_is_asked_for_is_only_not_found(self, archives, odd):
        assert study.coverage(archives, Filter(source=odd, language=odd)) == []
        with pytest.raises(TopicUnusable, match="there is no topic"):
            study.coverage(archives, Filter(topic=odd))
        with pytest.raises(TopicUnusable, match="there is no topic"):
            topics.load(archives, odd)
        assert runs.unfinished(archives, "crawl", odd) is None

    @pytest.mark.parametrize("number", [-(10**30), -1, 0, 2**31 - 1, 2**31, 2**63, 10**30])
    def test_nor_is_any_number(self, archives, number):
        with pytest.raises(NotArchived, match=f"no document {number}"):
            study.document(archives, number)

    @given(st.text(st.characters()))
    def test_goes_to_the_driver_as_utf_8_without_nul(self, words):
        bound = Words().process_bind_param(words, create_engine("sqlite://").dialect)
        assert "\0" not in bound
        assert bound.encode("utf-8").decode("utf-8") == bound
        if "\0" not in words and not any("\ud800" <= sign <= "\udfff" for sign in words):
            assert bound == words


class TestLongText:
    """A page may link to a URL of any length, and the address of a page may be as long as it likes."""

    def test_of_a_url_is_kept_as_any_other(self, archives, start, exchange):
        with Committer(archives, start(archives).id) as committer:
            kept = committer.submit(exchange(f"http://a/{LONG}")).result(60)
            committer.fail(f"http://a/{LONG}", Provenance(), "timeout").result(60)
        assert kept.url == f"http://a/{LONG}"
        assert fetched.pages(archives, 1) == {kept.url}

    def test_of_a_canonical_url_is_kept_as_any_other(self, archives, start, exchange):
        run = start(archives)
        with Committer(archives, run.id) as committer:
            captures = [committer.submit(exchange(f"http://a/{LONG}", fetched=DAY + timedelta(n))) for n in range(2)]
            numbers = [one.result(60).id for one in captures]
        for number in numbers:
            with archives.write() as connection:
                documents.save(
                    connection, [Made(number, Read(Document("x"), None, b"", f"http://a/{LONG}", "v"))], None
                )
        (row,) = study.coverage(archives, Filter())
        assert (row.url, row.fetched) == (f"http://a/{LONG}", DAY + timedelta(1))

    def test_of_a_foreign_records_id_and_url_is_known_again(self, archives, tmp_path):
        (tmp_path / "a.warc").write_bytes(
            b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:%s>\r\nWARC-Target-URI: http://a/%s\r\n"
            b"WARC-Date: 2020-03-04T05:06:07Z\r\nContent-Type: text/html\r\nContent-Length: 1\r\n\r\nx\r\n\r\n"
            % (LONG.encode(), LONG.encode())
        )
        assert [replay(archives, [tmp_path / "a.warc"]).captures for _ in range(2)] == [1, 0]


class TestSameCapture:
    """Record id, URL and time name a capture (WARC 1.1, 5.2): all three the same is refused, any other is another."""

    @pytest.mark.parametrize(
        ("change", "refused"),
        [
            ({}, True),
            ({"record_id": "<urn:2>"}, False),
            ({"url": "http://a/2"}, False),
            ({"fetched": DAY + timedelta(microseconds=1)}, False),
            # the same instant, however it is written
            ({"fetched": DAY.astimezone(timezone(timedelta(hours=2)))}, True),
            ({"status": 404, "offset": 9}, True),
        ],
    )
    def test_is_refused(self, archives, start, change, refused):
        row = {"run_id": start(archives).id, "record_id": "<urn:1>", "url": "http://a/1", "host": "a", "fetched": DAY}
        row |= {"kind": "page", "path": "p", "offset": 0, "length": 1}

        def twice() -> None:
            for one in (row, row | change):
                with archives.write() as connection:
                    connection.execute(insert(schema.capture), one)

        if refused:
            with pytest.raises(ArchiveError, match=r"(?i)unique"):
                twice()
        else:
            twice()
        with archives.read() as connection:
            assert connection.scalar(select(func.count()).select_from(schema.capture)) == 2 - refused


class TestInstant:
    @pytest.mark.parametrize(
        "zone", [UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-11)), timezone.max]
    )
    @pytest.mark.parametrize("year", [1, 1583, 1969, 2026, 9998])
    def test_comes_back_as_the_same_instant_in_utc(self, archives, year, zone):
        there = datetime(year, 6, 5, 4, 3, 2, 1, zone)
        with archives.write() as connection:
            connection.execute(insert(schema.topic), {"name": "x", "saved": there})
        with archives.read() as connection:
            found = connection.scalar(select(schema.topic.c.saved))
        assert (found, found.utcoffset()) == (there, timedelta(0))

    def test_sorts_by_time_and_not_by_how_it_was_written(self, archives, topic):
        ahead, behind = timezone(timedelta(hours=9)), timezone(timedelta(hours=-9))
        moments = {"b": datetime(2026, 1, 2, 1, tzinfo=ahead), "c": datetime(2026, 1, 1, 23, tzinfo=behind)}
        moments["a"] = datetime(2026, 1, 1, 12, tzinfo=UTC)
        for name, saved in moments.items():
            with archives.write() as connection:
                connection.execute(insert(schema.topic), {"name": name, "saved": saved})
        assert topics.names(archives) == sorted(moments, key=moments.__getitem__, reverse=True) == ["c", "b", "a"]

    def test_none_stays_none(self):
        dialect = create_engine("sqlite://").dialect
        assert Instant().process_bind_param(None, dialect) is None
        assert Instant().process_result_value(None, dialect) is None


class TestLostServer:
    """What a restarted server does to an archive that is open."""

    @pytest.fixture
    def cut_off(self, postgres_url) -> Callable[[], None]:
        """Ends every other connection to the database, as a restart does."""
        ours = create_engine(
            postgres_url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT"
        )

        def do() -> None:
            with ours.connect() as connection:
                connection.execute(
                    text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )

        yield do
        ours.dispose()

    def test_an_idle_archive_connects_again(self, tmp_path, postgres_url, cut_off, start, exchange):
        with Archive.open(tmp_path, database_url=postgres_url) as archive:
            with Committer(archive, start(archive).id) as committer:
                committer.submit(exchange()).result(60)
                cut_off()
                assert committer.submit(exchange("http://dam.example/b")).result(60).status == 200
            assert study.status(archive).captures == 2

    def test_a_write_that_was_open_is_undone_and_says_so_in_one_line(self, tmp_path, postgres_url, cut_off):
        with Archive.open(tmp_path, database_url=postgres_url) as archive:

            def write() -> None:
                with archive.write() as connection:
                    connection.execute(insert(schema.topic), {"name": "x", "saved": DAY})
                    cut_off()

            with pytest.raises(ArchiveError, match="the database refused") as caught:
                write()
            assert "\n" not in str(caught.value)
            assert topics.names(archive) == []

    def test_a_read_that_was_open_says_so_in_one_line(self, tmp_path, postgres_url, cut_off):
        with Archive.open(tmp_path, database_url=postgres_url) as archive:

            def read() -> None:
                with archive.read() as connection:
                    connection.scalar(select(schema.run.c.id))
                    cut_off()
                    connection.scalar(select(schema.run.c.id))

            with pytest.raises(ArchiveError, match="the database refused") as caught:
                read()
            assert "\n" not in str(caught.value)


class TestLocks:
    def test_that_cannot_be_made_are_said_in_one_line(self, archive):
        (archive.folder / "writing.lock").mkdir()
        with pytest.raises(FolderUnusable, match="cannot be used") as caught, archive.writing():
            pass
        assert "\n" not in str(caught.value)

    def test_of_a_folder_that_vanished_are_said_in_one_line(self, archive):
        archive.folder.rename(archive.folder.with_name("moved"))
        with pytest.raises(FolderUnusable, match="No such file"), archive.writing():
            pass

    def test_of_crawl_and_ingest_do_not_meet(self, archive):
        with archive.writing(), archive.locked("ingest.lock"):
            pass


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from archive import runs
from archive.capture import Exchange
from archive.committer import Committer
from archive.store import Archive

moment = sys.argv[2]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
def at_insert(connection, cursor, statement, *_):
    if statement.startswith("INSERT INTO capture"):
        die()

with Archive.open(Path(sys.argv[1]), database_url=sys.argv[3] or None) as archive, archive.writing():
    run = runs.start(archive, "crawl", {}, "floods")
    with Committer(archive, run.id) as committer:
        page = b"HTTP/1.1 200 OK\\r\\nContent-Type: text/html\\r\\n\\r\\n<p>dam</p>"
        for number in range(3):
            committer.submit(Exchange(f"http://a/{number}", b"GET / HTTP/1.1\\r\\n\\r\\n", page, datetime.now(UTC)))\\
                .result(60)
        if moment == "insert":
            event.listen(archive.engine, "after_cursor_execute", at_insert)
        else:
            event.listen(archive.engine, moment, die)
        committer.submit(Exchange("http://a/lost", b"GET / HTTP/1.1\\r\\n\\r\\n", page, datetime.now(UTC))).result(60)
"""


class TestKillBetweenRecordAndRow:
    """A record is synced before its row is committed: a kill in between may leave a record without a row,
    never a row without its record."""

    @pytest.mark.parametrize("moment", ["begin", "insert", "commit"])
    def test_leaves_a_record_that_gets_its_row_when_the_next_writer_begins(self, tmp_path, database_url, moment):
        data = tmp_path / "data"
        command = [sys.executable, "-c", KILLED, str(data), moment, database_url or ""]
        killed = subprocess.run(command, check=False, capture_output=True, text=True)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        with Archive.open(data, database_url=database_url) as archive, archive.writing():
            run: Run | None = runs.unfinished(archive, "crawl", "floods")
            assert run is not None
            with Committer(archive, run.id) as committer:
                assert [torn.cut for torn in committer.mended] == [0], "the record was whole on the disk"
            assert fetched.pages(archive, run.id) == {f"http://a/{rest}" for rest in (0, 1, 2, "lost")}
            (own,) = (data / "archive").iterdir()
            counts = replay(archive, [own])
            assert (counts.captures, counts.known, counts.damaged) == (0, 4, 0)
            with archive.read() as connection:
                found = connection.execute(
                    select(schema.capture.c.url, schema.capture.c.path).order_by(schema.capture.c.id.desc())
                ).first()
            assert tuple(found) == ("http://a/lost", f"archive/{own.name}")
            assert replay(archive, [own]).captures == 0


@pytest.mark.skipif(os.name != "posix", reason="names are bytes on POSIX only")
def test_a_file_whose_name_is_no_unicode_is_refused_in_one_line(archive, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.warc")
    path.write_bytes(b"WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    with pytest.raises(ArchiveError, match="no Unicode") as caught:
        replay(archive, [path])
    assert (
        str(caught.value).encode().decode()
        == "caf?.warc at byte 0: has a name or folder that is no Unicode: give it another"
    )
    assert runs.latest(archive) == []
