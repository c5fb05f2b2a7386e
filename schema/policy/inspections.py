"""Parameters of post-loan inspections: the frequency matrix by class, kind of loan and exposure, and the hard numbers.

Sources: bank examinations with answers (published), examination options without answers (to confirm); the matrix and
the rest are our proposals.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schema.domain.inspections import ExposureBand, PolicyCase
from schema.domain.words import ParameterStatus
from schema.policy.shipped import ShippedParameter

PUBLISHED, PROPOSED, OPEN = ParameterStatus.PUBLISHED, ParameterStatus.PROPOSED, ParameterStatus.TO_CONFIRM
EXAM, OPTIONS = "rural-bank examination with answers", "bank examination, options without answers"
NOTICE, OURS = "published bank notice on post-loan inspections", "proposed by the product"
BETWEEN, AFTER_DRAW = "days from one inspection to the next, at most", "days after disbursement, at most"
SUPERVISORY = "supervisory"
INTERVAL, SAMPLE, FIRST = "inspection_interval", "inspection_sample", "inspection_first"
# Days by exposure (large, middle, small), days of the supervisory layer, share of loans it looks at.
MATRIX = {
    PolicyCase.WORKING_CAPITAL: ((90, 90, 180), 180, "0.20"),
    PolicyCase.UNDER_CONSTRUCTION: ((30, 90, 90), 90, "0.20"),
    PolicyCase.IN_OPERATION: ((90, 180, 180), 180, "0.20"),
    PolicyCase.SPECIAL_MENTION: ((30, 30, 60), 90, "1"),
    PolicyCase.NON_PERFORMING: ((15, 30, 30), 30, "1"),
    PolicyCase.LOW_RISK: ((365, 365, 365), 365, "0.20"),
}
BANDS = (ExposureBand.LARGE, ExposureBand.MIDDLE, ExposureBand.SMALL)
FIRSTS = {"working_capital": (15, EXAM, PUBLISHED), "fixed_asset": (15, EXAM, PUBLISHED)} | {
    "other": (15, EXAM, PUBLISHED),
    "small_micro": (90, OPTIONS, OPEN),
}
SINGLES = (
    ("inspection_persons", "", "2", "persons on site, at least", EXAM, PUBLISHED),
    ("inspection_leader", "", "30000000", "in the currency of the loan, more than", EXAM, PUBLISHED),
    ("inspection_arrears", "", "60", "days past due, strictly more than", NOTICE, PUBLISHED),
    ("inspection_exposure", "large", "30000000", "in the currency of the loan, at least", OURS, PROPOSED),
    ("inspection_exposure", "middle", "5000000", "in the currency of the loan, at least", OURS, PROPOSED),
    ("inspection_special", "", "10", "days after the event, at most", OURS, PROPOSED),
    ("inspection_events", "", "180", "days", OURS, PROPOSED),
    ("inspection_construction", "", "730", "days", OURS, PROPOSED),
    ("inspection_repeat", "", "10", "days between two inspections, less than", OURS, PROPOSED),
    ("inspection_similarity", "", "0.9", "of the text, more than", OURS, PROPOSED),
    ("inspection_window", "", "90", "days", OURS, PROPOSED),
    ("inspection_horizon", "", "30", "days", OURS, PROPOSED),
    ("inspection_overdue", "yellow", "0", "days overdue, more than", OURS, PROPOSED),
    ("inspection_overdue", "orange", "15", "days overdue, more than", OURS, PROPOSED),
    ("inspection_overdue", "red", "30", "days overdue, more than", OURS, PROPOSED),
)
WORKFLOWS = ("inspection", "supervisory_inspection")
DUE = {"drafted": 10, "submitted": 5, "returned": 5}


def _row(name: str, key: str, number: int | str, unit: str, source: str, status: ParameterStatus) -> ShippedParameter:
    return ShippedParameter(name=name, key=key, number=Decimal(number), unit=unit, source=source, status=status)


def _matrix() -> Iterator[ShippedParameter]:
    for case, (days, supervisory, share) in MATRIX.items():
        for band, number in zip(BANDS, days, strict=True):
            yield _row(INTERVAL, f"{case}/{band}", number, BETWEEN, OURS, PROPOSED)
        yield _row(INTERVAL, f"{case}/{SUPERVISORY}", supervisory, BETWEEN, OURS, PROPOSED)
        yield _row(SAMPLE, case, share, "of the loans", OURS, PROPOSED)


def _others() -> Iterator[ShippedParameter]:
    for kind, (days, source, status) in FIRSTS.items():
        yield _row(FIRST, kind, days, AFTER_DRAW, source, status)
    for single in SINGLES:
        yield _row(*single)
    for workflow in WORKFLOWS:
        for state, days in DUE.items():
            yield _row("step_due", f"{workflow}/{state}", days, "working days", OURS, PROPOSED)


SHIPPED: tuple[ShippedParameter, ...] = (*_matrix(), *_others())
