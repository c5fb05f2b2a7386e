"""The reference of every incoming file, in sentences: made from the feeds themselves, so that it cannot drift."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from schema.contracts import FEEDS, Feed, Field, Parent
from schema.contracts.field import LONGEST_CODE, LONGEST_TEXT

KINDS = {
    "code": f"text, at most {LONGEST_CODE} characters",
    "text": f"text, at most {LONGEST_TEXT:,} characters",
    "whole": "whole number",
    "money": "amount, two decimals",
    "ratio": "number, up to nine decimals",
    "day": "date",
    "flag": "yes or no",
}


@dataclass(frozen=True)
class ColumnReference:
    """One column of a file; `allowed` says which words or bounds a value must keep to."""

    name: str
    kind: str
    required: bool
    about: str
    allowed: str
    example: str


@dataclass(frozen=True)
class FeedReference:
    """One kind of file. `checks` are sentences; each names the reason a refused row gets."""

    name: str
    about: str
    key: tuple[str, ...]
    parents: tuple[str, ...]
    columns: tuple[ColumnReference, ...]
    checks: tuple[tuple[str, str], ...]
    example: str

    def as_json(self) -> dict[str, object]:
        """Plain values, for `--json`."""
        checks = [{"reason": reason, "sentence": sentence} for reason, sentence in self.checks]
        return {**asdict(self), "checks": checks}


def reference(feed: Feed) -> FeedReference:
    """Everything a person who writes such a file must know."""
    return FeedReference(
        name=feed.name,
        about=feed.about,
        key=tuple(_key(feed)),
        parents=tuple(dict.fromkeys(one.map_name for one in feed.parents if one.map_name != feed.name)),
        columns=tuple(_column(one) for one in feed.fields),
        checks=tuple(_checks(feed)),
        example=_example(feed),
    )


def markdown() -> str:
    """The whole reference as one Markdown document, in the order of loading."""
    head = "# Incoming files\n\nOne file per feed, named after it, or mapped. Loaded in this order.\n"
    return "\n".join([head, *(_section(reference(feed)) for feed in FEEDS.values())])


def _key(feed: Feed) -> Iterable[str]:
    """The key in the file's own columns: an id stands for the code it is looked up by."""
    codes = {ours: parent.field for parent in reversed(feed.parents) for ours in parent.gives.values()}
    return dict.fromkeys(codes.get(name, name) for name in feed.key)


def _column(field: Field) -> ColumnReference:
    return ColumnReference(
        name=field.name,
        kind="word from a list" if field.one_of else KINDS[field.kind],
        required=field.is_required,
        about=field.about,
        allowed=_allowed(field),
        example=field.example,
    )


def _allowed(field: Field) -> str:
    if field.one_of:
        return ", ".join(field.one_of)
    bounds = [
        f"above {field.above}" if field.above is not None else "",
        f"at least {field.at_least}" if field.at_least is not None else "",
        f"at most {field.at_most}" if field.at_most is not None else "",
    ]
    return ", ".join(filter(None, bounds))


def _checks(feed: Feed) -> Iterable[tuple[str, str]]:
    yield from (("unknown_parent", _parent_sentence(one)) for one in feed.parents)
    yield from ((rule.code, rule.sentence) for rule in feed.rules)
    yield from ((rule.code, rule.sentence.format(detail="…")) for rule in feed.group_rules)
    if feed.owner_column:
        yield "owner_changed", f"A {_plain(feed.name)} that is stored already must not move to another client."
    yield "duplicate_key", f"No two rows of a file may have the same {', '.join(_key(feed))}."


def _parent_sentence(parent: Parent) -> str:
    also = ", in the database or in this file" if parent.may_stand_in_same_file else ""
    on_date = f" on {parent.on_date}" if parent.on_date else ""
    filled = "" if parent.is_required else ", when it is given"
    return f"{parent.field} must be a known {_plain(parent.map_name)}{on_date}{also}{filled}."


def _plain(name: str) -> str:
    return "member of staff" if name == "staff" else name.replace("_", " ")


def _example(feed: Feed) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(feed.field_names)
    writer.writerow(one.example for one in feed.fields)
    return text.getvalue().rstrip("\n")


def _section(feed: FeedReference) -> str:
    rows = [
        f"| `{one.name}` | {one.kind} | {'yes' if one.required else ''} | {one.about} | {one.allowed} |"
        for one in feed.columns
    ]
    lines = [
        f"## {feed.name}\n",
        f"{feed.about}\n",
        f"Key: {', '.join(feed.key)}." + (f" Needs: {', '.join(feed.parents)}." if feed.parents else "") + "\n",
        "| column | type | required | meaning | allowed |\n|---|---|---|---|---|",
        *rows,
        "\nChecks:\n",
        *(f"* `{reason}`: {sentence}" for reason, sentence in feed.checks),
        f"\n```csv\n{feed.example}\n```\n",
    ]
    return "\n".join(lines)
