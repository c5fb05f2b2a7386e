"""What happened to a client, in words: the client manager's doings in teal, the risk manager's in plum."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard import formatting as fmt
from dashboard import inspection_labels, labels, party_labels
from dashboard.language import _, n_
from dashboard.parts import client_people, timeline
from dashboard.parts.timeline import Moment
from dashboard.theme import palette
from schema.domain.inspections import Layer
from schema.domain.words import RiskClass, StaffRole
from schema.marts import client_history
from schema.marts.client_file import ClientFile
from schema.marts.client_history import Happening, Occurrence

SECURITY = frozenset({Happening.VALUED, Happening.GUARANTEED, Happening.GUARANTEE_ENDED})


def show(found: Sequence[Occurrence], as_of: date, *, key: str, alt: str, about: str = "") -> None:
    """The events up to a date; `about` names the column of their loans, where there can be several."""
    counted = n_("{count} event up to {date}", "{count} events up to {date}", len(found))
    note = counted.format(count=fmt.number(len(found)), date=fmt.day(as_of)) if found else ""
    moments = [_moment(each, is_told=bool(about)) for each in found]
    timeline.show(_("What happened"), moments, key=key, note=note, alt=alt, about=about)


def of_client(file: ClientFile) -> None:
    """Everything that happened to a client up to the date of its file."""
    alt = _("Events of the client, the client manager's above the line, the risk manager's below it.")
    show(client_history.history(file), file.as_of, key="client_timeline", alt=alt, about=_("Loan code"))


def _moment(each: Occurrence, *, is_told: bool) -> Moment:
    about = each.loan_code if is_told else None
    return Moment(on=each.on, lane=lane(each), words=words(each), about=about, colour=_colour(each))


def _colour(each: Occurrence) -> str | None:
    """Severity, where an event has one."""
    if each.what in {Happening.WORSENED, Happening.IMPROVED} and each.after:
        return palette().classes[RiskClass(each.after)]
    kept = palette().kept
    return {Happening.MISSED: palette().orange, Happening.CAUGHT_UP: kept, Happening.PAID_LATE: kept}.get(each.what)


def words(each: Occurrence) -> str:
    """One event as a sentence."""
    if each.person:
        return _of_person(each)
    if each.event:
        return _of_event(each)
    if each.what in SECURITY:
        return _of_security(each)
    if each.what is Happening.INSPECTED:
        return _of_inspection(each)
    return _of_instalment(each) if each.number else _of_loan(each)


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


def _of_instalment(each: Occurrence) -> str:
    amount, number = fmt.money(each.amount, each.currency or ""), fmt.number(each.number)
    if each.what is Happening.MISSED:
        return _("Instalment {number} of {amount} not paid when it fell due").format(number=number, amount=amount)
    days = each.days or 0
    said = n_(
        "Instalment {number} of {amount} paid, {count} day late",
        "Instalment {number} of {amount} paid, {count} days late",
        days,
    )
    return said.format(number=number, amount=amount, count=fmt.number(days))


def _of_security(each: Occurrence) -> str:
    amount = fmt.money(each.amount, each.currency or "")
    if each.what is Happening.VALUED:
        kind = labels.label(party_labels.COLLATERAL_KINDS, each.before or "other")
        return _("{kind} {code} valued at {amount}").format(kind=kind, code=each.after, amount=amount)
    name = each.after or _("outside your view")
    if each.what is Happening.GUARANTEED:
        return _("{name} guarantees {amount}").format(name=name, amount=amount)
    return _("Guarantee of {name} over {amount} ended").format(name=name, amount=amount)


def _of_inspection(each: Occurrence) -> str:
    kind = labels.label(inspection_labels.KINDS, each.before or "")
    found = labels.label(inspection_labels.SEVERITIES, each.after or "")
    return _("{kind}: {found}").format(kind=kind, found=found)


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
    if each.layer:
        return StaffRole.RISK_MANAGER if each.layer == Layer.SUPERVISORY else StaffRole.CLIENT_MANAGER
    return lane_of(each.person.role) if each.person else None


def lane_of(role: str) -> StaffRole | None:
    """The rider a duty belongs to; None for every other duty."""
    if role in {StaffRole.CLIENT_MANAGER, StaffRole.CO_MANAGER}:
        return StaffRole.CLIENT_MANAGER
    return StaffRole.RISK_MANAGER if role == StaffRole.RISK_MANAGER else None
