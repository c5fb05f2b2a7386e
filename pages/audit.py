"""Audit: who opened what, took what away, changed what, and who tried what was not theirs."""

from dashboard import access, states
from dashboard.parts import audit

access.require("page.audit")
with states.guard():
    audit.headline()
    narrowed = audit.filters()
    audit.attempts(narrowed)
    audit.views(narrowed)
    audit.exports(narrowed)
    audit.acts(narrowed)
