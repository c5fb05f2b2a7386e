"""The sections of a page that holds more than one screen: one is drawn, the others are one click away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard import access, states
from dashboard.language import _
from dashboard.parts import filters
from dashboard.parts.pickers import Selection


@dataclass(frozen=True)
class Section:
    """A section: its word in the address, its title, the right it needs, and what draws it."""

    key: str
    title: str
    right: str
    show: Callable[[Selection], None]


def show(sections: Sequence[Section], selection: Selection) -> None:
    """The section the address names, or the first, of those the person may see; the choice stays in the address."""
    offered = {each.key: each for each in sections if access.may(each.right)}
    if not offered:
        states.forbidden()
        return
    chosen = filters.segments(_("Section"), list(offered), word=lambda key: _(offered[key].title), name="section")
    offered[chosen].show(selection)
