"""What falls due in the next five working days, and whether the accounts cover it: T−5, T−3, T−1."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _, n_
from dashboard.parts import cards, today_needs
from dashboard.parts.cards import Headline
from dashboard.parts.today_desk import Desk
from dashboard.parts.today_lending import calendar_words, of_due, stage, words
from dashboard.readers import answer
from schema.marts import today_dues
from schema.marts.today_dues import DayOfDues, Dues

STAGES = ((0, 1), (2, 3), (4, 5))


def show(desk: Desk) -> None:
    """Headline by stage, the instalments one by one, the worst covered first, and all of them by day."""
    dues = answer(today_dues.dues, scope=desk.scope, as_of=desk.as_of, is_only_short=False)
    cards.headlines(headline(dues), calendar_words(dues))
    count = sum(day.count for day in dues.days)
    said = words(desk, dues, title=_("Instalments due"))
    note = _("Those that are not covered first. Select a row to open the loan.")
    done = _("All done: no instalment falls due in the next five working days.")
    list_words = today_needs.Words(**{**vars(said), "note": note, "done": done, "carrier": ""})
    rows = [of_due(due, dues, desk) for due in dues.rows]
    today_needs.show(rows, list_words, key=f"{desk.key}_dues", count=count)
    if dues.days:
        _by_day(dues, desk)


def headline(dues: Dues) -> list[Headline]:
    """How many instalments fall due at each stage, and how many of them are not covered."""
    return [_stage_figure(dues, first, last) for first, last in STAGES]


def _stage_figure(dues: Dues, first: int, last: int) -> Headline:
    days = [day for day in dues.days if first <= dues.days_left(day.due_date) <= last]
    short = sum(day.short_count for day in days)
    unknown = sum(day.unknown_count for day in days)
    said = [n_("{count} not covered", "{count} not covered", short).format(count=fmt.number(short))]
    if unknown:
        said.append(n_("{count} not known", "{count} not known", unknown).format(count=fmt.number(unknown)))
    return Headline(
        label=_("Due, T−{days}").format(days=last),
        value=fmt.number(sum(day.count for day in days)),
        about=_("Instalments that fall due {when} or sooner.").format(when=stage(last)),
        change=fmt.listed(said),
    )


def _by_day(dues: Dues, desk: Desk) -> None:
    frame, columns = table(dues)
    with cards.card(_("By due date"), calendar_words(dues)):
        alt = _("Instalments by due date, with what the accounts do not cover.")
        cards.rows(frame, columns, alt=alt, key=f"{desk.key}_days")


def table(dues: Dues) -> tables.Table:
    """One row per due date and currency; amounts in one unit."""
    unit = fmt.unit_for(day.open_amount for day in dues.days)
    codes = {day.currency for day in dues.days}
    header = unit.header(codes.pop()) if len(codes) == 1 else _(unit.word) if unit.word else ""
    rows = {
        "due_date": [fmt.day(day.due_date) for day in dues.days],
        "stage": [stage(dues.days_left(day.due_date)) for day in dues.days],
        "count": [day.count for day in dues.days],
        "open": _scaled(dues.days, "open_amount", unit),
        "short_count": [day.short_count for day in dues.days],
        "short": _scaled(dues.days, "short_amount", unit),
        "unknown_count": [day.unknown_count for day in dues.days],
        **({"currency": [day.currency for day in dues.days]} if codes else {}),
    }
    columns: tables.Columns = {
        "due_date": tables.text_column(_("Due date"), is_pinned=True),
        "stage": tables.text_column(_("Falls due")),
        "count": tables.count_column(_("Number of instalments")),
        "open": tables.amount_column(_with(_("Due amount"), header)),
        "short_count": tables.count_column(_("Not covered")),
        "short": tables.amount_column(_with(_("Missing"), header)),
        "unknown_count": tables.count_column(_("Balance not known")),
        "currency": tables.text_column(_("Currency")),
    }
    return pl.DataFrame(rows), {key: columns[key] for key in rows}


def _scaled(days: Sequence[DayOfDues], name: str, unit: fmt.Unit) -> list[float | None]:
    amounts: list[Decimal] = [getattr(day, name) for day in days]
    return [tables.scaled(amount, unit) for amount in amounts]


def _with(measure: str, header: str) -> str:
    return fmt.with_unit(measure, header) if header else measure
