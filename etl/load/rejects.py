"""Refused rows: kept with their raw text, one row each, the first reason leading."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field

from psycopg2.extensions import connection as Connection
from psycopg2.extras import execute_values

from etl.load.parsing import Failure
from etl.readers.source import MalformedRow, Source

COLUMNS = "load_batch_id, row_number, raw_text, column_name, value, reason_code, sentence, other_reasons"
EXAMPLES = 3
NUL_SHOWN_AS = "\ufffd"


@dataclass
class RejectWriter:
    """Writes the refused rows of one file within the caller's transaction."""

    connection: Connection
    source: Source
    load_batch_id: int
    count: int = 0
    by_reason: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    examples: list[str] = field(default_factory=list)

    def add(self, failures: list[Failure], malformed: tuple[MalformedRow, ...] = ()) -> None:
        """Keep every failed row once, with all its reasons."""
        grouped: dict[int, list[Failure]] = defaultdict(list)
        for failure in failures:
            grouped[failure.row_number].append(failure)
        texts = self.source.raw_texts(sorted(grouped)) if grouped else {}
        lines = [self._line(number, texts.get(number, ""), reasons) for number, reasons in sorted(grouped.items())]
        lines.extend(
            self._line(row.row_number, row.raw_text, [Failure(row.row_number, "", None, row.code, row.sentence)])
            for row in malformed
        )
        self._write(lines)

    def _line(self, number: int, raw_text: str, reasons: list[Failure]) -> tuple[object, ...]:
        first, *others = reasons
        self.by_reason[first.code] += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"Row {number}: {_shown(first.sentence)}")
        further = [{"column": one.column, "code": one.code, "sentence": one.sentence} for one in others]
        return (
            self.load_batch_id,
            number,
            _shown(raw_text),
            first.column or None,
            None if first.value is None else _shown(first.value),
            first.code,
            _shown(first.sentence),
            _shown(json.dumps(further, ensure_ascii=False)),
        )

    def _write(self, lines: list[tuple[object, ...]]) -> None:
        if not lines:
            return
        with self.connection.cursor() as cursor:
            execute_values(cursor, f"insert into ops.rejected_row ({COLUMNS}) values %s", lines, page_size=1000)
        self.count += len(lines)


def _shown(text: str) -> str:
    return text.replace("\x00", NUL_SHOWN_AS)
