"""The shape of every incoming file."""

from schema.contracts.field import Feed, Field, GroupRule, Parent, Rule
from schema.contracts.registry import FEEDS, feed_named

__all__ = ["FEEDS", "Feed", "Field", "GroupRule", "Parent", "Rule", "feed_named"]
