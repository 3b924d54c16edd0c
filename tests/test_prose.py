"""What the documents name is there: links, files, make targets."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
CODE = re.compile(r"`([^`\n]+)`")
MADE = re.compile(r"make ([a-z][a-z-]*)")


def documents() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split()]


def paths_in_code(text: str) -> set[str]:
    """Names in backticks that look like files or folders of the repository; patterns are left out."""
    found = {name.rstrip("/") for name in CODE.findall(text) if "/" in name and " " not in name and "*" not in name}
    return {name for name in found if name.split("/")[0] in TOP}


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
class TestDocuments:
    def test_links_lead_somewhere(self, document):
        missing = [link for link in LINK.findall(document.read_text("utf-8")) if not (document.parent / link).exists()]
        assert missing == []

    def test_files_that_are_named_exist(self, document):
        missing = [name for name in paths_in_code(document.read_text("utf-8")) if not (ROOT / name).exists()]
        assert missing == []

    def test_make_targets_that_are_named_exist(self, document):
        targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
        named = {word for code in CODE.findall(document.read_text("utf-8")) for word in MADE.findall(code)}
        assert named <= targets


def test_there_are_documents_to_test():
    assert {"README.md", "CONTRIBUTING.md"} <= {path.name for path in documents()}
