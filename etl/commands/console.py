"""What the command shows: progress, and the one place where an error becomes a sentence and an exit code."""

import os
import tempfile
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from etl.progress import Progress, Task
from schema.errors import TandemError
from schema.storage.settings import settings_from

FAILED, INTERNAL_FAULT = 1, 70
out = Console()
messages = Console(stderr=True)


def say(sentence: str) -> None:
    """A line for the person at the terminal, beside whatever the command answers on standard output."""
    messages.print(sentence, soft_wrap=True, highlight=False)


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars on a terminal; elsewhere one line per finished step, so that a log stays readable."""
    if not messages.is_terminal:
        yield _Lines()
        return
    columns = (
        SpinnerColumn(finished_text="[green]✓"),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[note]}"),
    )
    with Bars(*columns, console=messages) as bars:
        yield _Bars(bars)


@contextmanager
def boundary(environ: Mapping[str, str], *, is_verbose: bool) -> Iterator[None]:
    """Turn every error into one red sentence on standard error and exit code 1, or 70 if it is ours."""
    try:
        yield
    except TandemError as fault:
        _show(str(fault), fault.detail if is_verbose else "")
        raise SystemExit(FAILED) from fault
    except Exception as fault:  # the one place where a stack trace ends
        log = _write_log(environ, fault)
        _show(f"Tandem met an error of its own ({type(fault).__name__}). Please report it with {log}.", "")
        if is_verbose:
            messages.print_exception()
        raise SystemExit(INTERNAL_FAULT) from fault


class _BarsTask:
    def __init__(self, bars: Bars, task: TaskID) -> None:
        self._bars, self._task = bars, task

    def advance(self, steps: float = 1, note: str = "") -> None:
        self._bars.update(self._task, advance=steps)
        if note:
            self._bars.update(self._task, note=note)


class _Bars:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars

    @contextmanager
    def task(self, name: str, total: float | None = None) -> Iterator[Task]:
        task = self._bars.add_task(name, total=total, note="")
        yield _BarsTask(self._bars, task)
        done = self._bars.tasks[self._bars.task_ids.index(task)].completed
        self._bars.update(task, total=done or 1, completed=done or 1, note="")


class _LinesTask:
    def advance(self, steps: float = 1, note: str = "") -> None:
        """Only the end is worth a line."""


class _Lines:
    @contextmanager
    def task(self, name: str, total: float | None = None) -> Iterator[Task]:
        started = time.monotonic()
        yield _LinesTask()
        say(f"{name}: {time.monotonic() - started:.1f} s")


def _show(sentence: str, detail: str) -> None:
    messages.print(sentence, style="bold red", soft_wrap=True, highlight=False, markup=False)
    if detail:
        messages.print(detail.strip(), style="dim", soft_wrap=True, highlight=False, markup=False)


def _write_log(environ: Mapping[str, str], fault: Exception) -> Path:
    """Append the stack trace to the log of the home folder, or to a new file in the temporary folder."""
    report = f"{datetime.now(UTC).isoformat()} {''.join(traceback.format_exception(fault))}\n"
    log = settings_from({"TANDEM_HOME": environ.get("TANDEM_HOME", "")}).home / "logs" / "tandem.log"
    try:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with log.open("a") as file:
            file.write(report)
    except OSError:
        descriptor, name = tempfile.mkstemp(prefix="tandem-", suffix=".log")
        os.write(descriptor, report.encode())
        os.close(descriptor)
        return Path(name)
    return log
