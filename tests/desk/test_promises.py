"""What scripts lean on: each command's words, what holds when an option is left out, and the names of JSON fields."""

from __future__ import annotations

from typing import Any

import click
import pytest

from desk import cli

WORDS = {
    "demo": "--folder --json",
    "crawl": "SEEDS --sources --only --topic --pages --budget --patience --delay --workers --revisit --from --as-of"
    " --contact --metrics --json",
    "replay": "FILES --topic --seeds --workers --copy --json",
    "extract": "--all --since --source --language --query --topic --accept --workers --json",
    "diff": "VERSION OTHER --lines --json",
    "export": "FILE --format --topic --all --run --source --language --text",
    "verify": "--repair --json",
    "forget": "WHAT --reason --fixtures --yes --json",
    "backup": "FILE --restore --whole --json",
    "commoncrawl": "SEEDS --sources --only --topic --since --until --budget --contact --json",
    "status": "--watch --every --json",
    "list": "--topic --relation --all --source --language --text --since --until --limit --json",
    "show": "ID --rails --markdown --json",
    "topic make": "NAME SEEDS --json",
    "topic add": "NAME SEEDS --json",
    "topic show": "NAME --json",
    "topic accept": "ID --topic --json",
    "topic reject": "ID --topic --json",
    "topic forget": "ID --topic --json",
    "stories": "NUMBER --topic --least --limit --changes --json",
    "similar": "WHAT --language --limit --all --json",
    "copies": "ID --topic --passages --limit --json",
    "strip": "FILE --url --rails --markdown --json",
    "check": "FIXTURES --seeds --accept --against --json",
    "fixture add": "WHAT --to --name --url",
    "sources check": "FILE --only --contact --json",
    "sources health": "--json",
    "schedule add": "SEEDS --sources --every --cron --zone --jitter --name --on-failure --only --topic --pages --delay"
    " --workers --contact --json",
    "schedule list": "--json",
    "schedule history": "NAME --limit --json",
    "schedule pause": "NAME",
    "schedule resume": "NAME",
    "schedule remove": "NAME",
    "schedule run": "--lease --metrics",
    "schedule due": "--lease",
}
DEFAULTS = [
    ("crawl", "patience", 300),
    ("crawl", "revisit", "lists"),
    ("status", "every", 2.0),
    ("list", "limit", 100),
    ("list", "everything", False),
    ("stories", "least", 1),
    ("stories", "limit", 50),
    ("copies", "limit", 50),
    ("similar", "limit", 20),
    ("strip", "url", "about:blank"),
    ("forget", "yes", False),
    ("replay", "copy", False),
    ("extract", "accept", False),
    ("schedule add", "zone", "UTC"),
    ("schedule add", "jitter", "0"),
    ("schedule history", "limit", 20),
]


def called(words: str) -> click.Command:
    found: click.Command = cli.cli
    for word in words.split():
        assert isinstance(found, click.Group)
        below = found.get_command(click.Context(found), word)
        assert below is not None
        found = below
    return found


def word(parameter: click.Parameter) -> str:
    return parameter.opts[0] if isinstance(parameter, click.Option) else str(parameter.name).upper()


@pytest.mark.parametrize("words", WORDS)
def test_a_command_takes_these_words(words: str) -> None:
    assert {word(one) for one in called(words).params} == set(WORDS[words].split())


@pytest.mark.parametrize(("words", "name", "default"), DEFAULTS)
def test_what_holds_when_an_option_is_left_out(words: str, name: str, default: object) -> None:
    command = called(words)
    context = click.Context(command)
    (found,) = (one for one in command.params if one.name == name)
    assert found.get_default(context) == default


DOCUMENT = (
    "text title bylines published updated language section agencies captions canonical_url rails origins charset tags"
    " picture rights parts"
)
RUN = "id kind topic settings software started ended outcome counts"
# the command, the way to an object in what it prints, and the names of that object's fields
FIELDS = [
    (
        "list --limit 1",
        "",
        "id url title source source_key host country language published fetched relation score nearest copy_of share"
        " original_url original_at",
    ),
    (
        "status",
        "",
        "at captures pending outcomes whys failed_fetches documents relations languages sources topics runs schedules"
        " alarms at_work",
    ),
    ("status", "runs.0", RUN),
    ("status", "outcomes", "document failed not_for_extraction"),
    (
        "show 1",
        "",
        "id document capture extractor made canonical coverage outlet copy_of share run",
    ),
    ("show 1", "document", DOCUMENT),
    (
        "show 1",
        "capture",
        "id record_id url fetched status kind path offset length outcome why original_url original_at",
    ),
    ("show 1", "coverage.russia-china", "relation score nearest reasons"),
    ("show 1", "outlet", "key name home language country"),
    ("show 1", "run", RUN),
    ("stories --limit 1", "", "number made was documents"),
    ("stories --limit 1", "documents.0", "id title outlet language published"),
    ("copies --limit 1", "", "first documents"),
    ("copies --limit 1", "documents.0", "id url outlet title language published agencies share passages"),
    ("similar COPIED --limit 1", "", "id url title outlet language published kinship nearness meaning"),
    ("sources health", "0", "key requests pages documents errors failed last alarm"),
    ("topic show", "", "topic seeds verdicts documents"),
    ("topic show", "seeds.0", "id title language published"),
    ("topic show", "documents", "copy same_event same_subject unrelated"),
    ("verify", "", "files bytes total records captures lost forgotten faults repaired"),
]


@pytest.fixture(scope="module")
def printed(demo) -> dict[str, Any]:
    """The first value that each command prints, asked once.

    ``COPIED`` is the number of a copied document: not every article has a text near to it, and which one has the
    number 1 is a matter of the crawl.
    """
    copied = str(demo("copies", "--limit", "1", "--json").objects[0]["documents"][0]["id"])
    return {words: _first(demo, words.replace("COPIED", copied)) for words in dict.fromkeys(row[0] for row in FIELDS)}


def _first(demo: Any, words: str) -> Any:
    found = demo(*words.split(), "--json")
    assert found.code == 0, f"{words}: {found.err}"
    assert found.objects, f"{words} prints nothing"
    return found.objects[0]


def at(value: Any, way: str) -> dict[str, Any]:
    for step in filter(None, way.split(".")):
        value = value[int(step)] if step.isdigit() else value[step]
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(("words", "way", "names"), FIELDS)
def test_the_names_of_fields_stay(printed: dict[str, Any], words: str, way: str, names: str) -> None:
    found = {name.replace(" ", "_") for name in at(printed[words], way)}
    wanted = set(names.split())
    assert found == wanted


def test_a_page_gives_the_fields_of_a_document(demo) -> None:
    (kept,) = demo("show", "1", "--json").objects
    text = demo.folder / "one.txt"
    text.write_text(kept["document"]["text"], encoding="utf-8")
    (found,) = demo("strip", text, "--json").objects
    assert set(found) == set(DOCUMENT.split())
