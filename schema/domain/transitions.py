"""Transition matrices: rows of shares, what they lead to after several periods, how long until a state holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

TOLERANCE = Decimal("0.001")
NOTHING, ALL = Decimal(0), Decimal(1)
Cells = Mapping[tuple[str, str], Decimal | int]
Rows = tuple[tuple[Decimal, ...], ...]


class TransitionError(ValueError):
    """Rows that are no shares, or states that are not those of the matrix."""


@dataclass(frozen=True, slots=True)
class TransitionMatrix:
    """Shares from each state (row) to each state (column) in one period.

    Raises TransitionError unless it is square, without negative share, and each row sums to 1 within 0.001.
    """

    states: tuple[str, ...]
    rows: Rows

    def __post_init__(self) -> None:
        if len(self.rows) != len(self.states) or any(len(row) != len(self.states) for row in self.rows):
            raise TransitionError("a matrix has a row and a column per state")
        if any(share < 0 for row in self.rows for share in row):
            raise TransitionError("a share is not negative")
        if any(abs(sum(row) - ALL) > TOLERANCE for row in self.rows):
            raise TransitionError("the shares of a row add up to one")

    def share(self, from_state: str, to_state: str) -> Decimal:
        """The share that goes from one state to another."""
        return self.rows[self.states.index(from_state)][self.states.index(to_state)]

    def moved(self, amounts: Sequence[Decimal]) -> tuple[Decimal, ...]:
        """Where amounts, one per state, are after one period."""
        pairs = list(zip(amounts, self.rows, strict=True))
        return tuple(sum((amount * row[at] for amount, row in pairs), NOTHING) for at in range(len(self.states)))

    def after(self, periods: int) -> "TransitionMatrix":
        """The matrix over so many periods; over none everything stays."""
        found = TransitionMatrix(self.states, _identity(len(self.states)))
        for _ in range(periods):
            found = TransitionMatrix(self.states, tuple(self.moved(row) for row in found.rows))
        return found

    @property
    def absorbing_states(self) -> tuple[str, ...]:
        """States that nothing leaves."""
        return tuple(state for at, state in enumerate(self.states) if self.rows[at][at] == ALL)

    def periods_to_absorption(self) -> dict[str, Decimal]:
        """Expected periods from each other state until an absorbing one; empty when some never get there."""
        held = set(self.absorbing_states)
        open_states = [state for state in self.states if state not in held]
        system = [
            [(ALL if one == other else NOTHING) - self.share(one, other) for other in open_states] + [ALL]
            for one in open_states
        ]
        return dict(zip(open_states, _solved(system), strict=False))


def matrix_of(cells: Cells, states: Sequence[str], *, absorbing: Sequence[str] = ()) -> TransitionMatrix:
    """Counts or amounts as a matrix; states that are absorbing, or that nothing was in, stay as they are.

    Raises TransitionError when something goes to a state that is not among them.
    """
    if any(to_state not in states for from_state, to_state in cells if from_state in states):
        raise TransitionError("something goes to a state that the matrix does not have")

    def row(from_state: str) -> tuple[Decimal, ...]:
        values = [Decimal(cells.get((from_state, to_state), 0)) for to_state in states]
        total = sum(values, NOTHING)
        if from_state in absorbing or not total:
            return _identity(len(states))[states.index(from_state)]
        return tuple(value / total for value in values)

    return TransitionMatrix(tuple(states), tuple(map(row, states)))


def _identity(size: int) -> Rows:
    return tuple(tuple(ALL if row == column else NOTHING for column in range(size)) for row in range(size))


def _solved(system: list[list[Decimal]]) -> list[Decimal]:
    """Gauss and Jordan on rows that end with their right side; nothing when the system has no single solution."""
    for at in range(len(system)):
        best = max(range(at, len(system)), key=lambda row: abs(system[row][at]))
        system[at], system[best] = system[best], system[at]
        pivot = system[at][at]
        if not pivot:
            return []
        system[at] = [value / pivot for value in system[at]]
        for row in range(len(system)):
            if row != at:
                factor = system[row][at]
                system[row] = [value - factor * other for value, other in zip(system[row], system[at], strict=True)]
    return [row[-1] for row in system]
