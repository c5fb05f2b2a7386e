"""The three logs as an auditor reads them: attempts outside the scope first, then views, exports and admin acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from dashboard import connection, labels, navigation, tables
from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard.language import N_, _, n_
from dashboard.parts import audit_acts, cards
from dashboard.parts import filters as choices
from dashboard.parts.cards import Headline
from dashboard.readers import uncached
from schema.marts import administration, audit, audit_activity, closes
from schema.marts.audit import Filter

PAGE_ROWS = 50
ACTS = audit_acts.ACTS
MOST_ATTEMPTS = 10
RECENT, LONGER = timedelta(days=7), timedelta(days=30)
OUTCOMES = {"shown": N_("Shown"), "forbidden": N_("Turned away")}
FORMATS = {"xlsx": "Excel", "csv": "CSV", "pdf": "PDF"}
OBJECTS = {"client": N_("Client"), "loan": N_("Loan"), "document": N_("Document"), "staff": N_("Staff")}


def headline() -> None:
    """How much happened in the last week, and in the last thirty days."""
    now = datetime.now(_zone())
    week, month = (uncached(audit_activity.activity, since=now - span) for span in (RECENT, LONGER))
    cards.headlines(
        [
            _figure(_("Views"), _("Pages opened, refused ones included"), week.view_count, month.view_count),
            _figure(_("Refused views"), _("Pages that were not theirs"), week.refused_count, month.refused_count),
            _figure(_("Exports"), _("Tables and pages taken away"), week.export_count, month.export_count),
            _figure(_("Admin acts"), _("Users, parameters and days changed"), week.act_count, month.act_count),
        ],
        _("In the last 7 days"),
    )


def _figure(label: str, about: str, week: int, month: int) -> Headline:
    longer = _("{count} in 30 days").format(count=fmt.number(month))
    return Headline(label=label, value=fmt.number(week), about=about, change=longer)


def filters() -> Filter:
    """Person, page, outcome and days, kept in the address."""
    people = {choices.ALL: _("Everybody")}
    people |= {person.subject: person.display_name for person in uncached(audit_activity.people)}
    pages = [choices.ALL, *uncached(audit.pages)]
    outcomes = [choices.ALL, *OUTCOMES]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        subject = choices.dropdown(_("Person"), list(people), word=people.__getitem__, name="person", width=220)
        page = choices.dropdown(_("Page"), pages, word=_page_word, name="page", width=200)
        outcome = choices.segments(_("Outcome"), outcomes, word=_outcome_word, name="outcome")
        since, until = _day(_("From"), "since"), _day(_("To"), "until")
    if since and until and since > until:
        st.info(_("The first day lies after the last: no row can be there."), icon=":material/info:")
    return Filter(
        subject=_chosen(subject), page=_chosen(page), outcome=_chosen(outcome), first_day=since, last_day=until
    )


def attempts(narrowed: Filter) -> None:
    """The newest views that were refused: somebody asked for what is not theirs."""
    asked = replace(narrowed, outcome="forbidden")
    count = uncached(audit.view_count, asked)
    note = _("The newest {count}; all are in the log of views below.").format(count=fmt.number(MOST_ATTEMPTS))
    with cards.card(_("Attempts outside the scope"), note if count > MOST_ATTEMPTS else ""):
        if not count:
            nothing = _("Nobody asked for a page that is not theirs.")
            st.markdown(f":material/check: {nothing}")
            return
        alt = n_("{count} refused view.", "{count} refused views.", count).format(count=fmt.number(count))
        _view_rows(uncached(audit.views, asked, most=MOST_ATTEMPTS), alt=alt, key="attempts")


def views(narrowed: Filter) -> None:
    """Every page that was opened, or refused."""

    def draw(skip: int) -> None:
        found = uncached(audit.views, narrowed, most=PAGE_ROWS, skip=skip)
        _view_rows(found, alt=_("Who opened which page, when."), key="views")

    _paged(_("Views"), "views", uncached(audit.view_count, narrowed), narrowed, draw)


def exports(narrowed: Filter) -> None:
    """Every table and page that was taken away as a file."""

    def draw(skip: int) -> None:
        _export_rows(uncached(audit.exports, narrowed, most=PAGE_ROWS, skip=skip))

    _paged(_("Exports"), "exports", uncached(audit.export_count, narrowed), narrowed, draw)


def acts(narrowed: Filter) -> None:
    """Every act on users, scopes, parameters and the calendar, with its reason."""

    def draw(skip: int) -> None:
        _act_rows(uncached(audit.acts, narrowed, most=PAGE_ROWS, skip=skip))

    _paged(_("Admin acts"), "acts", uncached(audit.act_count, narrowed), narrowed, draw)


def _paged(title: str, key: str, count: int, narrowed: Filter, draw: Callable[[int], None]) -> None:
    """A log with its pages; other filters begin at the first page, because theirs is another widget."""
    with cards.card(title, so_many.rows(count) if count else ""):
        if not count:
            st.markdown(_("Nothing was written down here, or nothing that these filters leave over."))
            return
        pages = -(-count // PAGE_ROWS)
        page = st.pagination(pages, key=f"{key}_page {narrowed}") if pages > 1 else 1
        draw((page - 1) * PAGE_ROWS)


def _view_rows(found: pl.DataFrame, *, alt: str, key: str) -> None:
    objects = [_object(detail) for detail in found["detail"]]
    worded = tables.renamed(tables.worded(_readable(found), "outcome", OUTCOMES), "page", _page_name)
    shown = worded.with_columns(pl.Series("object", objects, dtype=pl.String))
    columns: tables.Columns = {
        "at": tables.text_column(_("When"), is_pinned=True),
        "person": tables.text_column(_("Person")),
        "page": tables.text_column(_("Page")),
        "outcome": tables.text_column(_("Outcome"), width="small"),
        "as_of": tables.text_column(_("As of")),
        "org_unit_name": tables.text_column(_("Unit")),
        "object": tables.text_column(_("What was opened")),
    }
    cards.rows(shown.select(list(columns)), columns, alt=alt, key=key)


def _export_rows(found: pl.DataFrame) -> None:
    named = tables.renamed(_readable(found), "page", _page_name)
    columns: tables.Columns = {
        "at": tables.text_column(_("When"), is_pinned=True),
        "person": tables.text_column(_("Person")),
        "title": tables.text_column(_("What was taken away"), width="medium"),
        "format": tables.text_column(_("Format"), width="small"),
        "row_count": tables.count_column(_("Number of rows")),
        "page": tables.text_column(_("Page")),
        "as_of": tables.text_column(_("As of")),
        "org_unit_name": tables.text_column(_("Unit")),
    }
    shown = tables.worded(named, "format", FORMATS).select(list(columns))
    cards.rows(shown, columns, alt=_("Who took what away as a file, when."), key="exports")


def _act_rows(found: pl.DataFrame) -> None:
    units = {unit.org_unit_id: unit.name for unit in uncached(closes.org_units)}
    people = {person.subject: person.display_name for person in uncached(audit_activity.people)}
    people |= dict(uncached(administration.users).select("subject", "display_name").iter_rows())

    def pairs(*names: str) -> Iterator[tuple[Any, ...]]:
        return found.select(names).iter_rows()

    shown = tables.worded(_readable(found), "act", ACTS).with_columns(
        _texts("about", [audit_acts.about(act, target, people) for act, target in pairs("act", "target")]),
        _texts("change", [audit_acts.change(old, new, units) for old, new in pairs("before", "after")]),
    )
    columns: tables.Columns = {
        "at": tables.text_column(_("When"), is_pinned=True),
        "person": tables.text_column(_("Person")),
        "act": tables.text_column(_("Act")),
        "about": tables.text_column(_("About")),
        "reason": tables.text_column(_("Reason"), width="medium"),
        "change": tables.text_column(_("Change"), width="large"),
    }
    cards.rows(shown.select(list(columns)), columns, alt=_("Who changed what, and why."), key="acts")


def _texts(name: str, values: list[str | None]) -> pl.Series:
    return pl.Series(name, values, dtype=pl.String)


def _readable(found: pl.DataFrame) -> pl.DataFrame:
    """Names of people, moments in the zone of the settings; who is no user any more is said by subject."""
    zone = connection.settings().time_zone
    who = "actor" if "actor" in found.columns else "subject"
    moments = pl.Series("at", [fmt.moment(at, zone) for at in found["at"]], dtype=pl.String)
    person = pl.coalesce("display_name", who).alias("person")
    return found.with_columns(moments, person, pl.col(pl.Date).dt.to_string("iso"))


def _object(detail: str | None) -> str | None:
    """`Client C17`: what the page was about, if it was about one thing."""
    said = audit_acts.values(detail)
    parts = (_("{what} {code}").format(what=_(word), code=said[key]) for key, word in OBJECTS.items() if key in said)
    return fmt.listed(parts) or None


def _day(label: str, name: str) -> date | None:
    chosen = st.date_input(label, value=None, key=name, format="YYYY-MM-DD", width=150, bind="query-params")
    return chosen if isinstance(chosen, date) else None


def _zone() -> ZoneInfo:
    return ZoneInfo(connection.settings().time_zone)


def _chosen(code: str) -> str | None:
    return None if code == choices.ALL else code


def _page_name(key: str) -> str:
    entry = navigation.BY_KEY.get(key)
    return _(entry.title) if entry else labels.plain(key)


def _page_word(key: str) -> str:
    return _("All pages") if key == choices.ALL else _page_name(key)


def _outcome_word(code: str) -> str:
    return _("All") if code == choices.ALL else labels.label(OUTCOMES, code)
