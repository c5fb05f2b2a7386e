"""Progress of long steps: a small protocol, so that nothing below the command knows about terminals."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Task(Protocol):
    """One step under way."""

    def advance(self, steps: float = 1, note: str = "") -> None:
        """So many more units are done; `note` says what is being done now."""
        ...


class Progress(Protocol):
    """Somebody who watches long steps."""

    def task(self, name: str, total: float | None = None) -> AbstractContextManager[Task]:
        """A step named for people, of `total` units; None when nobody can know."""
        ...


class _SilentTask:
    def advance(self, steps: float = 1, note: str = "") -> None:
        """Nobody watches."""


class _Silent:
    @contextmanager
    def task(self, name: str, total: float | None = None) -> Iterator[Task]:
        """Nobody watches."""
        yield _SilentTask()


silent: Progress = _Silent()
