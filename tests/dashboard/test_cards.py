"""What a page draws can be taken away, by those who may, and only when that stands in the log."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
import streamlit as st
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from dashboard import connection, preferences, readers
from dashboard.exports import wording
from dashboard.exports.document import Definition, Figure
from dashboard.exports.faults import ExportFault
from dashboard.exports.wording import Wording
from dashboard.language import current
from dashboard.parts import cards, exporting, handing_out
from dashboard.parts.exporting import Drawn
from dashboard.parts.handing_out import Form, Origin
from dashboard.parts.pickers import SELECTION_KEY, Selection
from schema.errors import DatabaseUnavailable
from schema.marts.access import Principal
from schema.marts.closes import ClosedDate, tree_order
from schema.marts.closes import OrgUnit as Unit
from tests.exports.sample import Book, row_of

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


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
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
    from dashboard.charts import template  # noqa: PLC0415 - the body is a script of its own
    from dashboard.exports.document import Definition as Rule  # noqa: PLC0415
    from dashboard.parts import cards as parts  # noqa: PLC0415
    from dashboard.parts import exporting as exports  # noqa: PLC0415
    from tests.dashboard import test_cards as here  # noqa: PLC0415

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


def unlogged() -> DatabaseUnavailable:
    return DatabaseUnavailable("The database does not answer.", "Check with `tandem status` that it runs.")


def test_without_the_right_nothing_is_offered(desk: Desk) -> None:
    test = drawn(page, "page.overview")
    assert not desk.buttons
    assert len(test.dataframe) == 2


def test_outside_a_page_nothing_is_offered(desk: Desk) -> None:
    def bare() -> None:
        from dashboard.parts import cards as parts  # noqa: PLC0415
        from tests.dashboard import test_cards as here  # noqa: PLC0415

        parts.rows(here.LOANS, here.COLUMNS, alt="Kinds.")

    assert len(drawn(bare, "act.export").dataframe) == 1
    assert not desk.buttons


def test_every_table_and_the_page_are_offered(desk: Desk) -> None:
    drawn(page, "act.export")
    assert {key: (how["label"], how["file_name"]) for key, how in desk.buttons.items()} == {
        "kinds_xlsx": ("Excel", "Loan kinds 2026-10-31.xlsx"),
        "kinds_csv": ("CSV", "Loan kinds 2026-10-31.csv"),
        "balances_xlsx": ("Excel", "Balances 2026-10-31.xlsx"),
        "balances_csv": ("CSV", "Balances 2026-10-31.csv"),
        "page_export_xlsx": ("Excel", "Overview 2026-10-31.xlsx"),
        "page_export_pdf": ("PDF", "Overview 2026-10-31.pdf"),
    }
    assert {how["on_click"] for how in desk.buttons.values()} == {"ignore"}


def test_nothing_is_made_or_logged_before_the_click(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_out, "BUILDERS", {})
    drawn(page, "act.export")
    assert not desk.logged


def test_the_workbook_holds_the_rows_on_screen(desk: Desk) -> None:
    drawn(page, "act.export")
    read = Book(desk.click("kinds_xlsx"))
    assert read.names == ["Loan kinds", "Definitions"]
    row, cells = row_of(read, "Loan kinds", "Mortgage"), read.cells("Loan kinds")
    assert [cells[f"{letter}{row}"].number for letter in "BC"] == ["60", "0.0162"]
    assert cells[f"A{row + 1}"].text == "'=cmd"
    assert (cells[f"A{row + 2}"].text, cells[f"B{row + 2}"].number) == ("Total", "100")
    for said in ("Institution: Tiny Bank", "Scope: Tiny Bank › East branch", "Data as of: 2026-10-31", "By kind"):
        assert said in read.texts("Loan kinds")
    for said in ("Prepared by: Lin Mei", "Data version: 17", "Filters: Feed: Loans"):
        assert said in read.texts("Loan kinds")


def test_the_csv_holds_the_rows_on_screen(desk: Desk) -> None:
    drawn(page, "act.export")
    assert desk.click("balances_csv").decode("utf-8-sig").splitlines() == [
        'Kind,"Balance, CNY million",NPL ratio',
        "Mortgage,60.0,1.62%",
    ]


def test_the_page_is_exported_as_a_whole(desk: Desk) -> None:
    drawn(page, "act.export")
    read = Book(desk.click("page_export_xlsx"))
    assert read.names == ["Headline figures", "Loan kinds", "Balances", "Definitions"]
    assert "Bad over all" in read.texts("Definitions")
    text = PdfReader(io.BytesIO(desk.click("page_export_pdf"))).pages[0].extract_text()
    assert "▲ +25.0 %" in text
    assert "Mortgage 60.00 1.62 %" in text


def test_exports_are_logged_with_where_they_are_from(desk: Desk) -> None:
    drawn(page, "act.export")
    desk.click("kinds_csv")
    desk.click("page_export_pdf")
    assert desk.logged == [("Loan kinds", Form.CSV, 2), ("Overview", Form.PDF, 3)]
    assert desk.origin
    assert (desk.origin.page, desk.origin.at.subject) == ("overview", "lin")
    assert (desk.origin.as_of, desk.origin.org_unit_id) == (date(2026, 10, 31), 2)


def test_what_cannot_be_logged_is_not_given_out_and_said_once(desk: Desk) -> None:
    test = drawn(page, "act.export")
    desk.fault = unlogged()
    with pytest.raises(ExportFault, match="without that no file is given out"):
        desk.click("kinds_xlsx")
    (told,) = test.run().toast
    assert "“Loan kinds” was not given out." in told.value
    assert "The database does not answer." in told.value
    assert not test.run().toast


def test_what_cannot_be_made_is_not_logged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_document: object) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(handing_out, "BUILDERS", {Form.XLSX: broken})
    test = drawn(page, "act.export")
    with pytest.raises(ZeroDivisionError):
        desk.click("kinds_xlsx")
    assert not desk.logged
    assert "Something went wrong while the file was made." in test.run().toast[0].value


def test_words_of_a_file_are_those_of_the_session_also_outside_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def translated(_look: object) -> Wording:
        asked.append(current())
        return Wording()

    monkeypatch.setattr(wording, "translated", translated)
    drawn(page, "act.export", lang="zh-Hant")
    desk.click("kinds_xlsx")
    assert asked == ["zh-Hant"]


def test_two_tables_of_one_card_do_not_collide(desk: Desk) -> None:
    def crowded() -> None:
        from dashboard.parts import cards as parts  # noqa: PLC0415
        from dashboard.parts import exporting as exports  # noqa: PLC0415
        from tests.dashboard import test_cards as here  # noqa: PLC0415

        exports.begin("overview")
        with parts.card("Both"):
            parts.rows(here.LOANS, here.COLUMNS, alt="One.")
            parts.rows(here.LOANS, here.COLUMNS, alt="Two.", title="Second")
        parts.rows(here.LOANS, here.COLUMNS, alt="Three.")
        exports.menu()

    drawn(crowded, "act.export")
    assert Book(desk.click("page_export_xlsx")).names == ["Both", "Second", "Three", "Definitions"]


def test_a_table_made_on_demand(desk: Desk) -> None:
    def asked() -> None:
        from dashboard.exports import screen  # noqa: PLC0415
        from dashboard.parts import exporting as exports  # noqa: PLC0415
        from tests.dashboard import test_cards as here  # noqa: PLC0415

        exports.begin("overview")
        exports.on_demand("All rows", "All", lambda: screen.sheet("All", here.LOANS, here.COLUMNS), key="all")

    drawn(asked, "act.export")
    assert desk.click("all").count(b"\n") == 3
    assert desk.logged == [("All", Form.CSV, 2)]


def test_a_new_run_begins_with_nothing() -> None:
    def again() -> None:
        from dashboard.parts import exporting as exports  # noqa: PLC0415
        from tests.dashboard import test_cards as here  # noqa: PLC0415

        exports.begin("overview")
        exports.table(here.TABLE, "t")
        exports.begin("overview")

    assert not drawn(again, "act.export").session_state[exporting.KEY].tables


def test_file_names_hold_no_sign_a_file_system_refuses(desk: Desk) -> None:
    drawn(page, "act.export")
    order = desk.buttons["kinds_csv"]["data"].args[0]
    told = handing_out.Order(
        title='a/b\\c: "d"? ..', form=Form.CSV, origin=order.origin, content=order.content, failures=[]
    )
    assert exporting.file_name(told) == "a b c d 2026-10-31.csv"


@pytest.mark.parametrize(
    ("rises", "direction", "good", "colour"),
    [
        (preferences.RED_UP, "up", "off", "red"),
        (preferences.RED_UP, "down", "off", "green"),
        (preferences.GREEN_UP, "up", "up", "green"),
        (preferences.GREEN_UP, "down", "up", "red"),
        (preferences.RED_UP, "off", "up", None),
        (preferences.RED_UP, "up", "down", None),
        (preferences.GREEN_UP, "up", "down", None),
    ],
)
def test_colour_of_a_direction(
    monkeypatch: pytest.MonkeyPatch, rises: Any, direction: Any, good: Any, colour: str | None
) -> None:
    monkeypatch.setattr(preferences, "direction", lambda: rises)
    assert cards.direction_colour(direction, good) == colour


@pytest.mark.parametrize(("chosen", "change"), [("red_up", ":red[+25.0 %]"), ("green_up", ":green[+25.0 %]")])
def test_the_preference_colours_ink_and_never_a_fill(desk: Desk, chosen: str, change: str) -> None:
    test = AppTest.from_function(page, default_timeout=20)
    test.session_state[connection.PRINCIPAL_KEY] = person()
    test.session_state[SELECTION_KEY] = selection()
    test.session_state[preferences.DIRECTION_KEY] = chosen
    metric = test.run().metric[0]
    assert metric.delta == change
    assert metric.proto.color == metric.proto.MetricColor.GRAY


def test_definitions_and_figures_are_kept_once() -> None:
    collected = exporting.Collected(page="overview", figures={"A": Figure(label="A", value="1")})
    collected.definitions["A"] = Definition("A", "b")
    assert collected.whole().definitions == (Definition("A", "b"),)
    assert collected.one(TABLE).figures == ()


TABLE = Drawn(title="T", frame=LOANS, columns=COLUMNS, note="", totals={"balance": Decimal(100)})
