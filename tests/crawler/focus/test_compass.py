"""Which way: what is known of the links that wait, and how findings move them."""

from __future__ import annotations

from archive.findings import Finding
from archive.frontier import Entry
from crawler.focus.compass import Compass

SITE = "https://nea.example"
TAG = SITE + "/tag/talks"


def link(path: str, score: float = 0.2, via: str = SITE + "/sitemap.xml", origin: str = "sitemap") -> Entry:
    return Entry(SITE + path, score, "page", "nea", origin, via, score)


def finding(number: int, url: str, score: float) -> Finding:
    return Finding(number, number, url, "nea", SITE + "/sitemap.xml", "sitemap", 0.2, score)


def test_a_link_is_rated_by_its_score_and_remembered() -> None:
    compass = Compass()
    assert compass.rated(link("/a", 0.7)).priority == 0.7
    assert compass.knows(SITE + "/a")
    assert not compass.knows(SITE + "/b")


def test_findings_move_what_waits_in_the_same_list_and_nothing_else() -> None:
    compass = Compass()
    for number in range(6):
        compass.rated(link(f"/a-{number}", via=TAG))
        compass.rated(link(f"/b-{number}", via=SITE + "/sport"))
    compass.learn([finding(number, f"{SITE}/a-{number}", 0.9) for number in range(3)])
    compass.learn([finding(9 + number, f"{SITE}/b-{number}", 0.1) for number in range(3)])
    moved = compass.moved()
    assert {entry.url for entry in moved} >= {f"{SITE}/a-{number}" for number in (3, 4, 5)}
    by_url = {entry.url: entry.priority for entry in moved}
    assert all(by_url.get(f"{SITE}/b-{number}", 0.2) < by_url[f"{SITE}/a-3"] for number in (3, 4, 5))
    assert compass.moved() == []  # nothing new since


def test_what_is_on_its_way_is_not_moved() -> None:
    compass = Compass()
    for number in range(6):
        compass.rated(link(f"/a-{number}", via=TAG))
    compass.learn([finding(number, f"{SITE}/a-{number}", 0.9) for number in range(3)])
    begun = {f"{SITE}/a-3", f"{SITE}/a-4"}
    assert {entry.url for entry in compass.moved(begun)} == {f"{SITE}/a-5"}
    assert {entry.url for entry in compass.moved()} == begun


def test_what_was_fetched_is_not_moved() -> None:
    compass = Compass()
    compass.rated(link("/a", via=TAG))
    compass.learn([finding(1, SITE + "/a", 0.9)])
    assert SITE + "/a" not in {entry.url for entry in compass.moved()}
    assert compass.knows(SITE + "/a")


def test_every_list_that_names_a_link_counts() -> None:
    compass = Compass()
    for number in range(4):
        compass.rated(link(f"/a-{number}"))
        compass.rated(link(f"/a-{number}", via=TAG))
        compass.rated(link(f"/c-{number}"))
    compass.learn([finding(number, f"{SITE}/a-{number}", 0.9) for number in range(3)])
    compass.learn([finding(9 + number, f"{SITE}/c-{number}", 0.1) for number in range(3)])
    moved = {entry.url: entry.priority for entry in compass.moved()}
    assert moved[SITE + "/a-3"] > moved.get(SITE + "/c-3", 0.2)


def test_a_replay_is_fetched_instead_of_its_page_and_learned_from_as_that() -> None:
    compass = Compass()
    entry = compass.rated(link("/2022/09/19/talks-of-two", origin="service"))
    replay = "https://web.example/web/20220919101112id_/" + entry.url
    there = compass.instead(entry, replay)
    assert (there.url, there.source) == (replay, "nea")
    assert compass.knows(entry.url)
    compass.learn([finding(1, replay, 0.9)])
    assert entry.url not in {moved.url for moved in compass.moved()}


def test_an_unknown_page_is_learned_from_by_what_the_archive_says_of_it() -> None:
    compass = Compass()
    entry = compass.entry(finding(1, SITE + "/elsewhere", 0.9))
    assert (entry.url, entry.source, entry.via, entry.score) == (SITE + "/elsewhere", "nea", SITE + "/sitemap.xml", 0.2)


def test_links_that_waited_when_a_crawl_was_stopped_are_taken_over() -> None:
    compass = Compass()
    compass.remember([link("/a"), Entry(SITE + "/rss", 2.5, "feed", "nea")])
    assert compass.knows(SITE + "/a")
    assert not compass.knows(SITE + "/rss")
