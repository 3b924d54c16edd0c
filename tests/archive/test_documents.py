"""Which document of a URL is current, and which is a copy of which."""

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select

from archive import backlog, documents, runs, schema, topics
from archive.copies import Copies
from archive.documents import Made
from archive.reading import Read
from archive.runs import Run
from archive.store import Archive
from archive.warc.ids import new_id
from archive.warcinfo import opening
from compare.coverage import Coverage, Relation
from compare.shingles import sketch
from extract.document import Document, Rail

DAY = datetime(2026, 3, 4, tzinfo=UTC)
ABOUT = Coverage(Relation.COPY, 0.9, "dam")


def put(archive: Archive, run: Run, hours: int, url: str = "http://a/1", topic: int | None = None) -> int:
    """Keeps a capture fetched ``hours`` after the start of the day and a document of it; its id."""
    with archive.write() as connection:
        row = {
            "run_id": run.id,
            "record_id": new_id(),
            "url": url,
            "host": "a",
            "fetched": DAY + timedelta(hours=hours),
            "kind": "page",
            "path": "archive/a.warc.gz",
            "offset": 0,
            "length": 1,
        }
        made = connection.execute(insert(schema.capture).returning(schema.capture.c.id), row).scalar_one()
        read = Read(Document(f"Text of hour {hours}."), ABOUT if topic else None, b"", url, "v1")
        return documents.save(connection, [Made(made, read)], topic)[0]


def current(archive: Archive, table=schema.document) -> list[int]:
    number = table.c.id if table is schema.document else table.c.document_id
    with archive.read() as connection:
        return list(connection.scalars(select(number).where(table.c.current).order_by(number)))


class TestCurrent:
    def test_is_the_document_of_the_newest_capture(self, archives, start):
        run = start(archives)
        ids = {hours: put(archives, run, hours) for hours in (1, 3, 2)}
        assert current(archives) == [ids[3]]

    def test_is_one_for_each_address(self, archive, start):
        run = start(archive)
        ids = [put(archive, run, 0, f"http://a/{number}") for number in range(3)]
        assert current(archive) == ids

    def test_is_the_later_made_of_the_same_moment(self, archive, start):
        run = start(archive)
        assert [put(archive, run, 1), put(archive, run, 1)][1:] == current(archive)

    def test_holds_within_one_batch(self, archive, start):
        run = start(archive)
        first = put(archive, run, 0)
        with archive.write() as connection:
            capture_id = connection.scalar(select(schema.document.c.capture_id).where(schema.document.c.id == first))
            read = Read(Document("x"), None, b"", "http://a/1", "v2")
            again = [Made(capture_id, read), Made(capture_id, replace(read, extractor="v3"))]
            ids = documents.save(connection, again, None)
        assert current(archive) == [ids[1]]

    def test_of_a_topic_stays_when_another_topic_fetches_anew(self, archive, start, topic):
        run = start(archive)
        first, second = (topics.save(archive, replace(topic, name=name)) for name in ("first", "second"))
        old, new = put(archive, run, 0, topic=first), put(archive, run, 1, topic=second)
        assert current(archive) == [new]
        assert current(archive, schema.coverage) == [old, new]

    @settings(max_examples=15)  # each in an archive of its own
    @given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from("ab")), max_size=8))
    def test_whatever_the_order_is_the_newest_of_each_address(self, tmp_path_factory, given_):
        with Archive.open(tmp_path_factory.mktemp("any")) as archive:
            run = runs.start(archive, "crawl", {}, None)
            newest: dict[str, tuple[int, int]] = {}
            for hours, name in given_:
                found = (hours, put(archive, run, hours, f"http://a/{name}"))
                newest[name] = max(found, newest.get(name, found))
            assert current(archive) == sorted(id_ for _, id_ in newest.values())


class TestSave:
    def test_of_nothing_is_nothing(self, archive):
        with archive.write() as connection:
            assert documents.save(connection, [], None) == []

    def test_keeps_rails_in_their_order(self, archive, start):
        rails = tuple(Rail("teasers", heading, (heading or "", "x")) for heading in ("B", None, "A"))
        run = start(archive)
        put(archive, run, 0)
        with archive.write() as connection:
            read = Read(Document("x", rails=rails), None, b"", "http://a/1", "v2")
            (id_,) = documents.save(connection, [Made(1, read)], None)
        with archive.read() as connection:
            query = select(schema.rail).where(schema.rail.c.document_id == id_).order_by(schema.rail.c.position)
            assert [row.heading for row in connection.execute(query)] == ["B", None, "A"]


class TestCopies:
    WORDS = "The dam above the village gave way on Tuesday night after three weeks of rain and nobody was told to leave"

    def save(self, archive: Archive, copies: Copies, *given_: tuple[int, str, str]) -> dict[int, int]:
        with archive.write() as connection:
            copies.save(connection, [(id_, url, sketch(text).to_bytes()) for id_, url, text in given_])
        with archive.read() as connection:
            return {row.document_id: row.of_id for row in connection.execute(select(schema.copy))}

    @pytest.fixture
    def long(self) -> str:
        return " ".join(f"{self.WORDS} {number} {number * 7}." for number in range(20))

    @pytest.fixture
    def kept(self, archive, start):
        run = start(archive)
        for number in range(4):
            put(archive, run, number, f"http://a/{number}")
        return archive

    @pytest.fixture
    def copies(self, tmp_path):
        with Archive.open(tmp_path / "empty") as empty, empty.read() as connection:
            return Copies(connection)

    def test_are_found_within_a_batch(self, kept, copies, long):
        assert self.save(kept, copies, (1, "http://a/0", long), (2, "http://a/1", long)) == {2: 1}

    def test_of_other_words_are_none(self, kept, copies, long):
        other = " ".join(f"An election in the north was won by candidate {number}" for number in range(100, 200))
        assert self.save(kept, copies, (1, "http://a/0", long), (2, "http://a/1", other)) == {}

    def test_name_the_first_of_several(self, kept, copies, long):
        given_ = [(number + 1, f"http://a/{number}", long) for number in range(3)]
        assert self.save(kept, copies, *given_) == {2: 1, 3: 1}

    def test_of_a_page_fetched_again_point_where_the_first_did(self, kept, copies, long):
        given_ = [(1, "http://a/0", long), (2, "http://a/1", long), (3, "http://a/1", long), (4, "http://a/0", long)]
        assert self.save(kept, copies, *given_) == {2: 1, 3: 1}

    def test_are_found_again_after_a_new_start(self, archive, start, long):
        run = start(archive)
        put(archive, run, 0, "http://a/0")
        put(archive, run, 0, "http://a/1")
        with archive.write() as connection:
            stored = sketch(long).to_bytes()
            connection.execute(schema.sketch.update().where(schema.sketch.c.document_id == 1).values(bytes=stored))
            connection.execute(schema.sketch.delete().where(schema.sketch.c.document_id == 2))
        with archive.read() as connection:
            fresh = Copies(connection)
        assert self.save(archive, fresh, (2, "http://a/1", long)) == {2: 1}


class TestBacklog:
    def test_is_worked_off_once(self, archive, start, topic):
        run = start(archive)
        for number in range(130):
            put(archive, run, 0, f"http://a/{number}")
        topic_id = topics.save(archive, topic)
        assert [backlog.relate(archive, topic, topic_id) for _ in range(2)] == [130, 0]
        assert len(current(archive, schema.coverage)) == 130

    def test_passes_over_what_is_no_longer_current(self, archive, start, topic):
        run = start(archive)
        put(archive, run, 0)
        newest = put(archive, run, 1)
        assert backlog.relate(archive, topic, topics.save(archive, topic)) == 1
        assert current(archive, schema.coverage) == [newest]


class TestWarcinfo:
    RUN = Run(7, "crawl", "floods", {"robots": "obey", "note": "φράγμα\nX: y"}, "cuttings/1", DAY)

    def fields(self, run: Run) -> dict[str, str]:
        record_id, member = opening(run, new_id=lambda: "<urn:uuid:i>")("a.warc.gz", DAY)
        assert record_id == "<urn:uuid:i>"
        block = gzip.decompress(member).partition(b"\r\n\r\n")[2].decode()
        return dict(line.split(": ", 1) for line in block.strip().split("\r\n"))

    def test_says_which_run_wrote_the_file(self):
        said = self.fields(self.RUN)
        assert said["isPartOf"] == "run 7, topic floods"
        assert said["description"] == "crawl started 2026-03-04T00:00:00+00:00"
        assert said["software"].startswith("cuttings/1 python/3.")

    def test_carries_all_settings_in_one_line(self):
        assert json.loads(self.fields(self.RUN)["cuttings-settings"]) == self.RUN.settings

    def test_leaves_out_what_is_not_set(self):
        said = self.fields(replace(self.RUN, topic=None, settings={}))
        assert "robots" not in said
        assert "http-header-user-agent" not in said
        assert said["isPartOf"] == "run 7"
