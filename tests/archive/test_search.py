"""A word is found however it is written, and no other word is made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy import text as text_of

from archive import documents, runs, schema, study
from archive.committer import Committer
from archive.documents import Made
from archive.folding import fold
from archive.reading import Read
from archive.search import holds
from archive.store import Archive
from archive.studied import Filter
from extract.document import Document

TEXTS = {
    "el": "Η Κυβέρνηση ανακοίνωσε μέτρα για τους Ευρωπαίους.",
    "ro": "Președintele a ajuns la București, împreună cu ministrul Țuțea.",
    "de": "Die Straße nach Zürich ist gesperrt: 100% Ärger_heute.",
    "ru": "Йод и ёлка стоят на столе.",
    "hi": "हिन्दी में समाचार पढ़ें।",
    "ja": "ガラスの窓が割れた。",
    "zh": "中国和俄罗斯同意加强军事合作。",
    "th": "รัฐบาลไทยประกาศมาตรการใหม่",
    "tr": "Iğdır'da İstanbul treni",
    "yo": "Ìlú Ẹ̀kọ́ ni olú ìlú náà.",
}
# (what is asked for, in which language's text it stands)
ASKED = [
    ("κυβερνηση", "el"),
    ("ΚΥΒΕΡΝΗΣΗ", "el"),
    ("κυβέρνηση μετρα", "el"),
    ("ΕΥΡΩΠΑΙΟΥΣ", "el"),
    ("ευρωπαίουσ", "el"),
    ("bucuresti", "ro"),
    ("TUTEA", "ro"),
    ("strasse", "de"),
    ("ZURICH", "de"),
    ("100%", "de"),
    ("_heute", "de"),
    ("йод", "ru"),
    ("Ё", "ru"),
    ("हिन्दी", "hi"),
    ("ガラス", "ja"),
    ("俄罗斯", "zh"),
    ("军事", "zh"),
    ("ประกาศ", "th"),
    ("istanbul", "tr"),
    ("İSTANBUL", "tr"),
    ("i̇stanbul", "tr"),
    ("eko", "yo"),
    ("Ẹ̀KỌ́", "yo"),
]
ABSENT = ["иод", "елка", "カラス", "κυβερνηση bucuresti", "100_", "%", "xyz", '"', "' OR 1=1 --", "a" * 10_000]


@pytest.fixture
def texts(archives: Archive, start: Callable[..., Any], exchange: Callable[..., Any]) -> Archive:
    with Committer(archives, start(archives).id) as committer:
        for language in TEXTS:
            committer.submit(exchange(f"http://{language}.example/", language.encode())).result(60)
    made = [
        Made(number, Read(Document(text=text, language=language), None, b"s", f"http://{language}.example/", "v1"))
        for number, (language, text) in enumerate(TEXTS.items(), 1)
    ]
    with archives.write() as connection:
        documents.save(connection, made, None)
    return archives


def found(archive: Archive, query: str) -> list[str | None]:
    return [row.language for row in study.coverage(archive, Filter(text=query))]


def test_words_are_found_however_they_are_written(texts: Archive) -> None:
    for query, language in ASKED:
        assert found(texts, query) == [language], query


def test_no_other_word_is_taken_for_one(texts: Archive) -> None:
    for query in ABSENT:
        expected = ["de"] if query == "%" else []
        assert found(texts, query) == expected, query[:20]


STRANGE = [
    "",
    " ",
    "\0",
    "\ud800",
    "\ud7ff",
    "\U0010ffff",
    "\\",
    "*",
    "NEAR(a",
    "𝔘𝔫𝔦",
    "%%",
    "_",
    '"',
    '""',
    '"a" OR "b"',
    "-a",
    "a:b",
]
LONG = ["x" * 100_000, "%" * 100_000, "ab " * 40_000, "中" * 100_000, "\"'" * 50_000]


def test_anything_may_be_asked(texts: Archive) -> None:
    for query in (*STRANGE, *LONG):
        assert isinstance(found(texts, query), list), query[:20]


# Shorter than what the index keeps, at the beginning, in the middle, and at the very end of a text.
SHORT = [
    ("中国", ["zh"]),
    ("合作", ["zh"]),
    ("作。", ["zh"]),
    ("。", ["ja", "zh"]),
    ("窓", ["ja"]),
    ("й", ["ru"]),
    ("zz", []),
]


def test_words_of_one_and_two_letters_are_found_wherever_they_stand(texts: Archive) -> None:
    for query, languages in SHORT:
        assert sorted(map(str, found(texts, query))) == languages, query


def test_a_text_that_goes_leaves_the_index(texts: Archive) -> None:
    with texts.write() as connection:
        connection.execute(delete(schema.document).where(schema.document.c.language == "zh"))
    assert found(texts, "俄罗斯") == found(texts, "中国") == []
    assert found(texts, "ガラス") == ["ja"]


def test_the_index_gives_what_a_look_at_every_text_gives(texts: Archive) -> None:
    """Every part of every text, up to five letters."""
    folded = {language: fold(f"\n{text}") for language, text in TEXTS.items()}
    parts = {text[at : at + size] for text in folded.values() for size in (1, 2, 3, 5) for at in range(0, len(text), 7)}
    for part in sorted(part for part in parts if part.strip() and len(part.split()) == 1):
        holding = {language for language, text in folded.items() if part.strip() in text}
        assert set(found(texts, part)) == holding, part


def test_without_the_extension_every_text_is_looked_at(texts: Archive) -> None:
    if texts.database_url is None:
        pytest.skip("SQLite brings its index along")
    with texts.write() as connection:
        connection.execute(text_of("DROP EXTENSION pg_trgm CASCADE"))
    assert found(texts, "ευρωπαιουσ") == ["el"]


def test_the_index_of_postgresql_is_asked(texts: Archive) -> None:
    if texts.database_url is None:
        pytest.skip("of PostgreSQL")
    with texts.read() as connection:
        connection.execute(text_of("SET LOCAL enable_seqscan = off"))  # nine texts are read sooner than any index
        wanted = select(schema.document.c.id).where(*holds(connection, "ευρωπαιουσ"))
        sql = wanted.compile(connection, compile_kwargs={"literal_binds": True})
        plan = "\n".join(connection.scalars(text_of(f"EXPLAIN {sql}".replace(":", "\\:"))))
    assert "Bitmap Index Scan on ix_folded_text" in plan


def test_other_filters_hold_too(texts: Archive) -> None:
    assert study.coverage(texts, Filter(text="йод", language="el")) == []


def test_titles_are_looked_at_too(archive: Archive, start: Any, exchange: Any) -> None:
    with Committer(archive, start(archive).id) as committer:
        committer.submit(exchange()).result(60)
    read = Read(Document(text="Text", title="Ο Τίτλος"), None, b"s", "http://dam.example/a", "v1")
    with archive.write() as connection:
        documents.save(connection, [Made(1, read)], None)
    assert len(study.coverage(archive, Filter(text="τιτλοσ text"))) == 1
    assert runs.latest(archive)[0].kind == "crawl"
    assert "folded" in schema.metadata.tables
