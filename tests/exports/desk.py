"""A page, somebody who draws it, and a desk that notes its buttons and what is logged of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import connection, readers
from dashboard.parts import handing_out
from dashboard.parts.exporting import Drawn
from dashboard.parts.handing_out import Form, Origin
from dashboard.parts.pickers import SELECTION_KEY, Selection
from schema.marts.access import Principal
from schema.marts.closes import ClosedDate, tree_order
from schema.marts.closes import OrgUnit as Unit

LOANS = pl.DataFrame({"kind": ["Mortgage", "=cmd"], "balance": [60.0, 40.0], "npl": [1.62, None]})
COLUMNS = {
    "kind": st.column_config.TextColumn("Kind"),
    "balance": st.column_config.NumberColumn("Balance, CNY million", format="accounting", help="Principal"),
    "npl": st.column_config.NumberColumn("NPL ratio", format="%.2f %%"),
}


@dataclass
class Desk:
    """What was drawn as a download button, by key, and what was logged."""

    buttons: dict[str, dict[str, Any]] = field(default_factory=dict)
    logged: list[tuple[str, Form, int]] = field(default_factory=list)
    origin: Origin | None = None
    fault: Exception | None = None

    def click(self, key: str) -> bytes:
        """What the server does on a click: in a thread that knows no session."""
        with ThreadPoolExecutor(1) as pool:
            made: bytes = pool.submit(self.buttons[key]["data"]).result()
        return made


def set_up(monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in the place of the browser and the log, without a database."""
    told = Desk()
    drawn = st.download_button

    def noted(label: str, **how: Any) -> bool:
        told.buttons[how["key"]] = {"label": label, **how}
        return drawn(label, **how)

    def record(origin: Origin, *, title: str, form: Form, row_count: int) -> None:
        if told.fault:
            raise told.fault
        told.origin = origin
        told.logged.append((title, form, row_count))

    monkeypatch.setattr(st, "download_button", noted)
    monkeypatch.setattr(handing_out, "record", record)
    monkeypatch.setattr(readers, "version", lambda: 17)
    monkeypatch.setenv("TANDEM_APP_URL", "postgresql://nowhere/bank")
    return told


def person(*rights: str) -> Principal:
    """Lin Mei with these rights."""
    return Principal(
        subject="lin",
        display_name="Lin Mei",
        staff_id=None,
        is_active=True,
        language=None,
        direction=None,
        scopes=(),
        rights=frozenset(rights),
    )


def selection() -> Selection:
    """East branch on 2026-10-31."""
    named = ((1, None, "Tiny Bank"), (2, 1, "East branch"))
    units = tree_order(
        [Unit(org_unit_id=key, org_unit_code=f"U{key}", name=name, parent_id=above) for key, above, name in named]
    )
    closed = ClosedDate(
        as_of=date(2026, 10, 31), closed_at=datetime(2026, 11, 1, tzinfo=UTC), is_stale=False, stale_reason=None
    )
    return Selection(closed=closed, unit=units[1], units=tuple(units), currency="CNY")


def drawn(page: Callable[[], None], *rights: str, lang: str = "en") -> AppTest:
    """One run of a page by somebody with these rights."""
    test = AppTest.from_function(page, default_timeout=20)
    test.session_state[connection.PRINCIPAL_KEY] = person(*rights)
    test.session_state[SELECTION_KEY] = selection()
    test.session_state["lang"] = lang
    test.run()
    assert not test.exception
    return test


def page() -> None:
    """Headline figures, a table in a card, a chart with its table, and the exports of the page."""
    from dashboard.charts import template  # noqa: PLC0415 - the body is a script of its own
    from dashboard.exports.document import Definition as Rule  # noqa: PLC0415
    from dashboard.parts import cards as parts  # noqa: PLC0415
    from dashboard.parts import exporting as exports  # noqa: PLC0415
    from tests.exports import desk as here  # noqa: PLC0415

    exports.begin("overview")
    exports.define([Rule("NPL ratio", "Bad over all", "Art. 6")])
    exports.narrowed("Feed", "Loans")
    parts.headlines([parts.Headline(label="Balance", value="100.0", about="All", change="+25.0 %", direction="up")])
    with parts.card("Loan kinds", "By kind"):
        parts.rows(here.LOANS, here.COLUMNS, alt="Kinds.", key="kinds", totals={"balance": 100})
    parts.chart(
        "Balances", template.Figure(), key="balances", alt="A.", table=here.LOANS[:1], columns=here.COLUMNS, note="N"
    )
    exports.menu()


TABLE = Drawn(title="T", frame=LOANS, columns=COLUMNS, note="", totals={"balance": Decimal(100)})
