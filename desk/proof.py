"""What the demo shows to be believed: one rail cut, before and after, and the run held against the truth file."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from archive import study
from archive.store import Archive
from archive.studied import Filter, Kept
from compare.coverage import Relation
from desk import render
from extract.document import Rail
from newsweb import truth as truths
from newsweb.score import Found, Score, score

BAR = 0.95
LINES = 10
WRONG = 5
OTHER = str(Relation.UNRELATED)


def held(archive: Archive, topic: str) -> Score:
    """The run held against the truth file of the news web."""
    found = []
    for row in study.coverage(archive, Filter(topic=topic)):
        kept = study.document(archive, row.id)
        found.append(Found(row.url, str(row.relation), tuple(kept.document.text.split("\n"))))
    return score(truths.load(), found)


def good(score: Score) -> bool:
    """Whether the run reached what the demo promises: precision and recall of .95, six languages, no rail left."""
    return min(score.precision, score.recall) >= BAR and len(score.languages) >= 6 and not score.leaked


def figures(score: Score) -> dict[str, Any]:
    """The score's figures as JSON has them."""
    return {
        "pages": score.pages,
        "about": score.about,
        "told": score.told,
        "right": score.right,
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "languages": sorted(score.languages),
        "rail_lines_left": [list(pair) for pair in score.leaked],
        "body_lines_lost": [list(pair) for pair in score.lost],
        "wrong": [list(pair) for pair in score.wrong],
    }


def truth(screen: Console, score: Score) -> None:
    """The run's figures against the truth, and where it was wrong."""
    colour = "green" if good(score) else "red"
    names = f" ({', '.join(sorted(score.languages))})" if score.languages else ""
    screen.print(
        f"\n[bold]Held against the truth[/] that the outlets state of their {render.count(score.pages, 'article')}: "
        f"{score.about} are about the story, {score.told} were told to be, {score.right} of them rightly:\n"
        f"  [{colour}]precision {score.precision:.3f}, recall {score.recall:.3f}[/], "
        f"in {render.count(len(score.languages), 'language')}{names}; "
        f"{render.count(len(score.leaked), 'rail line')} left in clean texts, "
        f"{render.count(len(score.lost), 'body line')} lost"
    )
    for url, relation in score.wrong[:WRONG]:
        screen.print(Text.assemble(("  told wrongly: ", "dim"), render.shown(f"{url} (in truth: {relation})")))
    if len(score.wrong) > WRONG:
        screen.print(f"  [dim]and {len(score.wrong) - WRONG} more[/]")


def rail(screen: Console, archive: Archive, topic: str) -> None:
    """A page that is not about the story, with a rail that is: what a reader's tool sees, and what is kept."""
    headlines = {
        one[name] for one in truths.load() if one.get("relation", OTHER) != OTHER for name in ("title", "link")
    }
    rows = study.coverage(archive, Filter(topic=topic, relation=(Relation.UNRELATED,)))
    for row in sorted(rows, key=lambda row: row.language != "en"):  # the language of these screens first
        kept = study.document(archive, row.id)
        found = next((one for one in kept.document.rails if _speaks(one, headlines)), None)
        if found is not None:
            _before_and_after(screen, kept, found)
            return


def _speaks(rail: Rail, headlines: set[str]) -> bool:
    return rail.heading is not None and 3 <= len(rail.lines) <= LINES and not headlines.isdisjoint(rail.lines)


def _before_and_after(screen: Console, kept: Kept, rail: Rail) -> None:
    last = kept.document.text.rsplit("\n", 1)[-1]
    screen.print()
    screen.print(
        Text.assemble(
            ("What was stripped", "bold"),
            f", for instance, from document {kept.id} (",
            render.shown(kept.document.title),
            "), which is not about the story, though its rail is:",
        )
    )
    for label, lines in (("before", (last, *rail.lines)), ("after", (last,))):
        table = render.grid("", "")
        table.show_header = False
        for number, line in enumerate(lines):
            table.add_row(Text("" if number else f"  {label:<6}", "dim"), render.shown(line, "red" if number else ""))
        render.put(screen, table)
    screen.print(f"  [dim]rule[/]    {rail.rule}")
