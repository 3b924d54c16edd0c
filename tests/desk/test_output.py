"""Standard output as it really is: read in part, full, narrow, old, closed, dumb."""

from __future__ import annotations

import errno
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from desk import exits, output

SEED = Path(__file__).parents[2] / "seeds" / "004_abf140b8d65e8e25.txt"


def shell(words: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a line of bash in which ``cuttings`` is the program; PIPESTATUS goes to standard error."""
    script = f'cuttings() {{ "{sys.executable}" -m desk "$@"; }}; {words}; echo "${{PIPESTATUS[@]}}" >&2'
    found = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **env},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    assert "Traceback" not in found.stderr
    return found


class TestPipes:
    @pytest.mark.parametrize("words", ["--help", f"strip {SEED} --rails --json"])
    def test_a_reader_that_leaves_ends_the_command_quietly(self, tmp_path: Path, words: str) -> None:
        found = shell(f"cuttings {words} | head -c 10", tmp_path)
        assert found.stderr.splitlines()[-1] in ("0 0", "141 0")
        assert len(found.stderr.splitlines()) == 1

    @pytest.mark.parametrize(
        "words", ["list --all --json", "list --all", "status", "sources health", "topic show", "--help"]
    )
    def test_a_reader_of_one_line_is_no_failure_however_much_was_to_come(self, demo, words: str) -> None:
        """A reader that reads on after the pipe is closed cannot be had from a shell: the pipe is closed here."""
        process = demo.program.started("--data", demo.folder, *words.split())
        assert process.stdout.readline()
        process.stdout.close()
        process.stdout = None
        said = process.stderr.read()
        assert "Traceback" not in said
        assert "cuttings: " not in said
        assert process.wait(30) == exits.DONE

    def test_a_reader_that_never_reads(self, tmp_path: Path) -> None:
        assert shell(f"cuttings strip {SEED} | true", tmp_path).stderr == "0 0\n"

    def test_a_full_disk_is_one_line(self, tmp_path: Path) -> None:
        found = shell(f"cuttings strip {SEED} > /dev/full", tmp_path)
        assert (
            found.stderr == f"cuttings: No space left on device: free some space, or write elsewhere\n{exits.FOLDER}\n"
        )

    def test_an_output_that_is_closed(self, tmp_path: Path) -> None:
        assert shell(f"cuttings strip {SEED} >&-", tmp_path).stderr.splitlines()[-1] in ("0", str(exits.FOLDER))

    def test_a_pipe_gets_every_paragraph_on_one_line_without_colours(self, tmp_path: Path) -> None:
        found = shell(f"cuttings strip {SEED} | cat", tmp_path)
        assert max(map(len, found.stdout.splitlines())) > 400
        assert "\x1b" not in found.stdout


@pytest.mark.parametrize(
    ("error", "line"),
    [
        # a draft is called what the user called it
        (PermissionError(errno.EACCES, "Permission denied", ".x.csv.new"), "Permission denied (x.csv): give a place"),
        (OSError(errno.EROFS, "Read-only file system", "/a/x"), "Read-only file system (/a/x): give a place"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device: free some space"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "a/x"), "directory (a/x): make its folder first"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "a/x"), "Not a directory (a/x): make its folder first"),
        # of the others nobody can say more than the system does
        (IsADirectoryError(errno.EISDIR, "Is a directory", "a"), "Is a directory (a)\n"),
        (OSError("strange"), "strange\n"),
        (OSError(errno.EIO, "Input/output error", 7), "Input/output error (7)\n"),
    ],
)
def test_what_cannot_be_written_is_one_line_with_what_to_do(
    error: OSError, line: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())  # it is given up: the one of the tests goes on
    with pytest.raises(SystemExit) as ended:
        output.unwritable(error)
    told = capsys.readouterr().err
    assert told.startswith("cuttings: ")
    assert line in told
    assert (ended.value.code, told.count("\n")) == (exits.FOLDER, 1)


class TestEncodings:
    @pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
    def test_a_plain_locale_prints_all_scripts(self, tmp_path: Path, locale: str) -> None:
        assert "Ρωσία και Κίνα" in shell(f"cuttings strip {SEED}", tmp_path, LC_ALL=locale).stdout

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
    def test_letters_that_an_old_encoding_lacks_are_escaped(self, tmp_path: Path, encoding: str) -> None:
        found = shell(f"cuttings strip {SEED}", tmp_path, PYTHONIOENCODING=encoding)
        assert "\\u03a1\\u03c9\\u03c3\\u03af\\u03b1" in found.stdout

    def test_json_keeps_every_letter_in_any_encoding(self, tmp_path: Path) -> None:
        plain = shell(f"cuttings strip {SEED} --json", tmp_path).stdout
        old = shell(f"cuttings strip {SEED} --json", tmp_path, PYTHONIOENCODING="ascii").stdout
        assert plain != old
        assert json.loads(plain) == json.loads(old)


class TestTerminals:
    """A real pseudo-terminal, made by script(1)."""

    def show(self, folder: Path, columns: int, **env: str) -> str:
        words = f"stty cols {columns}; {sys.executable} -m desk strip {SEED} --rails"
        given = {"PATH": "/usr/bin:/bin", "TERM": "xterm-256color", **env}
        return subprocess.run(
            ["script", "-qec", words, "/dev/null"], cwd=folder, env=given, capture_output=True, text=True, check=True
        ).stdout.replace("\r\n", "\n")

    @pytest.mark.parametrize("columns", [40, 120])
    def test_texts_wrap_at_words_within_the_width(self, tmp_path: Path, columns: int) -> None:
        lines = re.sub(r"\x1b\[[0-9;]*m", "", self.show(tmp_path, columns)).splitlines()
        assert max(map(len, lines)) <= columns
        assert "Ρωσία" in lines[0]
        assert len(lines) > 7_000 // columns

    def test_colours_are_on_where_they_can_be_and_off_on_request(self, tmp_path: Path) -> None:
        coloured = self.show(tmp_path, 80)
        assert "\x1b[1m" in coloured
        assert "\x1b[31m" in coloured
        assert "\x1b[31m" not in self.show(tmp_path, 80, NO_COLOR="1")

    def test_a_dumb_terminal_gets_no_escapes(self, tmp_path: Path) -> None:
        assert "\x1b" not in self.show(tmp_path, 80, TERM="dumb")
