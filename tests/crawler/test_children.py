"""Ctrl-C is for the parent: a child that it starts is not reached by it, and the parent stays reachable."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time

from crawler import children


def test_a_child_outlives_ctrl_c_and_the_parent_does_not_notice() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    child = multiprocessing.get_context("spawn").Process(target=time.sleep, args=(1,))
    children.start(child)
    for _ in range(10):
        assert child.pid is not None
        os.kill(child.pid, signal.SIGINT)
        time.sleep(0.05)
    child.join(30)
    assert child.exitcode == 0
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
