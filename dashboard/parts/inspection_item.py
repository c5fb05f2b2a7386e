"""The loan that was chosen from a list: why it is to be inspected, what was seen before, and the report."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from dashboard import address_bar, labels, navigation
from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard.language import _
from dashboard.parts import cards, chips, inspection_form, inspections_before
from dashboard.parts.pickers import Selection
from dashboard.readers import answer, uncached
from schema.domain.inspections import Layer
from schema.marts import inspections, inspections_file
from schema.marts.inspections import PlanItem

KEY, NAME, BETWEEN = "_inspection_item", "inspect", "~"


def choose(loan_code: str, layer: str) -> None:
    """Make it the loan that is shown; to be called before the page is drawn, as a callback is."""
    st.session_state[KEY] = (loan_code, layer)


def show(selection: Selection) -> None:
    """The chosen loan; nothing at all while none is."""
    chosen = _chosen()
    if chosen is None:
        return
    loan_code, layer = chosen
    address_bar.write(NAME, BETWEEN.join(chosen))
    item = answer(inspections.item_of_code, loan_code=loan_code, layer=layer, as_of=selection.as_of)
    if item is None:
        none = _("No inspection of the loan {code} is planned on {date}.")
        st.info(none.format(code=f"`{loan_code}`", date=fmt.day(selection.as_of)), icon=":material/info:")
        return
    with cards.card(_("{client}, loan {code}").format(client=item.client_name, code=loan_code)):
        st.markdown(" ".join(_chips(item)))
        st.markdown(_told(item))
        navigation.link("client", _("Open the client file"), client=item.client_code)
    _earlier(item)
    inspection_form.show(item)


def _chosen() -> tuple[str, str] | None:
    """What the address newly asks for, else what was chosen before."""
    asked = address_bar.asked(NAME)
    if asked and asked.count(BETWEEN) == 1:
        loan_code, layer = asked.split(BETWEEN)
        if layer in [each.value for each in Layer]:
            choose(loan_code, layer)
    kept: tuple[str, str] | None = st.session_state.get(KEY)
    return kept


def _chips(item: PlanItem) -> Iterator[str]:
    yield chips.chip(labels.label(words.KINDS, item.kind), "violet" if item.layer == Layer.SUPERVISORY else "blue")
    yield chips.risk_class(item.risk_class)
    yield chips.chip(labels.label(labels.KINDS, item.loan_kind))


def _told(item: PlanItem) -> str:
    due = _("Due {date}: {why}.").format(date=fmt.day(item.due_date), why=chips.as_text(why(item)))
    policy = _("The policy asks for an inspection every {days} days: {case}, {band}.").format(
        days=fmt.number(item.interval_days),
        case=labels.label(words.CASES, item.policy_case),
        band=labels.label(words.BANDS, item.band),
    )
    owed = _("Balance {balance}, exposure of the client {exposure}.").format(
        balance=fmt.money(item.outstanding_principal_amount, item.currency),
        exposure=fmt.amount(item.exposure_amount, item.currency),
    )
    return fmt.sentences(due, policy, owed)


def why(item: PlanItem) -> str:
    """`class worsened on 2026-09-30`, or what the regular interval says."""
    said = [_trigger(each) for each in item.triggers]
    if said:
        return fmt.listed(said)
    if item.last_done_date is None:
        return _("not inspected yet")
    return _("{days} days after the last one").format(days=fmt.number(item.interval_days))


def _trigger(code: str) -> str:
    name, day = code.split(":", 1)
    return _(words.TRIGGERS[name]).format(date=day) if name in words.TRIGGERS else labels.plain(name)


def _earlier(item: PlanItem) -> None:
    rows = uncached(inspections_file.earlier, client_id=item.client_id, loan_id=item.loan_id)
    with cards.card(_("Earlier inspections"), _("Of this loan or of all loans of the client, newest first")):
        inspections_before.table(rows)
