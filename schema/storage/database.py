"""Connections to one database by role, in the same words for the embedded and for somebody's Postgres."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote, urlencode

import psycopg2
from psycopg2 import errors, sql
from psycopg2.extensions import connection as Connection
from sqlalchemy import URL, Engine, create_engine

from schema.errors import (
    ConfigurationFault,
    DatabaseMissing,
    DatabaseTooOld,
    DatabaseUnavailable,
    TandemError,
)
from schema.security import proof
from schema.storage.credentials import ROLES, login_of
from schema.storage.embedded import embedded_server
from schema.storage.settings import DEFAULT_TIME_ZONE, Settings

OLDEST_VERSION = 15
APP_TIMEOUT_MILLISECONDS = 15_000


class Server(Protocol):
    """Somewhere Postgres runs, and how each of our roles gets in."""

    def address(self, role: str) -> URL:
        """URL of the server as this role, without our database."""
        ...

    def session_role(self, role: str) -> str | None:
        """Role to take on after logging in, None when the login already is that role."""
        ...


@dataclass(frozen=True)
class ExternalServer:
    """Somebody's Postgres. Roles without a URL of their own log in as its owner and take the role on."""

    owner: URL
    role_urls: Mapping[str, URL]

    def address(self, role: str) -> URL:
        """The role's own URL if there is one, else the owner's."""
        return self.role_urls.get(role, self.owner)

    def session_role(self, role: str) -> str | None:
        """`tandem_etl` and so on, unless the role has a login of its own or is the owner."""
        return None if role == "owner" or role in self.role_urls else login_of(role)


@dataclass(frozen=True)
class Database:
    """One database, whether it exists yet or not. Engines live until `close`."""

    server: Server
    name: str
    time_zone: str = DEFAULT_TIME_ZONE
    _engines: dict[tuple[str, str | None], Engine] = field(default_factory=dict, repr=False)
    _keys: list[bytes] = field(default_factory=list, repr=False)

    def url(self, role: str, subject: str | None = None) -> str:
        """A libpq URL for `psql` and BI tools, password included.

        `subject` sets the row scope of a reader, and is signed: the address cannot be turned into somebody else's.
        The dashboard's login names its subject in each session, see `connect`.
        """
        return self._url(role, subject, database=self.name)

    def session_key(self) -> bytes:
        """The key with which subjects are signed. Raises DatabaseMissing before the first migration."""
        if not self._keys:
            connection = self.connect("owner")
            try:
                self._keys.append(proof.session_key(connection))
            finally:
                connection.close()
        return self._keys[0]

    def engine(self, role: str, subject: str | None = None) -> Engine:
        """A pooled SQLAlchemy engine; the same one for the same role and subject."""
        key = (role, subject)
        if key not in self._engines:
            self._engines[key] = create_engine(
                "postgresql+psycopg2://",
                creator=lambda: self.connect(role, subject),
                pool_pre_ping=True,
                pool_recycle=1800,
                pool_size=5,
                max_overflow=5,
            )
        return self._engines[key]

    def connect(self, role: str, subject: str | None = None) -> Connection:
        """A raw psycopg2 connection, for COPY and the like; the caller closes it. It is `subject`'s to its end.

        Raises DatabaseMissing, DatabaseUnavailable or ConfigurationFault, each with what to do.
        """
        connection = _connect(self.url(role, subject), self.name)
        if role == "app" and subject:
            self._sign(connection, subject)
        return connection

    def exists(self) -> bool:
        """Whether the server has a database of this name."""
        try:
            self.connect("owner").close()
        except DatabaseMissing:
            return False
        return True

    def create_if_missing(self, template: str | None = None) -> bool:
        """Create the database, empty or as a copy of `template`; returns whether it was missing."""
        if template is None and self.exists():
            return False
        copy = sql.SQL(" template {}").format(sql.Identifier(template)) if template else sql.SQL("")
        try:
            self._on_server(sql.SQL("create database {}").format(sql.Identifier(self.name)) + copy)
        except errors.DuplicateDatabase:
            return False
        except errors.InsufficientPrivilege as fault:
            raise ConfigurationFault(
                f"There is no database {self.name}, and we may not create it.",
                "Have it created with our user as its owner.",
                detail=str(fault),
            ) from fault
        return True

    def drop(self) -> None:
        """Drop the database with everything in it, cutting connections; there may be none."""
        self.close()
        statement = sql.SQL("drop database if exists {}").format(sql.Identifier(self.name))
        try:
            self._on_server(statement + sql.SQL(" with (force)"))
        except errors.InsufficientPrivilege:
            # An autovacuum worker is the superuser's, and only a plain drop sends it away by itself.
            self._on_server(statement)

    @property
    def version(self) -> int:
        """Major version of the server, 18 for instance."""
        return _major(self._maintenance())

    def close(self) -> None:
        """Close the pooled connections."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        self._keys.clear()

    def _sign(self, connection: Connection, subject: str) -> None:
        said = proof.proof(self.session_key(), role=proof.APP, subject=subject, backend=proof.backend_of(connection))
        with connection, connection.cursor() as cursor:
            settings = "select set_config('tandem.subject', %s, false), set_config('tandem.proof', %s, false)"
            cursor.execute(settings, (subject, said))

    def _on_server(self, statement: sql.Composable) -> None:
        connection = self._maintenance()
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def _maintenance(self) -> Connection:
        """A connection beside our database, for what cannot be done from inside it."""
        return _connect(self._url("owner", None, database="postgres"), "postgres")

    def _url(self, role: str, subject: str | None, *, database: str) -> str:
        if role not in ROLES:
            raise ConfigurationFault(f"There is no role {role!r}.", f"Use one of {', '.join(ROLES)}.")
        session = {
            "TimeZone": self.time_zone,
            "role": self.server.session_role(role),
            "tandem.subject": subject if role == "reader" else None,
            "tandem.proof": self._address_proof(subject) if role == "reader" and subject else None,
            "statement_timeout": str(APP_TIMEOUT_MILLISECONDS) if role == "app" else None,
        }
        options = " ".join(f"-c {name}={_escaped(value)}" for name, value in session.items() if value is not None)
        return _libpq(self.server.address(role).set(database=database), options)

    def _address_proof(self, subject: str) -> str:
        return proof.proof(self.session_key(), role=proof.READER, subject=subject, backend=None)


@contextmanager
def open_server(settings: Settings) -> Iterator[Server]:
    """The server the settings name: ours, started if need be, or somebody's, once it has answered."""
    if settings.database_url is None:
        with embedded_server(settings.home) as embedded:
            yield embedded
    else:
        external = ExternalServer(settings.database_url, settings.role_urls)
        _refuse_old(external)
        yield external


@contextmanager
def open_database(settings: Settings, name: str | None = None) -> Iterator[Database]:
    """The database the settings name, or another one on the same server; it need not exist yet."""
    with open_server(settings) as server:
        database = Database(server, name or settings.database_name, settings.time_zone)
        try:
            yield database
        finally:
            database.close()


def _refuse_old(server: ExternalServer) -> None:
    try:
        connection = _enter(server, server.owner.database or "postgres")
    except DatabaseMissing:
        connection = _enter(server, "postgres")
    version = _major(connection)
    if version < OLDEST_VERSION:
        raise DatabaseTooOld(
            f"The server at {server.owner.host} is Postgres {version}.",
            f"Tandem needs {OLDEST_VERSION} or later; unset TANDEM_DATABASE_URL to use the embedded server.",
        )


def _enter(server: ExternalServer, database: str) -> Connection:
    return _connect(_libpq(server.owner.set(database=database), ""), database)


def _major(connection: Connection) -> int:
    try:
        return int(connection.server_version) // 10_000
    finally:
        connection.close()


def _connect(url: str, database: str) -> Connection:
    try:
        return psycopg2.connect(url)
    except psycopg2.OperationalError as fault:
        raise _refusal(str(fault), database) from fault


def _refusal(said: str, database: str) -> TandemError:
    """The sentence for what the server, or nobody, answered."""
    if f'database "{database}" does not exist' in said:
        return DatabaseMissing(f"There is no database {database} yet.", "Create it with `tandem migrate`.", detail=said)
    if 'role "tandem_' in said and "does not exist" in said:
        return DatabaseMissing("The database has no roles of Tandem yet.", "Run `tandem migrate`.", detail=said)
    if "authentication failed" in said or "permission denied" in said:
        return DatabaseUnavailable(
            "The database server refuses our login.",
            "Check TANDEM_DATABASE_URL and its siblings.",
            detail=said,
        )
    return DatabaseUnavailable(
        "The database server does not answer.",
        "Check TANDEM_DATABASE_URL, or start the embedded server with `tandem db start`.",
        detail=said,
    )


def _libpq(url: URL, options: str) -> str:
    """`url` as libpq reads it: it knows %20 and no plus sign, which is how SQLAlchemy would write a blank."""
    stated = {name: value if isinstance(value, str) else value[-1] for name, value in url.query.items()}
    given = " ".join(filter(None, (stated.pop("options", ""), options)))
    query = {"application_name": "tandem", **stated, **({"options": given} if given else {})}
    login = quote(url.username or "", safe="") + (f":{quote(str(url.password), safe='')}" if url.password else "")
    place = f"[{url.host}]" if url.host and ":" in url.host else url.host or ""
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{login}{'@' if login else ''}{place}{port}/{quote(url.database or '')}?" + urlencode(
        query, quote_via=quote
    )


def _escaped(value: str) -> str:
    """One word of libpq's `options`."""
    return value.replace("\\", "\\\\").replace(" ", "\\ ")
