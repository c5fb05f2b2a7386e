"""Everything the bank knows of one loan as of a date: the one page from disbursement to recovery.

What a subject may not see is not there; a loan outside the scope is None, like one that does not exist, and like one
that was not paid out yet on the date. Every question about facts names the client first, where they lie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, and_, select

from schema.domain.money import ZERO
from schema.marts import client_loans, client_ties, loan_file_ledger, loan_file_security, people
from schema.marts.client_loans import LoanFile, Position
from schema.marts.client_ties import Account, Collateral, Event, Guarantee
from schema.marts.loan_file_ledger import Ledger
from schema.marts.loan_file_security import Valuation
from schema.marts.people import Responsible
from schema.tables.lending import commitment, loan, loan_payee
from schema.tables.organisation import org_unit, product
from schema.tables.party import client


@dataclass(frozen=True, kw_only=True)
class Payee:
    """Whom the money may be paid to by contract."""

    payee_account_code: str
    payee_name: str | None
    contract_amount: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Commitment:
    """The approved limit a loan was drawn from."""

    commitment_code: str
    limit_amount: Decimal
    currency: str
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class LoanStory:
    """One loan as of a date: its terms and course, schedule against payments, people, security, accounts, events.

    Collateral, guarantees and accounts are those for this loan and those for all loans of the client, never those
    for another loan.
    """

    as_of: date
    client_id: int
    client_code: str
    client_name: str
    client_kind: str
    unit_name: str
    loan: LoanFile
    commitment: Commitment | None
    payees: tuple[Payee, ...]
    people: tuple[Responsible, ...]
    ledger: Ledger
    collaterals: tuple[Collateral, ...]
    valuations: tuple[Valuation, ...]
    guarantees: tuple[Guarantee, ...]
    accounts: tuple[Account, ...]
    events: tuple[Event, ...]

    @property
    def position(self) -> Position | None:
        """What the close of the date found; None off the book."""
        return self.loan.on(self.as_of)

    @property
    def paid_principal_ratio(self) -> Decimal:
        """Principal paid ÷ principal, by the snapshot; off the book by what was paid."""
        whole = self.loan.principal_amount
        if self.position:
            return (whole - self.position.outstanding_principal_amount) / whole
        return min(self.ledger.paid_principal_amount / whole, Decimal(1))

    @property
    def loan_to_value_ratio(self) -> Decimal | None:
        """Balance ÷ last valuations of what is pledged for this loan alone, in its currency; None without any."""
        own = (each for each in self.collaterals if each.loan_code and each.currency == self.loan.currency)
        value = sum((each.value_amount for each in own if each.value_amount), ZERO)
        return self.position.outstanding_principal_amount / value if self.position and value else None

    def guarantees_on(self, day: date) -> tuple[Guarantee, ...]:
        """Those that hold on a day; the last day counts."""
        return tuple(
            each for each in self.guarantees
            if each.valid_from <= day and (each.valid_to is None or each.valid_to >= day)
        )  # fmt: skip

    def responsible_on(self, day: date) -> tuple[Responsible, ...]:
        """Who looked after the loan on a day: in each duty those named for it alone, else those of the client."""
        held = [who for who in self.people if who.is_held_on(day)]
        own = {who.role for who in held if who.loan_code}
        return tuple(who for who in held if who.loan_code or who.role not in own)


def loan_story(
    connection: Connection, *, loan_code: str, as_of: date, dates: Sequence[date], materiality_ratio: Decimal
) -> LoanStory | None:
    """The story of a loan; `dates` are the closed dates over which it is followed, `as_of` among them."""
    who = _who(connection, loan_code, as_of)
    if who is None:
        return None
    key = {"client_id": who["client_id"], "loan_id": who["loan_id"]}
    of_client = {"client_id": who["client_id"], "as_of": as_of}
    found = client_loans.positions(connection, **key, dates=dates)
    terms = {name: value for name, value in who.items() if name in LoanFile.__dataclass_fields__}
    collaterals = _of_loan(client_ties.collaterals(connection, **of_client), loan_code)
    events = _of_loan(client_ties.events(connection, **of_client), loan_code)
    return LoanStory(
        as_of=as_of,
        **{name: who[name] for name in ("client_id", "client_code", "client_name", "client_kind", "unit_name")},
        loan=LoanFile(**terms, positions=found.get(who["loan_id"], ())),
        commitment=_commitment(who),
        payees=_payees(connection, **key),
        people=_of_loan(people.responsible(connection, **of_client), loan_code),
        ledger=loan_file_ledger.ledger(
            connection,
            **key,
            first=who["disbursed_date"],
            last=max([who["maturity_date"], *_new_maturities(events)]),
            as_of=as_of,
            materiality_ratio=materiality_ratio,
        ),
        collaterals=collaterals,
        valuations=loan_file_security.valuations(
            connection, **of_client, codes=[each.collateral_code for each in collaterals]
        ),
        guarantees=loan_file_security.guarantees(connection, **key, as_of=as_of),
        accounts=_of_loan(client_ties.accounts(connection, **of_client), loan_code),
        events=events,
    )


def _of_loan(rows: Sequence[Any], loan_code: str) -> tuple[Any, ...]:
    """Those of this loan or of no loan in particular."""
    return tuple(each for each in rows if each.loan_code in {None, loan_code})


def _new_maturities(events: Sequence[Event]) -> Iterator[date]:
    for event in events:
        if event.origin == "restructuring" and event.after:
            yield date.fromisoformat(event.after)


def _who(connection: Connection, loan_code: str, as_of: date) -> dict[str, Any] | None:
    """The loan with its client, unit, product and commitment; None when it is not to be seen on the date."""
    terms = [column for column in loan.c if column.name in LoanFile.__dataclass_fields__]
    drawn = and_(commitment.c.client_id == loan.c.client_id, commitment.c.commitment_id == loan.c.commitment_id)
    statement = (
        select(
            *terms,
            loan.c.client_id,
            product.c.name.label("product_name"),
            client.c.client_code,
            client.c.name.label("client_name"),
            client.c.kind.label("client_kind"),
            org_unit.c.name.label("unit_name"),
            commitment.c.commitment_code,
            commitment.c.limit_amount,
            commitment.c.currency.label("limit_currency"),
            commitment.c.valid_to.label("limit_until"),
        )
        .join(client, client.c.client_id == loan.c.client_id)
        .join(org_unit, org_unit.c.org_unit_id == loan.c.org_unit_id)
        .outerjoin(product, product.c.product_id == loan.c.product_id)
        .outerjoin(commitment, drawn)
        .where(loan.c.loan_code == loan_code, loan.c.disbursed_date <= as_of)
    )
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def _commitment(who: dict[str, Any]) -> Commitment | None:
    if who["commitment_code"] is None:
        return None
    return Commitment(
        commitment_code=who["commitment_code"],
        limit_amount=who["limit_amount"],
        currency=who["limit_currency"],
        valid_to=who["limit_until"],
    )


def _payees(connection: Connection, *, client_id: int, loan_id: int) -> tuple[Payee, ...]:
    columns = [column for column in loan_payee.c if column.name in Payee.__dataclass_fields__]
    statement = (
        select(*columns)
        .where(loan_payee.c.client_id == client_id, loan_payee.c.loan_id == loan_id)
        .order_by(loan_payee.c.contract_amount.desc().nulls_last(), loan_payee.c.payee_account_code)
    )
    return tuple(Payee(**row) for row in connection.execute(statement).mappings())
