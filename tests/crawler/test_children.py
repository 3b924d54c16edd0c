"""Ctrl-C is for the parent: a child that it starts is not reached by it, and the parent stays reachable."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from crawler import children


def test_a_child_outlives_ctrl_c_and_the_parent_does_not_notice() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    child = children.context().Process(target=time.sleep, args=(1,))
    children.start(child)
    for _ in range(10):
        assert child.pid is not None
        os.kill(child.pid, signal.SIGINT)
        time.sleep(0.05)
    child.join(30)
    assert child.exitcode == 0
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


ENDED = """
    import multiprocessing, sys, time
    from crawler import children

    def hold(ready):
        held = [multiprocessing.Semaphore() for _ in range(5)]
        ready.set()
        time.sleep(60)

    if __name__ == "__main__":
        context = children.context()
        ready = context.Event()
        child = context.Process(target=hold, args=(ready,))
        children.start(child)
        assert ready.wait(60)
        child.kill()
        child.join()
        print(child.exitcode)
"""


def test_a_child_that_is_ended_in_the_midst_leaves_no_warning_on_the_terminal(tmp_path: Path) -> None:
    script = tmp_path / "ended.py"
    script.write_text(textwrap.dedent(ENDED))
    env = os.environ | {"PYTHONPATH": str(Path(children.__file__).parents[1])}
    done = subprocess.run([sys.executable, script], env=env, check=False, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"-{signal.SIGKILL:d}\n", "")
