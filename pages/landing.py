"""The address without a page leads to the Overview; what it asks for comes along."""

from pathlib import Path

import streamlit as st

OVERVIEW = Path(__file__).resolve().parent / "overview.py"

st.switch_page(OVERVIEW, query_params=st.query_params.to_dict())
