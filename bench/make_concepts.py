"""Write compare/data/concepts.tsv: words of several languages that CLDR gives to one picture, so one thing.

    python bench/make_concepts.py FOLDER

CLDR's annotations name every emoji by keywords in each language: a small dictionary of everyday things (police, fire,
court, money) whose entries meet at the picture. FOLDER is the ``annotations`` folder of CLDR's JSON edition. Words are
kept as stems, as compare.concepts cuts them; a stem that stands for more than MOST pictures tells nothing and is out.
"""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path

from compare.concepts import LANGUAGES, MOST, stem
from compare.roman import plain

OUT = Path(__file__).parents[1] / "compare" / "data" / "concepts.tsv"
HEAD = "# language\tstems=concepts; made by bench/make_concepts.py from CLDR's annotations (Unicode licence)"
PICTURES = ((0x1F000, 0x1FFFF), (0x2600, 0x27BF), (0x2300, 0x23FF))
IN_A_ROW = 12
_WORD = re.compile(r"[^\W\d_]{3,}")


def annotations(folder: Path, language: str) -> dict[str, set[str]]:
    """The stems of a language and the pictures each stands for."""
    found: dict[str, set[str]] = defaultdict(set)
    read = json.loads((folder / language / "annotations.json").read_text(encoding="utf-8"))
    for picture, entry in read["annotations"]["annotations"].items():
        if any(first <= ord(picture[0]) <= last for first, last in PICTURES):
            for phrase in [*entry["default"], *entry["tts"]]:
                for word in _WORD.findall(phrase):
                    found[stem(plain(word))].add(picture)
    return found


def main() -> None:
    folder = Path(sys.argv[1])
    tables = {language: annotations(folder, language) for language in LANGUAGES}
    numbers = {
        p: n for n, p in enumerate(sorted({p for table in tables.values() for ps in table.values() for p in ps}))
    }
    lines = [HEAD]
    for language, table in tables.items():
        written = [
            f"{s}={','.join(str(numbers[p]) for p in sorted(ps))}" for s, ps in sorted(table.items()) if len(ps) <= MOST
        ]
        lines += [f"{language}\t{' '.join(written[i : i + IN_A_ROW])}" for i in range(0, len(written), IN_A_ROW)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
