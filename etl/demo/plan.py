"""What is to be generated, on which months, and where the random numbers come from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from etl.demo.days import Bools, Ints, day_number, first_days, ints, month_number, months_of
from schema.errors import ConfigurationFault

DEFAULT_CLIENTS = 3_000
DEFAULT_SEED = 20260131
FEWEST_CLIENTS = 200
MOST_CLIENTS = 1_000_000
CHUNK_CLIENTS = 1_000
WINDOW_MONTHS = 25
LEAD_MONTHS = 36
ALL_MONTHS = LEAD_MONTHS + WINDOW_MONTHS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Size, seed and last month end of a demo bank.

    Months are counted from the first month of the window: month 24 ends on `through`, month 0 is the
    first one with account movements, loans go back to month -36.

    Raises:
        ConfigurationFault: too few or too many clients, or `through` is no month end.
    """

    clients: int
    seed: int
    through: date

    def __post_init__(self) -> None:
        if not FEWEST_CLIENTS <= self.clients <= MOST_CLIENTS:
            raise ConfigurationFault(
                f"A demo bank of {self.clients} clients cannot be made.",
                f"Ask for {FEWEST_CLIENTS} to {MOST_CLIENTS:,} clients.",
            )
        if (self.through + timedelta(days=1)).day != 1:
            raise ConfigurationFault(f"{self.through} is no month end.", "Give the last day of a month.")

    @property
    def month_zero(self) -> int:
        """Number of the first month of the window, counted from 1970-01."""
        return month_number(self.through) - WINDOW_MONTHS + 1

    @property
    def last_day(self) -> int:
        """`through` as a day number."""
        return day_number(self.through)

    @property
    def first_day(self) -> int:
        """First day with account movements, as a day number."""
        return int(self.starts(ints([0]))[0])

    @property
    def chunks(self) -> int:
        """How many chunks of clients there are."""
        return -(-self.clients // CHUNK_CLIENTS)

    def starts(self, months: Ints) -> Ints:
        """First day of each month of the plan."""
        return first_days(ints(months) + self.month_zero)

    def ends(self, months: Ints) -> Ints:
        """Last day of each month of the plan."""
        return self.starts(ints(months) + 1) - 1

    def months(self, days: Ints) -> Ints:
        """The plan's month of each day."""
        return months_of(days) - self.month_zero

    def in_window(self, days: Ints) -> Bools:
        """Whether a day lies between the first and the last day with account movements."""
        return (days >= self.first_day) & (days <= self.last_day)

    def sizes(self, chunk: int) -> tuple[int, int]:
        """First client (from 0) and number of clients of a chunk."""
        start = chunk * CHUNK_CLIENTS
        return start, min(CHUNK_CLIENTS, self.clients - start)

    def random(self, topic: str, chunk: int = -1) -> np.random.Generator:
        """The random numbers of one topic of one chunk; no topic shifts another one's."""
        return np.random.default_rng([self.seed, chunk + 1, zlib.crc32(topic.encode())])
