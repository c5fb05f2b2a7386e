"""One batch through the contract: typed, resolved, checked; good rows on one side, reasons on the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandera.polars as pa
import polars as pl

from etl.load.duplicates import SeenKeys, duplicate_failures
from etl.load.parsing import Failure, parse
from etl.load.resolve import ParentMaps, resolve, without_orphans
from etl.mapping.model import Entry
from etl.readers.source import ROW_NUMBER
from schema.contracts.contract import rule_contract, sentence_for, value_contract

MISSING = "not_nullable"


@dataclass(frozen=True)
class Checked:
    """Rows ready for the table (its columns plus the row number), and every failure of the others."""

    good: pl.DataFrame
    failures: list[Failure]


@dataclass
class Validator:
    """Checks the batches of one source; remembers the keys it has seen."""

    entry: Entry
    maps: ParentMaps
    seen: SeenKeys = field(default_factory=SeenKeys)

    def check(self, mapped: pl.DataFrame) -> Checked:
        """Text rows through every rule of the contract: readable, allowed, known parents, rules, unique."""
        typed, failures = parse(mapped, self.entry)
        return self.check_typed(typed, failures)

    def check_typed(self, typed: pl.DataFrame, unreadable: list[Failure]) -> Checked:
        """The same for rows that have their types already; `unreadable` are failures known so far."""
        feed = self.entry.feed
        failures = list(unreadable)
        spoken_for = {(one.row_number, one.column) for one in failures}
        for failure in self._value_failures(typed):
            if (failure.row_number, failure.column) not in spoken_for:
                failures.append(failure)
        resolved, unknown = resolve(typed, feed, self.maps)
        failures.extend(unknown)
        failures.extend(self._rule_failures(resolved))
        good = _without(resolved, failures)
        twice = duplicate_failures(good, feed, self.seen, keep=self.entry.keep)
        good, orphans = without_orphans(_without(good, twice), feed, self.maps)
        return Checked(good.select(ROW_NUMBER, *feed.resolved_columns), [*failures, *twice, *orphans])

    def _value_failures(self, typed: pl.DataFrame) -> list[Failure]:
        feed = self.entry.feed
        cases = _failure_cases(value_contract(feed.name), typed.drop(ROW_NUMBER))
        found = []
        for column, check, index, value in cases:
            code = "missing" if check == MISSING else check
            shown = None if code == "missing" else value
            sentence = sentence_for(feed, code, column, shown)
            found.append(Failure(typed.item(index, ROW_NUMBER), column, shown, code, sentence))
        return found

    def _rule_failures(self, resolved: pl.DataFrame) -> list[Failure]:
        feed = self.entry.feed
        contract = rule_contract(feed.name)
        if contract is None:
            return []
        columns = {rule.code: rule.column for rule in feed.rules}
        found = []
        for _, check, index, _ in _failure_cases(contract, resolved):
            column = columns[check]
            value = resolved.item(index, column)
            sentence = sentence_for(feed, check, column, None)
            shown = None if value is None else str(value)
            found.append(Failure(resolved.item(index, ROW_NUMBER), column, shown, check, sentence))
        return found


def _failure_cases(contract: pa.DataFrameSchema, frame: pl.DataFrame) -> Iterable[tuple[str, str, int, str]]:
    try:
        contract.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as fault:
        cases = fault.failure_cases
        assert isinstance(cases, pl.DataFrame)
        return list(cases.select("column", "check", "index", "failure_case").iter_rows())
    return []


def _without(frame: pl.DataFrame, failures: list[Failure]) -> pl.DataFrame:
    if not failures:
        return frame
    refused = pl.Series(list({one.row_number for one in failures}), dtype=pl.Int64)
    return frame.filter(~pl.col(ROW_NUMBER).is_in(refused.implode()))
