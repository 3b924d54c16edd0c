"""Letters that a terminal would obey instead of show: pages and file names are other people's."""

from __future__ import annotations

import re

# C0 (but tab and newline), DEL, C1, and the marks that turn the direction of what follows.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LINE_BREAKS = re.compile("[\r\n\t\v\f\x85\u2028\u2029]+")


def safe(text: str) -> str:
    """``text`` for a terminal: what steers one is replaced by U+FFFD; letters, tabs and newlines stay."""
    return _STEERING.sub("\ufffd", text)


def one_line(text: str) -> str:
    """``text`` for a place that holds one line: breaks and tabs become a space, the rest as in ``safe``."""
    return safe(_LINE_BREAKS.sub(" ", text))
