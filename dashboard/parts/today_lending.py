"""What a book needs: loans and instalments as needs in words, one per loan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import StrEnum

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import _, n_
from dashboard.parts.cards import Headline
from dashboard.parts.today_desk import Desk
from dashboard.parts.today_needs import Lead, Need, Words, leads_to
from schema.marts.today import Lending
from schema.marts.today_dues import Due, Dues
from schema.marts.today_loans import ORANGE, RED, LoanNeed


class LoanReason(StrEnum):
    """Why a loan is on the list."""

    CROSSING = "crossing"
    NEWLY_OVERDUE = "newly_overdue"
    WORSE = "worse"
    OVERDUE = "overdue"
    SHORT = "short"
    MATURING = "maturing"


def needs(found: Lending, desk: Desk) -> list[Need]:
    """One need per loan, worst first; what the accounts lack is added to the loan it belongs to."""
    by_loan = {row.loan_code: _of_loan(row, desk) for row in found.loans.rows}
    for due in found.dues.rows:
        known = by_loan.get(due.loan_code)
        need = of_due(due, found.dues, desk)
        by_loan[due.loan_code] = _joined(known, need) if known else need
    return sorted(by_loan.values(), key=lambda need: -need.severity)


def count(found: Lending) -> int:
    """How many loans there are on the list in all, as far as it can be said."""
    listed = {row.loan_code for row in found.loans.rows}
    return found.loans.count + len({due.loan_code for due in found.dues.rows} - listed)


def _joined(known: Need, other: Need) -> Need:
    return replace(
        known,
        kinds=known.kinds + other.kinds,
        severity=max(known.severity, other.severity),
        sentence=fmt.sentences(known.sentence, other.sentence),
    )


def _of_loan(row: LoanNeed, desk: Desk) -> Need:
    reasons = dict(_reasons(row, desk))
    is_late = row.days_past_due > 0
    return Need(
        kinds=tuple(reasons),
        severity=row.severity,
        sentence=fmt.sentences(*map(fmt.sentence, reasons.values())),
        who=row.client_name,
        what=row.loan_code,
        where=desk.unit_name(row.org_unit_id),
        carrier=row.manager or "",
        amount=row.overdue_amount if is_late else row.outstanding_principal_amount,
        currency=row.currency,
        on=row.crossing_date if row.is_crossing else row.oldest_unpaid_date if is_late else row.maturity_date,
        lead=to_loan(row.loan_code),
    )


def to_loan(loan_code: str) -> Lead | None:
    """The whole story of the loan."""
    return leads_to(Lead(page="loan", query={"loan": loan_code}))


def _reasons(row: LoanNeed, desk: Desk) -> Iterator[tuple[str, str]]:
    """The reasons of a loan in words, in the order in which they are said."""
    if row.days_past_due > 0:
        yield LoanReason.NEWLY_OVERDUE if row.is_newly_overdue else LoanReason.OVERDUE, _unpaid(row)
    if row.is_crossing:
        said = _("more than 90 days past due from {date} on, if nothing is paid")
        yield LoanReason.CROSSING, said.format(date=fmt.day(row.crossing_date))
    if row.is_worse and row.class_before:
        before, now = (labels.label(labels.CLASSES, each.value) for each in (row.class_before, row.risk_class))
        yield LoanReason.WORSE, _("class went from {before} to {now}").format(before=before, now=now)
    if row.is_maturing:
        day = fmt.day(row.maturity_date)
        today = row.maturity_date == desk.as_of
        yield LoanReason.MATURING, _("matures today") if today else _("matures on {date}").format(date=day)


def _unpaid(row: LoanNeed) -> str:
    since = fmt.day(row.oldest_unpaid_date)
    if not row.unpaid_count:
        return _("unpaid since {date}").format(date=since)
    said = n_("{count} instalment unpaid since {date}", "{count} instalments unpaid since {date}", row.unpaid_count)
    return said.format(count=fmt.number(row.unpaid_count), date=since)


def of_due(due: Due, dues: Dues, desk: Desk) -> Need:
    """An instalment and whether the accounts cover it, as a need."""
    return Need(
        kinds=(LoanReason.SHORT,),
        severity=due.severity(dues.days_left(due.due_date)),
        sentence=fmt.sentence(_cover(due, dues)),
        who=due.client_name,
        what=due.loan_code,
        where=desk.unit_name(due.org_unit_id),
        carrier=due.manager or "",
        amount=due.open_amount,
        currency=due.currency,
        on=due.due_date,
        lead=to_loan(due.loan_code),
    )


def _cover(due: Due, dues: Dues) -> str:
    when = stage(dues.days_left(due.due_date))
    if due.short_amount is None:
        return _("due {when}, the balance of its accounts is not known").format(when=when)
    if not due.short_amount:
        return _("due {when}, covered").format(when=when)
    missing, before = (fmt.money(amount, due.currency) for amount in (due.short_amount, due.arrears_amount))
    if not due.arrears_amount:
        return _("due {when}, not covered: {amount} is missing").format(when=when, amount=missing)
    said = _("due {when}, not covered: {amount} is missing, because {overdue} overdue comes first")
    return said.format(when=when, amount=missing, overdue=before)


def stage(working_days_left: int) -> str:
    """When it falls due: `in 3 working days (T−3)`; T−0 on the date itself and on free days right after it."""
    if working_days_left == 0:
        return _("before the next working day (T−0)")
    said = n_("in {count} working day (T−{count})", "in {count} working days (T−{count})", working_days_left)
    return said.format(count=fmt.number(working_days_left))


def words(desk: Desk, dues: Dues, *, title: str) -> Words:
    """The words of a list of loans."""
    return Words(
        title=title,
        note=fmt.sentences(_("One row per loan, worst first. Select a row to open the loan."), calendar_words(dues)),
        done=_("All done: no loan needs you."),
        data_until=desk.as_of,
        who=_("Client"),
        what=_("Loan"),
        where=_("Unit"),
        carrier="" if desk.scope.is_own_book else _("Client manager"),
        amount=_("Amount"),
        on=_("Date"),
    )


def calendar_words(dues: Dues) -> str:
    """How working days were counted."""
    if dues.has_calendar:
        return _("Working days are those of the bank's calendar.")
    return _("Working days are Monday to Friday, because no calendar was loaded.")


def headline(found: Lending, desk: Desk) -> list[Headline]:
    """So many of each reason, over all loans of the desk."""
    loans = found.loans
    now = loans.by_severity[RED] + loans.by_severity[ORANGE] + _uncovered_now(found)
    red = n_("{count} red", "{count} red", loans.by_severity[RED]).format(count=fmt.number(loans.by_severity[RED]))
    late = _("{count} overdue in all").format(count=fmt.number(found.overdue_count))
    since = _("Since the close before, {date}.").format(date=fmt.day(desk.previous))
    first = _("There is no earlier close to compare with.")
    said = since if desk.previous else first
    figures: Mapping[str, tuple[int, str, str | None]] = {
        _("Need you now"): (now, _("Loans marked red or orange."), red),
        _("Newly overdue"): (loans.newly_overdue_count, said, late),
        _("Past 90 days soon"): (loans.crossing_count, _("Within 30 days, if nothing is paid."), None),
        _("In a worse class"): (loans.worse_count, said, None),
        _("Not covered"): (
            found.short_count, _("Instalments of the next five working days that the client's accounts do not cover."),
            None,
        ),
        _("Maturing"): (loans.maturing_count, _("On the date or within 60 days."), None),
    }  # fmt: skip
    return [
        Headline(label=label, value=fmt.number(value), about=about, change=change)
        for label, (value, about, change) in figures.items()
    ]


def _uncovered_now(found: Lending) -> int:
    """Loans that only an instalment makes orange."""
    marked = {row.loan_code for row in found.loans.rows if row.severity >= ORANGE}
    dues: Iterable[Due] = found.dues.rows
    now = {due.loan_code for due in dues if due.severity(found.dues.days_left(due.due_date)) >= ORANGE}
    return len(now - marked)
