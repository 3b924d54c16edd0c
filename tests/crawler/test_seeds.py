"""Seeds that are given as URLs: read in a process of its own, whatever the pages hold."""

from __future__ import annotations

import os
import time

import pytest

from crawler import seeds
from crawler.errors import SeedsError
from crawler.seeds import SeedPage, apart, extract
from extract.errors import SeedUnusable

TEXT = "Two ministers met in the harbour town on Monday and agreed on joint exercises of both navies this autumn."
TITLE = "Talks in the harbour town"
BODY = f"<p>{TEXT}</p>" * 6
PAGE = f"<html lang=en><title>{TITLE}</title><article><h1>{TITLE}</h1>{BODY}"


def process_id(_: None) -> int:
    return os.getpid()


def unusable(name: str) -> None:
    raise SeedUnusable(f"seed {name} is empty")


def dies(_: None) -> None:
    os._exit(9)


def hangs(_: None) -> None:
    time.sleep(60)


def test_articles_become_seeds_under_the_url_that_was_given() -> None:
    pages = [
        SeedPage("https://example.org/a", "https://example.org/moved", PAGE.encode()),
        SeedPage("https://example.org/b", "https://example.org/b", b"<html><p>nothing"),
    ]
    (seed,) = extract(pages)
    assert (seed.id, seed.title, seed.language) == ("https://example.org/a", "Talks in the harbour town", "en")
    assert TEXT in seed.text


def test_no_article_at_all_is_told_with_the_reason() -> None:
    with pytest.raises(SeedsError, match=r"none of the seed addresses gave an article \(example.org: timed out\)"):
        extract([], "example.org: timed out")
    with pytest.raises(SeedsError, match=r"none of the seed addresses gave an article \(no article on them\)"):
        extract([SeedPage("https://example.org/b", "https://example.org/b", b"<html><p>nothing")])


def test_a_function_runs_in_a_process_of_its_own() -> None:
    assert apart(process_id, None) != os.getpid()


def test_the_line_for_the_user_comes_back() -> None:
    with pytest.raises(SeedUnusable, match=r"^seed a is empty$"):
        apart(unusable, "a")


@pytest.mark.parametrize("function", [dies, hangs])
def test_a_page_that_kills_or_hangs_the_extraction_is_told(function: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeds, "PATIENCE", 6.0)
    with pytest.raises(SeedsError, match=r"^the seeds cannot be read"):
        apart(function, None)  # type: ignore[arg-type]
