"""Roll, cure and migration rates, formation, transition matrices: oracles W8, W10 and W11, and their edges."""

import random
from collections import Counter
from decimal import Decimal

import pytest

from schema.domain import movement
from schema.domain.money import Ratio
from schema.domain.movement import CLOSED, NEW, Flow
from schema.domain.transitions import TransitionError, TransitionMatrix, matrix_of

W10 = {
    "current": {"current": 9500, "d1_30": 400, CLOSED: 100},
    "d1_30": {"current": 120, "d1_30": 80, "d31_60": 200},
    "d31_60": {"current": 20, "d1_30": 10, "d31_60": 20, "d61_90": 100},
    "d61_90": {"current": 5, "d31_60": 5, "d61_90": 10, "d91_180": 80},
}


def flow(from_state: str, to_state: str, opening: int, closing: int | None = None, *, loans: int = 1) -> Flow:
    """Without a closing balance nothing was repaid; what closed has none."""
    closing = closing if closing is not None else 0 if to_state == CLOSED else opening
    retained = min(opening, closing)
    amounts = {"opening_amount": opening, "closing_amount": closing, "retained_amount": retained}
    states = {"from_state": from_state, "to_state": to_state, "loan_count": loans}
    return Flow(**states, **{name: Decimal(amount) for name, amount in amounts.items()})  # type: ignore[arg-type]


def flows(table: dict[str, dict[str, int]]) -> list[Flow]:
    return [flow(one, other, amount) for one, row in table.items() for other, amount in row.items()]


def rounded(value: Decimal | None, places: int = 4) -> Decimal:
    assert value is not None  # a ratio of this test
    return round(value, places)


class TestRollRates:
    """W10."""

    def test_roll_rates_and_their_chain(self) -> None:
        rates = [movement.roll_rate(flows(W10), bucket) for bucket in W10]
        assert [rounded(rate.value) for rate in rates] == [
            Decimal("0.0400"), Decimal("0.5000"), Decimal("0.6667"), Decimal("0.8000"),
        ]  # fmt: skip
        assert rounded(movement.chained(rates), 6) == Decimal("0.010667")

    def test_cure_rate(self) -> None:
        assert movement.cure_rate(flows(W10), ("d1_30",)).value == Decimal("0.3")
        assert movement.cure_rate(flows(W10), ("d1_30", "d31_60", "d61_90")) == Ratio(Decimal(145), Decimal(650))

    def test_an_empty_bucket_has_no_rate(self) -> None:
        assert movement.roll_rate([], "d1_30").value is None
        assert movement.chained([Ratio(Decimal(1), Decimal(2)), Ratio(Decimal(0), Decimal(0))]) is None

    def test_nothing_rolls_on_from_the_last_bucket(self) -> None:
        with pytest.raises(ValueError, match="d361_up"):
            movement.roll_rate([], "d361_up")

    def test_months_are_added_up_before_dividing(self) -> None:
        """1 of 10 and 90 of 100: 91 of 110, not the mean of 10 % and 90 %."""
        months = [
            [flow("d1_30", "d31_60", 1), flow("d1_30", "current", 9)],
            [flow("d1_30", "d31_60", 90), flow("d1_30", "d1_30", 10)],
        ]
        assert movement.roll_rate(movement.pooled(months), "d1_30") == Ratio(Decimal(91), Decimal(110))


class TestMigrationRates:
    """W11 and its kin."""

    def test_normal(self) -> None:
        """9,000 of which 1,000 repaid and 160 fell."""
        found = [flow("normal", "normal", 7840), flow("normal", CLOSED, 1000), flow("normal", "special_mention", 160)]
        assert movement.normal_migration_rate(found) == Ratio(Decimal(160), Decimal(8000))

    def test_part_repaid_leaves_both_sides(self) -> None:
        """Of 9,000 in loans that stayed 840 was repaid, of 200 that fell 40."""
        found = [flow("normal", "normal", 8800, 7960), flow("normal", "loss", 200, 160)]
        assert movement.normal_migration_rate(found) == Ratio(Decimal(160), Decimal(8120))

    def test_special_mention_and_combined_count_what_became_non_performing(self) -> None:
        found = [
            flow("normal", "normal", 900), flow("normal", "special_mention", 80), flow("normal", "substandard", 20),
            flow("special_mention", "special_mention", 70), flow("special_mention", "doubtful", 30),
            flow(NEW, "loss", 0, 500), flow("loss", "loss", 40),
        ]  # fmt: skip
        assert movement.normal_migration_rate(found) == Ratio(Decimal(100), Decimal(1000))
        assert movement.special_mention_migration_rate(found) == Ratio(Decimal(30), Decimal(100))
        assert movement.combined_migration_rate(found) == Ratio(Decimal(50), Decimal(1100))


class TestFormation:
    """What became special mention or non-performing, and what became of it."""

    FLOWS = (
        flow("normal", "special_mention", 100, 90), flow("normal", "substandard", 50),
        flow("special_mention", "normal", 30, 25), flow("special_mention", "doubtful", 40),
        flow("special_mention", "special_mention", 60, 45), flow("special_mention", CLOSED, 8),
        flow("substandard", "special_mention", 12, 11), flow("loss", "loss", 70, 75),
        flow("doubtful", "normal", 5), flow("doubtful", CLOSED, 6), flow(NEW, "special_mention", 0, 3),
    )  # fmt: skip

    def test_special_mention(self) -> None:
        found = movement.formation(self.FLOWS, movement.SPECIAL_MENTION)
        assert (found.opening_amount, found.closing_amount) == tuple(map(Decimal, (138, 149)))
        assert (found.worsened_amount, found.improved_amount, found.new_amount) == tuple(map(Decimal, (90, 11, 3)))
        parts = (found.cured_amount, found.left_worse_amount, found.closed_amount, found.paid_down_amount)
        assert parts == tuple(map(Decimal, (30, 40, 8, 15)))
        assert found.closing_amount == movement.closing(self.FLOWS, movement.SPECIAL_MENTION)

    def test_non_performing(self) -> None:
        """A balance that grew by 5 is paid down by minus 5."""
        found = movement.formation(self.FLOWS, movement.NON_PERFORMING)
        assert (found.opening_amount, found.in_amount, found.out_amount) == tuple(map(Decimal, (93, 90, 18)))
        assert found.paid_down_amount == -5
        assert found.closing_amount == movement.closing(self.FLOWS, movement.NON_PERFORMING) == 165


P = (("0.8", "0.15", "0.05"), ("0.1", "0.7", "0.2"), ("0", "0", "1"))
THREE = ("good", "poor", "default")


def three_states() -> TransitionMatrix:
    return TransitionMatrix(THREE, tuple(tuple(map(Decimal, row)) for row in P))


class TestTransitionMatrix:
    """W8."""

    @pytest.mark.parametrize(
        ("periods", "first", "second"),
        [(0, ("1", "0", "0"), ("0", "1", "0")), (2, (".655", ".225", ".12"), (".15", ".505", ".345")),
         (3, (".5465", ".25575", ".19775"), (".1705", ".376", ".4535"))],
    )  # fmt: skip
    def test_powers(self, periods: int, first: tuple[str, ...], second: tuple[str, ...]) -> None:
        found = three_states().after(periods)
        assert found.rows[0] == tuple(map(Decimal, first))
        assert found.rows[1] == tuple(map(Decimal, second))
        assert all(abs(sum(row, Decimal(0)) - 1) < Decimal("0.001") for row in found.rows)

    def test_default_after_five_periods(self) -> None:
        found = three_states().after(5)
        assert round(found.share("good", "default"), 6) == Decimal("0.351564")
        assert round(found.share("poor", "default"), 5) == Decimal("0.60368")

    def test_absorption(self) -> None:
        matrix = three_states()
        assert matrix.absorbing_states == ("default",)
        periods = matrix.periods_to_absorption()
        assert {state: round(each, 4) for state, each in periods.items()} == {
            "good": Decimal("10.0000"),
            "poor": Decimal("6.6667"),
        }

    def test_without_an_absorbing_state_nothing_is_absorbed(self) -> None:
        half = Decimal("0.5")
        assert TransitionMatrix(("a", "b"), ((half, half), (half, half))).periods_to_absorption() == {}

    def test_a_cohort_gives_the_matrix_back(self) -> None:
        draw = random.Random(8)
        counted: Counter[tuple[str, str]] = Counter()
        for one, row in zip(THREE, P, strict=True):
            to = draw.choices(THREE, [float(share) for share in row], k=10_000)
            counted.update((one, other) for other in to)
        found = matrix_of(counted, THREE, absorbing=("default",))
        gaps = [abs(ours - theirs) for rows in zip(found.rows, three_states().rows, strict=True)
                for ours, theirs in zip(*rows, strict=True)]  # fmt: skip
        assert max(gaps) < Decimal("0.01")

    def test_states_that_are_absorbing_or_empty_stay(self) -> None:
        found = matrix_of({("a", "b"): 1, ("a", "a"): 3, ("b", "a"): 5}, ("a", "b", "c"), absorbing=("b",))
        assert found.rows[0] == (Decimal("0.75"), Decimal("0.25"), Decimal(0))
        assert found.absorbing_states == ("b", "c")

    def test_a_state_that_the_matrix_does_not_have_is_no_share(self) -> None:
        with pytest.raises(TransitionError):
            matrix_of({("a", "z"): 1}, ("a", "b"))

    @pytest.mark.parametrize("rows", [(("0.5", "0.4"), ("0", "1")), (("1.5", "-0.5"), ("0", "1")), (("1", "0"),)])
    def test_rows_that_are_no_shares(self, rows: tuple[tuple[str, ...], ...]) -> None:
        with pytest.raises(TransitionError):
            TransitionMatrix(("a", "b"), tuple(tuple(map(Decimal, row)) for row in rows))
