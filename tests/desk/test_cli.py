"""The front door: every command has help with an example, is documented, and starts quickly."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from desk import cli, exits

ROOT = Path(__file__).parents[2]


def walk(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        yield words, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from walk(found, (*words, name))


COMMANDS = dict(walk(cli.cli))
WORDS = sorted(" ".join(words) for words in COMMANDS)


def documents() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))


def test_the_commands_are_those_promised() -> None:
    plain = ("demo", "crawl", "replay", "status", "list", "show", "strip", "check", "stories", "similar", "copies")
    grouped = {
        "sources": ("check",),
        "topic": ("make", "show", "add", "accept", "reject", "forget"),
    }
    promised = [*plain, *(f"{group} {name}" for group, names in grouped.items() for name in names)]
    assert set(promised) <= set(WORDS)


@pytest.mark.parametrize("words", WORDS)
class TestEveryCommand:
    def test_has_help_with_an_example(self, words: str) -> None:
        shown = CliRunner().invoke(cli.cli, [*words.split(), "--help"])
        assert shown.exit_code == 0
        assert "Example:" in shown.output
        assert f"cuttings {words.split(maxsplit=1)[0]}" in shown.output

    def test_explains_every_option(self, words: str) -> None:
        for parameter in COMMANDS[tuple(words.split())].params:
            if isinstance(parameter, click.Option):
                assert parameter.help, parameter.name

    def test_stands_in_the_documentation(self, words: str) -> None:
        assert f"cuttings {words}" in documents().replace("cuttings --data cuttings-demo", "cuttings")

    def test_refuses_an_unknown_option_in_one_line(self, words: str) -> None:
        assert CliRunner().invoke(cli.cli, [*words.split(), "--nonsense"]).exit_code == exits.UNUSABLE


GROUPS = sorted({words[0] for words in COMMANDS if len(words) > 1})


@pytest.mark.parametrize("words", ["", *GROUPS, *WORDS])
class TestHelpOnANarrowTerminal:
    """Eighty columns is what a terminal has when nobody has made it wider."""

    def shown(self, words: str) -> list[str]:
        result = CliRunner().invoke(cli.cli, [*words.split(), "--help"], terminal_width=80, prog_name="cuttings")
        assert result.exit_code == 0
        return result.output.splitlines()

    def test_has_no_line_that_wraps(self, words: str) -> None:
        assert [line for line in self.shown(words) if len(line) > 80] == []

    def test_tells_each_command_in_a_whole_sentence(self, words: str) -> None:
        commands = "\n".join(self.shown(words)).partition("\nCommands:\n")[2]
        assert "..." not in commands

    def test_begins_with_how_it_is_called(self, words: str) -> None:
        assert self.shown(words)[0].startswith(f"Usage: {' '.join(['cuttings', *words.split()])} [OPTIONS]")


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_shows_an_example_and_its_commands(group: str) -> None:
    shown = CliRunner().invoke(cli.cli, [group, "--help"]).output
    assert "Example:" in shown
    told = [words[1] for words, command in COMMANDS.items() if words[0] == group and not command.hidden]
    assert [name for name in told if f"\n  {name} " not in shown] == []


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_of_commands_says_what_the_commands_say(name: str) -> None:
    found = cli.cli.get_command(click.Context(cli.cli), name)
    assert found is not None
    assert found.get_short_help_str(200) == cli.COMMANDS[name]


def test_help_and_version_start_in_half_a_second_of_processor_time() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "desk", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.5


def test_help_imports_no_command() -> None:
    words = "import sys; from desk.cli import cli; cli.main(['--help'], standalone_mode=False); print(set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", words], check=True, capture_output=True, text=True).stdout
    assert "desk.cli" in shown
    assert not [
        name for name in ("desk.commands", "scrapy", "trafilatura", "sqlalchemy", "rich") if f"'{name}'" in shown
    ]


def test_version_names_the_program() -> None:
    assert CliRunner().invoke(cli.cli, ["--version"]).output.startswith("cuttings, version ")


class TestMistakes:
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nonsense"], "cuttings: No such command 'nonsense' (see cuttings --help)"),
            (["sources", "nonsense"], "cuttings: No such command 'nonsense' (see cuttings sources --help)"),
            (["lst"], "cuttings: No such command 'lst'. Did you mean 'list'? (see cuttings --help)"),
            (["exprot"], "cuttings: No such command 'exprot'. Did you mean 'export'? (see cuttings --help)"),
            (["show"], "cuttings: Missing argument 'ID' (see cuttings show --help)"),
            (["show", "abc"], "cuttings: Invalid value for 'ID': 'abc' is not a valid whole number ("),
            (["crawl", "x"], "cuttings: Missing option '--sources' (see cuttings crawl --help)"),
            (["list", "--relation", "alike"], "cuttings: Invalid value for '--relation': 'alike' is not one of"),
            (["show", "1.5"], "cuttings: Invalid value for 'ID': '1.5' is not a valid whole number ("),
            (["show", "0"], "cuttings: Invalid value for 'ID': 0 is not in the range 1<=x<="),
            (["status", "--every", "often"], "cuttings: Invalid value for '--every': 'often' is not a valid number ("),
            (
                ["status", "--every", "0"],
                "cuttings: Invalid value for '--every': 0.0 is not in the range 0.1<=x<=3600 (",
            ),
            (["show", "--xyzzy"], "cuttings: No such option '--xyzzy' (see cuttings show --help)"),
            (
                ["crawl", "x", "--budget"],
                "cuttings: Option '--budget' requires an argument (see cuttings crawl --help)",
            ),
            (["--data"], "cuttings: Option '--data' requires an argument (see cuttings --help)"),
            (["list", "--since", "2022-02-30"], "cuttings: Invalid value for '--since': '2022-02-30' is no day"),
            (
                ["list", "--since", "yesterday"],
                "cuttings: Invalid value for '--since': 'yesterday' is no day: write it like 2022-09-19 (",
            ),
        ],
    )
    def test_are_one_line_that_names_the_help(self, program, arguments: list[str], said: str) -> None:
        result = program(*arguments)
        assert result.code == exits.UNUSABLE
        assert result.err.startswith(said)
        assert result.err.endswith(" --help)\n")
        assert result.err.count("\n") == 1

    @pytest.mark.parametrize("arguments", [[], ["sources"]])
    def test_no_command_at_all_shows_the_help(self, program, arguments: list[str]) -> None:
        result = program(*arguments)
        assert result.code == exits.UNUSABLE
        assert result.err.startswith("Usage: cuttings")
        assert result.err.count("Usage:") == 1


CRAWLS = ("crawl", "commoncrawl", "schedule add")
SHARED = {
    "pages": ("crawl", "schedule add"),
    "delay": ("crawl", "schedule add"),
    "workers": ("crawl", "schedule add", "replay", "extract"),
    "port": ("crawl", "schedule run"),
    "lease": ("schedule run", "schedule due"),
    "seeds": CRAWLS,
    "sources_file": CRAWLS,
    "topic": CRAWLS,
    "only": (*CRAWLS, "sources check"),
    "contact": (*CRAWLS, "sources check"),
}


@pytest.mark.parametrize("name", SHARED)
def test_an_option_that_several_commands_share_is_the_same_wherever_it_stands(name: str) -> None:
    told = [
        [one.to_info_dict() for one in COMMANDS[tuple(words.split())].params if one.name == name]
        for words in SHARED[name]
    ]
    assert all(len(one) == 1 and one == told[0] for one in told)


def test_the_demo_of_an_installed_package_says_where_it_runs(tmp_path: Path) -> None:
    """The wheel holds no news web; its absence is one line and no trace."""
    code = (
        "import sys; sys.modules['newsweb'] = None; sys.argv = ['cuttings', 'demo']; from desk.cli import main; main()"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode == 2
    assert said.stderr == (
        "cuttings: the demo's news web is not part of the installed package: run it from a checkout\n"
    )
