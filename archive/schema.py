"""The tables: one schema for SQLite and PostgreSQL, declared in ``archive.tables``.

A change here needs the same change as a step in ``archive/migrations/versions``; a test compares the two.
"""

from __future__ import annotations

from archive.tables.base import VERSION, metadata, version
from archive.tables.captured import capture, failure, reading, run, source
from archive.tables.forgotten import export, tombstone
from archive.tables.planned import fetch_state, job, schedule
from archive.tables.searched import folded
from archive.tables.stories import coverage, feedback, seed, story, story_change, story_member, topic
from archive.tables.texts import body, copy, document, meaning, rail, sketch, template, template_article

__all__ = [
    "VERSION",
    "body",
    "capture",
    "copy",
    "coverage",
    "document",
    "export",
    "failure",
    "feedback",
    "fetch_state",
    "folded",
    "job",
    "meaning",
    "metadata",
    "rail",
    "reading",
    "run",
    "schedule",
    "seed",
    "sketch",
    "source",
    "story",
    "story_change",
    "story_member",
    "template",
    "template_article",
    "tombstone",
    "topic",
    "version",
]
