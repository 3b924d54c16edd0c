"""Captures to documents: every capture ends in exactly one counted outcome, whatever happens to the workers."""

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from archive import schema, study, topics
from archive.capture import Provenance
from archive.committer import Committer
from archive.errors import ArchiveBusy
from archive.ingest import ingest, ingest_within, serve
from archive.pool import Limits
from archive.store import Archive
from compare.coverage import Relation
from compare.seed import Seed
from compare.topic import Topic

WALL = (
    "A wall of the old brewery fell on to the tram line on Monday and nobody was hurt. The trams will not run between "
    "the theatre and the harbour before Thursday, the company said, and buses take their place every ten minutes. "
    "The owner had asked for permission to take the building down four years ago, but a society of friends of beer "
    "wanted it to become a museum. The city has now closed both streets beside it until an engineer has been inside."
)


def page(words: str, title: str = "Title", more: str = "") -> bytes:
    head = f"<head><title>{title}</title>{more}</head>"
    return f"<html>{head}<body><article><h1>{title}</h1><p>{words}</p></article></body></html>".encode()


@pytest.fixture
def keep(start, exchange):
    """Keeps pages, given as (URL, body) or as exchanges, in one run."""

    def do(archive, *pages, **more):
        with Committer(archive, start(archive).id) as committer:
            given = [exchange(*one, **more) if isinstance(one, tuple) else one for one in pages]
            return [committer.submit(one).result(60) for one in given]

    return do


def outcomes(archive: Archive) -> list[tuple[str | None, str | None]]:
    with archive.read() as connection:
        found = connection.execute(select(schema.capture.c.outcome, schema.capture.c.why).order_by(schema.capture.c.id))
        return [tuple(row) for row in found]


class TestIngest:
    def test_counts_one_outcome_for_each_capture(self, archives, keep, topic, article):
        keep(
            archives,
            ("http://dam.example/a", page(article)),
            ("http://dam.example/b", b"<html></html>"),
            ("http://dam.example/c", page(WALL)),
        )
        keep(archives, ("http://dam.example/feed", b"<rss/>"), provenance=Provenance("feed"))
        told = []
        counts = ingest(archives, topic, on_outcome=told.append)
        assert counts == {"document": 2, "not an article": 1}
        assert sorted(one.capture_id for one in told) == [1, 2, 3]
        assert {one.capture_id: one.relation for one in told} == {1: Relation.COPY, 2: None, 3: Relation.UNRELATED}
        assert [outcome for outcome, _ in outcomes(archives)] == [
            "document",
            "not an article",
            "document",
            "not for extraction",
        ]
        assert study.status(archives).pending == 0

    def test_has_nothing_to_do_the_second_time(self, archive, keep, article):
        keep(archive, ("http://dam.example/a", page(article)))
        assert ingest(archive, None) == {"document": 1}
        assert ingest(archive, None) == {}

    def test_keeps_the_whole_document_with_its_trail(self, archives, keep, topic, article):
        (capture,) = keep(archives, ("http://dam.example/a", page(article, "Dam gives way")))
        ingest(archives, topic)
        kept = study.document(archives, 1)
        assert (kept.document.text, kept.document.title, kept.document.language) == (article, "Dam gives way", "en")
        assert kept.capture == replace(capture, outcome="document")
        assert kept.coverage["floods"].nearest == "dam"
        assert (kept.outlet.key, kept.run.topic) == ("dam", "floods")

    def test_goes_on_until_told_that_no_more_will_come(self, archive, keep, article):
        more = [("http://dam.example/late", page(WALL))]
        keep(archive, ("http://dam.example/a", page(article)))

        def stop() -> bool:
            if more and not study.status(archive).pending:
                keep(archive, more.pop())
                return False
            return not more

        assert ingest(archive, None, stop=stop) == {"document": 2}

    def test_only_one_process_ingests(self, archive):
        with archive.locked("ingest.lock"), pytest.raises(ArchiveBusy):
            ingest(archive, None)

    def test_a_lost_file_is_a_failed_outcome(self, archive, keep, article):
        keep(archive, ("http://dam.example/a", page(article)))
        for path in (archive.folder / "archive").iterdir():
            path.unlink()
        assert ingest(archive, None) == {"failed": 1}
        ((_, why),) = outcomes(archive)
        assert why.startswith("damaged record: cuttings-")

    def test_a_page_that_takes_too_long_is_a_failed_outcome(self, archive, keep, article):
        # Time is looked at some ten times a second: a page that is read sooner has its answer all the same.
        keep(archive, ("http://dam.example/a", page(f"<p>{article}</p>" * 4000)))
        assert ingest_within(Limits(1, seconds=0.001), archive, None) == {"failed": 1}
        assert outcomes(archive) == [("failed", "took longer than 0.001 s")]

    def test_a_page_that_needs_too_much_memory_is_a_failed_outcome(self, archive, keep):
        keep(archive, ("http://dam.example/a", b"<p>" + b"x" * (24 << 20)))
        counts = ingest_within(Limits(1, seconds=60, memory=300 << 20), archive, None)
        assert counts["failed"] == 1


class TestSamePage:
    def test_fetched_again_is_one_line_and_the_newest(self, archives, keep, topic, article, now):
        keep(archives, ("http://dam.example/a", page(article)), fetched=now)
        keep(archives, ("http://dam.example/a", page(article + " Later.")), fetched=now + timedelta(hours=1))
        # an older capture that comes in later, as from a replay
        keep(archives, ("http://dam.example/a", page(article + " Before.")), fetched=now - timedelta(hours=1))
        ingest(archives, topic)
        for wanted in (study.Filter(), study.Filter(topic="floods")):
            (row,) = study.coverage(archives, wanted)
            assert row.fetched == now + timedelta(hours=1)
        assert study.status(archives).documents == 1

    def test_in_batches_of_their_own_comes_to_the_same(self, archive, keep, topic, article, now):
        for hours in (0, 1, -1):
            keep(archive, ("http://dam.example/a", page(f"{article} {hours}")), fetched=now + timedelta(hours=hours))
            ingest(archive, topic)
        for wanted in (study.Filter(), study.Filter(topic="floods")):
            assert [row.fetched for row in study.coverage(archive, wanted)] == [now + timedelta(hours=1)]

    def test_under_its_twins_address_is_one_line(self, archive, keep, article):
        link = '<link rel="canonical" href="http://dam.example/a">'
        keep(
            archive,
            ("http://dam.example/a?print=1&x=7", page(article, more=link)),
            ("http://dam.example/a", page(article)),
        )
        ingest(archive, None)
        assert [row.url for row in study.coverage(archive, study.Filter())] == ["http://dam.example/a"]

    def test_is_no_copy_of_itself(self, archive, keep, article, now):
        for hours in range(2):
            keep(archive, ("http://dam.example/a", page(article)), fetched=now + timedelta(hours=hours))
        ingest(archive, None)
        assert [row.copy_of for row in study.coverage(archive, study.Filter())] == [None]


class TestCopies:
    def test_name_the_earlier_document(self, archives, keep, article):
        keep(archives, ("http://dam.example/a", page(article)), ("http://wall.example/", page(WALL)))
        ingest(archives, None)
        keep(archives, ("http://rio.example/a", page(article.split(" Engineers")[0])))
        ingest(archives, None)
        found = {row.url: row for row in study.coverage(archives, study.Filter())}
        assert found["http://rio.example/a"].copy_of == found["http://dam.example/a"].id
        assert found["http://rio.example/a"].share > 0.9
        assert [row.copy_of for url, row in found.items() if "rio" not in url] == [None, None]

    def test_stay_copies_when_they_are_fetched_again(self, archive, keep, article, now):
        keep(archive, ("http://dam.example/a", page(article)), ("http://rio.example/a", page(article)))
        ingest(archive, None, workers=1)
        keep(archive, ("http://rio.example/a", page(article)), fetched=now + timedelta(hours=1))
        ingest(archive, None)
        found = {row.url: row for row in study.coverage(archive, study.Filter())}
        assert found["http://rio.example/a"].copy_of == found["http://dam.example/a"].id


class TestTopics:
    def test_that_come_later_are_related_to_what_is_there(self, archives, keep, topic, article):
        keep(archives, ("http://dam.example/a", page(article)), ("http://wall.example/", page(WALL)))
        ingest(archives, topic)
        second = Topic("walls", (Seed("wall", WALL),))
        assert ingest(archives, second) == {}
        found = {row.url: row.relation for row in study.coverage(archives, study.Filter(topic="walls"))}
        assert found == {"http://wall.example/": Relation.COPY, "http://dam.example/a": Relation.UNRELATED}
        assert len(study.coverage(archives, study.Filter(topic="floods"))) == 2

    def test_that_change_their_seeds_are_related_anew(self, archive, keep, topic, article):
        keep(archive, ("http://dam.example/a", page(article)))
        ingest(archive, topic)
        changed = replace(topic, seeds=(Seed("wall", WALL),))
        topics.save(archive, changed)
        assert study.coverage(archive, study.Filter(topic="floods")) == []
        ingest(archive, changed)
        assert [row.nearest for row in study.coverage(archive, study.Filter(topic="floods"))] == ["wall"]


def children(of: int, name: str) -> list[int]:
    """Processes below ``of`` whose command line holds ``name``."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            command = (entry / "cmdline").read_bytes().decode()
        except (OSError, ValueError):
            continue
        if parent == of:
            found += [int(entry.name)] * (name in command) + children(int(entry.name), name)
    return found


def busy(pid: int) -> float:
    """CPU seconds that a process has spent; 0 when it is gone."""
    try:
        user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    except OSError:
        return 0.0
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def at_work(pid: int) -> bool:
    """Whether a process computes, or would if it had a core: one that waits may hold a lock that nobody could free."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"
    except OSError:
        return False


class TestDeath:
    def test_of_the_worker_at_one_page_is_tried_once_more_and_then_counted(self, archive, keep):
        words = " ".join(f"<a href='/{number}'>{WALL}</a>" for number in range(6000))
        keep(archive, ("http://dam.example/a", page(words)))
        killed = []
        over = threading.Event()

        def kill_the_busy() -> None:
            while not over.wait(0.01):
                for pid in children(os.getpid(), "forkserver"):
                    if pid not in killed and children(os.getpid(), "forkserver")[0] != pid and busy(pid) > 0.15:
                        os.kill(pid, signal.SIGKILL)
                        killed.append(pid)

        killer = threading.Thread(target=kill_the_busy)
        killer.start()
        counts = ingest(archive, None, workers=1)
        over.set()
        killer.join()
        assert counts == {"failed": 1}
        assert outcomes(archive) == [("failed", "worker died")]
        assert len(killed) == 2

    def test_of_all_workers_loses_no_page(self, archive, keep, article, topic):
        pages = [(f"http://dam.example/{number}", page(f"{article} {number}.")) for number in range(60)]
        keep(archive, *pages)
        killed = []

        over = threading.Event()

        def kill() -> None:
            while not over.wait(0.01) and not killed:
                # The first one is the server from which the workers are forked.
                _, *workers = children(os.getpid(), "forkserver") or [0]
                if len(workers) == 2 and all(busy(pid) >= 0.05 and at_work(pid) for pid in workers):
                    killed.extend(workers)
                    for pid in workers:
                        os.kill(pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        counts = ingest(archive, topic)
        over.set()
        killer.join()
        assert killed
        assert counts == {"document": 60}

    def test_of_everything_leaves_the_rest_for_the_next_start(self, archive, keep, article):
        pages = [(f"http://dam.example/{number}", page(f"{article} {number}.")) for number in range(40)]
        keep(archive, *pages)
        script = (
            "import sys; from pathlib import Path\n"
            "from archive.ingest import ingest; from archive.store import Archive\n"
            "if __name__ == '__main__':\n"
            "    with Archive.open(Path(sys.argv[1])) as archive:\n"
            "        ingest(archive, None, on_outcome=lambda one: print(one.capture_id, flush=True))"
        )
        child = subprocess.Popen([sys.executable, "-c", script, archive.folder], stdout=subprocess.PIPE, text=True)
        assert child.stdout
        first = child.stdout.readline()
        workers = children(child.pid, "forkserver")
        child.kill()
        told = [int(first), *(int(line) for line in child.stdout if line.endswith("\n"))]
        child.wait()
        child.stdout.close()
        done = study.status(archive)
        assert done.outcomes["document"] >= len(told) > 0
        assert ingest(archive, None).total() == done.pending
        assert study.status(archive).documents == 40
        end = time.monotonic() + 120
        while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < end:
            time.sleep(0.1)
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers), "workers must not outlive their process"


class TestServe:
    def test_works_beside_a_crawl_until_told_that_it_is_over(self, archive, keep, topic, article):
        topics.save(archive, topic)
        context = multiprocessing.get_context("spawn")
        until = context.Event()
        child = context.Process(target=serve, args=(archive.folder, "floods", 1, until))
        child.start()
        with archive.writing():
            keep(archive, ("http://dam.example/a", page(article)))
            end = time.monotonic() + 300
            while study.status(archive).pending and time.monotonic() < end:
                time.sleep(0.1)
            assert study.status(archive).pending == 0
            assert child.is_alive()
            keep(archive, ("http://dam.example/b", b"<html></html>"), ("http://dam.example/c", page(WALL)))
            until.set()
        child.join(300)
        assert child.exitcode == 0
        assert study.status(archive).outcomes == {"document": 2, "not an article": 1}

    def test_ends_when_its_parent_dies(self, archive):
        script = (
            "import multiprocessing, sys, time; from pathlib import Path; from archive.ingest import serve\n"
            "if __name__ == '__main__':\n"
            "    context = multiprocessing.get_context('spawn')\n"
            "    child = context.Process(target=serve, args=(Path(sys.argv[1]), None, 1, context.Event()))\n"
            "    child.start(); print(child.pid, flush=True); time.sleep(60)"
        )
        parent = subprocess.Popen([sys.executable, "-c", script, archive.folder], stdout=subprocess.PIPE, text=True)
        assert parent.stdout
        child = int(parent.stdout.readline())
        time.sleep(1)
        parent.kill()
        parent.wait()
        parent.stdout.close()
        end = time.monotonic() + 120
        while Path(f"/proc/{child}").exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert not Path(f"/proc/{child}").exists()

    def test_logs_failures_with_their_capture(self, archive, keep, article):
        keep(archive, ("http://dam.example/a", page(article)))
        for path in (archive.folder / "archive").iterdir():
            path.unlink()
        context = multiprocessing.get_context("spawn")
        until = context.Event()
        until.set()
        child = context.Process(target=serve, args=(archive.folder, None, 1, until))
        child.start()
        child.join(300)
        lines = (archive.folder / "logs" / "ingest.jsonl").read_text().splitlines()
        (line,) = [json.loads(one) for one in lines if "damaged record" in one]
        assert (line["capture"], line["url"], line["level"]) == (1, "http://dam.example/a", "warning")


def test_documents_and_outcomes_are_one_transaction(archive, keep, article):
    keep(archive, ("http://dam.example/a", page(article)))
    with archive.write() as connection:
        connection.execute(text("CREATE TRIGGER no BEFORE UPDATE ON capture BEGIN SELECT RAISE(ABORT, 'broken'); END"))
    with pytest.raises(Exception, match="broken"):
        ingest(archive, None)
    with archive.read() as connection:
        assert connection.scalar(select(func.count()).select_from(schema.document)) == 0
        assert connection.scalar(select(func.count()).where(schema.capture.c.outcome.is_(None))) == 1
