"""The life of a URL in the frontier: which states there are, what moves it between them, what a kill makes of each."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from archive.errors import ArchiveError
from archive.frontier import Entry, Frontier

STATES = ["waiting", "fetching", "done", "failed", "refused"]
URL = "http://a/1"

# state -> (is given by waiting(), state after a kill and a new start)
TABLE = {
    "waiting": (True, "waiting"),
    "fetching": (False, "waiting"),
    "done": (False, "done"),
    "failed": (False, "failed"),
    "refused": (False, "refused"),
}


@pytest.fixture
def frontier(tmp_path):
    with Frontier(tmp_path) as opened:
        yield opened


class TestStates:
    @pytest.mark.parametrize("before", STATES)
    @pytest.mark.parametrize("after", STATES)
    def test_any_may_follow_any(self, frontier, before, after):
        frontier.add([Entry(URL)])
        for state in (before, after):
            frontier.mark([URL], state)
        assert frontier.state(URL) == after
        assert frontier.counts() == {after: 1}

    @pytest.mark.parametrize(("state", "given_"), [(state, waits) for state, (waits, _) in TABLE.items()])
    def test_only_what_waits_is_given(self, frontier, state, given_):
        frontier.add([Entry(URL)])
        frontier.mark([URL], state)
        assert [entry.url for entry in frontier.waiting()] == [URL] * given_

    @pytest.mark.parametrize(("state", "again"), [(state, again) for state, (_, again) in TABLE.items()])
    def test_a_new_start_fetches_again_what_was_under_way(self, tmp_path, state, again):
        with Frontier(tmp_path) as first:
            first.add([Entry(URL, 0.5, title="kept")])
            first.mark([URL], state)
        with Frontier(tmp_path) as second:
            assert second.state(URL) == again
            second.mark([URL], "waiting")
            assert second.waiting() == [Entry(URL, 0.5, title="kept")]

    @pytest.mark.parametrize("state", STATES)
    def test_adding_a_known_url_changes_nothing_of_it(self, frontier, state):
        frontier.add([Entry(URL, 0.5, "page", "dam", title="first")])
        frontier.mark([URL], state)
        assert frontier.add([Entry(URL, 0.9, "feed", "rio", title="second")]) == 0
        assert frontier.state(URL) == state
        frontier.mark([URL], "waiting")
        assert frontier.waiting() == [Entry(URL, 0.5, "page", "dam", title="first")]

    @pytest.mark.parametrize("state", STATES)
    def test_forgetting_takes_it_in_every_state(self, frontier, state):
        frontier.add([Entry(URL)])
        frontier.mark([URL], state)
        frontier.clear()
        assert (frontier.state(URL), frontier.counts(), frontier.add([Entry(URL)])) == (None, {}, 1)


class TestOrder:
    @pytest.mark.parametrize(
        ("entries", "order"),
        [
            # the higher priority first
            ([("a", 0.1), ("b", 0.9), ("c", 0.5)], "bca"),
            # then by address, whatever the order of adding
            ([("c", 0.5), ("a", 0.5), ("b", 0.5)], "abc"),
            # priorities may be anything that compares
            ([("a", -1.0), ("b", 0.0), ("c", 1e300), ("d", -1e300)], "cbad"),
            ([("a", float("-inf")), ("b", 0.0), ("c", float("inf"))], "cba"),
        ],
    )
    def test_is_by_priority_and_then_by_address(self, frontier, entries, order):
        frontier.add(Entry(name, priority) for name, priority in entries)
        assert "".join(entry.url for entry in frontier.waiting()) == order


class TestAnyText:
    @pytest.mark.parametrize("odd", ["a\0b", "\udcff", "x\ud800y", "φ\0\udcff"])
    def test_of_a_feed_stops_no_crawl(self, frontier, odd):
        """JSON feeds may escape what no database takes; the entry is found by the same odd text."""
        assert frontier.add([Entry("http://a/" + odd, 0.5, "page", odd, odd, odd, 0.1, odd)]) == 1
        assert frontier.state("http://a/" + odd) == "waiting"
        frontier.mark(["http://a/" + odd], "done")
        assert frontier.counts() == {"done": 1}
        assert frontier.add([Entry("http://a/" + odd)]) == 0

    def test_of_any_length_is_kept(self, frontier):
        long = Entry("http://a/" + "x" * 200_000, title="y" * 200_000)
        frontier.add([long])
        assert frontier.waiting() == [long]


class Life(RuleBasedStateMachine):
    """The frontier beside a dict, through adds, marks, clears and new starts."""

    URLS = st.sampled_from([f"http://a/{number}" for number in range(6)])

    @initialize()
    def begin(self):
        shutil.rmtree(Life.FOLDER, ignore_errors=True)
        Life.FOLDER.mkdir()
        self.real = Frontier(Life.FOLDER)
        self.known: dict[str, tuple[float, str]] = {}

    @rule(urls=st.lists(URLS, max_size=4), priority=st.sampled_from([0.0, 0.5, 1.0]))
    def add(self, urls, priority):
        new = [url for url in dict.fromkeys(urls) if url not in self.known]
        assert self.real.add(Entry(url, priority) for url in urls) == len(new)
        self.known |= dict.fromkeys(new, (priority, "waiting"))

    @rule(urls=st.lists(URLS, max_size=4), state=st.sampled_from(STATES))
    def mark(self, urls, state):
        self.real.mark(urls, state)
        self.known |= {url: (self.known[url][0], state) for url in urls if url in self.known}

    @rule()
    def start_again(self):
        self.real.close()
        self.real = Frontier(Life.FOLDER)
        self.known = {url: (priority, TABLE[state][1]) for url, (priority, state) in self.known.items()}

    @rule(nth=st.integers(0, 4))
    def break_off_while_adding(self, nth):
        def broken():
            for number in range(nth):
                yield Entry(f"http://b/{number}")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            self.real.add(broken())

    @rule()
    def forget(self):
        self.real.clear()
        self.known = {}

    @invariant()
    def agree(self):
        states = [state for _, state in self.known.values()]
        assert self.real.counts() == {state: states.count(state) for state in set(states)}
        order = sorted((-priority, url) for url, (priority, state) in self.known.items() if state == "waiting")
        assert [(-entry.priority, entry.url) for entry in self.real.waiting()] == order

    def teardown(self):
        if hasattr(self, "real"):
            self.real.close()


def test_is_a_dict_that_outlives_its_process(tmp_path_factory):
    Life.FOLDER = tmp_path_factory.mktemp("life") / "frontier"
    machine = Life.TestCase
    machine.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
    machine("runTest").runTest()


KILLED = """
import os, signal, sys
from pathlib import Path
from archive.frontier import Entry, Frontier

frontier = Frontier(Path(sys.argv[1]))
frontier.add(Entry(f"http://a/{n}", n / 100) for n in range(100))
frontier.mark([f"http://a/{n}" for n in range(50, 100)], "fetching")
frontier.mark([f"http://a/{n}" for n in range(70, 100)], "done")

def torn():
    yield Entry("http://b/1")
    os.kill(os.getpid(), signal.SIGKILL)
frontier.add(torn())
"""


def test_a_kill_in_the_midst_of_a_batch_loses_that_batch_and_nothing_else(tmp_path):
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False, capture_output=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    with Frontier(tmp_path) as again:
        assert again.counts() == {"waiting": 70, "done": 30}
        assert again.state("http://b/1") is None
        assert [entry.url for entry in again.waiting()][:2] == ["http://a/69", "http://a/68"]


class TestFaults:
    @pytest.mark.parametrize("act", ["add", "waiting", "mark", "state", "counts", "clear"])
    def test_of_the_file_are_errors_of_the_archive_in_one_line(self, tmp_path, act):
        """Another program dropped the table."""
        with Frontier(tmp_path) as opened:
            other = sqlite3.connect(tmp_path / "frontier.db", isolation_level=None)
            other.execute("DROP TABLE frontier")
            other.close()
            given_ = {"add": [[Entry(URL)]], "mark": [[URL], "done"], "state": [URL]}.get(act, [])
            with pytest.raises(ArchiveError, match="move it away") as caught:
                getattr(opened, act)(*given_)
            assert "\n" not in str(caught.value)

    def test_of_a_closed_frontier_are_said(self, tmp_path):
        opened = Frontier(tmp_path)
        opened.close()
        with pytest.raises(ArchiveError, match="cannot be used"):
            opened.add([Entry(URL)])

    def test_of_a_torn_file_are_said(self, tmp_path):
        with Frontier(tmp_path) as opened:
            opened.add(Entry(f"http://a/{number}") for number in range(2000))
        path = tmp_path / "frontier.db"
        path.write_bytes(path.read_bytes()[:5000])

        def use() -> None:
            with Frontier(tmp_path) as again:
                again.waiting()

        with pytest.raises(ArchiveError, match="move it away"):
            use()


FULL = """
import os, resource, signal, sys
from pathlib import Path
from archive.errors import ArchiveError, DiskFull
from archive.frontier import Entry, Frontier

# Files may not grow beyond this; without the signal, a write then fails as it does on a full disk.
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Frontier(Path(sys.argv[1])) as frontier:
    frontier.add([Entry("http://a/first")])
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
    kept = 1
    try:
        for start in range(0, 10_000, 50):
            frontier.add(Entry(f"http://a/{n}", title="x" * 200) for n in range(start, start + 50))
            kept += 50
    except ArchiveError as error:
        print(type(error).__name__, kept, frontier.counts()["waiting"])
"""


def test_a_limit_of_the_file_size_loses_only_what_was_not_acknowledged(tmp_path: Path):
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], check=True, capture_output=True, text=True, env=environment
    )
    name, kept, counted = done.stdout.split()
    assert name == "DiskFull"
    assert 1 < int(kept) == int(counted) < 10_000
    with Frontier(tmp_path) as again:
        assert again.counts() == {"waiting": int(kept)}
