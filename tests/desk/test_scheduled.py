"""What a schedule keeps of a crawl, and the crawl that it is when it is due: by table."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from archive.schedules import Job
from crawler.errors import ContactMissing, ScheduleError, SourcesError
from desk import scheduled
from desk.config import Settings
from extract.errors import SeedUnusable

AT = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)
HERE = "http://127.0.0.9:9/"
SEED = (Path(__file__).parents[2] / "seeds" / "004_abf140b8d65e8e25.txt").read_text(encoding="utf-8")
NOTHING = {"pages": None, "delay": None, "workers": None, "contact": None, "only": (), "topic": None}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a seed and two sources on this machine."""
    (tmp_path / "talks.txt").write_text(SEED, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(f'[near]\nhome = "{HERE}"\n[far]\nhome = "http://127.0.0.8:9/"\n')
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"CUTTINGS_{name.upper()}", raising=False)
    return tmp_path


def kept(place: Path, *seeds: str, **more: Any) -> dict[str, Any]:
    return scheduled.kept(seeds or ("talks.txt",), Path("sources.toml"), NOTHING | more)


def ours(**more: Any) -> Settings:
    """The settings in force, without those of whoever runs the tests."""
    return Settings().model_copy(update=more)


class TestWhatIsKept:
    @pytest.mark.parametrize(
        ("given", "is_kept_as"),
        [
            ("talks.txt", "{place}/talks.txt"),
            ("./talks.txt", "{place}/talks.txt"),
            ("seeds/of mine", "{place}/seeds/of mine"),
            ("/elsewhere/talks.txt", "/elsewhere/talks.txt"),
            ("σπόροι.txt", "{place}/σπόροι.txt"),
            # an address is no path, whatever its case
            ("http://paper.example/a", "http://paper.example/a"),
            ("HTTPS://paper.example/a?b=c", "HTTPS://paper.example/a?b=c"),
            # and what only looks like one is a file
            ("ftp:talks.txt", "{place}/ftp:talks.txt"),
        ],
    )
    def test_a_seed_is_found_from_any_folder(self, place: Path, given: str, is_kept_as: str) -> None:
        assert kept(place, given)["seeds"] == [is_kept_as.format(place=place)]

    def test_seeds_keep_their_order(self, place: Path) -> None:
        assert kept(place, "b.txt", "a.txt")["seeds"] == [f"{place}/b.txt", f"{place}/a.txt"]

    def test_the_sources_file_is_found_from_any_folder(self, place: Path) -> None:
        assert kept(place)["sources"] == f"{place}/sources.toml"

    @pytest.mark.parametrize(
        ("flags", "are_kept_as"),
        [
            ({}, {}),
            ({"pages": 5}, {"pages": 5}),
            ({"delay": 0.0}, {"delay": 0.0}),
            ({"workers": 3, "contact": "me@example.org"}, {"workers": 3, "contact": "me@example.org"}),
        ],
    )
    def test_only_flags_that_were_given_are(self, place: Path, flags: dict[str, Any], are_kept_as: object) -> None:
        found = kept(place, **flags)
        assert {name: found[name] for name in scheduled.FLAGS if name in found} == are_kept_as

    def test_topic_and_chosen_sources_are(self, place: Path) -> None:
        found = kept(place, topic="Θέμα", only=("near",))
        assert (found["topic"], found["only"]) == ("Θέμα", ["near"])


class TestTheCrawlOfAJob:
    @pytest.mark.parametrize(
        ("settings", "flags", "expected"),
        [
            # what the schedule says nothing of is as the settings are when it is due
            ({}, {}, (1000, 1.0, 2, None)),
            ({"pages": 7, "delay": 3.0, "workers": 4, "contact": "a@b.example"}, {}, (7, 3.0, 4, "a@b.example")),
            ({"pages": 7, "delay": 3.0}, {"pages": 5}, (5, 3.0, 2, None)),
            ({"contact": "a@b.example"}, {"contact": "c@d.example", "delay": 0.0}, (1000, 0.0, 2, "c@d.example")),
        ],
    )
    def test_is_under_the_settings_in_force_where_it_says_nothing(
        self, place: Path, settings: dict[str, Any], flags: dict[str, Any], expected: tuple[object, ...]
    ) -> None:
        plan = scheduled.plan(ours(data=place / "data", **settings), kept(place, **flags), 9)
        assert (plan.pages, plan.politeness.delay, plan.workers, plan.politeness.contact) == expected
        assert (plan.folder, plan.job, plan.revisit) == (place / "data", 9, "due")

    @pytest.mark.parametrize(("topic", "called"), [(None, "talks"), (" Θέμα\nof two lines ", "Θέμα of two lines")])
    def test_is_called_as_was_said_or_as_its_first_seed(self, place: Path, topic: str | None, called: str) -> None:
        assert scheduled.plan(Settings(), kept(place, topic=topic)).topic == called

    def test_looks_at_the_chosen_sources(self, place: Path) -> None:
        chosen = scheduled.plan(Settings(), kept(place, only=("far",)))
        assert [source.key for source in chosen.sources] == ["far"]
        assert [source.key for source in scheduled.plan(Settings(), kept(place)).sources] == ["near", "far"]

    def test_reads_files_now_and_leaves_addresses_to_the_crawl(self, place: Path) -> None:
        plan = scheduled.plan(Settings(), kept(place, "talks.txt", HERE + "a"))
        assert [seed.id for seed in plan.seeds] == ["talks"]
        assert plan.seed_urls == (HERE + "a",)

    def test_may_reach_the_networks_of_the_settings(self, place: Path) -> None:
        plan = scheduled.plan(ours(networks=(ip_network("10.2.0.0/16"),)), kept(place))
        assert plan.politeness.networks == ("10.2.0.0/16",)

    @pytest.mark.parametrize(
        ("missing", "error", "said"),
        [
            ("sources.toml", ScheduleError, "is not there any more: put it back, or add the schedule anew"),
            ("talks.txt", SeedUnusable, "there is no file"),
        ],
    )
    def test_says_what_is_gone_since(self, place: Path, missing: str, error: type[Exception], said: str) -> None:
        what = kept(place)
        (place / missing).unlink()
        with pytest.raises(error, match=said):
            scheduled.plan(Settings(), what)

    @pytest.mark.parametrize(
        ("text", "error", "said"),
        [
            ("[near]\n", SourcesError, "line 1"),
            (f'[near]\nhome = "{HERE}"\nfeedz = []\n', SourcesError, "line 3: unknown key 'feedz'"),
            ('[near]\nhome = "https://www.example.org/"\n', ContactMissing, "say who crawls"),
        ],
    )
    def test_says_what_is_wrong_with_the_sources_since(
        self, place: Path, text: str, error: type[Exception], said: str
    ) -> None:
        what = kept(place)
        (place / "sources.toml").write_text(text)
        with pytest.raises(error, match=said):
            scheduled.plan(Settings(), what)


def test_a_job_is_run_by_this_python_in_the_same_data_folder(place: Path) -> None:
    words = scheduled.words(Path("data"), Job(7, 1, AT, AT))
    assert words == [sys.executable, "-m", "desk", "--data", f"{place}/data", "schedule", "work", "7"]
