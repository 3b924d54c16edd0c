"""Figures for Prometheus, on a port of this machine's loopback; off unless a port is given."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from archive.store import Archive
from desk import exits

ADDRESS = "127.0.0.1"
_log = logging.getLogger(__name__)


@contextmanager
def served(folder: Path, port: int | None) -> Iterator[None]:
    """Serves the figures of a data folder on ``port`` of the loopback address; None serves nothing, 0 takes any port.

    A port that is taken ends the command with a line.
    """
    with ExitStack() as open_ones:
        if port is not None:
            from desk import figures  # noqa: PLC0415 - with its library, for those who ask

            archive = open_ones.enter_context(Archive.open(folder))
            try:
                taken = open_ones.enter_context(figures.serve(archive, ADDRESS, port))
            except OSError as error:
                exits.fail(f"port {port} cannot be used for --metrics ({error.strerror}): take another")
            _log.info("figures for Prometheus at http://%s:%d/metrics", ADDRESS, taken)
        yield
