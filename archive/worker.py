"""What runs in a worker process: from a place in a WARC file to a document and its relation. Touches no database."""

from __future__ import annotations

import resource
import signal
from contextvars import ContextVar
from dataclasses import replace
from operator import is_
from typing import TypeVar
from urllib.parse import urlsplit

from archive.errors import BodyBomb, BodyDamaged, RecordDamaged
from archive.folding import folded
from archive.outcomes import DOCUMENT, FAILED, MISSING, NOT_ARTICLE, NOT_FOR_EXTRACTION, UNCHANGED, Outcome
from archive.reading import Answer, Job, Read
from archive.strings import clean, host
from archive.warc import content
from archive.warc.http import Head
from compare.coverage import Coverage
from compare.keys import keys
from compare.sketches import sketch
from compare.topic import Matcher, Topic
from extract import snapshot
from extract.address.replays import original
from extract.article import Given, extract_with
from extract.document import Document, NotArticle
from extract.opening import robots
from extract.urls import canonical
from extract.version import extractor_version

# One process serves one topic; pebble's initializer sets it before the first job.
_matcher: ContextVar[Matcher | None] = ContextVar("matcher", default=None)
_TWIN_LABELS = ("www.", "amp.", "m.", "mobile.")


def prepare(topic: Topic | None, memory: int) -> None:
    """Sets a worker process up: its memory limit in bytes of address space, its topic, and no ear for Ctrl-C.

    The terminal sends Ctrl-C to every process; the one that started the pool decides what it means.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    _matcher.set(Matcher(topic) if topic else None)


def work(job: Job) -> Answer:
    """Reads the capture, extracts and compares. A damaged record or body is a failed outcome; else raises."""
    try:
        if known := _known(job):
            return Answer(Outcome(NOT_FOR_EXTRACTION, known))
        head, html = read_page(job)
    except BodyBomb as error:
        return Answer(Outcome(FAILED, f"unpacks to too much: {error}"))
    except BodyDamaged as error:
        return Answer(Outcome(FAILED, f"damaged body: {error}"), None, extractor_version())
    except RecordDamaged as error:
        return Answer(Outcome(FAILED, f"damaged record: {error}"), None, extractor_version())
    found = extract_with(html, job.url, Given(head.charset, site=job.site))
    if isinstance(found, NotArticle):
        why = f"{found.why}: {found.detail}" if found.detail else found.why
        return Answer(Outcome(NOT_ARTICLE, clean(why)), None, extractor_version())
    document = storable(_with_signals(found, head))
    coverage, found_by = relate(document), sketch(document.text)
    shown_by = keys(document.title, document.text, document.language, found_by)
    shared = shared_url(job.url, document.canonical_url)
    version = extractor_version(job.site.version if job.site else None)
    looked_for = folded(document.title, document.text)
    prints = snapshot.prints(snapshot.lines(document)) if job.learned else None
    read = Read(document, coverage, found_by.to_bytes(), shared, version, shown_by, looked_for, prints)
    return Answer(Outcome(DOCUMENT, None), read, version)


def _known(job: Job) -> str | None:
    """Why a revisit says nothing new, None for what is to be read. Raises RecordDamaged."""
    if job.revisit and job.original is None:
        return MISSING
    is_same = job.payload is not None and job.payload.same_url
    return UNCHANGED if is_same and job.original and content.alike(job.record, job.original) else None


def _with_signals(document: Document, head: Head) -> Document:
    """With what the server's fields X-Robots-Tag forbid, beside what the page says."""
    said = robots(head.each("x-robots-tag"), b"")
    return document if said is None else replace(document, rights=(*document.rights, ("x-robots-tag", said)))


def relate(document: Document) -> Coverage | None:
    """The document's relation to this process's topic, None when there is no topic."""
    matcher = _matcher.get()
    return matcher.relate(document) if matcher else None


def read_page(job: Job) -> tuple[Head, bytes]:
    """Head and decoded body of a capture; a revisit's body is its original's. Raises RecordDamaged or BodyDamaged."""
    return content.read(job.record, job.original, whole=True)


def shared_url(url: str, stated: str | None) -> str:
    """The URL under which captures of one article meet: the canonical one that the page states, or its own.

    A stated one counts only on the same site and below its root: pages of many sites name their home page or, for a
    wire report, another outlet's page, and that outlet's coverage is not this one's.
    """
    own = canonical(original(url))
    if stated:
        there = canonical(original(stated))
        if _site(there) == _site(own) and len(urlsplit(there).path) > 1:
            return there
    return own


def _site(url: str) -> str:
    name = host(url)
    for label in _TWIN_LABELS:
        name = name.removeprefix(label)
    return name


T = TypeVar("T")


def storable(value: T) -> T:
    """A Document with every text in it as a database takes it (no NUL, no lone surrogate), however deep it stands."""
    if isinstance(value, str):
        return clean(value)  # type: ignore[return-value]  # str in, str out
    if isinstance(value, tuple):
        new = tuple(map(storable, value))
        return value if all(map(is_, new, value)) else new  # type: ignore[return-value]  # no named tuples in a Document
    if hasattr(value, "__dataclass_fields__"):
        old = {name: getattr(value, name) for name in value.__dataclass_fields__}
        changed = {name: new for name, kept in old.items() if (new := storable(kept)) is not kept}
        return replace(value, **changed) if changed else value  # type: ignore[type-var]  # as hasattr said
    return value
