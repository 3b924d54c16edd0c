"""``cuttings show --markdown``: an article out of the archive, with the structure that it was kept with."""

from __future__ import annotations

from desk import exits
from extract.document import Document, Part
from extract.markdown import write


def test_an_article_of_the_archive_is_written_as_it_was_extracted(demo) -> None:
    kept = demo("show", "1", "--json").objects[0]["document"]
    parts = tuple(Part(part["kind"], part["text"], part["level"]) for part in kept["parts"])
    result = demo("show", "1", "--markdown")
    assert result.code == exits.DONE
    assert result.out == write(Document(kept["text"], title=kept["title"], parts=parts))


def test_the_parts_kept_are_the_lines_of_the_text(demo) -> None:
    for number in ("1", "2", "3", "4"):
        kept = demo("show", number, "--json").objects[0]["document"]
        assert [part["text"] for part in kept["parts"] if part["kind"] != "caption"] == kept["text"].split("\n")
