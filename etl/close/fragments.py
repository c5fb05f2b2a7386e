"""Words of the domain as SQL expressions, so that no threshold and no word is written twice."""

from etl.close.step import FLOORED
from schema.domain.words import DelinquencyBucket, ProductScheme, RiskClass

LIVE = "l.disbursed_date <= %(as_of)s and (l.closed_date is null or l.closed_date > %(as_of)s)"
NON_PERFORMING = ", ".join(f"'{each}'" for each in RiskClass if each.is_non_performing)
NON_PERFORMING_RANK = RiskClass.SUBSTANDARD.rank
SPECIAL_MENTION_RANK = RiskClass.SPECIAL_MENTION.rank
OVER_90_BUCKETS = ", ".join(f"'{each}'" for each in DelinquencyBucket if each.min_days > 90)


def class_of(rank: str) -> str:
    """The risk class of a rank from 1 (normal) to 5 (loss)."""
    words = ", ".join(f"'{each}'" for each in RiskClass)
    return f"(array[{words}])[{rank}]"


def rank_of(risk_class: str) -> str:
    """The rank of a risk class; null for a null."""
    ranks = " ".join(f"when '{each}' then {each.rank}" for each in RiskClass)
    return f"case {risk_class} {ranks} end"


def bucket_of(days: str) -> str:
    """The delinquency bucket of so many days past due."""
    *bounded, last = DelinquencyBucket
    tests = " ".join(f"when {days} <= {each.max_days} then '{each}'" for each in bounded)
    return f"case {tests} else '{last}' end"


def floor_rank(scheme: str, days: str) -> str:
    """The rank the floors of a scheme give to days past due, limits strict; null for an unknown scheme."""
    schemes = " ".join(f"when '{each}' then {_rank_in(each, days)}" for each in ProductScheme)
    return f"case {scheme} {schemes} end"


def _rank_in(scheme: ProductScheme, days: str) -> str:
    passed = (f"({days} > %(floor_{scheme}_{each})s)::int" for each in FLOORED)
    return f"1 + {' + '.join(passed)}"
