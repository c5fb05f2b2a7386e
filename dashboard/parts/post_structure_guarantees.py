"""Who stands in for whom: circles of guarantees drawn as a graph, and who is called when a client fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.charts import guarantees as figures
from dashboard.charts.guarantees import Arrow, Node
from dashboard.language import _
from dashboard.parts import cards, leading, positions
from dashboard.parts import post_structure_words as words
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.words import RiskClass
from schema.marts import guarantee_graph
from schema.marts.guarantee_graph import Edge, GuaranteeSums, Member


def show(selection: Selection, currency: str) -> None:
    """Graph and lists, or one sentence where nobody guarantees anybody."""
    unit_id, as_of = selection.unit.org_unit_id, selection.as_of
    found = answer(guarantee_graph.sums, org_unit_id=unit_id, currency=currency, as_of=as_of)
    if found is None:
        with cards.card(_("Guarantees between clients")):
            nothing = _("No client of the unit gives or receives a guarantee in this currency.")
            st.markdown(f":material/check: {nothing}")
        return
    cards.side_by_side(
        (3, 2), lambda: _circles(selection, currency, found), lambda: _members(selection, currency, found)
    )
    _called(selection, currency, found)


def _circles(selection: Selection, currency: str, found: GuaranteeSums) -> None:
    as_of = selection.as_of
    inside = tuple(each.client_id for each in _inside(selection, currency))
    edges = answer(guarantee_graph.circle_edges, client_ids=inside, currency=currency, as_of=as_of) if inside else []
    if not edges:
        with cards.card(_("Guarantee circles")):
            st.markdown(_no_circles(found))
        return
    keys = tuple(sorted({key for each in edges for key in (each.client_id, each.guarantor_client_id)}))
    known = answer(guarantee_graph.members, client_ids=keys, currency=currency, as_of=as_of)
    by_key = {each.client_id: each for each in known}
    shown, columns = _edge_table(edges, by_key, currency)
    cards.chart(
        _("Guarantee circles"),
        figures.guarantee_graph(
            [_node(key, by_key.get(key), currency) for key in keys],
            [_arrow(each, by_key, currency) for each in edges],
            colours=palette(),
        ),
        key="guarantee_graph",
        note=_reading(is_partial=len(by_key) < len(keys)),
        alt=_sums(found, currency),
        table=shown,
        columns=columns,
    )


def _reading(*, is_partial: bool) -> str:
    """How to read the graph."""
    said = _("Arrows lead from the guarantor to the borrower; size by balance, colour by class.")
    return fmt.sentences(said, _("Small and grey: outside your view.") if is_partial else "")


def _no_circles(found: GuaranteeSums) -> str:
    if found.circle_count:
        return words.locked(fmt.sentence(words.circles(found.circle_count)))
    nothing = _("Nobody stands in for itself through others.")
    return f":material/check: {nothing}"


def _sums(found: GuaranteeSums, currency: str) -> str:
    said = _("{circles} with {clients}; guarantees inside them come to {amount}.")
    return said.format(
        circles=words.circles(found.circle_count),
        clients=words.clients(found.circle_client_count),
        amount=fmt.amount(found.circle_amount, currency),
    )


def _node(key: int, member: Member | None, currency: str) -> Node:
    if member is None:
        outside = _("outside your view")
        return Node(key=key, name=outside, hover=outside, size=0.0, colour=palette().line, circle="")
    risk_class = member.risk_class
    said = [
        member.client_name,
        fmt.amount(member.outstanding_principal_amount, currency),
        labels.label(labels.CLASSES, risk_class) if risk_class else _("no loan"),
        words.circle(member.circle_no),
    ]
    return Node(
        key=key,
        name=member.client_name,
        hover=fmt.listed(part for part in said if part),
        size=float(member.outstanding_principal_amount),
        colour=palette().classes[RiskClass(risk_class)] if risk_class else palette().muted,
        circle=words.circle(member.circle_no),
    )


def _arrow(edge: Edge, known: Mapping[int, Member], currency: str) -> Arrow:
    said = _("{guarantor} stands in for {borrower}: {amount}")
    return Arrow(
        guarantor=edge.guarantor_client_id,
        borrower=edge.client_id,
        hover=said.format(
            guarantor=_name(known.get(edge.guarantor_client_id)),
            borrower=_name(known.get(edge.client_id)),
            amount=fmt.amount(edge.guaranteed_amount, currency),
        ),
        is_inside=edge.circle_no is not None,
    )


def _name(member: Member | None) -> str:
    return member.client_name if member else _("outside your view")


def _edge_table(edges: Sequence[Edge], known: Mapping[int, Member], currency: str) -> tables.Table:
    unit = fmt.unit_for(each.guaranteed_amount for each in edges)
    rows = [
        {
            "circle": words.circle(each.circle_no) or None,
            "guarantor": _name(known.get(each.guarantor_client_id)),
            "borrower": _name(known.get(each.client_id)),
            "amount": tables.scaled(each.guaranteed_amount, unit),
        }
        for each in edges
    ]
    columns: tables.Columns = {
        "circle": tables.text_column(_("Circle")),
        "guarantor": tables.text_column(_("Guarantor")),
        "borrower": tables.text_column(_("Stands in for")),
        "amount": tables.amount_column(fmt.with_unit(_("Amount guaranteed"), unit.header(currency))),
    }
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String) | {"amount": pl.Float64}), columns


def _members(selection: Selection, currency: str, found: GuaranteeSums) -> None:
    rows = _inside(selection, currency)
    leading.show(
        _("Clients in circles"),
        _sums(found, currency) if found.circle_count else "",
        Lead(page="client", codes=[each.client_code for each in rows], hint=_("select a row to open the file")),
        table=lambda: _member_table(rows, currency, first={"circle": (_("Circle"), _circle_of)}),
        none=_no_circles(found),
        alt=_("Clients in circles with what they guarantee and what they own."),
        key="circle_members",
    )


def _inside(selection: Selection, currency: str) -> list[Member]:
    unit_id, as_of = selection.unit.org_unit_id, selection.as_of
    return answer(guarantee_graph.circle_members, org_unit_id=unit_id, currency=currency, as_of=as_of)


def _circle_of(member: Member) -> str:
    return words.circle(member.circle_no)


def _called(selection: Selection, currency: str, found: GuaranteeSums) -> None:
    rows = answer(
        guarantee_graph.called,
        org_unit_id=selection.unit.org_unit_id, currency=currency, as_of=selection.as_of,
    )  # fmt: skip
    leading.show(
        _("Who is called when clients fail"),
        _called_note(found, currency),
        Lead(page="client", codes=[each.client_code for each in rows], hint=_("select a row to open the file")),
        table=lambda: _member_table(
            rows, currency, first={"hops": (_("Distance"), _distance), "source": (_("Failed client"), _source)}
        ),
        none=_nobody_called(found),
        alt=_("Clients one or two guarantees away from a failed one."),
        key="called",
    )


def _called_note(found: GuaranteeSums, currency: str) -> str:
    said = _("One hop: {one} with a balance of {amount}; two hops: {two} with {other}")
    return said.format(
        one=words.clients(found.one_hop_count),
        amount=fmt.amount(found.one_hop_amount, currency),
        two=words.clients(found.two_hop_count),
        other=fmt.amount(found.two_hop_amount, currency),
    )


def _nobody_called(found: GuaranteeSums) -> str:
    if found.one_hop_count or found.two_hop_count:
        return words.locked("")
    nothing = _("Nobody guarantees a client with a non-performing loan.")
    return f":material/check: {nothing}"


def _distance(member: Member) -> str:
    return _("one hop") if member.hops == 1 else _("two hops")


def _source(member: Member) -> str:
    return member.source_name or _("outside your view")


def _member_table(rows: Sequence[Member], currency: str, *, first: Mapping[str, tuple[str, Any]]) -> tables.Table:
    """The client, the columns of `first` (name and what they say of a member), then its amounts."""
    unit = fmt.unit_for(amount for each in rows for amount in (each.outstanding_principal_amount, each.given_amount))
    header = unit.header(currency)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        **{name: tables.text_column(label) for name, (label, _said) in first.items()},
        "risk_class": tables.chip_column(_("Class"), positions.class_colours()),
        "balance": tables.amount_column(fmt.with_unit(_("Balance"), header)),
        "given": tables.amount_column(fmt.with_unit(_("Guarantees given"), header)),
        "over": tables.percent_column(
            _("Of net assets"), _("Guarantees given over the equity of the last statement; empty where unknown")
        ),
        "equity": tables.amount_column(fmt.with_unit(_("Net assets"), header)),
        "code": tables.text_column(_("Client code")),
    }
    shown = [
        {
            "client": each.client_name,
            **{name: said(each) for name, (_label, said) in first.items()},
            "risk_class": [labels.label(labels.CLASSES, each.risk_class)] if each.risk_class else [],
            "balance": tables.scaled(each.outstanding_principal_amount, unit),
            "given": tables.scaled(each.given_amount, unit),
            "over": tables.per_cent(each.over_guarantee),
            "equity": tables.scaled(each.equity_amount, unit),
            "code": each.client_code,
        }
        for each in rows
    ]
    types = dict.fromkeys(("balance", "given", "over", "equity"), pl.Float64)
    schema = dict.fromkeys(columns, pl.String) | types | {"risk_class": pl.List(pl.String)}
    return pl.DataFrame(shown, schema=schema), columns
