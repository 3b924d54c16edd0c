"""The rules of the house that a machine can check, beside those of scripts/check."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("extract", "compare", "archive", "crawler", "desk", "newsweb")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tracked() -> list[Path]:
    said = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in said.decode().split("\0") if name]


class Module:
    """One of our modules, read and parsed once."""

    def __init__(self, path: Path) -> None:
        self.name = _name(path)
        self.text = path.read_text("utf-8")
        self.tree = ast.parse(self.text)

    def all(self, *kinds: type[ast.AST]) -> Iterator[Any]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return [Module(path) for path in MODULES]


def test_there_are_modules_in_every_package(modules: list[Module]) -> None:
    assert {one.name.split("/")[0] for one in modules} == set(PACKAGES)


def test_a_module_has_at_most_250_lines(modules: list[Module]) -> None:
    assert {one.name: size for one in modules if (size := len(one.text.splitlines())) > 250} == {}


def test_a_function_has_at_most_50_lines(modules: list[Module]) -> None:
    functions = [(one.name, node) for one in modules for node in one.all(ast.FunctionDef, ast.AsyncFunctionDef)]
    assert [(name, node.name) for name, node in functions if node.end_lineno - node.lineno >= 50] == []


def test_a_module_and_its_public_functions_say_what_they_are_for(modules: list[Module]) -> None:
    public = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    silent = [
        f"{one.name}: {node.name}"
        for one in modules
        for node in one.tree.body
        if isinstance(node, public) and not node.name.startswith("_") and not ast.get_docstring(node)
        if "overload" not in [getattr(mark, "id", "") for mark in node.decorator_list]
    ]
    assert silent == []
    assert [one.name for one in modules if not ast.get_docstring(one.tree)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_opens_with_a_docstring_and_nothing_else(package: str) -> None:
    body = ast.parse((ROOT / package / "__init__.py").read_text("utf-8")).body
    assert [type(node).__name__ for node in body] == ["Expr"]


def test_no_except_takes_everything(modules: list[Module]) -> None:
    handlers = [(one.name, node) for one in modules for node in one.all(ast.ExceptHandler)]
    assert [
        (name, node.lineno)
        for name, node in handlers
        if node.type is None or getattr(node.type, "id", None) in {"Exception", "BaseException"}
    ] == []


def test_every_ignore_says_why_on_its_line(modules: list[Module]) -> None:
    bare = re.compile(r"#\s*(?:noqa(?::\s*[A-Z0-9, ]+)?|type:\s*ignore(?:\[[\w, -]+\])?)\s*$")
    assert [(one.name, line.strip()) for one in modules for line in one.text.splitlines() if bare.search(line)] == []


def test_locks_hold_hashes_and_no_addresses() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|index-url|find-links", text)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = {
        line.split("==")[0].lower()
        for line in (ROOT / "requirements.lock").read_text().splitlines()
        if re.match(r"[A-Za-z0-9]", line)
    }
    asked = {re.split(r"[<>=\[;! ]", wanted)[0].lower() for wanted in project["dependencies"]}
    fold = {name.replace("_", "-") for name in locked}
    assert {name.replace("_", "-") for name in asked} <= fold


def test_the_seed_texts_stay_out_of_the_wheel() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    # The news web runs from the checkout only: its wire copies quote the seeds.
    assert sorted(build["targets"]["wheel"]["packages"]) == sorted(set(PACKAGES) - {"newsweb"})


def test_no_tracked_file_names_a_machine() -> None:
    place = re.compile(rb"/(?:root|workspace)/|index-url +http|\"resolved\": \"http")
    texts = [
        path for path in _tracked() if path.suffix in {".py", ".md", ".toml", ".lock", ".sh", ""} and path.is_file()
    ]
    named = [_name(path) for path in texts if path != Path(__file__) and place.search(path.read_bytes())]
    assert named == []
