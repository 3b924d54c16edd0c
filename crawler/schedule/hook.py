"""The command that is told of a failed job."""

from __future__ import annotations

import logging
import os
import shlex
import subprocess

from archive.schedules import Job, Schedule
from crawler.errors import ScheduleError

PATIENCE = 60.0
_log = logging.getLogger(__name__)


def words(command: str) -> list[str]:
    """The command as a list of words, read as a shell reads them, but run without one.

    Raises ScheduleError when it is empty or a quotation mark is left open.
    """
    try:
        found = shlex.split(command)
    except ValueError as error:
        raise ScheduleError(f"the command {command!r} cannot be read ({error}): close its quotation marks") from error
    if not found:
        raise ScheduleError("the command is empty: leave the option out, or name a program")
    return found


def call(schedule: Schedule, job: Job) -> None:
    """Runs the schedule's command for at most a minute; what goes wrong with it stands in the log, nothing is raised.

    It finds CUTTINGS_SCHEDULE, CUTTINGS_JOB, CUTTINGS_RUN ("" when there is none), CUTTINGS_OUTCOME and CUTTINGS_ERROR
    in its environment.
    """
    told = {
        "CUTTINGS_SCHEDULE": schedule.name,
        "CUTTINGS_JOB": str(job.id),
        "CUTTINGS_RUN": "" if job.run_id is None else str(job.run_id),
        "CUTTINGS_OUTCOME": job.outcome or "",
        "CUTTINGS_ERROR": job.error or "",
    }
    place = {"schedule": schedule.name, "job": job.id}
    try:
        done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
            words(schedule.on_failure or ""),
            env=os.environ | {name: value.replace("\0", "") for name, value in told.items()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, ScheduleError, subprocess.TimeoutExpired) as error:
        _log.warning("the failure command did not run: %s", error, extra=place)
        return
    if done.returncode != 0:
        _log.warning("the failure command ended with %d", done.returncode, extra=place)
