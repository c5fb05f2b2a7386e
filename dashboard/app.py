"""Entry point: who is there, the navigation, the header, the page. On every run, and nothing before the navigation."""

from pathlib import Path

import streamlit as st

from dashboard import shell

ICON = Path(__file__).resolve().parent / "assets" / "tandem.svg"

# Before the navigation: otherwise the browser would fetch the icon of the page from a font server.
st.set_page_config(page_icon=str(ICON), layout="wide")
shell.run()
