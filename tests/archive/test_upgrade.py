"""A database of every released version, with rows in every table, becomes one of this version and loses none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, delete, event, func, insert, inspect, select, text, update

from archive import database, schema, study, upgrade
from archive.errors import ArchiveError, DiskFull, FolderUnusable
from archive.search import holds
from archive.store import Archive
from archive.tables.searched import is_index

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
DOCUMENT = {"canonical": "http://a/", "bylines": [], "agencies": [], "captions": [], "origins": [], "made": AT}
CAPTURE = {"run_id": 1, "host": "a", "fetched": AT, "kind": "page", "path": "archive/a.warc.gz", "length": 9}
ROWS: dict[str, list[dict[str, Any]]] = {
    "source": [{"key": "dam", "name": "Dam News"}],
    "topic": [{"id": 1, "name": "floods", "saved": AT}],
    "seed": [{"topic_id": 1, "position": 0, "seed": "s", "text": "Σπόρος", "agencies": ["AP"]}],
    "run": [{"id": 1, "kind": "crawl", "settings": {"a": 1}, "software": "x", "started": AT}],
    "capture": [
        CAPTURE | {"id": 1, "record_id": "<urn:a>", "url": "http://a/", "offset": 0, "source": "dam", "why": None},
        CAPTURE | {"id": 2, "record_id": "<urn:b>", "url": "http://b/", "offset": 9, "source": None, "why": "revisit"},
    ],
    "failure": [{"id": 1, "run_id": 1, "url": "http://c/", "at": AT, "kind": "page", "why": "timed out"}],
    "document": [
        DOCUMENT | {"id": 1, "capture_id": 1, "extractor": "v1"},
        DOCUMENT | {"id": 2, "capture_id": 1, "extractor": "v2"},
    ],
    "body": [{"document_id": 1, "text": "Κείμενο"}, {"document_id": 2, "text": "Text"}],
    "rail": [{"document_id": 1, "position": 0, "rule": "r", "lines": ["x"]}],
    "copy": [{"document_id": 2, "of_id": 1, "share": 0.5}],
    "sketch": [{"document_id": 1, "bytes": b"\0\1"}],
    "coverage": [
        {
            "topic_id": 1,
            "document_id": 1,
            "relation": "copy",
            "score": 0.9,
            "nearest": "s",
            "current": True,
            "reasons": [],
        }
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data" / "archive").mkdir(parents=True)
    return tmp_path / "data"


@pytest.fixture
def engine(folder: Path, database_url: str | None) -> Iterator[Engine]:
    made = database.connect(folder, database_url)
    yield made
    made.dispose()


def migrate(engine: Engine, to: str) -> None:
    """An empty database taken to a version by the steps alone."""
    config = upgrade._config()
    with database.writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)


@pytest.fixture
def old(engine: Engine) -> Engine:
    """A database of the first version with rows in every table."""
    migrate(engine, "0001")
    with database.writing(engine) as connection:
        for name, rows in ROWS.items():
            for row in rows:  # only columns that are named here, so none that came later
                connection.execute(insert(schema.metadata.tables[name]).values(row))
    return engine


def counts(engine: Engine) -> dict[str, int]:
    with database.reading(engine) as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(text(f'"{name}"')))
            for name in inspect(connection).get_table_names()
            if name != "alembic_version" and not is_index(name)
        }


def shape(engine: Engine) -> dict[str, Any]:
    """Tables with columns, keys and indexes as the database states them."""
    with database.reading(engine) as connection:
        seen = inspect(connection)
        return {
            name: {
                "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(name)),
                "primary": seen.get_pk_constraint(name)["constrained_columns"],
                "foreign": sorted(
                    (tuple(k["constrained_columns"]), k["referred_table"], k["options"].get("ondelete"))
                    for k in seen.get_foreign_keys(name)
                ),
                "unique": sorted(tuple(k["column_names"]) for k in seen.get_unique_constraints(name)),
                "indexes": sorted(
                    (k["name"], tuple(map(str, k["column_names"])), bool(k["unique"])) for k in seen.get_indexes(name)
                ),
            }
            for name in seen.get_table_names()
            if name != "alembic_version" and not is_index(name)
        }


class TestSteps:
    def test_make_tables_keys_and_indexes_just_as_a_new_database_has_them(
        self, engine: Engine, swept: Callable[[str], str], database_url: str | None, tmp_path: Path
    ) -> None:
        migrate(engine, "head")
        fresh = database.connect(tmp_path, swept("fresh") if database_url else None)
        database.prepare(fresh)
        assert shape(engine) == shape(fresh)
        fresh.dispose()

    def test_stay_as_they_were_released_whatever_becomes_of_the_tables(self) -> None:
        for step in Path(upgrade.__file__).with_name("migrations").glob("versions/v*.py"):
            told = [
                line
                for line in step.read_text("utf-8").splitlines()
                if line.startswith(("from archive", "import archive"))
            ]
            # Texts are folded as this version folds what it looks for.
            assert set(told) <= {"from archive.folding import fold"}, step.name

    def test_make_the_index_just_as_a_new_database_has_it(
        self, engine: Engine, database_url: str | None, tmp_path: Path
    ) -> None:
        if database_url is not None:
            pytest.skip("its indexes are compared with the tables")
        migrate(engine, "head")
        fresh = database.connect(tmp_path)
        database.prepare(fresh)
        made = text("SELECT name, sql FROM sqlite_master WHERE name LIKE 'folded_grams%' ORDER BY name")
        with database.reading(engine) as old, database.reading(fresh) as new:
            assert old.execute(made).all() == new.execute(made).all()
        fresh.dispose()

    def test_end_at_the_version_that_the_schema_names(self, engine: Engine) -> None:
        migrate(engine, "head")
        with database.reading(engine) as connection:
            assert connection.scalars(select(schema.version.c.version_num)).all() == [schema.VERSION]


class TestUpgrade:
    def test_keeps_every_row_of_the_first_version(self, old: Engine) -> None:
        before = counts(old)
        assert before == {name: len(rows) for name, rows in ROWS.items()}
        database.prepare(old)
        after = counts(old)
        assert {name: after[name] for name in before} == before
        assert {name for name, rows in after.items() if rows} == {*before, "folded"}

    def test_says_of_old_rows_what_the_new_columns_ask(self, old: Engine) -> None:
        database.prepare(old)
        with database.reading(old) as connection:
            table = schema.capture
            rows = connection.execute(select(table.c.record, table.c.extractor).order_by(table.c.id)).all()
        assert rows == [("response", "v2"), ("revisit", None)]

    def test_makes_old_texts_be_found(self, old: Engine) -> None:
        database.prepare(old)
        with database.reading(old) as connection:
            assert list(connection.scalars(select(schema.folded.c.text))) == ["\nκειμενο", "\ntext"]

    def test_leaves_references_intact_and_watched(self, old: Engine) -> None:
        database.prepare(old)
        with pytest.raises(ArchiveError, match="refused"), database.writing(old) as connection:
            connection.execute(insert(schema.body), {"document_id": 99, "text": "of nothing"})

    def test_happens_when_the_archive_is_opened(self, old: Engine, folder: Path, database_url: str | None) -> None:
        with Archive.open(folder, database_url=database_url) as archive:
            assert study.status(archive).captures == 2
            assert study.document(archive, 1).document.text == "Κείμενο"

    def test_is_done_once(self, old: Engine) -> None:
        database.prepare(old)
        assert upgrade.upgrade(old, "0001") is None

    @pytest.mark.parametrize("version", ["0099", "", "ae1027a6acf"])
    def test_refuses_a_newer_or_unknown_version_in_a_word(self, old: Engine, version: str) -> None:
        with database.writing(old) as connection:
            connection.execute(update(schema.version).values(version_num=version))
        before = counts(old)
        with pytest.raises(FolderUnusable, match="newer version of cuttings"):
            database.prepare(old)
        assert counts(old) == before

    def test_changes_nothing_when_a_step_breaks(self, old: Engine) -> None:
        before = shape(old), counts(old)

        def breaks(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if statement.startswith("UPDATE alembic_version"):  # the last word of a step
                raise OSError("the power went")

        event.listen(old, "before_cursor_execute", breaks)
        with pytest.raises(OSError, match="power"):
            database.prepare(old)
        event.remove(old, "before_cursor_execute", breaks)
        assert (shape(old), counts(old)) == before
        database.prepare(old)
        assert counts(old)["capture"] == 2

    def test_changes_nothing_when_rows_would_be_lost(self, old: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        def loses(config: Any, _to: str) -> None:
            config.attributes["connection"].execute(text("DELETE FROM failure"))

        monkeypatch.setattr(upgrade.command, "upgrade", loses)
        with pytest.raises(ArchiveError, match=r"would lose rows of failure \(1 rows, then 0\)"):
            database.prepare(old)
        assert counts(old)["failure"] == 1


class TestUpgradeOfTheSecondVersion:
    """It had every table but those of takedowns and exports, and no index over texts."""

    @pytest.fixture
    def second(self, engine: Engine) -> Engine:
        migrate(engine, "0002")
        folded = {"folded": [{"document_id": 1, "text": "κειμενο"}, {"document_id": 2, "text": "中国和俄罗斯"}]}
        with database.writing(engine) as connection:
            for name, rows in (ROWS | folded).items():
                for row in rows:
                    connection.execute(insert(schema.metadata.tables[name]).values(row))
        return engine

    def test_keeps_every_row(self, second: Engine) -> None:
        before = counts(second)
        database.prepare(second)
        after = counts(second)
        assert {name: after[name] for name in before} == before
        assert {name for name in after if name not in before} >= {"tombstone", "export"}

    @pytest.mark.parametrize(("query", "found"), [("ΚΕΊΜΕΝΟ", [1]), ("中国", [2]), ("о", []), ("κει xx", [])])
    def test_finds_its_texts_by_the_index(self, second: Engine, query: str, found: list[int]) -> None:
        database.prepare(second)
        with database.reading(second) as connection:
            wanted = select(schema.document.c.id).where(*holds(connection, query))
            assert list(connection.scalars(wanted)) == found

    def test_watches_texts_that_go(self, second: Engine) -> None:
        database.prepare(second)
        with database.writing(second) as connection:
            connection.execute(delete(schema.folded).where(schema.folded.c.document_id == 2))
            wanted = select(schema.document.c.id).where(*holds(connection, "俄罗斯"))
            assert list(connection.scalars(wanted)) == []


class TestCopy:
    @pytest.fixture
    def database_url(self) -> None:
        return None

    def test_of_the_file_is_made_before_anything_changes(self, old: Engine, folder: Path) -> None:
        copy = upgrade.upgrade(old, "0001")
        assert copy == folder / "cuttings.db.schema-0001"
        kept = database.connect(folder / "nowhere")
        kept.dispose()
        kept = database.create_engine(f"sqlite:///{copy}")
        assert counts(kept) == {name: len(rows) for name, rows in ROWS.items()}
        kept.dispose()

    def test_never_replaces_an_earlier_one(self, old: Engine, folder: Path) -> None:
        (folder / "cuttings.db.schema-0001").write_text("precious")
        assert upgrade.upgrade(old, "0001") == folder / "cuttings.db.schema-0001-2"
        assert (folder / "cuttings.db.schema-0001").read_text() == "precious"

    def test_that_finds_no_place_leaves_all_as_it_was(
        self, old: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_path: Path, _to: Path) -> None:
            raise DiskFull("no room")

        monkeypatch.setattr(database, "copy", full)
        with pytest.raises(DiskFull):
            upgrade.upgrade(old, "0001")
        assert counts(old)["capture"] == 2
        assert "record" not in {name for name, *_ in shape(old)["capture"]["columns"]}
