"""A time or a name that stands in a rail is another article's."""

import pytest
from lxml import html

from extract.facts import places

RAILS = [
    "<aside><time>x</time></aside>",
    "<footer><p><time>x</time></p></footer>",
    "<nav><ul><li><time>x</time></li></ul></nav>",
    "<div class=related-stories><time>x</time></div>",
    "<div class='box box--recommended'><time>x</time></div>",
    "<div id=sidebar><div><time>x</time></div></div>",
    "<ul class=most-read><li><time>x</time></li></ul>",
    "<div class='news-card'><time>x</time></div>",
    "<div class=td_block_wrap><time>x</time></div>",
    "<section id=Comments><time>x</time></section>",
    "<div class=readnext><time>x</time></div>",
    "<div class=latestNews><article><time>x</time></article></div>",
]
ARTICLES = [
    "<time>x</time>",
    "<article><header><time>x</time></header></article>",
    "<div class=story><p class=published><time>x</time></p></div>",
    "<div class=cardiology><time>x</time></div>",
    "<div class=remoteness><time>x</time></div>",
    "<main><div class=entry><time>x</time></div></main>",
    "<aside><main><div><time>x</time></div></main></aside>",
    "<div><time class=related>x</time></div>",
    "<div class=related></div><time>x</time>",
]


def time_of(markup: str) -> html.HtmlElement:
    return next(html.document_fromstring(f"<html><body class=sidebar-left>{markup}</body></html>").iter("time"))


@pytest.mark.parametrize("markup", RAILS)
def test_in_a_rail(markup):
    assert places.in_rail(time_of(markup))


@pytest.mark.parametrize("markup", ARTICLES)
def test_in_no_rail(markup):
    assert not places.in_rail(time_of(markup))
