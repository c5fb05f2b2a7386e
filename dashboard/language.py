"""The language a page is written in: chosen once a session, looked up wherever a text of ours is shown.

Message ids are the English texts; `locale/<language>.po` holds the others. A text shown later than where it is
written (a constant, a label) is marked with `N_` and translated with `_` when it is shown.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import TypeVar

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from streamlit.runtime.scriptrunner import get_script_run_ctx

ENGLISH, SIMPLIFIED, TRADITIONAL = "en", "zh-Hans", "zh-Hant"
LANGUAGES = {ENGLISH: "English", SIMPLIFIED: "简体中文", TRADITIONAL: "繁體中文"}
CATALOGUES = Path(__file__).resolve().parent / "locale"
KEY = "lang"
TRADITIONAL_PLACES = {"tw", "hk", "mo", "hant"}
T = TypeVar("T", bound=Hashable)
_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


def current() -> str:
    """The language of this session; English until somebody or the browser has said.

    What is built outside a session, or for somebody else, says its language with `speaking`.
    """
    spoken = _spoken.get()
    if spoken is not None or get_script_run_ctx(suppress_warning=True) is None:
        return spoken or ENGLISH
    said = st.session_state.get(KEY)
    return said if said in LANGUAGES else ENGLISH


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Everything inside is said in this language, whatever the session speaks."""
    before = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(before)


def _(text: str) -> str:
    """The text in the language of this session; a text without a translation stays English."""
    return catalogue(current()).gettext(text)


def n_(one: str, many: str, count: int) -> str:
    """The form of the text that the count asks for, still with its `{count}`."""
    return catalogue(current()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a text that is translated where it is shown
    """The text itself, marked for the catalogue."""
    return text


def words_of(options: Iterable[T], word: Callable[[T], str]) -> Callable[[T], str]:
    """What a widget calls its options: said once, in the language of this run, however late the widget asks."""
    said = {option: word(option) for option in options}
    return said.__getitem__


def matched(locale: str | None) -> str:
    """The language of ours that a browser's `zh-HK` or `en-GB` means; English for all we do not speak."""
    parts = (locale or "").replace("_", "-").lower().split("-")
    if parts[0] != "zh":
        return ENGLISH
    if "hans" in parts:
        return SIMPLIFIED
    return TRADITIONAL if TRADITIONAL_PLACES & set(parts) else SIMPLIFIED


@cache
def catalogue(language: str) -> NullTranslations:
    """The texts of a language, compiled in memory; English needs none."""
    file = CATALOGUES / f"{language}.po"
    if language == ENGLISH or not file.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.replace("-", "_")))
    compiled.seek(0)
    return GNUTranslations(compiled)
