"""Codes that the address of a page names: untrusted, to be looked for and never to be believed."""

from __future__ import annotations

import streamlit as st

LONGEST = 80


def asked(name: str) -> str:
    """The code under a name of the address, without what nobody can see; empty when it names none."""
    said = st.query_params.get(name, "")
    return "".join(each for each in said if each.isprintable())[:LONGEST].strip()


def quoted(code: str) -> str:
    """The code as text of a page, with no mark of Markdown in it."""
    return f"`{code.replace('`', ' ')}`"
