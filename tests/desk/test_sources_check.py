"""``cuttings sources check`` on the real news web."""

from __future__ import annotations

import pytest

from desk import exits

GONE = '\n[gone]\nhome = "http://127.0.0.9:9/"\n'


@pytest.fixture(scope="module")
def place(web, tmp_path_factory):
    """A working folder: two outlets that answer, one that does not."""
    folder = tmp_path_factory.mktemp("sources")
    good = "".join(f'[{slug}]\nhome = "{web.origins[slug]}/"\n' for slug in ("nea-stoa", "faro-levante"))
    (folder / "sources.toml").write_text(good + GONE)
    return folder


@pytest.fixture(scope="module")
def ask(place, program_in):
    """Asks without a delay between two requests: the outlets are on this machine."""
    return lambda *options: program_in(place).apart("sources", "check", "sources.toml", *options, CUTTINGS_DELAY="0")


def test_says_what_each_source_answered(ask) -> None:
    result = ask("--only", "nea-stoa", "--only", "faro-levante")
    assert result.code == exits.DONE
    head, *rows = [line.split() for line in result.out.splitlines()]
    assert head == ["source", "answer", "feeds", "sitemaps", "links", "newest", "note"]
    assert [row[:2] for row in rows] == [["nea-stoa", "200"], ["faro-levante", "200"]]
    assert all(int(number) for row in rows for number in row[2:5])
    assert sorted(result.err.splitlines()[:3]) == ["asking 2 sources ...", "faro-levante: answers", "nea-stoa: answers"]
    assert result.err.splitlines()[3:] == ["2 of 2 sources answered"]


def test_one_that_does_not_answer_exits_1_and_is_an_object_among_the_others(ask) -> None:
    result = ask("--json")
    assert result.code == exits.FAULT
    assert result.err == ""
    (found,) = result.objects
    assert [one["key"] for one in found] == ["nea-stoa", "faro-levante", "gone"]
    assert set(found[0]) == {"key", "home", "status", "problem", "allowed", "feeds", "sitemaps", "links", "newest"}
    assert (found[0]["problem"], found[2]["status"], found[2]["problem"]) == (None, None, "connection refused")


def test_none_that_answers_exits_3_and_is_named_with_the_reason(ask) -> None:
    result = ask("--only", "gone")
    assert result.code == exits.UNREACHABLE
    assert "gone: connection refused\n" in result.err
    assert result.err.endswith("0 of 1 source answered\n")
    assert result.out.splitlines()[1].split() == ["gone", "-", "0", "0", "0", "-", "connection", "refused"]
