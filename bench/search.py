"""How long a search for words takes: ``python -m bench.search [--documents N]``.

An archive of its own in a temporary folder is filled with texts of random words in three scripts, a tenth of the words
making nine tenths of the text, as in a language. Then each query is asked as ``cuttings list --text`` asks it.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from archive import schema, study
from archive.folding import fold
from archive.store import Archive
from archive.studied import Filter

_LETTERS = {"la": "etaoinshrdlucmfw", "el": "αεοιτνσρκπλμδγβυ", "zh": "".join(map(chr, range(0x4E00, 0x4E00 + 1500)))}
_BATCH = 500


def main() -> None:
    """Fills the archive and prints a line for each query."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--documents", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--database", help="a PostgreSQL database that may be filled, instead of SQLite")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, Archive.open(Path(folder), database_url=given.database) as archive:
        chance = random.Random(7)
        words = {language: _words(chance, letters, language) for language, letters in _LETTERS.items()}
        begun = time.process_time()
        _fill(archive, chance, words, given.documents)
        print(f"{given.documents} documents, {given.documents / (time.process_time() - begun):.0f} a CPU second")
        for query in _queries(words):
            _ask(archive, query, given.rounds)


def _words(chance: random.Random, letters: str, language: str) -> list[str]:
    longest = 3 if language == "zh" else 11
    return ["".join(chance.choices(letters, k=chance.randint(2, longest))) for _ in range(20_000)]


def _text(chance: random.Random, words: list[str], blank: str) -> str:
    return blank.join(words[int(20_000 * chance.random() ** 4)] for _ in range(400))


def _fill(archive: Archive, chance: random.Random, words: dict[str, list[str]], most: int) -> None:
    now = datetime.now(UTC)
    with archive.write() as connection:
        run = {"id": 1, "kind": "crawl", "settings": {}, "software": "bench", "started": now}
        connection.execute(insert(schema.run), run)
    for start in range(1, most + 1, _BATCH):
        numbers = range(start, min(start + _BATCH, most + 1))
        languages = [list(words)[number % 3] for number in numbers]
        texts = [_text(chance, words[one], "" if one == "zh" else " ") for one in languages]
        with archive.write() as connection:
            connection.execute(insert(schema.capture), [_capture(number, now) for number in numbers])
            connection.execute(insert(schema.document), [_document(number, now) for number in numbers])
            folded = [{"document_id": n, "text": fold(text)} for n, text in zip(numbers, texts, strict=True)]
            connection.execute(insert(schema.folded), folded)


def _capture(number: int, now: datetime) -> dict[str, object]:
    url = f"http://a.example/{number}"
    place = {"path": "archive/a.warc.gz", "offset": number, "length": 1, "kind": "page", "host": "a.example"}
    return place | {"id": number, "run_id": 1, "record_id": f"<urn:{number}>", "url": url, "fetched": now}


def _document(number: int, now: datetime) -> dict[str, object]:
    empty = dict.fromkeys(("bylines", "agencies", "captions", "origins"), ())
    place = {"id": number, "capture_id": number, "canonical": f"http://a.example/{number}", "current": True}
    return place | empty | {"extractor": "v", "made": now}


def _queries(words: dict[str, list[str]]) -> list[str]:
    """Of each script a frequent, a middling and a rare word; two words; one that is nowhere."""
    found = [some[at] for some in words.values() for at in (3, 2000, 19_000)]
    return [*found, f"{words['la'][900]} {words['la'][4000]}", "qqqqqq", "x" * 100_000]


def _ask(archive: Archive, query: str, rounds: int) -> None:
    spent = []
    for _ in range(rounds):
        begun = time.perf_counter()
        count = len(study.coverage(archive, Filter(text=query, limit=100)))
        spent.append(time.perf_counter() - begun)
    print(f"{query[:24]:<26}{count:>5} shown {1000 * sorted(spent)[len(spent) // 2]:>9.1f} ms")


if __name__ == "__main__":
    main()
