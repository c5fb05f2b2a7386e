"""Where the money of new loans went, what supervised accounts hold, and whether the next instalments are covered."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import streamlit as st

from dashboard import counts, labels, states, tables
from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.language import _, n_
from dashboard.parts import (
    cards,
    computed,
    post_supervision_computed,
    post_supervision_draws,
    post_supervision_findings,
    post_supervision_lists,
)
from dashboard.parts.cards import Headline
from dashboard.parts.pickers import Selection
from dashboard.parts.post_supervision_scope import asked, counted, currency_of, days_of
from dashboard.readers import answer
from dashboard.supervision_labels import CHECKS
from schema.marts import supervision
from schema.marts.supervision import CheckCount, Supervision


def show(selection: Selection) -> None:
    """Everything about the use of money of the selection; a designed empty state where there is nothing."""
    found = answer(supervision.summary, **asked(selection))
    if found is None:
        _nothing(selection)
        return
    currency, days = currency_of(selection), days_of(selection, "fund_use_window")
    unit = fmt.unit_for((found.balance_amount, found.draw_amount))
    note = fmt.sentences(
        _("Amounts in {unit}.").format(unit=unit.header(currency)),
        _("Loans are those disbursed in the {days} days up to {date}.").format(
            days=days, date=fmt.day(selection.as_of)
        ),
    )
    cards.headlines(list(_headlines(found, unit, days)), note)
    post_supervision_findings.show(selection)
    if found.loan_count:
        post_supervision_draws.show(selection)
        _checked(selection)
    post_supervision_lists.accounts(selection, found)
    post_supervision_lists.dues(selection)
    computed.show(selection.as_of, base=post_supervision_computed.DEFINITIONS)


def _nothing(selection: Selection) -> None:
    states.empty(
        _("Nothing is known of the accounts of {unit} on {date}.").format(
            unit=selection.unit.name, date=fmt.day(selection.as_of)
        ),
        _(
            "Load the feeds `account`, `account_transaction` and `account_balance`, and for the payees of the "
            "contracts `loan_payee`, and close the date again."
        ),
        icon=":material/account_balance_wallet:",
    )


def _headlines(found: Supervision, unit: Unit, days: str) -> Iterator[Headline]:
    flows = _("{inflow} in, {outflow} out in the month").format(
        inflow=unit.said(found.in_amount), outflow=unit.said(found.out_amount)
    )
    known = found.balance_count > 0
    yield Headline(
        label=_("On supervised accounts"),
        value=unit.said(found.balance_amount) if known else fmt.NOTHING,
        about=_("Balance of the supervised accounts of loans that are not closed."),
        change=flows if found.account_count else _("no supervised account"),
    )
    yield Headline(
        label=_("Disbursed in {days} days").format(days=days),
        value=unit.said(found.draw_amount),
        about=_("Principal of the loans disbursed lately, and how many of them could be followed."),
        change=_followed(found),
    )
    yield Headline(
        label=_("Paid entrusted"),
        value=fmt.percent(found.entrusted_ratio.value),
        about=_("Paid by the bank straight to payees of the contract, of all draws that could be followed."),
        change=_("{amount} entrusted").format(amount=unit.said(found.entrusted_amount))
        if found.followed_count
        else None,
    )
    yield Headline(
        label=_("Loans with findings"),
        value=fmt.number(found.flagged_count) if found.followed_count else fmt.NOTHING,
        about=_("Loans disbursed lately of which a check found something, by the gravest level."),
        change=_levels(found) if found.followed_count else _("no data"),
    )
    yield _routing(found)


def _followed(found: Supervision) -> str:
    lost = found.loan_count - found.followed_count
    loans = counts.loans(found.loan_count)
    if not lost:
        return _("{loans}, all followed").format(loans=loans)
    return _("{loans}, {count} not followed").format(loans=loans, count=fmt.number(lost))


def _levels(found: Supervision) -> str:
    """`2 red, 1 orange`; levels without any are left out."""
    every = {"red": found.red_count, "orange": found.orange_count, "yellow": found.yellow_count}
    said = [counted(level, count) for level, count in every.items() if count]
    return fmt.listed(said) or _("none")


def _routing(found: Supervision) -> Headline:
    recent = fmt.percent(found.routing_3_months_ratio.value, 1)
    said = n_(
        "Money that came in on the accounts of {count} client with a statement, in 12 months, of its revenue.",
        "Money that came in on the accounts of {count} clients with a statement, in 12 months, of their revenue.",
        found.routing_count,
    )
    without = found.client_count - found.routing_count
    return Headline(
        label=_("Inflow routed through us"),
        value=fmt.percent(found.routing_12_months_ratio.value, 1),
        about=fmt.sentences(
            said.format(count=fmt.number(found.routing_count)),
            n_(
                "{count} client has none and is left out.", "{count} clients have none and are left out.", without
            ).format(count=fmt.number(without)) if without else "",
        ),
        change=_("{ratio} in 3 months").format(ratio=recent) if found.routing_count else _("no statement"),
    )  # fmt: skip


def _checked(selection: Selection) -> None:
    """What was looked at, and for how many loans data was missing: nothing found is not the same as no data."""
    rows = answer(supervision.checks, **asked(selection))
    columns: tables.Columns = {
        "check": tables.text_column(_("What is checked"), is_pinned=True),
        "checked": tables.count_column(_("Loans checked")),
        "unchecked": tables.count_column(_("No data")),
        "red": tables.count_column(_("Red")),
        "orange": tables.count_column(_("Orange")),
        "yellow": tables.count_column(_("Yellow")),
    }
    frame = pl.DataFrame(
        [_check_row(row) for row in rows], schema=dict.fromkeys(columns, pl.Int64) | {"check": pl.String}
    )
    with cards.card(_("What was checked"), _("Where data is missing, nothing was looked at and nothing is said.")):
        cards.rows(frame, columns, alt=_("Checks with the loans they looked at and found."), key="fund_checks")
        lacking = [labels.label(CHECKS, row.check_code) for row in rows if row.unchecked_count == row.loan_count]
        if lacking:
            said = _("No data for any loan: {checks}.").format(checks=fmt.listed(lacking))
            st.markdown(f":material/help: {said}")


def _check_row(row: CheckCount) -> dict[str, str | int | None]:
    checked = row.loan_count - row.unchecked_count
    return {
        "check": labels.label(CHECKS, row.check_code),
        "checked": checked,
        "unchecked": row.unchecked_count,
        "red": row.red_count if checked else None,
        "orange": row.orange_count if checked else None,
        "yellow": row.yellow_count if checked else None,
    }
