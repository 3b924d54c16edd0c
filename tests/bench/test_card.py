"""The model card says what the page of scores says."""

from bench import card

SCORES = """# Extraction: scores

## wcxb-dev: 793 pages

| | F1 | leak | miss | title | date | author | ratio |
|---|---|---|---|---|---|---|---|
| ours | 0.9526 | 0.057 | 0.130 | 0.892 | 0.848 | 0.757 | 0.68 |
| ours, never asking trafilatura | 0.9522 | 0.056 | 0.130 | 0.892 | 0.845 | 0.757 | 0.63 |
| trafilatura | 0.9369 | 0.135 | 0.134 | 0.580 | 0.845 | 0.659 | 1.00 |

## fundus-dev: 123 pages

| ours | 0.9551 | - | - | 0.870 | 0.984 | 0.851 | 0.73 |
| trafilatura | 0.9385 | - | - | 0.724 | 0.984 | 0.769 | 1.00 |
"""


def test_figures_are_read_by_set_and_extractor():
    assert card.figures(SCORES) == {
        ("wcxb-dev", "ours"): ("0.9526", "0.057"),
        ("wcxb-dev", "trafilatura"): ("0.9369", "0.135"),
        ("fundus-dev", "ours"): ("0.9551", "-"),
        ("fundus-dev", "trafilatura"): ("0.9385", "-"),
    }


def test_the_paragraph_is_written_anew_and_nothing_else():
    old = (
        "# Card\n\n**How good it is.** F1 .1 on WCXB. Nearly all remaining loss is in the choice.\n\n**Weak.** Here.\n"
    )
    new = card.aligned(old, SCORES)
    assert (
        "F1 .953 on WCXB (trafilatura .937), unwanted snippets\non 5.7 % of pages (13.5 %); .955 on fundus (.939)."
        in new
    )
    assert new.startswith("# Card\n\n**How")
    assert new.endswith(". Nearly all remaining loss is in the choice.\n\n**Weak.** Here.\n")


def test_the_card_of_the_documentation_says_what_its_scores_say():
    told = card.CARD.read_text("utf-8")
    assert card.aligned(told, card.SCORES.read_text("utf-8")) == told
