"""A newer extractor over the archive: nothing changes before it is looked at, and it goes on when stopped."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from archive import currency, schema, staging, study
from archive.capture import Exchange
from archive.changes import between, changes
from archive.committer import Committer
from archive.errors import ArchiveError
from archive.ingest import ingest
from archive.outcomes import Outcome
from archive.pool import Limits
from archive.staging import Selection
from archive.store import Archive
from archive.studied import Filter
from compare.topic import Topic
from extract.version import extractor_version

NOW = extractor_version()
WANTED = Selection(NOW)
ONE = Limits(1)


@pytest.fixture(scope="module")
def mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the archive lies that the first test on SQLite makes; every one has a copy of it."""
    return tmp_path_factory.mktemp("mould") / "data"


@pytest.fixture
def kept(archives_url: str | None, tmp_path: Path, mould: Path, make: Callable[[Archive], None]) -> Iterator[Archive]:
    """Two articles and an index page as an older extractor has read them: it cut the last sentence of all."""
    if archives_url is None:
        if not mould.exists():
            with Archive.open(mould) as archive:
                make(archive)
        shutil.copytree(mould, tmp_path / "data")
    with Archive.open(tmp_path / "data", database_url=archives_url) as archive:
        if archives_url is not None:
            make(archive)
        yield archive


@pytest.fixture
def make(
    start: Callable[..., Any], exchange: Callable[..., Exchange], topic: Topic, now: Any
) -> Callable[[Archive], None]:
    return lambda archive: _make(archive, start(archive).id, exchange, topic, now)


def _make(archives: Archive, run: int, exchange: Callable[..., Exchange], topic: Topic, now: Any) -> None:
    with Committer(archives, run) as committer:
        committer.submit(exchange("http://dam.example/a")).result(60)
        committer.submit(exchange("http://rio.example/b", fetched=now + timedelta(hours=1))).result(60)
        committer.submit(exchange("http://dam.example/", b"<title>Home</title><p>News</p>")).result(60)
    ingest(archives, topic, workers=1)
    with archives.write() as connection:
        connection.execute(update(schema.document).values(extractor="old"))
        connection.execute(update(schema.capture).values(extractor="old"))
        text = select(schema.body.c.text).where(schema.body.c.document_id == 1).scalar_subquery()
        connection.execute(update(schema.body).values(text=text))
        short = connection.scalar(select(schema.body.c.text).limit(1)).rpartition(" The bridge")[0]
        connection.execute(update(schema.body).values(text=short))


def shown(archive: Archive, topic: str | None = None) -> list[tuple[int, str]]:
    return sorted((row.id, row.url) for row in study.coverage(archive, Filter(topic=topic)))


class TestExtract:
    def test_changes_nothing_that_is_in_force(self, kept: Archive, topic: Topic) -> None:
        before = shown(kept), shown(kept, "floods"), study.status(kept).outcomes
        assert staging.extract(kept, WANTED, topic, ONE) == {"document": 2, "not an article": 1}
        assert (shown(kept), shown(kept, "floods"), study.status(kept).outcomes) == before
        assert staging.versions(kept) == {"old": (2, 0), NOW: (0, 3)}

    def test_has_nothing_left_to_do_then(self, kept: Archive) -> None:
        assert staging.waiting(kept, WANTED) == 3
        staging.extract(kept, WANTED, None, ONE)
        assert staging.waiting(kept, WANTED) == 0
        assert staging.extract(kept, WANTED, None, ONE) == {}

    def test_goes_on_where_it_was_stopped(self, kept: Archive) -> None:
        class Enough(Exception):
            pass

        def stop(_: object) -> None:
            raise Enough

        reading = {"capture_id": 3, "extractor": NOW, "outcome": "not an article", "made": study.document(kept, 1).made}
        with kept.write() as connection:
            connection.execute(insert(schema.reading), reading)
        with pytest.raises(Enough):
            staging.extract(kept, WANTED, None, ONE, stop)
        assert staging.waiting(kept, WANTED) < 2 + 1
        staging.extract(kept, WANTED, None, ONE)
        assert staging.versions(kept)[NOW] == (0, 3)

    SELECTED = (
        ({}, 3),
        ({"source": "dam"}, 3),
        ({"source": "rio.example"}, 1),
        ({"source": "nowhere"}, 0),
        ({"language": "EN"}, 2),
        ({"language": "el"}, 0),
        ({"since": "old"}, 3),
        ({"text": "NORTHERN wall"}, 2),
        ({"text": "northern lights"}, 0),
        ({"text": "mayor", "language": "el"}, 0),
    )

    def test_reads_what_is_selected(self, kept: Archive) -> None:
        for selection, count in self.SELECTED:
            assert staging.waiting(kept, replace(WANTED, **selection)) == count, selection

    def test_since_takes_no_version_that_came_later(self, kept: Archive) -> None:
        with kept.write() as connection:
            later = study.document(kept, 2).made + timedelta(days=1)
            second = schema.document.c.id == 2
            connection.execute(update(schema.document).where(second).values(extractor="new", made=later))
            connection.execute(update(schema.capture).where(schema.capture.c.id == 2).values(extractor="new"))
        assert staging.waiting(kept, replace(WANTED, since="old")) == 2
        assert staging.waiting(kept, replace(WANTED, since="new")) == 3

    def test_says_which_versions_there_are(self, kept: Archive) -> None:
        with pytest.raises(ArchiveError, match="no document here was made by extractor x; versions here: old"):
            staging.waiting(kept, replace(WANTED, since="x"))

    def test_leaves_alone_what_was_never_looked_at(self, archive: Archive, start: Any, exchange: Any) -> None:
        with Committer(archive, start(archive).id) as committer:
            committer.submit(exchange("http://dam.example/x", head=b"HTTP/1.1 404 Not Found\r\n\r\n")).result(60)
            committer.submit(exchange("http://dam.example/y", truncated="time")).result(60)
        assert staging.waiting(archive, WANTED) == 0

    def test_takes_a_version_with_a_snapshot_of_templates_as_its_own(self, kept: Archive) -> None:
        with kept.write() as connection:
            connection.execute(update(schema.capture).where(schema.capture.c.id == 1).values(extractor=f"{NOW}+3"))
        assert staging.waiting(kept, WANTED) == 2


class TestChanges:
    def test_tell_lines_that_came_and_went(self, kept: Archive, article: str) -> None:
        staging.extract(kept, WANTED, None, ONE)
        first, second, third = changes(kept, NOW)
        assert first.came == (article,)
        assert first.went == (article.rpartition(" The bridge")[0],)
        assert (first.before, first.after) == (Outcome("document", None), Outcome("document", None))
        assert second.any
        assert not third.any

    def test_tell_outcomes_and_facts(self, kept: Archive) -> None:
        with kept.write() as connection:
            connection.execute(update(schema.document).where(schema.document.c.id == 1).values(title="Was"))
            second = schema.capture.c.id == 2
            connection.execute(update(schema.capture).where(second).values(outcome="not an article", why="empty"))
        staging.extract(kept, WANTED, None, ONE)
        first, second, _ = changes(kept, NOW)
        assert ("title", "Was", "Dam gives way") in first.facts
        assert second.before == Outcome("not an article", "empty")
        assert second.went == ()
        assert second.came

    def test_are_none_of_a_version_that_has_read_nothing(self, kept: Archive) -> None:
        assert list(changes(kept, "unheard of")) == []


class TestChangesBetweenTwoVersions:
    @pytest.fixture
    def accepted(self, kept: Archive) -> Archive:
        staging.extract(kept, WANTED, None, ONE)
        staging.promote(kept, NOW)
        assert staging.versions(kept) == {"old": (0, 0), NOW: (2, 0)}
        return kept

    def test_are_told_once_the_newer_is_in_force(self, accepted: Archive) -> None:
        first, second = between(accepted, "old", NOW)
        assert (first.capture_id, second.capture_id) == (1, 2)
        assert len(first.came) == len(first.went) == 1
        assert first.came[0].startswith(first.went[0])

    def test_are_the_reverse_the_other_way_round(self, accepted: Archive) -> None:
        there, back = (
            [(one.came, one.went) for one in between(accepted, *pair)] for pair in (("old", NOW), (NOW, "old"))
        )
        assert there == [(went, came) for came, went in back]

    def test_are_none_between_a_version_and_itself(self, accepted: Archive) -> None:
        assert not any(change.any for change in between(accepted, NOW, NOW))

    def test_tell_of_a_page_that_the_newer_takes_for_no_article(self, accepted: Archive) -> None:
        with accepted.write() as connection:
            mine = (schema.document.c.capture_id == 1) & (schema.document.c.extractor == NOW)
            connection.execute(delete(schema.document).where(mine))
            values = {"outcome": "not an article", "why": "short"}
            connection.execute(update(schema.capture).where(schema.capture.c.id == 1).values(values))
        first, _ = between(accepted, "old", NOW)
        assert (first.before.outcome, tuple(first.after)) == ("document", ("not an article", "short"))
        assert (first.came, len(first.went)) == ((), 1)

    def test_leave_out_what_only_one_of_them_has_read(self, accepted: Archive) -> None:
        with accepted.write() as connection:
            mine = (schema.document.c.capture_id == 1) & (schema.document.c.extractor == "old")
            connection.execute(delete(schema.document).where(mine))
        assert [change.capture_id for change in between(accepted, "old", NOW)] == [2]

    def test_take_snapshots_of_templates_for_the_version_before_the_plus_sign(self, accepted: Archive) -> None:
        with accepted.write() as connection:
            connection.execute(
                update(schema.document).where(schema.document.c.extractor == "old").values(extractor="old+5e1f")
            )
        assert len(list(between(accepted, "old", NOW))) == 2


class TestPromote:
    def test_puts_the_new_documents_in_force_and_keeps_the_old(self, kept: Archive, topic: Topic, article: str) -> None:
        staging.extract(kept, WANTED, topic, ONE)
        assert staging.promote(kept, NOW) == 3
        assert shown(kept) == [(3, "http://dam.example/a"), (4, "http://rio.example/b")]
        assert shown(kept, "floods") == shown(kept)
        assert study.document(kept, 3).document.text == article
        assert study.document(kept, 1).extractor == "old"
        assert staging.versions(kept) == {"old": (0, 0), NOW: (2, 0)}
        assert staging.promote(kept, NOW) == 0

    def test_takes_a_page_off_the_list_that_is_no_article_any_more(self, kept: Archive) -> None:
        staging.extract(kept, WANTED, None, ONE)
        with kept.write() as connection:
            second = schema.reading.c.capture_id == 2
            connection.execute(update(schema.reading).where(second).values(outcome="not an article", why="empty"))
            connection.execute(delete(schema.document).where(schema.document.c.id == 4))
        staging.promote(kept, NOW)
        assert shown(kept) == [(3, "http://dam.example/a")]
        assert study.status(kept).outcomes == {"document": 1, "not an article": 2}

    def test_hands_over_what_a_person_said(self, kept: Archive, topic: Topic) -> None:
        with kept.write() as connection:
            said = {"topic_id": 1, "document_id": 1, "accepted": True, "at": study.document(kept, 1).made}
            connection.execute(insert(schema.feedback), said)
        staging.extract(kept, WANTED, topic, ONE)
        staging.promote(kept, NOW)
        with kept.read() as connection:
            assert list(connection.scalars(select(schema.feedback.c.document_id))) == [3]

    def test_goes_on_when_it_was_stopped(self, kept: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        staging.extract(kept, WANTED, None, ONE)
        monkeypatch.setattr(staging, "_BATCH", 1)
        settle, seen = currency.settle, []

        def breaks(connection: Any, canonicals: Any) -> None:
            seen.append(1)
            if len(seen) == 2:
                raise ArchiveError("the power went")
            settle(connection, canonicals)

        monkeypatch.setattr(currency, "settle", breaks)
        with pytest.raises(ArchiveError, match="power"):
            staging.promote(kept, NOW)
        assert staging.versions(kept)[NOW] == (1, 2)
        assert staging.promote(kept, NOW) == 2
        assert len(shown(kept)) == 2
