"""Runs crawls, each in a process of its own, since Scrapy's reactor cannot be started twice.

For each line on stdin, a JSON object {folder, given}, a process is forked from this one, which has imported everything
already. It writes into the folder: ``pid``; ``said``, a JSON line for each progress and the result; ``errors``; and
``status``, its exit code, at the end. ``given``: fields of CrawlPlan and Politeness, sources as plain objects;
``environment``: further variables; ``largest_file``: bytes, a limit on every file that it writes; ``code``: Python that
is run instead of a crawl, with ``say`` to tell.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import traceback
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import crawler.connection
import crawler.network
import crawler.wire  # noqa: F401 - the crawl imports these when it begins
from archive.errors import ArchiveError
from compare.seed import Seed
from crawler.errors import CrawlerError
from crawler.plan import CrawlPlan, Politeness, Progress
from crawler.probe import probe
from crawler.run import crawl
from crawler.sources import Source

ARTICLE = "Two ministers met in the harbour town on Monday and agreed on joint exercises of both navies. " * 4


def main() -> None:
    for line in sys.stdin:
        job = json.loads(line)
        if os.fork() == 0:
            sys.stdin.close()
            mind(Path(job["folder"]), job["given"])
            os._exit(0)
        reap()


def reap() -> None:
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def mind(folder: Path, given: dict[str, Any]) -> None:
    """Forks the crawl and writes down how it ends."""
    pid = os.fork()
    if pid == 0:
        os.setsid()
        for name, number in (("said", 1), ("errors", 2)):
            os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
        code = 1
        try:
            run(given)
            code = 0
        finally:
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(code)
    write(folder / "pid", str(pid))
    write(folder / "status", str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))


def write(path: Path, text: str) -> None:
    """So that it is there whole or not at all."""
    path.with_suffix(".new").write_text(text)
    path.with_suffix(".new").rename(path)


def run(given: dict[str, Any]) -> None:
    os.environ.update(given.get("environment", {}))
    if "largest_file" in given:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write then fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (given["largest_file"],) * 2)
    if "code" in given:
        exec(given["code"], {"say": say})
        return
    sources = tuple(
        Source(**{key: tuple(value) if isinstance(value, list) else value for key, value in one.items()})
        for one in given["sources"]
    )
    politeness = Politeness(**{"delay": 0.0, "retries": 1} | given.get("politeness", {}))
    if given.get("probe"):
        say({"checks": [asdict(check) for check in probe(sources, politeness)]})
        return
    seeds = tuple(Seed(str(number), text) for number, text in enumerate(given.get("seeds", [ARTICLE])))
    more = {name: given[name] for name in ("pages", "workers", "revisit") if name in given}
    more["captures"] = tuple(map(Path, given.get("captures", ())))
    more["as_of"] = datetime.fromisoformat(given["as_of"]) if "as_of" in given else None
    plan = CrawlPlan(
        Path(given["folder"]),
        given.get("topic", "story"),
        sources,
        seeds,
        tuple(given.get("seed_urls", ())),
        politeness=politeness,
        **more,
    )
    try:
        result = crawl(plan, tell)
    except (CrawlerError, ArchiveError) as error:
        say({"error": type(error).__name__, "message": str(error)})
    else:
        say({"result": asdict(result)})


def tell(progress: Progress) -> None:
    say(
        {
            "phase": progress.phase,
            "pages": progress.pages,
            "requests": progress.requests,
            "documents": progress.documents,
        }
    )


def say(what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


if __name__ == "__main__":
    main()
