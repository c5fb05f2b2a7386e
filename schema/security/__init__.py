"""Roles, grants and row-level security; applied again after every migration."""

from __future__ import annotations

from sqlalchemy import Connection

from schema.security import partitions, roles, scope


def apply(connection: Connection) -> None:
    """Bring functions, grants, policies and the first user to the state this version wants; repeatable."""
    statements = (
        scope.FUNCTIONS,
        partitions.FUNCTIONS,
        *roles.grant_statements(),
        *scope.policy_statements(),
        roles.OPERATOR,
    )
    cursor = connection.connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


__all__ = ["apply", "partitions", "roles", "scope"]
