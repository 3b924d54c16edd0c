"""What is said of a source: its counts, and the alarm when its pages begin to read badly."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import health
from archive.capture import Provenance
from archive.committer import Committer
from archive.ingest import ingest


def usual(count: int, *, middle: int = 3000, empty: float = 0.1, seed: int = 1) -> list[int | None]:
    """Lengths of so many pages of an ordinary outlet."""
    random = Random(seed)
    return [None if random.random() < empty else round(random.lognormvariate(0, 0.5) * middle) for _ in range(count)]


class TestTheAlarm:
    @pytest.mark.parametrize(
        ("recent", "said"),
        [
            ([None] * 20, "20 of the latest 20 pages gave no text"),
            ([None] * 15 + [3000] * 5, "15 of the latest 20 pages gave no text"),
            ([300] * 20, "the latest 20 texts have 300 letters where"),
            ([None, 3000] + [200] * 18, "texts have 200 letters"),
        ],
    )
    def test_comes_when_pages_are_suddenly_empty_or_short(self, recent, said):
        alarm = health.alarm_of(recent + usual(200))
        assert alarm is not None
        assert said in alarm
        assert alarm.endswith("has the layout changed?")

    @pytest.mark.parametrize(
        "lengths",
        [
            [],
            usual(220),
            usual(20, seed=7) + usual(200),
            # an outlet half of whose pages are no articles
            usual(220, empty=0.5),
            # three empty ones and some short ones among twenty happen
            [None] * 4 + [400, 500] + usual(214),
            # longer than ever is no damage
            usual(20, middle=9000, empty=0.0) + usual(200),
            # texts of nearly one length, the story's own pages first: a little shorter is no other layout
            [694] * 20 + [720, 734, 760] * 40,
            # too few to tell
            [None] * 7,
            [None] * 20 + usual(15),
        ],
    )
    def test_is_silent_where_nothing_changed_or_nobody_can_tell(self, lengths):
        assert health.alarm_of(lengths) is None

    def test_is_false_less_than_once_in_a_thousand_times(self):
        found = [health.alarm_of(usual(220, seed=seed, empty=0.05 + seed % 50 / 100)) for seed in range(2000)]
        assert sum(one is not None for one in found) <= 4  # two tests at one in ten thousand, on estimated rates

    @given(st.lists(st.one_of(st.none(), st.integers(0, 10**7)), max_size=250))
    def test_never_fails(self, lengths):
        alarm = health.alarm_of(lengths)
        assert alarm is None or alarm.isprintable()


@pytest.fixture
def fetched(archives, start, exchange, now):
    """Captures pages of two sources, and a failure; extracts what is an article."""
    run = start(archives)
    with Committer(archives, run.id) as committer:

        def keep(number: int, source: str, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n") -> None:
            given = Provenance(source=source)
            at = now + timedelta(minutes=number)
            url = f"http://{source}.example/{number}"
            body = exchange().response.partition(b"\r\n\r\n")[2].replace(b"Tuesday", f"day {number}".encode())
            committer.submit(exchange(url, body, head=head, fetched=at, provenance=given)).result()

        keep(1, "dam")
        keep(2, "dam")
        keep(3, "dam", b"HTTP/1.1 404 Not Found\r\n\r\n")
        keep(4, "river", b"HTTP/1.1 503 Busy\r\n\r\n")
        committer.fail("http://river.example/5", Provenance(source="river"), "timed out").result()
        committer.fail("http://lake.example/", Provenance(source="lake"), "host not found").result()
    ingest(archives, None, workers=1)
    return archives


def test_each_source_has_its_counts_and_its_last_good_answer(fetched, now):
    dam, lake, river = health.sources(fetched)
    assert (dam.key, dam.requests, dam.pages, dam.documents, dam.errors, dam.failed) == ("dam", 3, 2, 2, 1, 0)
    assert dam.last == now + timedelta(minutes=2)
    assert (river.requests, river.errors, river.failed, river.last) == (1, 1, 1, None)
    assert (lake.key, lake.requests, lake.failed, lake.alarm) == ("lake", 0, 1, None)


def test_the_lengths_are_those_of_the_texts_the_newest_first(fetched):
    with fetched.read() as connection:
        lengths = health._lengths(connection, "dam")
    assert len(lengths) == 2
    assert all(length is not None and length > 400 for length in lengths)
