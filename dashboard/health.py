"""Whether the dashboard can serve pages with data: asked by machines, answered without a session."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from dashboard import connection
from schema.errors import TandemError

SECONDS = 3


async def standing() -> Mapping[str, str]:
    """`status` up or down, `database` up or away."""
    try:
        is_up = await asyncio.wait_for(asyncio.to_thread(_database_answers), SECONDS)
    except TimeoutError:
        is_up = False
    return {"status": "up" if is_up else "down", "database": "up" if is_up else "away"}


def _database_answers() -> bool:
    url = os.environ.get(connection.APP_URL, "").strip()
    try:
        with connection.reading(connection.Address(url, connection.NOBODY) if url else connection.address("")):
            return True
    except TandemError:
        return False
