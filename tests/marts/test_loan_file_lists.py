"""Lists of loans to choose one from, over a lender one can count."""

from schema.marts import loan_file_lists
from tests.marts import lender
from tests.marts.conftest import Seen
from tests.marts.lender import OCTOBER


def codes(found: tuple[loan_file_lists.ListedLoan, ...]) -> list[str]:
    return [each.loan_code for each in found]


def test_overdue_loans_of_a_unit_most_days_first(seen_by: Seen) -> None:
    asked = seen_by("operator")
    assert codes(loan_file_lists.overdue(asked, org_unit_id=lender.HEAD_OFFICE, as_of=OCTOBER)) == ["L0021", "L0011"]
    assert codes(loan_file_lists.overdue(asked, org_unit_id=lender.EAST, as_of=OCTOBER)) == ["L0011"]
    assert codes(loan_file_lists.overdue(asked, org_unit_id=lender.HEAD_OFFICE, as_of=OCTOBER, most=1)) == ["L0021"]


def test_only_those_of_the_scope(seen_by: Seen) -> None:
    found = loan_file_lists.overdue(seen_by("east"), org_unit_id=lender.HEAD_OFFICE, as_of=OCTOBER)
    assert codes(found) == ["L0011"]
    assert (found[0].client_name, found[0].days_past_due, int(found[0].overdue_amount)) == (
        "宏泰纺织有限公司",
        61,
        10_000,
    )


def test_loans_in_charge_leave_out_what_somebody_else_has_alone(seen_by: Seen) -> None:
    """周明 shares the client of L0012, which is Wang Fang's alone; 林静 is the risk manager of both."""
    asked = seen_by("operator")
    assert codes(loan_file_lists.in_charge(asked, staff_id=lender.ZHOU, as_of=OCTOBER)) == ["L0011", "L0031", "L0032"]
    assert codes(loan_file_lists.in_charge(asked, staff_id=lender.WANG, as_of=OCTOBER)) == ["L0021", "L0011", "L0012"]
    assert codes(loan_file_lists.in_charge(asked, staff_id=lender.LIN, as_of=OCTOBER)) == ["L0011", "L0012"]
    assert loan_file_lists.in_charge(asked, staff_id=lender.LI, as_of=OCTOBER) == ()
