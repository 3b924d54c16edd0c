"""The extractor's version says whether two documents were made by the same extractor."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

from extract.version import _parts, extractor_version


def test_it_is_twelve_hexadecimal_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", extractor_version())


def test_another_process_finds_the_same_version() -> None:
    code = "from extract.version import extractor_version; print(extractor_version())"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == extractor_version()


def test_code_lexicon_and_models_count_and_caches_do_not() -> None:
    names = {name for name, _ in _parts(resources.files("extract"), "")}
    assert {"article.py", "text.py", "data/lexicon.tsv", "data/blocks.npz", "data/flat_second.npz"} <= names
    assert not {name for name in names if "__pycache__" in name}


def test_a_changed_file_changes_the_parts(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("CUT = 1\n")
    before = list(_parts(tmp_path, ""))
    (tmp_path / "rules.py").write_text("CUT = 2\n")
    assert before != list(_parts(tmp_path, ""))
