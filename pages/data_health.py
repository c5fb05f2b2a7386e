"""Data health: what came in, what was refused and why, how the closes ran, and whether everything adds up."""

import streamlit as st

from dashboard import states
from dashboard.language import _
from dashboard.parts import batches, beginning, checks, closings, operations, refused

st.title(_("Data health"), anchor=False)
with states.guard():
    if operations.show():
        closings.show()
        refused.show()
        batches.show()
        batches.freshness()
        checks.show()
    else:
        beginning.show()
