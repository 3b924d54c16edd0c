"""What is known of every address for its next fetch, and the crawls that run by themselves.

``schedule.nominal`` is when a schedule is due on its grid, ``next_due`` the same with jitter; ``owner`` holds it until
``lease_until``. A ``job`` is one due time of a schedule, whoever ran it in how many attempts.

Of ``fetch_state``, ``key`` is a hash of the address (PostgreSQL refuses a key as long as some), ``capture_id`` the last
whole answer, ``moved`` where a redirect leads, ``leads`` a hash over the addresses that a list named, ``streak`` how
often in a row nothing new was found, and ``due`` None means never again.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, UniqueConstraint, false

from archive.columns import Instant, Words
from archive.tables.base import metadata

schedule = Table(
    "schedule",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Words, nullable=False, unique=True),
    Column("plan", JSON, nullable=False),
    Column("every", Words, nullable=False),
    Column("zone", Words, nullable=False),
    Column("jitter", Float, nullable=False),
    Column("on_failure", Words),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("added", Instant, nullable=False),
    Column("nominal", Instant, nullable=False),
    Column("next_due", Instant, nullable=False),
    Column("owner", Words),
    Column("lease_until", Instant),
)

job = Table(
    "job",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schedule_id", ForeignKey("schedule.id", ondelete="CASCADE"), nullable=False),
    Column("due", Instant, nullable=False),
    Column("started", Instant, nullable=False),
    Column("ended", Instant),
    Column("outcome", Words),
    Column("attempts", Integer, nullable=False, server_default="1"),
    Column("not_before", Instant),
    Column("run_id", ForeignKey("run.id")),
    Column("counts", JSON),
    Column("error", Words),
    UniqueConstraint("schedule_id", "due"),
)

fetch_state = Table(
    "fetch_state",
    metadata,
    Column("key", String(32), primary_key=True),
    Column("url", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("source", Words),
    Column("status", Integer, nullable=False),
    Column("moved", Words),
    Column("capture_id", ForeignKey("capture.id", ondelete="SET NULL")),
    Column("digest", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("first", Instant, nullable=False),
    Column("checked", Instant, nullable=False),
    Column("due", Instant),
    Column("interval", Float),
    Column("streak", Integer, nullable=False, server_default="0"),
    Column("leads", Words),
)
Index("ix_fetch_state_due", fetch_state.c.source, fetch_state.c.due)
