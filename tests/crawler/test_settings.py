"""Who we say we are, and what is switched off."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from scrapy.settings import Settings, default_settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from crawler.errors import ContactMissing
from crawler.plan import Politeness
from crawler.settings import check_contact, probing, settings, user_agent
from crawler.sources import Source

PUBLIC = Source("web", "Web", "https://www.example.org/")
LOCAL = Source("demo", "Demo", "http://127.0.0.5:8811/")


def test_the_user_agent_names_project_and_contact() -> None:
    product, _, rest = user_agent("me@example.org").partition(" ")
    assert product.partition("/")[0] == "cuttings"
    assert rest == "(news coverage research; contact: me@example.org)"


def test_without_a_contact_it_names_the_project() -> None:
    assert user_agent(None).endswith(" (news coverage research)")


class TestContact:
    @pytest.mark.parametrize("contact", [None, "", "  "])
    def test_the_public_web_needs_one(self, contact: str | None) -> None:
        with pytest.raises(ContactMissing, match=r"www\.example\.org/ is on the public web.*--contact"):
            check_contact((LOCAL, PUBLIC), contact)

    def test_loopback_does_not(self) -> None:
        check_contact((LOCAL,), None)

    def test_a_given_one_will_do(self) -> None:
        check_contact((PUBLIC,), "https://example.org/about-our-crawler")

    @pytest.mark.parametrize("contact", ["me@example.org\r\nX-Evil: 1", "ελένη@example.org", "a\tb"])
    def test_it_must_fit_into_a_header(self, contact: str) -> None:
        with pytest.raises(ContactMissing, match="plain ASCII"):
            check_contact((PUBLIC,), contact)


@pytest.mark.parametrize("made", [settings(Politeness()), probing(Politeness())])
class TestSwitchedOff:
    @pytest.mark.parametrize(
        "name", ["COOKIES_ENABLED", "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "REFERER_ENABLED"]
    )
    def test_what_nobody_asked_for_is_off(self, made: dict[str, object], name: str) -> None:
        assert made[name] is False

    def test_robots_txt_is_obeyed_and_certificates_are_verified(self, made: dict[str, object]) -> None:
        assert (made["ROBOTSTXT_OBEY"], made["DOWNLOAD_VERIFY_CERTIFICATES"]) == (True, True)

    def test_no_scheme_but_http_and_https_can_be_fetched(self, made: dict[str, object]) -> None:
        assert made["DOWNLOAD_HANDLERS_BASE"] == {}
        assert set(made["DOWNLOAD_HANDLERS"]) == {"http", "https"}


def test_politeness_is_passed_on() -> None:
    made = settings(Politeness(delay=2.5, per_host=3, timeout=7.0, retries=4))
    names = (
        "DOWNLOAD_DELAY",
        "CONCURRENT_REQUESTS_PER_DOMAIN",
        "DOWNLOAD_TIMEOUT",
        "RETRY_TIMES",
        "DOWNLOAD_DELAY_JITTER",
    )
    assert [made[name] for name in names] == [2.5, 3, 7.0, 4, 0]


def test_the_default_is_one_request_a_second_and_host() -> None:
    made = settings(Politeness())
    assert (made["DOWNLOAD_DELAY"], made["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (1.0, 1)


CRAWL, PROBE = settings(Politeness()), probing(Politeness())


@pytest.mark.parametrize("name", sorted(CRAWL | PROBE))
def test_every_setting_is_one_that_scrapy_knows(name: str) -> None:
    """A misspelled one would silently do nothing."""
    assert hasattr(default_settings, name)


@pytest.mark.parametrize("made", [CRAWL, PROBE], ids=["crawl", "probe"])
class TestParts:
    def test_every_part_that_is_named_is_there(self, made: dict[str, object]) -> None:
        named = [*made["DOWNLOADER_MIDDLEWARES"], *made["DOWNLOAD_HANDLERS"].values()]  # type: ignore[misc,attr-defined]
        named += [made["SCHEDULER"], made["LOG_FORMATTER"], made["TWISTED_REACTOR"]]
        assert [name for name in named if not isinstance(load_object(name), type)] == []

    def test_nothing_of_scrapys_own_comes_in_by_default(self, made: dict[str, object]) -> None:
        """Compression would hide the bytes as sent; cookies, cache and offsite rules are not ours."""
        assert made["DOWNLOADER_MIDDLEWARES_BASE"] == made["SPIDER_MIDDLEWARES_BASE"] == made["EXTENSIONS_BASE"] == {}

    def test_what_was_chosen_is_what_scrapy_takes(self, made: dict[str, object]) -> None:
        taken = Settings(made)
        assert taken.getint("DOWNLOAD_MAXSIZE") == 10 << 20
        assert taken.getint("REDIRECT_MAX_TIMES") == 5
        assert taken.getlist("RETRY_HTTP_CODES") == [500, 502, 503, 504, 429]
        assert taken.getint("CONCURRENT_ITEMS") == 2


def order(made: dict[str, object]) -> list[str]:
    """Class names of the downloader middlewares, the one that sees a request first in front."""
    return [name.rpartition(".")[2] for name in build_component_list(made["DOWNLOADER_MIDDLEWARES"])]


class TestOrder:
    # (what comes first, what comes after it, why)
    BEFORE = (
        ("GuardMiddleware", "RobotsMiddleware", "no robots.txt is asked of an address that may not be asked at all"),
        ("GuardMiddleware", "RedirectsMiddleware", "a redirect's target passes the guard as a new request"),
        ("RobotsMiddleware", "RetriesMiddleware", "what is forbidden is not tried again"),
        ("OutcomeMiddleware", "RetriesMiddleware", "a failure is counted once nobody tries again"),
        ("RetriesMiddleware", "CaptureMiddleware", "every try is kept"),
        ("RedirectsMiddleware", "CaptureMiddleware", "every step of a redirect is kept"),
        ("DefaultHeadersMiddleware", "CaptureMiddleware", "the request is kept with all its fields"),
        ("UserAgentMiddleware", "CaptureMiddleware", "the request is kept with all its fields"),
        ("DownloadTimeoutMiddleware", "CaptureMiddleware", "robots.txt has the same time-out"),
    )

    @pytest.mark.parametrize(("first", "then", "why"), BEFORE)
    def test_of_a_crawl(self, first: str, then: str, why: str) -> None:
        names = order(CRAWL)
        assert names.index(first) < names.index(then), why

    def test_of_a_look_at_the_sources_is_the_same_without_what_needs_an_archive(self) -> None:
        needing = {"RobotsMiddleware": "RobotsRules", "OutcomeMiddleware": None, "CaptureMiddleware": None}
        needing["ConditionalMiddleware"] = None
        expected = [needing.get(name, name) for name in order(CRAWL)]
        assert order(PROBE) == [name for name in expected if name]


class TestPoliteness:
    # What politeness says, and the setting that it becomes.
    BECOMES = (
        (Politeness(delay=0.0), "DOWNLOAD_DELAY", 0.0),
        (Politeness(delay=7.5), "DOWNLOAD_DELAY", 7.5),
        (Politeness(per_host=4), "CONCURRENT_REQUESTS_PER_DOMAIN", 4),
        (Politeness(timeout=12.0), "DOWNLOAD_TIMEOUT", 12.0),
        # A name is not looked up for longer than a whole answer may take.
        (Politeness(timeout=12.0), "DNS_TIMEOUT", 12.0),
        (Politeness(timeout=90.0), "DNS_TIMEOUT", 20.0),
        (Politeness(retries=0), "RETRY_TIMES", 0),
        (Politeness(contact="me@example.org"), "USER_AGENT", user_agent("me@example.org")),
    )

    @pytest.mark.parametrize(("politeness", "name", "value"), BECOMES)
    @pytest.mark.parametrize("make", [settings, probing])
    def test_becomes_settings_of_a_crawl_and_of_a_look_alike(
        self, make: Callable[[Politeness], dict[str, object]], politeness: Politeness, name: str, value: object
    ) -> None:
        assert make(politeness)[name] == value

    @pytest.mark.parametrize(
        ("sources", "contact"),
        [
            ((LOCAL,), None),
            ((LOCAL,), "me@example.org"),
            ((PUBLIC,), "me@example.org"),
            ((PUBLIC,), "https://example.org/crawler"),
            ((Source("v6", "V6", "http://[::1]:8811/"),), None),
            ((), None),
        ],
    )
    def test_is_enough(self, sources: tuple[Source, ...], contact: str | None) -> None:
        assert check_contact(sources, contact) is None

    @pytest.mark.parametrize("sources", [(PUBLIC,), (LOCAL, PUBLIC), (PUBLIC, LOCAL)])
    def test_names_the_first_public_home_that_lacks_a_contact(self, sources: tuple[Source, ...]) -> None:
        with pytest.raises(ContactMissing) as caught:
            check_contact(sources, None)
        assert str(caught.value) == (
            "https://www.example.org/ is on the public web: say who crawls, "
            "with --contact you@example.org or CUTTINGS_CONTACT"
        )

    def test_a_contact_that_is_no_header_text_is_refused_on_loopback_too(self) -> None:
        with pytest.raises(ContactMissing, match="plain ASCII letters on one line"):
            check_contact((LOCAL,), "Ελένη")
