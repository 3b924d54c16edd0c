"""What a page says to whoever fetches it: read by pattern, within bounds, and never raising."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.opening import MOST_READ, ROBOT, follows, refresh, robots

HERE = "https://a.example/2024/05/01/here"


class TestRobots:
    @pytest.mark.parametrize(
        ("fields", "page", "said"),
        [
            # Nothing is forbidden.
            ([], b"", None),
            ([], b"<meta name=robots content='index, follow'>", None),
            ([], b"<meta name=robots content='max-image-preview:large, max-snippet:-1'>", None),
            (["all"], b"", None),
            # The page says so.
            ([], b"<meta name=robots content=noarchive>", "noarchive"),
            ([], b'<META CONTENT="NOINDEX,NOFOLLOW" NAME="ROBOTS" />', "noindex, nofollow"),
            ([], b"<meta\n name = 'robots'\n content = ' none '>", "none"),
            (
                [],
                b"<meta name=robots content=noindex><meta name=robots content='noindex, noarchive'>",
                "noindex, noarchive",
            ),
            ([], b"<meta name=cuttings content=noindex>", "noindex"),
            ([], b"<meta name=robots content='nosnippet&#44; noindex'>", "nosnippet, noindex"),
            # To somebody else, or nowhere that counts.
            ([], b"<meta name=googlebot content=noindex>", None),
            ([], b"<!-- <meta name=robots content=noindex> -->", None),
            ([], b"<script>'<meta name=robots content=noindex>'</script>", None),
            ([], b"<script>never closed <meta name=robots content=noindex>", None),
            ([], b"<p>name=robots content=noindex</p>", None),
            ([], b"<meta property=robots content=noindex>", None),
            ([], b"<meta name=robots>", None),
            ([], b" " * MOST_READ + b"<meta name=robots content=noindex>", None),
            # The server says so.
            (["noindex"], b"", "noindex"),
            (["NoIndex , NoFollow"], b"", "noindex, nofollow"),
            (["noarchive", "nofollow"], b"", "noarchive, nofollow"),
            (["googlebot: noindex, nofollow"], b"", None),
            (["googlebot: noindex, cuttings: noarchive"], b"", "noarchive"),
            (["cuttings: nofollow", "otherbot: noindex"], b"", "nofollow"),
            (["unavailable_after: 25 Jun 2027 15:00:00 PST"], b"", "unavailable_after: 25 jun 2027 15:00:00 pst"),
            (
                ["noindex, unavailable_after: 25-Jun-27, nofollow"],
                b"",
                "noindex, unavailable_after: 25-jun-27, nofollow",
            ),
            ([",, ,"], b"", None),
            (["no\x00index\x1b[31m"], b"", "no index [31m"),
            # Both.
            (["noarchive"], b"<meta name=robots content='noindex, noarchive'>", "noarchive, noindex"),
        ],
    )
    def test_what_is_forbidden_to_us(self, fields: list[str], page: bytes, said: str | None) -> None:
        assert robots(fields, page) == said

    @pytest.mark.parametrize(
        ("said", "may"),
        [
            (None, True),
            ("noindex, noarchive", True),
            ("nofollow", False),
            ("noindex, nofollow", False),
            ("none", False),
            ("nofollowing", True),
        ],
    )
    def test_whether_links_may_be_followed(self, said: str | None, may: bool) -> None:
        assert follows(said) is may

    def test_a_flood_of_directives_is_cut(self) -> None:
        assert len(robots([f"no{number}" for number in range(10_000)], b"") or "") == 500

    def test_the_name_is_that_of_the_user_agent(self) -> None:
        from crawler.settings import PRODUCT  # noqa: PLC0415 - a test may look up the ladder

        assert ROBOT == PRODUCT


class TestRefresh:
    @pytest.mark.parametrize(
        ("content", "to"),
        [
            ("0; url=https://b.example/x", "https://b.example/x"),
            ("0;URL='https://b.example/x'", "https://b.example/x"),
            ('5, url="/x?a=1&amp;b=2" and more', "https://a.example/x?a=1&b=2"),
            ("0 /x", "https://a.example/x"),
            ("0;/x", "https://a.example/x"),
            ("0; //b.example/", "https://b.example/"),
            (" 0.5 ; url = ../x", "https://a.example/2024/05/x"),
            (".5;x", "https://a.example/2024/05/01/x"),
            ("0; url=http://127.0.0.1:6379/", "http://127.0.0.1:6379/"),
            ("0; url=file:///etc/passwd", "file:///etc/passwd"),
            ("0; url=data:text/html,x", "data:text/html,x"),
            ("0; url=javascript:alert(1)", "javascript:alert(1)"),
            # The page stays.
            ("300", None),
            ("0", None),
            ("60; url=/x", None),
            ("99999999999999; url=/x", None),
            ("0; url=", None),
            ("0; url=#top", None),
            ("0; url=" + HERE, None),
            ("0; url=" + HERE + "#comments", None),
            ("url=/x", None),
            ("-1; url=/x", None),
            ("0; url=https://user@b.example/", None),
            ("0; url=https://b.example:0/", None),
            ("0; url=https://[::1/", None),
            ("0; url=/" + "x" * 5000, None),
            ("", None),
        ],
    )
    def test_where_it_leads(self, content: str, to: str | None) -> None:
        page = (
            f"<meta http-equiv=refresh content='{content}'>"
            if "'" not in content
            else f'<meta http-equiv=refresh content="{content}">'
        )
        if "&quot;" not in content and not ("'" in content and '"' in content):
            assert refresh("", page.encode(), HERE) == to
        assert refresh(content.replace("&amp;", "&"), b"", HERE) == to

    @pytest.mark.parametrize(
        "page",
        [
            b"<noscript><meta http-equiv=refresh content='0; url=/x'></noscript>",
            b"<!-- <meta http-equiv=refresh content='0; url=/x'> -->",
            b"<script>document.write('<meta http-equiv=refresh content=\"0; url=/x\">')</script>",
            b"<textarea><meta http-equiv=refresh content='0; url=/x'></textarea>",
            b"<p>A refreshing http-equiv=refresh</p>",
            b"<meta name=refresh content='0; url=/x'>",
        ],
    )
    def test_what_nobody_is_led_by(self, page: bytes) -> None:
        assert refresh("", page, HERE) is None


@given(st.binary(max_size=300), st.text(max_size=50))
def test_nothing_makes_it_raise(noise: bytes, text: str) -> None:
    page = b"<meta name=robots http-equiv=refresh content='" + noise
    robots([text], page)
    refresh(text, page, HERE)
    refresh("", page, HERE)
