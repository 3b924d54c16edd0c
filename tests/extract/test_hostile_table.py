"""The table of hostile pages: each carries a known article; 95 of 100 of its words come out, or it is listed as lost.

Each page is extracted in a process of its own that may take 2 GB of address space, as a worker may.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest

WORDS = ("bridge", "harbour", "school", "theatre", "station", "market", "hospital", "library")
LINE = (
    "The council said on Monday that the {0} would be rebuilt before the winter, and that nobody would leave the {0}."
)
BODY = [LINE.format(word) for word in WORDS]
TEXT = "".join(f"<p>{line}</p>" for line in BODY)
MEMORY, SECONDS = 2 << 30, 60
LINKS = "".join(f'<a href="/{n}">link {n}</a> ' for n in range(16_000))
ATTRIBUTES = " ".join(f'a{n}="{n}"' for n in range(40_000))


def page(before: str = "", text: str = TEXT, behind: str = "", tag: str = "article") -> str:
    title = "Old bridge to be rebuilt before the winter"
    return (
        f"<html><head><title>{title}</title></head><body>{before}<{tag}><h1>{title}</h1>{text}</article>{behind}"
        "</body></html>"
    )


# Made in the child, where they are read: some are 50 MB.
PAGES: dict[str, Callable[[], str]] = {
    "300 nested divs": lambda: page("<div>" * 300),
    "100,000 nested divs": lambda: page("<div>" * 100_000),
    "100,000 nested divs that are closed": lambda: page("<div>" * 100_000, behind="</div>" * 100_000),
    "100,000 nested divs behind": lambda: page(behind="<div>" * 100_000),
    "40,000 attributes on one tag": lambda: page(tag=f"article {ATTRIBUTES}"),
    "16,000 links in one paragraph": lambda: page(f"<p>{LINKS}</p>"),
    "16,000 links in one paragraph of the article": lambda: page(text=f"{TEXT}<p>{LINKS}</p>"),
    "500,000 br": lambda: page(text=TEXT + "<br>" * 500_000),
    "a 20 MB script before the article": lambda: page(f"<script>{'if(a<b){x();}' * 1_600_000}</script>"),
    "2 MB of ampersands": lambda: page("<p>" + "&" * 2_000_000 + "</p>"),
    "a NUL before every word": lambda: page(text=TEXT.replace(" ", " \x00")),
    "a NUL in every word": lambda: page(text=TEXT.replace("e", "\x00e")),
    "lone surrogates": lambda: page(text=TEXT.replace(" the ", " \ud800 the ")),
    "3,000 nested tables": lambda: page("<table><tr><td>" * 3_000),
    "a link that is never closed": lambda: page('<a href="/x">'),
    "soft hyphens": lambda: page(text=TEXT.replace("council", "coun&shy;cil")),
    "an 18 MB drawing before": lambda: page("<svg>" + '<path d="M0 0L1 1"/>' * 900_000 + "</svg>"),
    "a 20 MB picture without quotes": lambda: page(f"<img src=data:image/png;base64,{'A' * 20_000_000}>"),
    "a 20 MB comment": lambda: page(f"<!--{'x<p>y' * 4_000_000}-->"),
    "8 MB of comments": lambda: page("<!--x-->" * 1_000_000),
    "13 MB of empty spans": lambda: page("<span></span>" * 1_000_000),
    "50 MB of short paragraphs before": lambda: page("<p>lorem ipsum dolor sit amet.</p>" * 1_500_000),
    "50 MB of text in one element before": lambda: page(f"<div>{'lorem ipsum dolor ' * 2_800_000}</div>"),
    "50 MB of text in one paragraph behind": lambda: page(text=f"{TEXT}<p>{'lorem ipsum dolor ' * 2_800_000}</p>"),
}
# 4 million letters of a page are read: from its beginning, or round its main heading. What has none is not found.
LOST: dict[str, Callable[[], str]] = {
    "50 MB of short paragraphs before a text without a heading": lambda: (
        "<p>lorem ipsum dolor sit amet.</p>" * 1_500_000 + f"<div>{TEXT}</div>"
    ),
}
SMALL = [name for name in PAGES if "MB" not in name]
LARGE = [name for name in PAGES if "MB" in name]


def extracted(name: str) -> list[str]:
    """The lines that the extraction of a page gives in a process with a worker's memory limit."""
    done = subprocess.run(
        [sys.executable, __file__, name],
        capture_output=True,
        timeout=SECONDS,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )
    return list(json.loads(done.stdout))


def share(lines: list[str]) -> float:
    """How many of the article's words stand in the lines."""
    wanted = Counter(" ".join(BODY).split())
    return (wanted & Counter(" ".join(lines).split())).total() / wanted.total()


@pytest.mark.parametrize("name", SMALL)
def test_a_hostile_page_gives_its_article(name: str) -> None:
    assert share(extracted(name)) >= 0.95


@pytest.mark.long
@pytest.mark.parametrize("name", LARGE)
def test_a_large_hostile_page_gives_its_article(name: str) -> None:
    assert share(extracted(name)) >= 0.95


@pytest.mark.long
@pytest.mark.parametrize("name", LOST)
def test_a_page_that_is_listed_as_lost_ends_within_the_limits(name: str) -> None:
    assert share(extracted(name)) == 0


def main(name: str) -> None:
    """Extracts the page called ``name`` and prints its lines."""
    from extract.article import extract  # noqa: PLC0415 - only the child needs it

    html = (PAGES | LOST)[name]().encode("utf-8", "surrogatepass")
    found = extract(html, "http://paper.example/news/bridge")
    print(json.dumps(getattr(found, "text", "").split("\n")))


if __name__ == "__main__":
    main(sys.argv[1])
