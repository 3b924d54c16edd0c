"""What is written is read: by our reader, by warcio and by fastwarc, at the same places, whatever the bytes are."""

import gzip
import io
import shutil
import string
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import brotli
import fastwarc.warc
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.capture import Exchange
from archive.errors import RecordDamaged
from archive.warc import record
from archive.warc.codings import payload
from archive.warc.http import dechunk, parse_head, split
from archive.warc.members import member
from archive.warc.mend import mend
from archive.warc.reader import read_record
from archive.warc.scan import scan
from archive.warc.writer import Place, WarcWriter

MADE = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
INFO = record.warcinfo("<urn:uuid:i>", MADE, "t.warc.gz", [("software", "cuttings")])

# Parts of HTTP messages: well formed, so that all readers mean the same by head and body.
TOKEN = st.text(string.ascii_letters + string.digits + "-", min_size=1, max_size=12)
VALUE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=30).map(str.strip)
FIELDS = st.lists(st.tuples(TOKEN, VALUE), max_size=5)
BODY = st.binary(max_size=400) | st.integers(0, 3000).map(lambda size: b"<p>dam</p>" * size)
INSTANT = st.datetimes(
    datetime(1000, 1, 2),
    datetime(9998, 1, 1),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-9, minutes=-30))]),
)


def message(line: bytes, fields: list[tuple[str, str]], body: bytes) -> bytes:
    head = b"".join(f"{name}: {value}\r\n".encode() for name, value in fields)
    return line + b"\r\n" + head + b"\r\n" + body


EXCHANGES = st.builds(
    Exchange,
    url=st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map("http://dam.example/".__add__),
    request=st.builds(message, st.just(b"GET /a HTTP/1.1"), FIELDS, st.binary(max_size=50)),
    response=st.builds(message, st.just(b"HTTP/1.1 200 OK"), FIELDS, BODY),
    fetched=INSTANT,
    ip=st.none() | st.ip_addresses().map(str),
    truncated=st.none() | st.sampled_from(["length", "time", "disconnect", "unspecified"]),
)


def write(folder: Path, given_: list[Exchange], **more) -> list[Place]:
    """Writes the exchanges, a batch each, and gives the places of responses and requests in turn."""
    places = []
    with WarcWriter(folder, "t", lambda *_: ("<urn:uuid:i>", INFO), now=lambda: MADE, **more) as out:
        for number, one in enumerate(given_):
            ids = record.Ids(f"<urn:uuid:r{number}>", f"<urn:uuid:q{number}>", out.ready())
            pair = record.exchange(one, ids)
            places += out.append([pair.response, pair.request])
            out.sync()
    return places


@pytest.fixture(scope="module")
def room(tmp_path_factory) -> Path:
    """One folder for all examples: each empties it first."""
    return tmp_path_factory.mktemp("room") / "warcs"


def emptied(room: Path) -> Path:
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    return room


class TestWrittenByUs:
    @settings(max_examples=60)
    @given(st.lists(EXCHANGES, max_size=4))
    def test_is_read_by_us_at_its_place_as_it_was(self, room, given_):
        places = write(emptied(room), given_)
        for one, response, request in zip(given_, places[::2], places[1::2], strict=True):
            found = read_record(room / response.name, response.offset, response.length)
            assert found.block == one.response
            assert found.uri == record.target_uri(one.url)
            assert found.date == one.fetched
            assert found.fields.get("warc-ip-address") == one.ip
            assert found.fields.get("warc-truncated") == one.truncated
            asked = read_record(room / request.name, request.offset, request.length)
            assert asked.block == record.mask(one.request)[0]
            assert asked.fields["warc-concurrent-to"] == found.fields["warc-record-id"]

    @settings(max_examples=40)
    @given(st.lists(EXCHANGES, min_size=1, max_size=4))
    def test_stands_where_index_makers_find_it(self, room, given_):
        """Offset and length as a CDX line would have them, by the reader that makes most of them."""
        places = write(emptied(room), given_)
        (path,) = room.iterdir()
        with path.open("rb") as handle:
            records = ArchiveIterator(handle)
            theirs = []
            for one in records:
                offset = records.get_record_offset()
                one.raw_stream.read()
                theirs.append((one.rec_type, offset, records.get_record_length()))
        ours = [(found.kind, found.offset, found.length) for found in scan(path)]
        assert ours == theirs
        assert ours[1:] == [
            (kind, place.offset, place.length)
            for kind, place in zip(["response", "request"] * len(given_), places, strict=True)
        ]

    @settings(max_examples=40)
    @given(st.lists(EXCHANGES, min_size=1, max_size=4))
    def test_is_the_same_to_warcio(self, room, given_):
        write(emptied(room), given_)
        with next(room.iterdir()).open("rb") as handle:
            read = [
                (one.rec_type, one.rec_headers.get_header("WARC-Target-URI"), one.raw_stream.read())
                for one in ArchiveIterator(handle, check_digests="raise")
            ]
        assert read[1::2] == [("response", record.target_uri(one.url), split(one.response)[1]) for one in given_]
        assert read[2::2] == [
            ("request", record.target_uri(one.url), split(record.mask(one.request)[0])[1]) for one in given_
        ]

    @settings(max_examples=40)
    @given(st.lists(EXCHANGES, min_size=1, max_size=4))
    def test_is_the_same_to_fastwarc(self, room, given_):
        write(emptied(room), given_)
        path = next(room.iterdir())
        ours = list(scan(path))
        theirs = fastwarc.warc.ArchiveIterator(str(path), parse_http=False)
        read = [(one.record_id, one.stream_pos, one.verify_block_digest(), one.reader.read()) for one in theirs]
        assert read == [(one.fields["warc-record-id"], one.offset, True, one.block) for one in ours]

    @settings(max_examples=25)
    @given(st.lists(EXCHANGES, min_size=2, max_size=6), st.integers(1, 3000))
    def test_stands_in_the_file_that_its_place_names_when_files_are_rolled(self, room, given_, most):
        places = write(emptied(room), given_, max_bytes=most)
        for one, place in zip(given_, places[::2], strict=True):
            assert read_record(room / place.name, place.offset, place.length).block == one.response
        for path in room.iterdir():
            found = list(scan(path))
            assert found[0].kind == "warcinfo"
            # A file is closed when it is full: all but its last pair stand below the limit.
            assert len(found) >= 3
            assert found[-2].offset < most or len(found) == 3


class TestWrittenByOthers:
    @settings(max_examples=60)
    @given(
        given_=st.lists(st.tuples(FIELDS, BODY), min_size=1, max_size=4),
        packed=st.booleans(),
        version=st.sampled_from(["1.0", "1.1"]),
    )
    def test_warcio_is_read_as_it_reads_itself(self, room, given_, packed, version):
        out = io.BytesIO()
        writer = WARCWriter(out, gzip=packed, warc_version=version)
        for number, (fields, body) in enumerate(given_):
            head = StatusAndHeaders("200 OK", list(fields), protocol="HTTP/1.1")
            made = writer.create_warc_record(f"http://a/{number}", "response", io.BytesIO(body), http_headers=head)
            writer.write_record(made)
        (emptied(room) / "a.warc").write_bytes(out.getvalue())
        ours = list(scan(room / "a.warc"))
        assert [(one.uri, split(one.block)[1]) for one in ours] == [
            (f"http://a/{number}", body) for number, (_, body) in enumerate(given_)
        ]
        theirs = ArchiveIterator(io.BytesIO(out.getvalue()))
        assert [one.fields["warc-record-id"] for one in ours] == [
            one.rec_headers.get_header("WARC-Record-ID") for one in theirs
        ]

    @settings(max_examples=40)
    @given(st.lists(EXCHANGES, min_size=1, max_size=4))
    def test_a_copy_that_fastwarc_made_is_read_as_the_original(self, room, given_):
        write(emptied(room), given_)
        (path,) = room.iterdir()
        out = io.BytesIO()
        for one in fastwarc.warc.ArchiveIterator(str(path), parse_http=False):
            one.write(out)
        (room / "copy.warc").write_bytes(out.getvalue())
        original, copied = list(scan(path)), list(scan(room / "copy.warc"))
        assert [(one.kind, one.uri, one.date, one.block) for one in copied] == [
            (one.kind, one.uri, one.date, one.block) for one in original
        ]


def chunked(body: bytes, sizes: list[int], *, ends: bytes = b"\r\n", extension: bytes = b"") -> bytes:
    out = b""
    for size in sizes:
        piece, body = body[:size], body[size:]
        if piece:
            out += b"%x%s%s%s%s" % (len(piece), extension, ends, piece, ends)
    if body:
        out += b"%X%s%s%s" % (len(body), ends, body, ends)
    return out + b"0" + ends + ends


SIZES = st.lists(st.integers(1, 300), max_size=6)
ENDS = st.sampled_from([b"\r\n", b"\n"])


class TestCodings:
    @given(BODY, SIZES, ENDS, st.sampled_from([b"", b";a=b", b" ; name=value;other"]))
    def test_chunks_of_any_size_are_undone(self, body, sizes, ends, extension):
        assert dechunk(chunked(body, sizes, ends=ends, extension=extension)) == body

    @given(st.binary(min_size=1, max_size=300), SIZES, st.integers(0, 400))
    def test_chunks_that_were_cut_give_the_start(self, body, sizes, cut):
        whole = chunked(body, sizes)
        # A cut within the very first size leaves nothing that tells a chunk from a page that was kept decoded.
        first = whole.index(b"\n") + 1
        found = dechunk(whole[: max(cut, first)])
        assert body.startswith(found)

    @settings(max_examples=50)
    @given(
        body=BODY,
        codings=st.lists(st.sampled_from(["gzip", "deflate", "br", "zstd", "identity"]), max_size=3),
        sizes=st.none() | SIZES,
    )
    def test_any_stack_of_codings_is_undone_in_turn(self, body, codings, sizes):
        packs = {
            "gzip": gzip.compress,
            "deflate": zlib.compress,
            "br": brotli.compress,
            "zstd": zstandard.ZstdCompressor().compress,
            "identity": bytes,
        }
        sent = body
        for coding in codings:
            sent = packs[coding](sent)
        fields = [("Content-Encoding", coding) for coding in codings]
        if sizes is not None:
            fields.append(("Transfer-Encoding", "chunked"))
            sent = chunked(sent, sizes)
        head, kept = split(message(b"HTTP/1.1 200 OK", fields, sent))
        # Nothing at all under a coding stays nothing; of what is not empty, every byte comes back.
        assert payload(parse_head(head), kept) == body

    @settings(max_examples=50)
    @given(BODY, st.sampled_from(["gzip", "deflate"]))
    def test_the_page_that_warcio_decodes_is_the_page_that_we_decode(self, body, coding):
        pack = {"gzip": gzip.compress, "deflate": zlib.compress}[coding]
        response = message(b"HTTP/1.1 200 OK", [("Content-Encoding", coding)], pack(body))
        pair = record.exchange(
            Exchange("http://a/", b"GET / HTTP/1.1\r\n\r\n", response, MADE), record.Ids("<a>", "<b>", "<c>")
        )
        (theirs,) = [one.content_stream().read() for one in ArchiveIterator(io.BytesIO(pair.response))]
        head, kept = split(response)
        assert payload(parse_head(head), kept) == theirs == body


class WriterLife(RuleBasedStateMachine):
    """A WARC writer under any order of appends, syncs, rewinds, rolls and kills: what was synced is what is read."""

    def __init__(self) -> None:
        super().__init__()
        self.synced: dict[str, list[bytes]] = {}
        self.loose: list[bytes] = []
        self.count = 0

    @initialize(most=st.integers(200, 2000))
    def begin(self, most):
        WriterLife.ROOM = emptied(WriterLife.BASE)
        self.most = most
        self.out = self.writer()

    def writer(self) -> WarcWriter:
        return WarcWriter(self.ROOM, "t", lambda *_: ("<urn:uuid:i>", INFO), now=lambda: MADE, max_bytes=self.most)

    @rule(size=st.integers(0, 600))
    def append(self, size):
        if not self.loose:  # files are only rolled between groups
            self.out.ready()
        self.count += 1
        block = b"%d " % self.count + bytes(size)
        head = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: %d\r\n\r\n" % len(block)
        (place,) = self.out.append([member(head + block + b"\r\n\r\n", packed=size % 2 == 0)])
        self.name = place.name
        self.loose.append(block)

    @rule()
    def sync(self):
        self.out.sync()
        if self.loose:
            self.synced.setdefault(self.name, []).extend(self.loose)
            self.loose = []

    @precondition(lambda self: self.loose)
    @rule()
    def rewind(self):
        self.out.rewind()
        self.loose = []

    @rule()
    def close_and_open(self):
        self.finish()
        self.out = self.writer()

    @precondition(lambda self: self.loose)
    @rule(torn=st.integers(1, 40))
    def die(self, torn):
        """What was appended and not synced is cut somewhere by the kill; the kernel frees the lock."""
        path = self.ROOM / (self.name + ".open")
        before = path.stat().st_size
        self.out._file.handle.close()
        with path.open("r+b") as handle:
            handle.truncate(max(0, before - torn))
        mend(self.ROOM)
        kept = [found.block for found in scan(self.ROOM / self.name) if found.kind == "resource"]
        known = self.synced.get(self.name, [])
        assert kept[: len(known)] == known, "nothing that was synced is lost"
        assert kept == (known + self.loose)[: len(kept)], "and nothing is there that was not appended"
        self.synced[self.name] = kept
        self.loose = []
        self.out = self.writer()

    @invariant()
    def what_was_synced_is_read(self):
        for name, blocks in self.synced.items():
            path = self.ROOM / name
            if not path.exists():
                path = self.ROOM / (name + ".open")
            found = [one for one in scan(path) if not isinstance(one, RecordDamaged)]
            read = [one.block for one in found if one.kind == "resource"]
            assert read[: len(blocks)] == blocks

    def teardown(self):
        if hasattr(self, "out"):
            self.finish()
            assert not list(self.ROOM.glob("*.open"))

    def finish(self):
        self.sync()
        self.out.close()
        for path in self.ROOM.iterdir():
            first, *others = scan(path)
            assert first.kind == "warcinfo"
            assert [one.block for one in others] == self.synced.get(path.name, []), "a closed file holds nothing else"


def test_a_writer_keeps_its_word_in_any_order_of_events(tmp_path_factory):
    WriterLife.BASE = tmp_path_factory.mktemp("life") / "warcs"
    machine = WriterLife.TestCase
    machine.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
    machine("runTest").runTest()
