"""Write compare/data/grams.tsv (in how many documents each romanised 4-gram stands, over news in many languages) and
everyday.tsv (words that the same news has capitalised inside a sentence, but in lower case at least as often).

    python bench/make_background.py [FILE.jsonl ...]

Counts only, no text. The background is the news web's pages and the texts of the files given
(one JSON object a line with "text" or "sentences"; the first 150 of each file and language, so that none rules). Seldom
grams are left out, since one that is not in the table counts as the rarest.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from compare.grams import grams_of
from compare.words import words

ROOT = Path(__file__).parents[1]
FEWEST = 3
MOST_OF_A_LANGUAGE = 150


def texts(options: argparse.Namespace) -> Iterator[str]:
    for path in sorted((ROOT / "newsweb" / "outlets").glob("*/articles.toml")):
        for article in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
            yield f"{article['title']}\n{article['body']}"
    for path in options.files:
        seen: Counter[str] = Counter()
        for line in path.read_text(encoding="utf-8").strip().split("\n"):
            entry = json.loads(line)
            seen[entry["lang"]] += 1
            if seen[entry["lang"]] <= MOST_OF_A_LANGUAGE:
                yield str(entry.get("text") or "\n".join(entry["sentences"]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="*")
    counts: Counter[str] = Counter()
    total = 0
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for text in texts(parser.parse_args()):
        standing = words(text)
        capital.update({word.plain for word in standing if word.capital and not word.opening})
        lower.update({word.plain for word in standing if not word.capital})
        found = {gram for word in standing for gram in grams_of(word.plain)}
        counts.update(found)
        total += bool(found)
    by_count: dict[int, list[str]] = defaultdict(list)
    for gram, count in counts.items():
        if count >= FEWEST:
            by_count[count].append(gram)
    lines = ["# documents\\tromanised 4-grams in so many; first row: all documents; made by bench/make_background.py"]
    lines += [f"all\t{total}"] + [f"{count}\t{''.join(sorted(by_count[count]))}" for count in sorted(by_count)]
    (ROOT / "compare" / "data" / "grams.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    everyday = sorted(word for word, count in capital.items() if lower[word] >= count and len(word) > 2)
    lines = ["# words that are no names though some write them with a capital; made by bench/make_background.py"]
    lines += [" ".join(everyday[i : i + 20]) for i in range(0, len(everyday), 20)]
    (ROOT / "compare" / "data" / "everyday.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(total, "documents,", sum(map(len, by_count.values())), "grams")


if __name__ == "__main__":
    main()
