"""A step of a close: its name and the SQL it runs, one statement after the other; some also compute in Python."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from time import monotonic
from typing import Any

from sqlalchemy import Connection

from etl.close import archive_bounds, classification_parameters, inspections_bounds, supervision_bounds
from schema.domain.words import ProductScheme, RiskClass
from schema.policy import Policy

Parameters = dict[str, Any]
FLOORED = [each for each in RiskClass if each is not RiskClass.NORMAL]


@dataclass(frozen=True)
class Step:
    """Set-based SQL in psycopg2's style; `%(as_of)s` and the dated parameters of `parameters_of` are bound.

    Temp tables live until the transaction ends and hand figures from one step to the next. `counted` is the
    temp table whose rows say how much the step did; without it, the rows of its last statement do.
    """

    name: str
    statements: tuple[str, ...]
    counted: str = ""

    def run(self, connection: Connection, parameters: Parameters) -> int:
        """Run the statements in the open transaction; returns how many rows the step was about."""
        rows = [connection.exec_driver_sql(each, parameters).rowcount for each in self.statements]
        return _rows_of(connection, self.counted) if self.counted else rows[-1]


@dataclass(frozen=True, kw_only=True)
class ComputedStep(Step):
    """A step for what SQL cannot say: its statements first, then `compute`, which returns how many rows it wrote."""

    statements: tuple[str, ...] = ()
    compute: Callable[[Connection, Parameters], int]

    def run(self, connection: Connection, parameters: Parameters) -> int:
        """Run the statements, then the computation, in the open transaction."""
        for each in self.statements:
            connection.exec_driver_sql(each, parameters)
        return self.compute(connection, parameters)


@dataclass(frozen=True, kw_only=True)
class StepReport:
    """How many rows a step was about, and how long it took."""

    name: str
    row_count: int
    seconds: float


def parameters_of(policy: Policy) -> Parameters:
    """Everything the steps bind, as valid on the date of `policy`.

    Raises ParameterMissing when a dated parameter has no value on that date.
    """
    return {
        "as_of": policy.on,
        "month_start": policy.on.replace(day=1),
        "year_start": date(policy.on.year, 1, 1),
        "arrears_materiality": policy.number("arrears_materiality"),
        "obligor_limit": policy.number("obligor_limit"),
        "vintage_months": int(policy.number("vintage_months")),
        **supervision_bounds.bound(policy),
        **classification_parameters.bound(policy),
        **inspections_bounds.bound(policy),
        **classification_parameters.bound(policy),
        **archive_bounds.bound(policy),
        "general_provision": policy.number("general_provision"),
        "coverage_standard": policy.number("coverage_standard"),
        "loan_provision_standard": policy.number("loan_provision_standard"),
        **{f"specific_{each}": policy.number("specific_provision", each) for each in FLOORED},
        **{
            f"floor_{scheme}_{each}": policy.number("class_floor", f"{scheme}/{each}")
            for scheme in ProductScheme
            for each in FLOORED
        },
    }


def run_step(connection: Connection, step: Step, *, parameters: Parameters) -> StepReport:
    """Run a step in the transaction that is open on `connection`."""
    started = monotonic()
    row_count = step.run(connection, parameters)
    return StepReport(name=step.name, row_count=row_count, seconds=monotonic() - started)


def _rows_of(connection: Connection, table: str) -> int:
    row_count: int = connection.exec_driver_sql(f"select count(*) from {table}").scalar_one()
    return row_count
