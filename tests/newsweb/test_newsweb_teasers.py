"""What stands round a text of the small outlet: where teasers lead, which rails and inserts a page has, which tags."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from newsweb import __main__ as program
from newsweb import addresses, choice, pages, pages_server, teasers
from newsweb.errors import NewswebError, ServerFailed, WorldInvalid
from newsweb.listen import listen, port_of, tell_ready
from newsweb.pages import Listing
from newsweb.teasers import View
from newsweb.values import Article, Block, Outlet

Made = Callable[..., Outlet]
Write = Callable[..., Article]


def many(write: Write, count: int, **more: object) -> tuple[Article, ...]:
    return tuple(write(f"a{day}", day, f"2024-01-{day:02}T00:00:00+00:00", **more) for day in range(count, 0, -1))


class TestTeasers:
    def test_show_the_headline_of_links_not_the_title(self, small: Made) -> None:
        outlet = small()
        made = teasers.teaser(View(outlet, 8811), outlet.articles[0])
        assert (made.url, made.title, made.summary, made.image) == (
            "/2024/03/03/ferry",
            "Link to ferry",
            "About ferry.",
            "/img/30.svg",
        )

    @pytest.mark.parametrize(
        ("pattern", "url"),
        [("/{slug}", "/ferry?utm_source=rail"), ("/read?id={id}", "/read?id=30&utm_source=rail")],
    )
    def test_may_carry_tracking(self, small: Made, pattern: str, url: str) -> None:
        outlet = small(article=pattern, anchor_tracking="utm_source=rail")
        assert teasers.teaser(View(outlet, 8811), outlet.articles[0]).url == url

    def test_lead_mostly_to_the_article_sometimes_to_its_old_address_or_amp_twin(
        self, small: Made, write: Write
    ) -> None:
        articles = tuple(write(f"a{n}", n, "2024-01-01T00:00:00+00:00") for n in range(400))
        view = View(small(articles=articles, article="/{slug}", old="/old/{id}", amp="/amp{path}"), 8811)
        urls = [teasers.teaser(view, item).url for item in articles]
        old, amp = (sum(url.startswith(start) for url in urls) for start in ("/old/", "/amp/"))
        assert 25 < old < 80
        assert 25 < amp < 80
        assert all(url == f"/a{n}" for n, url in enumerate(urls) if not url.startswith(("/old/", "/amp/")))

    def test_never_lead_to_a_twin_that_only_a_parameter_tells(self, small: Made, write: Write) -> None:
        articles = many(write, 20)
        view = View(small(articles=articles, amp="{path}?amp=1"), 8811)
        assert not any("amp=1" in teasers.teaser(view, item).url for item in articles)


class TestRails:
    def test_of_a_large_outlet_have_their_sizes(self, small: Made, write: Write) -> None:
        articles = many(write, 28)
        outlet = small(articles=articles + (write("s1", 90, "2023-01-01T00:00:00+00:00", relation="copy"),) * 1)
        for item in outlet.articles:
            found = choice.rails(outlet, item.key, item)
            assert len(found.related) in {0, 3, 4}
            assert len(found.latest) in {3, 4}
            assert 3 <= len(found.popular) <= 5
            assert 3 <= len(found.see_also) <= 5

    def test_of_an_outlet_with_one_article_are_empty(self, small: Made, write: Write) -> None:
        outlet = small(articles=(write("only", 1, "2024-01-01T00:00:00+00:00"),))
        found = choice.rails(outlet, "only", outlet.articles[0])
        assert (found.related, found.latest, found.popular, found.see_also) == ((), (), (), ())
        assert choice.inserts(outlet, outlet.articles[0]).keys() <= {0}

    def test_latest_begins_with_what_is_new_today(self, small: Made, write: Write) -> None:
        outlet = small(articles=many(write, 20))
        old = outlet.articles[-1]
        assert [item.slug for item in choice.rails(outlet, old.key, old).latest[:3]] == ["a20", "a19", "a18"]

    def test_by_name_are_teasers_and_the_gate_takes_the_last_related_one(self, small: Made, write: Write) -> None:
        outlet = small(articles=many(write, 20), gate="/wall")
        made = teasers.rails(View(outlet, 8811), "/town/", None)
        assert set(made) == {"related", "latest", "popular", "see_also"}
        gated = [one.url for rail in made.values() for one in rail if one.url.startswith("/wall/")]
        assert len(gated) == bool(made["related"])


class TestBodies:
    def test_without_a_place_between_paragraphs_nothing_is_put(self, small: Made, write: Write) -> None:
        bodies = (
            (Block("p", "Only."),),
            (Block("h", "Head"), Block("p", "One.")),
            (Block("p", "One."), Block("h", "Head"), Block("p", "Two.")),
        )
        for body in bodies:
            outlet = small(articles=tuple(write(f"a{n}", n, "2024-01-01T00:00:00+00:00", body=body) for n in range(30)))
            for item in outlet.articles:
                assert choice.inserts(outlet, item) == {}
                assert [piece.text for piece in teasers.body(View(outlet, 8811), item)] == [b.text for b in body]

    def test_keep_their_blocks_in_order_whatever_stands_between(self, small: Made, write: Write) -> None:
        body = tuple(Block("p", f"Paragraph {n}.") for n in range(5))
        outlet = small(articles=tuple(write(f"a{n}", n, "2024-01-01T00:00:00+00:00", body=body) for n in range(60)))
        kinds = set()
        for item in outlet.articles:
            made = teasers.body(View(outlet, 8811), item)
            kinds |= {piece.kind for piece in made}
            assert [piece.text for piece in made if piece.kind == "p"] == [block.text for block in body]
            assert made[0].kind == made[-1].kind == "p"
            assert all(bool(piece.teasers) == (piece.kind in {"read_also", "rail"}) for piece in made)
        assert kinds == {"p", "read_also", "rail", "ad", "follow", "newsletter"}


@pytest.mark.parametrize("theme", ["tagdiv", "wprelated", "datefirst", "readmore", "lifo", "card", "legacy"])
@pytest.mark.parametrize("count", [1, 2, 12])
def test_an_outlet_without_the_story_has_whole_pages_all_the_same(
    small: Made, write: Write, theme: str, count: int
) -> None:
    body = tuple(Block("p", f"Paragraph {n}.") for n in range(4))
    outlet = small(theme=theme, articles=many(write, count, body=body))
    for item in outlet.articles:
        assert pages.article(View(outlet, 8811), item).count("Paragraph") == 4


class TestTags:
    HUB = ("Topic: Russia and China", "/tema/topic-russia-and-china")

    def test_are_the_section_and_for_the_story_its_page(self, small: Made) -> None:
        outlet = small()
        talks = outlet.articles[1]
        assert teasers.tags(outlet, talks) == (("Town", "/town/"), self.HUB)

    def test_are_agencies_too_where_missing_pages_are_soft(self, small: Made) -> None:
        outlet = small(soft_404=True)
        assert ("Reuters", "/topics/reuters") in teasers.tags(outlet, outlet.articles[2])
        assert ("Reuters", "/topics/reuters") not in teasers.tags(small(), outlet.articles[2])


@pytest.mark.parametrize(
    ("newer", "older", "links"),
    [("", "", []), ("", "/2", ["/2"]), ("/0", "", ["/0"]), ("/0", "/2", ["/0", "/2"])],
)
@pytest.mark.parametrize("theme", ["tagdiv", "wprelated", "datefirst", "readmore", "lifo", "card", "legacy"])
def test_a_list_links_the_pages_beside_it_and_no_others(
    small: Made, theme: str, newer: str, older: str, links: list[str]
) -> None:
    outlet = small(theme=theme)
    made = pages.section(View(outlet, 8811), Listing("/town/", "Town", "", outlet.articles, newer, older))
    for path in ("/0", "/2"):
        assert (f'"{path}"' in made) == (path in links)


@pytest.mark.parametrize(("labels", "names"), [("A | B|C", ["A", "B", "C"]), ("A", ["A"]), (" A ", ["A"])])
def test_footer_links_are_parted_at_bars(small: Made, labels: str, names: list[str]) -> None:
    outlet = small()
    object.__setattr__(outlet.labels, "about", labels)
    try:
        assert pages.about(outlet) == names
    finally:
        object.__setattr__(outlet.labels, "about", "About | Contact")


@pytest.mark.parametrize(
    ("path", "tracking", "tracked"),
    [("/a", "", "/a"), ("/a?b=1", "", "/a?b=1"), ("/a", "u=1", "/a?u=1"), ("/a?b=1", "u=1", "/a?b=1&u=1")],
)
def test_tracking_is_joined_on(path: str, tracking: str, tracked: str) -> None:
    assert addresses.tracked(path, tracking) == tracked


class TestStarting:
    @pytest.mark.parametrize("port", ["-1", "65536"])
    def test_a_port_that_is_none_is_one_line_and_status_1(self, port: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert program.main(["--port", port]) == 1
        assert capsys.readouterr().err == f"newsweb: port {port} is none: choose 0 (any) to 65535\n"

    def test_a_taken_port_is_one_line_and_status_1(self, capsys: pytest.CaptureFixture[str]) -> None:
        with socket.create_server(("127.0.0.11", 0)) as taken:
            port = taken.getsockname()[1]
            assert program.main(["--port", str(port)]) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"newsweb: cannot listen on 127.0.0.11:{port}: ")
        assert said.endswith("; choose another port\n")

    def test_a_pages_server_without_pages_is_one_line_and_status_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert pages_server.main([str(tmp_path)]) == 1
        assert capsys.readouterr().err == f"newsweb.pages_server: {tmp_path} holds no *.html or *.html.gz\n"

    def test_of_several_addresses_none_stays_bound_when_one_cannot_be(self) -> None:
        with socket.create_server(("127.0.0.99", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(ServerFailed, match=rf"cannot listen on 127\.0\.0\.99:{port}"):
                listen(["127.0.0.98", "127.0.0.99"], port)
            socket.create_server(("127.0.0.98", port)).close()  # it is free

    def test_the_ready_file_is_there_whole_or_not_at_all(self, tmp_path: Path) -> None:
        ready = tmp_path / "ready.json"
        tell_ready(ready, 8811, {"small": "http://127.0.0.77:8811"})
        assert json.loads(ready.read_text()) == {"port": 8811, "origins": {"small": "http://127.0.0.77:8811"}}
        assert [path.name for path in tmp_path.iterdir()] == ["ready.json"]
        tell_ready(None, 8811, {})

    def test_any_port_is_one_that_the_system_gave(self) -> None:
        (one,) = listen(["127.0.0.99"], 0)
        with one:
            assert 1024 <= port_of([one]) <= 65535
            assert not one.getblocking()

    def test_the_access_log_has_a_json_line_a_hit(self) -> None:
        from newsweb.server import _logger  # noqa: PLC0415 - what writes the file

        file = io.StringIO()
        _logger(file)("127.0.0.77", '/a?b="c"', 304)
        assert file.getvalue() == '{"host": "127.0.0.77", "target": "/a?b=\\"c\\"", "status": 304}\n'


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (WorldInvalid("a.toml", "lacks name"), "a.toml: lacks name"),
        (ServerFailed("the port is taken"), "the port is taken"),
    ],
)
def test_errors_are_one_line_and_of_one_family(error: NewswebError, line: str) -> None:
    assert isinstance(error, NewswebError)
    assert str(error) == line
