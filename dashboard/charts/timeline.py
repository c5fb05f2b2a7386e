"""The two lanes: what a client manager did above the line in teal, what a risk manager did below it in plum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import formatting as fmt
from dashboard import labels, party_labels
from dashboard.charts.template import Figure, Trace, level, styled
from dashboard.language import N_, _
from dashboard.theme import Palette
from schema.domain.words import StaffRole

HEIGHT = 210
LANES = {StaffRole.CLIENT_MANAGER: 1.0, None: 0.0, StaffRole.RISK_MANAGER: -1.0}
NOBODY = N_("Loans and events")
STEP, STEPS = 0.22, 4
LONGEST = 90


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One event: when, in whose lane (None: of neither rider), in words, and about which object.

    `colour` is that of its severity; without one it has the colour of its lane.
    """

    on: date
    lane: StaffRole | None
    words: str
    about: str | None = None
    colour: str | None = None


def timeline(moments: Sequence[Moment], *, colours: Palette) -> Figure:
    """A mark per event over the days; those of one lane and month stand above each other."""
    names = [lane_name(lane) for lane in LANES]
    return styled(
        [_lane(lane, moments, colours) for lane in LANES],
        marks=[level(at=0, colour=colours.line)],
        height=HEIGHT,
        colours=colours,
        xaxis={"type": "date", "title": None, "showgrid": False, "nticks": 6, "tickformat": "%Y-%m"},
        yaxis={
            "title": None,
            "showgrid": False,
            "zeroline": False,
            "range": [-1.6, 1.6],
            "tickmode": "array",
            "tickvals": list(LANES.values()),
            "ticktext": names,
            "automargin": True,
        },
    )


def _lane(lane: StaffRole | None, moments: Sequence[Moment], colours: Palette) -> Trace:
    in_lane = [moment for moment in moments if moment.lane == lane]
    return {
        "type": "scatter",
        "x": [fmt.day(moment.on) for moment in in_lane],
        "y": [LANES[lane] + offset for offset in _offsets(in_lane)],
        "mode": "markers",
        "marker": {
            "size": 11,
            "symbol": "circle" if lane else "diamond",
            "color": [moment.colour or lane_colour(lane, colours) for moment in in_lane],
            "line": {"width": 1, "color": colours.paper},
        },
        "cliponaxis": False,
        "customdata": [_short(moment) for moment in in_lane],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }


def lane_name(lane: StaffRole | None) -> str:
    """What stands at a lane."""
    return labels.label(party_labels.ROLES, lane.value) if lane else _(NOBODY)


def lane_colour(lane: StaffRole | None, colours: Palette) -> str:
    """Teal, plum, or quiet for what neither of the riders did."""
    return {StaffRole.CLIENT_MANAGER: colours.client_manager, StaffRole.RISK_MANAGER: colours.risk_manager}.get(
        lane or StaffRole.SUPPORT, colours.muted
    )


def _offsets(moments: Sequence[Moment]) -> list[float]:
    """The second of a month a step up, the third a step down, and so on, within the lane."""
    seen: Counter[tuple[int, int]] = Counter()
    found: list[float] = []
    for moment in moments:
        place = seen[moment.on.year, moment.on.month] % STEPS
        seen[moment.on.year, moment.on.month] += 1
        found.append(STEP * ((place + 1) // 2) * (1 if place % 2 else -1))
    return found


def _short(moment: Moment) -> str:
    """The words of a mark; angle brackets would be read as markup."""
    text = f"{moment.words} ({moment.about})" if moment.about else moment.words
    plain = text.replace("&", "&amp;").replace("<", "&lt;")
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}…"
