"""Extraction held against seeds and fixtures: the cases of a folder, how each fares, and what was accepted before."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from desk import exits
from extract import article, fixtures, peer, text
from extract.document import Document, NotArticle
from extract.encoding import decode
from extract.golds import Gold, Held, hold

Mode = Literal["text", "page"]
EXPECTED, ACCEPTED = "expected.json", "accepted.json"
PAGE, FLAT = "page.html.gz", "text.txt.gz"


@dataclass(frozen=True, slots=True)
class Checked:
    """One seed or fixture in one mode. ``peer``: how trafilatura fares with the same page, None where not asked."""

    seed: str
    mode: Mode
    held: Held
    peer: Held | None = None

    @property
    def key(self) -> str:
        """What it is called among the accepted scores."""
        return f"{self.seed} {self.mode}"


def run(folder: Path, *, against: bool) -> list[Checked]:
    """All cases of a folder: seeds with golds, and fixtures at any depth. Ends the command where there is none."""
    found = [*_seeds(folder, against), *_fixtures(folder, against)]
    if not found:
        exits.fail(
            f"no golds in {folder / 'gold'} and no fixtures below {folder}: name a folder that has them with --seeds, "
            "or make one with cuttings fixture add"
        )
    return found


def _seeds(folder: Path, against: bool) -> Iterator[Checked]:
    for path in sorted((folder / "gold").glob("*.json")):
        try:
            yield from _seed(folder, path, against)
        except OSError as error:
            exits.fail(f"{path.name}: {error.filename} cannot be read: {error.strerror}")
        except (ValueError, KeyError, TypeError) as error:
            exits.fail(f"{path} is no gold: {type(error).__name__} {error}")


def _seed(folder: Path, path: Path, against: bool) -> Iterator[Checked]:
    gold: Gold = json.loads(path.read_text(encoding="utf-8"))
    stripped = text.strip(decode((folder / gold["seed"]).read_bytes()).text)
    yield Checked(path.stem, "text", hold(stripped, gold))
    page = folder / "pages" / f"{path.stem}.html"
    if page.exists():
        html = page.read_bytes()
        other = hold(peer.as_written(peer.extract(html, ""), gold["body"]), gold, page=True) if against else None
        yield Checked(path.stem, "page", hold(article.extract(html, "about:blank"), gold, page=True), other)


def _fixtures(folder: Path, against: bool) -> Iterator[Checked]:
    for path in sorted(folder.rglob(EXPECTED)):
        name = str(path.parent.relative_to(folder)) if path.parent != folder else folder.name
        try:
            yield _fixture(path.parent, name, against)
        except OSError as error:
            exits.fail(f"fixture {name}: {error.filename or path.parent} cannot be read: {error.strerror or error}")
        except (ValueError, KeyError, TypeError) as error:
            exits.fail(f"{path} is no {EXPECTED}: {type(error).__name__} {error}")


def _fixture(place: Path, name: str, against: bool) -> Checked:
    expected: Mapping[str, Any] = json.loads((place / EXPECTED).read_text(encoding="utf-8"))
    flat = (place / FLAT).exists()
    data = gzip.decompress((place / (FLAT if flat else PAGE)).read_bytes())
    url, charset = expected["url"], expected["charset"]
    found: Document | NotArticle = (
        text.strip(decode(data).text) if flat else article.extract(data, url, charset=charset)
    )
    other = None
    if against and not flat:
        other = fixtures.hold(peer.extract(data, url, charset=charset), expected)
    return Checked(name, "text" if flat else "page", fixtures.hold(found, expected), other)


def scores(found: list[Checked]) -> dict[str, Any]:
    """What ``accepted.json`` keeps of each case: how many leaks and losses, and which fields differ."""
    return {
        one.key: {
            "leaks": len(one.held.leaks),
            "losses": len(one.held.losses),
            "fields": sorted(difference.field for difference in one.held.differences),
        }
        for one in found
    }


def accepted(folder: Path) -> dict[str, Any]:
    """The scores that were last accepted for a folder; {} where none were. Ends the command for a damaged file."""
    path = folder / ACCEPTED
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if not all({"leaks", "losses", "fields"} <= set(score) for score in kept.values()):
            raise ValueError("it holds no scores")
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        exits.fail(f"{path} cannot be read ({error}): take it away, and write it anew with --accept")
    return kept


def accept(folder: Path, found: list[Checked]) -> None:
    """Writes the scores as the accepted ones."""
    text_ = json.dumps(scores(found), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / ACCEPTED).write_text(f"{text_}\n", encoding="utf-8")


def worse(one: Checked, before: Mapping[str, Any]) -> list[str]:
    """In what a case is worse than accepted; without an accepted score, than no leak and no loss."""
    score = before.get(one.key, {"leaks": 0, "losses": 0, "fields": None})
    said = []
    for name, lines in (("leaks", one.held.leaks), ("losses", one.held.losses)):
        if len(lines) > score[name]:
            said.append(f"{name}: {len(lines)}, {score[name]} accepted")
    if score["fields"] is not None:
        said += [f"{d.field} was right" for d in one.held.differences if d.field not in score["fields"]]
    return said
