"""Writing, reading and re-extracting WARC records, against stock warcio in the same run, in turns, in CPU seconds.

``python -m bench.warc [--pages FOLDER] [--records N] [--rounds N]``. The pages (default: the news web's articles) are
gzipped, as a crawl receives most of them, so both writers have the same bytes of the wire.
"""

from __future__ import annotations

import argparse
import gzip
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.capture import Exchange, Provenance
from archive.warc import record
from archive.warc.codings import payload
from archive.warc.http import parse_head, split
from archive.warc.ids import new_id
from archive.warc.reader import read_record
from archive.warc.scan import scan
from archive.warc.writer import WarcWriter
from bench.pages import gather

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
FIELDS = [
    ("Date", "Wed, 04 Mar 2026 05:06:07 GMT"),
    ("Server", "nginx"),
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Encoding", "gzip"),
    ("Cache-Control", "max-age=60"),
    ("Vary", "Accept-Encoding"),
]
REQUEST = b"GET /a HTTP/1.1\r\nHost: dam.example\r\nUser-Agent: cuttings\r\nAccept-Encoding: gzip\r\n\r\n"


def ours(folder: Path, bodies: list[bytes], count: int) -> None:
    """Response, request and metadata of ``count`` exchanges, synced every 64, as a crawl writes them."""
    head = "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in FIELDS)
    given = Provenance("page", "dam", "http://dam.example/", "feed", 0.5)
    with WarcWriter(folder, "ours", lambda _name, made: (new_id(), record.warcinfo(new_id(), made, "x", []))) as out:
        held: list[bytes] = []
        for number, body in enumerate(islice(cycle(bodies), count)):
            response = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
            info = out.ready()
            kept = Exchange(f"http://dam.example/{number}", REQUEST, response, NOW, given, "192.0.2.7")
            held += record.exchange(kept, record.Ids(new_id(), new_id(), info, new_id())).members
            if len(held) >= 64 * 3:
                out.append(held)
                out.sync()
                held = []
        out.append(held)


def theirs(folder: Path, bodies: list[bytes], count: int) -> None:
    """Response and request of the same exchanges by warcio's writer, with its defaults."""
    with (folder / "theirs.warc.gz").open("wb") as handle:
        out = WARCWriter(handle, gzip=True)
        for number, body in enumerate(islice(cycle(bodies), count)):
            head = StatusAndHeaders("200 OK", [*FIELDS, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
            url = f"http://dam.example/{number}"
            kept = out.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=head)
            asked = StatusAndHeaders("GET /a HTTP/1.1", [("Host", "dam.example")], is_http_request=True)
            out.write_request_response_pair(out.create_warc_record(url, "request", http_headers=asked), kept)


def read_ours(path: Path, places: list[tuple[int, int]]) -> int:
    """Every response read at its place, checked and decoded, as a worker does; bytes of HTML."""
    total = 0
    for offset, length in places:
        head, body = split(read_record(path, offset, length).block)
        total += len(payload(parse_head(head), body))
    return total


def read_theirs(path: Path) -> int:
    """The same responses by warcio, digests checked, decoded; bytes of HTML."""
    total = 0
    with path.open("rb") as handle:
        for found in ArchiveIterator(handle, check_digests="raise"):
            if found.rec_type == "response":
                total += len(found.content_stream().read())
    return total


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    before = time.process_time()
    work()
    return time.process_time() - before


def peak_growth(work: Callable[[], object]) -> float:
    """By how many MB the greatest memory of this process grew."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    work()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def page(path: Path) -> bytes:
    """A page as it is, unpacked."""
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def responses(path: Path) -> list[tuple[int, int]]:
    return [(one.offset, one.length) for one in scan(path) if not isinstance(one, Exception) and one.kind == "response"]


def told(name: str, ratios: list[float], bar: float) -> bool:
    middle = statistics.median(ratios)
    print(f"{name:44} {middle:5.2f} times stock warcio (bar {bar}; {', '.join(f'{one:.2f}' for one in ratios)})")
    return middle >= bar


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--records", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        (into := Path(place) / "pages").mkdir()
        files = sorted(gather(given.pages, 300, into).folder.iterdir())
        bodies = [gzip.compress(page(path), 6, mtime=0) for path in files]
    writing: list[float] = []
    reading: list[float] = []
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            mine = cpu(lambda at=folder: ours(at, bodies, given.records))  # type: ignore[misc] # bound at once
            stock = cpu(lambda at=folder: theirs(at, bodies, given.records))  # type: ignore[misc] # bound at once
            writing.append(stock / mine * 3 / 2)  # three records an exchange against two
            (path,) = folder.glob("ours-*.warc.gz")
            places = responses(path)
            assert len(places) == given.records
            mine = cpu(lambda at=path, all_=places: read_ours(at, all_))  # type: ignore[misc] # bound at once
            with suppress(AttributeError):
                stock = cpu(lambda at=path: read_theirs(at))  # type: ignore[misc] # bound at once
                reading.append(stock / mine)
    good = told("records written a CPU second, ours synced", writing, 5.0)
    good &= told("responses read and decoded a CPU second", reading, 1.8)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        ours(folder, bodies, 1000)
        grown = peak_growth(lambda: ours(folder, bodies, 20_000))
        path = max(folder.glob("ours-*.warc.gz"), key=lambda one: one.stat().st_size)
        grown += peak_growth(lambda: sum(1 for _ in scan(path)))
    print(f"{'memory over 20,000 exchanges, written, scanned':44} {grown:5.1f} MB more (bar 30)")
    return int(not (good and grown <= 30))


if __name__ == "__main__":
    sys.exit(main())
