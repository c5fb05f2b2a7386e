"""Small coloured words: a person in the colour of the duty, a class in that of its severity; and names as plain text.

Whoever sees teal and plum together sees the two riders: client managers are teal, risk managers are plum.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from dashboard import labels
from dashboard.party_labels import ROLES
from schema.domain.words import RiskClass, StaffRole

Colour = Literal["blue", "violet", "gray", "green", "yellow", "orange", "red"]
MARKS = re.compile(r"([\\`*_{}\[\]()<>#.|~$:&])")
ROLE_COLOURS: Mapping[str, Colour] = {
    StaffRole.CLIENT_MANAGER.value: "blue",
    StaffRole.CO_MANAGER.value: "blue",
    StaffRole.RISK_MANAGER.value: "violet",
}
CLASS_COLOURS: Mapping[str, Colour] = {
    RiskClass.NORMAL.value: "gray",
    RiskClass.SPECIAL_MENTION.value: "yellow",
    RiskClass.SUBSTANDARD.value: "orange",
    RiskClass.DOUBTFUL.value: "red",
    RiskClass.LOSS.value: "red",
}


def as_text(written: str) -> str:
    """Somebody else's text as it is: nothing in it is a mark of Markdown, a link, an icon or a formula."""
    return MARKS.sub(r"\\\1", " ".join(written.split()))


def chip(text: str, colour: Colour = "gray") -> str:
    """A word on its colour, inside a text."""
    return f":{colour}-badge[{as_text(text)}]"


def role(code: str) -> str:
    """A duty, in the colour of its rider."""
    return chip(labels.label(ROLES, code), ROLE_COLOURS.get(code, "gray"))


def risk_class(code: str) -> str:
    """A class, in the colour of its severity."""
    return chip(labels.label(labels.CLASSES, code), CLASS_COLOURS.get(code, "gray"))
