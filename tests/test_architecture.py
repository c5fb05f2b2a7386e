"""The shape of the house: who may import whom, and what a page may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT: dict[str, set[str]] = {
    "pages": {"dashboard"},
    "dashboard": {"schema"},
    "etl": {"schema"},
    "schema": set(),
}
LONGEST_PAGE = 60
LONGEST_FILE = 400
LONGEST_FUNCTION = 50


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    """Dotted names this file imports, at any depth; a relative import counts as the file's own package."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
        elif isinstance(node, ast.ImportFrom):
            yield file.relative_to(ROOT).parts[0]


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    forbidden = MAY_IMPORT.keys() - MAY_IMPORT[package] - {package}
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules(package)
        for name in imported(file)
        if name.partition(".")[0] in forbidden | {"tests"}
    }
    assert not wrong


def test_domain_imports_nothing_of_ours_but_itself() -> None:
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}"
        for file in modules("schema/domain")
        for name in imported(file)
        if name.partition(".")[0] in MAY_IMPORT and not name.startswith("schema.domain")
    }
    assert not wrong


def test_no_pages_folder_beside_the_entry_point() -> None:
    """Streamlit would serve its files without running the entry point."""
    assert not (ROOT / "dashboard" / "pages").exists()


@pytest.mark.parametrize("page", modules("pages"), ids=lambda page: page.stem)
def test_a_page_is_short(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_files_and_functions_are_short(package: str) -> None:
    files = [file for file in modules(package) if "versions" not in file.parts]
    long_files = {
        str(f.relative_to(ROOT)) for f in files if len(f.read_text(encoding="utf-8").splitlines()) > LONGEST_FILE
    }
    long_functions = {
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in files
        for node in functions(file)
        if (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    }
    assert not long_files | long_functions
