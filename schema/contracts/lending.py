"""Feeds about lending: commitments, loans, schedules, payments, security, delivered snapshots."""

from __future__ import annotations

import polars as pl

from schema.contracts.field import Feed, Field, Parent, Rule
from schema.contracts.fields import (
    CURRENCY,
    SAME_CLIENT,
    VALID_FROM,
    VALID_TO,
    VALIDITY,
    client_parent,
    code,
    day,
    flag,
    loan_parent,
    money,
    not_before,
    rate,
    words,
)
from schema.contracts.organisation import ORG_UNIT
from schema.domain.words import LoanKind, PaymentMode, ProductScheme, RiskClass, ScheduleType
from schema.tables import lending as tables

LOAN_CODE = code("loan_code", "the loan", "L2024000123")
PRODUCT = Parent(
    map_name="product", field="product_code", gives={"product_id": "product_id"}, is_required=False
)
COLLATERAL = Parent(
    map_name="collateral",
    field="collateral_code",
    gives={"client_id": "client_id", "collateral_id": "collateral_id"},
)
AFTER_DISBURSEMENT = "{column} lies before the loan's disbursement."

LOAN_RULES = (
    Rule(
        code="matures_before_disbursement",
        column="maturity_date",
        holds=pl.col("maturity_date") > pl.col("disbursed_date"),
        sentence="The loan matures on or before the day it is disbursed.",
    ),
    not_before(
        "first_due_before_disbursement",
        "first_due_date",
        "disbursed_date",
        "The first instalment falls due before the loan is disbursed.",
    ),
    Rule(
        code="first_due_after_maturity",
        column="first_due_date",
        holds=pl.col("first_due_date") <= pl.col("maturity_date"),
        sentence="The first instalment falls due after the loan matures.",
    ),
    not_before(
        "closed_before_disbursement",
        "closed_date",
        "disbursed_date",
        "The loan is closed before it is disbursed.",
    ),
    Rule(
        code="commitment_of_another_client",
        column="commitment_code",
        holds=pl.col("commitment_client_id") == pl.col("client_id"),
        sentence="The commitment belongs to another client.",
    ),
)

FEEDS = (
    Feed(
        name="commitment",
        about="Approved limits, dated.",
        table=tables.commitment,
        key=("commitment_code",),
        owner_column="client_id",
        fields=(
            code("commitment_code", "key of the limit", "CL2024-0042"),
            code("client_code", "the client", "C000123"),
            money("limit_amount", "approved limit", "5000000.00", at_least=0),
            CURRENCY,
            VALID_FROM,
            VALID_TO,
        ),
        parents=(client_parent(),),
        rules=(VALIDITY,),
    ),
    Feed(
        name="loan",
        about="One drawn contract line with its own schedule.",
        table=tables.loan,
        key=("loan_code",),
        owner_column="client_id",
        date_column="disbursed_date",
        affects_closes=True,
        fields=(
            LOAN_CODE,
            code("client_code", "the borrower", "C000123"),
            code("org_unit_code", "org unit that booked it", "B01"),
            code("product_code", "the product", "WC01", is_required=False),
            code("commitment_code", "the limit it is drawn under", "", is_required=False),
            words("kind", "kind of loan", "working_capital", is_required=True, one_of=tuple(LoanKind)),
            words(
                "scheme",
                "classification scheme",
                "corporate_2023",
                is_required=True,
                one_of=tuple(ProductScheme),
            ),
            words("purpose", "agreed purpose", "raw materials"),
            words("payment_mode", "entrusted or self payment", "entrusted", one_of=tuple(PaymentMode)),
            CURRENCY,
            money("principal_amount", "amount disbursed", "1000000.00", above=0),
            rate("annual_rate", "interest rate a year, as a fraction", "0.0435"),
            words(
                "schedule_type",
                "how it is repaid",
                "equal_instalment",
                is_required=True,
                one_of=tuple(ScheduleType),
            ),
            Field(
                name="period_months",
                kind="whole",
                about="months from one instalment to the next",
                example="1",
                at_least=1,
                at_most=12,
            ),
            day("disbursed_date", "day the money was paid out", "2024-03-15"),
            day(
                "first_due_date",
                "first due date; empty: one period after disbursement",
                "2024-04-15",
                is_required=False,
            ),
            day("maturity_date", "last due date", "2026-03-15"),
            day("closed_date", "day it was settled or left the books", "", is_required=False),
        ),
        parents=(
            client_parent(),
            ORG_UNIT,
            PRODUCT,
            Parent(
                map_name="commitment",
                field="commitment_code",
                gives={"commitment_id": "commitment_id", "client_id": "commitment_client_id"},
                is_required=False,
            ),
        ),
        rules=LOAN_RULES,
    ),
    Feed(
        name="loan_payee",
        about="Payees named in the loan contract.",
        table=tables.loan_payee,
        key=("client_id", "loan_id", "payee_account_code"),
        fields=(
            LOAN_CODE,
            code("payee_account_code", "account of the payee", "6222000012"),
            words("payee_name", "name of the payee", "华达钢材"),
            money("contract_amount", "amount of the contract", "600000.00", is_required=False, above=0),
        ),
        parents=(loan_parent(),),
    ),
    Feed(
        name="instalment",
        about="Amounts due, as the bank's system schedules them.",
        table=tables.instalment,
        key=("due_date", "client_id", "loan_id", "instalment_no"),
        date_column="due_date",
        is_partitioned=True,
        affects_closes=True,
        fields=(
            LOAN_CODE,
            Field(name="instalment_no", kind="whole", about="number from 1", example="1", at_least=1),
            day("due_date", "day it falls due", "2024-04-15"),
            money("principal_amount", "principal due", "41666.67", at_least=0),
            money("interest_amount", "interest due", "3625.00", at_least=0),
        ),
        parents=(loan_parent(),),
        rules=(
            not_before(
                "due_before_disbursement",
                "due_date",
                "loan_disbursed_date",
                "due_date lies before the loan's disbursement.",
            ),
        ),
    ),
    Feed(
        name="repayment",
        about="Money received on a loan; a reversal is a negative row of its own.",
        table=tables.repayment,
        key=("paid_date", "client_id", "loan_id", "repayment_code"),
        date_column="paid_date",
        is_partitioned=True,
        affects_closes=True,
        fields=(
            LOAN_CODE,
            code("repayment_code", "key of the payment", "R2024-000987"),
            day("paid_date", "day the money arrived", "2024-04-15"),
            money("paid_amount", "amount received; negative for a reversal", "45291.67"),
            money("principal_amount", "principal part, as the bank booked it", "41666.67", is_required=False),
            money("interest_amount", "interest part", "3625.00", is_required=False),
            money("penalty_amount", "penalty part", "0.00", is_required=False),
            code("payer_account_code", "account it came from", "6222000777", is_required=False),
            words("payer_name", "name of the payer", "宏泰纺织有限公司"),
            flag("is_third_party", "paid by somebody else than the borrower"),
        ),
        parents=(loan_parent(),),
        rules=(
            not_before(
                "paid_before_disbursement",
                "paid_date",
                "loan_disbursed_date",
                "paid_date lies before the loan's disbursement.",
            ),
            Rule(
                code="amount_is_zero",
                column="paid_amount",
                holds=pl.col("paid_amount") != 0,
                sentence="A repayment of zero says nothing.",
            ),
        ),
    ),
    Feed(
        name="restructuring",
        about="Changed terms: extensions, rate cuts, refinancing.",
        table=tables.restructuring,
        key=("client_id", "loan_id", "restructured_date"),
        fields=(
            LOAN_CODE,
            day("restructured_date", "day the change took effect", "2025-06-30"),
            words("kind", "extension, rate_cut, refinancing, other", "extension", is_required=True),
            flag("is_in_difficulty", "because the debtor was in financial difficulty", is_required=True),
            day("new_maturity_date", "new maturity", "2026-06-30", is_required=False),
            words("note", "what was agreed", ""),
        ),
        parents=(loan_parent(),),
        rules=(
            not_before(
                "changed_before_disbursement",
                "restructured_date",
                "loan_disbursed_date",
                "restructured_date lies before the loan's disbursement.",
            ),
        ),
    ),
    Feed(
        name="collateral",
        about="Mortgages and pledges.",
        table=tables.collateral,
        key=("collateral_code",),
        owner_column="client_id",
        fields=(
            code("collateral_code", "key of the collateral", "M2024-77"),
            code("client_code", "the borrower it secures", "C000123"),
            code("loan_code", "the loan, when only one is secured", "", is_required=False),
            words(
                "kind",
                "real_estate, equipment, inventory, receivables, deposit, securities, other",
                "real_estate",
                is_required=True,
            ),
            words("description", "what it is", "厂房"),
            day("insurance_expiry_date", "insurance ends", "", is_required=False),
            day("contract_expiry_date", "contract ends", "", is_required=False),
        ),
        parents=(client_parent(), loan_parent(is_required=False, owns_row=False)),
        rules=(SAME_CLIENT,),
    ),
    Feed(
        name="collateral_valuation",
        about="What collateral was worth, and when.",
        table=tables.collateral_valuation,
        key=("client_id", "collateral_id", "valued_date"),
        fields=(
            code("collateral_code", "the collateral", "M2024-77"),
            day("valued_date", "day of the valuation", "2024-02-20"),
            money("value_amount", "value", "2400000.00", at_least=0),
            CURRENCY,
            words("source", "who valued it", "external appraiser"),
        ),
        parents=(COLLATERAL,),
    ),
    Feed(
        name="guarantee",
        about="Who stands for whose debt.",
        table=tables.guarantee,
        key=("client_id", "guarantee_code"),
        fields=(
            code("guarantee_code", "key of the guarantee", "GU-0192"),
            code("client_code", "the borrower", "C000123"),
            code("guarantor_code", "client code of the guarantor", "C000777"),
            code("loan_code", "the loan, when only one is guaranteed", "", is_required=False),
            money("guaranteed_amount", "amount guaranteed", "500000.00", above=0),
            CURRENCY,
            VALID_FROM,
            VALID_TO,
        ),
        parents=(
            client_parent(),
            client_parent("guarantor_code", gives="guarantor_client_id"),
            loan_parent(is_required=False, owns_row=False),
        ),
        rules=(
            VALIDITY,
            SAME_CLIENT,
            Rule(
                code="guarantees_oneself",
                column="guarantor_code",
                holds=pl.col("guarantor_code") != pl.col("client_code"),
                sentence="A client cannot guarantee its own debt.",
            ),
        ),
    ),
    Feed(
        name="delivered_snapshot",
        about="The bank's own balance, days past due or class on a date; kept beside ours.",
        table=tables.delivered_snapshot,
        key=("as_of", "client_id", "loan_id"),
        date_column="as_of",
        affects_closes=True,
        fields=(
            day("as_of", "date it is true for", "2026-10-31"),
            LOAN_CODE,
            money(
                "outstanding_principal_amount",
                "principal not yet repaid",
                "833333.33",
                is_required=False,
                at_least=0,
            ),
            money("overdue_amount", "due and unpaid", "0.00", is_required=False, at_least=0),
            Field(
                name="days_past_due",
                kind="whole",
                about="the bank's days past due",
                example="0",
                is_required=False,
                at_least=0,
            ),
            words("risk_class", "the bank's class", "normal", one_of=tuple(RiskClass)),
        ),
        parents=(loan_parent(),),
        rules=(
            not_before(
                "snapshot_before_disbursement",
                "as_of",
                "loan_disbursed_date",
                "as_of lies before the loan's disbursement.",
            ),
        ),
    ),
)
