"""Clients to be assessed because another member of their group is non-performing; it does not spread by itself."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.language import _, n_
from dashboard.parts import client_amounts, leading
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import quality
from schema.marts.quality import GroupAlert


def show(selection: Selection) -> None:
    """One row per client, those of new cases first."""
    rows = answer(
        quality.group_alerts,
        org_unit_id=selection.unit.org_unit_id,
        currency=selection.currency,
        as_of=selection.as_of,
    )
    nothing = _("No group of clients has a non-performing member beside performing ones.")
    leading.show(
        _("Groups to be assessed"),
        _("A member of the group is non-performing: the others are to be assessed, their class does not change by it")
        if rows
        else "",
        Lead(page="client", codes=[each.client_code for each in rows], hint=_("select a row to open the file")),
        table=lambda: _table(rows),
        none=f":material/check: {nothing}",
        alt=_("Clients whose group has a non-performing member."),
        key="group_alerts",
    )


def _table(rows: Sequence[GroupAlert]) -> tables.Table:
    currencies = [each.currency for each in rows]
    unit = client_amounts.unit_of_several((each.outstanding_principal_amount for each in rows), currencies)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "group": tables.text_column(_("Client group")),
        "risk_class": tables.text_column(_("Class")),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "because": tables.text_column(_("Because")),
        **({"currency": tables.text_column(_("Currency"))} if len(set(currencies)) > 1 else {}),
    }
    data = [
        {
            "client": each.client_name,
            "group": each.group_name,
            "risk_class": labels.label(labels.CLASSES, each.risk_class),
            "balance": tables.scaled(each.outstanding_principal_amount, unit),
            "because": _because(each),
            **({"currency": each.currency} if "currency" in columns else {}),
        }
        for each in rows
    ]
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | {"balance": pl.Float64}), columns


def _because(each: GroupAlert) -> str:
    said = n_(
        "{count} other member is non-performing", "{count} other members are non-performing", each.npl_member_count
    ).format(count=fmt.number(each.npl_member_count))
    return _("{said}, new this month").format(said=said) if each.is_new else said
