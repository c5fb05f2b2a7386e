"""What happened to a client, in words: the client manager's doings in teal, the risk manager's in plum."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard import labels, party_labels
from dashboard.language import _, n_
from dashboard.parts import client_people, timeline
from dashboard.parts.timeline import Moment
from dashboard.theme import palette
from schema.domain.words import RiskClass, StaffRole
from schema.marts import client_history
from schema.marts.client_file import ClientFile
from schema.marts.client_history import Happening, Occurrence


def show(file: ClientFile) -> None:
    """Everything that happened up to the date of the file."""
    found = client_history.history(file)
    counted = n_("{count} event up to {date}", "{count} events up to {date}", len(found))
    note = counted.format(count=fmt.number(len(found)), date=fmt.day(file.as_of)) if found else ""
    timeline.show(
        _("What happened"),
        [_moment(each) for each in found],
        key="client_timeline",
        note=note,
        alt=_("Events of the client, the client manager's above the line, the risk manager's below it."),
        about=_("Loan code"),
    )


def _moment(each: Occurrence) -> Moment:
    return Moment(on=each.on, lane=lane(each), words=words(each), about=each.loan_code, colour=_colour(each))


def _colour(each: Occurrence) -> str | None:
    """Severity, where an event has one."""
    if each.what in {Happening.WORSENED, Happening.IMPROVED} and each.after:
        return palette().classes[RiskClass(each.after)]
    return {Happening.MISSED: palette().orange, Happening.CAUGHT_UP: palette().kept}.get(each.what)


def words(each: Occurrence) -> str:
    """One event as a sentence."""
    if each.person:
        return _of_person(each)
    if each.event:
        return _of_event(each)
    return _of_loan(each)


def _of_person(each: Occurrence) -> str:
    person = each.person
    if person is None:
        return ""
    role = labels.label(party_labels.ROLES, person.role)
    said = _("{name} took over: {role}, {share}") if each.what is Happening.TOOK_OVER else _("{name} left: {role}")
    share = fmt.percent(person.share_percent / fmt.HUNDRED, 0)
    return said.format(name=client_people.name(person), role=role, share=share)


def _of_event(each: Occurrence) -> str:
    event = each.event
    if event is None:
        return ""
    if each.what is Happening.RESTRUCTURED:
        kind = labels.label(party_labels.RESTRUCTURINGS, event.kind)
        new = _("new maturity {date}").format(date=each.after) if each.after else None
        difficulty = _("in financial difficulty") if event.is_in_difficulty else None
        return fmt.listed(part for part in (kind, new, difficulty, event.description) if part)
    kind = labels.label(party_labels.EVENTS, event.kind)
    amount = fmt.money(each.amount, each.currency) if each.amount and each.currency else None
    grades = _("from {before} to {after}").format(before=each.before, after=each.after) if each.after else None
    return fmt.listed(part for part in (kind, event.description, amount, grades) if part)


def _of_loan(each: Occurrence) -> str:
    if each.what is Happening.DISBURSED:
        return _("{amount} disbursed").format(amount=fmt.money(each.amount, each.currency or ""))
    if each.what is Happening.MISSED:
        return _("Instalment not paid when it fell due")
    if each.what is Happening.CAUGHT_UP:
        return _("Nothing overdue any more")
    if each.what is Happening.CLOSED:
        return _("Repaid and closed")
    before, after = (labels.label(labels.CLASSES, code or "") for code in (each.before, each.after))
    said = _("Class worse: {before} to {after}") if each.what is Happening.WORSENED else _(
        "Class better: {before} to {after}"
    )  # fmt: skip
    return said.format(before=before, after=after)


def lane(each: Occurrence) -> StaffRole | None:
    """Whose doing an event is: the client manager's, the risk manager's, or nobody's of them."""
    return lane_of(each.person.role) if each.person else None


def lane_of(role: str) -> StaffRole | None:
    """The rider a duty belongs to; None for every other duty."""
    if role in {StaffRole.CLIENT_MANAGER, StaffRole.CO_MANAGER}:
        return StaffRole.CLIENT_MANAGER
    return StaffRole.RISK_MANAGER if role == StaffRole.RISK_MANAGER else None
