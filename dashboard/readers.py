"""Answers from the read models, cached until a load or a close changes the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

import streamlit as st
from sqlalchemy import Connection

from dashboard import connection
from dashboard.connection import Address
from schema.marts import closes

VERSION_SECONDS = 5
P = ParamSpec("P")
T = TypeVar("T")


def answer(question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `question` says for these arguments: asked once per subject and version of the data.

    Raises DatabaseUnavailable and its siblings; a failure is never kept.
    """
    at = connection.address()
    name = f"{question.__module__}.{question.__qualname__}"
    arguments = (*args, *sorted(kwargs.items()))
    return cast(T, _kept(at, _version(at), name, arguments, lambda open_: question(open_, *args, **kwargs)))


def uncached(question: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same without keeping the answer, for what is asked once and large: a file to download."""
    with connection.reading(connection.address()) as opened:
        return question(opened, *args, **kwargs)


def fresh(question: Callable[[Connection], T], at: Address | None = None) -> T:
    """The answer of at most a few seconds ago, for what changes without a new version of the data."""
    name = f"{question.__module__}.{question.__qualname__}"
    return cast(T, _recent(at or connection.address(), name, question))


def version() -> int:
    """The version of the data, which grows with every load and close; as of a few seconds ago."""
    return _version(connection.address())


@st.cache_data(ttl=VERSION_SECONDS, max_entries=100, show_spinner=False)
def _recent(at: Address, name: str, _ask: Callable[[Connection], object]) -> object:
    with connection.reading(at) as opened:
        return _ask(opened)


@st.cache_data(ttl=VERSION_SECONDS, max_entries=20, show_spinner=False)
def _version(at: Address) -> int:
    with connection.reading(at) as opened:
        return closes.version(opened)


@st.cache_data(ttl="10m", max_entries=500, show_spinner=False)
def _kept(
    at: Address,
    version: int,
    name: str,
    arguments: tuple[object, ...],
    _ask: Callable[[Connection], object],
) -> object:
    with connection.reading(at) as opened:
        return _ask(opened)
