"""Names of sheets as Excel allows them: 31 signs, none of []:*?/\\, no apostrophe at either end, unlike one another."""

from __future__ import annotations

import re
from collections.abc import Sequence

MOST_SIGNS = 31
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
RESERVED = {"history"}


def sheet_names(titles: Sequence[str]) -> list[str]:
    """A legal name for each title, in order; case makes no difference to Excel. What has no name gets its number."""
    taken = set(RESERVED)
    names = []
    for place, title in enumerate(titles, 1):
        name = _free(_legal(title) or str(place), taken)
        taken.add(name.casefold())
        names.append(name)
    return names


def _legal(title: str) -> str:
    return FORBIDDEN.sub(" ", title).strip(" '")


def _free(name: str, taken: set[str]) -> str:
    candidate, number = _cut(name, MOST_SIGNS), 1
    while candidate.casefold() in taken:
        number += 1
        suffix = f" {number}"
        candidate = _cut(name, MOST_SIGNS - len(suffix)) + suffix
    return candidate


def _cut(name: str, most: int) -> str:
    """At most so many UTF-16 units, which is what Excel counts; no sign is cut in two."""
    units = 0
    for place, sign in enumerate(name):
        units += 1 + (ord(sign) > 0xFFFF)
        if units > most:
            return name[:place].rstrip(" '")
    return name
