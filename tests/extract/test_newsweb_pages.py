"""Every article page of the news web, in seven themes and eight languages, against its truth."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

import pytest

from extract.article import extract
from extract.document import Document, NotArticle
from newsweb import truth, world
from newsweb.site import Site

PORT = 8811


@lru_cache(maxsize=1)
def pages():
    """(kind, outlet, path, truth of the article or None, what was extracted) of every HTML page, each read once."""
    told = {(row["outlet"], path): row for row in truth.load() for path in [row["path"], *row.get("other_paths", [])]}
    found = []
    for outlet in world.load().outlets:
        for path, entry in Site(outlet, PORT).entries.items():
            if entry.media_type == "text/html" and entry.kind in ("article", "section", "home", "hub", "gate"):
                html = entry.render()
                html = html if isinstance(html, bytes) else html.encode()
                answer = extract(html, f"http://{outlet.traits.address}:{PORT}{path}")
                found.append((entry.kind, outlet, path, told.get((outlet.slug, path)), answer))
    return tuple(found)


def articles():
    return [(outlet, path, row, found) for outlet, path, row, found in tried() if isinstance(found, Document)]


def tried():
    return [(outlet, path, row, found) for kind, outlet, path, row, found in pages() if kind == "article"]


# What is known to go wrong on these five hundred pages: articles of two or three sentences between long rails. The
# numbers may only fall.
REFUSED, LEFT, LOST, LISTS = 0, 0, 0, 1


def squash(line):
    return " ".join(line.split())


def test_articles_are_taken_for_some():
    refused = [(path, found) for _, path, _, found in tried() if isinstance(found, NotArticle)]
    assert len(refused) <= REFUSED, refused


def test_clean_texts_hold_hardly_a_rail_line():
    leaks = []
    for _, path, row, found in articles():
        rails = set(map(squash, row["rail_lines"])) - set(map(squash, row["body"]))
        leaks += [(path, line) for line in map(squash, found.text.split("\n")) if line in rails]
    assert len(leaks) <= LEFT, leaks


def test_hardly_a_body_line_is_lost_or_changed():
    lost = [
        (path, line) for _, path, row, found in articles() for line in row["body"] if line not in found.text.split("\n")
    ]
    assert len(lost) <= LOST, lost


@pytest.mark.parametrize("field", ["title", "language"])
def test_a_field_is_right_on_every_page(field):
    wrong = [(path, getattr(found, field)) for _, path, row, found in articles() if getattr(found, field) != row[field]]
    assert wrong == []


def test_publication_is_right_on_every_page():
    wrong = [(path, found.published) for _, path, row, found in articles() if _apart(found, row["published"]) > 60]
    assert wrong == []


def _apart(found, told):
    """Seconds between what was read and the truth; in wall time where the page gave no zone."""
    if found.published is None:
        return float("inf")
    read, truly = found.published.instant, datetime.fromisoformat(told)
    if not found.published.zone_known:
        read, truly = read.replace(tzinfo=None), truly.replace(tzinfo=None)
    return abs((read - truly).total_seconds())


def test_persons_sign_what_they_signed():
    wrong = [
        (path, found.bylines)
        for _, path, row, found in articles()
        if row["byline"] and found.bylines != (row["byline"],)
    ]
    assert wrong == []


@pytest.mark.parametrize("kind", ["section", "hub", "home"])
def test_lists_of_articles_are_no_articles(kind):
    taken = [path for k, _, path, _, found in pages() if k == kind and isinstance(found, Document)]
    assert len(taken) <= LISTS, taken


def test_the_consent_wall_is_known():
    assert [found.why for kind, _, _, _, found in pages() if kind == "gate"] == ["consent wall"]
