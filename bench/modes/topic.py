"""What every mode is given: the five seeds as their golds have them, so that no mode pays for reading them; no delay.

Imports no Scrapy: our crawl starts its extraction before it does.
"""

from __future__ import annotations

import json
from pathlib import Path

from compare.seed import Seed
from crawler.plan import Politeness

POLITENESS = Politeness(delay=0.0)
FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "gold"


def golds() -> tuple[Seed, ...]:
    """The seeds' clean texts."""
    found = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(FOLDER.glob("*.json"))]
    return tuple(Seed(name, "\n".join(gold["body"]), gold["title"], gold["language"]) for name, gold in found)
