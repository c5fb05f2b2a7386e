"""Exports of a page: every table as Excel or CSV, the page as a whole as Excel or a one-pager.

What a page draws is noted while it draws it; the files are made when somebody clicks, from exactly that. Without the
right `act.export` no button is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, connection, language, navigation, readers
from dashboard.exports import screen
from dashboard.exports.document import Definition, Figure, Number, Sheet
from dashboard.language import N_, _
from dashboard.parts import chips, pickers
from dashboard.parts.handing_out import Content, Form, NotGivenOut, Order, Origin, hand_out

RIGHT = "act.export"
KEY, FAILURES_KEY = "_exports", "_exports_failed"
OBJECTS = ("client", "loan", "staff")
ICON = ":material/download:"
UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 80
FORMS = {Form.XLSX: N_("Excel"), Form.CSV: N_("CSV"), Form.PDF: N_("PDF")}


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A table as a page drew it."""

    title: str
    frame: pl.DataFrame
    columns: Mapping[str, Any]
    note: str
    totals: Mapping[str, Number]

    def sheet(self) -> Sheet:
        """The same rows as a sheet."""
        return screen.sheet(self.title, self.frame, self.columns, note=self.note, totals=self.totals)


@dataclass(kw_only=True)
class Collected:
    """What one run of a page has drawn so far; a fragment that runs again replaces what it drew."""

    page: str
    subject: str = ""
    tables: dict[str, Drawn] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    filters: dict[str, str] = field(default_factory=dict)
    sentences: tuple[str, ...] = ()
    is_in_full: bool = False
    unprinted: tuple[str, ...] = ()

    @cached_property
    def origin(self) -> Origin:
        """Where the page is from, as the header said when the first button was drawn."""
        return _origin(self.page)

    def whole(self) -> Content:
        """The page."""
        sheets = (replace(each.sheet(), is_printed=key not in self.unprinted) for key, each in self.tables.items())
        content = self._content(tuple(sheets), tuple(self.figures.values()))
        return replace(content, sentences=self.sentences, is_in_full=self.is_in_full)

    def one(self, drawn: Drawn) -> Content:
        """One of its tables."""
        return self._content((drawn.sheet(),))

    def of(self, sheet: Callable[[], Sheet]) -> Content:
        """A table that is made on demand."""
        return self._content((sheet(),))

    def _content(self, sheets: tuple[Sheet, ...], figures: tuple[Figure, ...] = ()) -> Content:
        told = tuple(self.definitions.values())
        return Content(sheets=sheets, figures=figures, definitions=told, filters=dict(self.filters))


def begin(page: str) -> None:
    """A run of a page begins; nothing is drawn yet. `page` is its key in the navigation."""
    st.session_state[KEY] = Collected(page=page)


def table(drawn: Drawn, key: str) -> None:
    """Note a table; `key` names it on its page."""
    collected = _collected()
    if collected:
        collected.tables[key] = drawn


def figures(told: Iterable[Figure]) -> None:
    """Note headline figures."""
    collected = _collected()
    if collected:
        collected.figures |= {figure.label: figure for figure in told}


def define(definitions: Iterable[Definition]) -> None:
    """Note how figures of the page come about; they stand on the last sheet of every file of it."""
    collected = _collected()
    if collected:
        collected.definitions |= {each.figure: each for each in definitions}


def narrowed(label: str, value: str) -> None:
    """Note a filter the tables below stand under."""
    collected = _collected()
    if collected:
        collected.filters[label] = value


def concerning(label: str, name: str) -> None:
    """Note whom the page is about: it stands in the title of the page's files and above every table of it."""
    collected = _collected()
    if collected:
        collected.subject = name
        narrowed(label, name)


def tell(sentences: Iterable[str]) -> None:
    """Note what the page says in words above its tables."""
    collected = _collected()
    if collected:
        collected.sentences = (*collected.sentences, *filter(None, sentences))


def print_in_full(*, but: Sequence[str] = ()) -> None:
    """On paper every row of every table stands, other than on a one-pager; `but` are keys of tables left out there."""
    collected = _collected()
    if collected:
        collected.is_in_full, collected.unprinted = True, tuple(but)


def is_offered() -> bool:
    """Whether the person may take anything away, and a page is being drawn."""
    return _collected() is not None and access.may(RIGHT)


def buttons(drawn: Drawn, key: str) -> None:
    """Excel and CSV of one table, side by side, where it is called."""
    collected = _collected()
    if collected is None or not is_offered():
        return
    with st.container(horizontal=True, gap="small"):
        for form in (Form.XLSX, Form.CSV):
            _button(collected.origin, drawn.title, form, partial(collected.one, drawn), f"{key}_{form}")


def on_demand(label: str, title: str, sheet: Callable[[], Sheet], *, key: str, form: Form = Form.CSV) -> None:
    """A button for more rows than the page shows; `sheet` is asked on the click, outside the session of the page."""
    collected = _collected()
    if collected and is_offered():
        _button(collected.origin, title, form, partial(collected.of, sheet), key, label)


def paper(label: str, title: str, content: Callable[[], Content], *, key: str) -> None:
    """A button that prints a document of its own; `content` is asked on the click, outside the session of the page."""
    collected = _collected()
    if collected and is_offered():
        _button(collected.origin, title, Form.PDF, content, key, label)


def menu() -> None:
    """The exports of the whole page, and what was asked for and not given out; to be called after the page is drawn."""
    collected = _collected()
    if collected is None:
        return
    _tell_failures()
    if not (is_offered() and (collected.tables or collected.figures)):
        return
    title = _title(collected)
    with st.popover(_("Export"), icon=ICON, key="page_export"):
        st.markdown(_("The whole page as it stands, with its definitions."))
        with st.container(horizontal=True, gap="small"):
            for form in (Form.XLSX, Form.PDF):
                _button(collected.origin, title, form, collected.whole, f"page_export_{form}")


def _title(collected: Collected) -> str:
    title = _(navigation.BY_KEY[collected.page].title)
    return _("{title}: {parts}").format(title=title, parts=collected.subject) if collected.subject else title


def _button(origin: Origin, title: str, form: Form, content: Callable[[], Content], key: str, label: str = "") -> None:
    order = Order(title=title, form=form, origin=origin, content=content, failures=_failures())
    st.download_button(
        label or _(FORMS[form]),
        data=partial(hand_out, order),
        file_name=file_name(order),
        mime=form.mime,
        icon=ICON,
        on_click="ignore",
        key=key,
    )


def file_name(order: Order) -> str:
    """`Loan kinds 2026-10-31.xlsx`: without signs that a file system refuses."""
    title = " ".join(UNFIT.sub(" ", order.title).split()).strip(" .")[:LONGEST_NAME]
    parts = [title, order.origin.as_of.isoformat() if order.origin.as_of else ""]
    return f"{' '.join(part for part in parts if part)}.{order.form}"


def _origin(page: str) -> Origin:
    person, chosen = access.principal(), pickers.selection()
    return Origin(
        at=connection.address(),
        page=page,
        language=language.current(),
        exporter=person.display_name,
        institution=chosen.units[0].name if chosen else "",
        scope=" › ".join(unit.name for unit in [*chosen.ancestors, chosen.unit]) if chosen else "",
        as_of=chosen.as_of if chosen else None,
        org_unit_id=chosen.unit.org_unit_id if chosen else None,
        data_version=str(readers.version()),
        time_zone=connection.settings().time_zone,
        detail={name: value for name, value in st.query_params.to_dict().items() if name in OBJECTS},
    )


def _collected() -> Collected | None:
    found: Collected | None = st.session_state.get(KEY)
    return found


def _failures() -> list[NotGivenOut]:
    kept: list[NotGivenOut] = st.session_state.setdefault(FAILURES_KEY, [])
    return kept


def _tell_failures() -> None:
    """Once, on the first run after it happened: the click itself draws nothing."""
    failures = _failures()
    while failures:
        failed = failures.pop(0)
        head = _("“{title}” was not given out.").format(title=chips.as_text(failed.title))
        told = _("Reference {reference}: your operators find the details in the log under this number.")
        number = told.format(reference=failed.reference)
        st.toast(f"**{head}** {failed.what} {failed.do} {number}", icon=":material/error:", duration="infinite")
