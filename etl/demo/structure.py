"""The bank that stands still: regions, org units, products, and the posts people hold in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from etl.demo.names import BANK, CITIES, PROVINCE
from etl.demo.plan import Plan

HEAD_OFFICE = "HO"
WORST_BRANCH = 2
BRANCHES = (
    ("B1", "澜州分行", "LZ", ("城东", "湖滨", "古楼", "高新", "临港", "南屏")),
    ("B2", "栖宁分行", "QN", ("望江", "东渡", "青石", "书院", "北关")),
    ("B3", "墨河分行", "MH", ("云庭", "河口", "新市", "桑园")),
)
LINES = ("corporate", "retail")
TEAM_NAMES = {"corporate": "公司业务团队", "retail": "零售业务团队"}
CLIENTS_PER_MANAGER = {"corporate": 70, "retail": 90}
LINE_SHARE = {"corporate": 0.45, "retail": 0.55}
CLIENTS_PER_RISK_MANAGER = 250
ITEMS = (
    ("deposits", "储蓄存款", "CNY", "retail"),
    ("credit_cards", "贷记卡", "cards", "retail"),
    ("insurance", "代理保险", "CNY", "retail"),
    ("e_banking", "电子银行", "users", "retail"),
    ("managed_accounts", "管理账户", "accounts", "retail"),
    ("vip_banking", "个人贵宾银行", "clients", "retail"),
    ("corporate_deposits", "对公存款", "CNY", "corporate"),
    ("accounts", "账户", "accounts", "corporate"),
    ("corporate_sms", "对公短信", "contracts", "corporate"),
    ("corporate_wealth", "对公理财", "CNY", "corporate"),
    ("personal_loans", "个贷", "CNY", "retail"),
    ("third_party_custody", "第三方存管", "accounts", "retail"),
)
PRODUCTS = (
    ("LOANS", "贷款", "loan", None, "CNY", None),
    ("WC01", "流动资金贷款", "loan", "corporate_2023", "CNY", "LOANS"),
    ("FA01", "固定资产贷款", "loan", "corporate_2023", "CNY", "LOANS"),
    ("SM01", "小微企业贷款", "loan", "retail_2023", "CNY", "LOANS"),
    ("RETAIL_LOANS", "个人贷款", "loan", "retail_2023", "CNY", "LOANS"),
    ("PC01", "个人消费贷款", "loan", "retail_2023", "CNY", "RETAIL_LOANS"),
    ("MG01", "个人住房按揭贷款", "loan", "retail_2023", "CNY", "RETAIL_LOANS"),
    ("CC01", "信用卡分期", "loan", "credit_card", "CNY", "RETAIL_LOANS"),
    ("DEPOSITS", "存款", "deposit", None, "CNY", None),
    ("DP01", "对公存款", "deposit", None, "CNY", "DEPOSITS"),
    ("DP02", "储蓄存款", "deposit", None, "CNY", "DEPOSITS"),
    ("ITEMS", "考核指标", "service", None, None, None),
    ("MARKET", "市场", "market", None, "CNY", None),
    ("MK_LOANS", "各项贷款", "market", None, "CNY", "MARKET"),
    ("MK_DEPOSITS", "各项存款", "market", None, "CNY", "MARKET"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubBranch:
    """One sub-branch: its code, its branch (from 0) and its city."""

    code: str
    name: str
    branch: int
    city: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A chair that somebody always sits on; clients belong to posts, people come and go."""

    role: str
    org_unit_code: str
    line: str
    branch: int
    sub_branch: int


SUB_BRANCHES = tuple(
    SubBranch(code=f"{code}{place + 1:02d}", name=f"{name}支行", branch=branch, city=city)
    for branch, (code, _, city, names) in enumerate(BRANCHES)
    for place, name in enumerate(names)
)
CITIES_OF_BRANCHES = tuple(city for _, _, city, _ in BRANCHES)


def regions() -> pl.DataFrame:
    """The province and its three cities."""
    rows = [(*PROVINCE, None), *((code, name, PROVINCE[0]) for code, name in CITIES)]
    schema = {"region_code": pl.String, "name": pl.String, "parent_code": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def org_units() -> pl.DataFrame:
    """Head office, branches, sub-branches, teams; parents before children."""
    founded = date(1998, 6, 1)
    rows: list[tuple[str, str, str, str | None, str, date]] = [
        (HEAD_OFFICE, f"{BANK}总行", "head_office", None, PROVINCE[0], founded)
    ]
    rows += [(code, name, "branch", HEAD_OFFICE, city, date(2001, 4, 2)) for code, name, city, _ in BRANCHES]
    for unit in SUB_BRANCHES:
        above = BRANCHES[unit.branch][0]
        rows.append((unit.code, unit.name, "sub_branch", above, unit.city, date(2005, 9, 1)))
    for unit in SUB_BRANCHES:
        for line in LINES:
            name = f"{unit.name}{TEAM_NAMES[line]}"
            rows.append((team_code(unit, line), name, "team", unit.code, unit.city, date(2012, 1, 4)))
    names = ("org_unit_code", "name", "kind", "parent_code", "region_code")
    schema: dict[str, type[pl.DataType]] = {**dict.fromkeys(names, pl.String), "opened_date": pl.Date}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(closed_date=pl.lit(None, dtype=pl.Date))


def products() -> pl.DataFrame:
    """Loans, deposits, the twelve appraisal items, what is counted in the market."""
    items = ((code, name, "service", None, unit, "ITEMS") for code, name, unit, _ in ITEMS)
    names = ("product_code", "name", "kind", "scheme", "unit", "parent_code")
    return pl.DataFrame([*PRODUCTS, *items], schema=dict.fromkeys(names, pl.String), orient="row")


def team_code(unit: SubBranch, line: str) -> str:
    """Code of a sub-branch's team of one line."""
    return f"{unit.code}{'C' if line == 'corporate' else 'R'}"


def posts(plan: Plan) -> tuple[Post, ...]:
    """Every post; client managers first, by sub-branch and line, then risk managers, then the others."""
    managers = [
        Post(role="client_manager", org_unit_code=team_code(unit, line), line=line, branch=unit.branch, sub_branch=s)
        for s, unit in enumerate(SUB_BRANCHES)
        for line in LINES
        for _ in range(_managers(plan, line))
    ]
    return (*managers, *_risk_managers(plan), *_other_posts())


def _managers(plan: Plan, line: str) -> int:
    clients = plan.clients * LINE_SHARE[line] / len(SUB_BRANCHES)
    return max(1, round(clients / CLIENTS_PER_MANAGER[line]))


def _risk_managers(plan: Plan) -> list[Post]:
    each = max(2, round(plan.clients / len(BRANCHES) / CLIENTS_PER_RISK_MANAGER))
    return [
        Post(role="risk_manager", org_unit_code=branch[0], line="corporate", branch=b, sub_branch=-1)
        for b, branch in enumerate(BRANCHES)
        for _ in range(each)
    ]


def _other_posts() -> list[Post]:
    head = [("approver", 3), ("auditor", 2), ("support", 4)]
    rows = [(role, HEAD_OFFICE, -1, -1) for role, count in head for _ in range(count)]
    for b, branch in enumerate(BRANCHES):
        rows += [(role, branch[0], b, -1) for role in ("branch_head", "approver", "accountant", "support")]
    for s, unit in enumerate(SUB_BRANCHES):
        roles = ("market_manager", "accountant", "counter", "counter")
        rows += [(role, unit.code, unit.branch, s) for role in roles]
    return [
        Post(role=role, org_unit_code=code, line="corporate" if b % 2 else "retail", branch=b, sub_branch=s)
        for role, code, b, s in rows
    ]
