"""The pages: where each stands in the navigation, and who may open it. Every run builds it, signed in or not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import streamlit as st

from dashboard import address_bar, language
from dashboard.language import N_, _

PAGES = Path(__file__).resolve().parent.parent / "pages"
KEPT = (language.KEY, "as", "as_of", "org_unit", "currency")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One page: its script, address, title, icon, the right that opens it and the group it stands in."""

    key: str
    url_path: str
    title: str
    icon: str
    about: str
    section: str

    @property
    def right(self) -> str:
        """The right that opens the page."""
        return f"page.{self.key}"

    @property
    def file(self) -> Path:
        """The script."""
        return PAGES / f"{self.key}.py"


RISK, EXECUTIVE, TEAM, DATA = N_("Risk"), N_("Executive"), N_("Team"), N_("Data")
ENTRIES: tuple[Entry, ...] = (
    Entry(
        key="today",
        url_path="today",
        title=N_("Today"),
        icon=":material/today:",
        about=N_("What needs you today"),
        section="",
    ),
    Entry(
        key="post_loan",
        url_path="post-loan",
        title=N_("Post-loan"),
        icon=":material/monitor_heart:",
        about=N_("How loans behave after disbursement, and who looks after them"),
        section=RISK,
    ),
    Entry(
        key="client",
        url_path="client",
        title=N_("Client file"),
        icon=":material/folder_shared:",
        about=N_("Everything about one client and its loans"),
        section=RISK,
    ),
    Entry(
        key="loan",
        url_path="loan",
        title=N_("Loan 360"),
        icon=":material/account_balance_wallet:",
        about=N_("One loan from disbursement to recovery"),
        section=RISK,
    ),
    Entry(
        key="overview",
        url_path="overview",
        title=N_("Overview"),
        icon=":material/monitoring:",
        about=N_("The loan book as of a date"),
        section=EXECUTIVE,
    ),
    Entry(
        key="staff",
        url_path="staff",
        title=N_("Staff"),
        icon=":material/badge:",
        about=N_("One member of staff: posts, book and results"),
        section=TEAM,
    ),
    Entry(
        key="data_health",
        url_path="data-health",
        title=N_("Data health"),
        icon=":material/fact_check:",
        about=N_("Loads, rejected rows and closes"),
        section=DATA,
    ),
    Entry(
        key="administration",
        url_path="administration",
        title=N_("Administration"),
        icon=":material/manage_accounts:",
        about=N_("Users and scopes, parameters, calendar and units"),
        section=DATA,
    ),
    Entry(
        key="audit",
        url_path="audit",
        title=N_("Audit"),
        icon=":material/policy:",
        about=N_("Who saw, exported and changed what"),
        section=DATA,
    ),
)
BY_KEY = {entry.key: entry for entry in ENTRIES}
LANDING = "landing"


def chosen(rights: Collection[str], *, is_signed_in: bool) -> Any:
    """The page the browser asks for, whether it is this person's or not; the menu shows only those that are."""
    pages: dict[str, list[Any]] = {"": [_landing()]}
    for entry in ENTRIES:
        pages.setdefault(_(entry.section) if entry.section else "", []).append(_page(entry, rights))
    return st.navigation(pages, position="top" if is_signed_in else "hidden")


def entry_of(page: Any) -> Entry | None:
    """The entry of a page that `chosen` gave; None for the bare address."""
    return next((entry for entry in ENTRIES if entry.url_path == page.url_path), None)


def first_page(rights: Collection[str]) -> Entry | None:
    """Where somebody lands: the first page that is theirs."""
    return next((entry for entry in ENTRIES if entry.right in rights), None)


def go(key: str, **query: str) -> NoReturn:
    """Open a page, with what the session keeps in the address and `query` on top."""
    address_bar.forget()
    st.switch_page(BY_KEY[key].file, query_params=kept() | query)


def link(key: str, label: str, **query: str) -> None:
    """A link to a page, with what the session keeps in the address and `query` on top."""
    entry = BY_KEY[key]
    st.page_link(entry.file, label=label, icon=entry.icon, query_params=kept() | query)


def kept() -> dict[str, str]:
    """The part of the address that goes along from page to page."""
    return {name: st.query_params[name] for name in KEPT if name in st.query_params}


def _landing() -> Any:
    # A default page answers at / only, so that Today needs a door of its own to keep its address.
    return st.Page(PAGES / "landing.py", title="Tandem", url_path="start", default=True, visibility="hidden")


def _page(entry: Entry, rights: Collection[str]) -> Any:
    return st.Page(
        entry.file,
        title=_(entry.title),
        icon=entry.icon,
        url_path=entry.url_path,
        visibility="visible" if entry.right in rights else "hidden",
        help=_(entry.about),
    )
