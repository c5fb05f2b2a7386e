"""Who is asking, and whether the page is theirs to see: the first of the two walls; the second is in Postgres."""

from __future__ import annotations


def require(right: str) -> None:
    """Stops the page with a sentence unless the person may see it."""
