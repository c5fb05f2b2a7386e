"""What a page draws can be taken away, by those who may, and only when that stands in the log."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from dashboard.exports import wording
from dashboard.exports.document import Definition, Figure
from dashboard.exports.faults import ExportFault
from dashboard.exports.wording import Wording
from dashboard.language import current
from dashboard.parts import exporting, handing_out
from dashboard.parts.handing_out import Form
from schema.errors import DatabaseUnavailable
from tests.exports.desk import TABLE, Desk, drawn, page, set_up
from tests.exports.sample import Book, row_of


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return set_up(monkeypatch)


def unlogged() -> DatabaseUnavailable:
    return DatabaseUnavailable("The database does not answer.", "Check with `tandem status` that it runs.")


def test_without_the_right_nothing_is_offered(desk: Desk) -> None:
    test = drawn(page, "page.overview")
    assert not desk.buttons
    assert len(test.dataframe) == 2


def test_outside_a_page_nothing_is_offered(desk: Desk) -> None:
    def bare() -> None:
        from dashboard.parts import cards as parts  # noqa: PLC0415
        from tests.exports import desk as here  # noqa: PLC0415

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
        from tests.exports import desk as here  # noqa: PLC0415

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
        from tests.exports import desk as here  # noqa: PLC0415

        exports.begin("overview")
        exports.on_demand("All rows", "All", lambda: screen.sheet("All", here.LOANS, here.COLUMNS), key="all")

    drawn(asked, "act.export")
    assert desk.click("all").count(b"\n") == 3
    assert desk.logged == [("All", Form.CSV, 2)]


def test_a_page_about_somebody_says_so_in_every_file(desk: Desk) -> None:
    def file() -> None:
        from dashboard.parts import cards as parts  # noqa: PLC0415
        from dashboard.parts import exporting as exports  # noqa: PLC0415
        from tests.exports import desk as here  # noqa: PLC0415

        exports.begin("overview")
        exports.concerning("Client", "Hongtai Textile C1")
        parts.rows(here.LOANS, here.COLUMNS, alt="Loans.", key="loans")
        exports.menu()

    drawn(file, "act.export")
    assert desk.buttons["page_export_pdf"]["file_name"] == "Overview Hongtai Textile C1 2026-10-31.pdf"
    assert "Filters: Client: Hongtai Textile C1" in Book(desk.click("loans_xlsx")).texts("Loans")


def test_a_new_run_begins_with_nothing() -> None:
    def again() -> None:
        from dashboard.parts import exporting as exports  # noqa: PLC0415
        from tests.exports import desk as here  # noqa: PLC0415

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


def test_definitions_and_figures_are_kept_once() -> None:
    collected = exporting.Collected(page="overview", figures={"A": Figure(label="A", value="1")})
    collected.definitions["A"] = Definition("A", "b")
    assert collected.whole().definitions == (Definition("A", "b"),)
    assert collected.one(TABLE).figures == ()
