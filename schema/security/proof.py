"""The proof that a subject was named by us: who has a login of the database cannot name somebody else.

A proof is the HMAC-SHA256 of role, subject and, for the dashboard, of the database session it is for: seen by somebody
else, it is worth nothing in his own. That of a BI tool is for every session of its role: its address is signed.
"""

from __future__ import annotations

import hmac

from psycopg2 import errors
from psycopg2.extensions import connection as RawConnection

from schema.errors import DatabaseMissing

KEY = "session key"
APP, READER = "tandem_app", "tandem_reader"


def proof(key: bytes, *, role: str, subject: str, backend: str | None) -> str:
    """The proof of a subject for one role; `backend` is what `backend_of` says, None for every session."""
    words = (role, subject) if backend is None else (role, subject, backend)
    return hmac.digest(key, "|".join(words).encode(), "sha256").hex()


def backend_of(connection: RawConnection) -> str:
    """What tells this database session from every other, earlier ones of the same process number included."""
    with connection.cursor() as cursor:
        cursor.execute("select ops.backend()")
        ((said,),) = cursor.fetchall()
    connection.rollback()
    return str(said)


def session_key(connection: RawConnection) -> bytes:
    """The key of the database's proofs, which only its owner may read.

    Raises DatabaseMissing where the tables of this version are missing.
    """
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select value from ops.secret where name = %s", (KEY,))
            ((value,),) = cursor.fetchall()
    except (errors.UndefinedTable, errors.InvalidSchemaName) as fault:
        raise DatabaseMissing(
            "The database does not have the tables of this version yet.", "Run `tandem migrate`.", detail=str(fault)
        ) from fault
    return bytes(value)
