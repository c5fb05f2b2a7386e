"""One box for a client, a loan or a member of staff: an only hit is opened at once, several are listed below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard import access, labels, navigation
from dashboard import formatting as fmt
from dashboard.language import N_, _, n_
from dashboard.parts import chips, pickers
from dashboard.readers import answer, uncached
from schema.domain.inspections import Layer
from schema.marts import search
from schema.marts.search import CaseHit, ClientHit, Found, Hit, Hits, LoanHit, StaffHit
from schema.workflow.archive import HANDOVER, JOINT_REVIEW, PROBLEM_LOAN
from schema.workflow.classification import CLASSIFICATION, UPGRADE
from schema.workflow.inspection import INSPECTION, SUPERVISORY

KEY, ASKED_KEY, TARGET_KEY, DONE_KEY = "search", "_search_asked", "_search_target", "_search_done"
WIDTH = 250
HIT_WIDTH = 340
WORKFLOWS: Mapping[str, str] = {
    CLASSIFICATION: N_("Classification"),
    UPGRADE: N_("Upgrade"),
    INSPECTION: N_("Inspection report"),
    SUPERVISORY: N_("Supervisory report"),
    HANDOVER.name: N_("Hand-over"),
    JOINT_REVIEW.name: N_("Joint review"),
    PROBLEM_LOAN.name: N_("Problem loan"),
}
LAYERS = {INSPECTION: Layer.CLIENT, SUPERVISORY: Layer.SUPERVISORY}


def box() -> None:
    """The place to type, where it is called; nothing for somebody who may open neither files nor cards.

    What is found is shown by `results`.
    """
    if not (_has_clients() or _has_staff()):
        return
    if st.session_state.pop(DONE_KEY, False):
        st.session_state[KEY] = ""
    st.text_input(
        _("Search"),
        type="search",
        key=KEY,
        placeholder=_placeholder(),
        help=_about(),
        icon=":material/search:",
        width=WIDTH,
        on_change=_ask,
    )


def results() -> None:
    """What was found, grouped by kind; nothing is drawn while nothing is typed."""
    target: Mapping[str, str] | None = st.session_state.pop(TARGET_KEY, None)
    if target:
        navigation.go(**target)
    is_new = st.session_state.pop(ASKED_KEY, False)
    typed = str(st.session_state.get(KEY) or "").strip()
    if not typed:
        return
    found = _found(typed)
    if is_new and found.only:
        st.session_state[DONE_KEY] = True
        navigation.go(**_target(found.only))
    with st.container(border=True, key="search_results"):
        _headline(typed, found)
        _groups(found)


def _ask() -> None:
    st.session_state[ASKED_KEY] = True


def _has_clients() -> bool:
    return access.may("page.client")


def _has_cases() -> bool:
    return _has_clients() and access.may("rows.case")


def _has_staff() -> bool:
    return access.may("page.staff")


def _placeholder() -> str:
    if not _has_staff():
        return _("Client or loan")
    return _("Client, loan or staff") if _has_clients() else _("Member of staff")


def _about() -> str:
    parts = [_("Enter a name or the beginning of a code, then press Enter.")]
    if _has_clients():
        parts.append(_("Clients are found by name or code, loans by code, cases by number, client or loan."))
    if _has_staff():
        parts.append(_("Staff are found by name or code."))
    parts.append(_("Simplified or traditional, capital or small, words in any order: all find the same."))
    return " ".join(parts)


def _found(typed: str) -> Found:
    """What the person may open of what there is."""
    chosen = pickers.selection()
    found = answer(search.found, typed=typed, as_of=chosen.as_of if chosen else None)
    return Found(
        clients=found.clients if _has_clients() else Hits((), 0),
        loans=found.loans if _has_clients() else Hits((), 0),
        staff=found.staff if _has_staff() else Hits((), 0),
        cases=uncached(search.cases, typed=typed) if _has_cases() else Hits((), 0),
    )


def _target(hit: Hit) -> dict[str, str]:
    if isinstance(hit, ClientHit):
        return {"key": "client", "client": hit.client_code}
    if isinstance(hit, LoanHit):
        return {"key": "loan", "loan": hit.loan_code}
    return _target_of_case(hit) if isinstance(hit, CaseHit) else {"key": "staff", "staff": hit.staff_code}


def _target_of_case(hit: CaseHit) -> dict[str, str]:
    """Where the case can be gone on with: its report, its loan, or the archive."""
    layer = LAYERS.get(hit.workflow)
    if hit.loan_code and layer:
        return {"key": "post_loan", "section": "inspections", "inspect": f"{hit.loan_code}~{layer}"}
    if hit.loan_code:
        return {"key": "loan", "loan": hit.loan_code}
    return {"key": "client", "client": hit.client_code}


def _headline(typed: str, found: Found) -> None:
    said = fmt.quoted(chips.as_text(typed))
    hits: tuple[Hits[Any], ...] = (found.clients, found.loans, found.staff, found.cases)
    count = sum(len(each.best) + each.more for each in hits)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        if count:
            words = n_("{count} hit for {typed}", "{count} hits for {typed}", count)
            st.markdown(f"**{words.format(count=fmt.number(count), typed=said)}**", width="content")
        else:
            st.markdown(f"**{_('Nothing found for {typed}.').format(typed=said)}**", width="content")
        st.button(_("Close"), icon=":material/close:", type="tertiary", key="search_close", on_click=_clear)
    if not count:
        st.markdown(_("Search for part of a name, or for the beginning of a code."))


def _clear() -> None:
    st.session_state[KEY] = ""


def _groups(found: Found) -> None:
    groups: list[tuple[str, Hits[Any], Callable[[Any], str]]] = [
        (_("Clients"), found.clients, _client),
        (_("Loans"), found.loans, _loan),
        (_("Staff"), found.staff, _member),
        (_("Cases"), found.cases, _case),
    ]
    for title, hits, words in groups:
        if hits.best:
            st.caption(title)
            _buttons(hits.best, words)
        if hits.more:
            more = n_("{count} more: type more of it.", "{count} more: type more of it.", hits.more)
            st.caption(more.format(count=fmt.number(hits.more)))


def _buttons(hits: Sequence[Hit], words: Callable[[Any], str]) -> None:
    with st.grid("auto", min_column_width=HIT_WIDTH, gap="xxsmall"):
        for place, hit in enumerate(hits):
            key = f"hit_{type(hit).__name__}_{place}"
            st.button(words(hit), type="tertiary", key=key, on_click=_choose, args=(_target(hit),))


def _choose(target: Mapping[str, str]) -> None:
    st.session_state[KEY] = ""
    st.session_state[TARGET_KEY] = target


def _client(hit: ClientHit) -> str:
    return f"**{chips.as_text(hit.name)}** {chips.chip(hit.client_code)} {chips.as_text(hit.unit_name)}"


def _loan(hit: LoanHit) -> str:
    balance = _("not on the book") if hit.balance_amount is None else fmt.amount(hit.balance_amount, hit.currency)
    return f"**{chips.as_text(hit.loan_code)}** {chips.as_text(hit.client_name)} {chips.chip(balance)}"


def _member(hit: StaffHit) -> str:
    duty = chips.role(hit.role) if hit.role else ""
    return f"**{chips.as_text(hit.name)}** {chips.chip(hit.staff_code)} {duty} {chips.as_text(hit.unit_name)}"


def _case(hit: CaseHit) -> str:
    number = _("case {number}").format(number=hit.case_id)
    about = chips.as_text(hit.loan_code or hit.client_name)
    closed = chips.chip(_("closed"), "green") if hit.is_closed else ""
    return f"**{labels.label(WORKFLOWS, hit.workflow)}** {chips.chip(number)} {about} {closed}"
