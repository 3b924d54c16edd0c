"""A takedown leaves nothing but its reason, in no place, and nothing brings it back."""

from __future__ import annotations

import gzip
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator
from sqlalchemy import select
from warcio.checker import Checker

from archive import cdxj, drafts, exports, forgetting, ingest, schema, study, tombstones
from archive.capture import Exchange
from archive.committer import Committer
from archive.errors import ArchiveError, NotArchived
from archive.frontier import Entry, Frontier
from archive.repair import repair
from archive.replay import replay
from archive.store import Archive
from archive.strings import clean
from archive.studied import Filter
from archive.verify import Verified, verify
from archive.warc.rewrite import made, metadata
from archive.warc.scan import scan

PAGE = "http://dam.example/a"
SECRET = "Zanzibarquux"  # stands on the page that is to go, and nowhere else


@pytest.fixture
def page(exchange: Callable[..., Exchange]) -> Callable[..., Exchange]:
    """An exchange with a body of its own for each word."""
    words = (
        "The {} dam above the village gave way on Tuesday night after three weeks of rain, and the water reached the "
        "market square before anyone had been told to leave. Rescue teams counted forty houses without a roof, and "
        "the mayor of {} said that the alarm had been tested in spring. Farmers in the valley lost their sheep."
    )

    def make(url: str, word: str, **more: Any) -> Exchange:
        body = f"<title>{word} gives way</title><article><h1>{word}</h1><p>{words.format(word, word)}</p></article>"
        return exchange(url, body.encode(), **more)

    return make


Filled = Callable[..., list[int]]


@pytest.fixture
def fill(start: Callable[..., Any]) -> Filled:
    """Keeps exchanges in a run and a file of their own; the captures' numbers."""

    def put(archive: Archive, *exchanges: Exchange) -> list[int]:
        with Committer(archive, start(archive).id) as committer:
            return [committer.submit(one).result(10).id for one in exchanges]

    return put


def forget(archive: Archive, kind: tombstones.Kind, what: str) -> int:
    with archive.writing():
        return forgetting.forget(archive, forgetting.orders(archive, kind, what, "court order 12"))


def urls(archive: Archive) -> list[str]:
    with archive.read() as connection:
        return sorted(connection.scalars(select(schema.capture.c.url)))


def checked(archive: Archive) -> Verified:
    faults: list[str] = []
    done = verify(archive, lambda fault: faults.append(str(fault)))
    assert faults == []
    return done


def everything(folder: Path) -> bytes:
    """All bytes in the folder, with what is packed unpacked."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found.append(gzip.decompress(data) if path.name.endswith(".gz") else data)
    return b"\n".join(found)


def readable(archive: Archive) -> bool:
    """Whether readers of others find nothing wrong with any file."""

    class Quiet:
        def __init__(self, names: list[str]) -> None:
            self.inputs, self.verbose = names, False

    paths = list(map(str, cdxj.closed(archive)))
    for path in paths:
        with open(path, "rb") as handle:  # noqa: PTH123 - fastwarc's
            assert all(one.verify_block_digest() for one in ArchiveIterator(BytesIO(handle.read()), parse_http=False))
    return Checker(Quiet(paths)).process_all() == 0


class TestAPage:
    @pytest.fixture
    def kept(self, archives: Archive, page: Any, fill: Filled) -> Archive:
        fill(
            archives,
            page("http://dam.example/before", "Before"),
            page(PAGE, SECRET),
            page(f"{PAGE}?utm_source=x", SECRET, fetched=page(PAGE, "").fetched + timedelta(hours=1)),
            page("http://dam.example/behind", "Behind"),
        )
        ingest.ingest(archives, None, workers=1)
        assert SECRET.encode() in everything(archives.folder)
        return archives

    def test_goes_out_of_every_file_and_the_others_stay(self, kept: Archive) -> None:
        assert forget(kept, "url", PAGE) == 2
        assert urls(kept) == ["http://dam.example/before", "http://dam.example/behind"]
        left = everything(kept.folder)
        assert SECRET.encode() not in left
        assert SECRET.lower().encode() not in left
        assert b"cuttings-forgotten-reason: court order 12" in left
        assert readable(kept)

    def test_leaves_an_archive_that_verifies_and_says_how_much_was_taken_down(self, kept: Archive) -> None:
        forget(kept, "url", PAGE)
        done = checked(kept)
        assert (done.captures, done.forgotten) == (2, 2)

    def test_goes_out_of_lists_searches_and_indexes(self, kept: Archive) -> None:
        assert len(study.coverage(kept, Filter(text=SECRET))) == 1
        forget(kept, "url", PAGE)
        assert study.coverage(kept, Filter(text=SECRET)) == []
        assert len(study.coverage(kept, Filter())) == 2
        assert PAGE not in "".join(line for path in cdxj.closed(kept) for line in cdxj.lines(kept, path.name))

    def test_does_not_come_back_from_the_files(self, kept: Archive) -> None:
        forget(kept, "url", PAGE)
        with kept.write() as connection:
            for table in reversed(schema.metadata.sorted_tables):
                if table is not schema.version:
                    connection.execute(table.delete())
        with kept.writing():
            done = repair(kept)
        assert (done.captures, done.forgotten) == (2, 0)
        assert tombstones.known(kept).order(PAGE) is not None
        assert len(urls(kept)) == 2
        checked(kept)

    def test_does_not_come_back_from_a_copy(self, kept: Archive, tmp_path: Path) -> None:
        [path] = cdxj.closed(kept)
        copy = tmp_path / "copy.warc.gz"
        shutil.copy(path, copy)
        forget(kept, "url", PAGE)
        for inside in (False, True):
            with forgetting.held(kept):
                counts = replay(kept, [copy], copy=inside)
            assert (counts.captures, counts.known, counts.forgotten) == (0, 2, 2)
        assert SECRET.encode() not in everything(kept.folder)
        checked(kept)

    def test_a_copy_put_into_the_folder_by_hand_is_a_fault_that_repair_mends(self, kept: Archive) -> None:
        [path] = cdxj.closed(kept)
        copy = path.with_name("copy.warc.gz")
        shutil.copy(path, copy)
        data = copy.read_bytes()
        forget(kept, "url", PAGE)
        copy.write_bytes(data)
        assert verify(kept).faults["forgotten"] == 6  # each with its request and metadata
        with kept.writing():
            assert repair(kept).forgotten == 2
        assert SECRET.encode() not in everything(kept.folder)
        checked(kept)

    def test_said_twice_does_nothing_more(self, kept: Archive) -> None:
        forget(kept, "url", PAGE)
        assert forget(kept, "url", f"{PAGE}#top") == 0
        checked(kept)

    def test_goes_out_of_the_frontier(self, kept: Archive) -> None:
        with Frontier(kept.folder) as frontier:
            frontier.add([Entry(PAGE), Entry("http://dam.example/new")])
        forget(kept, "url", PAGE)
        with Frontier(kept.folder) as frontier:
            assert frontier.state(PAGE) is None
            assert frontier.state("http://dam.example/new") == "waiting"


class TestExports:
    def test_are_named_that_held_it(self, archives: Archive, page: Any, fill: Filled) -> None:
        fill(archives, page(PAGE, SECRET), page("http://dam.example/b", "Other"))
        with archives.read() as connection:
            ids = dict(connection.execute(select(schema.capture.c.url, schema.capture.c.record_id)).all())
        exports.remember(archives, "csv", "/with.csv", {"topic": "floods", "source": None}, [ids[PAGE]])
        exports.remember(archives, "csv", "/without.csv", {}, [ids["http://dam.example/b"]])
        noted = exports.Noted()
        assert len(list(noted.passing([{"record_id": one} for one in ids.values()]))) == 2
        exports.remember(archives, "jsonl", "-", {}, noted)
        seen = forgetting.look(archives, forgetting.orders(archives, "url", PAGE, "why"))
        assert [(one.path, one.selection) for one in seen.exports] == [("/with.csv", {"topic": "floods"}), ("-", {})]
        assert (seen.captures, seen.urls) == (1, {PAGE: 1})

    @pytest.mark.parametrize("path", ["/with.csv", "/a\nb: {} \udcff ä.csv"])
    def test_are_named_again_though_nothing_of_it_is_left(
        self, archive: Archive, page: Any, fill: Filled, tmp_path: Path, path: str
    ) -> None:
        fill(archive, page(PAGE, SECRET), page("http://dam.example/b", "Other"))
        with archive.read() as connection:
            (held,) = connection.scalars(select(schema.capture.c.record_id).where(schema.capture.c.url == PAGE))
        exports.remember(archive, "csv", clean(path), {}, [held])
        first = forgetting.look(archive, forgetting.orders(archive, "url", PAGE, "why"))
        for _ in range(2):
            forget(archive, "url", PAGE)
            seen = forgetting.look(archive, forgetting.orders(archive, "url", PAGE, "why"))
            assert (seen.captures, seen.exports) == (0, first.exports)
            assert [one.path for one in seen.exports] == [clean(path)]
        assert forgetting.look(archive, forgetting.orders(archive, "host", "dam.example", "why")).exports == ()
        shutil.copytree(archive.folder / "archive", tmp_path / "new" / "archive")
        with Archive.open(tmp_path / "new") as new, new.writing():
            repair(new)  # of the old database nothing is left
            again = forgetting.look(new, forgetting.orders(new, "url", PAGE, "why")).exports
            assert [(one.at, one.form, one.path) for one in again] == [
                (one.at, one.form, one.path) for one in first.exports
            ]

    @pytest.mark.parametrize("line", ["", "{", "[]", "{}", '{"at": 1, "form": "csv", "path": "x"}', '{"at": "x"}'])
    def test_are_read_from_no_other_line(self, line: str) -> None:
        assert exports.read(line) is None


AMP, PRINT = "http://dam.example/a/amp", "http://www.dam.example/print?id=1"
TWINS: list[tuple[tombstones.Kind, str, list[str]]] = [
    ("url", PAGE, [AMP, PRINT]),
    ("url", AMP, [PAGE, PRINT]),
    ("url", "http://dam.example/other", []),
    ("url", "http://dam.example/never-seen", []),
    ("host", "www.dam.example", [PAGE, AMP]),
    ("host", "dam.example", []),
    ("capture", "1", [AMP, PRINT]),
]


def test_other_addresses_of_a_page_are_named_and_stay(archive: Archive, page: Any, fill: Filled) -> None:
    stated = f'<link rel="canonical" href="{PAGE}"><title>'.encode()
    pages = [page(url, f"Word{number}") for number, url in enumerate([PAGE, AMP, PRINT, "http://far.example/a"])]
    marked = [replace(one, response=one.response.replace(b"<title>", stated)) for one in pages]
    fill(archive, *marked, page("http://dam.example/other", "Other"))
    ingest.ingest(archive, None, workers=1)
    for kind, what, named in TWINS:
        seen = forgetting.look(archive, forgetting.orders(archive, kind, what, "why"))
        assert list(seen.twins) == named, what
    forget(archive, "url", PAGE)
    assert urls(archive) == [AMP, "http://dam.example/other", "http://far.example/a", PRINT]


class TestAHost:
    @pytest.mark.parametrize(
        ("host", "gone"),
        [
            ("dam.example", ["dam.example", "www.dam.example", "dam.example:8080"]),
            ("DAM.example.", ["dam.example", "www.dam.example", "dam.example:8080"]),
            ("www.dam.example", ["www.dam.example"]),
            ("dam.example:8080", ["dam.example:8080"]),
            ("m.example", []),
            ("127.0.0.1", ["127.0.0.1:81"]),
            ("0.0.1", []),
        ],
    )
    def test_goes_with_all_below_it(
        self, archive: Archive, page: Any, fill: Filled, host: str, gone: list[str]
    ) -> None:
        names = ["dam.example", "www.dam.example", "dam.example:8080", "bigdam.example", "127.0.0.1:81", "example"]
        fill(archive, *(page(f"http://{name}/a", name.replace(".", " ")) for name in names))
        forget(archive, "host", host)
        assert urls(archive) == sorted(f"http://{name}/a" for name in names if name not in gone)
        checked(archive)


class TestACapture:
    def test_goes_alone_and_its_address_may_be_asked_again(self, archives: Archive, page: Any, fill: Filled) -> None:
        later = page(PAGE, "").fetched + timedelta(hours=1)
        first, second = fill(archives, page(PAGE, SECRET), page(PAGE, "Mended", fetched=later))
        assert forget(archives, "capture", str(first)) == 1
        with archives.read() as connection:
            assert connection.scalars(select(schema.capture.c.id)).all() == [second]
        assert tombstones.known(archives).order(PAGE) is None
        assert SECRET.encode() not in everything(archives.folder)
        checked(archives)

    def test_takes_along_revisits_of_its_own_address(self, archives: Archive, page: Any, fill: Filled) -> None:
        later = page(PAGE, "").fetched + timedelta(hours=1)
        first, _ = fill(archives, page(PAGE, SECRET * 40), page(PAGE, SECRET * 40, fetched=later))
        assert forget(archives, "capture", str(first)) == 2
        assert urls(archives) == []
        checked(archives)

    @pytest.mark.parametrize("what", ["99", "<urn:uuid:none>"])
    def test_that_is_not_here_is_said_so(self, archive: Archive, what: str) -> None:
        with pytest.raises(NotArchived, match="there is no capture"):
            forgetting.orders(archive, "capture", what, "why")


class TestRevisits:
    def test_at_other_addresses_get_the_payload_that_would_go(self, archives: Archive, page: Any, fill: Filled) -> None:
        """The order is about an address; another outlet's copy is its own publication."""
        others = ["http://other.example/b", "http://third.example/c"]
        fill(archives, page(PAGE, SECRET * 40))
        fill(archives, *(page(url, SECRET * 40) for url in others))
        with archives.read() as connection:
            records = connection.scalars(select(schema.capture.c.record).order_by(schema.capture.c.id)).all()
            assert records == ["response", "revisit", "revisit"]
        seen = forgetting.look(archives, forgetting.orders(archives, "url", PAGE, "why"))
        assert (seen.captures, seen.revisits) == (1, 2)
        forget(archives, "url", PAGE)
        with archives.read() as connection:
            rows = connection.execute(select(schema.capture.c.url, schema.capture.c.record, schema.capture.c.refers_to))
            assert sorted(map(tuple, rows)) == [(url, "response", None) for url in others]
        assert readable(archives)
        checked(archives)
        ingest.ingest(archives, None, workers=1)
        assert len(study.coverage(archives, Filter(text=SECRET))) == 2

    def test_of_the_same_order_go_with_it(self, archive: Archive, page: Any, fill: Filled) -> None:
        fill(archive, page(PAGE, SECRET * 40), page("http://www.dam.example/a", SECRET * 40))
        forget(archive, "host", "dam.example")
        assert urls(archive) == []
        assert SECRET.encode() not in everything(archive.folder)

    def test_whose_payload_cannot_be_read_stay_as_they_are(self, archive: Archive, page: Any, fill: Filled) -> None:
        fill(archive, page(PAGE, SECRET * 40))
        [path] = cdxj.closed(archive)
        fill(archive, page("http://other.example/b", SECRET * 40))
        path.write_bytes(path.read_bytes()[:-60])
        forget(archive, "url", PAGE)
        assert urls(archive) == ["http://other.example/b"]


class TestFilesOfOthers:
    def test_are_not_changed_but_named(self, archive: Archive, page: Any, fill: Filled, tmp_path: Path) -> None:
        with Archive.open(tmp_path / "elsewhere") as other:
            fill(other, page(PAGE, SECRET))
            [path] = cdxj.closed(other)
        before = path.read_bytes()
        with archive.writing():
            replay(archive, [path])
        seen = forgetting.look(archive, forgetting.orders(archive, "url", PAGE, "why"))
        assert seen.elsewhere == {str(path): 1}
        assert forget(archive, "url", PAGE) == 1
        assert (urls(archive), path.read_bytes()) == ([], before)

    def test_that_a_link_in_the_folder_leads_to_are_named_and_not_changed(
        self, archive: Archive, page: Any, fill: Filled, tmp_path: Path
    ) -> None:
        fill(archive, page(PAGE, SECRET))
        [path] = cdxj.closed(archive)
        far = path.rename(tmp_path / "far.warc.gz")
        path.symlink_to(far)
        before = far.read_bytes()
        seen = forgetting.look(archive, forgetting.orders(archive, "url", PAGE, "why"))
        assert seen.elsewhere == {str(far): 1}
        assert forget(archive, "url", PAGE) == 1
        assert (SECRET.encode() in everything(archive.folder), far.read_bytes()) == (False, before)
        checked(archive)

    @pytest.mark.parametrize("where", ["a.wacz", "data/archive/a.wacz"])
    def test_a_wacz_is_named_and_not_changed_wherever_it_lies(
        self, archive: Archive, page: Any, fill: Filled, tmp_path: Path, where: str
    ) -> None:
        with Archive.open(tmp_path / "elsewhere") as other:
            fill(other, page("http://dam.example/b", "Other"), page(PAGE, SECRET))
            path = tmp_path / where
            with zipfile.ZipFile(path, "w") as made:
                made.write(cdxj.closed(other)[0], "archive/data.warc.gz")
        before = path.read_bytes()
        with archive.writing():
            assert replay(archive, [path]).captures == 2
        seen = forgetting.look(archive, forgetting.orders(archive, "url", PAGE, "why"))
        assert list(seen.elsewhere.values()) == [1]
        assert forget(archive, "url", PAGE) == 1
        with archive.writing():
            assert replay(archive, [path]).forgotten == 1
            repair(archive)
        assert (urls(archive), path.read_bytes()) == (["http://dam.example/b"], before)
        checked(archive)

    def test_a_plain_file_in_the_folder_stays_plain(self, archive: Archive, page: Any, fill: Filled) -> None:
        fill(archive, page("http://dam.example/b", "Other"), page(PAGE, SECRET), page("http://dam.example/c", "Last"))
        [path] = cdxj.closed(archive)
        plain = path.with_name("plain.warc")
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
        cdxj.index_of(archive, path.name).unlink()
        with archive.writing():
            repair(archive)
        forget(archive, "url", PAGE)
        assert plain.read_bytes().startswith(b"WARC/1.1")
        assert SECRET.encode() not in plain.read_bytes()
        assert len(urls(archive)) == 2
        assert readable(archive)
        checked(archive)

    def test_without_any_record_left_do_not_stop_it(self, archive: Archive, page: Any, fill: Filled) -> None:
        fill(archive, page(PAGE, SECRET))
        [path] = cdxj.closed(archive)
        path.write_bytes(bytes(100))
        assert forget(archive, "url", PAGE) == 1
        assert (urls(archive), path.read_bytes()) == ([], bytes(100))

    def test_half_copied_by_a_killed_replay_go_with_it(self, archive: Archive, page: Any, fill: Filled) -> None:
        fill(archive, page(PAGE, SECRET))
        [path] = cdxj.closed(archive)
        drafts.beside(path.with_name("theirs.warc.gz")).write_bytes(path.read_bytes())
        forget(archive, "url", PAGE)
        assert {path} == {one for one in path.parent.iterdir() if not one.name.startswith("forgotten-")}


class TestAnOrderInAFileOfOthers:
    """Whoever makes a WARC file can write an order into it; only what was ordered here takes anything down."""

    @pytest.mark.parametrize("name", ["theirs.warc", "forgotten-20220919120000-1.warc"])
    def test_takes_nothing_down(self, archive: Archive, page: Any, fill: Filled, tmp_path: Path, name: str) -> None:
        fill(archive, page(PAGE, "Dam"))
        hostile = tombstones.order("host", "dam.example", "envy")
        theirs = tmp_path / f"{name}.gz"
        theirs.write_bytes(
            made(metadata("<urn:a>", PAGE, hostile.at), tombstones.block(hostile), gzip=True)
            + made(metadata("<urn:b>", PAGE, hostile.at), tombstones.block(hostile, "<urn:c>"), gzip=True)
        )
        for copy in (False, True):
            with archive.writing():
                replay(archive, [theirs], copy=copy)
                repair(archive)
            assert (urls(archive), bool(tombstones.known(archive))) == ([PAGE], False)
        checked(archive)


class TestACopyInAWebArchiveThatOnlyItsFieldsName:
    HEAD = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nMemento-Datetime: Mon, 19 Sep 2022 12:00:00 GMT\r\n"
        b'Link: <http://dam.example/a>; rel="original"\r\n\r\n'
    )

    def test_goes_out_of_every_file_and_does_not_come_back(self, archive: Archive, page: Any, fill: Filled) -> None:
        fill(archive, page("http://memory.example/7f", SECRET, head=self.HEAD), page("http://dam.example/b", "Other"))
        [path] = cdxj.closed(archive)
        before = path.read_bytes()
        assert forget(archive, "url", PAGE) == 1
        assert SECRET.encode() not in everything(archive.folder)
        assert (urls(archive), checked(archive).forgotten) == (["http://dam.example/b"], 1)
        path.with_name("back.warc.gz").write_bytes(before)
        assert verify(archive).faults["forgotten"] > 0
        with archive.writing():
            repair(archive)
        assert SECRET.encode() not in everything(archive.folder)
        checked(archive)


class TestOrders:
    @pytest.mark.parametrize(
        ("kind", "what", "kept"),
        [
            ("url", "HTTP://Dam.example:80/a?utm_source=x#top", PAGE),
            ("host", " DAM.example ", "dam.example"),
            ("host", "dam.example:8080", "dam.example:8080"),
            ("host", "münchen.example", "xn--mnchen-3ya.example"),
        ],
    )
    def test_name_the_one_form_of_what_is_meant(self, kind: tombstones.Kind, what: str, kept: str) -> None:
        assert tombstones.order(kind, what, "why").what == kept

    @pytest.mark.parametrize(
        ("kind", "what", "reason", "said"),
        [
            ("url", "mailto:a@b", "why", "no address"),
            ("url", "", "why", "no address"),
            ("host", "", "why", "no host"),
            ("host", "a b/c", "why", "no host"),
            ("host", "dam.example", " \n", "say why"),
        ],
    )
    def test_that_name_nothing_are_refused(self, kind: Any, what: str, reason: str, said: str) -> None:
        with pytest.raises(ArchiveError, match=said):
            tombstones.order(kind, what, reason)

    @pytest.mark.parametrize("reason", ["court order", "οι λόγοι", "two\r\nlines: here", "a: b"])
    def test_are_read_as_they_were_written(self, reason: str, tmp_path: Path) -> None:
        given = tombstones.order("host", "dam.example", reason)
        path = tmp_path / "a.warc"
        path.write_bytes(
            made(metadata("<urn:a>", "http://dam.example/", given.at), tombstones.block(given), gzip=False)
        )
        [record] = scan(path)
        assert tombstones.read(record) == given

    def test_on_a_page_cover_what_web_archives_replay_of_it(self) -> None:
        stones = tombstones.of([tombstones.order("url", PAGE, "why"), tombstones.order("host", "bad.example", "why")])
        for covered in ("20220919120000id_/http://dam.example/a", "20220919120000/http://www.bad.example/x"):
            assert stones.order(f"https://web.archive.example/web/{covered}") is not None, covered
        assert stones.order("https://web.archive.example/web/20220919120000id_/http://dam.example/b") is None


DRILL = """
import sys, os, signal, threading
from pathlib import Path
from archive import forgetting
from archive.store import Archive
from archive.strings import clean
moment = int(sys.argv[2])
calls = 0
def watch(frame, event, arg):
    global calls
    if event == "call" and "/archive/" in frame.f_code.co_filename:
        calls += 1
        if calls == moment:
            os.kill(os.getpid(), signal.SIGKILL)
with Archive.open(Path(sys.argv[1])) as archive, archive.writing():
    found = forgetting.orders(archive, "url", "http://dam.example/a", "why")
    sys.setprofile(watch)
    forgetting.forget(archive, found)
    sys.setprofile(None)
    print(calls)
"""


def drill(folder: Path, moment: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", DRILL, str(folder), str(moment)], check=False, capture_output=True, text=True
    )


class TestAKill:
    def test_at_any_moment_leaves_the_old_file_or_the_new_and_the_next_call_ends_it(
        self, tmp_path: Path, page: Any, fill: Filled
    ) -> None:
        whole = tmp_path / "whole"
        with Archive.open(whole) as archive:
            fill(archive, page(PAGE, SECRET * 40), page("http://dam.example/b", "Other"))
            fill(archive, page("http://other.example/c", SECRET * 40))
            with archive.read() as connection:
                first = select(schema.capture.c.record_id).where(schema.capture.c.url == PAGE)
                exports.remember(archive, "csv", "/given.csv", {}, connection.scalars(first).all())
        shutil.copytree(whole, tmp_path / "counted")
        ended = drill(tmp_path / "counted", -1)
        calls = int(ended.stdout)
        killed = 0
        for number, moment in enumerate(range(calls // 9, calls, calls // 9)):
            folder = tmp_path / f"killed-{number}"
            shutil.copytree(whole, folder)
            killed += drill(folder, moment).returncode == -signal.SIGKILL
            with Archive.open(folder) as archive:
                assert readable(archive), moment  # a whole file stands at each name
                with archive.writing():
                    repair(archive)
                if tombstones.known(archive):
                    checked(archive)
                seen = forgetting.look(archive, forgetting.orders(archive, "url", PAGE, "why"))
                assert [one.path for one in seen.exports] == ["/given.csv"], moment
                with archive.writing():
                    forgetting.forget(archive, forgetting.orders(archive, "url", PAGE, "why"))
                assert urls(archive) == ["http://dam.example/b", "http://other.example/c"], moment
                checked(archive)
        assert killed >= 7
