import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract import text

SEEDS = Path(__file__).parents[2] / "seeds"
GOLDS = sorted((SEEDS / "gold").glob("*.json"))


def seed(path):
    gold = json.loads(path.read_text("utf-8"))
    return gold, text.strip((SEEDS / gold["seed"]).read_bytes().decode())


@pytest.mark.parametrize("path", GOLDS, ids=lambda path: path.stem)
class TestSeeds:
    def test_the_body_is_the_golds_line_by_line(self, path):
        gold, found = seed(path)
        assert found.text.split("\n") == gold["body"]

    def test_no_boilerplate_line_is_left(self, path):
        gold, found = seed(path)
        left = {line for piece in gold["boilerplate"] for line in piece["text"].split("\n")}
        assert not left & set(found.text.split("\n"))

    def test_the_title_is_the_golds(self, path):
        gold, found = seed(path)
        assert found.title == gold["title"]

    def test_the_date_is_the_golds_and_never_a_rails(self, path):
        gold, found = seed(path)
        stated = found.published and found.published.instant.strftime("%Y-%m-%dT%H:%M:%S")
        assert stated == gold["published"]

    def test_the_agencies_are_found(self, path):
        gold, found = seed(path)
        assert sorted(found.agencies) == sorted(gold["agency"])

    def test_section_language_and_byline_are_the_golds(self, path):
        gold, found = seed(path)
        assert (found.section, found.language, found.bylines) == (gold["section"], gold["language"], ())

    def test_every_line_is_accounted_for(self, path):
        gold, found = seed(path)
        lines = [line for line in (SEEDS / gold["seed"]).read_bytes().decode().split("\n") if line.strip()]
        cut = [line for rail in found.rails for line in rail.lines]
        title = [found.title] if found.title else []
        assert sorted(lines) == sorted([*found.text.split("\n"), *cut, *title])


def test_the_control_seed_loses_its_date_line_only():
    _, found = seed(GOLDS[2])
    assert [rail.lines for rail in found.rails] == [("2024-09-12 23:28:21",)]


def test_captions_are_kept_as_captions():
    _, found = seed(GOLDS[4])
    assert len(found.captions) == 1
    assert found.captions[0].endswith("Getty Images.")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
def test_line_ends_of_every_kind_part_lines(end):
    given_lines = (SEEDS / "001_c96091a9c6c9a51b.txt").read_text("utf-8").split("\n")
    found = text.strip(end.join(line for line in given_lines if line))
    assert len(found.text.split("\n")) == 6


def test_no_break_spaces_stay():
    sentence = "Ένας από τους στενότερους συμμάχους του προέδρου\u00a0Πούτιν επεδίωξε σήμερα τη συνεργασία\u202f7."
    assert text.strip("Ρωσία και Κίνα μαζί\n" + sentence).text == sentence


@pytest.mark.parametrize(
    "first", ["2024-09-12", "He came, he saw, and he went away again.", "Latest articles", "Word", "To be continued..."]
)
def test_a_first_line_that_is_a_date_a_sentence_or_a_label_is_no_title(first):
    assert text.strip(first + "\n" + "The council said on Monday that the bridge would be rebuilt. " * 3).title is None


@pytest.mark.parametrize("empty", ["", "\n\n", " \t\n"])
def test_nothing_gives_an_empty_document(empty):
    found = text.strip(empty)
    assert (found.text, found.title, found.rails) == ("", None, ())


@given(st.text(alphabet=st.characters(), max_size=600))
def test_stripping_never_raises_and_invents_nothing(given_text):
    found = text.strip(given_text)
    usable = "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in given_text)
    assert all(line in usable for line in found.text.split("\n"))


@given(
    st.lists(
        st.sampled_from(
            [
                "Latest articles",
                "0",
                "A headline",
                "The council said on Monday that it would rebuild the bridge before the winter comes again.",
                "12.09.2024",
            ]
        ),
        max_size=30,
    )
)
def test_every_line_ends_as_body_title_or_rail(given_lines):
    found = text.strip("\n".join(given_lines))
    kept = found.text.split("\n") if found.text else []
    cut = [line for rail in found.rails for line in rail.lines]
    assert len(kept) + len(cut) + (found.title is not None) == len(given_lines)
