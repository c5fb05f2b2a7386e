"""The embedded server: a Postgres in the home folder, up while it is used or after `tandem db start`.

Files of the home folder: `postgres/` data, `credentials.json` passwords, `port` last used, `run/` the socket,
`start.lock` one starter at a time, `users.lock` shared by all who use the server, `keep` means it stays up.
"""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection as RawConnection
from sqlalchemy import URL

from schema.errors import DatabaseUnavailable
from schema.storage import watch
from schema.storage.cluster import HOST, Cluster
from schema.storage.credentials import ROLES, SUPERUSER, credentials, login_of
from schema.storage.home import usable
from schema.storage.locks import Lease, alone, one_at_a_time
from schema.storage.programs import shipped_binaries

NO_OPTIONS: Mapping[str, str] = {}


@dataclass(frozen=True)
class EmbeddedServer:
    """A running embedded server: where it listens and how each role logs in."""

    home: Path
    port: int
    passwords: Mapping[str, str] = field(repr=False)

    def address(self, role: str) -> URL:
        """URL of the server as one of our roles, without a database."""
        return self._address(login_of(role))

    def session_role(self, role: str) -> str | None:
        """Every role logs in as itself."""
        return None

    def enter_as_superuser(self, database: str) -> RawConnection:
        """A connection for what only the server's own administrator may do; the caller closes it."""
        url = self._address(SUPERUSER).set(database=database)
        return psycopg2.connect(url.render_as_string(hide_password=False))

    def _address(self, login: str) -> URL:
        return URL.create("postgresql", login, self.passwords[login], HOST, self.port)


@dataclass(frozen=True)
class Status:
    """State of the embedded server at one moment; `pid` and `port` are None while it is down."""

    home: Path
    pid: int | None
    port: int | None
    is_kept: bool
    is_used: bool


@contextmanager
def embedded_server(home: Path, options: Mapping[str, str] = NO_OPTIONS) -> Iterator[EmbeddedServer]:
    """The embedded server: started if down, stopped when its last user leaves and nobody keeps it.

    Raises HomeUnusable with the reason when the folder cannot hold a server.
    """
    lease = _lease(home)
    try:
        yield _started(Cluster(home, options))
    finally:
        lease.release()
        stop_if_unused(home)


def keep(home: Path) -> EmbeddedServer:
    """Start the server and leave it running until `release`."""
    lease = _lease(home)
    try:
        with usable(home):
            (home / "keep").touch()
        return _started(Cluster(home, NO_OPTIONS))
    finally:
        lease.release()


def release(home: Path) -> bool:
    """Take `keep` back; stops the server unless somebody uses it. Returns whether it is down now."""
    with usable(home):
        if not home.exists():
            return True
        (home / "keep").unlink(missing_ok=True)
        stop_if_unused(home)
    if Cluster(home, NO_OPTIONS).live() is None:
        return True
    _watch(Cluster(home, NO_OPTIONS))
    return False


def stop_if_unused(home: Path) -> None:
    """Stop the server if no lease is out and it is not kept; waits for the watcher where that was faster."""
    with alone(home / "users.lock") as nobody_else:
        if nobody_else and not (home / "keep").exists():
            Cluster(home, NO_OPTIONS).stop()
    if not nobody_else:
        Lease(home / "users.lock").release()


def status(home: Path) -> Status:
    """Looks without starting anything."""
    with usable(home):
        live = Cluster(home, NO_OPTIONS).live()
        return Status(
            home=home,
            pid=live.pid if live else None,
            port=live.port if live else None,
            is_kept=(home / "keep").exists(),
            is_used=_is_used(home),
        )


def running_server(home: Path) -> EmbeddedServer:
    """The server if it is up; raises DatabaseUnavailable otherwise, and never starts it."""
    with usable(home):
        live = Cluster(home, NO_OPTIONS).live()
        if live is None or not live.is_ready:
            raise DatabaseUnavailable("The database is not running.", "Start it with `tandem db start`.")
        return EmbeddedServer(home, live.port, credentials(home))


def _is_used(home: Path) -> bool:
    if not (home / "users.lock").exists():
        return False
    with alone(home / "users.lock") as nobody_else:
        return not nobody_else


def _lease(home: Path) -> Lease:
    with usable(home):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Lease(home / "users.lock")


def _started(cluster: Cluster) -> EmbeddedServer:
    with usable(cluster.home), one_at_a_time(cluster.home / "start.lock"):
        passwords = credentials(cluster.home)
        cluster.initialise(passwords[SUPERUSER])
        was_down = cluster.live() is None
        server = EmbeddedServer(cluster.home, cluster.start().port, passwords)
        if was_down:
            _create_roles(server)
            _watch(cluster)
    return server


def _create_roles(server: EmbeddedServer) -> None:
    """The four logins. Only the owner may create databases; nobody is a superuser.

    The loader bypasses row policies: Postgres refuses COPY under them, and loading is its whole work.
    """
    rights = {login_of("owner"): "createdb", login_of("etl"): "bypassrls"}
    connection = server.enter_as_superuser("postgres")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select rolname from pg_roles")
            present = {name for (name,) in cursor.fetchall()}
            for login in sorted(set(map(login_of, ROLES)) - present):
                cursor.execute(
                    sql.SQL("create role {} login {} password {}").format(
                        sql.Identifier(login),
                        sql.SQL(rights.get(login, "")),
                        sql.Literal(server.passwords[login]),
                    )
                )
            # When a session began is part of the proof of its subject.
            cursor.execute(sql.SQL("grant pg_read_all_stats to {}").format(sql.Identifier(login_of("owner"))))
    finally:
        connection.close()


def _watch(cluster: Cluster) -> None:
    """Leave somebody behind who stops the server should its last user be killed."""
    runner = cluster.runner
    ids = [] if runner.uid is None else [str(runner.uid), str(runner.gid)]
    files = (cluster.home / "users.lock", cluster.home / "keep", shipped_binaries() / "pg_ctl", cluster.data)
    watcher = [sys.executable, "-I", "-S", watch.__file__, *map(str, files), *ids]
    subprocess.run(
        [
            "/bin/sh",
            "-c",
            '"$@" &',
            "sh",
            *watcher,
        ],  # the shell ends at once, so the watcher is nobody's child
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        check=True,
    )
