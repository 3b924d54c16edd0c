"""How .venv is made ready, and what is locked: with uv and without, once, and never half.

Programs that would install are stand-ins here: each writes down how it was called.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
STAND_IN = """#!/bin/sh
echo "${0##*/} $*" >> "$CALLS"
case "$*" in
  *require-hashes*) exit ${OFFLINE:-0} ;;
  *version_info*) exit ${TOO_OLD:-0} ;;
  *venv*) mkdir -p .venv/bin; cp "$0" .venv/bin/python; [ "${0##*/}" = uv ] || cp "$0" .venv/bin/pip ;;
esac
"""


@dataclass(frozen=True)
class Checkout:
    """A folder with the script and the locks, and a PATH with stand-ins and little else."""

    folder: Path
    programs: Path

    def setup(self, kind: str = "runtime", **more: str) -> tuple[int, list[str], str]:
        """Status, the calls of stand-ins, and what was said."""
        calls = self.folder / "calls"
        calls.write_text("")
        settings = {"PATH": str(self.programs), "CALLS": str(calls)} | more
        done = subprocess.run(
            [self.folder / "scripts" / "setup", kind], env=settings, capture_output=True, text=True, check=False
        )
        return done.returncode, calls.read_text().splitlines(), done.stdout + done.stderr

    def with_uv(self) -> Checkout:
        shutil.copy(self.programs / "python3", self.programs / "uv")
        return self

    def touch(self, name: str, seconds: int) -> None:
        """Makes a file that much newer than the last set-up."""
        at = (self.folder / ".venv" / ".runtime-ready").stat().st_mtime + seconds
        os.utime(self.folder / name, (at, at))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in ("sh", "dirname", "touch", "mkdir", "cp"):
        (programs / tool).symlink_to(str(shutil.which(tool)))
    (programs / "python3").write_text(STAND_IN)
    (programs / "python3").chmod(0o755)
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "setup", folder / "scripts" / "setup")
    for name in (*LOCKS.values(), "pyproject.toml"):
        (folder / name).write_text("")
        os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    return Checkout(folder, programs)


class TestSetup:
    @pytest.mark.parametrize("kind", LOCKS)
    @pytest.mark.parametrize("uv", [True, False], ids=["uv", "pip"])
    def test_installs_what_is_locked_by_its_hashes_and_then_ourselves(
        self, checkout: Checkout, kind: str, uv: bool
    ) -> None:
        status, calls, _ = (checkout.with_uv() if uv else checkout).setup(kind)
        program = "uv pip" if uv else "pip"
        installs = [call for call in calls if call.startswith(program)]
        assert status == 0
        assert len(installs) == 2
        assert installs[0].endswith(f"--require-hashes -r {LOCKS[kind]}")
        assert installs[1].endswith("--no-deps -e .")
        assert (uv, "python3 -m venv --clear .venv" in calls) in {(True, False), (False, True)}

    @pytest.mark.parametrize(
        ("first", "then", "again"),
        [
            ("runtime", "runtime", False),
            ("dev", "dev", False),
            # What develops also runs, but not the other way round.
            ("dev", "runtime", False),
            ("runtime", "dev", True),
        ],
    )
    def test_calls_nothing_and_says_nothing_where_all_is_ready(
        self, checkout: Checkout, first: str, then: str, again: bool
    ) -> None:
        checkout.setup(first)
        status, calls, said = checkout.setup(then)
        assert (status, bool(calls), bool(said)) == (0, again, again)

    @pytest.mark.parametrize(
        ("name", "seconds", "again"),
        [
            ("requirements.lock", 9, True),
            ("pyproject.toml", 9, True),
            ("requirements.lock", -9, False),
            ("requirements-dev.lock", 9, False),
        ],
    )
    def test_installs_anew_after_a_change(self, checkout: Checkout, name: str, seconds: int, again: bool) -> None:
        checkout.setup()
        checkout.touch(name, seconds)
        assert bool(checkout.setup()[1]) == again

    @pytest.mark.parametrize("uv", [True, False], ids=["uv", "pip"])
    def test_an_install_that_failed_is_begun_again(self, checkout: Checkout, uv: bool) -> None:
        if uv:
            checkout.with_uv()
        assert checkout.setup(OFFLINE="1")[0] == 1
        status, calls, _ = checkout.setup()
        assert status == 0
        assert any("--require-hashes" in call for call in calls)

    def test_a_venv_without_pip_is_made_anew(self, checkout: Checkout) -> None:
        """As uv leaves it, where uv is gone."""
        checkout.with_uv().setup("dev")
        (checkout.programs / "uv").unlink()
        (checkout.folder / ".venv" / ".dev-ready").unlink()
        status, calls, _ = checkout.setup("dev")
        assert status == 0
        assert "python3 -m venv --clear .venv" in calls

    def test_an_old_python_is_told_in_one_line(self, checkout: Checkout) -> None:
        status, _, said = checkout.setup(TOO_OLD="1")
        assert status == 1
        assert said == "cuttings needs Python 3.11 or newer: set PYTHON=/path/to/python3.11\n"
        assert not (checkout.folder / ".venv").exists()

    def test_another_kind_is_told_in_one_line(self, checkout: Checkout) -> None:
        assert checkout.setup("all") == (2, [], "usage: scripts/setup runtime|dev\n")


def locked(kind: str) -> dict[str, list[str]]:
    """Each requirement of a lock with its version, and its hashes."""
    text = (ROOT / LOCKS[kind]).read_text("utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line.strip()]
    return {line[0]: [word for word in line if word.startswith("--hash=")] for line in lines}


@pytest.mark.parametrize("kind", LOCKS)
def test_every_requirement_of_a_lock_has_a_version_and_hashes(kind: str) -> None:
    for name, hashes in locked(kind).items():
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*==[0-9][^ ]*", name), name
        assert hashes, name
        assert [one for one in hashes if not re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one)] == []


def test_whoever_develops_runs_the_very_versions_of_the_runtime() -> None:
    dev = locked("dev")
    assert {name: hashes for name, hashes in locked("runtime").items() if dev.get(name) != hashes} == {}


def test_scrapys_own_command_finds_the_spider() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "coverage\n"), done.stderr


@pytest.mark.parametrize("script", ["scripts/setup", "scripts/check", "scripts/lock", ".ci/run"])
def test_a_script_can_be_run_and_stops_at_the_first_fault(script: str) -> None:
    text = (ROOT / script).read_text("utf-8")
    assert os.access(ROOT / script, os.X_OK)
    assert re.search(r"^set -e", text, re.MULTILINE)


@pytest.mark.parametrize("part", ["ruff format --check", "ruff check", "lint-imports", "mypy"])
def test_the_check_holds_format_lint_contracts_and_types(part: str) -> None:
    assert part in (ROOT / "scripts" / "check").read_text("utf-8")


def test_ci_runs_the_check_and_the_tests() -> None:
    lines = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
    assert lines[-2:] == ["scripts/check", "make test"]
