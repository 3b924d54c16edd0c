"""What the read side lists, on both databases, held against the same question asked of plain values."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select

from archive import backlog, documents, fetched, runs, schema, sources, study, topics
from archive.copies import Copies
from archive.documents import Made
from archive.errors import ArchiveError, NotArchived, TopicUnusable
from archive.fetched import Fetched
from archive.reading import Read
from archive.sources import Outlet
from archive.store import Archive
from archive.study import ABOUT, Filter
from compare.coverage import Coverage, Reason, Relation
from compare.seed import Seed
from compare.shingles import sketch
from compare.topic import Topic
from extract.document import Document, Moment

DAY = datetime(2026, 3, 4, tzinfo=UTC)
LANGUAGES = ["en", "el", "ro", None]
SOURCES = ["dam", "rio", None]
HOSTS = {"dam": "dam.example", "rio": "rio.example:8080", None: "nobody.example"}
TOPICS = ["floods", "fires"]
RELATIONS = list(Relation)


@dataclass(frozen=True)
class Given:
    """A document as the tests know it."""

    id: int
    source: str | None
    language: str | None
    published: datetime | None
    about: dict[str, tuple[Relation, float]]

    @property
    def host(self) -> str:
        return HOSTS[self.source]


def moment(published: datetime | None) -> Moment | None:
    return published and Moment(published, "x", "second", zone_known=True)


def capture(number: int, run_id: int, **more) -> dict[str, object]:
    return {
        "id": number,
        "run_id": run_id,
        "record_id": f"<urn:{number}>",
        "url": f"http://a.example/{number}",
        "host": "a.example",
        "fetched": DAY,
        "status": 200,
        "kind": "page",
        "path": "archive/a.warc.gz",
        "offset": number,
        "length": 1,
        "outcome": "document",
    } | more


def read(number: int, text: str = "Text.", about: Coverage | None = None, **more) -> Read:
    document = Document(text, title=f"Title {number}", **more)
    return Read(document, about, sketch(text).to_bytes(), f"http://a.example/{number}", "v1")


def some(count: int) -> list[Given]:
    """Documents of every kind, the same each time; many share a score or a time, so that order is put to the test."""
    dice = random.Random(7)
    return [
        Given(
            number,
            dice.choice(SOURCES),
            dice.choice(LANGUAGES),
            dice.choice([None, DAY + timedelta(hours=dice.randrange(96))]),
            {name: (dice.choice(RELATIONS), dice.randrange(5) / 4) for name in TOPICS if dice.random() < 0.8},
        )
        for number in range(1, count + 1)
    ]


ALL = some(60)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(request, tmp_path_factory) -> Iterator[Archive]:
    """An archive with the documents ``ALL``, filled once for each database; tests here only read it."""
    url = None if request.param == "sqlite" else request.getfixturevalue("swept")("filled")
    with Archive.open(tmp_path_factory.mktemp("full"), database_url=url) as archive:
        run = runs.start(archive, "crawl", {}, "floods")
        ids = {name: topics.save(archive, Topic(name, (Seed("a", "b"),))) for name in TOPICS}
        sources.save(archive, [Outlet("dam", "Dam Daily", "http://dam.example/", "en", "GB"), Outlet("rio")])
        with archive.write() as connection:
            rows = [capture(one.id, run.id, source=one.source, host=one.host) for one in ALL]
            connection.execute(insert(schema.capture), rows)
            made = [Made(one.id, read(one.id, language=one.language, published=moment(one.published))) for one in ALL]
            assert documents.save(connection, made, None) == [one.id for one in ALL]
            for name, topic_id in ids.items():
                found = [
                    (one.id, Coverage(one.about[name][0], one.about[name][1], "a")) for one in ALL if name in one.about
                ]
                documents.relate(connection, topic_id, found)
        yield archive


def names_of(one: Given) -> set[str]:
    """A source is asked for by key, name, or host with or without its port, in any case."""
    named = {"dam": {"dam", "dam daily"}, "rio": {"rio"}, None: set()}
    return {one.host, one.host.partition(":")[0]} | named[one.source]


def passes(one: Given, wanted: Filter) -> bool:
    if wanted.topic is not None:
        if wanted.topic not in one.about:
            return False
        if wanted.relation and one.about[wanted.topic][0] not in wanted.relation:
            return False
    if wanted.source is not None and wanted.source.lower() not in names_of(one):
        return False
    if wanted.language is not None and wanted.language.lower() != one.language:
        return False
    if wanted.since is not None and (one.published is None or one.published < wanted.since):
        return False
    return wanted.until is None or (one.published is not None and one.published < wanted.until)


def expected(wanted: Filter) -> list[int]:
    """The surest first with a topic, then the earliest published, those without a time last, then by number."""

    def order(one: Given) -> tuple[object, ...]:
        score = one.about[wanted.topic][1] if wanted.topic else 0.0
        return (-score, one.published is None, one.published or DAY, one.id)

    return [one.id for one in sorted((one for one in ALL if passes(one, wanted)), key=order)][: wanted.limit]


MOMENTS = st.none() | st.integers(-2, 98).map(lambda hours: DAY + timedelta(hours=hours))
FILTERS = st.builds(
    Filter,
    topic=st.none() | st.sampled_from(TOPICS),
    relation=st.lists(st.sampled_from(RELATIONS), max_size=4, unique=True).map(tuple),
    source=st.none()
    | st.sampled_from(
        [
            "dam",
            "RIO",
            "Dam Daily",
            "DAM.example",
            "rio.example",
            "rio.example:8080",
            "rio.example:1",
            "nobody.example",
            "no",
        ]
    ),
    language=st.none() | st.sampled_from(["en", "EL", "ro", "de"]),
    since=MOMENTS,
    until=MOMENTS,
    limit=st.none() | st.integers(0, 70),
)


class TestFilter:
    @settings(max_examples=120)
    @given(wanted=FILTERS)
    def test_any_gives_what_plain_values_give(self, full, wanted):
        assert [row.id for row in study.coverage(full, wanted)] == expected(wanted)

    @pytest.mark.parametrize(
        "wanted",
        [
            Filter(),
            Filter(topic="floods"),
            Filter(topic="fires", relation=ABOUT),
            *(Filter(topic="floods", relation=(relation,)) for relation in RELATIONS),
            *(Filter(language=language) for language in ("en", "EL")),
            *(Filter(source=source) for source in ("dam", "Rio.Example:8080", "nobody.example")),
            Filter(since=DAY + timedelta(hours=48)),
            Filter(until=DAY + timedelta(hours=48)),
            Filter(topic="floods", relation=ABOUT, language="el", since=DAY, limit=3),
        ],
        ids=repr,
    )
    def test_of_each_kind_gives_something_and_not_everything(self, full, wanted):
        found = [row.id for row in study.coverage(full, wanted)]
        assert found == expected(wanted) != []
        assert wanted == Filter() or len(found) < len(ALL)

    def test_without_a_topic_takes_no_regard_of_relations(self, full):
        rows = study.coverage(full, Filter(relation=(Relation.COPY,)))
        assert len(rows) == len(ALL)
        assert {(row.relation, row.score, row.nearest) for row in rows} == {(None, None, None)}

    @pytest.mark.parametrize("zone", [timezone(timedelta(hours=2)), timezone(timedelta(hours=-8))])
    def test_compares_instants_whatever_zone_they_come_in(self, full, zone):
        at = DAY + timedelta(hours=40)
        wanted = Filter(since=at.astimezone(zone), until=(at + timedelta(hours=9)).astimezone(zone))
        assert [row.id for row in study.coverage(full, wanted)] == expected(wanted) != []

    def test_refuses_a_time_without_a_zone(self, full):
        with pytest.raises(ArchiveError, match="without a zone"):
            study.coverage(full, Filter(since=datetime(2026, 3, 4)))

    def test_tells_each_line_as_it_is(self, full):
        for row in study.coverage(full, Filter(topic="floods")):
            one = ALL[row.id - 1]
            assert (row.relation, row.score) == one.about["floods"]
            assert (row.language, row.published) == (one.language, one.published)
            assert row.source == {"dam": "Dam Daily", "rio": "rio", None: "nobody.example"}[one.source]
            assert row.country == ("GB" if one.source == "dam" else None)

    def test_names_the_topics_when_one_is_not_there(self, full):
        with pytest.raises(TopicUnusable, match="there is no topic 'Floods'; topics here: fires, floods"):
            study.coverage(full, Filter(topic="Floods"))


class TestStatus:
    def test_counts_as_plain_values_count(self, full):
        status = study.status(full)
        assert (status.captures, status.pending, status.documents) == (len(ALL), 0, len(ALL))
        assert status.languages == Counter(one.language for one in ALL)
        names = {"dam": "Dam Daily", "rio": "rio", None: "nobody.example"}
        assert status.sources == Counter(names[one.source] for one in ALL)
        assert status.relations == {
            name: Counter(one.about[name][0] for one in ALL if name in one.about) for name in TOPICS
        }

    def test_agrees_with_the_lists(self, full):
        for name, relations in study.status(full).relations.items():
            for relation, count in relations.items():
                assert len(study.coverage(full, Filter(topic=name, relation=(relation,)))) == count


TEXT = (
    "The dam above the village gave way on Tuesday night after three weeks of rain, and the water reached the market "
    "square before anyone had been told to leave. Rescue teams counted forty houses without a roof. The mayor said "
    "that the alarm had been tested in spring and had worked. Engineers from the capital will look at the wall."
)
OTHER = (
    "A wall of the old brewery fell on to the tram line on Monday and nobody was hurt. The trams will not run between "
    "the theatre and the harbour before Thursday, the company said, and buses take their place every ten minutes. "
    "The owner had asked for permission to take the building down four years ago, but friends of beer were against it."
)


@pytest.fixture
def fill(archives: Archive) -> Callable[..., list[int]]:
    """Keeps documents of these texts, each with its number as address and hour; their ids."""
    run = runs.start(archives, "crawl", {}, None)

    def do(*texts: str, urls: list[int] | None = None, about: dict[int, Coverage] | None = None) -> list[int]:
        ids = []
        with archives.write() as connection:
            first = (connection.scalar(select(func.max(schema.capture.c.id))) or 0) + 1
            for number, text in enumerate(texts, first):
                row = capture(number, run.id, fetched=DAY + timedelta(hours=number))
                connection.execute(insert(schema.capture), row)
                url = urls[number - first] if urls else number
                made = replace(read(number, text), canonical=f"http://a.example/{url}")
                ids += documents.save(connection, [Made(number, made)], None)
        return ids

    return do


def related(archive: Archive, topic_id: int) -> dict[int, bool]:
    """Which documents have a relation to the topic, and which of these is shown."""
    table = schema.coverage
    with archive.read() as connection:
        query = select(table.c.document_id, table.c.current).where(table.c.topic_id == topic_id)
        return {row.document_id: row.current for row in connection.execute(query.order_by(table.c.document_id))}


class TestBacklog:
    """Documents that were read before a topic was."""

    def test_relates_each_once_whatever_the_number(self, archives, fill, topic):
        ids = fill(*(f"{TEXT} {number}." for number in range(70)))  # more than are read at a time
        topic_id = topics.save(archives, topic)
        assert [backlog.relate(archives, topic, topic_id) for _ in range(2)] == [70, 0]
        assert related(archives, topic_id) == dict.fromkeys(ids, True)

    def test_gives_the_relation_that_the_text_has(self, archives, fill, topic):
        fill(TEXT, OTHER)
        wanted = Topic("floods", (Seed("dam", TEXT),))
        backlog.relate(archives, wanted, topics.save(archives, wanted))
        found = study.coverage(archives, Filter(topic="floods"))
        assert [(row.relation, row.nearest) for row in found] == [(Relation.COPY, "dam"), (Relation.UNRELATED, "dam")]

    def test_passes_over_older_documents_of_a_page(self, archives, fill, topic):
        _, newest, other = fill(TEXT, TEXT, OTHER, urls=[1, 1, 2])
        topic_id = topics.save(archives, topic)
        assert backlog.relate(archives, topic, topic_id) == 2
        assert related(archives, topic_id) == {newest: True, other: True}

    def test_goes_on_with_what_came_since(self, archives, fill, topic):
        fill(TEXT)
        topic_id = topics.save(archives, topic)
        assert backlog.relate(archives, topic, topic_id) == 1
        (newer,) = fill(OTHER, urls=[1])  # the same page, read anew
        assert backlog.relate(archives, topic, topic_id) == 1
        assert related(archives, topic_id) == {1: False, newer: True}

    def test_of_one_topic_leaves_another_alone(self, archives, fill, topic):
        fill(TEXT, OTHER)
        first, second = (topics.save(archives, replace(topic, name=name)) for name in ("first", "second"))
        assert backlog.relate(archives, topic, first) == 2
        assert related(archives, second) == {}
        assert backlog.relate(archives, topic, second) == 2

    def test_of_nothing_is_nothing(self, archives, topic):
        assert backlog.relate(archives, topic, topics.save(archives, topic)) == 0


class TestTopicsReplaced:
    """A topic saved again under its name: what was found with the old seeds goes, and nothing else does."""

    @pytest.mark.parametrize(
        ("change", "dropped"),
        [
            (lambda seeds: seeds, False),
            (lambda seeds: seeds[::-1], True),
            (lambda seeds: seeds[:1], True),
            (lambda seeds: (*seeds, Seed("third", "x")), True),
            (lambda seeds: (replace(seeds[0], title="Other"), *seeds[1:]), True),
            (lambda seeds: (replace(seeds[0], agencies=()), *seeds[1:]), True),
            (lambda seeds: (replace(seeds[0], published=DAY), *seeds[1:]), False),
            (lambda seeds: (replace(seeds[0], published=DAY + timedelta(1)), *seeds[1:]), True),
        ],
    )
    def test_drops_relations_only_when_a_seed_differs(self, archives, fill, topic, change, dropped):
        ids = fill(TEXT, OTHER)
        first = topics.save(archives, topic)
        bystander = topics.save(archives, replace(topic, name="bystander"))
        for topic_id in (first, bystander):
            backlog.relate(archives, topic, topic_id)
        assert topics.save(archives, replace(topic, seeds=change(topic.seeds))) == first
        assert related(archives, first) == ({} if dropped else dict.fromkeys(ids, True))
        assert related(archives, bystander) == dict.fromkeys(ids, True)
        assert topics.load(archives, "floods").seeds == change(topic.seeds)

    def test_keeps_documents_and_their_texts(self, archives, fill, topic):
        ids = fill(TEXT, OTHER)
        topics.save(archives, topic)
        topics.save(archives, replace(topic, seeds=topic.seeds[:1]))
        assert [study.document(archives, id_).document.text for id_ in ids] == [TEXT, OTHER]

    def test_is_then_the_one_saved_last(self, archives, topic):
        for name in ("floods", "fires", "walls"):
            topics.save(archives, replace(topic, name=name))
        topics.save(archives, replace(topic, name="fires"))  # the same: not saved again
        assert topics.names(archives) == ["walls", "fires", "floods"]
        topics.save(archives, Topic("floods", topic.seeds[:1]))
        assert topics.names(archives) == ["floods", "walls", "fires"]

    def test_leaves_no_seed_of_another_behind(self, archives, topic):
        for count in (5, 2, 7, 1):
            seeds = tuple(Seed(f"s{number}", f"text {number}") for number in range(count))
            topics.save(archives, Topic("floods", seeds))
            assert topics.load(archives, "floods").seeds == seeds
            with archives.read() as connection:
                assert connection.scalar(select(func.count()).select_from(schema.seed)) == count

    @pytest.mark.parametrize("name", ["floods", "Überschwemmung", "πλημμύρες", "a b/c'\"%_;--", "x" * 500])
    def test_take_any_name(self, archives, topic, name):
        topics.save(archives, replace(topic, name=name))
        assert topics.load(archives, name) == replace(topic, name=name)
        assert topics.names(archives) == [name]

    def test_that_are_deleted_take_their_relations_along(self, archives, fill, topic):
        """The schema's own promise (ON DELETE CASCADE), for those who clean up by hand."""
        fill(TEXT)
        topic_id = topics.save(archives, topic)
        backlog.relate(archives, topic, topic_id)
        with archives.write() as connection:
            connection.execute(delete(schema.topic))
        assert related(archives, topic_id) == {}
        assert study.status(archives).documents == 1


class TestCopies:
    """Which document is shown as a copy of which, on both databases and after a new start."""

    def save(self, archive: Archive, ids: list[int], *, fresh: bool = True) -> dict[int, int]:
        with archive.read() as connection:
            table = schema.document.join(schema.sketch)
            known = {row.id: (row.id, row.canonical, row.bytes) for row in connection.execute(select(table))}
        # Copies loads what is there: the new documents' sketches are put in after it has looked.
        with archive.write() as connection:
            connection.execute(delete(schema.sketch).where(schema.sketch.c.document_id.in_(ids)))
            copies = Copies(connection)
            rows = [{"document_id": id_, "bytes": known[id_][2]} for id_ in ids]
            connection.execute(insert(schema.sketch), rows)
            copies.save(connection, [known[id_] for id_ in ids])
        with archive.read() as connection:
            return {row.document_id: row.of_id for row in connection.execute(select(schema.copy))}

    def test_are_shown_with_the_earlier_document_and_their_share(self, archives, fill):
        ids = fill(TEXT, OTHER, TEXT.split(" Engineers", maxsplit=1)[0])
        assert self.save(archives, ids) == {3: 1}
        found = {row.id: (row.copy_of, row.share) for row in study.coverage(archives, Filter())}
        assert found[1] == found[2] == (None, None)
        assert found[3][0] == 1
        assert 0.9 < found[3][1] <= 1
        kept = study.document(archives, 3)
        assert (kept.copy_of, kept.share) == found[3]

    def test_are_found_over_a_new_start(self, archives, fill):
        assert self.save(archives, fill(TEXT, OTHER)) == {}
        assert self.save(archives, fill(TEXT, OTHER)) == {3: 1, 4: 2}

    def test_of_a_page_fetched_again_stay_what_they_were(self, archives, fill):
        assert self.save(archives, fill(TEXT, TEXT, urls=[1, 2])) == {2: 1}
        again = fill(TEXT, TEXT, urls=[2, 1])
        assert self.save(archives, again) == {2: 1, again[0]: 1}

    def test_point_at_the_first_and_not_at_each_other(self, archives, fill):
        assert self.save(archives, fill(TEXT, TEXT, TEXT, TEXT)) == {2: 1, 3: 1, 4: 1}

    def test_go_with_the_document_that_they_name(self, archives, fill):
        self.save(archives, fill(TEXT, TEXT))
        with archives.write() as connection:
            connection.execute(delete(schema.document).where(schema.document.c.id == 1))
        assert [(row.id, row.copy_of) for row in study.coverage(archives, Filter())] == [(2, None)]


class TestRuns:
    @pytest.mark.parametrize(
        "values",
        [
            {},
            {"delay": 1.5, "obey": True, "none": None, "list": [1, "β", {"x": []}]},
            {"path": "C:\\x\"y'", "sign": "\x7f\t\n", "letter": "𝔘🌊"},
            {"large": 2**80, "small": -1e-300},
        ],
    )
    def test_keep_settings_and_counts_as_they_were(self, archives, values):
        run = runs.start(archives, "crawl", values, "floods")
        assert run.settings == values
        assert runs.get(archives, run.id) == run
        runs.finish(archives, run.id, "done", {"pages": 2**40})
        assert runs.get(archives, run.id).counts == {"pages": 2**40}

    @pytest.mark.parametrize(
        ("story", "goes_on"),
        [
            # (what happened in turn, the run that a crawl for "floods" goes on with)
            ([], None),
            ([("crawl", "floods", False)], 0),
            ([("crawl", "floods", True)], None),
            ([("crawl", "floods", False), ("crawl", "floods", True)], None),
            ([("crawl", "floods", True), ("crawl", "floods", False)], 1),
            ([("crawl", "floods", False), ("crawl", "fires", False)], 0),
            ([("crawl", "floods", False), ("replay", "floods", False)], 0),
            ([("replay", "floods", False)], None),
            ([("crawl", None, False)], None),
            ([("crawl", "Floods", False)], None),
        ],
    )
    def test_go_on_where_the_latest_of_their_kind_and_topic_stopped(self, archives, story, goes_on):
        made = []
        for kind, topic, ended in story:
            made.append(runs.start(archives, kind, {}, topic))
            if ended:
                runs.finish(archives, made[-1].id, "done", {})
        found = runs.unfinished(archives, "crawl", "floods")
        assert found == (None if goes_on is None else made[goes_on])

    def test_that_ended_may_not_be_known(self, archives):
        for number in (0, 7, -1):
            with pytest.raises(NotArchived, match=f"no run {number}"):
                runs.finish(archives, number, "done", {})

    def test_are_numbered_in_the_order_in_which_they_began(self, archives):
        made = [runs.start(archives, "crawl", {}, str(number)).id for number in range(5)]
        assert made == sorted(made)
        assert [run.id for run in runs.latest(archives, 2)] == made[:2:-1]


class TestFetched:
    """What a crawl that goes on knows of the pages it has."""

    ROWS = (
        # (columns of a capture, counted as a whole page)
        ({}, True),
        ({"status": 204}, True),
        ({"status": 299}, True),
        ({"status": 300}, False),
        ({"status": 199}, False),
        ({"status": None}, False),
        ({"status": 404}, False),
        ({"kind": "home"}, False),
        ({"kind": "feed"}, False),
        ({"why": "cut short: length", "outcome": "failed"}, False),
        ({"why": "worker died", "outcome": "failed"}, True),
        ({"outcome": None}, True),
        ({"why": "empty", "outcome": "not an article"}, True),
    )

    def test_are_the_whole_pages_of_the_run(self, archives):
        other, run = runs.start(archives, "crawl", {}, None), runs.start(archives, "crawl", {}, None)
        with archives.write() as connection:
            for number, (columns, _) in enumerate(self.ROWS, 1):
                connection.execute(insert(schema.capture), capture(number, run.id, **columns))
            connection.execute(insert(schema.capture), capture(99, other.id))
        whole = {f"http://a.example/{number}" for number, (_, counted) in enumerate(self.ROWS, 1) if counted}
        assert fetched.pages(archives, run.id) == whole
        rows = [capture(0, 0) | columns for columns, _ in self.ROWS]
        assert fetched.counts(archives, run.id, "floods") == Fetched(
            requests=len(rows),
            pages=len(whole),
            documents=sum(row["outcome"] == "document" for row in rows),
            found=0,
            pending=1,
        )

    @pytest.mark.parametrize(("score", "found"), [(0.49, 0), (0.5, 1), (1.0, 1)])
    def test_counts_as_found_what_is_rather_about_the_topic(self, archives, fill, topic, score, found):
        (id_,) = fill(TEXT)
        topic_id = topics.save(archives, topic)
        with archives.write() as connection:
            about = Coverage(Relation.SAME_SUBJECT, score, "dam", (Reason("place", "a", "a"),))
            documents.relate(connection, topic_id, [(id_, about)])
        assert fetched.counts(archives, 1, "floods").found == found
        assert fetched.counts(archives, 1, "fires").found == 0

    def test_a_page_read_twice_is_found_once(self, archives, fill, topic):
        fill(TEXT)
        topic_id = topics.save(archives, topic)
        with archives.write() as connection:
            (second,) = documents.save(connection, [Made(1, replace(read(1, TEXT), extractor="v2"))], None)
            about = Coverage(Relation.COPY, 0.9, "dam")
            documents.relate(connection, topic_id, [(1, about), (second, about)])
        assert fetched.counts(archives, 1, "floods").found == 1

    def test_reopening_takes_any_number_of_captures(self, archives):
        run = runs.start(archives, "crawl", {}, None)
        with archives.write() as connection:
            rows = [capture(number, run.id, kind="section", outcome="x", why="y") for number in range(1, 1201)]
            connection.execute(insert(schema.capture), rows)
        fetched.reopen(archives, range(1, 1201))
        assert fetched.counts(archives, run.id, "floods").pending == 1200
        fetched.reopen(archives, [])
        assert study.status(archives).pending == 1200
