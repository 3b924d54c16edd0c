import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from archive import documents, runs, schema, sources, study, topics
from archive.documents import Made
from archive.errors import NotArchived, TopicUnusable
from archive.reading import Read
from archive.sources import Outlet
from archive.store import Archive
from archive.study import Filter
from compare.coverage import Coverage, Reason, Relation
from extract.document import Document, Moment, Part, Picture, Rail

DAY = datetime(2026, 3, 4, tzinfo=UTC)


def capture(number: int, run_id: int, **more) -> dict[str, object]:
    return {
        "id": number,
        "run_id": run_id,
        "record_id": f"<urn:{number}>",
        "url": f"http://dam.example/{number}",
        "host": "dam.example",
        "fetched": DAY,
        "status": 200,
        "kind": "page",
        "source": None,
        "path": "archive/a.warc.gz",
        "offset": 7 * number,
        "length": 7,
        "outcome": "document",
        "why": None,
    } | more


def read(number: int, relation: Relation | None = None, score: float = 0.9, **more) -> Read:
    about = Coverage(relation, score, "dam", (Reason("place", "Φράγμα", "Dam"),)) if relation else None
    document = Document(f"Text {number}.", **({"title": f"Title {number}", "language": "en"} | more))
    return Read(document, about, b"sketch", f"http://dam.example/{number}", "v1")


@pytest.fixture
def filled(archives, topic):
    """Puts captures (rows) and what was read from them into an archive with the topic "floods"."""
    topic_id = topics.save(archives, topic)
    run = runs.start(archives, "crawl", {}, "floods")

    def fill(*given_: Read, **more) -> Archive:
        with archives.write() as connection:
            first = (connection.scalar(select(func.max(schema.capture.c.id))) or 0) + 1
            for number, one in enumerate(given_, first):
                row = capture(number, run.id, **more)
                if row["source"]:
                    known = select(schema.source.c.key).where(schema.source.c.key == row["source"])
                    if connection.scalar(known) is None:
                        connection.execute(insert(schema.source), {"key": row["source"]})
                connection.execute(insert(schema.capture), row)
                documents.save(connection, [Made(number, one)], topic_id)
        return archives

    return fill


def at(day: int) -> Moment:
    return Moment(DAY + timedelta(days=day), "x", "second", zone_known=True)


class TestCoverage:
    def test_lists_the_surest_first_then_the_earliest(self, filled):
        archive = filled(
            read(1, Relation.SAME_EVENT, 0.7, published=at(2)),
            read(2, Relation.COPY, 0.9),
            read(3, Relation.SAME_EVENT, 0.7, published=at(1)),
            read(4, Relation.SAME_EVENT, 0.7),
        )
        assert [row.id for row in study.coverage(archive, Filter(topic="floods"))] == [2, 3, 1, 4]

    def test_tells_everything_of_a_line(self, filled):
        archive = filled(read(1, Relation.COPY, 0.9, published=at(0)), source="dam")
        sources.save(archive, [Outlet("dam", "Dam Daily", "http://dam.example/", "en", "GB")])
        assert study.coverage(archive, Filter(topic="floods")) == [
            study.Row(
                id=1,
                url="http://dam.example/1",
                title="Title 1",
                source="Dam Daily",
                source_key="dam",
                host="dam.example",
                country="GB",
                language="en",
                published=DAY,
                fetched=DAY,
                relation=Relation.COPY,
                score=0.9,
                nearest="dam",
                copy_of=None,
                share=None,
            )
        ]

    def test_without_a_topic_lists_the_earliest_first_without_relations(self, filled):
        archive = filled(read(1), read(2, Relation.COPY, published=at(1)), read(3, published=at(0)))
        rows = study.coverage(archive, Filter())
        assert [(row.id, row.relation, row.score) for row in rows] == [
            (3, None, None),
            (2, None, None),
            (1, None, None),
        ]

    def test_leaves_out_what_was_never_related_to_the_topic(self, filled):
        archive = filled(read(1), read(2, Relation.COPY))
        assert [row.id for row in study.coverage(archive, Filter(topic="floods"))] == [2]

    @pytest.mark.parametrize(
        ("wanted", "ids"),
        [
            ({"relation": (Relation.COPY,)}, [1]),
            ({"relation": study.ABOUT}, [1, 2]),
            ({"relation": ()}, [1, 2, 3]),
            ({"language": "el"}, [2]),
            ({"language": "EL"}, [2]),
            ({"language": "ro"}, []),
            ({"since": DAY}, [1, 2]),
            ({"since": DAY + timedelta(days=1)}, [2]),
            ({"until": DAY + timedelta(days=1)}, [1]),
            ({"since": DAY, "until": DAY}, []),
            ({"source": "dam.example"}, [1, 2, 3]),
            ({"source": "DAM.example"}, [1, 2, 3]),
            ({"source": "rio"}, []),
            ({"limit": 2}, [1, 2]),
            ({"relation": study.ABOUT, "language": "en", "limit": 5}, [1]),
        ],
    )
    def test_lets_pass_what_was_asked_for(self, filled, wanted, ids):
        archive = filled(
            read(1, Relation.COPY, 0.9, published=at(0)),
            read(2, Relation.SAME_EVENT, 0.8, published=at(1), language="el"),
            read(3, Relation.UNRELATED, 0.1, language=None),
        )
        assert [row.id for row in study.coverage(archive, Filter(topic="floods", **wanted))] == ids

    def test_filters_by_the_key_of_a_source(self, filled):
        filled(read(1), source="dam")
        archive = filled(read(2), source="rio", host="rio.example")
        assert [row.id for row in study.coverage(archive, Filter(source="rio"))] == [2]
        assert [row.source for row in study.coverage(archive, Filter(source="rio"))] == ["rio"]

    def test_names_the_topics_there_are(self, archive, topic):
        with pytest.raises(TopicUnusable, match="no topic 'fires'; topics here: none"):
            study.coverage(archive, Filter(topic="fires"))
        topics.save(archive, topic)
        with pytest.raises(TopicUnusable, match="topics here: floods"):
            study.coverage(archive, Filter(topic="fires"))


class TestDocument:
    def test_comes_back_as_it_was_made(self, filled):
        full = Document(
            text="Το φράγμα υποχώρησε.\nSecond line.",
            title="Φράγμα",
            bylines=("A. B", "Γ. Δ"),
            published=Moment(DAY, "4 Μαρτίου", "day", zone_known=False),
            updated=Moment(DAY + timedelta(hours=1, microseconds=7), "06:00", "minute", zone_known=True),
            language="el",
            section="Ελλάδα",
            agencies=("AP", "ΑΠΕ-ΜΠΕ"),
            captions=("The dam",),
            canonical_url="http://dam.example/1",
            rails=(Rail("teasers", "ΔΕΙΤΕ ΑΚΟΜΑ", ("ΔΕΙΤΕ ΑΚΟΜΑ", "Άλλο")), Rail("labels", None, ("Share",))),
            origins=(("published", "json-ld"), ("title", "og")),
            charset="utf-8 header",
            tags=("Φράγματα", "floods"),
            picture=Picture("http://dam.example/1.jpg", "The dam"),
            rights=(("robots", "noarchive"), ("tdm-reservation", "1")),
            parts=(
                Part("caption", "The dam"),
                Part("heading", "Το φράγμα υποχώρησε.", 2),
                Part("item", "Second line.", -1),
            ),
        )
        about = Coverage(Relation.COPY, 0.75, "σπόρος", (Reason("name", "Μαρία", "Maria"),))
        archive = filled(Read(full, about, b"s", "http://dam.example/1", "v1"))
        kept = study.document(archive, 1)
        assert kept.document == full
        assert kept.coverage == {"floods": about}
        assert (kept.extractor, kept.canonical) == ("v1", "http://dam.example/1")
        assert (kept.capture.id, kept.capture.offset, kept.capture.outcome) == (1, 7, "document")
        assert kept.outlet is None

    def test_that_is_not_there_is_said(self, archive):
        with pytest.raises(NotArchived, match="no document 7: cuttings list shows the numbers"):
            study.document(archive, 7)

    @settings(max_examples=20)  # each in an archive of its own
    @given(
        st.builds(
            Document,
            text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=50),
            bylines=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5)).map(tuple),
            published=st.none()
            | st.builds(
                Moment,
                st.datetimes(timezones=st.just(UTC)),
                st.just("x"),
                st.sampled_from(["day", "minute", "second"]),
                st.booleans(),
            ),
        )
    )
    def test_any_document_comes_back(self, tmp_path_factory, made):
        with Archive.open(tmp_path_factory.mktemp("any")) as archive:
            run = runs.start(archive, "crawl", {}, None)
            with archive.write() as connection:
                connection.execute(insert(schema.capture), capture(1, run.id))
                documents.save(connection, [Made(1, Read(made, None, b"s", "http://a/", "v1"))], None)
            assert study.document(archive, 1).document == made


class TestStatus:
    def test_of_an_empty_archive_is_all_zeros(self, archives):
        status = study.status(archives)
        assert (status.captures, status.pending, status.documents, status.failed_fetches) == (0, 0, 0, 0)
        assert (status.outcomes, status.relations, status.topics, status.runs) == ({}, {}, [], [])

    def test_counts_what_is_kept(self, filled):
        filled(read(1, Relation.COPY), read(2, Relation.UNRELATED, language="el"), source="dam")
        archive = filled(read(3, language=None))
        run = runs.latest(archive)[0]
        rows = [
            capture(4, run.id, outcome=None),
            capture(5, run.id, outcome="not an article", why="index page: 40 links"),
            capture(6, run.id, outcome="not an article", why="index page: 70 links"),
            capture(7, run.id, outcome="failed", why="worker died"),
        ]
        failed = {"run_id": run.id, "url": "http://a/", "at": DAY, "kind": "page", "why": "timeout"}
        with archive.write() as connection:
            connection.execute(insert(schema.capture), rows)
            connection.execute(insert(schema.failure), failed)
        status = study.status(archive)
        assert (status.captures, status.pending, status.documents, status.failed_fetches) == (7, 1, 3, 1)
        assert status.outcomes == {"document": 3, "not an article": 2, "failed": 1}
        assert status.whys == {"index page": 2, "worker died": 1}
        assert status.relations == {"floods": {Relation.COPY: 1, Relation.UNRELATED: 1}}
        assert status.languages == {"en": 1, "el": 1, None: 1}
        assert status.sources == {"dam": 2, "dam.example": 1}
        assert (status.topics, status.runs) == (["floods"], [run])


def test_a_large_archive_is_listed_quickly(archive, topic):
    topic_id = topics.save(archive, topic)
    run = runs.start(archive, "crawl", {}, "floods")
    count = 10_000
    numbers = range(1, count + 1)
    with archive.write() as connection:
        connection.execute(insert(schema.capture), [capture(number, run.id) for number in numbers])
        made = [
            Made(
                number,
                read(number, Relation.COPY if number % 100 == 0 else Relation.UNRELATED, published=at(number % 30)),
            )
            for number in numbers
        ]
        for start in range(0, count, 500):
            documents.save(connection, made[start : start + 500], topic_id)
    begun = time.process_time()
    rows = study.coverage(archive, Filter(topic="floods", relation=study.ABOUT, language="en"))
    status = study.status(archive)
    spent = time.process_time() - begun
    assert (len(rows), status.documents) == (100, count)
    assert spent < 0.5, f"{spent:.2f} s"
