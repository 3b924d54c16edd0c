"""The frontier's file behind the reactor: in order, in batches, and told once when the disk refuses."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import ArchiveError, FolderUnusable
from archive.frontier import Entry, Frontier, State
from crawler.saver import Saver, Sifted

ONE, TWO, THREE = (f"http://a.example/{name}" for name in ("one", "two", "three"))


class Kept(Frontier):
    """A frontier that remembers in which order and thread it was written."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.calls: list[str] = []
        self.threads: set[int] = set()

    def add(self, entries: Sequence[Entry]) -> int:  # type: ignore[override]
        self.calls.append("add")
        self.threads.add(threading.get_ident())
        return super().add(entries)

    def mark(self, urls: Sequence[str], state: State) -> None:  # type: ignore[override]
        self.calls.append(f"mark {state}")
        self.threads.add(threading.get_ident())
        super().mark(urls, state)


@pytest.fixture
def frontier(tmp_path: Path) -> Iterator[Kept]:
    with Kept(tmp_path) as opened:
        yield opened


@pytest.fixture
def faults() -> list[ArchiveError]:
    return []


@pytest.fixture
def saver(frontier: Kept, faults: list[ArchiveError]) -> Iterator[Saver]:
    made = Saver(frontier, faults.append)
    yield made
    if not faults:
        made.close()


class TestSift:
    # What the frontier knows, what is offered, what of it is new and what waited there.
    NEW, WAITING, DONE = Entry("http://a.example/new"), Entry("http://a.example/waits"), Entry("http://a.example/done")
    CASES: ClassVar = [
        ((), (), Sifted((), ())),
        ((), (NEW,), Sifted((NEW,), ())),
        ((WAITING,), (NEW, WAITING), Sifted((NEW,), (WAITING,))),
        ((WAITING,), (WAITING, WAITING), Sifted((), (WAITING, WAITING))),
        ((DONE,), (DONE, NEW), Sifted((NEW,), ())),
        # Of the same URL twice the better one is new, once, in the place of the first.
        ((), (Entry(ONE, 0.1), NEW, Entry(ONE, 0.9)), Sifted((Entry(ONE, 0.9), NEW), ())),
        (
            (),
            (Entry(ONE, 0.5, title="first"), Entry(ONE, 0.5, title="second")),
            Sifted((Entry(ONE, 0.5, title="first"),), ()),
        ),
    ]

    @pytest.mark.parametrize(("known", "offered", "expected"), CASES)
    def test_parts_what_is_new_from_what_waits(
        self, saver: Saver, frontier: Kept, known: Sequence[Entry], offered: Sequence[Entry], expected: Sifted
    ) -> None:
        frontier.add(known)
        frontier.mark([self.DONE.url], "done")
        assert saver.sift(offered).result() == expected

    @pytest.mark.parametrize("state", ["done", "failed", "refused", "fetching"])
    def test_what_was_noted_a_moment_ago_counts_as_written(self, saver: Saver, frontier: Kept, state: State) -> None:
        frontier.add([Entry(ONE)])
        saver.mark(ONE, state)
        assert saver.sift([Entry(ONE)]).result() == Sifted((), ())
        assert frontier.state(ONE) == state

    def test_a_url_that_was_put_back_waits(self, saver: Saver, frontier: Kept) -> None:
        frontier.add([Entry(ONE)])
        frontier.mark([ONE], "done")
        saver.mark(ONE, "waiting")
        assert saver.sift([Entry(ONE, 0.9)]).result() == Sifted((), (Entry(ONE, 0.9),))

    def test_children_are_written_before_their_parent_is_done(self, saver: Saver, frontier: Kept) -> None:
        """Else a kill between the two would lose them: the parent is not read again."""
        frontier.add([Entry(ONE, kind="feed")])
        frontier.calls.clear()
        saver.mark(ONE, "done")
        saver.sift([Entry(TWO)]).result()
        assert frontier.calls == ["add", "mark done"]


class TestWriting:
    def test_states_are_written_by_one_thread_that_is_not_the_callers(self, saver: Saver, frontier: Kept) -> None:
        saver.sift([Entry(ONE), Entry(TWO)]).result()
        saver.mark(ONE, "done")
        saver.flush()
        saver.sift([Entry(THREE)]).result()
        assert len(frontier.threads) == 1
        assert threading.get_ident() not in frontier.threads
        assert frontier.counts() == {"done": 1, "waiting": 2}

    def test_many_states_are_one_call_for_each_state(self, saver: Saver, frontier: Kept) -> None:
        urls = [f"http://a.example/{number}" for number in range(30)]
        saver.sift([Entry(url) for url in urls]).result()
        frontier.calls.clear()
        for number, url in enumerate(urls):
            saver.mark(url, "done" if number % 3 else "failed")
        saver.flush()
        saver.sift([]).result()
        assert sorted(frontier.calls) == ["mark done", "mark failed"]
        assert frontier.counts() == {"done": 20, "failed": 10}

    def test_the_last_of_two_states_counts(self, saver: Saver, frontier: Kept) -> None:
        saver.sift([Entry(ONE)]).result()
        saver.mark(ONE, "failed")
        saver.mark(ONE, "done")
        saver.sift([]).result()
        assert frontier.state(ONE) == "done"

    def test_without_anything_noted_a_flush_does_nothing(self, saver: Saver, frontier: Kept) -> None:
        saver.flush()
        saver.close()
        assert frontier.calls == []

    def test_the_end_writes_what_was_noted_and_leaves_the_frontier_open(self, saver: Saver, frontier: Kept) -> None:
        saver.sift([Entry(ONE)])
        saver.mark(ONE, "done")
        saver.close()
        saver.close()
        assert frontier.counts() == {"done": 1}


class TestFaults:
    def test_a_flush_that_fails_is_told_once_and_raised_at_the_end(
        self, saver: Saver, frontier: Kept, faults: list[ArchiveError]
    ) -> None:
        saver.sift([Entry(ONE), Entry(TWO)]).result()
        frontier.close()
        for url in (ONE, TWO):
            saver.mark(url, "done")
            saver.flush()
        with pytest.raises(FolderUnusable, match=r"frontier\.db cannot be used"):
            saver.close()
        assert [type(fault) for fault in faults] == [FolderUnusable]

    def test_after_a_fault_nothing_is_taken_any_more(
        self, saver: Saver, frontier: Kept, faults: list[ArchiveError]
    ) -> None:
        frontier.close()
        with pytest.raises(FolderUnusable):
            saver.sift([Entry(ONE)]).result()
        with pytest.raises(FolderUnusable) as caught:
            saver.sift([Entry(TWO)]).result()
        assert faults == [caught.value]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["offer", "done", "flush"]), st.sampled_from("abcd"), st.sampled_from([0.1, 0.9])),
        max_size=30,
    )
)
def test_whatever_is_offered_and_noted_in_whatever_order_a_url_is_new_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, float]]
) -> None:
    with Kept(tmp_path_factory.mktemp("frontier")) as frontier:
        saver = Saver(frontier, lambda _: None)
        states: dict[str, str] = {}
        for what, name, priority in steps:
            url = f"http://a.example/{name}"
            if what == "offer":
                sifted = saver.sift([Entry(url, priority)]).result()
                assert [entry.url for entry in sifted.new] == [url] * (url not in states)
                assert [entry.url for entry in sifted.waiting] == [url] * (states.get(url) == "waiting")
                states.setdefault(url, "waiting")
            elif what == "done" and url in states:
                saver.mark(url, "done")
                states[url] = "done"
            else:
                saver.flush()
        saver.close()
        assert {url: frontier.state(url) for url in states} == states
