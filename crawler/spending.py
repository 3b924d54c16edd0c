"""What each source may still use up: pages, bytes and minutes, in this run and within a day."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from archive.fetched import Spent
from crawler.focus.yields import Budget, budget
from crawler.sources import Source

DAY = 24 * 3600.0
USED_UP = "the source's budget is used up"
_log = logging.getLogger(__name__)
OnRefusal = Callable[[str, str, str | None], None]


@dataclass(slots=True)
class _Purse:
    """One budget of a source. ``pages`` count from the moment when they are asked for; ``open``: those of them of which
    nothing is known yet.
    """

    span: str
    budget: Budget
    pages: int
    bytes: int
    seconds: float
    open: int = 0

    def empty(self, seconds: float, *, certainly: bool = False) -> str | None:
        """What is used up ``seconds`` after the source's first request, None while something is left.

        ``certainly``: also if all that is open comes to nothing.
        """
        given = self.budget
        if given.pages is not None and self.pages - certainly * self.open >= given.pages:
            return f"{given.pages} pages {self.span}"
        if given.bytes is not None and self.bytes >= given.bytes:
            return f"{given.bytes / 1e6:g} MB {self.span}"
        if given.seconds is not None and self.seconds + seconds >= given.seconds:
            return f"{given.seconds / 60:g} minutes {self.span}"
        return None


class Spending:
    """The budgets of a crawl's sources; for the reactor's thread. Sources without one cost nothing.

    ``in_run`` and ``in_day``: what this run and the last day have used up before this start, by key. ``on_refusal`` is
    told (url, why, source) of what is not asked for any more.
    """

    def __init__(
        self,
        sources: Iterable[Source] = (),
        in_run: Mapping[str, Spent] | None = None,
        in_day: Mapping[str, Spent] | None = None,
        on_refusal: OnRefusal = lambda _url, _why, _source: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._purses = {
            source.key: _purses(source, in_run or {}, in_day or {}) for source in sources if is_bound(source)
        }
        self._begun: dict[str, float] = {}
        self._told: set[str] = set()
        self._on_refusal = on_refusal
        self._clock = clock

    def waits(self, key: str | None) -> bool:
        """Whether the source ``key`` has nothing left unless a page that is on its way comes to nothing."""
        return self._empty(key) is not None and self._empty(key, certainly=True) is None

    def _empty(self, key: str | None, *, certainly: bool = False) -> str | None:
        purses = self._purses.get(key or "")
        if purses is None or key is None:
            return None
        seconds = self._clock() - self._begun.setdefault(key, self._clock())
        return next((said for purse in purses if (said := purse.empty(seconds, certainly=certainly))), None)

    def refuses(self, url: str, key: str | None) -> bool:
        """Whether ``url`` may not be asked for, since the source ``key`` has used up its budget."""
        empty = self._empty(key)
        if empty is None or key is None:
            return False
        why = f"{USED_UP}: {empty}"
        if key not in self._told:
            self._told.add(key)
            _log.warning("source %s is left alone: %s", key, why, extra={"source": key})
        self._on_refusal(url, why, key)
        return True

    def page(self, key: str | None, number: int = 1) -> None:
        """So many more pages of the source are asked for; -1: one came to nothing."""
        for purse in self._purses.get(key or "", ()):
            purse.pages += number
            purse.open += number

    def ended(self, key: str | None) -> None:
        """A page of the source has come."""
        for purse in self._purses.get(key or "", ()):
            purse.open -= 1

    def came(self, key: str | None, size: int) -> None:
        """An answer of ``size`` bytes was kept."""
        for purse in self._purses.get(key or "", ()):
            purse.bytes += size


def is_bound(source: Source) -> bool:
    """Whether the source has a budget."""
    return bool(source.budget or source.budget_a_day)


def _purses(source: Source, in_run: Mapping[str, Spent], in_day: Mapping[str, Spent]) -> tuple[_Purse, ...]:
    given = (("a run", source.budget, in_run), ("a day", source.budget_a_day, in_day))
    found = [(span, texts, before.get(source.key, Spent())) for span, texts, before in given if texts]
    return tuple(_Purse(span, budget(texts), was.pages, was.bytes, was.seconds) for span, texts, was in found)
