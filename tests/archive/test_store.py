import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, inspect, select, text, update
from sqlalchemy.exc import StatementError

from archive import database, schema
from archive.errors import ArchiveBusy, ArchiveError, DiskFull, FolderUnusable
from archive.store import Archive

RUN = {"kind": "crawl", "settings": {}, "software": "x", "started": datetime(2026, 3, 4, tzinfo=UTC)}


class TestOpen:
    def test_makes_the_folder_as_a_web_archive_collection(self, tmp_path):
        with Archive.open(tmp_path / "new" / "data") as archive:
            assert archive.folder == tmp_path / "new" / "data"
        assert {path.name for path in archive.folder.iterdir() if path.is_dir()} == {"archive", "indexes", "logs"}

    def test_opens_what_it_made(self, tmp_path):
        with Archive.open(tmp_path) as archive, archive.write() as connection:
            connection.execute(insert(schema.run), RUN)
        with Archive.open(tmp_path, create=False) as archive, archive.read() as connection:
            assert connection.scalar(select(schema.run.c.kind)) == "crawl"

    def test_refuses_to_make_one_when_told_so(self, tmp_path):
        with pytest.raises(FolderUnusable, match="crawl or replay into it first"):
            Archive.open(tmp_path / "none", create=False)
        assert not (tmp_path / "none").exists()

    def test_says_when_the_folder_is_a_file(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(FolderUnusable, match="choose another with --data"):
            Archive.open(tmp_path / "file")

    @pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
    def test_says_when_the_folder_may_not_be_written(self, tmp_path):
        tmp_path.chmod(0o500)
        with pytest.raises(FolderUnusable, match="Permission denied"):
            Archive.open(tmp_path)

    def test_says_when_the_database_is_none(self, tmp_path):
        (tmp_path / "cuttings.db").write_bytes(b"no database at all " * 100)
        with pytest.raises(FolderUnusable, match="file is not a database"):
            Archive.open(tmp_path)

    def test_refuses_a_database_of_another_version(self, tmp_path):
        with Archive.open(tmp_path) as archive, archive.write() as connection:
            connection.execute(update(schema.version).values(version_num="0999"))
        with pytest.raises(FolderUnusable, match="has schema 0999, this program knows up to"):
            Archive.open(tmp_path)

    @pytest.mark.parametrize("url", ["mysql://there/db", "no url", "sqlite:///other.db"])
    def test_refuses_other_databases(self, tmp_path, url):
        with pytest.raises(FolderUnusable, match="CUTTINGS_DATABASE_URL"):
            Archive.open(tmp_path, database_url=url)

    def test_says_when_no_server_answers(self, tmp_path):
        with pytest.raises(FolderUnusable, match="the database cannot be opened") as caught:
            Archive.open(tmp_path, database_url="postgresql://127.0.0.1:1/none")
        assert "\n" not in str(caught.value)

    def test_takes_the_database_from_the_environment(self, tmp_path, monkeypatch, postgres_url):
        monkeypatch.setenv("CUTTINGS_DATABASE_URL", postgres_url)
        with Archive.open(tmp_path) as archive:
            assert archive.engine.dialect.name == "postgresql"
        assert not (tmp_path / "cuttings.db").exists()


class TestLock:
    def test_refuses_a_second_writer_at_once(self, archive):
        # One that waited would wait for ever: the lock is this thread's own.
        busy = pytest.raises(ArchiveBusy, match="another process is writing")
        with archive.writing(), Archive.open(archive.folder) as other, busy, other.writing():
            pass

    def test_a_file_system_without_locks_is_told_in_a_line(self, archive, monkeypatch):
        def flock(*_):
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        monkeypatch.setattr(fcntl, "flock", flock)
        with pytest.raises(FolderUnusable, match=r"No locks available.* choose another with --data"), archive.writing():
            pass

    def test_says_what_its_holder_noted_and_nothing_once_it_is_free(self, archive):
        with Archive.open(archive.folder) as other:
            assert other.held() is None
            with archive.writing():
                assert other.held() == ""
                archive.note("7")
                assert (other.held(), archive.held()) == ("7", "7")
            assert other.held() is None
            with archive.writing():
                assert other.held() == ""

    def test_is_got_by_a_writer_that_comes_while_somebody_looks(self, archive, monkeypatch):
        with (archive.folder / "writing.lock").open("a+") as looking:
            fcntl.flock(looking, fcntl.LOCK_SH)
            monkeypatch.setattr(time, "sleep", lambda _: fcntl.flock(looking, fcntl.LOCK_UN))  # the look is over then
            with archive.writing():
                assert archive.held() == ""

    def test_cannot_be_asked_where_there_are_none(self, archive, monkeypatch):
        def flock(*_):
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        (archive.folder / "writing.lock").touch()
        monkeypatch.setattr(fcntl, "flock", flock)
        assert archive.held() is None

    def test_is_free_again_afterwards(self, archive):
        for _ in range(2):
            with archive.writing():
                pass

    def test_readers_do_not_need_it(self, archive):
        with archive.writing(), Archive.open(archive.folder) as other, other.read() as connection:
            assert connection.scalar(select(schema.run.c.id)) is None

    def test_is_freed_by_the_death_of_its_holder(self, archive):
        script = (
            "import sys, time; from pathlib import Path; from archive.store import Archive\n"
            "with Archive.open(Path(sys.argv[1])) as archive, archive.writing():\n"
            "    print('held', flush=True); time.sleep(60)"
        )
        holder = subprocess.Popen([sys.executable, "-c", script, archive.folder], stdout=subprocess.PIPE)
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ArchiveBusy), archive.writing():
            pass
        holder.kill()
        holder.wait()
        holder.stdout.close()
        with archive.writing():
            pass


class TestBothDatabases:
    def test_have_the_same_tables(self, archives):
        with archives.read() as connection:
            found = set(inspect(connection).get_table_names())
        # SQLite keeps its index of words in tables that have the index's name before theirs.
        assert {name for name in found if not name.startswith("folded_grams")} == set(schema.metadata.tables)

    def test_carry_the_schema_version_where_alembic_looks_for_it(self, archives):
        with archives.read() as connection:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        assert found == [schema.VERSION]

    def test_keep_an_instant_whatever_zone_it_came_in(self, archives):
        there = datetime(2026, 3, 4, 7, 6, 7, 123456, tzinfo=timezone(timedelta(hours=2)))
        with archives.write() as connection:
            connection.execute(insert(schema.run), RUN | {"started": there})
        with archives.read() as connection:
            found = connection.scalar(select(schema.run.c.started))
        assert found == there
        assert found.tzinfo is UTC

    def test_refuse_a_time_without_a_zone(self, archives):
        with pytest.raises(ArchiveError, match="time without a zone"), archives.write() as connection:
            connection.execute(insert(schema.run), RUN | {"started": datetime(2026, 3, 4)})

    def test_hold_foreign_keys(self, archives):
        with pytest.raises(ArchiveError, match=r"(?i)foreign key"), archives.write() as connection:
            connection.execute(insert(schema.body), {"document_id": 7, "text": "of no document"})

    def test_undo_a_write_that_fails(self, archives):
        def fail() -> None:
            with archives.write() as connection:
                connection.execute(insert(schema.run), RUN)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()
        with archives.read() as connection:
            assert connection.scalar(select(schema.run.c.id)) is None

    def test_keep_json_readable(self, archives):
        with archives.write() as connection:
            connection.execute(insert(schema.run), RUN | {"settings": {"θέμα": ["φράγμα"]}})
        with archives.read() as connection:
            assert connection.scalar(text("SELECT CAST(settings AS TEXT) FROM run")) == '{"θέμα":["φράγμα"]}'
            assert connection.scalar(select(schema.run.c.settings)) == {"θέμα": ["φράγμα"]}


class TestSqlite:
    def test_waits_for_another_writer_instead_of_failing(self, archive):
        failed = []

        def write(times: int) -> None:
            for _ in range(times):
                try:
                    with archive.write() as connection:
                        count = connection.scalar(select(schema.run.c.id).order_by(schema.run.c.id.desc())) or 0
                        connection.execute(insert(schema.run), RUN | {"id": count + 1})
                except ArchiveError as error:
                    failed.append(error)

        threads = [threading.Thread(target=write, args=(15,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        with archive.read() as connection:
            assert connection.scalar(text("SELECT count(*) FROM run")) == 60

    def test_readers_see_one_state_while_another_writes(self, archive):
        with archive.read() as reader:
            assert reader.scalar(text("SELECT count(*) FROM run")) == 0
            with archive.write() as connection:
                connection.execute(insert(schema.run), RUN)
            assert reader.scalar(text("SELECT count(*) FROM run")) == 0

    def test_syncs_each_commit(self, archive):
        with archive.read() as connection:
            pragmas = [
                connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
        assert pragmas == ["wal", 2, 1]

    def test_names_a_full_disk(self, archive):
        with archive.write() as connection:
            pages = connection.scalar(text("PRAGMA page_count"))

        def overfill() -> None:
            with archive.write() as connection:
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
                connection.execute(insert(schema.run), RUN | {"software": "x" * 100_000})

        with pytest.raises(DiskFull, match="free some space"):
            overfill()

    def test_says_in_one_line_what_the_database_refused(self, archive):
        with pytest.raises(ArchiveError) as caught, archive.write() as connection:
            connection.execute(text("SELECT x FROM nowhere"))
        assert str(caught.value) == "the database refused: no such table: nowhere"
        assert isinstance(caught.value.__cause__.orig, sqlite3.OperationalError)

    def test_wraps_errors_of_values_too(self, archive):
        with pytest.raises(ArchiveError) as caught, archive.write() as connection:
            connection.execute(insert(schema.run), RUN | {"started": "yesterday"})
        assert isinstance(caught.value.__cause__, StatementError)


def test_a_postgresql_url_needs_no_driver_in_it(tmp_path):
    engine = database.connect(tmp_path, "postgresql://user@host/db")
    assert engine.url.drivername == "postgresql+psycopg"
    engine.dispose()
