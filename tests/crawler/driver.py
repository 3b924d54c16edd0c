"""Runs one crawl in a process of its own (Scrapy's reactor cannot be started twice) and says on stdout what came of it.

The argument is a JSON object: fields of CrawlPlan and Politeness, with sources and seeds as plain objects.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

from archive.errors import ArchiveError
from compare.seed import Seed
from crawler.errors import CrawlerError
from crawler.plan import CrawlPlan, Politeness, Progress
from crawler.run import crawl, probe
from crawler.sources import Source

ARTICLE = "Two ministers met in the harbour town on Monday and agreed on joint exercises of both navies. " * 4


def main() -> None:
    given = json.loads(sys.argv[1])
    sources = tuple(
        Source(**{k: tuple(v) if isinstance(v, list) else v for k, v in one.items()}) for one in given["sources"]
    )
    politeness = Politeness(**{"delay": 0.0, "retries": 1} | given.get("politeness", {}))
    if given.get("probe"):
        say({"checks": [asdict(check) for check in probe(sources, politeness)]})
        return
    seeds = tuple(Seed(str(number), text) for number, text in enumerate(given.get("seeds", [ARTICLE])))
    more = {name: given[name] for name in ("pages", "workers") if name in given}
    plan = CrawlPlan(
        Path(given["folder"]), "story", sources, seeds, tuple(given.get("seed_urls", ())), politeness=politeness, **more
    )
    try:
        result = crawl(plan, tell)
    except (CrawlerError, ArchiveError) as error:
        say({"error": type(error).__name__, "message": str(error)})
    else:
        say({"result": asdict(result)})


def tell(progress: Progress) -> None:
    say(
        {
            "phase": progress.phase,
            "pages": progress.pages,
            "requests": progress.requests,
            "documents": progress.documents,
        }
    )


def say(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
