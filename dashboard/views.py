"""Every page view is written down: who opened what, in the database; how long it took, in the log."""

from __future__ import annotations

import logging

import streamlit as st

from dashboard import connection
from dashboard.navigation import Entry
from dashboard.parts import pickers
from schema.marts import access
from schema.marts.access import Principal

log = logging.getLogger("tandem.dashboard")
SEEN_KEY = "_views"


def record(entry: Entry, person: Principal, *, seconds: float) -> None:
    """One line in the log a run, one row in the access log a page with its date, unit and object in a session."""
    log.info("page", extra={"page": entry.key, "subject": person.subject, "milliseconds": round(seconds * 1000)})
    chosen = pickers.selection()
    as_of, unit_id = (chosen.as_of, chosen.unit.org_unit_id) if chosen else (None, None)
    detail = {name: value for name, value in st.query_params.to_dict().items() if name in {"client", "loan", "staff"}}
    view = (entry.key, person.subject, as_of, unit_id, tuple(sorted(detail.items())))
    seen: set[object] = st.session_state.setdefault(SEEN_KEY, set())
    if view in seen:
        return
    outcome = "shown" if entry.right in person.rights else "forbidden"
    with connection.writing(connection.address()) as opened:
        access.record_view(opened, page=entry.key, outcome=outcome, as_of=as_of, org_unit_id=unit_id, detail=detail)
    seen.add(view)
