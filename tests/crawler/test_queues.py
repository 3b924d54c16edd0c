"""Which URL is next."""

from __future__ import annotations

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from archive.frontier import Entry
from crawler.queues import HostQueues


def entry(path: str, priority: float = 0.5, host: str = "a.example", kind: str = "page") -> Entry:
    return Entry(f"http://{host}/{path}", priority, kind)


def drained(queues: HostQueues) -> list[str]:
    """The paths in the order in which they come when every host is freed at once."""
    order = []
    while (one := queues.pop(0.0)) is not None:
        order.append(one.url.rpartition("/")[2])
        queues.leave(one.url.split("/")[2])
    return order


class TestOrder:
    def test_the_best_comes_first(self) -> None:
        queues = HostQueues()
        for path, priority in (("low", 0.1), ("high", 0.9), ("middle", 0.5)):
            queues.push(entry(path, priority))
        assert drained(queues) == ["high", "middle", "low"]

    def test_of_equals_the_first_comes_first(self) -> None:
        queues = HostQueues()
        for path in ("one", "two", "three"):
            queues.push(entry(path))
        assert drained(queues) == ["one", "two", "three"]

    def test_the_best_of_another_host_comes_when_the_best_host_is_busy(self) -> None:
        queues = HostQueues()
        queues.push(entry("first", 0.9))
        queues.push(entry("second", 0.8))
        queues.push(entry("other", 0.1, "b.example"))
        assert [queues.pop(0).url for _ in range(2)] == ["http://a.example/first", "http://b.example/other"]
        assert queues.pop(0) is None
        queues.leave("a.example")
        assert queues.pop(0).url == "http://a.example/second"

    def test_a_host_may_have_more_than_one_connection(self) -> None:
        queues = HostQueues(per_host=2)
        for path in ("one", "two", "three"):
            queues.push(entry(path))
        assert queues.pop(0)
        assert queues.pop(0)
        assert queues.pop(0) is None


class TestWaitingOnce:
    def test_a_url_waits_once(self) -> None:
        queues = HostQueues()
        assert queues.push(entry("one", 0.5))
        assert not queues.push(entry("one", 0.5))
        assert not queues.push(entry("one", 0.4))
        assert len(queues) == 1
        assert drained(queues) == ["one"]

    def test_a_better_score_moves_it_up(self) -> None:
        queues = HostQueues()
        queues.push(entry("one", 0.2))
        queues.push(entry("two", 0.5))
        assert queues.promote(entry("one", 0.9))
        assert len(queues) == 2
        assert drained(queues) == ["one", "two"]

    def test_only_what_waits_can_be_promoted(self) -> None:
        queues = HostQueues()
        assert not queues.promote(entry("one", 0.9))
        assert len(queues) == 0

    def test_a_section_that_a_feed_calls_an_article_is_one(self) -> None:
        queues = HostQueues()
        queues.push(entry("one", 1.5, kind="section"))
        queues.promote(entry("one", 0.3, kind="page"))
        found = queues.pop(0)
        assert (found.kind, found.priority) == ("page", 1.5)

    def test_an_article_that_stands_in_a_menu_stays_one_and_moves_up(self) -> None:
        queues = HostQueues()
        queues.push(entry("one", 0.3, kind="page"))
        queues.promote(entry("one", 1.5, kind="section"))
        found = queues.pop(0)
        assert (found.kind, found.priority) == ("page", 1.5)

    def test_a_changed_kind_does_not_block_its_host(self) -> None:
        queues = HostQueues()
        queues.push(entry("one", 1.5, kind="section"))
        queues.promote(entry("one", 1.5, kind="page"))
        queues.push(entry("two", 0.1))
        assert drained(queues) == ["one", "two"]


class TestLater:
    def test_what_is_for_later_does_not_come_before(self) -> None:
        queues = HostQueues()
        queues.push_later(entry("one"), due=5.0)
        assert queues.pop(4.9) is None
        assert queues.due() == 5.0
        assert len(queues) == 1
        assert queues.pop(5.0).url == "http://a.example/one"
        assert queues.due() is None

    def test_nothing_brings_it_forward(self) -> None:
        queues = HostQueues()
        queues.push_later(entry("one", 0.5), due=5.0)
        assert not queues.push(entry("one", 0.9))
        assert not queues.promote(entry("one", 0.9))
        assert queues.pop(0) is None


def test_what_waits_and_what_is_under_way_is_told_by_host() -> None:
    queues = HostQueues()
    queues.push(entry("one"))
    queues.push(entry("two"))
    queues.push(entry("three", host="b.example"))
    queues.pop(0)
    assert queues.waiting() == {"a.example": 1, "b.example": 1}
    assert queues.active() == {"a.example"}


class TestHostsThatKeepOthersWaiting:
    """``best`` is what others may be asked to wait for."""

    def test_a_busy_host_does_for_two_seconds(self) -> None:
        queues = HostQueues()
        for path, priority in (("1", 0.9), ("2", 0.8)):
            queues.push(entry(path, priority))
        queues.push(entry("3", 0.1, "b.example"))
        assert queues.pop(10.0) == entry("1", 0.9)
        assert queues.best() == 0.8
        assert queues.pop(12.0, 0.4) is None
        assert queues.best() == 0.8
        assert queues.pop(12.1, 0.4) is None
        assert queues.best() == 0.1

    def test_a_host_that_is_held_does_not(self) -> None:
        queues = HostQueues()
        queues.push(entry("1", 0.9))
        queues.push(entry("2", 0.1, "b.example"))
        queues.hold("a.example", 30.0)
        assert queues.best() == 0.1
        assert queues.pop(0.0) == entry("2", 0.1, "b.example")
        assert (queues.pop(29.0), queues.due()) == (None, 30.0)
        assert queues.pop(30.0) == entry("1", 0.9)

    def test_a_shorter_hold_changes_nothing(self) -> None:
        queues = HostQueues()
        queues.push(entry("1"))
        queues.hold("a.example", 30.0)
        queues.hold("a.example", 5.0)
        assert queues.pop(29.0) is None
        assert queues.pop(30.0) == entry("1")

    def test_a_host_that_is_dropped_has_nothing_more(self) -> None:
        queues = HostQueues()
        for path in "123":
            queues.push(entry(path))
        queues.push_later(entry("4"), 5.0)
        queues.push(entry("5", host="b.example"))
        assert queues.drop("a.example") == 4
        assert [queues.pop(9.0), queues.pop(9.0)] == [entry("5", host="b.example"), None]
        assert (len(queues), queues.due()) == (0, None)


class AgainstAPlainList(RuleBasedStateMachine):
    """Whatever is done in whatever order: the next is the best waiting entry of a free host, and nothing is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.queues = HostQueues(per_host=2)
        self.waiting: dict[str, Entry] = {}
        self.later: dict[str, float] = {}
        self.active: Counter[str] = Counter()
        self.now = 0.0

    entries = st.builds(
        entry,
        st.sampled_from("abcdef"),
        st.sampled_from([0.1, 0.5, 0.5, 0.9, 1.5]),
        st.sampled_from(["x.example", "y.example", "z.example"]),
        st.sampled_from(["page", "section"]),
    )

    @rule(new=entries)
    def push(self, new: Entry) -> None:
        known = self.waiting.get(new.url)
        changed = new.url not in self.later and (known is None or new.priority > known.priority)
        assert self.queues.push(new) == changed
        if changed:
            self.waiting[new.url] = new

    @rule(new=entries)
    def promote(self, new: Entry) -> None:
        self.queues.promote(new)
        known = self.waiting.get(new.url)
        if known is not None and new.url not in self.later:
            kind = known.kind if known.kind == new.kind else "page"
            self.waiting[new.url] = Entry(new.url, max(new.priority, known.priority), kind)

    @rule(new=entries, wait=st.sampled_from([0.0, 1.0, 3.0]))
    def push_later(self, new: Entry, wait: float) -> None:
        if new.url not in self.waiting:
            self.queues.push_later(new, self.now + wait)
            self.waiting[new.url] = new
            self.later[new.url] = self.now + wait

    @rule()
    def pop(self) -> None:
        self.later = {url: due for url, due in self.later.items() if due > self.now}
        free = [e for e in self.waiting.values() if e.url not in self.later and self.active[self.host(e)] < 2]
        found = self.queues.pop(self.now)
        if not free:
            assert found is None
            return
        assert found is not None
        assert found.priority == max(one.priority for one in free)
        assert found == self.waiting.pop(found.url)
        self.active[self.host(found)] += 1

    @precondition(lambda self: self.active.total())
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.active.elements())))
        self.active[name] -= 1
        self.queues.leave(name)

    @rule(step=st.sampled_from([0.5, 2.0]))
    def wait(self, step: float) -> None:
        self.now += step

    @invariant()
    def counts_agree(self) -> None:
        assert len(self.queues) == len(self.waiting)
        assert {e.url for e in self.queues.entries()} == set(self.waiting)

    @staticmethod
    def host(one: Entry) -> str:
        return one.url.split("/")[2]


TestAgainstAPlainList = AgainstAPlainList.TestCase
TestAgainstAPlainList.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
