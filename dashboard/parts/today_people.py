"""What a month brought for the staff: gaps, who left, joined or changed post, and loans that nobody manages."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import _, n_
from dashboard.parts import cards, today_needs
from dashboard.parts.cards import Headline
from dashboard.parts.today_desk import Desk
from dashboard.parts.today_needs import Lead, Need, Words, leads_to
from dashboard.party_labels import ROLES
from dashboard.readers import answer
from schema.marts import today_people
from schema.marts.today_loans import NONE, ORANGE, YELLOW
from schema.marts.today_people import PeopleKind, PeopleNeed, PeopleNeeds

SEVERITY = {PeopleKind.NO_POST: ORANGE, PeopleKind.CLOSED_UNIT: ORANGE, PeopleKind.LEFT: YELLOW}


def show(desk: Desk) -> None:
    """Headline, then one row per person and event."""
    found = answer(today_people.people_needs, scope=desk.scope, as_of=desk.as_of)
    cards.headlines(headline(found))
    rows = needs(found, desk)
    count = found.count(*PeopleKind) + bool(found.unmanaged_loan_count)
    today_needs.show(rows, words(desk), key=f"{desk.key}_people", count=count)


def headline(found: PeopleNeeds) -> list[Headline]:
    """So many of each kind."""
    month = _("From the first of the month up to the date.")
    figures = (
        (_("Joined"), found.count(PeopleKind.JOINED), month),
        (_("Left"), found.count(PeopleKind.LEFT), month),
        (_("Changed post"), found.count(PeopleKind.MOVED), month),
        (
            _("Gaps"), found.count(PeopleKind.NO_POST, PeopleKind.CLOSED_UNIT),
            _("Staff without a post on the date, or in a unit that is closed."),
        ),
        (
            _("Loans without client manager"), found.unmanaged_loan_count,
            _("Loans on the book that nobody manages as client manager on the date."),
        ),
    )  # fmt: skip
    return [Headline(label=label, value=fmt.number(count), about=about) for label, count, about in figures]


def needs(found: PeopleNeeds, desk: Desk) -> list[Need]:
    """Gaps first; loans without a client manager are a number only."""
    rows = [_need(row, desk) for row in found.rows]
    return [_unmanaged(found.unmanaged_loan_count, desk), *rows] if found.unmanaged_loan_count else rows


def _unmanaged(count: int, desk: Desk) -> Need:
    said = n_("{count} loan has no client manager.", "{count} loans have no client manager.", count)
    return Need(
        kinds=("unmanaged",),
        severity=ORANGE,
        sentence=said.format(count=fmt.number(count)),
        who=desk.selection.unit.name,
    )


def _need(row: PeopleNeed, desk: Desk) -> Need:
    return Need(
        kinds=(row.kind.value,),
        severity=SEVERITY.get(row.kind, NONE),
        sentence=_sentence(row),
        who=row.name,
        what=row.staff_code,
        where=desk.unit_name(row.org_unit_id),
        on=row.on,
        lead=leads_to(Lead(page="staff", query={"staff": row.staff_code})),
    )


def _sentence(row: PeopleNeed) -> str:
    role = labels.label(ROLES, row.role) if row.role else ""
    return {
        PeopleKind.NO_POST: _("Has no post; the last one was {role}.").format(role=role) if role else _("Has no post."),
        PeopleKind.CLOSED_UNIT: _("Belongs to a unit that was closed."),
        PeopleKind.LEFT: _("Left the bank."),
        PeopleKind.JOINED: _("Joined as {role}.").format(role=role) if role else _("Joined, without a post so far."),
        PeopleKind.MOVED: _("Began a new post: {role}.").format(role=role),
    }[row.kind]


def words(desk: Desk) -> Words:
    """The words of the list."""
    return Words(
        title=_("Staff this month"),
        note=_("Gaps first. Select a row to open the card of that person."),
        done=_("All done: nobody joined, left or changed post this month, and nobody is without one."),
        data_until=desk.as_of,
        who=_("Member of staff"),
        what=_("Staff code"),
        where=_("Unit"),
        on=_("Date"),
    )
