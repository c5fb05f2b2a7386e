"""Entry point: the navigation, on every run and before anything else."""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).resolve().parent
PAGES = HERE.parent / "pages"
ICON = HERE / "assets" / "tandem.svg"

# Before the navigation: otherwise the browser would fetch the icon of the page from a font server.
st.set_page_config(page_icon=str(ICON), layout="wide")
page = st.navigation(
    [
        # A default page answers at / only, so that Overview needs a door of its own to keep its address.
        st.Page(PAGES / "landing.py", title="Tandem", url_path="start", default=True, visibility="hidden"),
        st.Page(
            PAGES / "overview.py",
            title="Overview",
            icon=":material/monitoring:",
            url_path="overview",
            help="The loan book as of a date",
        ),
        st.Page(
            PAGES / "data_health.py",
            title="Data health",
            icon=":material/fact_check:",
            url_path="data-health",
            help="Loads, rejected rows and closes",
        ),
    ],
    position="top",
)
st.set_page_config(page_title=f"{page.title} · Tandem")
page.run()
