"""The extraction that runs beside a crawl: a child process over the archive, started again when it dies."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import time
from multiprocessing.synchronize import Event
from pathlib import Path

from archive.errors import ArchiveError
from crawler import children

RESTARTS = 5
PAUSE = 0.25
GRACE = 3.0
_log = logging.getLogger(__name__)


class Ingesting:
    """One child that extracts and compares what the archive has pending; the crawl never waits for it.

    It takes its work from the database, so a killed child loses nothing: what is left is pending, for the next child or
    the next start.
    """

    def __init__(self, folder: Path, topic: str, workers: int, run: int | None = None) -> None:
        self._context = children.context()
        self._until: Event = self._context.Event()
        self._given = (folder, topic, workers, self._until, run)
        self._restarts = 0
        self._due: float | None = None
        self._child = self._start()

    @property
    def alive(self) -> bool:
        """Whether the child runs."""
        return self._child.is_alive()

    @property
    def over(self) -> bool:
        """Whether the child has ended, and ``watch`` will not start it again."""
        return not self._child.is_alive() and (self._child.exitcode == 0 or self._restarts >= RESTARTS)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._child.pid or 0

    def join(self, seconds: float) -> None:
        """Waits for the child's end, at most so long; one that died is given so long until ``watch``."""
        if self._child.is_alive() or self.over:
            self._child.join(seconds)
        else:
            time.sleep(seconds)

    def watch(self) -> None:
        """Starts the child again if it died, at most five times in a crawl; call it again and again.

        The first start comes a quarter of a second after the death was seen, each further one after twice the time:
        what killed it, such as a lack of memory, may pass.
        """
        if self._child.is_alive() or self.over:
            return
        now = time.monotonic()
        if self._due is None:
            pause = PAUSE * 2.0**self._restarts
            self._due = now + pause
            said = "the extraction died (exit code %s): start %d of %d follows in %g s"
            _log.warning(said, self._child.exitcode, self._restarts + 1, RESTARTS, pause)
        if now >= self._due:
            self._due = None
            self._restarts += 1
            self._child = self._start()

    def finish(self) -> None:
        """Tells the child that nothing more will come; it ends when nothing is pending."""
        self._until.set()

    def stop(self) -> None:
        """Ends the child: gives it three seconds, then ends it; what is left stays pending."""
        self._until.set()
        self._child.join(GRACE)
        if self._child.is_alive():
            self._child.terminate()
            self._child.join(GRACE)
        if self._child.is_alive():
            self._child.kill()
            self._child.join()

    def _start(self) -> multiprocessing.process.BaseProcess:
        child = self._context.Process(target=_serve, args=self._given, name="cuttings-ingest")
        children.start(child)
        return child


def _serve(folder: Path, topic: str, workers: int, until: Event, run: int | None) -> None:
    # Here, so that the crawling process does without the extractor's libraries.
    from archive.ingest import serve  # noqa: PLC0415 - see above

    gc.freeze()  # modules stay to the end; the exit would spend 0.2 s collecting them

    try:
        serve(folder, topic, workers, until, run)
    except ArchiveError as error:  # which it has logged
        raise SystemExit(1) from error
