"""What the documentation says is true: its commands run, its options exist, its links lead somewhere."""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from crawler import sources
from desk import cli, config, exits
from extract.golds import hold
from extract.text import strip

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TASKS = (
    "first-crawl",
    "replay",
    "read-and-filter",
    "check-extraction",
    "exit-codes-and-logs",
    "data-folder",
    "scheduled-crawls",
)
OFFLINE = {"list", "show", "status", "strip", "check", "replay"}


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.M | re.S)


def commands(path: Path) -> list[str]:
    """The ``cuttings`` commands of the page's examples, without what they are piped from or into."""
    found = (line[2:] for block in blocks(path, "console") for line in block.splitlines() if line.startswith("$ "))
    parts = (part.strip() for line in found for part in re.split(r" \| ", line))
    return [part.removeprefix(".venv/bin/") for part in parts if re.match(r"(\.venv/bin/)?cuttings ", part)]


EXAMPLES = sorted({one for page in PAGES for one in commands(page)})


@pytest.fixture(scope="module")
def place(demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder as the documentation imagines it."""
    folder = tmp_path_factory.mktemp("reader")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    for name in ("my-seeds", "my-fixtures"):
        shutil.copytree(ROOT / "seeds", folder / name)
    shutil.copy(ROOT / "seeds" / "pages" / "004.html", folder / "page.html")
    for name in ("cuttings-data", "cuttings-demo"):
        shutil.copytree(demo.folder, folder / name)
    (folder / "news.warc.gz").write_bytes(_one_page())
    return folder


def _one_page() -> bytes:
    body = (ROOT / "seeds" / "pages" / "004.html").read_bytes()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n"
        "WARC-Date: 2022-09-19T10:00:00Z\r\nWARC-Target-URI: http://paper.example/talks\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


def words(example: str) -> list[str]:
    return shlex.split(example)[1:]


def called(arguments: list[str]) -> tuple[click.Command, list[str], str]:
    """The command that the arguments call, what is left for it, and the words of its name."""
    command: click.Command = cli.cli
    names: list[str] = []
    while isinstance(command, click.Group):
        with command.make_context("cuttings", list(arguments), resilient_parsing=True) as context:
            arguments = [*context._protected_args, *context.args]
            name, *arguments = arguments
            names.append(name)
            found = command.get_command(context, name)
            assert found is not None, name
            command = found
    return command, arguments, " ".join(names)


def test_the_pages_have_examples() -> None:
    assert len(EXAMPLES) > 20
    for task in TASKS:
        assert (ROOT / "docs" / f"{task}.md").exists()


@pytest.mark.parametrize("example", EXAMPLES)
class TestEveryExample:
    def test_names_a_command_and_options_that_exist(self, example: str) -> None:
        command, rest, _ = called(words(example))
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= known

    def test_runs_where_it_needs_no_network(self, example: str, program, place: Path) -> None:
        name = called(words(example))[2]
        if name not in OFFLINE:
            pytest.skip("needs the network, or is tested as the demo")
        run = type(program)(place)
        arguments = [str(found) for word in words(example) for found in _globbed(place, word)]
        result = run.apart(*arguments) if name == "replay" and "*" not in example else _light(run, arguments, example)
        assert result.code == exits.DONE, result.err


def _globbed(place: Path, word: str) -> list[str | Path]:
    return sorted(place.glob(word)) if "*" in word else [word]


def _light(run, arguments: list[str], example: str):
    """Here; a replay of the whole demo was tested as such, so of that only the beginning."""
    if "*" in example:
        assert (run.folder / arguments[3]).exists()
        return run("replay", "--help")
    stdin = (run.folder / "page.html").read_bytes()
    return run(*arguments, stdin=stdin)


class TestFormats:
    def test_the_sources_of_the_first_crawl_can_be_read(self, tmp_path: Path) -> None:
        first, settings = blocks(ROOT / "docs" / "first-crawl.md", "toml")
        (tmp_path / "sources.toml").write_text(first)
        (source,) = sources.load(tmp_path / "sources.toml")
        assert (source.key, source.country) == ("lifo", "GR")
        assert set(tomllib.loads(settings)) == set(config.Settings.model_fields)

    def test_the_settings_of_the_first_crawl_can_be_loaded(self, tmp_path: Path, monkeypatch) -> None:
        (tmp_path / "cuttings.toml").write_text(blocks(ROOT / "docs" / "first-crawl.md", "toml")[1])
        monkeypatch.chdir(tmp_path)
        for name in config.Settings.model_fields:
            monkeypatch.delenv(f"CUTTINGS_{name.upper()}", raising=False)
        assert (config.load().contact, config.load().pages) == ("you@example.org", 500)

    def test_the_gold_of_the_page_on_checks_is_one(self) -> None:
        (gold,) = (json.loads(block) for block in blocks(ROOT / "docs" / "check-extraction.md", "json"))
        assert hold(strip("\n".join(gold["body"])), gold) is not None

    def test_the_shipped_sources_can_be_read(self) -> None:
        found = sources.load(ROOT / "seeds" / "sources.toml")
        assert len({source.country for source in found}) >= 25


@pytest.mark.parametrize("task", TASKS)
class TestEveryTask:
    def test_is_linked_from_the_readme(self, task: str) -> None:
        assert f"(docs/{task}.md)" in PAGES[0].read_text(encoding="utf-8")

    def test_links_only_to_what_is_there(self, task: str) -> None:
        page = ROOT / "docs" / f"{task}.md"
        for link in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8")):
            assert link.startswith("https://") or (page.parent / link).exists(), link
