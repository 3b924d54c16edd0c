"""``python -m bench.crawl_drills {kill,term,hosts}``: crawls that are killed, stopped, or spread over many hosts.

``kill``: a crawl of a site of 400 pages gets SIGKILL at a random moment, then the same command goes on to the end; a
page is lost that is then not in the archive, or not whole there. ``term``: the same with SIGTERM, where no page may be
asked for twice either. ``hosts``: many different pages from many loopback hosts in one run, against bare Scrapy
in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from bench import machine
from bench.check import responses
from bench.errors import BenchError
from bench.measure import ROOT
from bench.pages import gather
from compare.seed import Seed
from crawler.plan import CrawlPlan, Politeness
from crawler.run import crawl
from crawler.sources import Source

TEXT = "The ministers met in the harbour town on Monday and agreed on joint exercises of both navies in autumn. " * 12
PATIENCE = 120.0


class _Site(socketserver.ThreadingTCPServer):
    """``pages`` articles in a sitemap; ``asked``: how often each path was asked for."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, pages: int) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        self.paths = [f"/2024/05/01/a-long-story-of-the-harbour-{number}" for number in range(pages)]
        self.asked: Counter[str] = Counter()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Site

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        if self.path == "/sitemap.xml":
            places = "".join(f"<url><loc>{self.server.origin}{path}</loc></url>" for path in self.server.paths)
            self._say(200, "application/xml", f"<urlset>{places}</urlset>")
        elif self.path in self.server.paths:
            title = self.path.rpartition("/")[2]
            self._say(200, "text/html", f"<html><main><article><h1>{title}</h1><p>{TEXT}</p></article></main></html>")
        else:
            self._say(200 if self.path == "/" else 404, "text/html", "<html></html>")

    def _say(self, status: int, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def handle(self) -> None:
        """As usual; a crawl that is killed leaves a broken connection behind."""
        with suppress(OSError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def site(pages: int) -> Iterator[_Site]:
    """A site of that many articles, for as long as the context lasts."""
    with _Site(pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@dataclass(frozen=True, slots=True)
class Trial:
    """``at``: pages that the server had been asked for when the signal came; ``lost``: pages that are not kept whole;
    ``twice``: pages asked for more than once.
    """

    at: int
    lost: int
    twice: int


def trial(server: _Site, folder: Path, number: int, at: int) -> Trial:
    """One crawl that gets signal ``number`` once ``at`` pages were asked for, and the same command to the end."""
    server.asked.clear()
    process = _crawl(server, folder)
    end = time.monotonic() + PATIENCE
    while _articles(server) < at and process.poll() is None and time.monotonic() < end:
        time.sleep(0.002)
    asked = _articles(server)
    if number == signal.SIGKILL:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)
    process.wait(PATIENCE)
    again = _crawl(server, folder)
    if again.wait(PATIENCE) != 0:
        raise BenchError(f"the crawl that goes on ended with {again.returncode}")
    wanted = {server.origin + path for path in server.paths}
    with sqlite3.connect(folder / "data" / "cuttings.db") as rows:
        found = {url for (url,) in rows.execute("SELECT url FROM capture WHERE status = 200 AND kind = 'page'")}
    lost = wanted - (found & responses(folder / "data"))
    return Trial(asked, len(lost), sum(server.asked[path] > 1 for path in server.paths))


def _articles(server: _Site) -> int:
    return sum(number for path, number in list(server.asked.items()) if path.startswith("/2024/"))


def _crawl(server: _Site, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.crawl_drills", "child", "--folder", str(folder), "--origin", server.origin]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def _child(folder: Path, origin: str) -> None:
    """The crawl itself, as ``cuttings crawl`` runs it; extraction is left for later, it takes no part in this."""
    source = Source("site", "Site", f"{origin}/", sitemaps=(f"{origin}/sitemap.xml",))
    polite = Politeness(delay=0.0, retries=1)
    plan = CrawlPlan(folder / "data", "story", (source,), (Seed("seed", TEXT),), workers=0, politeness=polite)
    crawl(plan, lambda progress: None)


def signals(number: signal.Signals, trials: int, pages: int) -> list[Trial]:
    """That many trials, the signal after a random number of pages each."""
    chance = random.Random(number)
    done = []
    with site(pages) as server:
        for one in range(trials):
            with tempfile.TemporaryDirectory(prefix="drill-") as folder:
                done.append(trial(server, Path(folder), number, chance.randrange(1, pages * 9 // 10)))
            sys.stderr.write(f"{number.name} {one + 1}: {done[-1]}\n")
    return done


def hosts(pages: int, number: int, rounds: int) -> str:
    """Many pages from many hosts: throughput and memory of the crawling process, against bare Scrapy in turn."""
    from bench import pipeline  # noqa: PLC0415 - the news web is rendered for it only

    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        work = Path(folder)
        (work / "pages").mkdir()
        done = pipeline.run(gather(None, pages, work / "pages"), rounds, ("bare", "capture"), work, hosts=number).rounds
    lines = [
        f"| {one['bare'].rate:.0f} | {one['capture'].rate:.0f} | {one['capture'].rate / one['bare'].rate:.2f} | "
        f"{one['capture'].crawl_cpu / one['bare'].crawl_cpu:.2f} | {one['capture'].rss / 1e6:.0f} |\n"
        for one in done
    ]
    names = ("bare, pages/s", "with archive, pages/s", "ratio", "CPU ratio", "our crawling process, MB")
    head = f"| {' | '.join(names)} |\n{'|---' * len(names)}|\n"
    return (
        f"{pages} pages from {number} loopback hosts, {machine.today()}, {machine.machine()}\n\n{head}{''.join(lines)}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Parses the command line, runs the drill; 1 when a page was lost."""
    parser = argparse.ArgumentParser(prog="bench.crawl_drills", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("drill", choices=("kill", "term", "hosts", "child"))
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument("--pages", type=int, help="default 400, for hosts 10,000")
    parser.add_argument("--hosts", type=int, default=200)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--origin", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.drill == "child":
        _child(given.folder, given.origin)
        return 0
    if given.drill == "hosts":
        sys.stdout.write(hosts(given.pages or 10_000, given.hosts, min(given.trials, 3)))
        return 0
    number = signal.SIGKILL if given.drill == "kill" else signal.SIGTERM
    done = signals(number, given.trials, given.pages or 400)
    lost, twice = sum(one.lost for one in done), sum(one.twice for one in done)
    told = {"trials": len(done), "lost": lost, "asked twice": twice, "at": [one.at for one in done]}
    sys.stdout.write(json.dumps(told) + "\n")
    return int(lost > 0 or (number == signal.SIGTERM and twice > 0))


if __name__ == "__main__":
    sys.exit(main())
