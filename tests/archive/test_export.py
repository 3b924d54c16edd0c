"""Documents for other programs, whole and safe to open; captures as one file that others can play."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from sqlalchemy import insert, select, update

from archive import export, schema, wacz
from archive.committer import Committer
from archive.errors import NotArchived, TopicUnusable
from archive.ingest import ingest
from archive.replay import replay
from archive.store import Archive
from archive.studied import Filter
from archive.verify import verify
from archive.wacz import Chosen
from archive.warc.scan import scan
from compare.topic import Topic

TITLE = '=HYPERLINK("http://bad.example")'


@pytest.fixture
def kept(archive: Archive, start: Callable[..., Any], exchange: Callable[..., Any], topic: Topic, now: Any) -> Archive:
    with Committer(archive, start(archive).id) as committer:
        committer.submit(exchange()).result(60)
        committer.submit(exchange("http://rio.example/b")).result(60)
        committer.submit(exchange(fetched=now + timedelta(days=1))).result(60)
    ingest(archive, topic, workers=1)
    with archive.write() as connection:
        connection.execute(update(schema.document).where(schema.document.c.id == 1).values(title=TITLE))
    return archive


def written(archive: Archive, form: str, wanted: Filter = Filter()) -> bytes:  # noqa: B008 - a frozen value
    out = io.BytesIO()
    assert export.FORMATS[form](export.rows(archive, wanted), out) == 2
    return out.getvalue()


class TestRows:
    def test_lead_back_to_the_bytes(self, kept: Archive) -> None:
        first, second = export.rows(kept, Filter())
        assert list(first) == list(export.COLUMNS)
        assert (first["url"], second["url"]) == ("http://dam.example/a", "http://rio.example/b")
        place = (first["warc"], first["offset"], first["length"])
        found = next(iter(scan(kept.folder / first["warc"], first["offset"])))
        assert place == (first["warc"], found.offset, found.length)
        assert found.fields["warc-record-id"] == first["record_id"]

    def test_say_what_they_are_to_the_story(self, kept: Archive) -> None:
        rows = list(export.rows(kept, Filter(topic="floods")))
        assert {row["relation"] for row in rows} == {"copy"}
        assert next(export.rows(kept, Filter()))["relation"] is None

    def test_are_json_with_every_letter(self, kept: Archive, article: str) -> None:
        first, second = map(json.loads, written(kept, "jsonl").splitlines())
        assert (first["title"], first["text"]) == (TITLE, article)
        assert first["fetched"].startswith("2026-03-04T05:06:07")
        assert second["rights"] == {}

    def test_cannot_run_anything_in_a_spreadsheet(self, kept: Archive) -> None:
        data = written(kept, "csv")
        assert data.startswith(b"\xef\xbb\xbf")
        first, second = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        assert first["title"] == "'" + TITLE
        assert second["title"] == "Dam gives way"
        assert int(first["offset"]) >= 0

    def test_keep_their_types_in_parquet(self, kept: Archive, article: str) -> None:
        table = parquet.read_table(io.BytesIO(written(kept, "parquet")))
        assert table.column_names == list(export.COLUMNS)
        first, _ = table.to_pylist()
        assert (first["text"], first["bylines"]) == (article, [])
        assert first["fetched"].utcoffset() == timedelta(0)

    def test_replace_a_file_only_when_they_are_all_there(self, kept: Archive, tmp_path: Path) -> None:
        def breaks() -> Any:
            yield from export.rows(kept, Filter())
            raise OSError("the power went")

        (tmp_path / "a.csv").write_text("before")
        with pytest.raises(OSError, match="power"):
            export.to_file(breaks(), tmp_path / "a.csv", "csv")
        assert (tmp_path / "a.csv").read_text() == "before"
        assert [path.name for path in tmp_path.iterdir() if "a.csv" in path.name] == ["a.csv"]
        assert export.to_file(export.rows(kept, Filter()), tmp_path / "a.csv", "csv") == 2


class TestWacz:
    def test_says_of_each_file_what_it_holds(self, kept: Archive, tmp_path: Path) -> None:
        done = wacz.pack(kept, Chosen(), tmp_path / "a.wacz", title="Floods")
        assert (done.captures, done.pages, done.damaged) == (3, 2, 0)
        with zipfile.ZipFile(tmp_path / "a.wacz") as found:
            about = json.loads(found.read("datapackage.json"))
            for one in about["resources"]:
                data = found.read(one["path"])
                assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
            digest = json.loads(found.read("datapackage-digest.json"))["hash"]
            assert digest == f"sha256:{hashlib.sha256(found.read('datapackage.json')).hexdigest()}"
            lines = found.read("indexes/index.cdxj").decode().splitlines()
            assert lines == sorted(lines)
            assert found.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
        assert about["title"] == "Floods"

    def test_lists_the_documents_in_force_as_pages(self, kept: Archive, tmp_path: Path) -> None:
        """Also of a page whose payload stands elsewhere; not of a capture that was left out, nor an older title."""
        with kept.write() as connection:
            older = connection.execute(select(schema.document).where(schema.document.c.id == 1)).one()._mapping
            newer = {"id": 99, "extractor": "newer", "title": "Another title", "current": False}
            connection.execute(insert(schema.document), dict(older) | newer)
            connection.execute(update(schema.capture).where(schema.capture.c.id == 2).values(extractor=None))
            connection.execute(update(schema.document).where(schema.document.c.id == 2).values(title=None))
        told = [("http://dam.example/a", TITLE), ("http://rio.example/b", "http://rio.example/b")]
        for number in (2, 1):
            wacz.pack(kept, Chosen(), tmp_path / "a.wacz")
            with zipfile.ZipFile(tmp_path / "a.wacz") as found:
                head, *pages = map(json.loads, found.read("pages/pages.jsonl").splitlines())
            assert head["format"] == "json-pages-1.0"
            assert [(page["url"], page["title"]) for page in pages] == told[:number]
            assert pages[0]["ts"] == "2026-03-04T05:06:07Z"
            with kept.write() as connection:  # the second cannot be read any more
                connection.execute(update(schema.capture).where(schema.capture.c.id == 2).values(offset=3))

    @pytest.mark.parametrize(
        ("wanted", "captures"),
        [
            (Filter(text="NORTHERN wall"), 2),
            (Filter(text="northern lights"), 0),
            (Filter(source="dam"), 2),
            (Filter(language="el"), 0),
            (Filter(topic="floods", text="mayor"), 2),
        ],
    )
    def test_of_a_query_has_the_captures_of_its_documents(
        self, kept: Archive, tmp_path: Path, wanted: Filter, captures: int
    ) -> None:
        rows = export.rows(kept, wanted)
        done = wacz.pack(kept, Chosen(documents=wanted), tmp_path / "a.wacz")
        assert set(done.record_ids) >= {row["record_id"] for row in rows}
        assert done.captures == captures

    def test_is_replayed_in_place(self, kept: Archive, tmp_path: Path, topic: Topic) -> None:
        wacz.pack(kept, Chosen(), tmp_path / "a.wacz")
        with Archive.open(tmp_path / "again") as again:
            counts = replay(again, [tmp_path / "a.wacz"])
            assert (counts.captures, counts.damaged, counts.bytes == counts.total) == (3, 0, True)
            assert replay(again, [tmp_path / "a.wacz"]).known == 3
            assert ingest(again, topic, workers=1) == {"document": 2, "not for extraction": 1}

    @pytest.mark.parametrize("where", [".", "again", "again/archive"])
    def test_that_captures_point_into_is_verified_as_it_lies_there(
        self, kept: Archive, tmp_path: Path, where: str
    ) -> None:
        with Archive.open(tmp_path / "again") as again:
            path = tmp_path / where / "a.wacz"
            (warc,) = (kept.folder / "archive").iterdir()
            with zipfile.ZipFile(path, "w") as out:
                out.writestr("archive/z.warc.gz", warc.read_bytes())
                out.writestr("indexes/index.cdx", "no WARC\n" * 99)
                out.writestr("archive/a.warc", gzip.decompress(warc.read_bytes()))
            assert replay(again, [path]).captures == 3
            done = verify(again)
            assert (done.faults, done.captures, done.records) == ({}, 3, 2 * len(list(scan(warc))))
            data = path.read_bytes()
            at = data.index(b"\x1f\x8b") + 500
            path.write_bytes(data[:at] + bytes(4) + data[at + 4 :])
            assert verify(again).faults["damaged"] == 1
            path.write_bytes(data[:-30])
            assert verify(again).faults["damaged"] == 1

    def test_of_others_may_be_compressed_and_is_copied_then(self, kept: Archive, tmp_path: Path) -> None:
        (warc,) = (kept.folder / "archive").iterdir()
        with zipfile.ZipFile(tmp_path / "b.wacz", "w", zipfile.ZIP_DEFLATED) as out:
            out.write(warc, "archive/rec-1.warc.gz")
        with Archive.open(tmp_path / "again") as again:
            assert replay(again, [tmp_path / "b.wacz"]).captures == 3
            assert [path.name for path in (again.folder / "archive").iterdir()] == ["b-rec-1.warc.gz"]
            assert replay(again, [tmp_path / "b.wacz"]).captures == 0
            assert len(list((again.folder / "archive").iterdir())) == 1

    def test_of_a_run_has_what_its_revisits_refer_to(
        self, kept: Archive, start: Any, exchange: Any, now: Any, tmp_path: Path
    ) -> None:
        with Committer(kept, start(kept).id) as committer:
            committer.submit(exchange("http://far.example/c", fetched=now + timedelta(days=2))).result(60)
        done = wacz.pack(kept, Chosen(run=2), tmp_path / "a.wacz")
        assert done.captures == 2
        assert [json.loads(text.split(" ", 2)[2])["mime"] for text in sorted(done.lines)] == [
            "text/html",
            "warc/revisit",
        ]

    def test_of_a_topic_has_what_is_about_it(self, kept: Archive, tmp_path: Path) -> None:
        assert wacz.pack(kept, Chosen(topic="floods"), tmp_path / "a.wacz").captures == 2

    def test_of_nothing_that_is_here_is_refused(self, kept: Archive, tmp_path: Path) -> None:
        with pytest.raises(NotArchived):
            wacz.pack(kept, Chosen(run=9), tmp_path / "a.wacz")
        with pytest.raises(TopicUnusable):
            wacz.pack(kept, Chosen(topic="x"), tmp_path / "a.wacz")
        assert not (tmp_path / "a.wacz").exists()

    def test_leaves_out_what_is_damaged_and_says_so(self, kept: Archive, tmp_path: Path) -> None:
        with kept.write() as connection:
            connection.execute(update(schema.capture).where(schema.capture.c.id == 2).values(offset=3))
        done = wacz.pack(kept, Chosen(), tmp_path / "a.wacz")
        assert (done.captures, done.damaged) == (2, 1)
