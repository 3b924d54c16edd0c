"""What a pool's workers are asked to do, named without what it needs.

The process that hands the work out starts without the extractor's libraries; only the workers have them.
"""

from __future__ import annotations

from archive.reading import Answer, Job
from compare.topic import Topic


def prepare(topic: Topic | None, memory: int) -> None:
    """``archive.worker.prepare``, imported where it runs."""
    from archive import worker  # noqa: PLC0415 - see above

    worker.prepare(topic, memory)


def work(job: Job) -> Answer:
    """``archive.worker.work``, imported where it runs."""
    from archive import worker  # noqa: PLC0415 - see above

    return worker.work(job)
