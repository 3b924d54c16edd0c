"""What can be wrong with the news web.

NewswebError
├── WorldInvalid      a TOML file of an outlet does not say what it must
└── ServerFailed      the server did not start, did not answer, or ended
"""

from __future__ import annotations


class NewswebError(Exception):
    """Base of all errors of this package."""


class WorldInvalid(NewswebError):
    """``where`` names the file and article, ``why`` says what must change."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where = where
        self.why = why


class ServerFailed(NewswebError):
    """``why`` is one line; the server's own last words stand in it where there were any."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
