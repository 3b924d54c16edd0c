"""What a killed writer left: its file settled, and what it had synced but not yet committed taken in."""

from __future__ import annotations

import logging

from archive.repair import take_in
from archive.store import WARCS, Archive
from archive.warc.mend import Mended, mend

_log = logging.getLogger(__name__)


def recover(archive: Archive, run_id: int | None) -> list[Mended]:
    """Mends every file that was left open and gives its last records their captures. ``run_id`` only stands in the log,
    None outside of a run.

    Hold ``Archive.writing()``. Raises ArchiveError.
    """

    def settled(torn: Mended) -> None:
        kept = 0 if torn.gone else take_in(archive, torn.name)
        said = "%s was left open: %d bytes of a torn tail cut, %d captures taken in"
        _log.warning(said, torn.name, torn.cut, kept, extra={"run": run_id})

    return mend(archive.folder / WARCS, settled)
