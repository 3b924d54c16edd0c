"""Small matters of text and URLs that the archive's modules share."""

from __future__ import annotations

from typing import overload
from urllib.parse import urlsplit


@overload
def clean(text: str) -> str: ...
@overload
def clean(text: str | None) -> str | None: ...
def clean(text: str | None) -> str | None:
    """``text`` as every database takes it: without NUL, lone surrogates replaced; None stays None."""
    if text is None or ("\0" not in text and (text.isascii() or _is_sound(text))):
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _is_sound(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def host(url: str) -> str:
    """Host and port of a URL in lower case, "" when it has none; never raises."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
