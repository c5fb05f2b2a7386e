"""Text as people type it: simplified or traditional, half or full width, any case, with or without accents.

Two characters are equal here when they fold to the same one; nothing is ever converted in storage. A search asks
with patterns that list, character by character, everything that folds alike. Simplified and traditional follow the
character table of OpenCC (t2s), so that 后 also stands for 後 and 干 for 乾, 幹 and 榦: a search finds rather too much.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import chain

from opencc import OpenCC

LONGEST = 80
FOLDED_RANGES = (
    range(0x21, 0x7F),
    range(0xA1, 0x250),  # Latin with accents
    range(0x370, 0x530),  # Greek, Cyrillic
    range(0x1E00, 0x2000),
    range(0x2E80, 0x2FE0),  # radicals
    range(0x3041, 0x3100),
    range(0x3400, 0xA000),  # ideographs
    range(0xF900, 0xFB00),
    range(0xFF01, 0xFFF0),  # full and half width
    range(0x20000, 0x323B0),
)
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn"}


def folded(text: str) -> str:
    """The text with every character replaced by the one that stands for all it is equal to; same length."""
    folds = _folds()
    return "".join(folds.get(character, character) for character in text)


def words(typed: str) -> tuple[str, ...]:
    """What was typed, cut at white space and after 80 characters; what nobody can see is dropped."""
    composed = unicodedata.normalize("NFC", typed[:LONGEST])
    seen = (" " if each.isspace() else each for each in composed)
    return tuple("".join(each for each in seen if unicodedata.category(each) not in UNPRINTABLE).split())


def pattern(word: str) -> str:
    """A regular expression of Postgres (and of Python) for every text that folds like the word, and no other."""
    return "".join(_choice(character) for character in word)


def narrowed(word: str) -> str:
    """A code with its letters and digits at half width; letters keep their case, and nothing else changes."""
    return "".join(_narrow(character) for character in word)


def _choice(character: str) -> str:
    equals = _equals().get(folded(character), character)
    if any(_is_special(each) for each in equals):
        return f"(?:{'|'.join(map(_literal, equals))})"
    return f"[{equals}]" if len(equals) > 1 else equals


def _is_special(character: str) -> bool:
    return character.isascii() and not character.isalnum()


def _literal(character: str) -> str:
    return f"\\{character}" if _is_special(character) else character


@cache
def _folds() -> Mapping[str, str]:
    """Every character that folds to another one."""
    characters = [chr(number) for number in chain(*FOLDED_RANGES)]
    plain = _simplified([_plain(character) for character in characters])
    return {one: other for one, other in zip(characters, plain, strict=True) if one != other}


@cache
def _equals() -> Mapping[str, str]:
    """By folded character: it and all that fold to it; those equal to themselves alone are left out."""
    alike: dict[str, str] = defaultdict(str)
    for one, other in _folds().items():
        alike[other] = (alike[other] or other) + one
    return alike


def _plain(character: str) -> str:
    """The character at half width, small, and without accent; unchanged where that takes more than one."""
    narrow = _narrow(character)
    taken_apart = unicodedata.normalize("NFD", narrow)
    if taken_apart[0].isascii() and all(unicodedata.combining(mark) for mark in taken_apart[1:]):
        narrow = taken_apart[0]
    small = (each for each in (narrow.casefold(), narrow.lower()) if len(each) == 1)
    return next(small, narrow)


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _simplified(characters: list[str]) -> list[str]:
    """Character by character, until nothing changes any more: 薴 becomes 苧, and 苧 may become something else."""
    converter = OpenCC("t2s")
    while (simpler := converter.convert("\n".join(characters)).split("\n")) != characters:
        characters = simpler
    return characters
