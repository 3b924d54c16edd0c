"""Runs the real program, on the real news web, in folders of its own."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from desk import cli
from newsweb import child
from newsweb.child import Running

ROOT = Path(__file__).parents[2]
PATIENCE = 150


def environment(**more: str) -> dict[str, str]:
    """This environment without settings of whoever runs the tests."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("CUTTINGS_", "COLUMNS", "FORCE_"))}
    return kept | more


@dataclass(frozen=True)
class Result:
    """What a command left: its exit code, what it printed, and what it said on standard error."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[Any]:
        """The JSON lines of the output."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def fault(self) -> str:
        """The one line that a failed command ends with, while it prints nothing."""
        assert self.out == ""
        assert self.err.endswith("\n")
        *before, last = self.err.splitlines()
        assert last.startswith("cuttings: "), self.err
        assert not [line for line in before if line.startswith("cuttings: ")], self.err
        return last.removeprefix("cuttings: ")


@dataclass(frozen=True)
class Program:
    """The program in a working folder: ``program("list", "--json")`` runs a command to its end."""

    folder: Path

    def __call__(self, *arguments: str | Path, stdin: bytes = b"", **env: str) -> Result:
        """Here, through the program's own entry point: for commands that end by themselves and start no process."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with ExitStack() as given:
            given.enter_context(contextlib.chdir(self.folder))
            given.enter_context(patch.dict(os.environ, environment(**env), clear=True))
            given.enter_context(patch.multiple(sys, argv=["cuttings", *map(str, arguments)], stdout=out, stderr=err))
            given.enter_context(patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))))
            code = _code(cli.main)
        return Result(code, *(stream.buffer.getvalue().decode("utf-8") for stream in _flushed(out, err)))

    def apart(self, *arguments: str | Path, **env: str) -> Result:
        """In a process of its own, as a crawl needs it (see driver.py)."""
        with tempfile.TemporaryDirectory() as to:
            job = {
                "words": [os.fsdecode(word) for word in map(str, arguments)],
                "folder": str(self.folder),
                "env": environment(**env),
                "to": to,
            }
            driver = _driver()
            assert driver.stdin is not None
            assert driver.stdout is not None
            driver.stdin.write(json.dumps(job) + "\n")
            driver.stdin.flush()
            assert select.select([driver.stdout], [], [], PATIENCE)[0], f"{arguments} does not end"
            driver.stdout.readline()
            out, err = ((Path(to) / name).read_text(encoding="utf-8") for name in ("out", "err"))
            return seen(int((Path(to) / "code").read_text()), out, err)

    def started_anew(self, *arguments: str | Path) -> Result:
        """In a process that imports all it needs, as a person starts it."""
        found = subprocess.run(
            command(*arguments),
            cwd=self.folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return seen(found.returncode, found.stdout, found.stderr)

    def words(self, *arguments: str | Path) -> list[str]:
        """The words that call the program."""
        return command(*arguments)

    def started(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """The command, left running in a process group of its own."""
        return subprocess.Popen(
            command(*arguments),
            cwd=self.folder,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


def seen(code: int, out: str, err: str) -> Result:
    """A result without a trace back or a library's warning."""
    assert "Traceback" not in err, err
    assert "Warning" not in err, err
    return Result(code, out, err)


def _code(main: Callable[[], None]) -> int:
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _flushed(*streams: io.TextIOWrapper) -> Iterator[io.TextIOWrapper]:
    for stream in streams:
        stream.flush()
        yield stream


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "desk", *map(str, arguments)]


@lru_cache(maxsize=1)
def _driver() -> subprocess.Popen[str]:
    """The process from which commands are forked; it ends with this one, when its standard input is closed."""
    words = [sys.executable, str(Path(__file__).with_name("driver.py"))]
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(PYTHONPATH=str(ROOT))
    )


@dataclass(frozen=True)
class Demo:
    """A demo that was run: its folder, and what it printed."""

    program: Program
    folder: Path
    result: Result

    def __call__(self, *arguments: str | Path, **env: str) -> Result:
        return self.program("--data", self.folder, *arguments, **env)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


@pytest.fixture(scope="session")
def program_in() -> type[Program]:
    """The program in a folder that a fixture of a wider scope has made."""
    return Program


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """One demo for all tests that only read: run by whichever worker comes first, then a copy for each."""
    base = tmp_path_factory.getbasetemp()
    first = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "first-demo"
    first.mkdir(exist_ok=True)
    said = first / "said.json"
    with (first / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            said.write_text(json.dumps(asdict(Program(first).started_anew("demo"))))
    own = tmp_path_factory.mktemp("demo")
    shutil.copytree(first / "cuttings-demo", own / "cuttings-demo")
    return Demo(Program(own), own / "cuttings-demo", Result(**json.loads(said.read_text())))


@pytest.fixture(scope="session")
def beginning() -> Callable[[Path, int], bytes]:
    """Gives the first so many records of a compressed WARC file: a replay of them tells what one of all would."""

    def read(path: Path, records: int) -> bytes:
        data = rest = path.read_bytes()
        for _ in range(records):
            member = zlib.decompressobj(31)
            member.decompress(rest)
            rest = member.unused_data
        return data[: len(data) - len(rest)]

    return read


@pytest.fixture(scope="session")
def web() -> Iterator[Running]:
    """The news web, for crawls of a test's own."""
    with child.running() as found:
        yield found


@pytest.fixture
def sources(web: Running, tmp_path: Path) -> Callable[..., Path]:
    """Writes a sources file over outlets of the news web."""

    def write(*slugs: str, more: str = "") -> Path:
        path = tmp_path / "sources.toml"
        tables = (f'[{slug}]\nhome = "{web.origins[slug]}/"\n' for slug in slugs)
        path.write_text("\n".join(tables) + more, encoding="utf-8")
        return path

    return write


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A folder with one good seed."""
    folder = tmp_path / "story"
    folder.mkdir()
    text = (ROOT / "seeds" / "004_abf140b8d65e8e25.txt").read_text(encoding="utf-8")
    (folder / "talks.txt").write_text(text, encoding="utf-8")
    return folder
