"""The figures themselves: what the database says, as Prometheus reads it."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from archive import health, study
from archive.errors import ArchiveError
from archive.store import Archive
from desk import standing

_LEAST = 5.0  # seconds between two looks into the database
_SHARE = 20  # a look may take a twentieth of the time
_log = logging.getLogger(__name__)


@contextmanager
def serve(archive: Archive, address: str, port: int) -> Iterator[int]:
    """Serves the figures until the end of the block; the port. Raises OSError when it is taken."""
    registry = CollectorRegistry()
    registry.register(Figures(archive))
    ProcessCollector(registry=registry)
    server, thread = start_http_server(port, addr=address, registry=registry)
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Figures(Collector):
    """What the database says, looked up at most every five seconds, and less often where that takes long."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._kept: list[Metric] = []
        self._again = 0.0

    def describe(self) -> Iterable[Metric]:
        """Nothing: the figures are not looked up before somebody asks."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Called for each scrape. ``cuttings_up`` is 0 while the database cannot be read."""
        up = 1
        if time.monotonic() >= self._again:
            begun = time.monotonic()
            try:
                self._kept = [metric for part in _PARTS for metric in part(self._archive)]
            except (ArchiveError, OSError) as error:
                _log.warning("no figures: %s", error)
                self._kept, up = [], 0
            took = time.monotonic() - begun
            self._again = time.monotonic() + max(_LEAST, _SHARE * took)
        yield GaugeMetricFamily("cuttings_up", "Whether the database can be read.", value=up)
        yield from self._kept


def _archived(archive: Archive) -> Iterator[Metric]:
    status = study.status(archive)
    yield _gauge("captures", "Captures by outcome.", "outcome", dict(status.outcomes))
    yield _gauge("captures_without_document", "Captures without a document, by reason.", "why", dict(status.whys))
    about = GaugeMetricFamily(
        "cuttings_topic_documents", "Current documents by relation.", labels=["topic", "relation"]
    )
    for topic, relations in status.relations.items():
        for relation, number in relations.items():
            about.add_metric([topic, str(relation)], number)
    yield about
    yield GaugeMetricFamily("cuttings_pending", "Captures that wait for extraction.", value=status.pending)
    yield GaugeMetricFamily("cuttings_failed_fetches", "Fetches without an answer.", value=status.failed_fetches)
    yield GaugeMetricFamily("cuttings_documents", "Current documents.", value=status.documents)
    open_runs = {str(run.id): 1.0 for run in status.runs if run.ended is None}
    yield _gauge("run_open", "Runs that have not ended: under way, or stopped.", "run", open_runs)


def _disk(archive: Archive) -> Iterator[Metric]:
    free = shutil.disk_usage(archive.folder).free
    yield GaugeMetricFamily("cuttings_disk_free_bytes", "Room left where the data folder is.", value=free)
    with os.scandir(archive.folder / "archive") as files:
        kept = sum(file.stat().st_size for file in files if file.is_file())
    yield GaugeMetricFamily("cuttings_warc_bytes", "WARC files in the data folder.", value=kept)


def _sources(archive: Archive) -> Iterator[Metric]:
    found = health.sources(archive)
    for name, said in (
        ("requests", "Answers of every kind."),
        ("pages", "Articles fetched whole."),
        ("documents", "Articles that gave a text."),
        ("errors", "Answers of 400 and above."),
        ("failed", "Fetches without an answer."),
    ):
        yield _gauge(f"source_{name}", said, "source", {one.key: getattr(one, name) for one in found})
    last = {one.key: one.last.timestamp() for one in found if one.last is not None}
    yield _gauge("source_last_success_timestamp_seconds", "The last good answer.", "source", last)
    alarms = {one.key: float(one.alarm is not None) for one in found}
    yield _gauge("source_alarm", "1 when the latest pages read much worse than those before.", "source", alarms)


def _scheduled(archive: Archive) -> Iterator[Metric]:
    found = standing.found(archive)
    kept = [one.schedule for one in found]
    due = {one.name: one.next_due.timestamp() for one in kept}
    yield _gauge("schedule_next_due_timestamp_seconds", "When a schedule is due next.", "schedule", due)
    yield _gauge(
        "schedule_paused", "1 while a schedule rests.", "schedule", {one.name: float(one.paused) for one in kept}
    )
    now = datetime.now(UTC)
    at_work = {one.name: float(standing.state(one, now) == "at work") for one in kept}
    yield _gauge("schedule_at_work", "1 while a scheduler has it.", "schedule", at_work)
    ended = {one.schedule.name: one.last for one in found if one.last and one.last.ended}
    ends = {name: job.ended.timestamp() for name, job in ended.items() if job.ended}
    yield _gauge("schedule_last_end_timestamp_seconds", "When the last job ended.", "schedule", ends)
    failed = {name: float(job.outcome != "done") for name, job in ended.items()}
    yield _gauge("schedule_failed", "1 when the last job failed.", "schedule", failed)
    seconds = {name: job.seconds or 0.0 for name, job in ended.items()}
    yield _gauge("schedule_duration_seconds", "How long the last job took.", "schedule", seconds)


_PARTS = (_archived, _disk, _sources, _scheduled)


def _gauge(name: str, said: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"cuttings_{name}", said, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
