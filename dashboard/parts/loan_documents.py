"""The post-loan file of one loan: what the archive holds, and what is missing in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, post_archive_gaps, post_archive_view
from dashboard.parts.post_archive_view import Place
from dashboard.readers import answer
from schema.marts import archive
from schema.marts.archive import Gap
from schema.marts.loan_file import LoanStory


def show(story: LoanStory) -> None:
    """The documents with their gaps; nothing at all where the archive says nothing about the loan."""
    asked: dict[str, Any] = {"client_id": story.client_id, "loan_id": story.loan.loan_id, "as_of": story.as_of}
    papers, gap = answer(archive.documents_of_loan, **asked), answer(archive.gap_of_loan, **asked)
    if not papers and gap is None:
        return
    with cards.card(_("Post-loan file"), _("Opening a record is written down for the auditor") if papers else ""):
        st.markdown(_gap(gap))
        if papers:
            loan_code = story.loan.loan_code
            place = Place(page="loan", client_code=story.client_code, loan_code=loan_code, as_of=story.as_of)
            post_archive_view.show(place, papers)


def _gap(gap: Gap | None) -> str:
    """`Absent: Joint review. Not signed: Inspection.`, or that nothing is wrong."""
    if gap is None:
        return f":material/check: {_('Everything that the loan needs is there, signed and registered.')}"
    wrong = ((_("Absent"), gap.missing), (_("Not signed"), gap.unsigned), (_("Not registered"), gap.unregistered))
    said = ((word, post_archive_gaps.items_in_words(steps)) for word, steps in wrong)
    return fmt.sentences(*(_("{word}: {text}.").format(word=word, text=text) for word, text in said if text))
