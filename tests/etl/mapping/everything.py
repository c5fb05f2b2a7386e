"""A small bank that delivers in every way a mapping knows, and the one mapping that reads it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

MAPPING = r"""
name = "everything"
about = "Every key there is."

[defaults]
encoding = "gb18030"
date_format = "%y%m%d"

[[feeds]]
feed = "region"
file = "clients/*.csv"
delimiter = ";"
distinct = true
columns = { region_code = "地区", name = "地区" }

[[feeds]]
feed = "org_unit"
rows = [{ org_unit_code = "E-HO", name = "总行", kind = "head_office" }]

[[feeds]]
feed = "org_unit"
file = "units.xlsx"
sheet = "网点"
skip_lines = 2
columns = { org_unit_code = "编号", name = "名称" }
constants = { kind = "branch", parent_code = "E-HO" }

[[feeds]]
feed = "product"
file = "products.json"
encoding = "utf-8"
records = "data.items"
columns = { product_code = "code", name = "name.zh", kind = "type" }
values = { kind = { "贷" = "loan", "存" = "deposit" } }

[[feeds]]
feed = "client"
file = "clients/*.csv"
delimiter = ";"
where = "\"编号\" <> '合计'"
columns = { client_code = "编号", name = "名称", org_unit_code = "unit", kind = "类型", segment = "segment" }

[feeds.lookups.branch]
file = "districts.txt"
encoding = "big5"
delimiter = "|"
skip_lines = 1
where = "\"狀態\" = '營業'"
on = { "地区" = "區" }
take = { "編號" = "unit" }

[feeds.lookups.risk]
file = "risk.json"
encoding = "utf-8"
records = "items"
on = { "编号" = "id" }
take = { grade = "grade" }

[feeds.lookups.size]
file = "size.xlsx"
sheet = "S"
on = { "编号" = "id" }
take = { size = "size" }

[feeds.lookups.segment]
file = "{address}"
query = "select 'E-C6' as id, 'retail' as segment"
on = { "编号" = "id" }
take = { segment = "segment" }

[feeds.values.kind]
"企业" = "corporate"
"个人" = "personal"

[feeds.derived]
rated = "coalesce(grade, 'none')"

[feeds.expressions]
internal_rating = "rated || '/' || coalesce(size, '?')"

[[feeds]]
feed = "commitment"
file = "commitments.csv"
decimal_mark = ","
keep = "max:limit_amount"
columns = { commitment_code = "code", client_code = "client", limit_amount = "limit", valid_from = "a", valid_to = "b" }
constants = { currency = "CNY" }
units = { limit_amount = "万元" }
dates = { valid_to = "roc_date" }

[[feeds]]
feed = "external_event"
file = "{address}"
query = "select * from (values ('E-C1', '24-01-05', 'V1'), ('E-C9', '24-01-05', 'V2')) v(client, day, code)"
columns = { client_code = "client", event_date = "day", known_date = "day", event_code = "code" }
constants = { kind = "litigation" }
dates = { event_date = "%y-%m-%d", known_date = "%y-%m-%d" }
"""
# In the first file row 4 is a total, row 5 has a type nobody knows, row 6 a field too many; row 2 of b.csv no branch.
CLIENTS = {
    "a.csv": (
        "编号;名称;类型;地区\nE-C1;张明;个人;宁波\nE-C2;华达;企业;绍兴\n合计;2;;\nE-C3;怪;其他;宁波\nE-C4;x;y;z;更多\n"
    ),
    "b.csv": "编号;名称;类型;地区\nE-C5;李强;个人;杭州\nE-C6;王芳;个人;宁波\n",
}
# The limit of E-L1 stands twice; that of E-L2 is no number in this country.
COMMITMENTS = (
    "code;client;limit;a;b\n"
    "E-L1;E-C1;1.000,5;240101;1131231\nE-L1;E-C1;2.000,0001;240101;1141231\nE-L2;E-C2;12.5;240101;1131231\n"
)
DISTRICTS = "網點一覽\n區|編號|狀態\n宁波|E-B1|營業\n宁波|E-B9|關閉\n绍兴|E-B2|營業\n"
# Big5 has no simplified characters: the same districts in both scripts.
SCRIPTS = str.maketrans({"宁": "寧", "绍": "紹", "兴": "興"})


def write_bank(folder: Path) -> None:
    """All files of the bank."""
    (folder / "clients").mkdir(parents=True)
    for name, text in CLIENTS.items():
        (folder / "clients" / name).write_bytes(text.translate(SCRIPTS).encode("gb18030"))
    (folder / "commitments.csv").write_bytes(COMMITMENTS.encode("gb18030"))
    (folder / "districts.txt").write_bytes(DISTRICTS.translate(SCRIPTS).encode("big5"))
    items = (
        '[{"code": "E-P1", "name": {"zh": "贷款"}, "type": "贷"}, {"code": "E-P2", "name": {"zh": "?"}, "type": "?"}]'
    )
    (folder / "products.json").write_text(f'{{"data": {{"items": {items}}}}}', encoding="utf-8")
    (folder / "risk.json").write_text('{"items": [{"id": "E-C1", "grade": "A"}]}', encoding="utf-8")
    _workbook(folder / "size.xlsx", "S", [["id", "size"], ["E-C2", 12]])
    _workbook(folder / "units.xlsx", "网点", [["网点表"], [], ["编号", "名称"], ["E-B1", "海曙"], ["E-B2", "越城"]])


def _workbook(path: Path, sheet: str, rows: Sequence[Sequence[str | int]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        if sheet != "S":
            book.add_worksheet("another")
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
