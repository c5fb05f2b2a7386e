"""Risk classes through SQL: oracles W1 and W2, and the pure rules for any mixture."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from etl.close.steps import STEPS
from schema.domain.classification import (
    ClassFloors,
    ClassificationRules,
    LoanEvidence,
    ObligorEvidence,
    classify_obligor,
)
from schema.domain.evidence import EvidenceKind, triggers_of
from schema.domain.money import Ratio
from schema.domain.words import ClientKind, ProductScheme, RiskClass
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.quality import evidence
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
TO_CLASS = STEPS[: [step.name for step in STEPS].index("risk class") + 1]
FIVE_CLASSES = {
    0: "normal", 1: "special_mention", 90: "special_mention", 91: "substandard", 270: "substandard",
    271: "doubtful", 360: "doubtful", 361: "loss",
}  # fmt: skip
CARD = {
    0: "normal", 1: "special_mention", 90: "special_mention", 91: "substandard", 120: "substandard",
    121: "doubtful", 180: "doubtful", 181: "loss",
}  # fmt: skip


def classes(connection: Connection, as_of: date = AS_OF) -> dict[int, str]:
    """Final class of every loan on the book, by key."""
    run_steps(connection, as_of, TO_CLASS)
    question = """select loan_id, coalesce(k.risk_class, 'normal')
                  from loan_position left join loan_class k using (client_id, loan_id) where is_on_book"""
    return dict(rows(connection, question))


def reasons(connection: Connection, loan: Loan) -> list[str]:
    found: list[str] = rows(connection, f"select class_reasons from loan_class where loan_id = {loan.loan_id}")[0][0]
    return found


@pytest.mark.parametrize("as_of", [AS_OF, date(2022, 6, 30)], ids=["in force", "before the order"])
@pytest.mark.parametrize(
    ("scheme", "boundaries"), [("corporate_2023", FIVE_CLASSES), ("retail_2023", FIVE_CLASSES), ("credit_card", CARD)]
)
def test_boundary_days(
    connection: Connection, bank: Bank, as_of: date, scheme: str, boundaries: dict[int, str]
) -> None:
    """W1, and Art. 92 of the credit-card rules."""
    unit = bank.org_unit("U")
    loans = {}
    for days, risk_class in boundaries.items():
        client = bank.client(f"C{days}", unit)
        overdue = bank.overdue_loan(f"L{days}", client, unit, as_of=as_of, days=days, principal="100.00", scheme=scheme)
        loans[overdue.loan_id] = risk_class
    assert classes(connection, as_of) == loans


@pytest.mark.parametrize(
    ("bad", "good", "others"),
    [("95", "905", "special_mention"), ("100", "900", "special_mention"), ("101", "899", "substandard")],
)
def test_whole_obligor_rule(connection: Connection, bank: Bank, bad: str, good: str, others: str) -> None:
    """W2: more than a tenth, strictly. Below, the others are special mention for the bad loan beside them."""
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    first = bank.overdue_loan("L1", client, unit, as_of=AS_OF, days=91, principal=bad)
    second = bank.overdue_loan("L2", client, unit, as_of=AS_OF, days=-1, principal=good)
    assert classes(connection) == {first.loan_id: "substandard", second.loan_id: others}


def test_reasons_say_what_set_the_class(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    bad = bank.overdue_loan("L1", client, unit, as_of=AS_OF, days=95, principal="120.00")
    good = bank.overdue_loan("L2", client, unit, as_of=AS_OF, days=0, principal="880.00")
    bank.delivered(bad, AS_OF, risk_class="doubtful")
    run_steps(connection, AS_OF, TO_CLASS)
    assert reasons(connection, bad) == ["days_past_due:95", "delivered:doubtful"]
    assert reasons(connection, good) == ["obligor_rule:0.12"]


def test_retail_clients_are_classified_loan_by_loan(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit, kind="personal")
    bank.overdue_loan("L1", client, unit, as_of=AS_OF, days=361, principal="900.00")
    good = bank.overdue_loan("L2", client, unit, as_of=AS_OF, days=0, principal="100.00")
    assert classes(connection)[good.loan_id] == "normal"


def test_amounts_in_two_currencies_are_not_added(connection: Connection, bank: Bank) -> None:
    """11 of 100 dollars are bad: over the limit, whatever is owed in CNY; every loan follows."""
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    for code, days, principal, currency in [("A", 91, "11", "USD"), ("B", 0, "89", "USD"), ("C", 0, "9000", "CNY")]:
        bank.overdue_loan(code, client, unit, as_of=AS_OF, days=days, principal=principal, currency=currency)
    assert set(classes(connection).values()) == {"substandard"}


@pytest.mark.parametrize(
    ("on", "delivered", "risk_class"),
    [
        (AS_OF, "loss", "loss"),
        (AS_OF, "special_mention", "substandard"),
        (date(2024, 6, 29), "loss", "substandard"),
    ],
    ids=["worse", "better", "another day"],
)
def test_a_delivered_class_may_only_worsen_and_only_on_its_day(
    connection: Connection, bank: Bank, on: date, delivered: str, risk_class: str
) -> None:
    unit = bank.org_unit("U")
    loan = bank.overdue_loan("L", bank.client("C", unit), unit, as_of=AS_OF, days=91, principal="100.00")
    bank.delivered(loan, on, risk_class=delivered)
    assert classes(connection) == {loan.loan_id: risk_class}


Case = tuple[ProductScheme, int, str, RiskClass, frozenset[EvidenceKind], str | None]
OF_LOANS = [each for each in EvidenceKind if not each.is_of_obligor]
ratios = st.sampled_from(["0.2", "0.2001", "0.4999", "0.5", "0.9", "1.2"])
loan_cases = st.tuples(
    st.sampled_from(ProductScheme),
    st.sampled_from([-5, 0, 1, 7, 8, 90, 91, 120, 121, 180, 181, 270, 271, 360, 361, 900]),
    st.sampled_from(["0.01", "95.00", "100.00", "101.00", "899.00", "900.00", "905.00"]),
    st.just(RiskClass.NORMAL) | st.sampled_from(RiskClass),
    st.frozensets(st.sampled_from(OF_LOANS), max_size=1) | st.frozensets(st.sampled_from(OF_LOANS), max_size=3),
    st.none() | ratios,
)
clients = st.tuples(
    st.sampled_from(ClientKind),
    st.lists(loan_cases, min_size=1, max_size=4),
    st.booleans() | st.just(False),
    st.none() | ratios,
)


def rules(bound: dict[str, Any]) -> ClassificationRules:
    rising = [each for each in RiskClass if each is not RiskClass.NORMAL]
    return ClassificationRules(
        floors={
            scheme: ClassFloors(**{each: int(bound[f"floor_{scheme}_{each}"]) for each in rising})
            for scheme in ProductScheme
        },
        technical_grace_days=7,
        obligor_limit_ratio=bound["obligor_limit"],
        all_banks_limit_ratio=Decimal("0.20"),
        doubtful_expected_loss_ratio=Decimal("0.50"),
        loss_expected_loss_ratio=Decimal("0.90"),
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(clients, min_size=5, max_size=15))
def test_sql_and_python_classify_alike(
    database: Database, batch: list[tuple[ClientKind, list[Case], bool, str | None]]
) -> None:
    with database.engine("etl").connect() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U")
        obligors = []
        for no, (kind, cases, is_elsewhere, share) in enumerate(batch):
            client = bank.client(f"C{no}", unit, kind=kind)
            obligor = write_obligor(bank, client, kind, is_elsewhere=is_elsewhere, share=share)
            loans = [write(bank, case, f"L{no}-{n}", client, unit) for n, case in enumerate(cases)]
            obligors.append((obligor, loans))
        found = classes(connection)
        bound = run_parameters(connection)
        for obligor, loans in obligors:
            assert classify_obligor(loans, rules(bound), obligor=obligor) == {
                each.loan_id: found[each.loan_id] for each in loans
            }


def run_parameters(connection: Connection) -> dict[str, Any]:
    return run_steps(connection, AS_OF, ())


def write_obligor(
    bank: Bank, client: int, kind: ClientKind, *, is_elsewhere: bool, share: str | None
) -> ObligorEvidence:
    if is_elsewhere:
        evidence(bank, EvidenceKind.NPL_ELSEWHERE, client)
    if share:
        evidence(bank, EvidenceKind.OVERDUE_AT_ALL_BANKS, client, value_ratio=share)
    overdue = Ratio(Decimal(share), Decimal(1)) if share else None
    return ObligorEvidence(
        is_retail=kind.is_retail, is_non_performing_elsewhere=is_elsewhere, overdue_at_all_banks=overdue
    )


def write(bank: Bank, case: Case, code: str, client: int, unit: int) -> LoanEvidence:
    scheme, days, principal, delivered, kinds, loss = case
    loan = bank.overdue_loan(code, client, unit, as_of=AS_OF, days=days, principal=principal, scheme=scheme)
    bank.delivered(loan, AS_OF, risk_class=delivered)
    for kind in kinds:
        ratio = loss if kind is EvidenceKind.CREDIT_IMPAIRED else None
        evidence(bank, kind, client, loan, value_ratio=ratio)
    return LoanEvidence(
        loan_id=loan.loan_id,
        scheme=scheme,
        outstanding_principal=Decimal(principal),
        days_past_due=max(days, 0),
        is_technical=EvidenceKind.TECHNICAL_OVERDUE in kinds,
        triggers=triggers_of(kinds),
        expected_loss=Ratio(Decimal(loss), Decimal(1)) if loss else None,
        analyst_class=delivered,
        has_recognised_enhancement=EvidenceKind.RECOGNISED_ENHANCEMENT in kinds,
    )
