"""``cuttings crawl`` on the real news web: its end, its stop, its going on, and every bad input."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from archive.store import Archive
from desk import exits, progress

SEEDS = Path(__file__).parents[2] / "seeds"


def crawl(program, *arguments, **env):
    return program.apart("crawl", *arguments, "--delay", "0", "--workers", "1", **env)


@pytest.fixture(scope="module")
def places(web, tmp_path_factory):
    """A working folder with a seed and three outlets, and the program in it."""
    folder = tmp_path_factory.mktemp("crawls")
    shutil.copytree(SEEDS, folder / "story", ignore=lambda _, names: [name for name in names if name[:3] != "004"])
    tables = (f'[{slug}]\nhome = "{web.origins[slug]}/"\n' for slug in ("nea-stoa", "rheinischer-bote", "paratiritis"))
    (folder / "sources.toml").write_text("\n".join(tables))
    return folder


@pytest.fixture(scope="module")
def kept(places, program_in):
    """A crawl as most people call it."""
    return crawl(program_in(places), "story", "--sources", "sources.toml", "--only", "nea-stoa", "--pages", "10")


@pytest.fixture(scope="module")
def told(places, program_in):
    """A crawl with all that flags, environment and a program's output can say."""
    env = {"CUTTINGS_DATA": "elsewhere", "CUTTINGS_PAGES": "5", "CUTTINGS_DELAY": "0", "CUTTINGS_WORKERS": "1"}
    options = ("--only", "nea-stoa", "--only", "paratiritis", "--pages", "3", "--topic", "Θέμα", "--json")
    return program_in(places).apart("crawl", "story", "--sources", "sources.toml", *options, **env)


class TestACrawl:
    def test_ends_with_its_figures_what_it_found_and_the_next_commands(self, kept, places, program_in) -> None:
        assert kept.code == exits.DONE
        assert "Run 1 ended: 10 articles fetched with " in kept.out
        assert kept.out.endswith("Next:\n  cuttings list\n  cuttings show ID --rails\n  cuttings status\n")
        (status,) = program_in(places)("status", "--json").objects
        assert (status["topics"], status["pending"]) == (["story"], 0)

    def test_writes_its_log_as_json_lines_into_the_data_folder(self, kept, places) -> None:
        assert kept.code == exits.DONE
        lines = (places / "cuttings-data" / "logs" / "crawl.jsonl").read_text(encoding="utf-8").splitlines()
        assert all({"at", "level", "name", "message", "process"} <= set(json.loads(line)) for line in lines)

    def test_gives_one_json_object_and_no_progress(self, told) -> None:
        (found,) = told.objects
        assert (found["outcome"], found["resumed"], found["run_id"]) == ("done", False, 1)
        assert told.err == ""

    def test_takes_only_the_sources_named(self, told) -> None:
        assert {host["source"] for host in told.objects[0]["hosts"]} == {"nea-stoa", "paratiritis"}

    def test_takes_settings_from_the_environment_and_flags_beat_them(self, told, places, program_in) -> None:
        assert told.objects[0]["counts"]["pages"] == 3
        assert (places / "elsewhere" / "cuttings.db").exists()
        assert program_in(places)("--data", "elsewhere", "list", "--topic", "Θέμα", "--json").code == exits.DONE

    def test_takes_a_page_on_the_web_as_a_seed(self, program, web, sources) -> None:
        file = sources("meridian-dispatch")
        address = f"{web.origins['meridian-dispatch']}/2022/12/the-pipe-that-now-reaches-shanghai"
        result = crawl(program, address, "--sources", file, "--pages", "3", "--json")
        assert result.code == exits.DONE
        (status,) = program("status", "--json").objects
        assert status["topics"] == ["the-pipe-that-now-reaches-shanghai"]


class Stopped:
    """A crawl that runs until a test stops it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def wait_for(self, words: str, seconds: float = 60) -> None:
        """Until the progress on standard error says ``words``."""
        end = time.monotonic() + seconds
        seen = ""
        while words not in seen:
            assert time.monotonic() < end, seen
            if select.select([self.process.stderr], [], [], 0.2)[0]:
                seen += os.read(self.process.stderr.fileno(), 4096).decode()
            assert self.process.poll() is None, seen

    def interrupt(self) -> None:
        """As Ctrl-C does: to every process of the group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self, seconds: float = 60) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=seconds)
        return self.process.returncode, out, err


class TestCtrlC:
    @pytest.fixture
    def file(self, sources):
        return sources("nea-stoa", "paratiritis", "faro-levante")

    @pytest.fixture
    def running(self, program, seed, file):
        arguments = ("crawl", seed, "--sources", file, "--delay", "0.2", "--workers", "1")
        found = Stopped(program.started(*arguments))
        found.wait_for("crawling: ")
        while not (kept := program("status", "--json")).objects or not kept.objects[0]["captures"]:
            assert found.process.poll() is None, found.end()
            time.sleep(0.2)
        yield found
        if found.process.poll() is None:
            os.killpg(found.process.pid, signal.SIGKILL)
            found.process.communicate()

    def test_once_stops_gracefully_and_the_same_command_goes_on(self, program, seed, file, running) -> None:
        running.interrupt()
        code, out, err = running.end()
        assert code == exits.STOPPED
        assert "Traceback" not in err
        assert "Warning" not in err
        assert "Run 1 stopped: " in out
        assert " waiting: the same command goes on.\n" in out
        (before,) = program("status", "--json").objects
        result = crawl(program, seed, "--sources", file, "--pages", "30")
        assert result.code == exits.DONE
        assert "Run 1 (begun before) ended: 30 articles fetched" in result.out
        (after,) = program("status", "--json").objects
        assert after["captures"] > before["captures"] > 0
        assert after["pending"] == 0
        assert [run["outcome"] for run in after["runs"]] == ["done"]

    def test_twice_ends_at_once(self, program, running) -> None:
        running.interrupt()
        time.sleep(0.1)
        running.interrupt()
        begun = time.monotonic()
        code, _, err = running.end(30)
        assert code == exits.STOPPED
        assert "Traceback" not in err
        assert time.monotonic() - begun < 20
        assert program("status").code == exits.DONE

    def test_beside_it_a_second_crawl_is_refused_reading_goes_on_and_a_watcher_may_leave(
        self, program, seed, file, running
    ) -> None:
        running.process.stderr.close()
        left = time.monotonic()
        result = crawl(program, seed, "--sources", file)
        assert result.code == exits.BUSY
        assert result.fault == (
            f"another process is writing {program.folder / 'cuttings-data'}: wait for it, or use another --data"
        )
        assert program("status").code == program("list").code == exits.DONE
        time.sleep(max(0.0, left + progress.EVERY + 0.5 - time.monotonic()))  # it has told of its progress since
        assert running.process.poll() is None
        running.interrupt()
        assert running.process.wait(60) == exits.STOPPED


class TestBadSeeds:
    CASES = (
        ("missing.txt", None, "there is no file missing.txt"),
        ("missing/", None, "there is no file missing"),
        ("empty.txt", b"", "seed empty.txt is empty: "),
        ("blank.txt", b" \n \n", "seed blank.txt is empty: "),
        ("short.txt", b"Too short.", "seed short.txt is too short to tell what the story is: "),
        ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(99), "seed picture.txt is a picture: "),
        ("noise.txt", bytes(range(256)) * 9, "seed noise.txt is no text: "),
        (
            "wall.html",
            b"<html><body><p>Accept cookies</p></body></html>",
            "seed wall.html is a page without an article ",
        ),
    )

    @pytest.mark.parametrize(("name", "data", "said"), CASES, ids=[case[0] for case in CASES])
    def test_are_named_in_one_line(self, program, sources, name: str, data: bytes | None, said: str) -> None:
        if data is not None:
            (program.folder / name).write_bytes(data)
        result = program("crawl", name, "--sources", sources("nea-stoa"))
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith(said)
        assert not (program.folder / "cuttings-data").exists()

    def test_a_folder_without_seeds(self, program, sources) -> None:
        (program.folder / "nothing").mkdir()
        (program.folder / "nothing" / "a.docx").write_bytes(b"x")
        result = program("crawl", "nothing", "--sources", sources("nea-stoa"))
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith("no seeds in nothing: put articles there as .txt or .html")

    def test_one_bad_seed_among_good_ones_is_not_passed_over(self, program, seed, sources) -> None:
        (seed / "b.txt").write_bytes(b"")
        result = program("crawl", seed, "--sources", sources("nea-stoa"))
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith("seed b.txt is empty")

    def test_no_seeds_at_all(self, program, sources) -> None:
        assert program("crawl", "--sources", sources("nea-stoa")).fault.startswith("Missing argument 'SEEDS...'")

    def test_an_address_that_gives_no_article(self, program, web, sources) -> None:
        address = f"{web.origins['nea-stoa']}/nothing-here"
        result = crawl(program, address, "--sources", sources("nea-stoa"), "--json")
        assert result.code == exits.UNUSABLE
        assert "none of the seed addresses gave an article" in result.fault


BAD_SOURCES = [
    ("", "sources.toml"),
    ("[a]\nhome = 'http://a.example/'\ncolour = 1\n", "sources.toml line 3: "),
    ("[a]\n\n\nfeeed = []\nhome = 'http://a.example/'\n", "sources.toml line 4: "),
    ("[a]\nname = 'A'\n", "sources.toml line 1: "),
    ("[a]\nhome = 'ftp://a.example/'\n", "sources.toml line 2: "),
    ("[a\n", "sources.toml line 1: "),
    ("\xff\n", "sources.toml"),
]


class TestBadSources:
    @pytest.mark.parametrize(("text", "said"), BAD_SOURCES, ids=range(len(BAD_SOURCES)))
    @pytest.mark.parametrize("words", [("crawl", "story"), ("sources", "check")], ids=["crawl", "check"])
    def test_are_named_with_their_line(self, program, seed, words, text: str, said: str) -> None:
        assert seed.name == "story"
        (program.folder / "sources.toml").write_text(text, encoding="latin-1")
        option = ["sources.toml"] if words[0] == "sources" else ["--sources", "sources.toml"]
        result = program(*words, *option)
        assert result.code == exits.UNUSABLE
        assert result.fault.startswith(said)

    @pytest.mark.parametrize("words", [("crawl", "story", "--sources"), ("sources", "check")])
    def test_an_unknown_key_asked_for_is_named(self, program, seed, sources, words) -> None:
        assert seed.name == "story"
        result = program(*words, sources("nea-stoa"), "--only", "lifo", "--only", "nea-stoa")
        assert result.code == exits.UNUSABLE
        assert result.fault == "sources.toml: there is no source lifo: see the names in [brackets]"

    def test_the_public_web_needs_a_contact(self, program, seed) -> None:
        (program.folder / "sources.toml").write_text('[a]\nhome = "https://example.org/"\n')
        result = program("crawl", seed, "--sources", "sources.toml")
        assert result.code == exits.UNUSABLE
        assert "--contact" in result.fault or "contact" in result.fault


class TestNothingReachable:
    def test_a_crawl_says_so_and_exits_3(self, program, seed, tmp_path) -> None:
        (tmp_path / "sources.toml").write_text('[gone]\nhome = "http://127.0.0.9:9/"\n')
        result = crawl(program, seed, "--sources", "sources.toml", "--json")
        assert result.code == exits.UNREACHABLE
        assert result.fault.startswith("the source does not answer (")


@pytest.mark.parametrize("place", ["file", "file/inside", "/proc/cuttings"])
class TestUnusableDataFolders:
    @pytest.fixture
    def words(self, program, seed, sources):
        (program.folder / "file").write_text("a file in the way")
        return "crawl", seed, "--sources", sources("nea-stoa"), "--delay", "0"

    def test_exit_5_before_anything_is_fetched(self, program, words, place: str) -> None:
        result = program(*words, CUTTINGS_DATA=place) if place == "file" else program("--data", place, *words)
        assert result.code == exits.FOLDER
        assert result.fault.startswith(f"the data folder {program.folder / place} cannot be used (")
        assert (program.folder / "file").read_text() == "a file in the way"


def test_two_writers_never_share_a_folder(program, tmp_path, demo) -> None:
    with Archive.open(tmp_path / "busy") as archive, archive.writing():
        files = sorted((demo.folder / "archive").glob("*.warc.gz"))
        result = program("--data", tmp_path / "busy", "replay", *files)
    assert result.code == exits.BUSY
    assert result.fault.startswith(f"another process is writing {tmp_path / 'busy'}: ")
