"""The first record of a WARC file: who wrote it, when, and how."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest

from archive.runs import Run
from archive.warcinfo import opening

BEGUN = datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)
MADE = datetime(2026, 3, 5, tzinfo=UTC)


def said(run: Run) -> dict[str, str]:
    record_id, member = opening(run, new_id=lambda: "<urn:uuid:i>")("a.warc.gz", MADE)
    head, block = zlib.decompress(member, 31).decode().split("\r\n\r\n", 1)
    assert record_id == "<urn:uuid:i>"
    assert "WARC-Filename: a.warc.gz" in head
    assert "WARC-Date: 2026-03-05T00:00:00" in head
    return dict(line.split(": ", 1) for line in block.rstrip("\r\n").split("\r\n"))


@pytest.mark.parametrize(
    ("run", "fields"),
    [
        (Run(7, "crawl", "floods", {}, "cuttings/0.1", BEGUN), {"isPartOf": "run 7, topic floods"}),
        (Run(7, "replay", None, {}, "cuttings/0.1", BEGUN), {"isPartOf": "run 7"}),
        (Run(7, "crawl", None, {}, "x", BEGUN), {"description": "crawl started 2026-03-04T05:06:07+00:00"}),
        (Run(7, "crawl", None, {"robots": "obey"}, "x", BEGUN), {"robots": "obey"}),
        (Run(7, "crawl", None, {"user_agent": "me/1"}, "x", BEGUN), {"http-header-user-agent": "me/1"}),
        (Run(7, "crawl", None, {}, "x", BEGUN), {"format": "WARC File Format 1.1"}),
    ],
)
def test_names_its_run(run: Run, fields: dict[str, str]) -> None:
    found = said(run)
    assert {name: found[name] for name in fields} == fields


@pytest.mark.parametrize("settings", [{}, {"a": [1, None]}, {"ä": "line\r\nbreak", "b": "\0"}, {"robots": None}])
def test_has_all_settings_on_one_line(settings: dict[str, Any]) -> None:
    assert json.loads(said(Run(1, "crawl", None, settings, "x", BEGUN))["cuttings-settings"]) == settings


def test_names_the_programs_that_shaped_the_bytes() -> None:
    names = {one.split("/")[0] for one in said(Run(1, "crawl", None, {}, "cuttings/0.1", BEGUN))["software"].split()}
    assert names >= {"cuttings", "python", "scrapy", "twisted", "trafilatura", "lxml"}


def test_what_is_not_set_is_not_said() -> None:
    assert not {"robots", "http-header-user-agent"} & set(said(Run(1, "crawl", None, {"robots": None}, "x", BEGUN)))
