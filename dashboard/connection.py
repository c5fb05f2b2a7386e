"""How the dashboard reaches the database: one pool, read-only transactions, the subject set in each of them."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
import streamlit as st
from psycopg2.errors import QueryCanceled
from sqlalchemy import Connection, Engine, Select, create_engine, func, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from schema.errors import DatabaseMissing, DatabaseUnavailable, TandemError
from schema.storage.database import open_database
from schema.storage.settings import Settings, settings_from

APP_URL = "TANDEM_APP_URL"
TIMEOUT_SECONDS = 15
POOL_SIZE = 5


class QuestionTooLong(TandemError):
    """The database needed more time for an answer than a page may wait."""


@dataclass(frozen=True)
class Address:
    """Which database, seen as whom; part of every cache key, so that no row crosses from one to another."""

    url: str
    subject: str


def settings() -> Settings:
    """What the environment says now."""
    return settings_from(os.environ)


def address() -> Address:
    """TANDEM_APP_URL when it is set, else the database the settings name, started if it is the embedded one."""
    said = settings()
    return Address(os.environ.get(APP_URL, "").strip() or _url_of(said), said.subject)


@contextmanager
def reading(at: Address) -> Iterator[Connection]:
    """A read-only transaction in the subject's scope.

    Raises DatabaseUnavailable, DatabaseMissing or QuestionTooLong for what the server, or nobody, answered.
    """
    try:
        with _engine(at.url).connect() as pooled:
            connection = pooled.execution_options(postgresql_readonly=True)
            connection.execute(_scope(at.subject))
            yield connection
    except OperationalError as fault:
        raise _unavailable(fault) from fault
    except ProgrammingError as fault:
        raise DatabaseMissing(
            "The database does not have the tables of this version yet.",
            "Run `tandem migrate`, then try again.",
            detail=str(fault),
        ) from fault


def _scope(subject: str) -> Select[Any]:
    """`set local` for both, in one statement."""
    return select(
        func.set_config("tandem.subject", subject, True),
        func.set_config("statement_timeout", f"{TIMEOUT_SECONDS}s", True),
    )


def _unavailable(fault: OperationalError) -> TandemError:
    if isinstance(fault.orig, QueryCanceled):
        return QuestionTooLong(
            f"The database needed more than {TIMEOUT_SECONDS} seconds for an answer.",
            "Try again; if it happens again, ask your operators to look at the load on the server.",
            detail=str(fault),
        )
    return DatabaseUnavailable(
        "The database does not answer.",
        "Check with `tandem status` that it runs, then try again.",
        detail=str(fault),
    )


@st.cache_resource(show_spinner=False, max_entries=4, on_release=Engine.dispose)
def _engine(url: str) -> Engine:
    """The pool, shared by all sessions; the URL stays in libpq's own words, options included."""
    return create_engine(
        "postgresql+psycopg2://",
        creator=lambda: psycopg2.connect(url),
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=True,
        pool_recycle=1800,
    )


@st.cache_resource(show_spinner="Opening the database", max_entries=1, hash_funcs={Settings: repr})
def _url_of(said: Settings) -> str:
    """URL of the settings' own database; what had to be started for it stays up as long as this process."""
    held = ExitStack()
    atexit.register(held.close)
    return held.enter_context(open_database(said)).url("app")
