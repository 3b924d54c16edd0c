"""Progress in one line, in a table, and where nobody watches any more."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from crawler.plan import HostState, Progress
from desk import progress

NOW = Progress(
    phase="crawling", pages=1, requests=1234, rate=2.5, waiting=17, documents=1, found=0, pending=0, hosts=()
)


def host(number: int, status: str = "fetching", waiting: int = 0, failed: int = 0) -> HostState:
    return HostState(f"host{number:02}.example", f"key{number:02}", status, 3, waiting, failed)  # type: ignore[arg-type]


def printed(what: object, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


class TestTheLine:
    def test_counts_with_the_right_number_and_thousands(self) -> None:
        assert progress.line(NOW) == (
            "crawling: 1 article (2.5/s), 1,234 requests, 17 waiting, 1 text, 0 about the story"
        )

    def test_tells_what_waits_for_extraction_only_when_something_does(self) -> None:
        waits = Progress("extracting", 2, 3, 0.0, 0, 1, 1, 1, ())
        assert progress.line(waits).endswith("1 about the story, 1 to extract")


class TestTheTable:
    def test_has_the_busiest_hosts_first_and_the_done_ones_last(self) -> None:
        hosts = (host(1, "done"), host(2, waiting=3), host(3, "waiting", waiting=9), host(4, "unreachable", failed=2))
        rows = printed(progress.table(Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0, hosts))).splitlines()[2:]
        assert [row.split()[0] for row in rows] == ["key03", "key02", "key04", "key01"]
        assert rows[2].split()[2:] == ["unreachable", "3", "0", "2"]

    def test_shows_no_more_rows_than_fit_and_says_how_many_more_there_are(self) -> None:
        hosts = tuple(host(number) for number in range(progress.ROWS + 2))
        shown = printed(progress.table(Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0, hosts)))
        assert shown.splitlines()[-1] == "and 2 more hosts"
        assert len(shown.splitlines()) == progress.ROWS + 3

    def test_names_its_columns(self) -> None:
        _, head, row = printed(progress.table(Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0, (host(1),)))).splitlines()
        assert head.split() == ["host", "state", "fetched", "waiting", "failed"]
        assert row.split() == ["key01", "(host01.example)", "fetching", "3", "0", "0"]

    def test_of_as_many_hosts_as_fit_ends_with_the_last_of_them(self) -> None:
        hosts = tuple(host(number) for number in range(progress.ROWS))
        shown = printed(progress.table(Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0, hosts)))
        assert shown.splitlines()[-1].startswith(f"key{progress.ROWS - 1:02} ")

    def test_names_a_host_without_a_source_by_its_address(self) -> None:
        lone = HostState("a.example:8080", None, "fetching", 1, 0, 0)
        assert "\na.example:8080  fetching " in printed(progress.table(Progress("crawling", *[0] * 7, (lone,))))

    def test_one_more_is_one_host(self) -> None:
        hosts = tuple(host(number) for number in range(progress.ROWS + 1))
        assert "and 1 more host\n" in printed(progress.table(Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0, hosts)))

    @pytest.mark.parametrize("width", [40, 80, 120])
    def test_fits_its_terminal(self, width: int) -> None:
        long = HostState("h" * 200 + ".example", "\x1b[31m[bold]key", "fetching", 1, 1, 0)
        shown = printed(progress.table(Progress("crawling", 0, 0, 0.0, 0, 0, 0, 0, (long,))), width)
        assert max(map(len, shown.splitlines())) <= width
        assert "\x1b" not in shown


class TestTheView:
    def test_is_silent_on_request(self, capsys) -> None:
        with progress.view(quiet=True) as view:
            view.update(NOW)
        assert capsys.readouterr() == ("", "")

    def test_is_a_line_now_and_then_where_no_terminal_is(self, capsys) -> None:
        with progress.view(quiet=False) as view:
            for _ in range(50):
                view.update(NOW)
        assert capsys.readouterr() == ("", progress.line(NOW) + "\n")

    def test_is_a_table_that_is_drawn_anew_on_a_terminal_and_goes_at_the_end(self, monkeypatch) -> None:
        paper = io.StringIO()
        monkeypatch.setenv("TERM", "xterm")
        screen = Console(file=paper, width=100, highlight=False, force_terminal=True)
        monkeypatch.setattr(progress.render, "console", lambda **_: screen)
        with progress.view(quiet=False) as view:
            view.update(NOW)
            view.update(Progress("extracting", *[0] * 7, (host(1),)))
        told = paper.getvalue()
        assert told.index(progress.line(NOW)) < told.index("extracting: ") < told.index("key01")
        assert told.count(progress.line(NOW)) == 1
        assert told.endswith("\x1b[2K")  # the last of its lines is wiped

    def test_is_lines_on_a_terminal_that_cannot_draw(self, monkeypatch) -> None:
        paper = io.StringIO()
        monkeypatch.setenv("TERM", "dumb")
        monkeypatch.setattr(progress.render, "console", lambda **_: Console(file=paper, width=100, force_terminal=True))
        with progress.view(quiet=False) as view:
            view.update(NOW)
        assert "\x1b[2K" not in paper.getvalue()
        assert "1,234" in paper.getvalue()

    def test_goes_on_when_nobody_can_be_told(self, monkeypatch) -> None:
        class Gone(io.StringIO):
            def write(self, text: str) -> int:
                raise BrokenPipeError(text)

        monkeypatch.setattr("sys.stderr", Gone())
        with progress.view(quiet=False) as view:
            view.update(NOW)
