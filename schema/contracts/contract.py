"""Turn a feed's declaration into the pandera contract that every batch of rows passes."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pandera.polars as pa
import polars as pl

from schema.contracts.field import LARGEST_WHOLE, LONGEST_CODE, LONGEST_TEXT, Feed, Field, Rule
from schema.contracts.registry import feed_named

SENTENCES = {
    "missing": "{column} must not be empty.",
    "not_in_list": "{column} must be one of {allowed}; it is {value!r}.",
    "too_long": "{column} is longer than {longest} characters.",
    "too_small": "{column} must be {bound}; it is {value}.",
    "too_large": "{column} must be at most {bound}; it is {value}.",
}


def _checks(field: Field) -> list[pa.Check]:
    checks = []
    if field.one_of:
        checks.append(pa.Check.isin(list(field.one_of), error="not_in_list"))
    if field.kind in ("code", "text"):
        longest = LONGEST_CODE if field.kind == "code" else LONGEST_TEXT
        checks.append(pa.Check.str_length(max_value=longest, error="too_long"))
    if field.above is not None:
        checks.append(pa.Check.greater_than(field.above, error="too_small"))
    if field.at_least is not None:
        checks.append(pa.Check.greater_than_or_equal_to(field.at_least, error="too_small"))
    if (at_most := _at_most(field)) is not None:
        checks.append(pa.Check.less_than_or_equal_to(at_most, error="too_large"))
    return checks


def _at_most(field: Field) -> Decimal | int | None:
    """The largest value; a whole number must fit the database's integer, whatever else it must."""
    return LARGEST_WHOLE if field.kind == "whole" and field.at_most is None else field.at_most


def _column(field: Field) -> pa.Column:
    return pa.Column(field.dtype, checks=_checks(field), nullable=not field.is_required)


def _rule_check(rule: Rule) -> pa.Check:
    def holds(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(rule.holds.fill_null(value=True))

    return pa.Check(holds, error=rule.code)


@cache
def value_contract(feed_name: str) -> pa.DataFrameSchema:
    """Contract of the typed incoming columns: types, emptiness, lists, lengths, bounds."""
    feed = feed_named(feed_name)
    return pa.DataFrameSchema({one.name: _column(one) for one in feed.fields}, name=feed_name)


@cache
def rule_contract(feed_name: str) -> pa.DataFrameSchema | None:
    """Contract between the columns of one resolved row; None when the feed has no such rule."""
    rules = feed_named(feed_name).rules
    if not rules:
        return None
    return pa.DataFrameSchema(checks=[_rule_check(rule) for rule in rules], name=feed_name)


def _bound(field: Field) -> str:
    if field.above is not None:
        return f"above {field.above}"
    return f"at least {field.at_least}"


def sentence_for(feed: Feed, code: str, column: str, value: str | None) -> str:
    """What a person reads about one refused value."""
    for rule in feed.rules:
        if rule.code == code:
            return rule.sentence
    field = feed.by_name(column)
    return SENTENCES[code].format(
        column=column,
        value=value,
        allowed=", ".join(field.one_of),
        longest=LONGEST_CODE if field.kind == "code" else LONGEST_TEXT,
        bound=_at_most(field) if code == "too_large" else _bound(field),
    )
