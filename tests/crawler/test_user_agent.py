"""What servers are told of who asks: read from the requests that came to one."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import pytest

SAID = f"cuttings/{version('cuttings')} (news coverage research; contact: me@example.org)"


@pytest.mark.parametrize("given", [{}, {"probe": True}], ids=["crawl", "sources check"])
def test_every_request_names_program_purpose_and_contact(
    site: Any, crawl: Callable[..., Any], tools: Any, given: dict[str, Any]
) -> None:
    crawl(tools.source(site), politeness={"contact": "me@example.org"}, pages=3, **given).end()
    assert {"/", "/robots.txt", "/sitemap.xml"} <= set(site.paths())
    said = [
        line.decode()
        for one in site.log
        for line in one.request.split(b"\r\n")
        if line.lower().startswith(b"user-agent")
    ]
    assert said == [f"User-Agent: {SAID}"] * len(site.log)


def test_it_holds_no_address_of_a_page_that_nobody_answers_for(
    site: Any, crawl: Callable[..., Any], tools: Any
) -> None:
    crawl(tools.source(site), pages=1).end()
    assert site.log
    assert not [one for one in site.log if b"github" in one.request or b"://" in one.request]
