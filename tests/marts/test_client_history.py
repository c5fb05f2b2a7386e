"""What happened to a client, in order, from the file of a lender one can read in a minute."""

from dataclasses import replace
from datetime import date

from schema.marts import client_file, client_history
from schema.marts.client_history import Happening, Occurrence
from tests.marts.conftest import Seen
from tests.marts.lender import AUGUST, OCTOBER, SEPTEMBER


def history(seen_by: Seen, *, as_of: date = OCTOBER) -> tuple[Occurrence, ...]:
    dates = tuple(day for day in (OCTOBER, SEPTEMBER, AUGUST) if day <= as_of)
    file = client_file.client_file(seen_by("operator"), client_code="C001", as_of=as_of, dates=dates)
    assert file
    return client_history.history(file)


def test_everything_newest_first(seen_by: Seen) -> None:
    assert [(each.on, each.what, each.loan_code) for each in history(seen_by)] == [
        (SEPTEMBER, Happening.WORSENED, "L0011"),
        (AUGUST, Happening.MISSED, "L0011"),
        (date(2026, 6, 1), Happening.TOOK_OVER, "L0012"),
        (date(2026, 5, 10), Happening.EXTERNAL, None),
        (date(2026, 4, 30), Happening.RESTRUCTURED, "L0012"),
        (date(2026, 1, 31), Happening.DISBURSED, "L0011"),
        (date(2026, 1, 1), Happening.TOOK_OVER, None),
        (date(2026, 1, 1), Happening.TOOK_OVER, None),
        (date(2025, 12, 31), Happening.HANDED_OVER, None),
        (date(2025, 6, 30), Happening.DISBURSED, "L0012"),
        (date(2025, 1, 31), Happening.CLOSED, "L0013"),
        (date(2024, 1, 31), Happening.DISBURSED, "L0013"),
        (date(2020, 1, 1), Happening.TOOK_OVER, None),
        (date(2020, 1, 1), Happening.TOOK_OVER, None),
    ]


def test_a_class_says_from_what_to_what_and_a_handover_who(seen_by: Seen) -> None:
    found = history(seen_by)
    assert (found[0].before, found[0].after) == ("normal", "special_mention")
    (left,) = (each.person for each in found if each.what is Happening.HANDED_OVER)
    assert left
    assert left.name == "李强"


def test_nothing_of_later_days(seen_by: Seen) -> None:
    assert {each.what for each in history(seen_by, as_of=AUGUST)} == {
        Happening.TOOK_OVER,
        Happening.EXTERNAL,
        Happening.RESTRUCTURED,
        Happening.DISBURSED,
        Happening.HANDED_OVER,
        Happening.CLOSED,
    }


def test_a_loan_that_catches_up_and_falls_behind_again(seen_by: Seen) -> None:
    file = client_file.client_file(
        seen_by("operator"), client_code="C001", as_of=OCTOBER, dates=(OCTOBER, SEPTEMBER, AUGUST)
    )
    assert file
    working = file.loans[0]
    behind, still, _ = working.positions
    unpaid = date(2026, 8, 1)
    positions = (
        replace(behind, oldest_unpaid_date=unpaid, risk_class="special_mention"),
        replace(still, oldest_unpaid_date=None, risk_class="normal"),
        replace(still, as_of=OCTOBER, oldest_unpaid_date=OCTOBER, risk_class="normal"),
    )
    found = client_history.history(replace(file, loans=(replace(working, positions=positions),), people=(), events=()))
    assert [(each.on, each.what) for each in found] == [
        (OCTOBER, Happening.MISSED),
        (SEPTEMBER, Happening.IMPROVED),
        (SEPTEMBER, Happening.CAUGHT_UP),
        (unpaid, Happening.MISSED),
        (date(2026, 1, 31), Happening.DISBURSED),
    ]
