"""Child processes that Ctrl-C does not reach: a terminal sends it to all, and their parent decides when they end."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from multiprocessing import resource_tracker
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess

# A child that is ended in the midst leaves its semaphores to the tracker, which removes them, and need not say so.
_KNOWN = "ignore:resource_tracker:UserWarning"


def context() -> SpawnContext:
    """Where children and what they share with us come from; asked before the first of either is made."""
    if _KNOWN not in sys.warnoptions:
        sys.warnoptions.append(_KNOWN)  # the tracker, a process of its own, takes them along from its start
    return multiprocessing.get_context("spawn")


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
