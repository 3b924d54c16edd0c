"""What is like a text, who copied whom, and what a person's verdicts do: over real rows, with each database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, insert, select, update

from archive import backlog, copied, documents, feedback, schema, similar, stories, topics
from archive.copies import Copies
from archive.documents import Made
from archive.errors import NotArchived, TopicUnusable
from archive.reading import Read
from archive.similar import Asked
from archive.store import Archive
from compare.coverage import Relation
from compare.keys import keys
from compare.seed import Seed
from compare.sketches import sketch
from compare.topic import Topic
from extract.document import Document, Moment

DAY = datetime(2024, 3, 5, 12, tzinfo=UTC)
DAM = (
    "The dam above Velkovo broke on Tuesday night after weeks of rain, and the river Iskar reached the market square. "
    "Mayor Stoyan Radulov said that forty houses in Velkovo had lost their roofs and 1,250 sheep had drowned. "
    "Engineers from Sofia will look at the northern wall of the dam, where a crack was reported in spring. "
    "Bulgaria has asked Romania for pumps, and soldiers build a bridge to the hospital of Velkovo."
)
DAM_AGAIN = (
    "In Velkovo they count what the Iskar took. Two days after the dam gave way, Stoyan Radulov, the mayor, speaks of "
    "forty roofs and of 1,250 sheep; the Bulgarian army lays a bridge to the hospital. Sofia has sent engineers, and "
    "Romania lends pumps. The crack in the northern wall had been painted over, a farmer from Velkovo says."
)
DAM_EL = (
    "Το φράγμα πάνω από το Βέλκοβο υποχώρησε την Τρίτη και ο ποταμός Ίσκαρ έφτασε στην πλατεία της αγοράς. Ο δήμαρχος "
    "Στόγιαν Ραντούλοφ είπε ότι σαράντα σπίτια στο Βέλκοβο έχασαν τη στέγη τους και πνίγηκαν 1.250 πρόβατα. Μηχανικοί "
    "από τη Σόφια θα εξετάσουν το φράγμα. Η Βουλγαρία ζήτησε αντλίες από τη Ρουμανία και στρατός φτιάχνει γέφυρα."
)
CHESS = (
    "Maria Santoro won the chess championship in Lisbon on Sunday against Henrik Dahl of Norway after seven hours. She "
    "gave her prize of 30,000 euros to a school in Coimbra. The next championship will be played in Bergen in autumn. "
    "Portugal has waited for a champion since 1951, the president of the chess federation said."
)
BANK = (
    "The central bank of Turkey raised its interest rate to 45 percent on Thursday. Governor Hafize Erkan said there "
    "that inflation had begun to slow. Analysts in London had expected less. The lira gained against the dollar, and "
    "shares in Istanbul rose by two percent."
)
SEEDS = (Seed("dam", DAM, "Dam breaks above Velkovo", "en", DAY),)


@pytest.fixture
def put(archives: Archive, start) -> Callable[..., int]:
    """Keeps a document as an extraction would have; its number."""
    run = start(archives)
    found = None

    def keep(text: str, host: str = "a.example", hours: float | None = 0, language: str = "en", **more: object) -> int:
        nonlocal found
        number = more.pop("number", None)
        with archives.write() as connection:
            count = len(list(connection.scalars(select(schema.capture.c.id))))
            url = f"http://{host}/{count if number is None else number}"
            row = {
                "run_id": run.id,
                "record_id": f"<urn:{count}>",
                "url": url,
                "host": host,
                "fetched": DAY + timedelta(minutes=count),
                "kind": "page",
                "path": "archive/a.warc.gz",
                "offset": count,
                "length": 1,
                "outcome": "document",
            }
            made = connection.execute(insert(schema.capture).returning(schema.capture.c.id), row).scalar_one()
            moment = None if hours is None else Moment(DAY + timedelta(hours=hours), "found", "minute", True)
            document = Document(text, f"Title {count}", published=moment, language=language, **more)
            stored = sketch(text).to_bytes()
            ids = documents.save(connection, [Made(made, Read(document, None, stored, url, "v1"))], None)
            found = found or Copies(connection)
            found.save(connection, [(ids[0], url, stored)])
        return ids[0]

    return keep


@pytest.fixture
def topic(archives: Archive) -> Topic:
    made = Topic("floods", SEEDS)
    topics.save(archives, made)
    return made


def relate(archive: Archive, topic: Topic) -> None:
    with archive.read() as connection:
        topic_id = topics.topic_id(connection, topic.name)
    backlog.relate(archive, topic, topic_id)


def asked(text: str, language: str | None = None) -> Asked:
    return Asked(text, None, language)


class TestSimilar:
    def test_the_same_event_in_another_language_comes_before_other_matters(self, archives, put):
        ids = {name: put(text, language=code) for name, text, code in (
            ("el", DAM_EL, "el"), ("chess", CHESS, "en"), ("bank", BANK, "en"))}  # fmt: skip
        found = similar.similar(archives, asked(DAM, "en"))
        assert found[0].id == ids["el"]
        assert found[0].kinship.event > max(one.kinship.event for one in found[1:])
        assert {one.id for one in found} == set(ids.values())

    def test_a_copy_comes_first_and_is_called_one(self, archives, put):
        put(DAM_AGAIN)
        copy = put(DAM[:250], "b.example")
        found = similar.similar(archives, asked(DAM, "en"))
        assert (found[0].id, found[0].kinship.relation) == (copy, Relation.COPY)
        assert (found[0].outlet, found[0].language, found[0].published) == ("b.example", "en", DAY)

    def test_a_document_is_not_like_itself(self, archives, put):
        own, other = put(DAM), put(DAM_AGAIN)
        found = similar.similar(archives, similar.of_document(archives, own))
        assert [one.id for one in found] == [other]

    def test_is_found_by_its_address(self, archives, put):
        own = put(DAM, "a.example")
        assert similar.document_at(archives, "HTTP://A.example/0#top") == own
        assert similar.document_at(archives, "http://a.example/nowhere") is None

    def test_looks_among_all_documents_however_old(self, archives, put, monkeypatch):
        monkeypatch.setattr(similar, "HELD", 2)
        monkeypatch.setattr(similar, "COMMON", 1)
        first, _, second, *_ = [put(text) for text in (DAM_EL, CHESS, DAM_AGAIN, BANK, CHESS + BANK)]
        assert {one.id for one in similar.similar(archives, asked(DAM, "en"))} == {first, second}

    def test_documents_of_earlier_versions_are_given_what_they_lack(self, archives, put):
        ids = [put(text) for text in (DAM_AGAIN, CHESS)]
        assert similar.similar(archives, asked(DAM, "en"))[0].id == ids[0]
        with archives.read() as connection:
            stored = dict(connection.execute(select(schema.sketch.c.document_id, schema.sketch.c.found_by)).all())
        assert stored == {id_: keys(f"Title {n}", text, "en", sketch(text))
                          for n, (id_, text) in enumerate(zip(ids, (DAM_AGAIN, CHESS), strict=True))}  # fmt: skip

    def test_gives_as_many_as_wanted(self, archives, put):
        for text in (DAM, CHESS, BANK):
            put(text)
        assert len(similar.similar(archives, asked(DAM_AGAIN), limit=2)) == 2

    def test_an_address_that_was_fetched_twice_is_one_document(self, archives, put):
        put(CHESS, number=1)
        again = put(CHESS + " It was the longest game.", number=1)
        assert [one.id for one in similar.similar(archives, asked(DAM))] == [again]

    def test_in_an_empty_archive_there_is_nothing(self, archives):
        assert similar.similar(archives, asked(DAM)) == []

    def test_of_a_document_that_is_not_there_says_so(self, archives):
        with pytest.raises(NotArchived, match="cuttings list"):
            similar.of_document(archives, 99)

    def test_an_empty_text_is_like_nothing(self, archives, put):
        put(DAM)
        assert [one.kinship.relation for one in similar.similar(archives, asked(""))] == [Relation.UNRELATED]


# What a fault of the disk, or another program, may leave in the place of stored numbers.
DAMAGED = (b"", b"\0", b"another program's", sketch(DAM).to_bytes()[:-3])


def spoil(archive: Archive, column, stored: bytes | None) -> None:
    with archive.write() as connection:
        connection.execute(update(column.table).values({column: stored}))


def values(archive: Archive, column) -> set[bytes]:
    with archive.read() as connection:
        return set(connection.scalars(select(column)))


class TestDamage:
    """What is stored beside a text to find its like costs nothing but the time to make it again."""

    @pytest.mark.parametrize("stored", DAMAGED)
    def test_of_a_sketch_hides_no_copy(self, archives, put, stored):
        first = put(DAM)
        spoil(archives, schema.sketch.c.bytes, stored)
        with archives.read() as connection:
            found = Copies(connection)
        second = put(DAM[:300], "b.example")
        with archives.write() as connection:
            connection.execute(delete(schema.copy))
            found.save(connection, [(second, "http://b.example/1", stored)])
            assert connection.execute(select(schema.copy.c.document_id, schema.copy.c.of_id)).all() == [(second, first)]

    @pytest.mark.parametrize("stored", [None, b"\1", b"\1\2\3\4\5"])
    @pytest.mark.parametrize("bytes_", [b"", sketch(DAM_AGAIN).to_bytes()])
    def test_of_keys_is_mended_when_they_are_asked(self, archives, put, stored, bytes_):
        own = put(DAM_AGAIN)
        spoil(archives, schema.sketch.c.found_by, stored)
        spoil(archives, schema.sketch.c.bytes, bytes_)
        assert [one.id for one in similar.similar(archives, asked(DAM, "en"))] == [own]
        assert values(archives, schema.sketch.c.found_by) == {keys("Title 0", DAM_AGAIN, "en", sketch(DAM_AGAIN))}

    def test_of_nothing_makes_nothing_anew(self, archives, put):
        put(DAM_AGAIN)
        similar.similar(archives, asked(DAM, "en"))
        spoil(archives, schema.sketch.c.found_by, b"\1\2\3\4")
        similar.similar(archives, asked(DAM, "en"))
        assert values(archives, schema.sketch.c.found_by) == {b"\1\2\3\4"}


class Sheep:
    """A stand-in for a model: how often a text says each of a few words; ``read`` counts texts that it was given."""

    WORDS = ("sheep", "chess", "bank", "dam")

    def __init__(self) -> None:
        self.read = 0

    def name(self) -> str:
        return "sheep"

    def encode(self, texts):
        self.read += len(texts)
        return np.array([[text.lower().count(word) + 0.01 for word in self.WORDS] for text in texts], dtype=np.float32)


class TestByAModel:
    def test_its_order_is_the_order(self, archives, put):
        ids = [put(text) for text in (CHESS, DAM, BANK)]
        found = similar.similar(archives, asked("The bank and the central bank. " * 5, "en"), model=Sheep())
        assert found[0].id == ids[2]
        assert [one.meaning for one in found] == sorted((one.meaning for one in found), reverse=True)

    def test_without_one_there_is_no_meaning(self, archives, put):
        put(CHESS)
        assert similar.similar(archives, asked(DAM))[0].meaning is None

    def test_what_it_made_of_a_document_is_kept(self, archives, put):
        for text in (CHESS, DAM, BANK):
            put(text)
        first, second = Sheep(), Sheep()
        before = similar.similar(archives, asked(DAM_AGAIN, "en"), model=first)
        after = similar.similar(archives, asked(DAM_AGAIN, "en"), model=second)
        assert [(one.id, round(one.meaning, 2)) for one in before] == [(one.id, round(one.meaning, 2)) for one in after]
        assert second.read < first.read

    def test_another_model_keeps_its_own(self, archives, put):
        put(DAM)
        other = type("Other", (Sheep,), {"name": lambda self: "other"})
        for model in (Sheep(), other()):
            similar.similar(archives, asked(DAM_AGAIN), model=model)
        with archives.read() as connection:
            assert set(connection.scalars(select(schema.meaning.c.model))) == {"sheep", "other"}

    def test_gives_as_many_as_wanted(self, archives, put):
        for text in (CHESS, DAM, BANK):
            put(text)
        assert len(similar.similar(archives, asked(DAM_AGAIN), limit=2, model=Sheep())) == 2

    def test_what_it_made_is_made_again_where_it_is_damaged(self, archives, put):
        for text in (CHESS, DAM):
            put(text)
        before = similar.similar(archives, asked(DAM_AGAIN, "en"), model=Sheep())
        for stored in DAMAGED:
            spoil(archives, schema.meaning.c.bytes, stored)
            after = similar.similar(archives, asked(DAM_AGAIN, "en"), model=Sheep())
            assert [one.id for one in after] == [one.id for one in before]
            assert values(archives, schema.meaning.c.bytes).isdisjoint(DAMAGED)


class TestCopied:
    def test_a_group_has_the_first_where_the_dates_tell(self, archives, put):
        later, earlier = put(DAM, "a.example", 3), put(DAM[:300], "b.example", 1)
        (group,) = copied.groups(archives)
        assert [one.id for one in group.prints] == [later, earlier]
        assert group.first.id == earlier
        assert group.prints[1].of == later
        assert group.prints[1].share > 0.9

    def test_the_first_is_unknown_where_one_has_no_date(self, archives, put):
        put(DAM, hours=0)
        put(DAM, "b.example", None)
        assert copied.groups(archives)[0].first is None

    def test_a_copy_of_a_copy_is_of_the_same_group(self, archives, put):
        ids = [put(DAM, "a.example", 0), put(DAM + BANK, "b.example", 1), put(DAM + BANK, "c.example", 2)]
        (group,) = copied.groups(archives)
        assert [one.id for one in group.prints] == ids

    def test_own_reports_are_in_no_group(self, archives, put):
        for text in (DAM, DAM_AGAIN, CHESS, BANK):
            put(text)
        assert copied.groups(archives) == []

    def test_the_largest_group_comes_first_and_the_limit_holds(self, archives, put):
        for text, times in ((CHESS, 2), (DAM, 3)):
            for number in range(times):
                put(text, f"{number}.example")
        assert [len(group.prints) for group in copied.groups(archives)] == [3, 2]
        assert len(copied.groups(archives, limit=1)) == 1

    def test_of_one_document_and_of_one_topic(self, archives, put, topic):
        chess, _, dam, _ = (put(text, f"{n}.example") for text in (CHESS, DAM) for n in range(2))
        relate(archives, topic)
        assert [group.prints[0].id for group in copied.groups(archives, document_id=chess)] == [chess]
        assert [group.prints[0].id for group in copied.groups(archives, "floods")] == [dam]

    def test_an_address_that_was_fetched_again_is_no_copy_of_itself(self, archives, put):
        put(DAM, number=1)
        put(DAM, number=1)
        assert copied.groups(archives) == []

    def test_passages_are_quoted(self, archives, put):
        put(DAM)
        put(f"Our own first sentence. {DAM[:300]}", "b.example")
        (group,) = copied.groups(archives)
        (run,) = copied.shared(*group.prints)
        assert run.here in DAM
        assert run.words > 40

    def test_what_is_not_there_is_said(self, archives):
        with pytest.raises(NotArchived, match="no document 7"):
            copied.groups(archives, document_id=7)
        with pytest.raises(TopicUnusable, match="no topic 'storms'"):
            copied.groups(archives, "storms")


class TestFeedback:
    def test_a_rejected_document_is_unrelated_and_a_forgotten_one_as_before(self, archives, put, topic):
        again = put(DAM_AGAIN)
        relate(archives, topic)
        before = relation(archives, again)
        assert before is not Relation.UNRELATED
        assert feedback.give(archives, "floods", again, False) == {again: (before, Relation.UNRELATED)}
        assert feedback.verdicts(archives, "floods") == {again: False}
        assert feedback.give(archives, "floods", again, None) == {again: (Relation.UNRELATED, before)}
        assert feedback.verdicts(archives, "floods") == {}

    def test_an_accepted_document_is_related_and_draws_its_copies_along(self, archives, put, topic):
        chess, copy = put(CHESS), put(CHESS[:250], "b.example")
        relate(archives, topic)
        assert relation(archives, copy) is Relation.UNRELATED
        moved = feedback.give(archives, "floods", chess, True)
        assert moved[copy] == (Relation.UNRELATED, Relation.COPY)
        assert relation(archives, chess) in {Relation.SAME_EVENT, Relation.SAME_SUBJECT}

    def test_the_topic_comes_back_with_what_was_said(self, archives, put, topic):
        chess, bank = put(CHESS), put(BANK)
        feedback.give(archives, "floods", chess, True)
        feedback.give(archives, "floods", bank, False)
        found = topics.load(archives, "floods")
        assert [seed.id for seed in found.accepted] == [f"document {chess}"]
        assert [seed.text for seed in found.rejected] == [BANK]
        assert found.seeds == topic.seeds

    def test_the_last_word_counts(self, archives, put, topic):
        chess = put(CHESS)
        feedback.give(archives, "floods", chess, True)
        feedback.give(archives, "floods", chess, False)
        assert feedback.verdicts(archives, "floods") == {chess: False}

    @pytest.mark.parametrize("number", [99, 1 << 40, 0, -3])
    def test_a_document_that_is_not_there_is_said(self, archives, topic, number):
        with pytest.raises(NotArchived):
            feedback.give(archives, "floods", number, True)

    def test_a_topic_that_is_not_there_is_said(self, archives, put):
        with pytest.raises(TopicUnusable):
            feedback.give(archives, "storms", put(DAM), True)


def relation(archive: Archive, number: int) -> Relation:
    table = schema.coverage
    with archive.read() as connection:
        found = connection.scalar(select(table.c.relation).where(table.c.document_id == number))
    return Relation(found)


class TestStories:
    def test_reports_of_one_event_are_one_story_in_any_language(self, archives, put, topic):
        ids = [put(DAM_AGAIN, hours=1), put(DAM_EL, "b.example", 2, "el"), put(DAM, "c.example", 3)]
        put(CHESS)
        relate(archives, topic)
        told = stories.update_stories(archives, "floods")
        (story,) = stories.of_topic(archives, "floods", least=2)
        assert [one.id for one in story.documents] == ids
        assert story.documents[1] == stories.Member(ids[1], "Title 1", "b.example", "el", DAY + timedelta(hours=2))
        assert told["new"] == 1
        assert told["join"] == 2

    def test_a_second_look_places_nothing_and_later_documents_join(self, archives, put, topic):
        put(DAM_AGAIN)
        relate(archives, topic)
        assert stories.update_stories(archives, "floods") == {"new": 1}
        assert stories.update_stories(archives, "floods") == {}
        put(DAM, "b.example")
        relate(archives, topic)
        assert stories.update_stories(archives, "floods") == {"join": 1}
        assert stories.one(archives, "floods", 1).number == 1

    def test_what_is_rejected_leaves_its_story(self, archives, put, topic):
        again, dam = put(DAM_AGAIN), put(DAM, "b.example")
        relate(archives, topic)
        stories.update_stories(archives, "floods")
        feedback.give(archives, "floods", again, False)
        assert stories.update_stories(archives, "floods")["left"] == 1
        assert [one.id for one in stories.one(archives, "floods", 1).documents] == [dam]

    def test_a_merge_is_recorded_and_the_old_number_leads_on(self, archives, put, topic):
        first, second, third = put(DAM_AGAIN), put(DAM_EL, "b.example", 1, "el"), put(DAM, "c.example", 2)
        relate(archives, topic)
        with archives.write() as connection:
            topic_id = topics.topic_id(connection, "floods")
            for number, document in ((1, first), (2, second)):
                mine = {"topic_id": topic_id, "number": number}
                connection.execute(insert(schema.story), mine | {"made": DAY})
                marks = [f"n {n}" for n in (1250, 45)]
                row = {"document_id": document, "placed": number, "marks": marks}
                connection.execute(insert(schema.story_member), mine | row)
        assert stories.update_stories(archives, "floods") == {"join": 1, "merge": 1}
        story = stories.one(archives, "floods", 2)
        assert (story.number, story.was) == (1, (2,))
        assert {one.id for one in story.documents} == {first, second, third}
        ((_, change),) = stories.changes(archives, "floods")
        assert (change.kind, change.story, change.other) == ("merge", 1, 2)

    @pytest.mark.parametrize("number", [1, 77])
    def test_a_story_that_is_not_there_is_said(self, archives, topic, number):
        with pytest.raises(TopicUnusable, match=f"no story {number}"):
            stories.one(archives, "floods", number)

    def test_a_topic_that_is_not_there_is_said(self, archives):
        for ask in (stories.update_stories, stories.of_topic, stories.changes):
            with pytest.raises(TopicUnusable):
                ask(archives, "storms")
