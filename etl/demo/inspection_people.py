"""Who answered for a client on a day, as the assignments say."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from etl.demo.days import NEVER, day_number


@dataclass(slots=True)
class People:
    """Who was responsible for a client on a day, by role, the largest share first."""

    held: dict[tuple[str, str], list[tuple[int, int, str]]]

    @classmethod
    def of(cls, assignments: pl.DataFrame) -> People:
        """From the feed."""
        held: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        for row in assignments.sort("share_percent", descending=True).iter_rows(named=True):
            until = day_number(row["valid_to"]) if row["valid_to"] else NEVER
            entry = (day_number(row["valid_from"]), until, row["staff_code"])
            held.setdefault((row["client_code"], row["role"]), []).append(entry)
        return cls(held)

    def on(self, day: int, client: str, *roles: str) -> list[str]:
        """Staff codes in the order of the roles, each once."""
        found = (each for role in roles for each in self.held.get((client, role), ()))
        return list(dict.fromkeys(code for since, until, code in found if since <= day <= until))
