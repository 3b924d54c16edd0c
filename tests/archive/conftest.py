"""A real archive in a fresh folder, on SQLite or on a real PostgreSQL, and exchanges to put into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, insert, select, text

from archive import runs, schema
from archive.capture import Exchange, Provenance
from archive.runs import Run
from archive.store import Archive
from compare.seed import Seed
from compare.topic import Topic

NOW = datetime(2026, 3, 4, 5, 6, 7, 890123, UTC)
WORDS = (
    "The dam above the village gave way on Tuesday night after three weeks of rain, and the water reached the market "
    "square before anyone had been told to leave. Rescue teams counted forty houses without a roof. The mayor said "
    "that the alarm had been tested in spring and had worked. Engineers from the capital will look at the northern "
    "wall, where a crack had been reported two years ago and painted over. Farmers in the valley have lost the maize "
    "and most of the sheep. The bridge to the hospital stands, but lorries may not cross it until it has been checked."
)
TITLE = "<title>Dam gives way</title>"
HTML = f"<html><head>{TITLE}</head><body><article><h1>Dam gives way</h1><p>{WORDS}</p></article></body></html>"


DAM = Provenance(source="dam")


OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"


# All that a test may have changed but rows, as one value: tables, columns, indexes, constraints, triggers, the version.
SHAPE = """
SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
    SELECT concat_ws(' ', table_name, column_name, data_type, column_default, is_nullable) AS line
        FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL SELECT version_num FROM alembic_version
) AS shape"""
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


def engine_for(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")


@pytest.fixture(scope="session")
def swept(postgres: str) -> Callable[..., str]:
    """Gives the URL of the database of a name, emptied, which takes a tenth of the time of making another."""
    made: set[str] = set()

    def sweep(name: str = "cuttings") -> str:
        if name not in made:
            with engine_for(postgres).connect() as connection:
                connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
            made.add(name)
        url = postgres.replace("/postgres?", f"/{name}?")
        engine = engine_for(url)
        with engine.connect() as connection:
            connection.execute(text(OTHERS), {"name": name})
            for statement in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public"):
                connection.execute(text(statement))
        engine.dispose()
        return url

    return sweep


@pytest.fixture
def postgres_url(swept: Callable[..., str]) -> str:
    """The URL of an empty database."""
    return swept()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """None for SQLite, or the URL of a fresh PostgreSQL database."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture(scope="session")
def cleared(swept: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Gives the URL of a database with all tables and no rows, which takes a third of the time of making the tables."""
    shapes: dict[str, str] = {}

    def clear() -> str:
        for url, shape in shapes.items():
            if _clear(url, shape):
                return url
        url = swept("cleared")
        Archive.open(tmp_path_factory.mktemp("cleared"), database_url=url).close()
        with engine_for(url).connect() as connection:
            shapes[url] = connection.execute(text(SHAPE)).scalar_one()
        return url

    return clear


def _clear(url: str, shape: str) -> bool:
    """Deletes all rows; False, and nothing done, where a test has changed more than rows."""
    engine = engine_for(url)
    with engine.connect() as connection:
        connection.execute(text(OTHERS), {"name": connection.scalar(text("SELECT current_database()"))})
        tables = connection.scalars(text(TABLES)).all()
        same = bool(tables) and connection.scalar(text("SELECT to_regclass('alembic_version') IS NOT NULL"))
        if same and (same := connection.scalar(text(SHAPE)) == shape):
            connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
    engine.dispose()
    return bool(same)


@pytest.fixture(params=["sqlite", "postgresql"])
def archives_url(request: pytest.FixtureRequest) -> str | None:
    """The database of ``archives``: None for SQLite, or the URL of a PostgreSQL database without rows."""
    return None if request.param == "sqlite" else request.getfixturevalue("cleared")()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def archives(tmp_path: Path, archives_url: str | None) -> Iterator[Archive]:
    """Like ``archive``, once with each database."""
    with Archive.open(tmp_path / "data", database_url=archives_url) as opened:
        yield opened


@pytest.fixture
def start() -> Callable[[Archive], Run]:
    return lambda archive: runs.start(archive, "crawl", {"robots": "obey", "user_agent": "cuttings/0.1"}, "floods")


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    def make(
        url: str = "http://dam.example/a",
        body: bytes = HTML.encode(),
        *,
        head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
        fetched: datetime = NOW,
        provenance: Provenance = DAM,
        **more: Any,
    ) -> Exchange:
        request = b"GET /a HTTP/1.1\r\nHost: dam.example\r\n\r\n"
        return Exchange(url, request, head + body, fetched, provenance, **more)

    return make


@pytest.fixture
def capture() -> Callable[..., int]:
    """Puts the row of a capture into the database, with what is not given as of any page; its number."""

    def put(archive: Archive, number: int, **given: Any) -> int:
        row = {
            "id": number,
            "record_id": f"<urn:{number}>",
            "url": f"http://dam.example/{number}",
            "host": "dam.example",
            "fetched": NOW + timedelta(days=number),
            "kind": "page",
            "status": 200,
            "record": "response",
            "path": "archive/a.warc.gz",
            "offset": number * 1000,
            "length": 500,
        }
        with archive.write() as connection:
            if connection.scalar(select(schema.run.c.id)) is None:
                run = {"id": 1, "kind": "crawl", "settings": {}, "software": "x", "started": NOW}
                connection.execute(insert(schema.run), run)
            connection.execute(insert(schema.capture), row | {"run_id": 1} | given)
        return number

    return put


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def article() -> str:
    """The text of the page that ``exchange`` gives."""
    return WORDS


@pytest.fixture
def topic() -> Topic:
    seed = Seed("dam", WORDS, "Dam gives way", "en", datetime(2026, 3, 4, tzinfo=UTC), ("AP",))
    return Topic("floods", (seed, Seed("σπόρος", "Το φράγμα υποχώρησε πάνω από το χωριό.")))
