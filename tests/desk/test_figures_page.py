"""What docs/scheduled-crawls.md says of the figures, held against what is served."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.core import Metric

from archive.store import Archive
from desk import figures

PAGE = (Path(__file__).parents[2] / "docs" / "scheduled-crawls.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`cuttings_.*?) \|", PAGE, re.M)


def promised() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each figure of the page's table with its labels; ``_pages`` stands for ``cuttings_source_pages``."""
    for row in ROWS:
        before: tuple[str, ...] = ()
        for name, labels in re.findall(r"`(\w+)(?:\{([\w, ]+)\})?`", row):
            whole = name if name.startswith("cuttings_") else f"cuttings_source{name}"
            labelled = tuple(labels.split(", ")) if labels else before if whole != name else ()
            before = labelled
            yield whole, labelled


@pytest.fixture(scope="module")
def served(demo) -> dict[str, Metric]:
    with Archive.open(demo.folder, create=False) as archive:
        return {one.name: one for one in figures.Figures(archive).collect()}


def test_the_table_names_every_figure_and_no_other(served: dict[str, Metric]) -> None:
    assert {name for name, _ in promised()} == set(served)


@pytest.mark.parametrize(("name", "labels"), list(promised()))
def test_a_figure_has_the_labels_that_the_table_gives_it(
    served: dict[str, Metric], name: str, labels: tuple[str, ...]
) -> None:
    for sample in served[name].samples:
        assert tuple(sample.labels) == labels
        assert sample.value >= 0


def test_every_figure_is_explained(served: dict[str, Metric]) -> None:
    assert [one.name for one in served.values() if not one.documentation.endswith(".")] == []


def test_what_disk_and_documents_are(served: dict[str, Metric], demo) -> None:
    files = (demo.folder / "archive").glob("*.warc.gz")
    assert served["cuttings_warc_bytes"].samples[0].value == sum(path.stat().st_size for path in files)
    assert served["cuttings_disk_free_bytes"].samples[0].value > 0
    (told,) = demo("status", "--json").objects
    assert {
        (sample.labels["topic"], sample.labels["relation"]): sample.value
        for sample in served["cuttings_topic_documents"].samples
    } == {(topic, name): number for topic, counts in told["relations"].items() for name, number in counts.items()}


def test_alerts_ask_for_figures_that_there_are(served: dict[str, Metric]) -> None:
    alerts = PAGE.partition("```yaml")[2].partition("```")[0]
    asked = set(re.findall(r"cuttings_\w+", alerts))
    assert len(asked) >= 5
    assert asked <= set(served)
