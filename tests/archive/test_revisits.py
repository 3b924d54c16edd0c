"""A payload is kept once: what comes again is a revisit, which every reader of the archive resolves."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import fastwarc.warc
import pytest
from sqlalchemy import select, update
from warcio.archiveiterator import ArchiveIterator

from archive import pending, schema, study
from archive.capture import Exchange, Provenance, Refers
from archive.committer import Committer
from archive.ingest import ingest
from archive.reading import Payload
from archive.replay import replay
from archive.store import Archive
from archive.warc import record
from archive.warc.scan import scan

WHEN = datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)
IDS = record.Ids("<urn:uuid:r>", "<urn:uuid:q>", "<urn:uuid:i>", "<urn:uuid:m>")
FIRST = Refers("<urn:uuid:first>", "http://dam.example/ä", datetime(2026, 3, 1, tzinfo=UTC))
PAGE = b"<p>The dam gave way.</p>" * 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
REQUEST = b"GET /a HTTP/1.1\r\nHost: dam.example\r\n\r\n"
VIA = Provenance("page", "dam", "http://dam.example/feed", "feed", 0.75)


SAID = "Το φράγμα πάνω από το χωριό υποχώρησε την Τρίτη τη νύχτα, και το νερό έφτασε στην πλατεία της αγοράς. " * 4
DENSE = "".join(f"<!--{hashlib.sha512(bytes([n])).hexdigest()}-->" for n in range(20))  # that packing leaves large
GREEK = f"<html><title>Φράγμα</title><body><article><h1>Το φράγμα</h1><p>{SAID}</p></article>{DENSE}</body></html>"
UTF8 = b"Content-Type: text/html; charset=utf-8\r\n"
GZIP = b"Content-Encoding: gzip\r\n"
SAME, NEW = ("not for extraction", "unchanged"), ("document", None)
# The same payload at the same address: body, fields before and now, and what becomes of it.
READ_ANEW = [
    (GREEK.encode(), UTF8, UTF8, SAME),
    (GREEK.encode() + b" ", UTF8, UTF8 + b"Date: Tue, 3 Mar 2026 05:06:07 GMT\r\nETag: x\r\n", SAME),
    (GREEK.encode() + b"  ", UTF8, UTF8.replace(b"utf", b"UTF").replace(b"Type", b"TYPE"), SAME),
    (gzip.compress(GREEK.encode(), mtime=0), UTF8, UTF8 + GZIP, NEW),
    (gzip.compress(GREEK.encode(), mtime=1), UTF8 + GZIP, UTF8 + GZIP, SAME),
    (GREEK.encode("iso-8859-7"), b"Content-Type: application/pdf\r\n", b"Content-Type: text/html\r\n", NEW),
]


def one(response: bytes = HEAD + PAGE, **changes: Any) -> Exchange:
    given = {"url": "http://dam.example/a", "request": REQUEST, "fetched": WHEN, "provenance": VIA}
    return Exchange(response=response, **(given | changes))


def unpacked(member: bytes | None) -> bytes:
    assert member is not None
    return zlib.decompress(member, 31)


class TestRecords:
    def test_of_a_payload_that_is_here_already(self) -> None:
        # WARC 1.1, 6.7.2
        group = record.exchange(one(), IDS, lambda _: FIRST)
        assert unpacked(group.response) == (
            b"WARC/1.1\r\n"
            b"WARC-Type: revisit\r\n"
            b"WARC-Record-ID: <urn:uuid:r>\r\n"
            b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
            b"WARC-Target-URI: http://dam.example/a\r\n"
            b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest\r\n"
            b"WARC-Refers-To: <urn:uuid:first>\r\n"
            b"WARC-Refers-To-Target-URI: http://dam.example/%C3%A4\r\n"
            b"WARC-Refers-To-Date: 2026-03-01T00:00:00.000000Z\r\n"
            b"WARC-Payload-Digest: " + record.sha1(PAGE).encode() + b"\r\n"
            b"WARC-Truncated: length\r\n"
            b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
            b"WARC-Block-Digest: " + record.sha1(HEAD).encode() + b"\r\n"
            b"Content-Type: application/http; msgtype=response\r\n"
            b"Content-Length: 44\r\n"
            b"\r\n" + HEAD + b"\r\n\r\n"
        )
        assert group.refers == FIRST

    def test_of_an_answer_that_nothing_has_changed(self) -> None:
        # WARC 1.1, 6.7.3
        head = b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n'
        group = record.exchange(one(head, refers=FIRST), IDS)
        assert unpacked(group.response) == (
            b"WARC/1.1\r\n"
            b"WARC-Type: revisit\r\n"
            b"WARC-Record-ID: <urn:uuid:r>\r\n"
            b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
            b"WARC-Target-URI: http://dam.example/a\r\n"
            b"WARC-Profile: http://netpreserve.org/warc/1.1/revisit/server-not-modified\r\n"
            b"WARC-Refers-To: <urn:uuid:first>\r\n"
            b"WARC-Refers-To-Target-URI: http://dam.example/%C3%A4\r\n"
            b"WARC-Refers-To-Date: 2026-03-01T00:00:00.000000Z\r\n"
            b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
            b"WARC-Block-Digest: " + record.sha1(head).encode() + b"\r\n"
            b"Content-Type: application/http; msgtype=response\r\n"
            b"Content-Length: 40\r\n"
            b"\r\n" + head + b"\r\n\r\n"
        )

    def test_of_how_the_url_came_to_be_fetched(self) -> None:
        block = (
            b"via: http://dam.example/feed\r\ncuttings-kind: page\r\ncuttings-source: dam\r\n"
            b"cuttings-origin: feed\r\ncuttings-score: 0.75\r\n"
        )
        assert unpacked(record.exchange(one(), IDS).metadata) == (
            b"WARC/1.1\r\n"
            b"WARC-Type: metadata\r\n"
            b"WARC-Record-ID: <urn:uuid:m>\r\n"
            b"WARC-Date: 2026-03-04T05:06:07.890123Z\r\n"
            b"WARC-Target-URI: http://dam.example/a\r\n"
            b"WARC-Concurrent-To: <urn:uuid:r>\r\n"
            b"WARC-Warcinfo-ID: <urn:uuid:i>\r\n"
            b"WARC-Block-Digest: " + record.sha1(block).encode() + b"\r\n"
            b"Content-Type: application/warc-fields\r\n"
            b"Content-Length: " + str(len(block)).encode() + b"\r\n"
            b"\r\n" + block + b"\r\n\r\n"
        )

    def test_of_what_the_url_came_from_stay_on_their_lines(self) -> None:
        group = record.exchange(one(provenance=Provenance(via="http://a/\r\ncuttings-kind: feed")), IDS)
        assert b"\r\nvia: http://a/ cuttings-kind: feed\r\ncuttings-kind: page\r\n" in unpacked(group.metadata)

    @pytest.mark.parametrize(
        "given",
        [
            one(HEAD),  # nothing to point to
            one(HEAD + b"x" * (record.WORTH - 1)),  # the pointer would be longer
            one(truncated="length"),  # nobody knows the whole payload
        ],
    )
    def test_are_responses_where_a_revisit_gains_nothing(self, given: Exchange) -> None:
        group = record.exchange(given, IDS, lambda _: FIRST)
        assert b"\r\nWARC-Type: response\r\n" in unpacked(group.response)
        assert group.refers is None

    @pytest.mark.parametrize(
        "response",
        [
            b"HTTP/1.1 304 Not Modified\r\n\r\nbut here it is",
            b"HTTP/1.1 200 OK\r\n\r\n",
            b"HTTP/1.1 3040\r\n\r\n",
        ],
    )
    def test_claim_not_modified_only_where_the_server_did(self, response: bytes) -> None:
        assert record.exchange(one(response, refers=FIRST), IDS).refers is None


def rows(archive: Archive) -> list[Any]:
    with archive.read() as connection:
        return list(connection.execute(select(schema.capture).order_by(schema.capture.c.id)))


def warcs(archive: Archive) -> list[Path]:
    return sorted((archive.folder / "archive").glob("*.warc.gz"))


@pytest.fixture
def keep(start: Callable[..., Any], exchange: Callable[..., Exchange]) -> Callable[..., None]:
    def do(archive: Archive, *exchanges: Exchange, together: bool = False) -> None:
        with Committer(archive, start(archive).id) as committer:
            futures = []
            for given in exchanges:
                futures.append(committer.submit(given))
                if not together:
                    futures[-1].result(60)
        assert all(future.result(60) for future in futures)

    return do


class TestCaptures:
    @pytest.mark.parametrize("together", [False, True])
    def test_of_the_same_page_are_kept_once(
        self, archives: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange], together: bool
    ) -> None:
        later = exchange(fetched=WHEN + timedelta(days=1))
        keep(archives, exchange(), later, together=together)
        first, second = rows(archives)
        assert (first.record, first.outcome) == ("response", None)
        assert (second.record, second.outcome, second.why) == ("revisit", None, None)
        assert (second.refers_to, second.refers_url, second.refers_at) == (first.record_id, first.url, first.fetched)
        assert second.digest == first.digest
        assert second.length < first.length
        ingest(archives, None, workers=1)
        assert [row.why for row in rows(archives)] == [None, "unchanged"]

    def test_are_read_anew_where_the_same_bytes_are_to_be_read_otherwise(
        self, archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        for number, (body, before, after, _) in enumerate(READ_ANEW):
            for day, fields in enumerate((before, after)):
                head = b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n"
                given = exchange(f"http://dam.example/{number}", body, head=head, fetched=WHEN + timedelta(days=day))
                keep(archive, given)
        ingest(archive, None, workers=1)
        found = {(row.url, row.record): (row.outcome, row.why) for row in rows(archive)}
        for number, (_, before, after, expected) in enumerate(READ_ANEW):
            assert found[f"http://dam.example/{number}", "revisit"] == expected, (before, after)

    def test_in_another_run_are_known_again(
        self, archives: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        keep(archives, exchange())
        keep(archives, exchange(fetched=WHEN + timedelta(days=1)))
        assert [row.record for row in rows(archives)] == ["response", "revisit"]

    def test_refer_to_the_first_and_never_to_a_revisit(
        self, archives: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        keep(archives, *(exchange(fetched=WHEN + timedelta(days=day)) for day in range(3)))
        first, second, third = rows(archives)
        assert {second.refers_to, third.refers_to} == {first.record_id}

    def test_never_refer_to_a_body_that_was_cut(
        self, archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        keep(archive, exchange(truncated="time"), exchange(fetched=WHEN + timedelta(days=1)))
        assert [row.record for row in rows(archive)] == ["response", "response"]

    def test_of_one_text_at_two_urls_both_become_documents(
        self, archives: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange], article: str
    ) -> None:
        keep(archives, exchange("http://dam.example/a"), exchange("http://rio.example/b"))
        assert [row.record for row in rows(archives)] == ["response", "revisit"]
        assert ingest(archives, None, workers=1) == {"document": 2}
        found = [study.document(archives, number) for number in (1, 2)]
        assert [one.canonical for one in found] == ["http://dam.example/a", "http://rio.example/b"]
        assert all(article[:80] in one.document.text for one in found)

    @pytest.mark.parametrize("together", [False, True])
    def test_of_a_section_that_is_an_article_after_all_are_read(
        self, archives: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange], together: bool
    ) -> None:
        section = exchange(provenance=Provenance("section", "dam"))
        keep(archives, section, exchange(fetched=WHEN + timedelta(days=1)), together=together)
        assert [(row.record, row.why) for row in rows(archives)] == [("response", "section"), ("revisit", None)]
        assert ingest(archives, None, workers=1) == {"document": 1}

    def test_of_a_page_that_failed_are_read_again(
        self, archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        keep(archive, exchange())
        with archive.write() as connection:
            connection.execute(update(schema.capture).values(outcome="failed", why="took longer than 20 s"))
        keep(archive, exchange(fetched=WHEN + timedelta(days=1)))
        assert [row.outcome for row in rows(archive)] == ["failed", None]

    def test_not_modified_name_what_they_refer_to(
        self, archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        keep(archive, exchange())
        (first,) = rows(archive)
        refers = Refers(first.record_id, first.url, first.fetched)
        head = b"HTTP/1.1 304 Not Modified\r\n\r\n"
        keep(archive, exchange(body=b"", head=head, fetched=WHEN + timedelta(days=1), refers=refers))
        second = rows(archive)[1]
        assert (second.record, second.status, second.why) == ("revisit", 304, "not modified")
        assert second.refers_to == first.record_id

    def test_can_be_read_by_others(
        self, archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
    ) -> None:
        keep(archive, exchange(), exchange(fetched=WHEN + timedelta(days=1)))
        (path,) = warcs(archive)
        with path.open("rb") as handle:
            kinds = [
                (found.rec_type, found.content_stream().read())
                for found in ArchiveIterator(handle, check_digests="raise")
            ]
        assert [kind for kind, _ in kinds] == [
            "warcinfo",
            *["response", "request", "metadata"],
            *["revisit", "request", "metadata"],
        ]
        assert all(found.verify_block_digest() for found in fastwarc.warc.ArchiveIterator(str(path), parse_http=False))


class TestReplay:
    def test_of_our_own_files_gives_the_same_documents(
        self, archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange], tmp_path: Path
    ) -> None:
        keep(
            archive,
            exchange("http://dam.example/a"),
            exchange("http://rio.example/b"),
            exchange("http://dam.example/a", fetched=WHEN + timedelta(1)),
        )
        with Archive.open(tmp_path / "again") as again:
            replay(again, warcs(archive))
            assert ingest(again, None, workers=1) == {"document": 2, "not for extraction": 1}
            assert [row.why for row in rows(again)] == [None, None, "unchanged"]

    @pytest.mark.parametrize("profile", ["netpreserve.org/warc/1.0/", "netpreserve.org/warc/1.1/revisit/"])
    @pytest.mark.parametrize("named", ["by id", "by URL and second", "by digest alone"])
    @pytest.mark.parametrize("headless", [False, True])
    def test_of_others_revisits_finds_the_payload(
        self, archive: Archive, tmp_path: Path, profile: str, named: str, *, headless: bool
    ) -> None:
        files = foreign(tmp_path, PAGE, profile, named, headless=headless)
        replay(archive, files)
        first, second = pending.behind(archive, 0, 10)
        assert (first.job.revisit, first.job.payload) == (False, None)
        assert second.job.payload == Payload(files[0], 0, files[0].stat().st_size, same_url=False)
        assert second.job.url == "http://rio.example/b"

    def test_of_a_revisit_without_its_original_waits_for_it(
        self, archive: Archive, tmp_path: Path, article: str
    ) -> None:
        page = f"<html><title>Dam</title><body><article><p>{article}</p></article></body></html>".encode()
        original, revisit = foreign(tmp_path, page, "netpreserve.org/warc/1.0/", "by id", headless=False)
        replay(archive, [revisit])
        assert ingest(archive, None, workers=1) == {"not for extraction": 1}
        assert rows(archive)[0].why == "revisit: its original is not here"
        replay(archive, [original])
        assert [row.outcome for row in rows(archive)] == [None, None]
        assert ingest(archive, None, workers=1) == {"document": 2}


def foreign(folder: Path, page: bytes, profile: str, named: str, *, headless: bool) -> list[Path]:
    """Two files as others write them: a response in one, and in the other a revisit of it at another URL."""
    digest = record.sha1(page)
    head = HEAD.decode()
    fields = {
        "WARC-Type": "response",
        "WARC-Record-ID": "<urn:uuid:1>",
        "WARC-Date": "2026-03-04T05:06:07.5Z",
        "WARC-Target-URI": "<http://dam.example/a>",
        "WARC-Payload-Digest": digest,
        "Content-Type": "application/http; msgtype=response",
    }
    (folder / "original.warc").write_bytes(plain(fields, head.encode() + page))
    refers = {
        "by id": {"WARC-Refers-To": "<urn:uuid:1>"},
        "by URL and second": {
            "WARC-Refers-To-Target-URI": "http://dam.example/a",
            "WARC-Refers-To-Date": "2026-03-04T05:06:07Z",
        },
        "by digest alone": {"WARC-Payload-Digest": digest},
    }[named]
    fields = {
        "WARC-Type": "revisit",
        "WARC-Record-ID": "<urn:uuid:2>",
        "WARC-Date": "2026-03-05T05:06:07Z",
        "WARC-Target-URI": "<http://rio.example/b>",
        "WARC-Profile": f"http://{profile}identical-payload-digest",
        "Content-Type": "application/http; msgtype=response",
    } | refers
    (folder / "revisit.warc").write_bytes(plain(fields, b"" if headless else head.encode()))
    return [folder / "original.warc", folder / "revisit.warc"]


def plain(fields: dict[str, str], block: bytes) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}Content-Length: {len(block)}\r\n\r\n".encode() + block + b"\r\n\r\n"


def test_a_scan_sees_what_was_written(
    archive: Archive, keep: Callable[..., None], exchange: Callable[..., Exchange]
) -> None:
    keep(archive, exchange(), exchange(fetched=WHEN + timedelta(days=1)))
    found = [one for path in warcs(archive) for one in scan(path)]
    assert not [one for one in found if isinstance(one, Exception)]
