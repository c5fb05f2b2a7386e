"""Texts in source code that a person would read and that no catalogue knows of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

MARKS = {"_", "n_", "N_"}
# Whose plain arguments are shown, and the arguments of anything that are shown.
SHOWERS = {"st", "cards", "states"}
QUIET = {"session_state", "query_params", "secrets", "context", "user", "cache_data", "cache_resource", "switch_page",
         "grid", "columns", "container", "skeleton"}  # fmt: skip
SHOWN = {"label", "title", "page_title", "note", "help", "about", "alt", "placeholder", "change", "caption", "body",
         "text", "message", "what", "do", "delta_description", "hover", "ticksuffix"}  # fmt: skip
SILENT_CALLS = {"compile", "ContextVar", "getLogger", "TypeVar", "ParamSpec", "add_argument", "ArgumentParser"}
ICON = re.compile(r":material/\w+:")
CODE = re.compile(r"`[^`]*`")
LETTERS = re.compile(r"[^\W\d_]")
# What reads like a heading or a sentence wherever it stands.
PROSE = re.compile(r"^[A-Z][a-z]+(?: [a-z(].*|[.?!]?)$|^[a-z]+(?: [a-z]+)+[.?!]$|[a-z] [a-z]+ [a-z]+ [a-z]")
NAMES = re.compile(r"Tandem|English|Excel|PDF|CSV")
FILE = re.compile(r"^\w+\.[a-z]+$")


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every literal that is shown to a person without `_`, `n_` or `N_` around it."""
    tree = ast.parse(source)
    passed = set(_silent(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in passed:
            for part, text in _shown_literals(node):
                if id(part) not in passed:
                    passed.add(id(part))
                    yield part.lineno, text
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed:
            continue
        if PROSE.search(_bare(node.value)):
            yield node.lineno, node.value


def computed(source: str) -> Iterator[int]:
    """Lines of marks around something other than a literal or a name, an f-string for instance."""
    for call in ast.walk(ast.parse(source)):
        if (
            isinstance(call, ast.Call)
            and _name(call.func) in MARKS
            and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
        ):
            yield call.lineno


def _shown_arguments(call: ast.Call) -> list[ast.expr]:
    named = [keyword.value for keyword in call.keywords if keyword.arg in SHOWN]
    if _name(call.func) in SILENT_CALLS:
        return []
    path = _path(call.func)
    if len(path) > 1 and path[0] in SHOWERS and not QUIET & set(path):
        return [*call.args, *named]
    if path[-1].endswith("_column") or path[0] == "filters":
        return [*call.args[:1], *named]
    return named


def _shown_literals(call: ast.Call) -> Iterator[tuple[ast.Constant, str]]:
    for argument in _shown_arguments(call):
        yield from _literals(argument)


def _literals(node: ast.expr) -> Iterator[tuple[ast.Constant, str]]:
    """Literals with letters that the value of an expression may hold; what another call makes of them is its own."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and LETTERS.search(_bare(node.value)):
            yield node, node.value
    elif isinstance(node, ast.JoinedStr):
        for part in node.values:
            yield from _literals(part.value if isinstance(part, ast.FormattedValue) else part)
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for part in node.values:
            yield from _literals(part)
    elif isinstance(node, ast.List | ast.Tuple):
        for part in node.elts:
            yield from _literals(part)


def _bare(text: str) -> str:
    """Without what is no language: icons, code, file names, names of products."""
    return FILE.sub("", NAMES.sub("", CODE.sub("", ICON.sub("", text))))


def _silent(tree: ast.AST) -> Iterator[int]:
    """Ids of nodes that nobody is shown: docstrings, marked texts, log lines, type words, keys."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield id(node.value)
        elif isinstance(node, ast.Dict):
            yield from (id(key) for key in node.keys if key is not None)
        elif _is_silent(node):
            yield from (id(part) for part in ast.walk(node))


def _is_silent(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _name(node.func) in MARKS | SILENT_CALLS or _path(node.func)[0] == "log"
    if isinstance(node, ast.Assign):
        return _name(node.targets[0]) == "__all__"
    return isinstance(node, ast.Subscript) and _name(node.value) == "Literal"


def _path(function: ast.expr) -> list[str]:
    """`st.column_config.TextColumn` as its three names."""
    if isinstance(function, ast.Attribute):
        return [*_path(function.value), function.attr]
    return [function.id if isinstance(function, ast.Name) else ""]


def _name(function: ast.expr) -> str:
    return _path(function)[-1]
