"""Errors of the archive.

ArchiveError                 anything wrong with what is kept; the message is one line for the user
├── FolderUnusable           the data folder cannot be made, read or written
├── ArchiveBusy              another process is writing this data folder
├── DiskFull                 no room left; what was acknowledged stays readable
├── NotArchived(id)          no such document or capture
├── TopicUnusable            no such topic, or one without seeds
├── ScheduleTaken            a schedule of that name is there already
├── BodyDamaged              an HTTP body that cannot be decoded, or is larger than we read
│   └── BodyBomb             one that unpacks to too much
└── WarcError(path, offset)
    ├── NotWarc              the file does not start like a WARC file
    └── RecordDamaged        a record that cannot be read whole
"""

from __future__ import annotations

from pathlib import Path

from archive.strings import clean


class ArchiveError(Exception):
    """Base of the archive's errors. ``str()`` is one line that says what to do."""


class FolderUnusable(ArchiveError):
    """The data folder cannot be made, read or written."""


class ArchiveBusy(ArchiveError):
    """Another process is writing this data folder."""


class DiskFull(ArchiveError):
    """No room left on the disk; what was acknowledged stays readable."""


class NotArchived(ArchiveError):
    """No such document or capture."""


class TopicUnusable(ArchiveError):
    """No such topic, or a topic without seeds."""


class ScheduleTaken(ArchiveError):
    """A schedule of that name is there already."""


class BodyDamaged(ArchiveError):
    """An HTTP body that cannot be decoded, or is larger than we read."""


class BodyBomb(BodyDamaged):
    """An HTTP body that unpacks to more than we read, or to too many times its size."""


class WarcError(ArchiveError):
    """Something wrong at ``offset`` of the WARC file ``path``."""

    def __init__(self, path: Path, offset: int, what: str) -> None:
        super().__init__(f"{clean(path.name)} at byte {offset}: {what}")
        self.path = path
        self.offset = offset
        self.what = what

    def __reduce__(self) -> tuple[type[WarcError], tuple[Path, int, str]]:
        return type(self), (self.path, self.offset, self.what)


class NotWarc(WarcError):
    """The file does not start like a WARC file."""


class RecordDamaged(WarcError):
    """A record that cannot be read whole."""
