"""Where money went: from one source to its destinations, and what of it came back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.charts.template import FONT_SIZE, Figure, Trace, styled
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.supervision_labels import DESTINATIONS
from dashboard.theme import Palette
from schema.domain.supervision import Destination, FundUseCheck
from schema.marts.supervision_flow import LoanFlow

ROW = 60
LEAST_HEIGHT = 200
ROOM = {"l": 8, "r": 8, "t": 20, "b": 28}  # a thin flow at the edge has words higher than itself
# Which check speaks about which destination; its level is the colour of the flow.
SPOKEN_OF = {
    FundUseCheck.PROHIBITED_USE: Destination.PROHIBITED,
    FundUseCheck.OUTSIDE_PAYEE: Destination.OUTSIDE_PAYEE,
    FundUseCheck.CASH_WITHDRAWAL: Destination.CASH,
    FundUseCheck.RELATED_PARTY: Destination.RELATED_PARTY,
}
OPACITY = 0.35


def after_disbursement(flow: LoanFlow, *, unit: Unit, colours: Palette) -> Figure:
    """The draw of a loan and its destinations as a Sankey diagram; what came back flows on to the borrower.

    Amounts in `unit`. A flow that a finding speaks of has the colour of its severity, every other is quiet.
    Only for a flow whose state is "followed": any other has nothing to draw.
    """
    names = [_named(_("Draw"), flow.draw_amount, flow, unit)]
    names += [_named(_(DESTINATIONS[each.destination]), each.amount, flow, unit) for each in flow.flows]
    returned = sum((each.returned_amount for each in flow.flows), Decimal(0))
    if returned:
        names.append(_named(_("Back to the borrower"), returned, flow, unit))
    trace: Trace = {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": names,
            "color": colours.muted,
            "pad": 34,
            "thickness": 12,
            "line": {"width": 0},
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": _links(flow, colours),
        "textfont": {"color": colours.ink, "size": FONT_SIZE, "shadow": "none"},
    }
    height = max(LEAST_HEIGHT, ROW * (len(flow.flows) + 1))
    return styled([trace], height=height, colours=colours, margin=ROOM)


def _named(word: str, amount: Decimal, flow: LoanFlow, unit: Unit) -> str:
    """The word, the amount in the unit and, for a part of the draw, its share."""
    share = fmt.percent(amount / flow.draw_amount, 0) if amount != flow.draw_amount else ""
    figure = unit.said(amount)
    said = _("{figure}  ({remark})").format(figure=figure, remark=share) if share else figure
    return f"{word}<br>{said}"


def _links(flow: LoanFlow, colours: Palette) -> Trace:
    links = list(_each_link(flow, colours))
    source, target, value, colour, hover = (list(column) for column in zip(*links, strict=True))
    return {
        "source": source,
        "target": target,
        "value": value,
        "color": colour,
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _each_link(flow: LoanFlow, colours: Palette) -> Iterator[tuple[int, int, float, str, str]]:
    """From, to, amount, colour and words of every flow; the draw is node 0, the borrower the last one."""
    shades = {"red": colours.red, "orange": colours.orange, "yellow": colours.yellow}
    level = {SPOKEN_OF.get(FundUseCheck(each.check_code)): each.severity for each in flow.findings}
    back = next((each.severity for each in flow.findings if each.check_code == FundUseCheck.ROUND_TRIP), "")
    borrower = len(flow.flows) + 1
    for place, each in enumerate(flow.flows, start=1):
        shade = shades.get(level.get(Destination(each.destination), ""), colours.muted)
        word = labels.label(DESTINATIONS, each.destination)
        yield 0, place, float(each.amount), _faint(shade), f"{word}: {fmt.money(each.amount, flow.currency)}"
        if each.returned_amount:
            said = f"{_('Back to the borrower')}: {fmt.money(each.returned_amount, flow.currency)}"
            yield place, borrower, float(each.returned_amount), _faint(shades.get(back, colours.muted)), said


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{OPACITY})"
