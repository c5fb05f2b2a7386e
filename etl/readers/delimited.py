"""Delimited text: streamed in blocks, every field as text, wrong rows kept aside with their text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from etl.readers.encoding import UTF8_MARK, detect_encoding, undecodable_line
from etl.readers.source import ROW_NUMBER, MalformedRow, RawBatch, ReadOptions, header_names
from schema.errors import FileRefused

BLOCK_BYTES = 16 << 20
READ_BYTES = 1 << 20
DELIMITERS = ",;\t|"
QUOTED = re.compile(r'"(?:[^"]|"")*"')


class DelimitedSource:
    """A CSV file. Row numbers count records from the header, which is row 1."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self.name = path.name
        self.encoding = _marked(path, options.encoding) or detect_encoding(path)
        self._encoding_said = bool(options.encoding)
        if not self.encoding:
            raise self._undecodable()
        self.skip_lines = options.skip_lines
        self.header_line, self._has_rows = self._beginning()
        self.delimiter = options.delimiter or _delimiter_of(self.header_line)
        self.columns = header_names(self.name, next(csv.reader([self.header_line], delimiter=self.delimiter)))
        self._records: Iterator[tuple[int, str]] | None = None
        self._last_record = 0

    @property
    def dialect(self) -> Mapping[str, str]:
        """Encoding, delimiter, the lines above the header, and the header as it stands."""
        return {
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "skip_lines": str(self.skip_lines),
            "header": self.header_line,
        }

    def batches(self) -> Iterator[RawBatch]:
        """Blocks of at most 16 MB of text.

        Raises:
            FileRefused: the text is not in the encoding said or found, or one line is longer than a block.
        """
        if self._has_rows:
            yield from self._blocks()
        else:
            yield RawBatch(self._nothing())

    def _blocks(self) -> Iterator[RawBatch]:
        malformed: list[MalformedRow] = []

        def aside(row: arrow_csv.InvalidRow) -> str:
            sentence = f"The row has {row.actual_columns} fields, the header has {row.expected_columns}."
            malformed.append(MalformedRow(row.number, row.text, "wrong_field_count", sentence))
            return "skip"

        next_number = 2 + self.skip_lines
        skipped: set[int] = set()
        last_value = ""
        try:
            for block in self._reader(aside):
                # The reader is a block ahead: rows of the next block may have been set aside already.
                set_aside = _taken(malformed)
                skipped = {number for number in skipped if number >= next_number}
                skipped.update(row.row_number for row in set_aside)
                numbers, next_number = _numbers(next_number, block.num_rows, skipped)
                frame = self._frame(block, numbers)
                yield RawBatch(frame, set_aside)
                if block.num_rows:
                    last_value = block.column(block.num_columns - 1)[-1].as_py()
            self._refuse_open_quote(last_value)
        except (pa.ArrowInvalid, UnicodeDecodeError) as fault:
            raise self._refusal(fault) from fault
        if malformed:
            yield RawBatch(self._nothing(), _taken(malformed))

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """A second pass over the file, only as far as needed; asking for later rows goes on where it stopped."""
        wanted, found = set(row_numbers), {}
        if self._records is None or min(row_numbers, default=0) <= self._last_record:
            self._records = self._raw_records()
        while wanted:
            number, text = next(self._records, (0, ""))
            if not number:
                break
            self._last_record = number
            if number in wanted:
                wanted.discard(number)
                found[number] = text
        return found

    def _raw_records(self) -> Iterator[tuple[int, str]]:
        with self._text() as text:
            taken: list[str] = []
            records = csv.reader(_recording(text, taken), delimiter=self.delimiter)
            for number, _ in enumerate(records, start=1 + self.skip_lines):
                yield number, "".join(taken).rstrip("\r\n")
                taken.clear()

    def _text(self) -> io.TextIOWrapper:
        csv.field_size_limit(BLOCK_BYTES)
        text = self.path.open(encoding=self.encoding, errors="replace", newline="")
        for _ in range(self.skip_lines):
            text.readline()
        return text

    def _beginning(self) -> tuple[str, bool]:
        """The header line, and whether anything follows it."""
        with self._text() as text:
            line = text.readline(BLOCK_BYTES).rstrip("\r\n")
            if len(line) == BLOCK_BYTES:
                raise self._too_long()
            has_rows = bool(text.read(1))
        if not line.strip() and has_rows:
            raise FileRefused(self.name, "its header line is blank", "Say in the mapping how many lines to skip.")
        if not line.strip():
            raise FileRefused(self.name, "it is empty", "Deliver it with a header line.")
        if line.count('"') % 2:
            raise FileRefused(self.name, "a quote in its header line is never closed", "Write the header on one line.")
        return line, has_rows

    def _reader(self, aside: object) -> arrow_csv.CSVStreamingReader:
        return arrow_csv.open_csv(
            self.path,
            read_options=arrow_csv.ReadOptions(
                block_size=BLOCK_BYTES,
                use_threads=False,
                encoding="utf8" if self.encoding.startswith("utf-8") else self.encoding,
                skip_rows=self.skip_lines + 1,
                column_names=list(self.columns),
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self.delimiter,
                newlines_in_values=_has_quotes(self.path),
                ignore_empty_lines=False,
                invalid_row_handler=aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(self.columns, pa.string()), strings_can_be_null=False
            ),
        )

    def _frame(self, block: pa.RecordBatch, numbers: pl.Series) -> pl.DataFrame:
        frame = pl.from_arrow(block)
        assert isinstance(frame, pl.DataFrame)
        frame = frame.with_columns(numbers.alias(ROW_NUMBER))
        is_blank = pl.all_horizontal(pl.col(name) == "" for name in self.columns)
        return frame.filter(~is_blank)

    def _refuse_open_quote(self, last_value: str) -> None:
        """A file cut inside a quoted value ends with it; everything after the quote would pass as that value."""
        cut = ('"' + last_value.replace('"', '""')).encode(self.encoding.removesuffix("-sig"))
        with self.path.open("rb") as file:
            file.seek(max(0, self.path.stat().st_size - len(cut) - 1))
            tail = file.read()
        if tail.endswith(cut) and tail[:1] in (self.delimiter.encode(), b"\n", b"\r"):
            raise FileRefused(self.name, "it ends inside a quoted value", "It seems to be cut off; deliver it again.")

    def _nothing(self) -> pl.DataFrame:
        return pl.DataFrame(schema={**dict.fromkeys(self.columns, pl.String), ROW_NUMBER: pl.Int64})

    def _refusal(self, fault: Exception) -> FileRefused:
        if "straddling" in str(fault):
            return self._too_long(str(fault))
        if "UTF8" in str(fault) or isinstance(fault, UnicodeDecodeError):
            return self._undecodable(str(fault))
        return FileRefused(self.name, "it cannot be read as delimited text", "See --verbose.", detail=str(fault))

    def _too_long(self, detail: str = "") -> FileRefused:
        why = f"it has a line longer than {BLOCK_BYTES >> 20} MB"
        return FileRefused(self.name, why, "Check the line ends and the quotes.", detail=detail)

    def _undecodable(self, detail: str = "") -> FileRefused:
        why = "its text is neither UTF-8, nor GB18030, nor Big5"
        if self._encoding_said:
            why = f"it is not written in {self.encoding}"
        line = undecodable_line(self.path, self.encoding or "utf-8")
        where = f" (see line {line})" if line else ""
        return FileRefused(self.name, why + where, "Say its encoding in the mapping.", detail=detail)


def _marked(path: Path, encoding: str) -> str:
    """The encoding said; a mark at the beginning is no part of the first column's name."""
    if encoding.lower().replace("_", "-") not in ("utf-8", "utf8"):
        return encoding
    with path.open("rb") as file:
        return "utf-8-sig" if file.read(len(UTF8_MARK)) == UTF8_MARK else "utf-8"


def _taken(malformed: list[MalformedRow]) -> tuple[MalformedRow, ...]:
    """Empty the list; what another thread adds meanwhile stays in it."""
    rows = tuple(malformed)
    del malformed[: len(rows)]
    return rows


def _has_quotes(path: Path) -> bool:
    """Only a quoted value can hold a line end; without a quote blocks are cut three times faster."""
    with path.open("rb") as file:
        return any(b'"' in piece for piece in iter(partial(file.read, READ_BYTES), b""))


def _delimiter_of(header: str) -> str:
    return max(DELIMITERS, key=QUOTED.sub("", header).count)


def _numbers(first: int, count: int, skipped: set[int]) -> tuple[pl.Series, int]:
    """Numbers of `count` good rows from `first` on, jumping over the rows that were set aside."""
    if not skipped:
        return pl.int_range(first, first + count, dtype=pl.Int64, eager=True), first + count
    numbers: list[int] = []
    number = first
    while len(numbers) < count:
        if number not in skipped:
            numbers.append(number)
        number += 1
    while number in skipped:
        number += 1
    return pl.Series(numbers, dtype=pl.Int64), number


def _recording(lines: Iterator[str] | io.TextIOWrapper, taken: list[str]) -> Iterator[str]:
    for line in lines:
        taken.append(line)
        yield line
