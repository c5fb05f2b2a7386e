"""Personas, rules of cases, functions, grants and policies as this version wants them, applied after every migration.

A module of its own: workflows name rights of this package and must not meet themselves when it is read.
"""

from __future__ import annotations

from sqlalchemy import Connection

from schema.security import (
    administration,
    counts,
    identity,
    parameters,
    partitions,
    personas,
    policies,
    refusals,
    roles,
    scope,
    subject,
)
from schema.workflow import guard, registry, rules


def apply(connection: Connection) -> None:
    """Bring personas, functions, grants, policies and the first user to the state this version wants; repeatable."""
    personas.seed(connection)
    rules.seed(connection, registry.WORKFLOWS)
    statements = (
        *policies.removal_statements(),
        scope.OUTDATED,
        subject.SEED,
        subject.FUNCTIONS,
        scope.FUNCTIONS,
        refusals.FUNCTIONS,
        identity.FUNCTIONS,
        administration.FUNCTIONS,
        parameters.FUNCTIONS,
        counts.FUNCTIONS,
        guard.FUNCTIONS,
        guard.TRIGGERS,
        partitions.FUNCTIONS,
        *roles.grant_statements(),
        *policies.policy_statements(),
        roles.OPERATOR,
    )
    cursor = connection.connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()
