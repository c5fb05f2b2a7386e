"""Steps of a close inside a test's own transaction."""

from datetime import date

from sqlalchemy import Connection

from etl.close.bounds import bounds_of
from etl.close.step import Parameters, Step, parameters_of, run_step
from etl.close.steps import STEPS
from schema.policy import policy_on


def run_steps(connection: Connection, as_of: date, steps: tuple[Step, ...] = STEPS) -> Parameters:
    """Run `steps` as a close of `as_of` does, without committing; returns what they were bound to."""
    parameters = parameters_of(policy_on(connection, as_of))
    parameters |= bounds_of(connection, parameters)
    for step in steps:
        run_step(connection, step, parameters=parameters)
    return parameters
