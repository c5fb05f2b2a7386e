"""One Postgres data folder: made whole or not at all, configured, started and stopped with `pg_ctl`.

Whoever calls holds the start lock of the home folder: nothing here guards against a second starter.
"""

import os
import re
import shutil
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from schema.errors import DatabaseUnavailable, HomeUnusable
from schema.storage.credentials import SUPERUSER
from schema.storage.postmaster import Postmaster, clear_stale_file, postmaster
from schema.storage.programs import (
    POSTGRES_VERSION,
    ProgramFault,
    Runner,
    let_run_programs,
    let_through,
    runner_for,
)

HOST = "127.0.0.1"
FIRST_PORT, LAST_PORT = 15432, 15631  # below the range from which systems lend ports to outgoing connections
LONGEST_SOCKET = 103  # bytes of a socket's path, the smallest limit among Linux and macOS
START_SECONDS = 300  # recovery after a crash replays up to max_wal_size
TUNING = {
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "wal_buffers": "64MB",
    "max_wal_size": "8GB",
    "min_wal_size": "1GB",
    "checkpoint_timeout": "30min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "jit": "off",
    "log_checkpoints": "off",
}


@dataclass(frozen=True)
class Cluster:
    """The data folder `home/postgres` and the files beside it; `options` go over TUNING."""

    home: Path
    options: Mapping[str, str]

    @property
    def data(self) -> Path:
        """Postgres's own data folder."""
        return self.home / "postgres"

    @property
    def log(self) -> Path:
        """What the server says; inside the data folder, where the server's user may write."""
        return self.data / "server.log"

    @property
    def runner(self) -> Runner:
        """Who runs Postgres here."""
        return runner_for(self.data)

    def live(self) -> Postmaster | None:
        """The running server of this folder, if any."""
        return postmaster(self.data)

    def initialise(self, password: str) -> None:
        """Create the data folder with this superuser password; does nothing when it exists.

        It is made beside and renamed when finished: what a crash left is never taken for a database.
        """
        draft, password_file = self.home / "postgres.new", self.home / "initdb.password"
        shutil.rmtree(draft, ignore_errors=True)
        password_file.unlink(missing_ok=True)
        if self.data.exists():
            return
        runner = self.runner
        if runner.uid is not None:
            let_through(self.home.resolve())
            let_run_programs()
        try:
            self._initdb(draft, password_file, password)
        finally:
            password_file.unlink(missing_ok=True)
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("include_if_exists = 'tandem.conf'\n")
        draft.rename(self.data)

    def _initdb(self, draft: Path, password_file: Path, password: str) -> None:
        for path in (draft, password_file):
            path.mkdir(0o700) if path is draft else path.touch(0o600)
            self.runner.own(path)
        password_file.write_text(password)
        try:
            self.runner.run(
                "initdb",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                f"--pgdata={draft}",
            )
        except ProgramFault as fault:
            shutil.rmtree(draft, ignore_errors=True)
            raise self._unusable(fault.detail) from fault

    def start(self) -> Postmaster:
        """The running server, started if need be; waits for one that is coming up or going down."""
        self._check_version()
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            live = self.live()
            if live is not None and live.is_ready:
                return live
            if live is None:
                self._try_to_start()
            else:
                time.sleep(0.05)
        raise DatabaseUnavailable(
            f"The database in {self.home} did not come up within {START_SECONDS} seconds.",
            f"Look into {self.log} and try again.",
        )

    def stop(self) -> None:
        """Stop the server and wait until it is down; open connections are cut, nothing committed is lost."""
        if self.live() is None:
            return
        try:
            self.runner.run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "120", "-D", self.data)
        except ProgramFault as fault:
            if self.live() is not None:
                raise DatabaseUnavailable(
                    f"The database in {self.home} does not stop.",
                    f"Look into {self.log}.",
                    detail=fault.detail,
                ) from fault

    def _try_to_start(self) -> None:
        """One attempt. What passes by itself (a port just taken, orphans of a crash) is left to the next."""
        clear_stale_file(self.data)
        self._configure()
        said_before = self.log.stat().st_size if self.log.exists() else 0
        try:
            self._pg_ctl_start()
        except ProgramFault as fault:
            said = self._said_since(said_before)
            if "could not create any TCP/IP sockets" in said:
                (self.home / "port").unlink(missing_ok=True)
            elif "pre-existing shared memory block" in said:
                time.sleep(0.2)
            else:
                raise self._unusable(fault.detail + said) from fault

    def _pg_ctl_start(self) -> None:
        """By relative paths: pg_ctl passes them through a shell, which a folder's name could confuse."""
        data, log = self.data.relative_to(self.home), self.log.relative_to(self.home)
        wait = ("-s", "-w", "-t", str(START_SECONDS))
        self.runner.run("pg_ctl", "start", *wait, "-D", data, "-l", log, folder=self.home)

    def _said_since(self, position: int) -> str:
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace")

    def _configure(self) -> None:
        settings = {
            "listen_addresses": HOST,
            "port": str(remembered_port(self.home / "port")),
            "unix_socket_directories": self._socket_folder(),
            **TUNING,
            **self.options,
        }
        lines = [f"{name} = '{_quoted(value)}'\n" for name, value in settings.items()]
        path = self.data / "tandem.conf"
        path.write_text(
            "# Written at every start of Tandem; own settings go into postgresql.auto.conf.\n" + "".join(lines)
        )
        self.runner.own(path)

    def _socket_folder(self) -> str:
        """Folder of the server's socket as a Postgres list of one; empty where the path is too long."""
        folder = self.home / "run"
        if len(os.fsencode(folder / f".s.PGSQL.{LAST_PORT}")) > LONGEST_SOCKET:
            return ""
        folder.mkdir(0o755, exist_ok=True)
        self.runner.own(folder)
        return '"' + str(folder).replace('"', '""') + '"'

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != str(POSTGRES_VERSION):
            raise HomeUnusable(
                f"The database in {self.home} is of Postgres {made_by}, Tandem brings {POSTGRES_VERSION}.",
                "Dump it with the Tandem that made it and load the dump here, or move the folder away.",
            )

    def _unusable(self, said: str) -> HomeUnusable:
        """The sentence for what Postgres complained about."""
        if "No space left on device" in said or "Disk quota exceeded" in said:
            return HomeUnusable(
                f"The disk that holds {self.home} is full.",
                "Free space or set TANDEM_HOME to another disk.",
                detail=said,
            )
        complaint = re.search(r"(?:FATAL|error): +(.+)", said)
        return HomeUnusable(
            f"Postgres cannot run in {self.home}: {complaint[1] if complaint else 'it gave no reason'}.",
            "Mend that, or set TANDEM_HOME to another folder.",
            detail=said,
        )


def remembered_port(file: Path) -> int:
    """The port this folder used last if it is free, else another free one, which is remembered."""
    text = file.read_text().strip() if file.exists() else ""
    candidates = ([int(text)] if text.isdigit() else []) + list(range(FIRST_PORT, LAST_PORT + 1))
    port = next(port for port in [*candidates, 0] if is_free(port))
    file.write_text(f"{port}\n")
    return port


def is_free(port: int) -> bool:
    """Whether nobody listens on this port of this machine; port 0 always is."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "''")
