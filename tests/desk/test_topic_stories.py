"""``cuttings topic``, ``stories``, ``similar`` and ``copies`` over the demo's archive, as a person calls them."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from desk import exits

ROOT = Path(__file__).parents[2]
GREEK = "seeds/004_abf140b8d65e8e25.txt"


@pytest.fixture(scope="module")
def kept(demo, program_in, tmp_path_factory):
    """The demo's archive, copied, to write into."""
    folder = tmp_path_factory.mktemp("kept")
    shutil.copytree(demo.folder, folder / "cuttings-data")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    return program_in(folder)


@pytest.fixture(scope="module")
def listed(kept) -> list[dict]:
    return kept("list", "--all", "--limit", "1000", "--json").objects


@pytest.fixture(scope="module")
def clusters(kept) -> list[dict]:
    return kept("stories", "--topic", "russia-china", "--json").objects


def number(listed: list[dict], relation: str, which: int = 0) -> int:
    return [row["id"] for row in listed if row["relation"] == relation][which]


class TestStories:
    def test_cover_every_document_about_the_topic_once(self, clusters, listed):
        told = Counter(one["id"] for story in clusters for one in story["documents"])
        assert set(told.values()) == {1}
        assert set(told) == {row["id"] for row in listed if row["relation"] != "unrelated"}

    def test_the_largest_come_first_and_cross_languages(self, clusters):
        sizes = [len(story["documents"]) for story in clusters]
        assert sizes == sorted(sizes, reverse=True)
        assert len({one["language"] for one in clusters[0]["documents"]}) >= 4

    def test_are_the_same_at_a_second_call(self, kept, clusters):
        assert kept("stories", "--topic", "russia-china", "--json").objects == clusters

    def test_one_is_shown_whole(self, kept, clusters):
        story = clusters[0]
        result = kept("stories", str(story["number"]), "--topic", "russia-china")
        assert result.code == exits.DONE
        assert f"story {story['number']} · {len(story['documents'])} documents" in result.out
        assert len(result.out.splitlines()) == 1 + len(story["documents"])

    def test_the_smallest_wanted_is_kept_to(self, kept, clusters):
        found = kept("stories", "--topic", "russia-china", "--least", "3", "--json").objects
        assert [one["number"] for one in found] == [s["number"] for s in clusters if len(s["documents"]) >= 3]

    def test_changes_are_lines(self, kept, clusters):
        result = kept("stories", "--topic", "russia-china", "--changes", "--json")
        assert result.code == exits.DONE
        assert all(change["kind"] in {"merge", "split"} for change in result.objects)

    def test_one_that_is_not_there_is_one_line(self, kept):
        result = kept("stories", "9999", "--topic", "russia-china")
        assert result.code == exits.UNUSABLE
        assert "has no story 9999" in result.fault


class TestSimilar:
    def test_lists_the_same_event_in_other_languages_first(self, kept, clusters):
        story = clusters[0]["documents"]
        asked = next(one for one in story if one["language"] == "en")
        found = kept("similar", str(asked["id"]), "--limit", "5", "--json").objects
        assert found[0]["id"] in {one["id"] for one in story}
        assert len({one["id"] for one in found} & {one["id"] for one in story}) >= 2
        assert {one["language"] for one in found} != {"en"}

    def test_takes_a_file_an_address_and_a_text(self, kept, listed):
        row = next(row for row in listed if row["relation"] == "same event")
        for given in (GREEK, row["url"], "Patrushev and Yang Jiechi agreed in Nanping on more joint exercises."):
            result = kept("similar", given, "--all", "--limit", "3", "--json")
            assert (result.code, len(result.objects)) == (exits.DONE, 3)

    def test_the_copy_of_a_seed_comes_first(self, kept):
        first = kept("similar", GREEK, "--limit", "1", "--json").objects[0]
        assert first["kinship"]["relation"] == "copy"
        assert first["language"] == "el"

    def test_a_short_text_is_noted(self, kept):
        result = kept("similar", "chess", "--all", "--limit", "1")
        assert "so short a text says little" in result.err

    @pytest.mark.parametrize(
        ("given", "said"),
        [("99999", "no document 99999"), ("http://127.0.0.1/nowhere", "is not kept"), ("   ", "an empty text")],
    )
    def test_what_is_not_there_is_one_line(self, kept, given, said):
        result = kept("similar", given)
        assert result.code == exits.UNUSABLE
        assert said in result.fault

    def test_reads_standard_input(self, kept):
        text = (ROOT / GREEK).read_bytes()
        found = kept("similar", "-", "--all", "--limit", "1", "--json", stdin=text)
        assert (found.code, len(found.objects)) == (exits.DONE, 1)


class TestCopies:
    def test_name_the_first_only_where_dates_tell(self, kept):
        groups = kept("copies", "--json").objects
        assert groups
        assert {group["first"] is None for group in groups} == {True, False}
        for group in groups:
            ids = [one["id"] for one in group["documents"]]
            assert len(ids) >= 2
            assert group["first"] is None or group["first"] in ids

    def test_quote_passages_that_stand_in_the_text(self, kept):
        group = kept("copies", "--json").objects[0]
        one = next(one for one in group["documents"] if one["passages"])
        text = kept("show", str(one["id"]), "--json").objects[0]["document"]["text"]
        assert all(run in text for run in one["passages"])
        assert 0 < one["share"] <= 1

    def test_of_one_document(self, kept):
        group = kept("copies", "--json").objects[0]
        wanted = str(group["documents"][0]["id"])
        assert kept("copies", wanted, "--json").objects == [group]
        assert "of copies" in kept("copies", wanted, "--passages").err

    def test_of_an_own_report_there_are_none(self, kept, listed):
        copied = {one["id"] for group in kept("copies", "--json").objects for one in group["documents"]}
        own = next(row["id"] for row in listed if row["id"] not in copied)
        result = kept("copies", str(own))
        assert (result.code, result.out) == (exits.DONE, "")
        assert result.err == f"document {own} has no copy here\n"

    def test_one_that_is_not_there_is_one_line(self, kept):
        assert "no document 99999" in kept("copies", "99999").fault


class TestTopic:
    def test_is_made_over_what_is_kept_and_shown(self, kept):
        made = kept("topic", "make", "talks", GREEK, "--json")
        assert made.code == exits.DONE
        (told,) = made.objects
        assert told["topic"] == "talks"
        assert [seed["language"] for seed in told["seeds"]] == ["el"]
        assert sum(told["documents"].values()) > 300
        assert told["documents"]["copy"] >= 1
        assert "seed" in kept("topic", "show", "talks").out

    def test_gets_more_seeds_and_replaces_one_of_the_same_name(self, kept):
        kept("topic", "make", "more", GREEK)
        (told,) = kept("topic", "add", "more", "seeds/000_471b3ff521e0fce4.txt", GREEK, "--json").objects
        assert sorted(seed["language"] for seed in told["seeds"]) == ["el", "en"]

    def test_verdicts_move_scores_and_are_taken_back(self, kept, listed):
        kept("topic", "make", "judged", "seeds/000_471b3ff521e0fce4.txt", GREEK)
        wrong = number(kept("list", "--topic", "judged", "--json").objects, "same subject")
        (told,) = kept("topic", "reject", str(wrong), "--topic", "judged", "--json").objects
        assert {"id": wrong, "before": "same subject", "after": "unrelated"} in told["changed"]
        assert kept("topic", "show", "judged", "--json").objects[0]["verdicts"] == {str(wrong): False}
        said = kept("topic", "forget", str(wrong), "--topic", "judged").out
        assert f"document {wrong} forgotten for topic judged" in said
        assert kept("topic", "show", "judged", "--json").objects[0]["verdicts"] == {}

    @pytest.mark.parametrize(
        ("text", "code", "said"),
        [
            ("", exits.UNUSABLE, "empty"),
            ("Share\nFollow us\nRead more\nΔΕΙΤΕ ΑΚΟΜΑ\n", exits.UNUSABLE, ""),
        ],
    )
    def test_a_seed_without_an_article_is_refused_in_one_line(self, kept, text, code, said):
        (kept.folder / "weak.txt").write_text(text, encoding="utf-8")
        result = kept("topic", "make", "weak", "weak.txt")
        assert result.code == code
        assert said in result.fault

    def test_two_languages_in_one_seed_are_noted(self, kept):
        both = (ROOT / "seeds" / "gold" / "000.json", ROOT / "seeds" / "gold" / "004.json")
        bodies = [json.loads(path.read_text(encoding="utf-8"))["body"] for path in both]
        (kept.folder / "both.txt").write_text("\n".join(line for body in bodies for line in body), encoding="utf-8")
        result = kept("topic", "make", "both", "both.txt")
        assert result.code == exits.DONE
        assert "give each language a seed of its own" in result.err

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("show", "storms"), "there is no topic 'storms'"),
            (("add", "storms", GREEK), "there is no topic 'storms'"),
            (("reject", "99999"), "there is no document 99999"),
            (("make", "x", "nowhere.txt"), "there is no file nowhere.txt"),
            (("make", "x", "https://paper.example/a"), "is an address: crawl it first"),
        ],
    )
    def test_mistakes_are_one_line(self, kept, arguments, said):
        result = kept("topic", *arguments)
        assert result.code == exits.UNUSABLE
        assert said in result.fault

    def test_without_any_topic_the_message_says_what_to_do(self, program):
        (program.folder / "cuttings-data" / "archive").mkdir(parents=True)
        for command in (("topic", "show"), ("stories",)):
            assert "cuttings topic make" in program(*command).fault
