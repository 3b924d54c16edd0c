"""``cuttings sources check`` on the real news web."""

from __future__ import annotations

import pytest

from desk import exits

GONE = '\n[gone]\nhome = "http://127.0.0.9:9/"\n'


@pytest.fixture
def quick():
    """No delay between two requests: the outlets are on this machine."""
    return {"CUTTINGS_DELAY": "0"}


def test_says_what_each_source_answered(program, sources, quick) -> None:
    result = program.apart("sources", "check", sources("nea-stoa", "faro-levante"), **quick)
    assert result.code == exits.DONE
    head, *rows = [line.split() for line in result.out.splitlines()]
    assert head == ["source", "answer", "feeds", "sitemaps", "links", "newest", "note"]
    assert [row[:2] for row in rows] == [["nea-stoa", "200"], ["faro-levante", "200"]]
    assert all(int(number) for row in rows for number in row[2:5])
    assert sorted(result.err.splitlines()[:3]) == ["asking 2 sources ...", "faro-levante: answers", "nea-stoa: answers"]
    assert result.err.splitlines()[3:] == ["2 of 2 sources answered"]


def test_one_that_does_not_answer_exits_1_and_is_named(program, sources, quick) -> None:
    result = program.apart("sources", "check", sources("nea-stoa", more=GONE), **quick)
    assert result.code == exits.FAULT
    assert "gone: connection refused\n" in result.err
    assert result.err.endswith("1 of 2 sources answered\n")


def test_none_that_answers_exits_3(program, sources, quick) -> None:
    result = program.apart("sources", "check", sources(more=GONE), **quick)
    assert result.code == exits.UNREACHABLE
    assert result.err.endswith("0 of 1 source answered\n")


def test_json_is_an_array_with_an_object_for_each(program, sources, quick) -> None:
    result = program.apart("sources", "check", sources("nea-stoa", more=GONE), "--json", **quick)
    (found,) = result.objects
    assert [one["key"] for one in found] == ["nea-stoa", "gone"]
    assert set(found[0]) == {"key", "home", "status", "problem", "allowed", "feeds", "sitemaps", "links", "newest"}
    assert (found[0]["problem"], found[1]["status"], found[1]["problem"]) == (None, None, "connection refused")
    assert result.err == ""


def test_only_those_asked_for(program, sources, quick) -> None:
    result = program.apart("sources", "check", sources("nea-stoa", more=GONE), "--only", "nea-stoa", **quick)
    assert result.code == exits.DONE
    assert "gone" not in result.out
