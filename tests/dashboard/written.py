"""Every sentence about data that a load or a close can write, read out of the code that writes it.

What is filled in is `SAMPLE`; a text is followed through f-strings, sums, choices and names of the same function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

from etl.close.findings import STEP
from etl.load.continuity import BalanceContinuity
from etl.load.parsing import NOT_A
from etl.load.totals import differences_sentence
from schema.contracts.contract import sentence_for
from schema.contracts.registry import FEEDS

ETL = Path(__file__).resolve().parents[2] / "etl"
SAMPLE = "Q7"
HOLE = re.compile(r"\{\w+(!r)?\}")


def refusals() -> Iterator[str]:
    """Why a file was refused, and what to do."""
    for path in sorted(ETL.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                for call in _calls(function, "FileRefused"):
                    for name, why, do in product(*(_texts(argument, function) for argument in call.args[:3])):
                        yield f"{name} is refused: {why}. {do}"


def values() -> Iterator[str]:
    """What is wrong with one value: unreadable, or against the contract of its column."""
    for _code, sentence in NOT_A.values():
        yield HOLE.sub(_filled, sentence.replace("{format}", ""))
        yield HOLE.sub(_filled, sentence.replace("{format}", " written %d.%m.%Y"))
    for feed in FEEDS.values():
        for field in feed.fields:
            codes = ["missing", *(["not_in_list"] if field.one_of else [])]
            codes += ["too_long"] if field.kind in {"code", "text"} else []
            codes += ["too_small"] if field.above is not None or field.at_least is not None else []
            codes += ["too_large"] if field.at_most is not None or field.kind == "whole" else []
            yield from (sentence_for(feed, code, field.name, SAMPLE) for code in codes)


def rules() -> Iterator[str]:
    """What is wrong with one row, or with several together."""
    for feed in FEEDS.values():
        yield from (rule.sentence for rule in feed.rules)
        for rule in feed.group_rules:
            on_a_day = "overlap" not in rule.code and "client or loan" in rule.sentence
            yield rule.sentence.format(detail="90 on 2026-01-01" if on_a_day else "2026-01-01")


def rows() -> Iterator[str]:
    """What the loader itself finds in a row: unknown parents, keys that come twice, the wrong number of cells."""
    yield from _written_in("load/resolve.py", "is no known")
    yield from _written_in("load/duplicates.py", "The same key")
    yield from _written_in("load/sink.py", "belongs to another client already")
    yield from _written_in("readers/delimited.py", "the header has")


def findings() -> Iterator[str]:
    """What loads and closes noticed."""
    for statement in STEP.statements:
        yield from (f"{what}: 7." for what in re.findall(r"'([^']+): ' \|\| n", statement))
    yield BalanceContinuity(breaks=2, examples=[3, 5]).sentence()
    for difference in (Decimal(5), Decimal(-5)):
        total = (SAMPLE, date(2026, 1, 31), difference, Decimal("1234.5"))
        yield differences_sentence(_Answering([total]), 1)  # type: ignore[arg-type]


def closes() -> Iterator[str]:
    """Why a close failed, and why one must be done again."""
    yield from _written_in("close/run.py", "failed at the step")
    yield from _written_in("load/after.py", "changed from")
    yield from _written_in("close/movement_stale.py", "with which it is compared")


def batches() -> Iterator[str]:
    """What a file that was taken is remarked with."""
    yield from _written_in("load/run.py", "Not read: ")


class _Answering:
    """A connection that answers everything with the same rows."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self.rows = rows

    @contextmanager
    def cursor(self) -> Iterator[_Answering]:
        yield self

    def execute(self, _statement: str) -> None:
        pass

    def fetchall(self) -> Sequence[Any]:
        return self.rows


def _written_in(file: str, part: str) -> Iterator[str]:
    """The texts of a file that hold the part; one at least, or the test has lost sight of them."""
    tree = ast.parse((ETL / file).read_text(encoding="utf-8"))
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    found = [text for node in strings for text in _texts(node, tree) if part in text]
    assert found, f"nothing like {part!r} in {file}"
    yield from found


def _calls(function: ast.FunctionDef, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _texts(node: ast.expr, scope: ast.AST) -> list[str]:
    """Every text an expression can be, as far as it is written in the same function."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(each) for each in product(*(_texts(part, scope) for part in parts))]
        case ast.FormattedValue(value=value, conversion=conversion):
            return [f"'{SAMPLE}'"] if conversion == ord("r") else _named(value, scope) or [SAMPLE]
        case ast.BinOp(left=left, right=right):
            return ["".join(each) for each in product(_texts(left, scope), _texts(right, scope))]
        case ast.IfExp(body=body, orelse=orelse):
            return _texts(body, scope) + _texts(orelse, scope)
    return _named(node, scope) or [SAMPLE]


def _named(node: ast.expr, scope: ast.AST) -> list[str]:
    """What a name was given in the function, when that is a text of ours."""
    if not isinstance(node, ast.Name):
        return _texts(node, scope) if isinstance(node, ast.IfExp | ast.Constant) else []
    given = [each.value for each in ast.walk(scope) if isinstance(each, ast.Assign) and _is_to(each, node.id)]
    written = [value for value in given if isinstance(value, ast.Constant | ast.JoinedStr | ast.IfExp)]
    return [text for value in written for text in _texts(value, scope)]


def _is_to(assignment: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assignment.targets)


def _filled(hole: re.Match[str]) -> str:
    return f"'{SAMPLE}'" if hole[1] else SAMPLE
