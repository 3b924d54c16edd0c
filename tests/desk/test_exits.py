"""Every error that may reach a person has an exit code, and every code stands in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

import archive.errors
import compare.errors
import crawler.errors
import extract.errors
from desk import exits

DOCS = Path(__file__).parents[2] / "docs" / "exit-codes-and-logs.md"
BASES = (
    archive.errors.ArchiveError,
    crawler.errors.CrawlerError,
    compare.errors.CompareError,
    extract.errors.ExtractError,
)


def below(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(one for child in kind.__subclasses__() for one in below(child))]


ERRORS = [one for base in BASES for one in below(base)]
CODES = {
    archive.errors.ArchiveBusy: 4,
    archive.errors.DiskFull: 5,
    archive.errors.FolderUnusable: 5,
    crawler.errors.NoSourceReachable: 3,
    crawler.errors.CrawlFailed: 6,
}


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
class TestEveryError:
    def test_is_expected(self, kind: type[Exception]) -> None:
        assert issubclass(kind, exits.EXPECTED)

    def test_has_its_code_and_2_where_nothing_more_is_known(self, kind: type[Exception]) -> None:
        assert exits.code(kind.__new__(kind)) == CODES.get(kind, 2)


def test_the_codes_are_a_contract() -> None:
    assert (exits.DONE, exits.FAULT, exits.UNUSABLE, exits.UNREACHABLE) == (0, 1, 2, 3)
    assert (exits.BUSY, exits.FOLDER, exits.BROKEN, exits.STOPPED) == (4, 5, 6, 130)


@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 6, 130])
def test_each_code_is_explained_where_users_and_developers_look(code: int) -> None:
    assert f"| {code} |" in DOCS.read_text(encoding="utf-8")
    assert f"\n{code} " in (exits.__doc__ or "")


def test_a_failure_is_one_line_on_standard_error(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        exits.fail("a name\nwith \x1b[2J in it", 5)
    assert ended.value.code == 5
    assert capsys.readouterr() == ("", "cuttings: a name with \ufffd[2J in it\n")
