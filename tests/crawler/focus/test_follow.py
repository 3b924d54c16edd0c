"""What an article about the story leads to."""

from __future__ import annotations

from archive.frontier import Entry
from crawler.discovery import LABEL, Answer, Discovery, Unscored
from crawler.sources import Source

SITE = "https://nea.example"
SOURCE = Source("nea", "Nea", SITE + "/")
HERE = Entry(SITE + "/2024/05/01/two-ministers-met-41779", source="nea")


def page(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def followed(discovery: Discovery, body: str, entry: Entry = HERE) -> dict[str, Entry]:
    found = discovery.follow(Answer(entry, entry.url, page(body)))
    return {one.url.removeprefix(SITE): one for one in found}


def test_the_lists_under_which_it_puts_itself_are_fetched_soon() -> None:
    found = followed(Discovery([SOURCE], Unscored()), '<main><a rel="tag" href="/tag/ministers">Ministers</a></main>')
    assert found["/tag/ministers"] == Entry(SITE + "/tag/ministers", LABEL, "section", "nea", "label", HERE.url)


def test_a_list_is_followed_once_in_a_crawl() -> None:
    discovery, body = Discovery([SOURCE], Unscored()), '<main><a rel="tag" href="/tag/ministers">Ministers</a></main>'
    assert followed(discovery, body)
    assert followed(discovery, body) == {}


def test_what_stands_on_the_home_page_is_no_label_of_an_article() -> None:
    discovery = Discovery([SOURCE], Unscored())
    everywhere = '<main><a href="/about">About us</a></main>'
    discovery.read(Answer(Entry(SITE + "/", kind="home", source="nea"), SITE + "/", page(everywhere)))
    assert followed(discovery, everywhere) == {}


def test_the_articles_that_it_links_wait_as_links_of_a_page() -> None:
    found = followed(
        Discovery([SOURCE], Unscored()), '<main><a href="/2024/05/02/what-was-said-41802">What was said</a></main>'
    )
    assert found["/2024/05/02/what-was-said-41802"].origin == "page"


def test_another_form_of_itself_is_not_followed() -> None:
    body = '<main><a href="/news/print/41779/">Print this story for your files</a></main>'
    assert followed(Discovery([SOURCE], Unscored()), body) == {}


def test_other_sites_are_not_followed() -> None:
    body = '<main><a href="https://else.example/2024/05/02/what-was-said-there">What was said there</a></main>'
    assert followed(Discovery([SOURCE], Unscored()), body) == {}


def test_an_article_of_no_source_leads_nowhere() -> None:
    assert (
        followed(Discovery([SOURCE], Unscored()), '<a rel="tag" href="/tag/x">X</a>', Entry(HERE.url, source="other"))
        == {}
    )


def test_of_a_labels_page_the_list_is_trusted_and_its_rail_is_not() -> None:
    discovery = Discovery([SOURCE], Unscored())
    headline = '<h2><a href="/2024/05/0{0}/a-talk-of-ministers-{0}">A talk of ministers</a></h2>'
    teaser = "<p>They met in the harbour town again and spoke about the bridge for two hours.</p>"
    card = f'<article>{headline}<time datetime="2024-05-0{{0}}T10:00:00Z">May</time>{teaser}</article>'
    other = '<a href="/2024/05/09/the-weather-tomorrow-here">The weather of tomorrow here</a>'
    rail = f"<aside><ul><li>{other}</li></ul></aside>"
    body = f"<main>{card.format(1)}{card.format(2)}</main>{rail}"
    entry = Entry(SITE + "/tag/ministers", LABEL, "section", "nea", "label")
    found = {one.url: one for one in discovery.read(Answer(entry, entry.url, page(body)))}
    assert found[SITE + "/2024/05/01/a-talk-of-ministers-1"].origin == "label"
    assert found[SITE + "/2024/05/09/the-weather-tomorrow-here"].origin != "label"
    assert found[SITE + "/2024/05/01/a-talk-of-ministers-1"].priority > 0.8
