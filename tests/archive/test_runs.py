from datetime import UTC, datetime, timedelta

import pytest

from archive import runs
from archive.errors import NotArchived


class TestStart:
    def test_writes_down_what_begins(self, archives):
        run = runs.start(archives, "crawl", {"delay": 1.5, "sources": ["dam"]}, "floods")
        assert runs.get(archives, run.id) == run
        assert (run.kind, run.topic, run.settings) == ("crawl", "floods", {"delay": 1.5, "sources": ["dam"]})
        assert datetime.now(UTC) - run.started < timedelta(seconds=30)
        assert (run.ended, run.outcome, run.counts) == (None, None, None)

    def test_names_the_software(self, archive):
        assert runs.start(archive, "replay", {}, None).software.startswith("cuttings/")


class TestAtWork:
    def test_is_the_run_that_began_or_goes_on_in_the_process_that_holds_the_folder(self, archive):
        with archive.writing():
            assert runs.at_work(archive) is None
            first = runs.start(archive, "crawl", {}, "floods")
            assert runs.at_work(archive) == first.id
            second = runs.start(archive, "crawl", {}, "fires")
            assert runs.at_work(archive) == second.id
        assert runs.at_work(archive) is None
        with archive.writing():
            assert runs.at_work(archive) is None  # what another noted is gone
            assert runs.resumed(archive, "floods", None) == first
            assert runs.at_work(archive) == first.id

    def test_is_none_where_no_crawl_goes_on(self, archive):
        with archive.writing():
            assert runs.resumed(archive, "floods", None) is None
            assert runs.at_work(archive) is None


class TestUnfinished:
    def test_is_the_run_that_was_stopped(self, archive):
        run = runs.start(archive, "crawl", {}, "floods")
        assert runs.unfinished(archive, "crawl", "floods") == run

    def test_is_none_after_the_end(self, archive):
        runs.start(archive, "crawl", {}, "floods")
        runs.finish(archive, runs.start(archive, "crawl", {}, "floods").id, "done", {})
        assert runs.unfinished(archive, "crawl", "floods") is None

    @pytest.mark.parametrize(("kind", "topic"), [("crawl", "fires"), ("crawl", None), ("replay", "floods")])
    def test_is_of_the_same_kind_and_topic(self, archive, kind, topic):
        runs.start(archive, "crawl", {}, "floods")
        assert runs.unfinished(archive, kind, topic) is None

    def test_may_be_without_a_topic(self, archive):
        run = runs.start(archive, "replay", {}, None)
        assert runs.unfinished(archive, "replay", None) == run


class TestFinish:
    def test_writes_down_outcome_and_counts(self, archives):
        run = runs.start(archives, "crawl", {}, None)
        runs.finish(archives, run.id, "done", {"pages": 7})
        found = runs.get(archives, run.id)
        assert (found.outcome, found.counts) == ("done", {"pages": 7})
        assert found.ended >= found.started

    def test_knows_no_run_that_is_not_there(self, archive):
        with pytest.raises(NotArchived, match="no run 7"):
            runs.finish(archive, 7, "done", {})


def test_the_latest_run_stands_first(archive):
    made = [runs.start(archive, "crawl", {}, str(number)) for number in range(4)]
    assert runs.latest(archive, 3) == made[:0:-1]


def test_a_run_that_is_not_there_is_said(archive):
    with pytest.raises(NotArchived, match="no run 7"):
        runs.get(archive, 7)
