"""A crawl as a whole, over real HTTP: what is fetched, what is refused, what goes on after a stop or a kill."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("tools")


def pages(server: Any) -> Counter[str]:
    """How often each article was asked for."""
    return Counter(path for path in server.paths() if path.startswith("/2024/"))


def story(number: int) -> str:
    return f"/2024/05/01/a-long-story-about-number-{number}"


class TestWhatIsFetched:
    def test_every_article_of_the_sitemap_once(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        told = crawl(tools.source(site)).end()["result"]
        assert pages(site) == Counter({story(number): 1 for number in range(30)})
        assert (told["outcome"], told["resumed"], told["counts"]["pages"]) == ("done", False, 30)
        assert told["counts"]["waiting"] == 0

    def test_the_budget_counts_articles(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        told = crawl(tools.source(site), pages=7).end()["result"]
        assert pages(site).total() == 7
        assert told["counts"]["pages"] == 7
        assert told["counts"]["waiting"] == 23

    def test_what_does_not_exist_costs_no_budget(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        for number in range(20):
            site.answers[story(number)] = tools.Answer(tools.NOT_FOUND)
        told = crawl(tools.source(site), pages=5).end()["result"]
        assert told["counts"]["pages"] == 5

    def test_the_project_is_named_to_every_server(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        crawl(tools.source(site), politeness={"contact": "me@example.org"}).end()
        agents = {line for one in site.log for line in one.request.split(b"\r\n") if line.startswith(b"User-Agent")}
        (agent,) = agents
        assert agent.startswith(b"User-Agent: cuttings/")
        assert agent.endswith(b" (news coverage research; contact: me@example.org)")
        assert not any(b"Cookie" in one.request or b"Referer" in one.request for one in site.log)


class TestRobots:
    def test_what_robots_txt_forbids_is_not_asked_for(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        site.answers["/robots.txt"] = tools.ok(f"User-agent: *\nDisallow: {story(2)}\n".encode(), "text/plain")
        told = crawl(tools.source(site)).end()["result"]
        assert not any(path.startswith(story(2)) for path in pages(site))
        assert told["counts"]["refused"] == 11

    def test_rules_for_us_win_over_rules_for_all(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        rules = (
            b"User-agent: *\nDisallow: /\n\nUser-agent: cuttings\nDisallow: /2024/05/01/a-long-story-about-number-1\n"
        )
        site.answers["/robots.txt"] = tools.ok(rules, "text/plain")
        assert crawl(tools.source(site)).end()["result"]["counts"]["pages"] == 19

    @pytest.mark.parametrize("answer", [b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", b""])
    def test_a_robots_txt_that_cannot_be_had_forbids_all(
        self, site: Any, crawl: Callable[..., Any], tools: Any, answer: bytes
    ) -> None:
        site.answers["/robots.txt"] = tools.Answer(answer, drop=not answer)
        crawl(tools.source(site), politeness={"retries": 0}).end()
        assert set(site.paths()) == {"/robots.txt"}

    def test_its_sitemaps_are_found(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        site.answers["/robots.txt"] = tools.ok(f"Sitemap: {site.origin}/sitemap.xml\n".encode(), "text/plain")
        assert crawl(tools.source(site, sitemaps=[])).end()["result"]["counts"]["pages"] == 30

    def test_a_longer_crawl_delay_wins(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        site.answers["/robots.txt"] = tools.ok(b"User-agent: *\nCrawl-delay: 0.4\n", "text/plain")
        crawl(tools.source(site), pages=4).end()
        assert gap(site, skip=1) >= 0.39


def gap(server: Any, skip: int = 0) -> float:
    """The smallest time between two requests, as the server saw them."""
    times = [one.at for one in server.log][skip:]
    return min(later - earlier for earlier, later in pairwise(times))


def test_the_delay_is_kept_and_one_connection_is_used(site: Any, crawl: Callable[..., Any], tools: Any) -> None:
    crawl(tools.source(site), pages=6, politeness={"delay": 0.3}).end()
    assert gap(site) >= 0.3
    assert len({one.peer for one in site.log}) == 1


def test_the_delay_is_kept_whatever_is_asked_for_and_whoever_asks(
    site: Any, crawl: Callable[..., Any], tools: Any
) -> None:
    """robots.txt, feed, sitemap, redirect, refresh, further tries after 503 and a drop, two outlets on one host."""
    moved = b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n"
    busy, drop = tools.Answer(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), tools.Answer(b"", drop=True)
    site.answers["/robots.txt"] = tools.Answer(moved % b"/rules.txt")
    site.answers["/rules.txt"] = tools.ok(b"User-agent: *\nDisallow: /private/\n", "text/plain")
    site.answers["/feed.xml"] = tools.ok(b"<rss><channel/></rss>", "application/rss+xml")
    site.answers["/sitemap.xml"] = tools.sitemap(*(site.origin + story(number) for number in range(4)))
    site.answers[story(0)] = tools.Answer(moved % story(10).encode())
    site.answers[story(1)] = tools.ok(tools.html("", head=f"<meta http-equiv=refresh content='0;url={story(11)}'>"))
    site.answers[story(2)] = [busy, site.answers[story(2)]]
    site.answers[story(3)] = [drop, site.answers[story(3)]]
    site.answers["/second/"] = site.answers["/"]
    second = tools.source(site, key="second", home=site.origin + "/second/")
    crawl(tools.source(site, feeds=[site.origin + "/feed.xml"]), second, politeness={"delay": 0.1}).end()
    asked = [one.path for one in site.log]
    assert {"/rules.txt", "/feed.xml", "/second/", story(10), story(11)} <= set(asked)
    assert (asked.count(story(2)), asked.count(story(3))) == (2, 2)
    assert gap(site) >= 0.1


class TestTryingAgain:
    def test_a_busy_server_is_asked_again_later(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        busy = tools.Answer(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
        site.answers[story(3)] = [busy, busy, site.answers[story(3)]]
        told = crawl(tools.source(site), politeness={"retries": 2}).end()["result"]
        times = [one.at for one in site.log if one.path == story(3)]
        assert told["counts"]["pages"] == 30
        assert len(times) == 3
        assert times[1] - times[0] >= 0.19
        assert times[2] - times[1] >= 0.39

    def test_a_server_that_stays_busy_is_left_alone(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        site.answers[story(3)] = tools.Answer(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
        told = crawl(tools.source(site), politeness={"retries": 1}).end()["result"]
        assert pages(site)[story(3)] == 2
        assert told["counts"]["pages"] == 29

    def test_a_fetch_without_an_answer_is_a_counted_failure(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        site.answers[story(3)] = tools.Answer(b"", drop=True)
        told = crawl(tools.source(site), politeness={"retries": 1}).end()["result"]
        assert (told["counts"]["pages"], told["counts"]["failed"]) == (29, 1)
        ((url, why, kind),) = tools.rows(tmp_path / "data", "SELECT url, why, kind FROM failure")
        assert (url, kind) == (site.origin + story(3), "page")
        assert why == "no answer"


class TestRedirects:
    def redirect(self, tools: Any, to: str, status: str = "301 Moved") -> Any:
        return tools.Answer(f"HTTP/1.1 {status}\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode())

    def test_a_target_that_is_known_is_not_fetched_twice(
        self, site: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        site.answers[story(4)] = self.redirect(tools, story(5))
        told = crawl(tools.source(site)).end()["result"]
        assert pages(site)[story(5)] == 1
        assert told["counts"]["pages"] == 29

    def test_a_chain_is_followed_and_every_step_is_kept(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        site.answers[story(4)] = self.redirect(tools, "/go/1", "302 Found")
        site.answers["/go/1"] = self.redirect(tools, "/2024/05/02/moved-here-for-good")
        site.answers["/2024/05/02/moved-here-for-good"] = tools.ok(tools.article("Moved"))
        assert crawl(tools.source(site)).end()["result"]["counts"]["pages"] == 30
        steps = tools.rows(
            tmp_path / "data", "SELECT status FROM capture WHERE url LIKE '%/go/1' OR url LIKE '%for-good'"
        )
        assert sorted(steps) == [(200,), (301,)]

    def test_a_loop_ends(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        site.answers[story(4)] = self.redirect(tools, "/go/1")
        site.answers["/go/1"] = self.redirect(tools, "/go/2")
        site.answers["/go/2"] = self.redirect(tools, story(4))
        told = crawl(tools.source(site)).end()["result"]
        assert told["counts"]["pages"] == 29
        assert site.paths().count("/go/1") == 1

    def test_a_redirect_to_itself_with_a_tracking_parameter_is_followed(
        self, site: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        site.answers[story(4)] = self.redirect(tools, story(4) + "?utm_source=self")
        site.answers[story(4) + "?utm_source=self"] = tools.ok(tools.article("Self"))
        assert crawl(tools.source(site)).end()["result"]["counts"]["pages"] == 30

    @pytest.mark.parametrize(
        "target", ["http://127.0.0.1:{other}/admin", "http://localhost:{other}/admin", "file:///etc/passwd"]
    )
    def test_nothing_leads_to_a_private_address_or_another_scheme(
        self, site: Any, serve: Callable[..., Any], crawl: Callable[..., Any], tools: Any, target: str
    ) -> None:
        secret = serve("127.0.0.1")
        site.answers[story(4)] = self.redirect(tools, target.format(other=secret.port))
        told = crawl(tools.source(site)).end()["result"]
        assert secret.log == []
        assert told["counts"]["pages"] == 29


class TestSeedsAtAddresses:
    def test_they_are_fetched_first_and_kept_and_show_what_to_look_for(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        url = site.origin + story(9)
        told = crawl(tools.source(site), seeds=[], seed_urls=[url]).end()["result"]
        assert next(path for path in site.paths() if path != "/robots.txt") == story(9)
        assert pages(site)[story(9)] == 1
        assert told["counts"]["pages"] == 30
        assert tools.rows(tmp_path / "data", "SELECT seed FROM seed") == [(url,)]
        assert tools.rows(tmp_path / "data", "SELECT origin FROM capture WHERE url LIKE '%number-9'") == [("seed",)]

    def test_seeds_without_an_article_end_the_crawl_with_one_line(
        self, site: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        told = crawl(tools.source(site), seeds=[], seed_urls=[site.origin + "/nothing-here"]).end()
        assert told["error"] == "SeedsError"
        assert told["message"].startswith("none of the seed addresses gave an article")


class TestGoingOn:
    def begin(self, site: Any, crawl: Callable[..., Any], tools: Any, **more: Any) -> Any:
        """A slow crawl of which a few articles have been fetched."""
        one = crawl(tools.source(site), politeness={"delay": 0.1}, **more)
        one.wait_for(lambda: pages(site).total() >= 8)
        return one

    def test_ctrl_c_ends_gracefully_and_the_same_command_goes_on(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        one = self.begin(site, crawl, tools)
        one.signal(signal.SIGINT)
        first = one.end()["result"]
        assert first["outcome"] == "stopped"
        assert 0 < first["counts"]["pages"] < 30
        second = crawl(tools.source(site)).end()["result"]
        assert (second["outcome"], second["resumed"], second["run_id"]) == ("done", True, first["run_id"])
        assert pages(site) == Counter({story(number): 1 for number in range(30)})
        assert site.paths().count("/sitemap.xml") == 1
        assert tools.rows(tmp_path / "data", "SELECT count(*) FROM capture WHERE kind = 'page'") == [(30,)]

    def test_a_second_ctrl_c_ends_at_once(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        site.answers[story(29)] = tools.Answer(site.answers[story(29)].raw, pause=120.0)
        for number in range(29):
            del site.answers[story(number)]
        site.answers["/sitemap.xml"] = tools.sitemap(site.origin + story(29))
        one = crawl(tools.source(site))
        one.wait_for(lambda: story(29) in site.paths())
        one.signal(signal.SIGINT)
        time.sleep(0.5)
        assert one.status is None
        one.signal(signal.SIGINT)
        assert one.end(60.0)["result"]["outcome"] == "stopped"  # before the answer that takes two minutes is there

    def test_after_a_kill_nothing_is_lost_and_nothing_kept_is_fetched_again(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        one = self.begin(site, crawl, tools)
        one.kill()
        before = {url for (url,) in tools.rows(tmp_path / "data", "SELECT url FROM capture WHERE kind = 'page'")}
        asked = len(site.log)
        told = crawl(tools.source(site)).end()["result"]
        assert (told["resumed"], told["counts"]["pages"]) == (True, 30)
        again = {site.origin + one.path for one in site.log[asked:]}
        assert not before & again
        assert len(tools.kept(tmp_path / "data")) >= 30

    def test_a_finished_crawl_is_not_gone_on_with(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        first = crawl(tools.source(site), pages=3).end()["result"]
        second = crawl(tools.source(site), pages=3).end()["result"]
        assert (second["resumed"], second["run_id"]) == (False, first["run_id"] + 1)
        assert second["counts"]["pages"] == 3

    def test_the_budget_holds_over_both_parts(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        one = self.begin(site, crawl, tools, pages=12)
        one.signal(signal.SIGINT)
        one.end()
        assert crawl(tools.source(site), pages=12).end()["result"]["counts"]["pages"] == 12
        assert pages(site).total() == 12

    def test_a_second_crawl_at_once_is_refused_in_one_line(
        self, site: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        one = self.begin(site, crawl, tools)
        told = crawl(tools.source(site)).end()
        assert told["error"] == "ArchiveBusy"
        assert one.end()["result"]["counts"]["pages"] == 30


class TestWithExtraction:
    def test_every_page_ends_in_an_outcome(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        counts = crawl(tools.source(site), workers=1).end()["result"]["counts"]
        assert (counts["pages"], counts["documents"], counts["pending"]) == (30, 30, 0)
        assert tools.rows(tmp_path / "data", "SELECT count(*) FROM capture WHERE outcome IS NULL") == [(0,)]

    def test_with_all_workers_killed_the_crawl_completes_and_a_later_start_extracts_the_rest(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        one = crawl(tools.source(site), workers=1, politeness={"delay": 0.1})
        one.wait_for(lambda: pages(site).total() >= 3)
        while one.status is None:
            for pid in one.children():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.05)
        first = one.end()["result"]["counts"]
        assert first["pages"] == 30
        assert first["pending"] > 0
        asked = pages(site).total()
        second = crawl(tools.source(site), workers=1).end()["result"]["counts"]
        assert pages(site).total() == asked  # all are here already
        assert second["pending"] == 0
        assert tools.rows(
            tmp_path / "data", "SELECT outcome, count(*) FROM capture WHERE kind = 'page' GROUP BY 1"
        ) == [("document", 30)]


class TestBadInput:
    def test_no_source_that_answers(self, crawl: Callable[..., Any]) -> None:
        dead = {"key": "dead", "name": "Dead", "home": "http://127.0.0.99:9/"}
        told = crawl(dead, politeness={"retries": 0}).end()
        assert told["error"] == "NoSourceReachable"
        assert told["message"] == (
            "the source does not answer (127.0.0.99: connection refused): check the network, "
            "then `cuttings sources check`"
        )

    def test_one_dead_source_among_living_ones_is_no_error(
        self, site: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        dead = {"key": "dead", "name": "Dead", "home": "http://127.0.0.99:9/"}
        told = crawl(tools.source(site), dead, politeness={"retries": 0}).end()["result"]
        assert told["counts"]["pages"] == 30
        assert {(state["host"], state["status"]) for state in told["hosts"]} == {
            ("127.0.0.1", "done"),
            ("127.0.0.99", "unreachable"),
        }

    def test_the_public_web_without_a_contact(self, crawl: Callable[..., Any], tmp_path: Path) -> None:
        told = crawl({"key": "web", "name": "Web", "home": "https://www.example.org/"}).end()
        assert told["error"] == "ContactMissing"
        assert "https://www.example.org/ is on the public web: say who crawls" in told["message"]
        assert not (tmp_path / "data").exists()

    def test_no_seeds(self, site: Any, crawl: Callable[..., Any], tools: Any) -> None:
        told = crawl(tools.source(site), seeds=[]).end()
        assert told["error"] == "SeedsError"
        assert site.log == []

    def test_a_data_folder_that_cannot_be(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        (tmp_path / "data").write_text("a file")
        told = crawl(tools.source(site)).end()
        assert told["error"] == "FolderUnusable"


class TestDiskThatRefuses:
    def test_the_crawl_stops_with_one_line_and_what_was_kept_is_whole(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        for number in range(30):
            body = tools.article("noise") + b"<!-- " + os.urandom(200_000).hex().encode() + b" -->"
            site.answers[story(number)] = tools.ok(body)
        told = crawl(tools.source(site), largest_file=1_500_000).end()
        assert told["error"] in {"ArchiveError", "DiskFull"}
        assert len(told["message"].splitlines()) == 1
        data = tmp_path / "data"
        acknowledged = {url for (url,) in tools.rows(data, "SELECT url FROM capture")}
        assert acknowledged == {one.uri for one in tools.kept(data)}
        assert 0 < len(acknowledged) < 30
        asked = len(site.log)
        told = crawl(tools.source(site)).end()["result"]
        assert (told["resumed"], told["counts"]["pages"]) == (True, 30)
        assert not acknowledged & {site.origin + one.path for one in site.log[asked:] if "/2024/" in one.path}


class TestProbe:
    def test_sources_are_asked_and_nothing_is_kept(
        self, site: Any, crawl: Callable[..., Any], tools: Any, tmp_path: Path
    ) -> None:
        site.answers["/robots.txt"] = tools.ok(f"Sitemap: {site.origin}/sitemap.xml\n".encode(), "text/plain")
        dead = {"key": "dead", "name": "Dead", "home": "http://127.0.0.99:9/"}
        living, gone = crawl(tools.source(site, sitemaps=[]), dead, probe=True, politeness={"retries": 0}).end()[
            "checks"
        ]
        assert (living["status"], living["problem"], living["links"]) == (200, None, 30)
        assert living["sitemaps"] == [site.origin + "/sitemap.xml"]
        assert (gone["status"], gone["problem"]) == (None, "connection refused")
        assert not (tmp_path / "data").exists()

    def test_a_home_that_robots_txt_forbids_is_not_asked_for(
        self, site: Any, crawl: Callable[..., Any], tools: Any
    ) -> None:
        site.answers["/robots.txt"] = tools.ok(b"User-agent: *\nDisallow: /\n", "text/plain")
        (check,) = crawl(tools.source(site), probe=True).end()["checks"]
        assert (check["allowed"], check["problem"]) == (False, "robots.txt forbids the home page")
        assert "/" not in site.paths()
