"""Titles and texts as they are looked for (``archive.folding``), apart from those that are shown, and their index.

The index holds every three letters that follow each other, so that a part of a word is found in any script. Triggers
keep SQLite's; PostgreSQL's is that of its extension pg_trgm, and where that may not be made every text is looked at.
"""

from __future__ import annotations

from sqlalchemy import Column, Connection, ForeignKey, Table, event, text
from sqlalchemy.exc import DBAPIError

from archive.columns import Words
from archive.tables.base import metadata

folded = Table(
    "folded",
    metadata,
    Column("document_id", ForeignKey("document.id", ondelete="CASCADE"), primary_key=True),
    Column("text", Words, nullable=False),
)
GRAMS = "folded_grams"
VOCABULARY = "folded_grams_said"
# Two line breaks behind each text, so that its last letters begin three as all others do.
_SQLITE = (
    f"DROP TABLE IF EXISTS {VOCABULARY}",
    f"DROP TABLE IF EXISTS {GRAMS}",
    f"CREATE VIRTUAL TABLE {GRAMS} USING fts5(text, content='', detail=none, columnsize=0,"
    ' tokenize="trigram case_sensitive 1")',
    f"CREATE VIRTUAL TABLE {VOCABULARY} USING fts5vocab('{GRAMS}', 'row')",
    f"CREATE TRIGGER {GRAMS}_add AFTER INSERT ON folded BEGIN INSERT INTO {GRAMS}(rowid, text)"  # noqa: S608 - constants
    " VALUES (new.document_id, new.text || char(10, 10)); END",
    f"CREATE TRIGGER {GRAMS}_drop AFTER DELETE ON folded BEGIN INSERT INTO {GRAMS}({GRAMS}, rowid, text)"  # noqa: S608 - constants
    " VALUES ('delete', old.document_id, old.text || char(10, 10)); END",
)
_FILL = f"INSERT INTO {GRAMS}(rowid, text) SELECT document_id, text || char(10, 10) FROM folded"  # noqa: S608 - constants
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_folded_text ON folded USING gin (text gin_trgm_ops)",
)


def make_index(connection: Connection) -> None:
    """Makes the index over what the table holds."""
    if connection.dialect.name == "sqlite":
        for statement in (*_SQLITE, _FILL):
            connection.exec_driver_sql(statement)
        return
    try:
        with connection.begin_nested():
            for statement in _POSTGRESQL:
                connection.execute(text(statement))
    except DBAPIError:
        return  # who runs the server does not give the extension to everybody


def is_index(name: str) -> bool:
    """Whether a table of this name is a part of the index, which is made anew and holds nothing of its own."""
    return name.startswith(GRAMS)


@event.listens_for(folded, "after_create")
def _made(_table: Table, connection: Connection, **_: object) -> None:
    make_index(connection)
