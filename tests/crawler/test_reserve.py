"""A long frontier: the best of each host in memory, the rest in the file, nothing lost and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier
from crawler.agenda import MOST_IN_VAIN, MOST_OF_A_LIST, Agenda
from crawler.saver import Saver
from extract.urls import host

MOST = 40


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Frontier]:
    with Frontier(tmp_path) as opened:
        yield opened


@pytest.fixture
def agenda(frontier: Frontier) -> Iterator[Callable[[], Agenda]]:
    savers: list[Saver] = []

    def make() -> Agenda:
        savers.append(Saver(frontier, fail))
        return Agenda(savers[-1], per_host=1, pages=100_000, most=MOST)

    yield make
    for saver in savers:
        saver.close()


def fail(error: ArchiveError) -> None:
    raise error


def page(number: int, priority: float, name: str = "a.example") -> Entry:
    return Entry(f"http://{name}/{number}", priority)


async def drained(agenda: Agenda, most: int = 10_000) -> list[str]:
    """What comes out, settled as soon as it is out."""
    found: list[str] = []
    for turn in range(20 * most):
        if not agenda.has_more or len(found) >= most:
            break
        entry = agenda.take(turn * 10.0)
        if entry is None:
            await asyncio.sleep(0.001)
            continue
        agenda.queues.leave(host(entry.url))
        agenda.settle(entry, "done")
        found.append(entry.url)
    return found


class TestALongFrontier:
    def test_only_so_much_waits_in_memory(self, agenda: Callable[[], Agenda]) -> None:
        async def main() -> None:
            made = agenda()
            for start in range(0, 500, 50):
                await made.offer([page(number, number / 500) for number in range(start, start + 50)])
                assert len(made.queues) <= MOST
            assert len(made) == 500
            assert made.waiting() == {"a.example": 500}

        asyncio.run(main())

    def test_the_best_come_first_all_the_same(self, agenda: Callable[[], Agenda]) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([page(number, number / 500) for number in range(500)])
            assert await drained(made) == [f"http://a.example/{number}" for number in reversed(range(500))]

        asyncio.run(main())

    def test_equal_ones_all_come_once(self, agenda: Callable[[], Agenda]) -> None:
        async def main() -> None:
            made = agenda()
            for start in range(0, 500, 25):
                await made.offer([page(number, 0.5) for number in range(start, start + 25)])
            found = await drained(made)
            assert len(found) == len(set(found)) == 500

        asyncio.run(main())

    def test_every_host_has_its_best_in_memory(self, agenda: Callable[[], Agenda]) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([page(number, 0.9, "long.example") for number in range(400)])
            await made.offer([page(number, 0.1, f"{number}.example") for number in range(20)])
            assert len(made.queues.waiting()) == 21

        asyncio.run(main())

    def test_a_url_in_the_reserve_that_becomes_better_moves_up(self, agenda: Callable[[], Agenda]) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([page(number, 0.1 + number / 1000) for number in range(300)])
            assert await made.offer([page(7, 0.99)]) == 0
            assert (await drained(made, 1)) == ["http://a.example/7"]
            assert len(await drained(made)) == 299

        asyncio.run(main())

    def test_one_that_becomes_better_only_in_the_file_keeps_that(
        self, agenda: Callable[[], Agenda], frontier: Frontier
    ) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([page(number, 0.5 + number / 1000) for number in range(300)])
            await made.offer([page(0, 0.52)])
            assert frontier.best("a.example", 1, 0.5201)[0].entry.url.endswith(("/0", "/20"))
            assert len(await drained(made)) == 300

        asyncio.run(main())

    def test_a_run_goes_on_with_the_best_of_what_waited(self, agenda: Callable[[], Agenda], frontier: Frontier) -> None:
        async def main() -> None:
            frontier.add(
                page(number, number / 500, name) for number in range(200) for name in ("a.example", "b.example")
            )
            made = agenda()
            loaded = made.resume_from(frontier)
            assert len(loaded) == len(made.queues) <= MOST
            assert {entry.priority for entry in loaded[:2]} == {199 / 500}
            assert len(await drained(made)) == 400

        asyncio.run(main())

    def test_a_try_in_vain_waits_its_time_at_the_next_start_too(
        self, agenda: Callable[[], Agenda], frontier: Frontier
    ) -> None:
        frontier.add([page(1, 0.9), page(2, 0.5)])
        frontier.tried([("http://a.example/1", 4e9)])
        made = agenda()
        made.resume_from(frontier)
        first = made.take(0.0)
        assert first is not None
        assert first.url == "http://a.example/2"
        (one,) = [one for one in frontier.best("a.example", 9) if one.next_try]
        assert (one.entry.url, one.attempts, one.next_try) == ("http://a.example/1", 1, 4e9)

    @settings(max_examples=30, deadline=None)
    @given(
        batches=st.lists(
            st.lists(
                st.tuples(st.integers(0, 150), st.sampled_from([0.1, 0.5, 0.9]), st.sampled_from("abc")), max_size=80
            ),
            min_size=1,
            max_size=8,
        ),
        taken=st.integers(0, 30),
    )
    def test_whatever_is_offered_comes_out_once(
        self, tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[int, float, str]]], taken: int
    ) -> None:
        async def main(frontier: Frontier) -> None:
            saver = Saver(frontier, fail)
            made = Agenda(saver, per_host=1, pages=100_000, most=MOST)
            found: list[str] = []
            for batch in batches:
                await made.offer([page(number, priority, f"{name}.example") for number, priority, name in batch])
                found += await drained(made, taken)
            found += await drained(made)
            saver.close()
            assert sorted(found) == sorted({f"http://{name}.example/{n}" for batch in batches for n, _, name in batch})
            assert frontier.counts()["waiting"] == 0

        with Frontier(tmp_path_factory.mktemp("frontier")) as frontier:
            asyncio.run(main(frontier))


async def taken(agenda: Agenda) -> Entry:
    """The next entry, its host free again."""
    while (entry := agenda.take(0.0)) is None:
        await asyncio.sleep(0.001)
    agenda.queues.leave(host(entry.url))
    return entry


def named(number: int, via: str, priority: float = 0.5) -> Entry:
    return Entry(f"http://a.example/{via}/{number}", priority, via=f"http://a.example/{via}")


class TestWhatIsLeftAlone:
    def test_after_so_many_failures_in_a_row_what_waits_for_a_host_stays_for_another_run(
        self, agenda: Callable[[], Agenda], frontier: Frontier
    ) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([named(number, f"list-{number % 40}") for number in range(400)])
            for _ in range(MOST_IN_VAIN):
                made.settle(await taken(made), "failed")
            assert (made.take(0.0), made.has_more, len(made)) == (None, False, 0)
            await made.offer([page(900, 0.9)])
            assert not made.has_more
            assert frontier.counts() == {"waiting": 301, "failed": MOST_IN_VAIN}

        asyncio.run(main())

    def test_one_good_page_between_them_is_enough(self, agenda: Callable[[], Agenda]) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([named(number, "list") for number in range(200)])
            for number in range(200):
                made.settle(await taken(made), "done" if number % 20 == 0 else "failed")
            await made.offer([page(900, 0.9)])
            assert made.has_more

        asyncio.run(main())

    def test_a_list_of_dead_links_does_not_keep_a_host_from_its_good_pages(
        self, agenda: Callable[[], Agenda], frontier: Frontier
    ) -> None:
        async def main() -> None:
            made = agenda()
            await made.offer([named(number, "dead", 0.9) for number in range(300)])
            await made.offer([named(1, "good", 0.1)])
            for _ in range(MOST_OF_A_LIST):
                made.settle(await taken(made), "failed")
            assert (await taken(made)).url == "http://a.example/good/1"
            assert not made.has_more
            made._saver.close()
            assert frontier.counts() == {"refused": 275, "failed": 25, "waiting": 1}

        asyncio.run(main())


def test_a_frontier_of_an_older_version_is_gone_on_with(tmp_path: Path) -> None:
    import sqlite3  # noqa: PLC0415 - only here the file is made by hand

    with sqlite3.connect(tmp_path / "frontier.db") as old:
        old.execute(
            "CREATE TABLE frontier (url TEXT PRIMARY KEY, priority REAL NOT NULL, kind TEXT NOT NULL, source TEXT, "
            "origin TEXT, via TEXT, score REAL, title TEXT, state TEXT NOT NULL DEFAULT 'waiting') WITHOUT ROWID"
        )
        old.execute("INSERT INTO frontier (url, priority, kind) VALUES ('http://a.example/1', 0.5, 'page')")
    old.close()
    with Frontier(tmp_path) as frontier:
        assert frontier.hosts() == {"a.example": 1}
        assert [one.entry for one in frontier.best("a.example", 9)] == [Entry("http://a.example/1", 0.5)]
