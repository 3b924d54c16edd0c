"""The model card's figures, taken from the page of scores so that the two never differ.

    python -m bench.card

``bench/extraction.py --write`` does the same at its end.
"""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
CARD, SCORES = DOCS / "model-card.md", DOCS / "extraction-scores.md"
_BEGIN = "**How good it is.**"
_SET = re.compile(r"^## (\S+): \d+ pages$", re.MULTILINE)
_ROW = re.compile(r"^\| (ours|trafilatura) \| ([\d.]+) \| ([\d.]+|-) \|", re.MULTILINE)


def figures(scores: str) -> dict[tuple[str, str], tuple[str, str]]:
    """F1 and leak, as they are printed, by data set and extractor of the page of ``scores``."""
    _, *parts = _SET.split(scores)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return {(name, who): (f1, leak) for name, part in pairs for who, f1, leak in _ROW.findall(part)}


def aligned(card: str, scores: str) -> str:
    """``card`` with the figures of ``scores`` in its paragraph on how good the model is."""
    found = figures(scores)
    (wcxb, leak), (wcxb_peer, leak_peer) = found["wcxb-dev", "ours"], found["wcxb-dev", "trafilatura"]
    fundus, fundus_peer = found["fundus-dev", "ours"][0], found["fundus-dev", "trafilatura"][0]
    told = (
        f"{_BEGIN} On hosts it has not seen: F1 {_short(wcxb)} on WCXB (trafilatura {_short(wcxb_peer)}), "
        "unwanted snippets\n"
        f"on {_percent(leak)} % of pages ({_percent(leak_peer)} %); {_short(fundus)} on fundus ({_short(fundus_peer)})."
    )
    start = card.index(_BEGIN)
    end = card.index(" Nearly all", start)
    return card[:start] + told + card[end:]


def _short(share: str) -> str:
    return f"{float(share):.3f}".lstrip("0")


def _percent(share: str) -> str:
    return f"{100 * float(share):.1f}"


def write() -> None:
    """Bring the card in the documentation up to the page of scores beside it."""
    CARD.write_text(aligned(CARD.read_text("utf-8"), SCORES.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write()
