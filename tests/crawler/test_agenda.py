"""What is still to be fetched: queues, frontier and budget agree, on a real frontier."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import ArchiveError, FolderUnusable
from archive.frontier import Entry, Frontier
from crawler.agenda import Agenda
from crawler.saver import Saver

ONE, TWO, THREE = (f"http://a.example/{name}" for name in ("one", "two", "three"))

OTHER = "http://b.example/"


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    with Frontier(tmp_path) as opened:
        yield opened


@pytest.fixture
def faults() -> list[ArchiveError]:
    return []


@pytest.fixture
def saver(frontier: Frontier, faults: list[ArchiveError]) -> Iterator[Saver]:
    made = Saver(frontier, faults.append)
    yield made
    if not faults:
        made.close()


@pytest.fixture
def agenda(saver: Saver) -> Agenda:
    return Agenda(saver, per_host=9, pages=2)


def offer(agenda: Agenda, *entries: Entry) -> int:
    return asyncio.run(agenda.offer(entries))


class TestOffer:
    def test_a_url_is_taken_once_in_a_run(self, agenda: Agenda) -> None:
        assert offer(agenda, Entry(ONE), Entry(TWO)) == 2
        assert offer(agenda, Entry(ONE), Entry(THREE)) == 1
        assert len(agenda.queues) == 3

    def test_it_waits_in_the_frontier_before_it_is_fetched(self, agenda: Agenda, frontier: Frontier) -> None:
        offer(agenda, Entry(ONE, 0.4, title="A title"))
        assert frontier.waiting() == [Entry(ONE, 0.4, title="A title")]

    def test_of_the_same_url_twice_the_better_one_counts(self, agenda: Agenda) -> None:
        offer(agenda, Entry(ONE, 0.2), Entry(ONE, 0.7), Entry(ONE, 0.5))
        assert agenda.take(0.0) == Entry(ONE, 0.7)

    def test_what_waits_moves_up(self, agenda: Agenda) -> None:
        offer(agenda, Entry(ONE, 0.2), Entry(TWO, 0.5))
        assert offer(agenda, Entry(ONE, 0.9)) == 0
        assert agenda.take(0.0) == Entry(ONE, 0.9)

    def test_what_was_taken_does_not_wait_again(self, agenda: Agenda) -> None:
        offer(agenda, Entry(ONE, 0.2))
        taken = agenda.take(0.0)
        assert offer(agenda, Entry(ONE, 0.9)) == 0
        assert agenda.take(0.0) is None
        agenda.settle(taken, "done")
        assert offer(agenda, Entry(ONE, 0.9)) == 0
        assert not agenda.has_more

    def test_what_was_taken_has_begun_until_it_waits_again(self, agenda: Agenda) -> None:
        offer(agenda, Entry(ONE, 0.2), Entry(TWO, 0.1))
        taken = agenda.take(0.0)
        assert agenda.begun == {ONE}
        agenda.again(taken, 5.0)
        assert agenda.begun == set()

    def test_nothing_is_nothing(self, agenda: Agenda) -> None:
        assert offer(agenda) == 0


class TestBudget:
    def test_only_so_many_articles_are_given_out(self, agenda: Agenda) -> None:
        offer(agenda, *(Entry(f"http://a.example/{number}") for number in range(5)))
        taken = [agenda.take(0.0) for _ in range(3)]
        assert [entry is not None for entry in taken] == [True, True, False]
        assert not agenda.has_more

    @pytest.mark.parametrize(("state", "counts"), [("failed", True), ("refused", True), ("done", False)])
    def test_what_brought_no_article_is_given_back(self, agenda: Agenda, state: str, counts: bool) -> None:
        offer(agenda, *(Entry(f"http://a.example/{number}") for number in range(5)))
        first = agenda.take(0.0)
        agenda.take(0.0)
        agenda.settle(first, state, counts=counts)
        assert agenda.has_more
        assert agenda.take(0.0) is not None

    def test_discovery_is_free(self, agenda: Agenda) -> None:
        offer(agenda, *(Entry(f"http://a.example/{number}", kind="section") for number in range(5)))
        assert all(agenda.take(0.0) for _ in range(5))

    def test_another_try_costs_nothing(self, agenda: Agenda) -> None:
        offer(agenda, Entry(ONE), Entry(TWO))
        agenda.again(agenda.take(0.0), 5.0)
        assert agenda.take(0.0) == Entry(TWO)
        assert agenda.take(1.0) is None
        agenda.queues.leave("a.example")
        assert agenda.take(5.0) == Entry(ONE)


class TestHeldBack:
    """A page that promises little waits a while for better ones, but never for long."""

    # (priorities at a.example, whose one turn is taken by the first; what b.example has; wary; given a second later)
    CASES = (
        ((0.9, 0.8), 0.4, False, True),
        ((0.9, 0.9), 0.4, False, False),
        ((0.9,), 0.1, False, True),  # nothing better waits
        # While much is not looked at yet, only what promises much.
        ((0.9,), 0.7, True, False),
        ((0.9,), 0.8, True, True),
    )

    @pytest.mark.parametrize(("first", "other", "wary", "given"), CASES)
    def test_by_what_else_waits(
        self, saver: Saver, first: tuple[float, ...], other: float, wary: bool, given: bool
    ) -> None:
        agenda = Agenda(saver, per_host=1, pages=9)
        agenda.wary = wary
        offer(agenda, *(Entry(f"http://a.example/{n}", score) for n, score in enumerate(first)), Entry(OTHER, other))
        assert agenda.take(100.0) == Entry("http://a.example/0", 0.9)
        taken = agenda.take(101.0)
        assert (taken == Entry(OTHER, other)) is given
        if not given:
            assert agenda.due(101.0) == 105.0
            assert agenda.take(105.0) == Entry(OTHER, other)


class TestStates:
    def test_a_state_is_in_the_file_after_a_flush(self, agenda: Agenda, saver: Saver, frontier: Frontier) -> None:
        offer(agenda, Entry(ONE), Entry(TWO))
        agenda.settle(agenda.take(0.0), "done")
        saver.flush()
        saver.close()
        assert frontier.counts() == {"done": 1, "waiting": 1}

    def test_what_was_on_its_way_waits_at_the_next_start(
        self, agenda: Agenda, saver: Saver, frontier: Frontier
    ) -> None:
        offer(agenda, Entry(ONE))
        agenda.take(0.0)
        saver.close()
        assert frontier.waiting() == [Entry(ONE)]

    def test_a_run_goes_on_with_what_waited(self, agenda: Agenda) -> None:
        agenda.resume([Entry(ONE, 0.1), Entry(TWO, 0.9)])
        assert agenda.take(0.0) == Entry(TWO, 0.9)

    def test_a_page_is_done_only_after_what_it_leads_to_is_written(
        self, agenda: Agenda, saver: Saver, frontier: Frontier
    ) -> None:
        offer(agenda, Entry(ONE, kind="feed"))
        feed = agenda.take(0.0)
        agenda.settle(feed, "done")
        offer(agenda, Entry(TWO))
        assert (frontier.state(ONE), frontier.state(TWO)) == ("done", "waiting")


class TestFaults:
    def test_a_frontier_that_cannot_be_written_is_told_once(
        self, agenda: Agenda, saver: Saver, frontier: Frontier, faults: list[ArchiveError]
    ) -> None:
        frontier.close()
        for _ in range(2):
            with pytest.raises(FolderUnusable):
                offer(agenda, Entry(ONE))
        with pytest.raises(FolderUnusable):
            saver.close()
        assert len(faults) == 1
