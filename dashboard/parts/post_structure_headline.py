"""The headline of what the book is made of: how concentrated it is, and who hangs on guarantees."""

from __future__ import annotations

from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards
from dashboard.parts import post_structure_words as words
from dashboard.parts.cards import Direction, Headline
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.domain.concentration import Concentration
from schema.marts import closes, guarantee_graph, structure
from schema.marts.guarantee_graph import GuaranteeSums


def show(selection: Selection, currency: str) -> bool:
    """The line of figures against the close before; False, and nothing drawn, without any balance."""
    unit_id, as_of = selection.unit.org_unit_id, selection.as_of
    dates = [each.as_of for each in answer(closes.closed_dates) if each.as_of <= as_of][:2]
    found = answer(structure.concentrations, org_unit_id=unit_id, currency=currency, dates=tuple(dates))
    now = found.get((as_of, "client"))
    if now is None:
        return False
    before = found.get((dates[1], "client")) if len(dates) > 1 else None
    guarantees = answer(guarantee_graph.sums, org_unit_id=unit_id, currency=currency, as_of=as_of)
    cards.headlines([*_concentrated(now, before), *_guaranteed(guarantees, currency)], _note(before, dates[-1]))
    return True


def _note(before: Concentration | None, on: object) -> str:
    if before is None:
        return _("There is no earlier close to compare with.")
    return _("Changes since the close before, {date}.").format(date=on)


def _concentrated(now: Concentration, before: Concentration | None) -> list[Headline]:
    def changed(
        label: str, value: str, about: str, figures: tuple[Decimal | None, Decimal | None], said: str
    ) -> Headline:
        return Headline(label=label, value=value, about=about, change=said, direction=_direction(*figures), good="down")

    points = now.hhi_points, before.hhi_points if before else None
    first = now.cr1.value, before.cr1.value if before else None
    ten = now.cr10.value, before.cr10.value if before else None
    return [
        changed(
            _("HHI by client, 0–10,000"),
            fmt.number(points[0], 1),
            _("Sum of the squared shares of all clients in per cent; 10,000 is one client alone."),
            points,
            fmt.NOTHING if points[0] is None or points[1] is None else fmt.signed(points[0] - points[1], 1),
        ),
        Headline(
            label=_("Effective number"),
            value=fmt.number(now.effective_number),
            about=_("So many clients of equal size would be as concentrated: 1 ÷ HHI."),
            change=_("of {clients}").format(clients=words.clients(now.name_count)),
        ),
        changed(
            _("Largest client"),
            fmt.percent(first[0]),
            _("Share of the largest client in the balance (CR1)."),
            first,
            fmt.points(*first),
        ),
        changed(
            _("Ten largest clients"),
            fmt.percent(ten[0]),
            _("Share of the ten largest clients in the balance (CR10)."),
            ten,
            fmt.points(*ten),
        ),
    ]


def _guaranteed(found: GuaranteeSums | None, currency: str) -> list[Headline]:
    return [
        Headline(
            label=_("Clients in circles"),
            value=fmt.number(found.circle_client_count if found else 0),
            about=_("Clients that stand in for each other in a circle, in the end each for itself."),
            change=words.circles(found.circle_count if found else 0),
        ),
        Headline(
            label=_("Called at one hop"),
            value=fmt.number(found.one_hop_count if found else 0),
            about=_("Clients that guarantee a client with a non-performing loan, and their own balance."),
            change=fmt.amount(found.one_hop_amount if found else Decimal(0), currency),
        ),
    ]


def _direction(now: Decimal | None, before: Decimal | None) -> Direction:
    if now is None or before is None or now == before:
        return "off"
    return "up" if now > before else "down"
