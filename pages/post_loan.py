"""Post-loan: how the book moves, what it is made of, where the money went, who looked after it."""

from dashboard import access, states
from dashboard.language import N_
from dashboard.parts import (
    beginning,
    pickers,
    post_archive,
    post_inspections,
    post_movement,
    post_quality,
    post_structure,
    post_supervision,
    sections,
)
from dashboard.parts.sections import Section

access.require("page.post_loan")
SECTIONS = (
    Section("movement", N_("Movement"), "rows.aggregate", post_movement.show),
    Section("structure", N_("Structure"), "rows.aggregate", post_structure.show),
    Section("quality", N_("Classification"), "page.post_loan", post_quality.show),
    Section("supervision", N_("Account supervision"), "rows.account", post_supervision.show),
    Section("inspections", N_("Inspections"), "rows.client", post_inspections.show),
    Section("archive", N_("Archive"), "rows.client", post_archive.show),
)
with states.guard():
    selection = pickers.selection()
    if selection is None:
        beginning.show()
    else:
        sections.show(SECTIONS, selection)
