"""Options that several commands share are one option: the same spelling, the same help, the same demands."""

from __future__ import annotations

import click
import pytest

from desk import cli

ALIKE = {
    "only": [("crawl",), ("commoncrawl",), ("schedule", "add"), ("sources", "check")],
    "sources_file": [("crawl",), ("commoncrawl",), ("schedule", "add")],
    "contact": [("crawl",), ("commoncrawl",), ("schedule", "add"), ("sources", "check")],
    "seeds": [("crawl",), ("commoncrawl",), ("schedule", "add")],
}


def parameter(words: tuple[str, ...], name: str) -> click.Parameter:
    context = click.Context(cli.main)
    found: click.Command = cli.main
    for word in words:
        assert isinstance(found, click.Group)
        command = found.get_command(context, word)
        assert command is not None
        found = command
    (one,) = [each for each in found.params if each.name == name]
    return one


@pytest.mark.parametrize("name", ALIKE)
def test_an_option_is_the_same_wherever_it_stands(name):
    told = [parameter(words, name).to_info_dict() for words in ALIKE[name]]
    assert all(one == told[0] for one in told)


@pytest.mark.parametrize("words", ALIKE["sources_file"])
def test_a_crawl_of_any_kind_wants_seeds_and_outlets(words):
    assert parameter(words, "seeds").required
    assert parameter(words, "sources_file").required
