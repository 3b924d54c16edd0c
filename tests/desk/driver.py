"""Runs commands, each in a process of its own that is forked from this one: all they import is imported already.

For each line on stdin, a JSON object {words, folder, env, to}: ``words`` behind ``cuttings``, the working folder, the
whole environment, and a folder into which ``out``, ``err`` and, at the end, ``code`` are written. A line on stdout says
that a command has ended.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from pathlib import Path
from typing import Any

import crawler.connection
import crawler.network
import crawler.wire  # noqa: F401 - the crawl imports these when it begins
import desk.commands.crawl
import desk.commands.demo
import desk.commands.extract
import desk.commands.replay
import desk.commands.schedule
import desk.commands.sources  # noqa: F401 - as the command line does when it is called
from desk import cli


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os.setsid()
            command(job)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        (Path(job["to"]) / "code").write_text(str(code))
        print(flush=True)


def command(job: dict[str, Any]) -> None:
    """Becomes ``python -m desk WORDS``; never returns."""
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["env"])
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(Path(job["to"]) / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin, sys.stdout, sys.stderr = (io.TextIOWrapper(io.FileIO(n, "rw"[n > 0])) for n in range(3))
    sys.argv = ["cuttings", *job["words"]]
    code = None
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        if code is None:
            traceback.print_exc()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(1 if code is None else code)


if __name__ == "__main__":
    main()
