"""People, clients, severities and stages as small marks inside a text: an icon and a word, the colour says it again.

Teal is the client manager, plum the risk manager, red, orange and yellow are severity and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard import labels
from dashboard.language import N_, _
from dashboard.parts.chips import ROLE_COLOURS, Colour, as_text
from dashboard.party_labels import ROLES

PERSON, CLIENT, UNKNOWN = ":material/person:", ":material/domain:", ":material/help:"


@dataclass(frozen=True)
class Mark:
    """How a code is shown: its word, its icon, its colour."""

    word: str
    icon: str
    colour: Colour


SEVERITIES: Mapping[str, Mark] = {
    "red": Mark(N_("Red"), ":material/error:", "red"),
    "orange": Mark(N_("Orange"), ":material/warning:", "orange"),
    "yellow": Mark(N_("Yellow"), ":material/info:", "yellow"),
}
# The colour is that of the rider who has the next move, or had the last.
STAGES: Mapping[str, Mark] = {
    "initiated": Mark(N_("Initiated"), ":material/flag:", "gray"),
    "decided": Mark(N_("Decided"), ":material/gavel:", "violet"),
    "in_disposal": Mark(N_("In disposal"), ":material/handyman:", "blue"),
    "feedback": Mark(N_("Reported back"), ":material/reply:", "blue"),
    "lifted": Mark(N_("Lifted"), ":material/check_circle:", "green"),
    "dismissed": Mark(N_("False alarm"), ":material/cancel:", "gray"),
    "escalated": Mark(N_("Escalated"), ":material/arrow_upward:", "violet"),
    "exit_listed": Mark(N_("On the exit list"), ":material/logout:", "gray"),
}


def person_chip(name: str, role: str) -> str:
    """A member of staff in the colour of the duty, which is named too."""
    words = f"{as_text(name)} · {as_text(labels.label(ROLES, role))}"
    return _badge(PERSON, words, ROLE_COLOURS.get(role, "gray"))


def client_chip(name: str, client_code: str = "") -> str:
    """A client by name, and by code where there is one."""
    return _badge(CLIENT, " · ".join(as_text(part) for part in (name, client_code) if part), "gray")


def severity_badge(code: str) -> str:
    """Red, orange or yellow, in words."""
    return _marked(SEVERITIES, code)


def stage_badge(code: str) -> str:
    """Where the handling of a signal stands."""
    return _marked(STAGES, code)


def _marked(marks: Mapping[str, Mark], code: str) -> str:
    mark = marks.get(code, Mark(labels.plain(code), UNKNOWN, "gray"))
    return _badge(mark.icon, as_text(_(mark.word)), mark.colour)


def _badge(icon: str, words: str, colour: Colour) -> str:
    return f":{colour}-badge[{icon} {words}]"
