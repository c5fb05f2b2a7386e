"""File locks between processes; the kernel drops them when a process dies, however it dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


class Lease:
    """A share in something: many processes may hold one at a time, and the last one to leave can know it.

    The lock belongs to the open file, so two leases in one process count as two.
    """

    def __init__(self, path: Path) -> None:
        """Take a share; waits while somebody holds it alone."""
        self._path = path
        self._file: IO[str] = path.open("a")
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def release(self) -> None:
        """Give the share back; a second call does nothing."""
        self._file.close()


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Hold the lock alone if nobody has it; yields whether that worked, never waits."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Hold the lock alone; waits for whoever has it."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
