"""What stands on several articles of a host: collected with its documents, frozen into snapshots, given with jobs.

The first thirty articles of a host are collected, an article once, whatever it was captured how often. A snapshot is
made at two articles and each time that half as many more are known, and kept, so that a document's extractor version
names what it was read with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from archive import schema
from archive.documents import Made
from archive.pending import Pending
from archive.store import Archive
from archive.strings import host
from extract import snapshot as snapshots
from extract.snapshot import Snapshot

_MOST, _HOSTS = 30, 500
_LEAST, _GROWTH = 2, 1.5
_article, _template = schema.template_article, schema.template


@dataclass(slots=True)
class _Site:
    """A host's articles by canonical URL, their prints with the lines' sizes, and the snapshot that is in use."""

    articles: dict[str, Mapping[int, int]] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    frozen_at: int = 0


class Templates:
    """The snapshots of one archive's hosts. Of many hosts the 500 last asked for are held in memory."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._sites: dict[str, _Site] = {}

    def given(self, found: Iterable[Pending], *, learning: bool = True) -> list[Pending]:
        """The pending captures, each job with what is known of its host. ``learning``: ``learn`` will be called."""
        return [_with(one, self._of(host(one.job.url)), learning) for one in found]

    def of(self, name: str) -> Snapshot | None:
        """The snapshot of the host ``name``, None while fewer than two of its articles are known."""
        return self._of(name).snapshot

    def _of(self, name: str) -> _Site:
        site = self._sites.pop(name, None)
        if site is None:
            with self._archive.read() as connection:
                site = _load(connection, name)
        self._sites[name] = site
        if len(self._sites) > _HOSTS:
            del self._sites[next(iter(self._sites))]
        return site

    def learn(self, connection: Connection, made: Iterable[Made]) -> None:
        """Takes the lines of new documents into account, within the transaction that keeps these."""
        for one in made:
            name = host(one.read.canonical)
            if name not in self._sites:
                self._sites[name] = _load(connection, name)
            site = self._sites[name]
            if one.read.canonical in site.articles or len(site.articles) >= _MOST:
                continue
            prints = one.read.prints
            if prints is None:
                prints = snapshots.prints(snapshots.lines(one.read.document))
            site.articles[one.read.canonical] = prints
            row = {"host": name, "canonical": one.read.canonical, "prints": [list(pair) for pair in prints.items()]}
            connection.execute(insert(_article).values(row))
            _freeze(connection, name, site)


def _with(found: Pending, known: _Site, learning: bool) -> Pending:
    learned = learning and len(known.articles) < _MOST
    return found._replace(job=replace(found.job, site=known.snapshot, learned=learned))


def _load(connection: Connection, name: str) -> _Site:
    rows = connection.execute(select(_article.c.canonical, _article.c.prints).where(_article.c.host == name)).all()
    site = _Site({row.canonical: dict(row.prints) for row in rows})
    newest = select(_template).where(_template.c.host == name).order_by(_template.c.articles.desc()).limit(1)
    if (row := connection.execute(newest).first()) is not None:
        site.snapshot = snapshots.frozen(name, row.articles, row.prints)
        site.frozen_at = row.articles
    return site


def _freeze(connection: Connection, name: str, site: _Site) -> None:
    count = len(site.articles)
    if count < max(_LEAST, _GROWTH * site.frozen_at):
        return
    made = snapshots.snapshot(name, site.articles.values())
    site.snapshot, site.frozen_at = replace(made, articles=count), count
    here = select(func.count()).where(_template.c.host == name, _template.c.version == made.version)
    if not connection.scalar(here):
        row = {"host": name, "version": made.version, "articles": count, "prints": sorted(made.prints)}
        connection.execute(insert(_template).values(row | {"made": datetime.now(UTC)}))
