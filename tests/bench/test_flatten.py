"""Pages flattened as a reader's tool does, and how texts are compared."""

from __future__ import annotations

import gzip
import json

import pytest

from bench import flatten as flat

PAGE = (
    "<html><head><title>T</title><style>p{}</style></head><body><nav><a href=/>Home</a> <a href=/w>World</a></nav>"
    "<h1>Bridge <em>to be</em> rebuilt</h1><p>One<br>Two</p><p hidden>Unseen</p><p style='display: none'>Unseen</p>"
    "<ul><li>Item</li><li> — </li></ul><script>x</script><footer>© 2024</footer></body></html>"
)


def test_every_visible_block_is_a_line_menus_and_footers_too():
    assert flat.flatten(PAGE.encode()) == ["Home World", "Bridge to be rebuilt", "One", "Two", "Item", "© 2024"]


@pytest.mark.parametrize(
    ("gold", "text", "score"),
    [("a b c", "c b a", 1.0), ("a b", "A", 2 / 3), ("a", "b", 0.0), ("", "", 1.0), ("a", "", 0.0), ("a a", "a", 2 / 3)],
)
def test_texts_are_compared_as_multisets_of_words(gold, text, score):
    assert flat.f1(gold, text) == pytest.approx(score)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "html").mkdir()
    body = "".join(f"<p>The council said that the {w} would be rebuilt before the winter.</p>" for w in "abcdef")
    rows = []
    for name, html, text in (
        ("one", body, "The council said"),
        ("empty", "<p></p>", "The council said"),
        ("no", "", ""),
    ):
        rows.append(json.dumps({"id": name, "lang": "en", "url": "http://x.example/", "text": text}))
        (tmp_path / "html" / f"{name}.html.gz").write_bytes(gzip.compress(f"<html><body>{html}</body></html>".encode()))
    (tmp_path / "gold.jsonl").write_text("\n".join(rows))
    return tmp_path


def test_pages_without_a_gold_text_do_not_count_and_invisible_ones_are_counted_apart(folder):
    found = flat.measure(folder)
    assert (found["pages"], found["left out"]) == (1, 1)
    assert 0 < found["no-op"] <= 1
    assert found["blank lines"] == found["no blank lines"]
    assert set(found["languages"]) == {"en"}
