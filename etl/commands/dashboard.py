"""Runs the dashboard as a child process that never outlives us, and knows when it answers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from etl.commands import follower
from schema.errors import PortTaken, ServeFault
from schema.storage.home import usable

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "dashboard" / "server.py"
START_SECONDS = 60
STOP_SECONDS = 5


@dataclass(frozen=True)
class Place:
    """Where the dashboard listens."""

    address: str
    port: int

    @property
    def url(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://{'localhost' if self.address in {'127.0.0.1', '0.0.0.0'} else self.address}:{self.port}"


def require_free(place: Place) -> None:
    """Raises PortTaken while somebody else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((place.address, place.port))
        except PermissionError as fault:
            raise PortTaken(
                f"Port {place.port} is reserved for the system.",
                "Choose another, for instance PORT=8502 (--port 8502).",
            ) from fault
        except OSError as fault:
            raise PortTaken(
                f"Port {place.port} on {place.address} is taken by another programme.",
                f"Stop it, or choose another port: make up PORT={place.port + 1} (--port {place.port + 1}).",
            ) from fault


@contextmanager
def running(
    place: Place, environ: Mapping[str, str], *, log: Path, entry: Path = ENTRY
) -> Iterator[subprocess.Popen[bytes]]:
    """The dashboard, answering, for the time of the block; its output goes to `log`."""
    require_free(place)
    with usable(log.parent):
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        output = log.open("wb")
    with output:
        child = subprocess.Popen(
            [sys.executable, "-m", follower.__name__, "run", str(entry), *_options(place)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env={**os.environ, **environ},
            start_new_session=True,
        )
    try:
        _wait_until_it_answers(child, place, log)
        yield child
    finally:
        _stop(child)


def _options(place: Place) -> list[str]:
    return [
        f"--server.port={place.port}",
        f"--server.address={place.address}",
        "--server.headless=true",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
    ]


def _wait_until_it_answers(child: subprocess.Popen[bytes], place: Place, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if child.poll() is not None:
            break
        if _answers(f"{place.url}/_stcore/health"):
            return
        time.sleep(0.05)
    raise ServeFault(
        f"The dashboard did not start on port {place.port}.",
        f"Its last words are in {log}.",
        detail=log.read_text(errors="replace")[-2000:],
    )


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
    if child.stdin is not None:
        child.stdin.close()
