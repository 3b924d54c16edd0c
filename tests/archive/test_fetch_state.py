"""What is known of an address after each kind of answer, and that it is kept with the capture or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive import bodies, fetch_state
from archive.capture import Provenance
from archive.committer import Committer
from archive.errors import NotArchived, RecordDamaged

URL = "http://dam.example/a"
TAGGED = (
    b'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nETag: "v1"\r\n'
    b"Last-Modified: Tue, 03 Mar 2026 10:00:00 GMT\r\n\r\n"
)
HOUR = timedelta(hours=1)


@pytest.fixture
def answer(archives, start, exchange, now):
    """Keeps an answer that came so many hours after the first; the capture."""
    run = start(archives)

    def keep(hours: float = 0.0, *, head: bytes = TAGGED, body: bytes = b"<p>One</p>", url: str = URL, **more):
        kind, stated = more.pop("kind", "page"), more.pop("stated", None)
        given = Provenance(kind, "dam", None, "feed", 0.5, stated)
        with Committer(archives, run.id) as committer:
            sent = exchange(url, body, head=head, fetched=now + hours * HOUR, provenance=given, **more)
            return committer.submit(sent).result()

    return keep


@pytest.fixture
def state(archives):
    """What is known of an address, None when nothing is."""
    return lambda url=URL: fetch_state.load(archives, [url]).get(url)


class TestAnArticle:
    def test_that_came_is_due_again_in_an_hour_and_keeps_its_validators(self, answer, state, now):
        capture = answer()
        found = state()
        assert (found.status, found.kind, found.source, found.capture_id) == (200, "page", "dam", capture.id)
        assert (found.etag, found.last_modified) == ('"v1"', "Tue, 03 Mar 2026 10:00:00 GMT")
        assert (found.first, found.checked, found.due, found.streak) == (now, now, now + HOUR, 0)

    def test_that_is_unchanged_is_due_at_three_times_its_age(self, answer, state, now):
        capture = answer()
        answer(1, head=b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n', body=b"")
        found = state()
        assert (found.status, found.capture_id, found.streak) == (200, capture.id, 1)
        assert (found.checked, found.due, found.etag) == (now + HOUR, now + 3 * HOUR, '"v1"')

    def test_that_comes_again_byte_for_byte_counts_as_unchanged(self, answer, state):
        answer()
        answer(1, head=TAGGED.replace(b"v1", b"v2"))
        assert (state().streak, state().etag) == (1, '"v2"')

    def test_that_changed_is_looked_at_sooner(self, answer, state, now):
        answer()
        second = answer(4, body=b"<p>Two</p>")
        assert (state().capture_id, state().streak, state().due) == (second.id, 0, now + 6 * HOUR)

    def test_is_as_old_as_its_list_says(self, answer, state, now):
        answer(stated=(now - 24 * HOUR).isoformat())
        assert state().due == now + 48 * HOUR
        answer(url="http://dam.example/old", stated="2001-01-01T00:00:00+00:00")
        assert state("http://dam.example/old").due is None

    @pytest.mark.parametrize("stated", ["soon", "2026-03-04", "2999-01-01T00:00:00+00:00", ""])
    def test_is_as_old_as_its_capture_where_its_list_says_nothing_that_can_be(self, answer, state, now, stated):
        answer(stated=stated)
        assert state().first == now

    def test_that_moved_is_known_with_where_it_went(self, answer, state):
        answer(head=b"HTTP/1.1 301 Moved\r\nLocation: /b?utm_source=x\r\n\r\n", body=b"")
        assert (state().status, state().moved, state().capture_id) == (301, "http://dam.example/b", None)

    def test_that_is_gone_is_known_and_keeps_no_validators(self, answer, state):
        answer()
        answer(1, head=b"HTTP/1.1 410 Gone\r\n\r\n", body=b"")
        assert (state().status, state().etag, state().capture_id) == (410, None, None)


@pytest.mark.parametrize(
    ("head", "more"),
    [
        (b"HTTP/1.1 503 Busy\r\n\r\n", {}),
        (b"HTTP/1.1 206 Part\r\n\r\n", {}),
        (b"HTTP/1.1 429 Slow down\r\n\r\n", {}),
        (b"no http at all", {}),
        (TAGGED, {"truncated": "length"}),
        (TAGGED, {"kind": "other"}),
    ],
)
def test_an_answer_that_says_nothing_about_the_address_leaves_no_trace(answer, state, head, more):
    answer(head=head, **more)
    assert state() is None


@pytest.mark.parametrize(
    "to", [b"http://[::1", b"http://h:99999/", b"file:///etc/passwd", b"http://u:p@h/", b"", b"\xff"]
)
def test_a_redirect_to_no_address_leads_nowhere(answer, state, to):
    answer(head=b"HTTP/1.1 302 Found\r\nLocation: " + to + b"\r\n\r\n")
    assert (state().status, state().moved) == (302, None if to != b"\xff" else "http://dam.example/%C3%BF")


@pytest.mark.parametrize(
    "field", [b"ETag: " + b"x" * 2000, 'ETag: "é\x01"'.encode("latin-1"), b"ETag:"], ids=["long", "control", "empty"]
)
def test_a_validator_that_nobody_should_send_is_left_out(answer, state, field):
    answer(head=b"HTTP/1.1 200 OK\r\n" + field + b"\r\n\r\n")
    assert state().etag is None


@pytest.mark.parametrize(
    ("head", "status"),
    [(TAGGED, 200), (b"HTTP/1.1 404 No\r\n\r\n", 404), (b"HTTP/1.1 301 To\r\nLocation: /rules.txt\r\n\r\n", 301)],
)
def test_a_robots_txt_holds_for_a_day(answer, state, now, head, status):
    answer(head=head, kind="robots")
    assert (state().kind, state().status, state().due) == ("robots", status, now + timedelta(days=1))


class TestAList:
    def test_is_due_until_it_was_read_and_then_by_its_kind(self, answer, state, archives, now):
        answer(kind="feed")
        assert state().due == now
        fetch_state.settle_list(archives, URL, fetch_state.leads(["http://dam.example/1"]), now)
        assert (state().due, state().interval) == (now + timedelta(minutes=15), 900.0)

    def test_that_names_the_same_addresses_is_unchanged_whatever_its_bytes(self, answer, state, archives, now):
        for hours, order in enumerate((["a", "b"], ["b", "a", "a"])):
            answer(hours, kind="feed", body=f"<feed at='{hours}'/>".encode())
            fetch_state.settle_list(archives, URL, fetch_state.leads(order), now + hours * HOUR)
        assert (state().streak, state().interval) == (1, 5400.0)

    def test_that_names_others_is_asked_more_often(self, answer, state, archives, now):
        for hours, named in enumerate((["a"], ["a", "b"])):
            answer(hours, kind="section")
            fetch_state.settle_list(archives, URL, fetch_state.leads(named), now + hours * HOUR)
        assert state().interval == 1800.0

    def test_that_is_not_there_is_asked_less_and_less(self, answer, state):
        intervals = []
        for hours in (0, 1, 3):
            answer(hours, kind="sitemap", head=b"HTTP/1.1 404 Not Found\r\n\r\n", body=b"")
            intervals.append(state().interval)
        assert intervals == sorted(set(intervals))

    def test_that_nobody_asked_is_not_settled(self, archives, state, now):
        fetch_state.settle_list(archives, URL, "x", now)
        assert state() is None


def test_all_spellings_of_an_address_have_one_memory(answer, archives):
    answer(url="http://dam.example/%CE%B5?q=1")
    given = ["http://DAM.example:80/ε?q=1&utm_source=feed", "http://dam.example/%CE%B5?q=1#top", "http://dam.example/o"]
    assert list(fetch_state.load(archives, given)) == given[:2]


def test_an_address_of_any_length_has_a_memory(answer, state):
    url = "http://dam.example/" + "x" * 20_000
    answer(url=url)
    assert state(url).status == 200


def test_what_is_due_comes_with_how_it_was_found_the_longest_due_first(answer, archives, now):
    for number in (1, 2, 3):
        answer(number, url=f"http://dam.example/{number}", body=f"<p>{number}</p>".encode())
    answer(0, url="http://dam.example/feed", kind="feed", body=b"<feed/>")
    found = fetch_state.due_pages(archives, ["dam"], now + 3.5 * HOUR, 10)
    assert found == [(f"http://dam.example/{n}", Provenance("page", "dam", None, "feed", 0.5)) for n in (1, 2)]
    assert fetch_state.due_pages(archives, ["other"], now + 99 * HOUR, 10) == []
    assert len(fetch_state.due_pages(archives, ["dam"], now + 99 * HOUR, 1)) == 1


def test_what_is_forgotten_was_never_asked(answer, state, archives):
    assert fetch_state.is_empty(archives)
    answer()
    assert not fetch_state.is_empty(archives)
    fetch_state.forget(archives, URL)
    assert state() is None


class TestABody:
    def test_is_read_decoded_with_its_charset(self, answer, archives):
        capture = answer(body="<p>Ελλάδα</p>".encode())
        found = bodies.read(archives, capture.id)
        assert (found.url, found.data.decode(), found.charset) == (URL, "<p>Ελλάδα</p>", "utf-8")

    def test_of_a_revisit_is_its_originals(self, answer, archives):
        body = b"<p>" + b"the same again " * 100 + b"</p>"
        answer(body=body)
        again = answer(1, body=body)
        assert bodies.read(archives, again.id).data == body

    def test_that_is_not_here_is_told(self, answer, archives):
        capture = answer()
        with pytest.raises(NotArchived, match="no capture 99"):
            bodies.read(archives, 99)
        for path in (archives.folder / "archive").glob("*.warc.gz"):
            path.unlink()
        with pytest.raises(RecordDamaged, match="cannot be read"):
            bodies.read(archives, capture.id)

    def test_is_what_a_304_refers_to(self, answer, archives, now):
        capture = answer()
        found = bodies.refers(archives, capture.id)
        assert (found.record_id, found.url, found.fetched) == (capture.record_id, URL, now)
        assert bodies.refers(archives, 99) is None


def test_instants_of_lists_are_read_with_their_zone_or_not_at_all():
    assert fetch_state.instant("2026-03-04T05:06:07+00:00") == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    assert [fetch_state.instant(text) for text in (None, "", "2026-03-04T05:06:07", "tomorrow")] == [None] * 4
