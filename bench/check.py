"""Says whether a mode really did its work: every page of the job fetched, kept and looked at."""

from __future__ import annotations

from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from bench.errors import CountOff
from bench.job import Job, Told

KEEPS_NOTHING = {"bare"}
EXTRACTS_NOTHING = {"bare", "recorded", "capture"}


def check(job: Job, told: Told) -> None:
    """Raises CountOff unless every URL of the job was got, stands in the mode's WARC files, and was extracted."""
    wanted = set(job.urls)
    if told.pages != len(wanted):
        raise CountOff(f"{job.mode} got {told.pages} of {len(wanted)} pages")
    if job.mode not in KEEPS_NOTHING:
        kept = responses(job.out)
        if not wanted <= kept:
            raise CountOff(f"{job.mode} kept {len(wanted & kept)} of {len(wanted)} pages as WARC")
    if told.left:
        raise CountOff(f"{job.mode} left {told.left} pages without extraction")
    if job.mode not in EXTRACTS_NOTHING and not told.documents:
        raise CountOff(f"{job.mode} made no document of {told.pages} pages")


def warcs(folder: Path) -> list[Path]:
    """The WARC files under the folder, those still open too."""
    found = (path for path in folder.rglob("*.warc.gz*") if path.is_file() and path.suffix != ".cdxj")
    return sorted(found)


def responses(folder: Path) -> set[str]:
    """Target URIs with status 200 under the folder: response records with a body, and revisits of such."""
    found: set[str] = set()
    for path in warcs(folder):
        with path.open("rb") as file:
            kinds = WarcRecordType.response | WarcRecordType.revisit
            for record in ArchiveIterator(file, record_types=kinds, parse_http=True):
                whole = record.record_type == WarcRecordType.revisit or record.reader.read(1)
                if record.http_headers.status_code == 200 and whole:
                    found.add(record.headers["WARC-Target-URI"])
    return found
