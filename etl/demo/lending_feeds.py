"""Feeds about the loans of a chunk: commitments, loans, payees, instalments, repayments, restructurings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import terms
from etl.demo.clients import Clients
from etl.demo.counterparties import counterparty_accounts, counterparty_names
from etl.demo.days import NEVER, Bools, Ints, as_days, as_money, ints, nullable, words
from etl.demo.payments import Payments
from etl.demo.plan import Plan
from etl.demo.schedule import Schedule
from etl.demo.structure import SUB_BRANCHES
from etl.demo.terms import CARD, Loans
from etl.demo.trouble import OPEN, WRITTEN_OFF, Trouble

PENALTY_FREE_DAYS = 7
PENALTY_RATE = 1.5
THIRD_PARTY_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayments:
    """One entry per booked repayment, by loan and day: cents by part; `is_third_party` is somebody else's money."""

    loan: Ints
    day: Ints
    principal: Ints
    interest: Ints
    penalty: Ints
    is_third_party: Bools

    @property
    def amount(self) -> Ints:
        """Everything that came in."""
        return self.principal + self.interest + self.penalty


def repayments_of(
    plan: Plan, chunk: int, *, loans: Loans, schedule: Schedule, payments: Payments, trouble: Trouble
) -> Repayments:
    """The bookings: parts paid on the same day on the same loan are one."""
    interest = np.where(schedule.due > payments.payoff[schedule.loan], 0, schedule.interest)
    first_interest = np.minimum(payments.first_part, interest)
    late = np.where(payments.paid - schedule.due > PENALTY_FREE_DAYS, payments.paid - schedule.due, 0)
    rate = loans.rate[schedule.loan] / 10_000 * PENALTY_RATE / 360
    penalty = ints(np.where(payments.paid < NEVER, np.floor(schedule.principal * rate * late), 0))
    penalty = np.where(schedule.due > payments.payoff[schedule.loan], 0, penalty)
    rows = pl.concat(
        [
            _part(schedule.loan, payments.first_paid, payments.first_part - first_interest, interest=first_interest),
            _part(
                schedule.loan,
                payments.paid,
                schedule.principal - (payments.first_part - first_interest),
                interest=interest - first_interest,
                penalty=penalty,
            ),
        ]
    )
    booked = rows.filter(pl.col("day") < NEVER).group_by("loan", "day").agg(pl.all().sum()).sort("loan", "day")
    booked = booked.filter(pl.sum_horizontal("principal", "interest", "penalty") > 0)
    return _as_repayments(plan, chunk, loans, booked, trouble=trouble)


def _part(loan: Ints, day: Ints, principal: Ints, *, interest: Ints, penalty: Ints | None = None) -> pl.DataFrame:
    nothing = np.zeros(len(loan), dtype=np.int64)
    more = nothing if penalty is None else penalty
    return pl.DataFrame({"loan": loan, "day": day, "principal": principal, "interest": interest, "penalty": more})


def _as_repayments(plan: Plan, chunk: int, loans: Loans, booked: pl.DataFrame, *, trouble: Trouble) -> Repayments:
    loan, day = booked["loan"].to_numpy(), booked["day"].to_numpy()
    random = plan.random("third parties", chunk)
    begins = np.full(int(loans.client.max(initial=0)) + 1, NEVER, dtype=np.int64)
    begins[trouble.client[trouble.is_major]] = trouble.start[trouble.is_major]
    before = begins[loans.client[loan]] - day
    strangers = (before > 0) & (before < 100) & (random.random(len(loan)) < THIRD_PARTY_SHARE)
    return Repayments(
        loan=ints(loan),
        day=ints(day),
        principal=booked["principal"].to_numpy(),
        interest=booked["interest"].to_numpy(),
        penalty=booked["penalty"].to_numpy(),
        is_third_party=strangers,
    )


def repayment_frame(
    repayments: Repayments, *, codes: pl.Series, accounts: pl.Series, client: Ints, names: pl.Series
) -> pl.DataFrame:
    """The repayment feed; `accounts` and `names` are those of the clients, `client` the place of each loan's."""
    payer = client[repayments.loan]
    stranger = repayments.is_third_party
    other = ints(repayments.loan * 31 + 7)
    own = pl.Series(~stranger)
    day = as_days(repayments.day)
    loan_code = codes.gather(repayments.loan)
    return pl.DataFrame(
        {
            "loan_code": loan_code,
            "repayment_code": "R" + loan_code.str.slice(1) + "-" + day.dt.strftime("%y%m%d"),
            "paid_date": day,
            "paid_amount": as_money(repayments.amount),
            "principal_amount": as_money(repayments.principal),
            "interest_amount": as_money(repayments.interest),
            "penalty_amount": as_money(repayments.penalty),
            "payer_account_code": accounts.gather(payer).zip_with(own, counterparty_accounts(other)),
            "payer_name": names.gather(payer).zip_with(own, counterparty_names(other, names.gather(payer))),
            "is_third_party": pl.Series(stranger),
        }
    )


def loan_frame(
    people: Clients, *, loans: Loans, codes: pl.Series, commitments: pl.Series, closed: Ints
) -> pl.DataFrame:
    """The loan feed; `commitments` is the commitment code of each client, null without one."""
    shape = words(terms.SHAPES, loans.shape)
    under_limit = loans.kind == terms.WORKING_CAPITAL
    delivered = pl.Series(["delivered"]).gather(np.zeros(len(loans), dtype=np.int64))
    none = pl.Series([None], dtype=pl.String).gather(np.zeros(len(loans), dtype=np.int64))
    return pl.DataFrame(
        {
            "loan_code": codes,
            "client_code": people.codes.gather(loans.client),
            "org_unit_code": words([unit.code for unit in SUB_BRANCHES], people.sub_branch[loans.client]),
            "product_code": words(terms.PRODUCT_CODES, loans.kind),
            "commitment_code": commitments.gather(loans.client).zip_with(pl.Series(under_limit), none),
            "kind": words(terms.KINDS, loans.kind),
            "scheme": words(terms.SCHEMES, loans.kind),
            "purpose": words(terms.PURPOSES, loans.kind),
            "payment_mode": words(("self", "entrusted"), ints(loans.is_entrusted)),
            "currency": "CNY",
            "principal_amount": as_money(loans.principal),
            "annual_rate": (pl.Series(loans.rate) / 10_000).cast(pl.Decimal(18, 9)),
            "schedule_type": delivered.zip_with(pl.Series(loans.is_delivered), shape),
            "period_months": loans.period,
            "disbursed_date": as_days(loans.disbursed),
            "first_due_date": as_days(loans.first_due),
            "maturity_date": as_days(loans.maturity),
            "closed_date": as_days(nullable(closed, closed < NEVER)),
        }
    )


def instalment_frame(*, loans: Loans, schedule: Schedule, codes: pl.Series) -> pl.DataFrame:
    """The instalment feed: schedules the bank delivers; the others are left to the close."""
    keep = loans.is_delivered[schedule.loan]
    return pl.DataFrame(
        {
            "loan_code": codes.gather(schedule.loan[keep]),
            "instalment_no": schedule.no[keep],
            "due_date": as_days(schedule.due[keep]),
            "principal_amount": as_money(schedule.principal[keep]),
            "interest_amount": as_money(schedule.interest[keep]),
        }
    )


def restructuring_frame(
    plan: Plan, chunk: int, *, loans: Loans, payments: Payments, trouble: Trouble, codes: pl.Series
) -> pl.DataFrame:
    """The restructuring feed: some loans in long trouble get softer terms 60 to 120 days after the first missed day."""
    random = plan.random("restructurings", chunk)
    hard = np.isin(trouble.outcome, (OPEN, WRITTEN_OFF))
    start = np.full(int(loans.client.max(initial=0)) + 1, NEVER, dtype=np.int64)
    start[trouble.client[hard]] = trouble.start[hard]
    day = start[loans.client] + ints(random.integers(60, 121, len(loans)))
    alive = (day <= plan.last_day) & (day < payments.closed) & (loans.disbursed < day) & (loans.kind != CARD)
    chosen = np.flatnonzero(alive & (random.random(len(loans)) < 0.3))
    kind = ints(random.integers(0, 3, len(chosen)))
    extends = kind == 0
    longer = nullable(np.maximum(loans.maturity[chosen], day[chosen]) + 183, extends)
    return pl.DataFrame(
        {
            "loan_code": codes.gather(chosen),
            "restructured_date": as_days(day[chosen]),
            "kind": words(("extension", "rate_cut", "refinancing"), kind),
            "is_in_difficulty": pl.Series(np.ones(len(chosen), dtype=bool)),
            "new_maturity_date": as_days(longer),
            "note": words(("展期六个月", "利率下调", "借新还旧方案"), kind),
        }
    )
