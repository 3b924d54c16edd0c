"""Where a list goes on, by its addresses alone: for the many sites that number their pages and say no ``rel=next``."""

from __future__ import annotations

import re
from collections.abc import Iterable

_JOINED = re.compile(r"(?:[?&][A-Za-z_-]{1,16}=|/(?:[A-Za-z-]{1,12}/)?)2/?")
_NUMBER = re.compile(r"(?<=[=/])([1-9]\d{0,2})(?=/?$)")


def following(here: str, addresses: Iterable[str]) -> str | None:
    """The first of ``addresses`` that is the page after ``here``; None when none is.

    That is the address of ``here`` with 2 joined on (``?page=2``, ``&p=2``, ``/page/2``, ``/2``), or, where ``here``
    ends in a number, the same with the next number. All are canonical. Never raises.
    """
    first = here.rstrip("/")
    numbered = _NUMBER.search(here)
    after = _NUMBER.sub(str(int(numbered[1]) + 1), here) if numbered else None
    for address in addresses:
        if address == after or (address.startswith(first) and _JOINED.fullmatch(address, len(first))):
            return address
    return None
