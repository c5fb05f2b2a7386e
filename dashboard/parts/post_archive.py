"""The post-loan file: how complete it is, what is missing where, who hands over to whom, what was decided and done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, counts, states, tables
from dashboard import formatting as fmt
from dashboard.archive_labels import DUTIES, STEPS
from dashboard.labels import label
from dashboard.language import _
from dashboard.parts import (
    cards,
    client_amounts,
    computed,
    dialog,
    post_archive_documents,
    post_archive_gaps,
    post_archive_handovers,
    post_archive_problems,
    post_archive_reviews,
    post_archive_words,
)
from dashboard.parts.cards import Headline
from dashboard.parts.pickers import Selection
from dashboard.readers import answer, uncached
from schema.marts import archive, archive_cases
from schema.marts.archive import Completeness, DutyCount, Gap, GapCounts, ItemCount

COMPLETE, OPEN = ":material/check:", ":material/info:"


def asked(selection: Selection) -> dict[str, Any]:
    """What every question about the file of a unit asks for."""
    return {"org_unit_id": selection.unit.org_unit_id, "as_of": selection.as_of}


def show(selection: Selection) -> None:
    """The file of the selection; cases stand below it whether the archive delivers or not."""
    dialog.tell()
    unit_id, on = selection.unit.org_unit_id, selection.as_of
    course = answer(archive.course, org_unit_id=unit_id, until=on)
    course = course if course and course[-1].as_of == on else ()
    found = answer(archive.gap_counts, **asked(selection))
    shown = None
    if course or found.loan_count or found.unsigned_count or found.unregistered_count:
        shown = _file(selection, course, found)
    else:
        _nothing(selection)
    if access.may("rows.case"):
        post_archive_handovers.show(selection)
        post_archive_reviews.show(selection)
        post_archive_problems.show(selection, already_shown=shown)
    computed.show(on, base=post_archive_words.DEFINITIONS)


def _file(selection: Selection, course: Sequence[Completeness], found: GapCounts) -> Gap | None:
    cards.headlines(list(_headlines(selection, course, found)), _note(selection))
    if course:
        cards.side_by_side((3, 2), lambda: _items(selection), lambda: _duties(selection))
    shown = post_archive_gaps.show(selection, found)
    post_archive_documents.show(selection, found)
    return shown


def _nothing(selection: Selection) -> None:
    states.empty(
        _("The archive holds no document of {unit} up to {date}.").format(
            unit=selection.unit.name, date=fmt.day(selection.as_of)
        ),
        _("Load the feed `document` from the archive's register, and close the date again."),
        icon=":material/folder_open:",
    )


def _note(selection: Selection) -> str:
    return _("Loans and documents of all currencies, as of {date}.").format(date=fmt.day(selection.as_of))


def _headlines(selection: Selection, course: Sequence[Completeness], found: GapCounts) -> Iterator[Headline]:
    now, before = course[-1] if course else None, course[-2] if len(course) > 1 else None
    if now:
        yield _complete(course)
    yield _counted(
        _("Loans with gaps"),
        _("Loans whose file lacks an item, a signature or a register number."),
        now.gap_loan_count if now else found.loan_count,
        before.gap_loan_count if before else None,
        _("of {loans}").format(loans=counts.loans(now.loan_count)) if now else None,
    )
    yield _counted(
        _("Not signed"),
        _("Documents with fewer signatures than they need."),
        now.unsigned_count if now else found.unsigned_count,
        before.unsigned_count if before else None,
    )
    yield _counted(
        _("Not registered"),
        _("Documents without a register number or a place of custody."),
        now.unregistered_count if now else found.unregistered_count,
        before.unregistered_count if before else None,
    )
    if now:
        yield Headline(
            label=_("Electronic"),
            value=fmt.percent(now.electronic_ratio.value, 1),
            about=_("Documents kept electronically, of all documents of the register."),
            change=_("of {count} documents").format(count=fmt.number(now.document_count)),
        )
    if access.may("rows.case"):
        open_ones = uncached(archive_cases.handovers, **asked(selection))
        about = _("Client managers changed, and not all three have signed.")
        yield Headline(label=_("Hand-overs open"), value=fmt.number(len(open_ones)), about=about)


def _complete(course: Sequence[Completeness]) -> Headline:
    ratios = [each.complete_ratio.value for each in course]
    now, before = ratios[-1], ratios[-2] if len(ratios) > 1 else None
    change = now - before if now is not None and before is not None else None
    return Headline(
        label=_("Completeness"),
        value=fmt.percent(now, 1),
        about=_("Items that are there, signed and registered, of all items that loans need."),
        change=fmt.points(now, before, 1) if change else None,
        direction="off" if not change else "up" if change > 0 else "down",
        good="up",
        course=[float(ratio) for ratio in ratios if ratio is not None],
    )


def _counted(label_: str, about: str, now: int, before: int | None, more: str | None = None) -> Headline:
    """A count whose rise is bad; `more` in the place of its change when nothing is to be compared."""
    change = now - before if before is not None else 0
    return Headline(
        label=label_,
        value=fmt.number(now),
        about=about,
        change=fmt.signed(change) if change else more,
        direction=client_amounts.direction(change),
        good="down",
    )


def _items(selection: Selection) -> None:
    found = answer(archive.items, **asked(selection))
    with cards.card(_("The nine items"), _("Loans that need the item on {date}").format(date=fmt.day(selection.as_of))):
        if not found:
            st.markdown(f"{OPEN} {_('No loan needs an item yet.')}")
            return
        shown, columns = _item_table(found)
        cards.rows(shown, columns, alt=_("For how many loans each item is needed, there and complete."), key="items")


def _item_table(found: Sequence[ItemCount]) -> tables.Table:
    columns: tables.Columns = {
        "item": tables.text_column(_("Item"), is_pinned=True),
        "needed": tables.count_column(_("Needed")),
        "missing": tables.count_column(_("Absent")),
        "unfinished": tables.count_column(_("Not signed or registered")),
        "complete": tables.percent_column(_("Complete, %")),
    }
    rows = [
        {
            "item": label(STEPS, each.step),
            "needed": each.needed_count,
            "missing": each.needed_count - each.present_count,
            "unfinished": each.present_count - each.complete_count,
            "complete": 100 * each.complete_count / each.needed_count,
        }
        for each in found
    ]
    types: dict[str, Any] = {"item": pl.String, "complete": pl.Float64}
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64) | types), columns


def _duties(selection: Selection) -> None:
    found = answer(archive.duties, **asked(selection))
    with cards.card(_("Owners of the five duties"), _("Loans on the book without an owner of the duty")):
        if not found:
            st.markdown(f"{OPEN} {_('No loan is on the book.')}")
            return
        shown, columns = _duty_table(found)
        cards.rows(shown, columns, alt=_("The five duties, and how many loans have no owner of each."), key="duties")


def _duty_table(found: Sequence[DutyCount]) -> tables.Table:
    columns: tables.Columns = {
        "duty": tables.text_column(_("Duty"), is_pinned=True),
        "without": tables.count_column(_("Loans without owner")),
        "loans": tables.count_column(_("Number of loans")),
    }
    rows = [
        {
            "duty": label(DUTIES, each.duty),
            "without": each.loan_count - each.owned_count,
            "loans": each.loan_count,
        }
        for each in found
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64) | {"duty": pl.String}), columns
