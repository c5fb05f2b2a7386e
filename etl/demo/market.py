"""The market around the bank: twelve competitors, one merger, spellings, monthly volumes per city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from etl.demo.days import Floats, Ints, as_days, day_of, ints
from etl.demo.names import BANK, CITIES
from etl.demo.plan import WINDOW_MONTHS, Plan

OWN_CODE = "LZCB"
TOTAL_CODE, TOTAL_NAME = "ALL", "各机构合计"
PRODUCTS = ("MK_LOANS", "MK_DEPOSITS")
SOURCE = "澜东省银行业协会月报"
# code, name, spelling used at first, size against us, growth a month
COMPETITORS = (
    ("HYB", "华屿银行", "华屿银行股份", 2.6, 0.007),
    ("DLB", "东陵银行", "东陵银行股份", 2.1, 0.009),
    ("BTB", "北汀银行", None, 1.7, 0.006),
    ("XHB", "西衡银行", None, 1.4, 0.008),
    ("LJR", "岚江农商银行", "岚江农村商业银行", 1.3, 0.010),
    ("QNU", "栖宁农村信用联社", "栖宁农信联社", 0.9, 0.004),
    ("MHU", "墨河农村信用联社", "墨河农信联社", 0.5, 0.003),
    ("YLV", "云岭村镇银行", None, 0.25, 0.012),
    ("LDP", "澜东邮政储蓄机构", "澜东邮储", 1.2, 0.007),
    ("LDA", "澜东农业政策银行", None, 0.8, 0.005),
    ("NPB", "南浦银行", None, 0.7, 0.011),
    ("TSB", "汀山银行", None, 0.4, 0.009),
)
MERGED, MERGED_INTO, MERGER_MONTH = "MHU", "LJR", 13
FIRST_SPELLING_MONTHS = 12


@dataclass(slots=True)
class OwnVolumes:
    """What the chunks hold: cities × products (loans, deposits) × months, cents."""

    cents: Ints

    @classmethod
    def nothing(cls) -> OwnVolumes:
        """Before the first chunk."""
        return cls(np.zeros((len(CITIES), len(PRODUCTS), WINDOW_MONTHS), dtype=np.int64))

    def add(self, branch: Ints, *, product: str, amounts: Ints) -> None:
        """Adds rows × months of amounts of rows in branches (branch i works in city i)."""
        np.add.at(self.cents[:, PRODUCTS.index(product)], branch, np.maximum(amounts, 0))


def institution_frame(plan: Plan) -> pl.DataFrame:
    """The institution feed: us, the competitors, the row that is a total."""
    end = day_of(int(plan.ends(ints([MERGER_MONTH - 1]))[0]))
    rows: list[tuple[str, str, str, bool, date | None, str | None]] = [
        (OWN_CODE, BANK, "institution", True, None, None),
        (TOTAL_CODE, TOTAL_NAME, "total", False, None, None),
    ]
    for code, name, *_ in COMPETITORS:
        gone = code == MERGED
        rows.append((code, name, "institution", False, end if gone else None, MERGED_INTO if gone else None))
    names = ("institution_code", "name", "kind")
    schema: dict[str, type[pl.DataType]] = {
        **dict.fromkeys(names, pl.String),
        "is_own": pl.Boolean,
        "valid_to": pl.Date,
        "merged_into_code": pl.String,
    }
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    start = pl.lit(None, dtype=pl.Date).alias("valid_from")
    return frame.select(*names, "is_own", start, "valid_to", "merged_into_code")


def alias_frame(plan: Plan) -> pl.DataFrame:
    """The institution_alias feed: first spellings, our short name, the merged one's name after the merger."""
    start = day_of(plan.first_day - 3_650)
    merger = day_of(int(plan.starts(ints([MERGER_MONTH]))[0]))
    before = day_of(int(plan.ends(ints([MERGER_MONTH - 1]))[0]))
    rows: list[tuple[str, str, date, date | None, str]] = [
        (early, code, start, None, SOURCE) for code, _, early, *_ in COMPETITORS if early and code != MERGED
    ]
    rows.append(("澜州商行", OWN_CODE, start, None, SOURCE))
    rows.append(("墨河农信联社", MERGED, start, before, SOURCE))
    rows.append(("墨河农信联社", MERGED_INTO, merger, None, "合并公告"))
    schema: dict[str, type[pl.DataType]] = {
        "alias": pl.String,
        "institution_code": pl.String,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "source": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def volume_frame(plan: Plan, own: OwnVolumes) -> pl.DataFrame:
    """The market_volume feed: month ends; the total row is the sum of the institutions."""
    volumes = {OWN_CODE: own.cents.astype(np.float64)} | _competitors(plan, own)
    whole = {code: np.rint(cents / 1_000_000) * 1_000_000 for code, cents in volumes.items()}
    whole[TOTAL_CODE] = np.sum(list(whole.values()), axis=0)
    return pl.concat(list(_volume_rows(plan, whole)))


def _competitors(plan: Plan, own: OwnVolumes) -> dict[str, Floats]:
    random = plan.random("market")
    base = own.cents[:, :, :1].astype(np.float64)
    months = np.arange(WINDOW_MONTHS)
    volumes: dict[str, Floats] = {}
    for code, _, _, size, growth in COMPETITORS:
        local = random.uniform(0.5, 1.6, (len(CITIES), len(PRODUCTS), 1))
        noise = np.cumsum(0.004 * random.standard_normal((len(CITIES), len(PRODUCTS), WINDOW_MONTHS)), axis=2)
        volumes[code] = base * size * local * (1 + growth) ** months * np.exp(noise)
    moved = np.where(months >= MERGER_MONTH, volumes[MERGED], 0)
    volumes[MERGED_INTO] = volumes[MERGED_INTO] + moved
    volumes[MERGED] = volumes[MERGED] - moved
    return volumes


def _volume_rows(plan: Plan, whole: dict[str, Floats]) -> Iterator[pl.DataFrame]:
    ends = plan.ends(np.arange(WINDOW_MONTHS))
    city, product, month = (axis.ravel() for axis in np.indices((len(CITIES), len(PRODUCTS), WINDOW_MONTHS)))
    for code, cents in whole.items():
        frame = pl.DataFrame(
            {
                "reported_name": pl.Series(_spellings(code)).gather(month),
                "region_code": pl.Series([region for region, _ in CITIES]).gather(city),
                "product_code": pl.Series(PRODUCTS).gather(product),
                "period_end_date": as_days(ints(ends[month])),
                "volume": pl.Series(np.rint(cents.ravel() / 100)).cast(pl.Decimal(18, 2)),
                "unit": "CNY",
                "source": SOURCE,
            }
        )
        yield frame.filter(pl.Series(month < MERGER_MONTH)) if code == MERGED else frame


def _spellings(code: str) -> list[str]:
    """How the source spells an institution in each month."""
    if code == OWN_CODE:
        return ["澜州商行"] * FIRST_SPELLING_MONTHS + [BANK] * (WINDOW_MONTHS - FIRST_SPELLING_MONTHS)
    if code == TOTAL_CODE:
        return [TOTAL_NAME] * WINDOW_MONTHS
    name, early = next((name, early or name) for known, name, early, *_ in COMPETITORS if known == code)
    return [early] * FIRST_SPELLING_MONTHS + [name] * (WINDOW_MONTHS - FIRST_SPELLING_MONTHS)
