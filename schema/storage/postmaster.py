"""Does a server run on this data folder? What `postmaster.pid` says, checked against the processes."""

from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class Postmaster:
    """A live server: process id, TCP port (0 while it is still starting) and its own word on its state."""

    pid: int
    port: int
    state: str

    @property
    def is_ready(self) -> bool:
        """Whether it takes connections."""
        return self.state == "ready"


def postmaster(data: Path) -> Postmaster | None:
    """The live server of this folder; a file left by a dead or foreign process is none."""
    lines = _lines(data / "postmaster.pid")
    if not lines or not lines[0].isdigit() or not _serves(int(lines[0]), data):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].isdigit() else 0
    return Postmaster(pid=int(lines[0]), port=port, state=lines[7] if len(lines) > 7 else "starting")


def clear_stale_file(data: Path) -> None:
    """Remove a `postmaster.pid` whose number now belongs to another programme, which Postgres would respect.

    A number nobody has is left to Postgres, which also looks for orphaned backends: not ours to hide.
    """
    path = data / "postmaster.pid"
    lines = _lines(path)
    if lines and lines[0].isdigit() and psutil.pid_exists(int(lines[0])) and not _anyone_serves(data):
        path.unlink(missing_ok=True)


def _lines(path: Path) -> list[str]:
    try:
        return [line.strip() for line in path.read_text().splitlines()]
    except FileNotFoundError:
        return []


def _serves(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and _works_in(process, data)
    except psutil.NoSuchProcess:
        return False


def _works_in(process: psutil.Process, data: Path) -> bool:
    try:
        return Path(process.cwd()) == data.resolve()
    except psutil.AccessDenied:
        return True  # another user's server: never ours to declare dead


def _anyone_serves(data: Path) -> bool:
    return any(
        process.info["name"] == "postgres" and _serves(process.pid, data) for process in psutil.process_iter(["name"])
    )
