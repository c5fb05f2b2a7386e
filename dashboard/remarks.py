"""What loads and closes wrote down in English, said again in the language of the reader.

Rejected rows, findings, batches, failed and stale closes keep whole sentences. Each form of sentence stands in
`FORMS` with the text that is shown for it: what is filled in is read out of the stored sentence, names of columns
and feeds become their words, and everything else (values, dates, what a server said) stays as it was written.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from functools import cache

from dashboard import columns, labels
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.remark_forms import FORMS

HOLE, ESCAPED = re.compile(r"\{\w+\}"), re.compile(r"\\{(\w+)\\}")
CODES = {"column", "feed"}


def said(sentence: str) -> str:
    """The sentence in the reader's words; one of an unknown form stays as it is."""
    for mark, pattern, shown in patterns():
        if mark in sentence and (found := pattern.fullmatch(sentence)):
            return _(shown).format(**{name: _word(name, text) for name, text in found.groupdict().items()})
    return sentence


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Each form: its longest fixed part, which is quick to look for, its pattern, and the text that is shown for it."""
    return tuple((max(HOLE.split(stored), key=len), _pattern(stored), shown) for stored, shown in FORMS)


def _pattern(stored: str) -> re.Pattern[str]:
    """`{column} must not be empty.` with its holes as groups; a hole may hold several lines."""
    seen: set[str] = set()

    def group(found: re.Match[str]) -> str:
        name = found[1]
        again = name in seen
        seen.add(name)
        what = r"\w+" if name in CODES else ".+?"
        return f"(?P={name})" if again else f"(?P<{name}>{what})"

    return re.compile(ESCAPED.sub(group, re.escape(stored)), re.DOTALL)


def _word(name: str, text: str) -> str:
    return WORDS.get(name, _same)(text)


def _same(text: str) -> str:
    return text


def _value(text: str) -> str:
    """What stood in the file; the loader wrote it as Python spells a text."""
    try:
        return fmt.quoted(str(ast.literal_eval(text))) if text[:1] in "'\"" else fmt.quoted(text)
    except (ValueError, SyntaxError):
        return fmt.quoted(text)


def _columns(text: str) -> str:
    return fmt.listed(text.split(", "))


def _step(text: str) -> str:
    return fmt.quoted(labels.label(labels.STEPS, text.strip("'")))


WORDS: Mapping[str, Callable[[str], str]] = {
    "column": columns.column,
    "feed": columns.feed,
    "parent": lambda text: labels.label(columns.PARENTS, text),
    "value": _value,
    "names": _columns,
    "step": _step,
}
