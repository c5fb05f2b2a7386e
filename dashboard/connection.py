"""How the dashboard reaches the database: one pool, short transactions, the subject set in each of them."""

from __future__ import annotations

import atexit
import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
import streamlit as st
from psycopg2.errors import QueryCanceled
from psycopg2.extensions import connection as RawConnection
from sqlalchemy import Connection, Engine, Select, create_engine, event, func, select
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from dashboard.language import _
from schema.errors import ConfigurationFault, DatabaseMissing, DatabaseUnavailable, TandemError
from schema.marts.access import Principal
from schema.security.proof import APP, backend_of, proof
from schema.storage.database import open_database
from schema.storage.settings import Settings, settings_from

APP_URL, SESSION_KEY = "TANDEM_APP_URL", "TANDEM_SESSION_KEY"
BACKEND = "backend"
TIMEOUT_SECONDS = 15
POOL_SIZE = 5
PRINCIPAL_KEY = "_principal"
NOBODY = ""


class QuestionTooLong(TandemError):
    """The database needed more time for an answer than a page may wait."""


@dataclass(frozen=True)
class Address:
    """Which database, seen as whom, and what `scope` lets them see now.

    Part of every cache key, so that no row crosses from one to another, nor outlives the scope it was seen in.
    """

    url: str
    subject: str
    scope: str = ""


def settings() -> Settings:
    """What the environment says now."""
    return settings_from(os.environ)


def address(subject: str | None = None) -> Address:
    """TANDEM_APP_URL when it is set, else the database the settings name, started if it is the embedded one.

    Seen as the person of this session, or as `subject` before anybody is let in.
    """
    url = os.environ.get(APP_URL, "").strip() or _opened(settings())[0]
    if subject is not None:
        return Address(url, subject)
    person: Principal | None = st.session_state.get(PRINCIPAL_KEY)
    return Address(url, person.subject, _scope_key(person)) if person else Address(url, NOBODY)


def _scope_key(person: Principal) -> str:
    """The same for the same scopes and rights, and for no others."""
    said = repr((person.scopes, sorted(person.rights)))
    return hashlib.sha256(said.encode()).hexdigest()


@contextmanager
def reading(at: Address) -> Iterator[Connection]:
    """A read-only transaction in the subject's scope.

    Raises DatabaseUnavailable, DatabaseMissing or QuestionTooLong for what the server, or nobody, answered.
    """
    with _answering(), _engine(at.url).connect() as pooled:
        connection = pooled.execution_options(postgresql_readonly=True)
        connection.execute(_scope(at.subject, connection.info[BACKEND]))
        yield connection


@contextmanager
def writing(at: Address) -> Iterator[Connection]:
    """A transaction in the subject's scope that is kept when the block ends well; the database's functions write.

    Raises what `reading` raises.
    """
    with _answering(), _engine(at.url).begin() as connection:
        connection.execute(_scope(at.subject, connection.info[BACKEND]))
        yield connection


def is_up() -> bool:
    """Whether the database answers at all."""
    try:
        with reading(address("")) as opened:
            opened.execute(select(1))
    except TandemError:
        return False
    return True


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except OperationalError as fault:
        raise _unavailable(fault) from fault
    except ProgrammingError as fault:
        raise DatabaseMissing(
            _("The database does not have the tables of this version yet."),
            _("Run `tandem migrate`, then try again."),
            detail=str(fault),
        ) from fault


def _scope(subject: str, backend: str) -> Select[Any]:
    """`set local` for all, in one statement; without a subject nobody asks, and nothing is to be proved."""
    said = proof(_key(), role=APP, subject=subject, backend=backend) if subject else ""
    return select(
        func.set_config("tandem.subject", subject, True),
        func.set_config("tandem.proof", said, True),
        func.set_config("statement_timeout", f"{TIMEOUT_SECONDS}s", True),
    )


def _unavailable(fault: OperationalError) -> TandemError:
    if isinstance(fault.orig, QueryCanceled):
        return QuestionTooLong(
            _("The database needed more than {count} seconds for an answer.").format(count=TIMEOUT_SECONDS),
            _("Try again; if it happens again, ask your operators to look at the load on the server."),
            detail=str(fault),
        )
    return DatabaseUnavailable(
        _("The database does not answer."),
        _("Check with `tandem status` that it runs, then try again."),
        detail=str(fault),
    )


def _key() -> bytes:
    """The key with which subjects are signed: given beside TANDEM_APP_URL, or that of the settings' own database."""
    if not os.environ.get(APP_URL, "").strip():
        return _opened(settings())[1]
    try:
        return bytes.fromhex(os.environ[SESSION_KEY].strip())
    except (KeyError, ValueError) as fault:
        raise ConfigurationFault(
            _("TANDEM_SESSION_KEY does not hold the key that goes with TANDEM_APP_URL."),
            _("Start the dashboard with `tandem serve`, which passes both."),
        ) from fault


@st.cache_resource(show_spinner=False, max_entries=4, on_release=Engine.dispose)
def _engine(url: str) -> Engine:
    """The pool, shared by all sessions; the URL stays in libpq's own words, options included."""
    engine = create_engine(
        "postgresql+psycopg2://",
        creator=lambda: psycopg2.connect(url),
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=True,
        pool_recycle=1800,
    )
    event.listen(engine, "connect", _note_backend)
    return engine


def _note_backend(connection: RawConnection, entry: ConnectionPoolEntry) -> None:
    """A proof is for one database session only."""
    entry.info[BACKEND] = backend_of(connection)


@st.cache_resource(show_spinner=False, max_entries=1, hash_funcs={Settings: repr})
def _opened(said: Settings) -> tuple[str, bytes]:
    """URL and key of the settings' own database; what had to be started for it stays up as long as this process."""
    held = ExitStack()
    atexit.register(held.close)
    database = held.enter_context(open_database(said))
    return database.url("app"), database.session_key()
