"""The card of one member of staff: who, which posts then and now, which book, what was sold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, labels, party_labels, states, tables
from dashboard import formatting as fmt
from dashboard.charts import posts as figures
from dashboard.charts.posts import Held
from dashboard.charts.timeline import lane_colour
from dashboard.language import _
from dashboard.parts import cards, chips, computed, staff_book, staff_entry
from dashboard.parts.client_timeline import lane_of
from dashboard.parts.codes import asked
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import staff_card
from schema.marts.staff_card import Post, StaffCard

STAFF_KEY = "staff"


def show(selection: Selection) -> None:
    """The person whom the address names; how to find one when it names none, or none who may be seen."""
    code = asked(STAFF_KEY)
    if not code:
        staff_entry.which(selection)
        return
    card = answer(staff_card.staff_card, staff_code=code, as_of=selection.as_of)
    if card is None:
        staff_entry.unknown(selection, code)
        return
    _who(card, selection)
    may_see = _may_see_figures(card)
    if may_see:
        staff_book.show(card, selection.as_of)
    else:
        _closed()
    _posts(card.posts, selection.as_of)
    if may_see:
        computed.show(selection.as_of)


def _may_see_figures(card: StaffCard) -> bool:
    """Peers' figures are for those who hold the right to see staff of the unit, and one's own for oneself."""
    return card.has_open_figures or access.principal().staff_id == card.staff_id


def _closed() -> None:
    states.empty(
        _("Book and sales are not shown to you."),
        _("They are for the person, and for those whose scope includes the staff of the unit."),
        icon=":material/lock:",
    )


def _who(card: StaffCard, selection: Selection) -> None:
    st.header(chips.as_text(card.name), anchor=False)
    held = [post for post in card.posts if post.is_held_on(selection.as_of)]
    marks = [chips.chip(card.staff_code), *dict.fromkeys(chips.role(post.role) for post in held)]
    facts = " · ".join(chips.as_text(fact) for fact in _facts(card, held, selection))
    st.markdown(f"{' '.join(marks)} {facts}")


def _facts(card: StaffCard, held: Sequence[Post], selection: Selection) -> Iterator[str]:
    yield from dict.fromkeys(post.unit_name for post in held) or (card.unit_name,)
    if card.line:
        yield labels.label(party_labels.LINES, card.line)
    if card.hired_date:
        yield _("hired on {date}").format(date=fmt.day(card.hired_date))
    if card.left_date and card.left_date < selection.as_of:
        yield _("left on {date}").format(date=fmt.day(card.left_date))
    elif not held:
        yield _("without a post on {date}").format(date=fmt.day(selection.as_of))


def _posts(posts: Sequence[Post], as_of: date) -> None:
    title = _("Posts, then and now")
    if not posts:
        with cards.card(title):
            said = _("No post up to {date} is known.").format(date=fmt.day(as_of))
            st.markdown(f":material/badge: {said}")
        return
    columns: tables.Columns = {
        "role": tables.text_column(_("Role"), is_pinned=True),
        "unit": tables.text_column(_("Unit")),
        "valid_from": tables.text_column(_("From")),
        "valid_to": tables.text_column(_("Until")),
    }
    rows = [(_role(post), post.unit_name, fmt.day(post.valid_from), _until(post)) for post in posts]
    cards.chart(
        title,
        figures.posts([_held(post, as_of) for post in posts], colours=palette()),
        key="posts",
        alt=_("Posts of the person, the one that began last first: {posts}.").format(
            posts=fmt.listed(_words(post) for post in posts)
        ),
        table=pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row"),
        columns=columns,
    )


def _held(post: Post, as_of: date) -> Held:
    last = min(post.valid_to or as_of, as_of)
    span = _("from {first} to {last}") if post.valid_to else _("since {date}")
    return Held(
        words=_words(post),
        first=post.valid_from,
        last=last,
        span=span.format(first=fmt.day(post.valid_from), last=_until(post), date=fmt.day(post.valid_from)),
        colour=lane_colour(lane_of(post.role), palette()),
    )


def _words(post: Post) -> str:
    return _("{role}, {unit}").format(role=_role(post), unit=post.unit_name)


def _role(post: Post) -> str:
    return labels.label(party_labels.ROLES, post.role)


def _until(post: Post) -> str | None:
    return fmt.day(post.valid_to) if post.valid_to else None
