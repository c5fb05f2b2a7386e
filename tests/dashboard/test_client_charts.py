"""Figures about one client, one loan and one person, and names as text: exact marks for facts one can count."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard import formatting as fmt
from dashboard.charts import course, posts, timeline
from dashboard.charts.course import Floor
from dashboard.charts.posts import Held
from dashboard.charts.timeline import Moment
from dashboard.parts import chips, client_amounts
from dashboard.theme import LIGHT
from schema.domain.words import RiskClass, StaffRole
from schema.marts.client_loans import Position


def position(month: int, balance: int, days: int = 0, risk_class: str = "normal") -> Position:
    return Position(
        as_of=date(2026, month, 28),
        outstanding_principal_amount=Decimal(balance),
        overdue_amount=Decimal(0),
        days_past_due=days,
        risk_class=risk_class,
        class_reasons=(),
        oldest_unpaid_date=None,
        due_amount=Decimal(0),
        paid_amount=Decimal(0),
        next_due_date=None,
        next_due_amount=None,
    )


FLOORS = (Floor(risk_class="substandard", days=90), Floor(risk_class="doubtful", days=270))


def test_the_course_colours_each_close_by_its_class() -> None:
    positions = (position(1, 2_000), position(2, 1_000, 100, "substandard"))
    figure = course.loan_course(positions, floors=FLOORS, unit=fmt.ONES, currency="CNY", colours=LIGHT)
    assert list(figure.data[0].y) == [2000.0, 1000.0]
    assert list(figure.data[0].marker.color) == [LIGHT.classes[RiskClass.NORMAL], LIGHT.classes[RiskClass.SUBSTANDARD]]
    assert list(figure.data[0].customdata) == ["CNY 2,000.00, Normal", "CNY 1,000.00, Substandard"]
    assert list(figure.data[1].y) == [0, 100]


@pytest.mark.parametrize(("days", "shown"), [(0, 1), (234, 1), (236, 2), (500, 2)])
def test_a_floor_is_drawn_once_the_days_come_near_it(days: int, shown: int) -> None:
    """Room of 15 per cent above the highest: 270 is in sight from 235 days on."""
    figure = course.loan_course((position(1, 1, days),), floors=FLOORS, unit=fmt.ONES, currency="CNY", colours=LIGHT)
    assert len(figure.layout.annotations) == shown


def test_words_of_floors_do_not_stand_on_each_other() -> None:
    """On an axis up to 2,300 days the floors of 90 and 270 are too near: both are drawn, the higher one is named."""
    figure = course.loan_course((position(1, 1, 2_000),), floors=FLOORS, unit=fmt.ONES, currency="CNY", colours=LIGHT)
    assert [shape.y0 for shape in figure.layout.shapes] == [90, 270]
    assert [words.text for words in figure.layout.annotations] == ["over 270 days: Doubtful"]


def test_marks_stand_in_the_lanes_of_the_riders() -> None:
    moments = [
        Moment(on=date(2026, 3, 1), lane=StaffRole.CLIENT_MANAGER, words="took over"),
        Moment(on=date(2026, 3, 9), lane=StaffRole.CLIENT_MANAGER, words="left"),
        Moment(on=date(2026, 3, 9), lane=StaffRole.RISK_MANAGER, words="reviewed"),
        Moment(on=date(2026, 3, 9), lane=None, words="<b>fell</b>", about="L1", colour="#123456"),
    ]
    above, middle, below = timeline.timeline(moments, colours=LIGHT).data
    assert list(above.y) == [1.0, 1.22]
    assert (set(above.marker.color), set(below.marker.color)) == ({LIGHT.client_manager}, {LIGHT.risk_manager})
    assert (list(middle.y), list(middle.marker.color)) == ([0.0], ["#123456"])
    assert list(middle.customdata) == ["&lt;b>fell&lt;/b> (L1)"]
    assert list(below.y) == [-1.0]


def test_a_post_is_a_bar_from_its_first_to_its_last_day() -> None:
    held = Held(words="Counter", first=date(2026, 1, 1), last=date(2026, 1, 10), span="since", colour="#123456")
    (bar,) = posts.posts([held], colours=LIGHT).data
    assert (list(bar.base), list(bar.x)) == (["2026-01-01"], [10 * 86_400_000])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("宏泰 (集团)", r"宏泰 \(集团\)"),
        ("*A* _b_ [c](d) `e`", r"\*A\* \_b\_ \[c\]\(d\) \`e\`"),
        ("a: b $c$ ~d~ <e> & f", r"a\: b \$c\$ \~d\~ \<e\> \& f"),
        ("# one\n- two", r"\# one - two"),
        ("www.a.b", r"www\.a\.b"),
        ("2026-01-31", "2026-01-31"),
    ],
)
def test_names_are_text_and_no_markdown(written: str, shown: str) -> None:
    assert chips.as_text(written) == shown


def test_riders_have_their_colours_and_classes_their_severity() -> None:
    assert chips.role("client_manager") == ":blue-badge[Client manager]"
    assert chips.role("risk_manager") == ":violet-badge[Risk manager]"
    assert chips.role("accountant") == ":gray-badge[Accountant]"
    assert chips.risk_class("loss") == ":red-badge[Loss]"


@pytest.mark.parametrize(
    ("amounts", "word"),
    [
        ((18_000_000, 5_000), "thousand"),
        ((18_000_000, 5_000_000), "million"),
        ((18_000_000, 30), ""),
        ((18_000_000, 0), "million"),
        ((1_000, 1), ""),
        ((), ""),
        ((None,), ""),
    ],
)
def test_the_unit_of_a_client_hides_no_amount(amounts: tuple[int | None, ...], word: str) -> None:
    decimals = [None if amount is None else Decimal(amount) for amount in amounts]
    assert client_amounts.unit_of(decimals).word == word


def test_amounts_in_several_currencies_are_not_scaled() -> None:
    several = client_amounts.unit_of_several([Decimal(10**9)], ["CNY", "USD"])
    assert client_amounts.header("Balance", several, ["CNY", "USD"]) == "Balance"
    one = client_amounts.unit_of_several([Decimal(10**9)], ["CNY", "CNY"])
    assert client_amounts.header("Balance", one, ["CNY", "CNY"]) == "Balance, CNY million"
