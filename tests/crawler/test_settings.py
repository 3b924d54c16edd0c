"""Who we say we are, and what is switched off."""

from __future__ import annotations

import pytest

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
