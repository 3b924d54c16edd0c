"""Query parameters that say how a reader came, or whose session it is, and never what page is meant.

Where a name also serves other ends ("ref", "source", "sid"), only values that can mean nothing else count.
"""

from __future__ import annotations

import re
from functools import lru_cache

from extract.address.words import words

_SESSION_VALUE = re.compile(r"(?=[^a-f]*[a-f])(?=\D*\d)[0-9a-f]{24,64}")


def is_tracking(name: str, value: str) -> bool:
    """Whether a query parameter (decoded) may go without changing which page is meant."""
    name, value = name.casefold(), value.casefold()
    if name in words("tracking") or name in words("session") or name.startswith(_openings()):
        return True
    if name in words("channel_parameter"):
        return value in words("channel")
    return name in words("session_perhaps") and bool(_SESSION_VALUE.fullmatch(value))


@lru_cache(maxsize=1)
def _openings() -> tuple[str, ...]:
    return tuple(sorted(words("tracking_opening")))
