"""Pictures of an inspection: only their SHA-256, name and size are kept; one that was shown before is told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _
from dashboard.parts import chips
from dashboard.readers import uncached
from schema.marts import inspections_file
from schema.workflow.cases import Case

TYPES = ("jpg", "jpeg", "png", "webp", "pdf", "mp3", "m4a", "wav")
MOST_FILES, MOST_MEGABYTES = 40, 20
KILO = 1024


def draw(case: Case, stored: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The field for files, and what is kept of all of them."""
    note = _("The file itself is not stored: only its SHA-256, name and size. Keep the file in the archive.")
    added = st.file_uploader(
        _("Pictures and papers"),
        type=list(TYPES),
        accept_multiple_files=True,
        key=f"inspection files {case.case_id}",
        help=note,
        max_upload_size=MOST_MEGABYTES,
    )
    st.caption(note)
    known = {str(each["sha256"]): each for each in stored}
    for file in added:
        content = file.getvalue()
        digest = hashlib.sha256(content).hexdigest()
        known.setdefault(digest, {"sha256": digest, "name": file.name[:120], "size": len(content)})
    kept = list(known.values())[:MOST_FILES]
    _tell_used(case, kept)
    show(kept)
    return kept


def _tell_used(case: Case, kept: Sequence[dict[str, Any]]) -> None:
    if not kept:
        return
    hashes = tuple(str(each["sha256"]) for each in kept)
    used = uncached(inspections_file.used_before, hashes=hashes, but_case=case.case_id)
    for each in kept:
        code = used.get(str(each["sha256"]))
        if code:
            told = _("{name} was shown before, in the inspection {code}. Take a new picture.")
            st.warning(
                told.format(name=chips.as_text(each["name"]), code=chips.as_text(code)), icon=":material/content_copy:"
            )


def show(kept: Sequence[dict[str, Any]]) -> None:
    """The files as a table; nothing where there are none."""
    if not kept:
        return
    frame, columns = table(kept)
    alt = _("Files of the inspection with size and SHA-256.")
    st.dataframe(frame, hide_index=True, column_config=columns, placeholder=fmt.NOTHING, alt=alt)


def table(kept: Sequence[dict[str, Any]]) -> tables.Table:
    """One row per file."""
    columns: tables.Columns = {
        "name": tables.text_column(_("File name"), is_pinned=True),
        "size": tables.count_column(fmt.with_unit(_("Size"), "KB")),
        "sha256": tables.text_column(_("SHA-256")),
    }
    rows = [
        {"name": each.get("name"), "size": -(-int(each.get("size") or 0) // KILO), "sha256": each["sha256"]}
        for each in kept
    ]
    return pl.DataFrame(rows, schema={"name": pl.String, "size": pl.Int64, "sha256": pl.String}), columns
