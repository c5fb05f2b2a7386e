"""`tandem load`: bring files in, and say file by file what became of their rows."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from etl.commands import console, session, tables
from schema.errors import LoadFault

if TYPE_CHECKING:
    from etl.load.report import FileReport, LoadReport

DEFAULT_WAIT_SECONDS = 600.0
Mapping = Annotated[
    str | None, typer.Option(help="Mapping file, or the name of a shipped one. Without: files named after feeds.")
]


def load(
    path: Annotated[Path, typer.Argument(help="Folder or file to load.")],
    mapping: Mapping = None,
    feed: Annotated[str | None, typer.Option(help="Only this feed; says what a single file is.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and keep nothing.")] = False,
    database: session.DatabaseName = None,
    wait: Annotated[
        float, typer.Option(help="Seconds to wait while another load or close runs.", min=0)
    ] = DEFAULT_WAIT_SECONDS,
) -> None:
    """Load PATH into the shared schema; rows that break a rule are kept aside with their reason."""
    from etl.load.run import load_path  # noqa: PLC0415 - slow to import

    with session.ready_database(database) as ready, console.progress() as progress:
        report = load_path(
            ready, path, mapping=mapping, feed=feed, is_dry_run=dry_run, wait_seconds=wait, progress=progress
        )
    _show(report)
    if mapping is None and path.is_dir():
        _name_the_others(report, path)
    _tell_of_rejects(report)
    if dry_run:
        console.say("[yellow]This was a dry run: nothing was kept.[/yellow]")
    _fail_if_refused(report)


def _show(report: "LoadReport") -> None:
    headings = (
        "feed",
        "file",
        "#read",
        "#accepted",
        "#rejected",
        "#set aside",
        "#new",
        "#changed",
        "#same",
        "#seconds",
    )
    tables.show(tables.table(*headings, "remark"), (_line(file) for file in report.files))


def _line(file: "FileReport") -> tuple[object, ...]:
    remark = "refused" if file.status == "refused" else file.message
    if file.status != "loaded":
        return (file.feed, file.file_name, *[None] * 8, remark)
    counts = (file.rows_read, file.rows_accepted, file.rows_rejected, file.rows_set_aside)
    outcome = (file.rows_inserted, file.rows_updated, file.rows_unchanged)
    return (file.feed, file.file_name, *counts, *outcome, file.seconds, remark)


def _name_the_others(report: "LoadReport", folder: Path) -> None:
    loaded = {file.file_name for file in report.files}
    others = sorted(file.name for file in folder.iterdir() if file.is_file() and file.name not in loaded)
    if others:
        console.say(f"Not named after a feed, so not read: {', '.join(others)}.")


def _tell_of_rejects(report: "LoadReport") -> None:
    refused = [file for file in report.files if file.rows_rejected]
    if not refused:
        return
    reasons: Counter[str] = Counter()
    for file in refused:
        reasons.update(file.by_reason)
    summary = ", ".join(f"{code} {count:,}" for code, count in reasons.most_common())
    console.say(f"[yellow]{report.rows_rejected:,} rows were rejected: {summary}.[/yellow]")
    if report.is_dry_run:
        for file in refused:
            console.messages.print(f"{file.file_name}: {' '.join(file.examples)}", soft_wrap=True, markup=False)
        return
    batch = f" --batch {refused[0].load_batch_id}" if len(refused) == 1 else ""
    console.say(f"`tandem rejected{batch}` shows them; with --export FILE they become a file to mend and load again.")


def _fail_if_refused(report: "LoadReport") -> None:
    """Raises LoadFault: the one refused file's own sentence, or how many they are after each sentence."""
    refused = report.refused
    if len(refused) == 1:
        raise LoadFault(refused[0].message, "")
    if refused:
        for file in refused:
            console.messages.print(file.message, style="red", soft_wrap=True, markup=False, highlight=False)
        raise LoadFault(f"{len(refused)} of {len(report.files)} files were refused.", "Mend them and load again.")
