"""When a crawl has had enough."""

from __future__ import annotations

import pytest

from crawler.errors import BudgetUnreadable
from crawler.focus.yields import Budget, Yield, budget


class TestBudget:
    @pytest.mark.parametrize(
        ("texts", "expected"),
        [
            ((), Budget()),
            (("500 pages",), Budget(pages=500)),
            (("500",), Budget(pages=500)),
            (("1 page",), Budget(pages=1)),
            (("30 minutes",), Budget(seconds=1800)),
            (("90s",), Budget(seconds=90)),
            (("1.5 hours",), Budget(seconds=5400)),
            (("2 GB",), Budget(bytes=2_000_000_000)),
            (("2gb",), Budget(bytes=2_000_000_000)),
            (("1500 bytes",), Budget(bytes=1500)),
            (("500 pages", "30 minutes", "10MB"), Budget(500, 1800, 10_000_000)),
            (("30 minutes", "10 min"), Budget(seconds=600)),  # both hold, so the smaller one does
        ],
    )
    def test_it_is_said_in_words(self, texts: tuple[str, ...], expected: Budget) -> None:
        assert budget(texts) == expected

    @pytest.mark.parametrize(
        "text", ["", "many", "3 apples", "-5 pages", "0 pages", "0.5", "5 pages please", "1e9 pages"]
    )
    def test_what_says_none_is_told_with_an_example(self, text: str) -> None:
        with pytest.raises(BudgetUnreadable, match=r"is no budget: say for instance '500 pages'") as caught:
            budget((text,))
        assert repr(text) in str(caught.value)

    @pytest.mark.parametrize(
        ("given", "seconds", "received", "spent"),
        [
            (Budget(), 1e9, 10**15, False),
            (Budget(pages=1), 1e9, 10**15, False),  # pages are the agenda's
            (Budget(seconds=60), 59.9, 0, False),
            (Budget(seconds=60), 60, 0, True),
            (Budget(bytes=1000), 0, 999, False),
            (Budget(bytes=1000), 0, 1000, True),
            (Budget(seconds=60, bytes=1000), 61, 0, True),
        ],
    )
    def test_time_and_bytes_are_spent(self, given: Budget, seconds: float, received: int, spent: bool) -> None:
        assert given.is_spent(seconds, received) is spent


class TestYield:
    def of(self, patience: int | None, pages: str) -> Yield:
        made = Yield(patience)
        for page in pages:
            made.add(is_about=page == "+")
        return made

    @pytest.mark.parametrize(
        ("patience", "pages", "fallen"),
        [
            (10, "", False),
            (10, "-" * 9, False),
            (10, "-" * 10, True),
            (10, "+" + "-" * 60, True),
            (10, "-" * 100 + "+", False),
            (10, "-" * 100 + "+" + "-" * 9, False),
            (None, "-" * 1000, False),
        ],
    )
    def test_it_has_fallen_after_so_many_in_vain(self, patience: int | None, pages: str, fallen: bool) -> None:
        assert self.of(patience, pages).has_fallen is fallen

    def test_a_rich_harvest_before_keeps_it_up_for_a_while(self) -> None:
        assert not self.of(10, "+" * 30 + "-" * 12).has_fallen
        assert self.of(10, "+" * 30 + "-" * 60).has_fallen

    @pytest.mark.parametrize(("pages", "rate"), [("", 1.0), ("+", 1.0), ("+-", 0.5), ("+" * 60 + "-" * 30, 0.5)])
    def test_the_rate_is_that_of_the_last_sixty(self, pages: str, rate: float) -> None:
        assert self.of(None, pages).rate == rate
