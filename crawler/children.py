"""Child processes that Ctrl-C does not reach: a terminal sends it to all, and their parent decides when they end."""

from __future__ import annotations

import signal
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess


def start(child: BaseProcess) -> None:
    """Starts ``child`` with SIGINT blocked in it from its first instruction.

    A child that is told of Ctrl-C while it imports would print a trace back.
    """
    resource_tracker.ensure_running()  # else start() does it, and unblocks the signal on the way
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
