"""Who looked after a client: every inspection of its loans, and what the archive holds of it."""

from __future__ import annotations

import polars as pl

from dashboard.language import _
from dashboard.parts import cards, inspections_before, post_archive_view
from dashboard.parts.post_archive_view import Place
from dashboard.readers import answer, uncached
from schema.marts import archive, inspections_file
from schema.marts.client_file import ClientFile

MOST = 50


def show(file: ClientFile) -> None:
    """Inspections up to the date, and the documents; of either nothing where nothing is delivered."""
    found = uncached(inspections_file.earlier, client_id=file.client_id, loan_id=None, most=MOST)
    done = found.filter(pl.col("done_date") <= file.as_of)
    if not done.is_empty():
        with cards.card(_("Inspections"), _("Of all loans of the client, the newest first")):
            inspections_before.table(done)
    papers = answer(archive.documents_of_loan, client_id=file.client_id, loan_id=None, as_of=file.as_of)
    if papers:
        with cards.card(_("Post-loan file"), _("Opening a record is written down for the auditor")):
            place = Place(page="client", client_code=file.client_code, loan_code="", as_of=file.as_of)
            post_archive_view.show(place, papers)
