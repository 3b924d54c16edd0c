"""Scrapy's settings for our crawls: what is off, what is ours, what limits there are."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

from crawler.errors import ContactMissing
from crawler.plan import Politeness
from crawler.sources import Source

# For Scrapy's own command (scrapy.cfg).
BOT_NAME = "cuttings"
SPIDER_MODULES = ["crawler.spiders"]

PRODUCT = BOT_NAME
PURPOSE = "news coverage research"
MAX_REDIRECTS = 5
CONCURRENT_HOSTS = 64
ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    # Bodies are kept as they come. The archive decodes br and zstd too, many other readers of WARC files do not.
    "Accept-Encoding": "gzip, deflate",
}
_OWN = "crawler.middlewares"
_SCRAPY = "scrapy.downloadermiddlewares"
_MIDDLEWARES = {
    f"{_OWN}.GuardMiddleware": 50,
    "crawler.robots.RobotsMiddleware": 100,
    f"{_SCRAPY}.downloadtimeout.DownloadTimeoutMiddleware": 350,
    f"{_SCRAPY}.defaultheaders.DefaultHeadersMiddleware": 400,
    "crawler.conditional.ConditionalMiddleware": 450,
    f"{_SCRAPY}.useragent.UserAgentMiddleware": 500,
    f"{_OWN}.OutcomeMiddleware": 540,
    f"{_OWN}.RetriesMiddleware": 550,
    "crawler.redirects.RedirectsMiddleware": 600,
    # Nearest to the downloader: a page is on disk before anything reads it.
    f"{_OWN}.CaptureMiddleware": 950,
}
# These need an archive.
_KEEPING = (
    "crawler.robots.RobotsMiddleware",
    "crawler.conditional.ConditionalMiddleware",
    f"{_OWN}.OutcomeMiddleware",
    f"{_OWN}.CaptureMiddleware",
)


def user_agent(contact: str | None) -> str:
    """Program, purpose and a contact, as RFC 9110, 10.1.5 asks of robots; without one, program and purpose only.

    ``cuttings/0.1.0 (news coverage research; contact: you@example.org)``. The contact is whoever crawls: no page of the
    project's stands there, since the project does not answer for them.
    """
    try:
        product = f"{PRODUCT}/{version(PRODUCT)}"
    except PackageNotFoundError:
        product = PRODUCT
    return f"{product} ({PURPOSE}; contact: {contact})" if contact else f"{product} ({PURPOSE})"


def check_contact(sources: tuple[Source, ...], contact: str | None) -> None:
    """Raises ContactMissing when a source is on the public web and ``contact`` names nobody, or is no header text."""
    public = next((source for source in sources if not source.is_private), None)
    if public is not None and not (contact or "").strip():
        raise ContactMissing(
            f"{public.home} is on the public web: say who crawls, with --contact you@example.org or CUTTINGS_CONTACT"
        )
    if contact is not None and not (contact.isascii() and contact.isprintable()):
        raise ContactMissing(
            "the contact goes into a header: plain ASCII letters on one line, such as an e-mail address"
        )


def settings(politeness: Politeness) -> dict[str, Any]:
    """The settings of a crawl under this politeness."""
    return _network(politeness) | _limits(politeness) | _switched_off()


def probing(politeness: Politeness) -> dict[str, Any]:
    """The settings of a look at the sources: as for a crawl, but nothing is kept."""
    return settings(politeness) | {
        "DOWNLOADER_MIDDLEWARES": {name: at for name, at in _MIDDLEWARES.items() if name not in _KEEPING}
        | {"crawler.robots.RobotsRules": 100},
        "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    }


def _network(politeness: Politeness) -> dict[str, Any]:
    return {
        "USER_AGENT": user_agent(politeness.contact),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": PRODUCT,
        "DEFAULT_REQUEST_HEADERS": ACCEPT,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.wire.RecordingHandler",
            "https": "crawler.wire.RecordingHandler",
        },
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES": _MIDDLEWARES,
        "SPIDER_MIDDLEWARES_BASE": {},
        "SCHEDULER": "crawler.scheduler.FrontierScheduler",
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }


def _limits(politeness: Politeness) -> dict[str, Any]:
    return {
        "CONCURRENT_REQUESTS": CONCURRENT_HOSTS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.per_host,
        # Pages are not parsed here, so items are few; 100 slots cost a quarter more CPU.
        "CONCURRENT_ITEMS": 2,
        "DOWNLOAD_DELAY": politeness.delay,
        # Scrapy's jitter also shortens the delay, which was promised.
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_TIMEOUT": politeness.timeout,
        "DOWNLOAD_MAXSIZE": politeness.body,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_FAIL_ON_DATALOSS": True,
        "DNS_TIMEOUT": min(20.0, politeness.timeout),
        "RETRY_TIMES": politeness.retries,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",  # what came in the end has a line of its own
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 429],
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
        # Names are looked up there: those that a resolver is silent about must not hold up the others.
        "REACTOR_THREADPOOL_MAXSIZE": CONCURRENT_HOSTS,
    }


def _switched_off() -> dict[str, Any]:
    return {
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "REFERER_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "EXTENSIONS_BASE": {},
        "FEED_EXPORTERS_BASE": {},
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "LOG_LEVEL": "WARNING",
        "LOG_FORMATTER": "crawler.quiet.QuietFormatter",
    }
