"""What ties a client to the bank besides its loans: security, guarantees, accounts, purchases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, party_labels, tables
from dashboard.language import _
from dashboard.parts import cards, client_amounts, plain_rows, sold_items
from dashboard.theme import palette
from schema.marts.client_file import ClientFile
from schema.marts.client_ties import Account, Collateral, Guarantee, Purchase


def security(file: ClientFile) -> None:
    """Collateral and guarantees, side by side."""
    pledged, guaranteed = _("The client has pledged nothing."), _(
        "Nobody guarantees for this client, and it guarantees for nobody."
    )  # fmt: skip
    note = _("Those that hold on the date, received and given")
    cards.side_by_side(
        (3, 2),
        lambda: collateral(file.collaterals, file.as_of, none=pledged),
        lambda: guarantees(file.guarantees, note=note, none=guaranteed),
    )


def collateral(rows: Sequence[Collateral], as_of: date, *, none: str, note: str = "") -> None:
    """What is pledged, with value and dates; `none` is said in its place, `note` beside its date."""
    dated = _("With its last valuation up to {date}").format(date=fmt.day(as_of))
    with cards.card(_("Collateral"), " · ".join(part for part in (dated, note) if part)):
        if not rows:
            st.markdown(f":material/home_work: {none}")
            return
        currencies = [each.currency for each in rows if each.currency]
        unit = client_amounts.unit_of_several((each.value_amount for each in rows), currencies)
        columns: dict[str, Any] = {
            "kind": tables.text_column(_("Kind of collateral"), is_pinned=True),
            "state": tables.chip_column(_("State"), {_("Expired"): palette().red, _("In force"): palette().muted}),
            "value": tables.amount_column(client_amounts.header(_("Valuation"), unit, currencies)),
            "currency": tables.text_column(_("Currency")),
            "valued_date": tables.text_column(_("Valued on")),
            "insurance": tables.text_column(_("Insurance ends")),
            "contract": tables.text_column(_("Contract ends")),
            "loan_code": tables.text_column(_("Loan code")),
            "description": tables.text_column(_("Description")),
            "code": tables.text_column(_("Collateral code")),
        }
        values = [_collateral_row(each, unit, as_of) for each in rows]
        plain_rows.show(
            values, columns, currencies, alt=_("Collateral with its valuation and dates."), key="collateral"
        )


def _collateral_row(each: Collateral, unit: fmt.Unit, as_of: date) -> dict[str, Any]:
    ends = [day for day in (each.insurance_expiry_date, each.contract_expiry_date) if day]
    return {
        "kind": labels.label(party_labels.COLLATERAL_KINDS, each.kind),
        "state": [_("Expired") if min(ends) < as_of else _("In force")] if ends else [],
        "value": tables.scaled(each.value_amount, unit),
        "currency": each.currency,
        "valued_date": _day(each.valued_date),
        "insurance": _day(each.insurance_expiry_date),
        "contract": _day(each.contract_expiry_date),
        "loan_code": each.loan_code,
        "description": each.description,
        "code": each.collateral_code,
    }


def guarantees(rows: Sequence[Guarantee], *, note: str, none: str) -> None:
    """Who guarantees for whom and how much; `none` is said in its place."""
    with cards.card(_("Guarantees"), note):
        if not rows:
            st.markdown(f":material/handshake: {none}")
            return
        currencies = [each.currency for each in rows]
        unit = client_amounts.unit_of_several((each.guaranteed_amount for each in rows), currencies)
        columns: dict[str, Any] = {
            "other": tables.text_column(_("Other side"), is_pinned=True),
            "direction": tables.text_column(_("Direction")),
            "amount": tables.amount_column(client_amounts.header(_("Amount guaranteed"), unit, currencies)),
            "currency": tables.text_column(_("Currency")),
            "valid_from": tables.text_column(_("From")),
            "valid_to": tables.text_column(_("Until")),
            "loan_code": tables.text_column(_("Loan code")),
            "code": tables.text_column(_("Guarantee code")),
        }
        values = [
            {
                "other": each.other_name or _("outside your view"),
                "direction": _("Given by the client") if each.is_given else _("Received"),
                "amount": tables.scaled(each.guaranteed_amount, unit),
                "currency": each.currency,
                "valid_from": fmt.day(each.valid_from),
                "valid_to": _day(each.valid_to),
                "loan_code": each.loan_code,
                "code": each.guarantee_code,
            }
            for each in rows
        ]
        plain_rows.show(values, columns, currencies, alt=_("Guarantees received and given."), key="guarantees")


def accounts(rows: Sequence[Account]) -> None:
    """The accounts with their balances; nothing at all without one that may be seen."""
    if not rows:
        return
    currencies = [each.currency for each in rows]
    unit = client_amounts.unit_of_several((each.balance_amount for each in rows), currencies)
    columns: dict[str, Any] = {
        "code": tables.text_column(_("Account"), is_pinned=True),
        "purpose": tables.text_column(_("Purpose")),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "currency": tables.text_column(_("Currency")),
        "balance_date": tables.text_column(_("Balance date")),
        "opened": tables.text_column(_("Opened on")),
        "loan_code": tables.text_column(_("Loan code")),
        "is_supervised": st.column_config.CheckboxColumn(_("Supervised")),
    }
    values = [
        {
            "code": each.account_code,
            "purpose": labels.label(party_labels.ACCOUNT_PURPOSES, each.purpose),
            "balance": tables.scaled(each.balance_amount, unit),
            "currency": each.currency,
            "balance_date": _day(each.balance_date),
            "opened": _day(each.opened_date),
            "loan_code": each.loan_code,
            "is_supervised": each.is_supervised,
        }
        for each in rows
    ]
    with cards.card(_("Accounts"), _("With the last balance of the quarter")):
        plain_rows.show(
            values, columns, currencies, alt=_("Accounts of the client with their balances."), key="accounts"
        )


def purchases(rows: Sequence[Purchase], as_of: date) -> None:
    """What the client bought this year; nothing at all when it bought nothing."""
    note = _("From the beginning of the year to {date}").format(date=fmt.day(as_of))
    told = _("What was sold to the client this year, by product.")
    sold_items.show(_("Sold to this client"), note, rows, alt=told, key="purchases")


def _day(on: date | None) -> str | None:
    return fmt.day(on) if on else None
