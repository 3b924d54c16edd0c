"""Under which suffix anybody may register a name: the Public Suffix List, as it is packed with tldextract.

Only its file is used: importing that package loads three for the network, a fifth of a second in every process.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

_MOST_LABELS = 12  # the longest rule has seven


def registrable(name: str) -> str | None:
    """The part of a host name that its owner registered, private suffixes such as blogspot.com counting.

    ``name``: in lower case, IDNA encoded or not. None where no rule covers it, and where it is a suffix itself.
    By the list's own algorithm: the longest rule wins, an exception before a wildcard (publicsuffix.org/list).
    """
    labels = name.split(".")[-_MOST_LABELS:]  # in an address, dots may go on for megabytes
    shown = [_shown(label) for label in labels]
    for at in range(len(labels)):
        begins = _suffix_at(shown, at)
        if begins is not None:
            return ".".join(labels[begins - 1 :]) if begins and labels[begins - 1] else None
    return None


def _suffix_at(shown: list[str], at: int) -> int | None:
    """Where the suffix begins by a rule for all labels from ``at`` on, None without one."""
    rules, rest = _rules(), ".".join(shown[at:])
    if f"!{rest}" in rules:
        return at + 1
    return at if rest in rules or f"*.{rest.partition('.')[2]}" in rules else None


def _shown(label: str) -> str:
    """The label as the list writes it."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


@lru_cache(maxsize=1)
def _rules() -> frozenset[str]:
    package = find_spec("tldextract")
    assert package is not None  # declared in pyproject.toml
    assert package.submodule_search_locations
    text = Path(package.submodule_search_locations[0], ".tld_set_snapshot").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("//"))
