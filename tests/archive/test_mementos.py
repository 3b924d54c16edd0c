"""A page that a web archive replays keeps its own address and time, apart from the archive's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive import export, forgetting, ingest, mementos, study
from archive.committer import Committer
from archive.replay import replay
from archive.store import Archive
from archive.studied import Filter
from archive.warc.http import Head
from extract.address.replays import stamp

PAGE = "https://dam.example/2022/the-dam"
THEN = datetime(2022, 9, 19, 12, 0, 0, tzinfo=UTC)
FETCHED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
AT = f"https://web.archive.example/web/20220919120000id_/{PAGE}"
LINKS = (
    f'<{PAGE}>; rel="original", <https://web.archive.example/map/{PAGE}>; rel="timemap"; type="application/link-format"'
)
DATED = ("memento-datetime", "Mon, 19 Sep 2022 12:00:00 GMT")
LINKED = ("link", LINKS)
# (address, fields of the answer, what it is a copy of, as of when)
CASES: list[tuple[str, tuple[tuple[str, str], ...], str | None, datetime | None]] = [
    (AT, (), PAGE, THEN),
    (AT, (DATED,), PAGE, THEN),
    (
        AT,
        (("memento-datetime", "Tue, 20 Sep 2022 01:02:03 GMT"), LINKED),
        PAGE,
        datetime(2022, 9, 20, 1, 2, 3, tzinfo=UTC),
    ),
    (AT, (("memento-datetime", "yesterday"),), PAGE, THEN),
    (AT.replace("id_", ""), (), PAGE, THEN),
    (AT.replace("id_", "mp_"), (), PAGE, THEN),
    (AT.replace("https://dam", "https:/dam"), (), PAGE, THEN),
    ("https://wayback.example/1234/20220919120000/" + PAGE, (), PAGE, THEN),
    ("https://memory.example/x7f", (DATED, LINKED), PAGE, THEN),
    ("https://memory.example/x7f", (DATED, ("link", f"<{PAGE}>;rel=original")), PAGE, THEN),
    ("https://memory.example/x7f", (DATED, ("link", f'<{PAGE}>; rel="first memento original"')), PAGE, THEN),
    ("https://memory.example/x7f", (DATED,), None, None),
    ("https://memory.example/x7f", (LINKED,), None, None),
    ("https://memory.example/x7f", (DATED, ("link", f'<{PAGE}>; rel="originals"')), None, None),
    ("https://memory.example/x7f", (DATED, ("link", f'<{PAGE}>; rel="original-resource"')), None, None),
    ("https://memory.example/x7f", (DATED, ("link", f'<{PAGE}>; rel="original')), None, None),
    ("https://memory.example/x7f", (DATED, ("link", '<javascript:x>; rel="original"')), None, None),
    (AT.replace("20220919", "20229919"), (), PAGE, None),
    (PAGE, (), None, None),
    (PAGE, (("link", f'<{PAGE}>; rel="canonical"'),), None, None),
    ("https://dam.example/20220919120000/the-dam", (), None, None),
]


def test_address_and_fields_say_what_a_page_is_a_copy_of() -> None:
    for url, fields, meant, at in CASES:
        found = mementos.columns(url, Head(200, fields))
        assert (found["original_url"], found["original_at"]) == (meant, at), (url, fields)
        assert found["host"] == ("dam.example" if meant else url.split("/")[2]), url


@pytest.mark.parametrize("link", ["<http://" * 8000, f'<{PAGE}>; rel="' + "original " * 7000, "<" + " " * 64000])
def test_a_field_made_to_be_hard_to_read_is_read_at_once(link: str) -> None:
    begun = time.process_time()
    assert mementos.columns("https://memory.example/x7f", Head(200, (DATED, ("link", link))))["original_url"] is None
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(("url", "at"), [(AT, THEN), (PAGE, None), (AT.replace("2022", "0000"), None)])
def test_the_stamp_of_an_address_is_a_time_in_utc(url: str, at: datetime | None) -> None:
    assert stamp(url) == at


@pytest.fixture
def warc(tmp_path: Path, exchange: Callable[..., Any]) -> Path:
    """A crawler's file with the page as a web archive gave it, and one of its own."""
    path = tmp_path / "wayback.warc.gz"
    body = exchange().response.partition(b"\r\n\r\n")[2]
    with path.open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        for url, more in ((AT, [("Memento-Datetime", DATED[1]), ("Link", LINKS)]), ("https://other.example/a", [])):
            page = body.replace(b"dam", b"dyke") if more == [] else body
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *more], protocol="HTTP/1.1")
            stated = {"WARC-Date": FETCHED.strftime("%Y-%m-%dT%H:%M:%SZ")}
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(page), http_headers=headers, warc_headers_dict=stated
            )
            writer.write_record(record)
    return path


class TestAReplayedPage:
    @pytest.fixture
    def read(self, archives: Archive, warc: Path) -> Archive:
        with archives.writing():
            replay(archives, [warc])
        ingest.ingest(archives, None, workers=1)
        return archives

    def test_is_listed_under_its_own_address_host_and_time(self, read: Archive) -> None:
        [row] = study.coverage(read, Filter(source="dam.example"))
        assert (row.url, row.host) == (PAGE, "dam.example")
        assert (row.original_url, row.original_at, row.fetched) == (PAGE, THEN, FETCHED)
        assert study.coverage(read, Filter(source="web.archive.example")) == []

    def test_keeps_the_archives_address_and_the_time_of_the_fetch(self, read: Archive) -> None:
        [row] = study.coverage(read, Filter(source="dam.example"))
        capture = study.document(read, row.id).capture
        assert (capture.url, capture.fetched) == (AT, FETCHED)
        assert (capture.original_url, capture.original_at) == (PAGE, THEN)

    def test_is_exported_with_both(self, read: Archive) -> None:
        both = {
            row["host"]: (row["url"], row["original_url"], row["original_at"]) for row in export.rows(read, Filter())
        }
        assert both == {
            "dam.example": (AT, PAGE, THEN),
            "other.example": ("https://other.example/a", None, None),
        }

    def test_is_covered_by_an_order_on_the_page_itself(self, read: Archive) -> None:
        with read.writing():
            assert forgetting.forget(read, forgetting.orders(read, "url", PAGE, "why")) == 1
        assert len(study.coverage(read, Filter())) == 1


@pytest.mark.parametrize("later", [True, False])
def test_the_newest_state_of_a_page_is_current_however_it_was_fetched(
    archive: Archive, start: Any, exchange: Any, later: bool
) -> None:
    """A page fetched in 2023 is newer than the copy of 2022, though the copy was fetched in 2026."""
    live = datetime(2023 if later else 2021, 1, 1, tzinfo=UTC)
    with Committer(archive, start(archive).id) as committer:
        for url, fetched, word in ((PAGE, live, b"live"), (AT, FETCHED + timedelta(days=1), b"copy")):
            body = exchange().response.partition(b"\r\n\r\n")[2].replace(b"gives way", b"gives way, " + word)
            committer.submit(exchange(url, body, fetched=fetched)).result(60)
    ingest.ingest(archive, None, workers=1)
    [row] = study.coverage(archive, Filter())
    assert study.document(archive, row.id).capture.url == (PAGE if later else AT)
