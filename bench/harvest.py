"""How early a crawl finds what is about the story: the harvest curve, read from a run's data folder.

    python -m bench.harvest                            crawls the news web and draws its curve
    python -m bench.harvest --data FOLDER              reads the curve of a crawl of the news web that was made before
    python -m bench.harvest --picture docs/harvest.svg --json

The curve counts article fetches in the order of their captures, and of them those that the news web's truth calls about
the story. Nothing is written into the data folder of a crawl that was made before.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from bench.curve import picture
from newsweb.site import untracked
from newsweb.truth import load

QUARTER = 0.25
BAR = 0.80
_PAGES = (
    "SELECT url FROM capture WHERE kind = 'page' AND status BETWEEN 200 AND 299 AND origin IS NOT 'seed'"
    " AND coalesce(why, '') NOT LIKE 'cut short%'"
    " ORDER BY fetched, id"
)
_CRAWL = """
import sys
from dataclasses import replace
from pathlib import Path
from crawler.plan import Politeness
from crawler.run import crawl
from desk.commands.demo import _plan
from desk.config import Settings
from newsweb import child
if __name__ == "__main__":
    folder, delay = Path(sys.argv[1]), float(sys.argv[2])
    with child.running(None) as web:
        plan = _plan(Settings(), folder, dict(web.origins))
        crawl(replace(plan, politeness=Politeness(delay=delay)), lambda progress: None)
"""


@dataclass(frozen=True, slots=True)
class Harvest:
    """``found``: for each article fetch in order whether it was the first of an article about the story; ``about``: how
    many such articles there are."""

    found: tuple[bool, ...]
    about: int

    def at(self, share: float) -> float:
        """The share of the articles about the story that the first ``share`` of the fetches brought."""
        return sum(self.found[: round(len(self.found) * share)]) / self.about

    def until(self, share: float) -> float | None:
        """The share of the fetches after which ``share`` of those articles were there; None if they never were."""
        wanted, had = share * self.about, 0
        for number, is_about in enumerate(self.found, 1):
            had += is_about
            if had >= wanted:
                return number / len(self.found)
        return None

    @property
    def ideal(self) -> float:
        """What a crawl that knew everything would have after a quarter of the fetches."""
        return min(1.0, round(len(self.found) * QUARTER) / self.about)


def harvest(urls: Sequence[str]) -> Harvest:
    """Holds article fetches, in their order, against the truth of the news web."""
    articles = [record for record in load() if record["kind"] == "article"]
    places = {
        (record["address"], path): (record["address"], record["path"])
        for record in articles
        if record["relation"] != "unrelated"
        for path in (record["path"], *record["other_paths"])
    }
    seen: set[tuple[str, str]] = set()
    found: list[bool] = []
    for url in urls:
        parts = urlsplit(url)
        place = places.get((parts.hostname or "", untracked(parts.path + (f"?{parts.query}" if parts.query else ""))))
        found.append(place is not None and place not in seen)
        if place is not None:
            seen.add(place)
    return Harvest(tuple(found), len(set(places.values())))


def fetched(folder: Path) -> list[str]:
    """URLs of the articles in the order in which they were captured; opened read-only."""
    with sqlite3.connect(f"file:{folder / 'cuttings.db'}?mode=ro", uri=True) as connection:
        return [url for (url,) in connection.execute(_PAGES)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the figures; 1 when the bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="the data folder of a crawl of the news web; without, one is made")
    parser.add_argument("--delay", type=float, default=0.5, help="seconds between two requests to a host (0.5)")
    parser.add_argument("--picture", type=Path, help="where to write the curve as SVG")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.data or _crawled(Path(scratch) / "data", given.delay)
        one = harvest(fetched(folder))
    if given.picture:
        given.picture.write_text(picture(one.found, one.about, QUARTER, BAR), encoding="utf-8")
    _tell(one, as_json=given.json)
    return 0 if one.at(QUARTER) >= BAR else 1


def _crawled(folder: Path, delay: float) -> Path:
    script = folder.parent / "crawl.py"
    script.write_text(_CRAWL, encoding="utf-8")
    root = Path(__file__).parents[1]
    subprocess.run([sys.executable, str(script), str(folder), str(delay)], check=True, env={"PYTHONPATH": str(root)})
    return folder


def _tell(one: Harvest, *, as_json: bool) -> None:
    figures = {
        "fetches": len(one.found),
        "about": one.about,
        "found": sum(one.found),
        "at a quarter": round(one.at(QUARTER), 4),
        "ideal": round(one.ideal, 4),
        "fetches for 80 %": one.until(BAR),
    }
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
        return
    for share in (0.1, 0.15, 0.2, QUARTER, 0.3, 0.4, 0.5, 0.75, 1.0):
        sys.stdout.write(f"{share:5.0%} of {len(one.found)} article fetches: {one.at(share):6.1%} of the story\n")
    sys.stdout.write(f"bar: {BAR:.0%} at {QUARTER:.0%}; a crawl that knew everything: {one.ideal:.1%}\n")


if __name__ == "__main__":
    sys.exit(main())
