import sqlite3
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import DiskFull, FolderUnusable
from archive.frontier import Entry, Frontier

A = Entry("http://a/1", 0.5, "page", "dam", "feed", "http://a/feed", 0.7, "Dam gives way")
B = Entry("http://a/2", 0.9)
C = Entry("http://a/0", 0.5)
UNICODE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")


@pytest.fixture
def frontier(tmp_path):
    with Frontier(tmp_path) as opened:
        yield opened


class TestAdd:
    def test_counts_the_new_ones(self, frontier):
        assert frontier.add([A, B]) == 2
        assert frontier.add([B, C]) == 1
        assert frontier.add([]) == 0

    def test_takes_a_url_once_within_a_batch(self, frontier):
        assert frontier.add([A, A]) == 1

    def test_leaves_a_known_url_as_it_is(self, frontier):
        frontier.add([A])
        frontier.mark([A.url], "done")
        frontier.add([Entry(A.url, 1.0)])
        assert frontier.state(A.url) == "done"
        assert frontier.waiting() == []

    def test_adds_none_of_a_batch_that_breaks(self, frontier):
        def broken():
            yield A
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            frontier.add(broken())
        assert frontier.waiting() == []
        assert frontier.add([A]) == 1


class TestWaiting:
    def test_gives_everything_back_the_most_promising_first(self, frontier):
        frontier.add([A, B, C])
        assert frontier.waiting() == [B, C, A]

    def test_leaves_out_what_is_under_way_or_over(self, frontier):
        frontier.add([A, B, C])
        frontier.mark([A.url], "fetching")
        frontier.mark([B.url], "refused")
        assert frontier.waiting() == [C]

    @settings(max_examples=30)  # each in a file of its own
    @given(st.lists(st.text(UNICODE, max_size=20), unique=True, max_size=20))
    def test_keeps_any_text(self, tmp_path_factory, texts):
        with Frontier(tmp_path_factory.mktemp("frontier")) as opened:
            entries = [Entry(f"http://a/{text}", 0.0, title=text) for text in texts]
            opened.add(entries)
            assert sorted(opened.waiting(), key=lambda entry: entry.url) == sorted(entries, key=lambda entry: entry.url)


class TestMark:
    def test_moves_urls_between_states(self, frontier):
        frontier.add([A, B, C])
        frontier.mark([A.url, B.url], "done")
        frontier.mark([C.url], "failed")
        assert frontier.counts() == {"done": 2, "failed": 1}

    def test_passes_over_unknown_urls(self, frontier):
        frontier.mark(["http://nowhere/"], "done")
        assert frontier.counts() == {}
        assert frontier.state("http://nowhere/") is None

    def test_a_state_without_urls_counts_nothing(self, frontier):
        assert frontier.counts()["fetching"] == 0


class TestLife:
    def test_goes_on_after_a_kill_with_what_was_being_fetched(self, tmp_path):
        killed = Frontier(tmp_path)
        killed.add([A, B])
        killed.mark([A.url], "fetching")
        killed.mark([B.url], "done")
        killed.close()
        with Frontier(tmp_path) as again:
            assert again.waiting() == [A]
            assert again.state(B.url) == "done"

    def test_forgets_on_request(self, frontier):
        frontier.add([A])
        frontier.clear()
        assert frontier.add([A]) == 1

    def test_may_be_closed_twice(self, tmp_path):
        opened = Frontier(tmp_path)
        opened.close()
        opened.close()

    def test_says_when_its_file_is_none(self, tmp_path):
        (tmp_path / "frontier.db").write_bytes(b"no database at all " * 100)
        with pytest.raises(FolderUnusable, match="move it away"):
            Frontier(tmp_path)

    def test_says_when_the_folder_is_missing(self, tmp_path):
        with pytest.raises(FolderUnusable, match="cannot be used"):
            Frontier(tmp_path / "none")

    def test_names_a_full_disk_and_keeps_what_was_there(self, tmp_path):
        with Frontier(tmp_path) as opened:
            opened.add([A])
            opened._db.execute("PRAGMA max_page_count = 4")
            with pytest.raises(DiskFull, match="free some space"):
                opened.add(Entry(f"http://a/{number}", 0.0, title="x" * 500) for number in range(1000))
            assert opened.waiting() == [A]

    def test_another_process_may_read_while_it_writes(self, tmp_path, frontier):
        other = sqlite3.connect(tmp_path / "frontier.db")
        frontier.add([A])
        assert other.execute("SELECT count(*) FROM frontier").fetchone() == (1,)
        other.close()

    def test_is_quick_enough_for_a_large_crawl(self, frontier):
        entries = [Entry(f"http://a/{number}", number % 7 / 7, title="Dam gives way") for number in range(20_000)]
        begun = time.process_time()
        for start in range(0, len(entries), 50):
            frontier.add(entries[start : start + 50])
            frontier.mark([entry.url for entry in entries[start : start + 50]], "done")
        spent = time.process_time() - begun
        assert spent / len(entries) < 0.0004, f"{spent / len(entries) * 1e6:.0f} us a URL"


def test_a_file_of_an_older_version_gets_the_column_for_what_lists_state(tmp_path):
    with sqlite3.connect(tmp_path / "frontier.db") as old:
        old.execute(
            "CREATE TABLE frontier (url TEXT PRIMARY KEY, priority REAL NOT NULL, kind TEXT NOT NULL, source TEXT,"
            " origin TEXT, via TEXT, score REAL, title TEXT, state TEXT NOT NULL DEFAULT 'waiting') WITHOUT ROWID"
        )
        old.execute("INSERT INTO frontier (url, priority, kind) VALUES ('http://a/', 1.0, 'page')")
    old.close()
    with Frontier(tmp_path) as frontier:
        frontier.add([Entry("http://b/", stated="2026-03-04T00:00:00+00:00")])
        assert {entry.url: entry.stated for entry in frontier.waiting()} == {
            "http://a/": None,
            "http://b/": "2026-03-04T00:00:00+00:00",
        }
