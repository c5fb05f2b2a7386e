"""Names that sound Chinese and belong to nobody: invented places, combined marks, combined given names."""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo.days import Ints, ints

BANK = "澜州商业银行"
PROVINCE = ("ZL", "澜东省")
CITIES = (("LZ", "澜州市"), ("QN", "栖宁市"), ("MH", "墨河市"))
FIRST_MARKS = tuple("岚沐翊祺澄霁骁珩煦峤昀笙翎蔚榆筠旻琚琮璟瀚曦桓祎颢弈宸霖垚淼")
SECOND_MARKS = tuple("达丰禾川岳航屿城砺源澜舟景桥帆石原野汀苑衡策锋越启拓朗和泰盛")
LINES = (
    ("纺织", "服饰", "印染"),
    ("机械", "模具", "轴承"),
    ("商贸", "供应链", "物资"),
    ("建设", "装饰", "园林"),
    ("物流", "运输", "仓储"),
    ("餐饮", "酒店", "食品"),
    ("软件", "信息技术", "电子"),
    ("农业", "水产", "粮油"),
    ("化工", "塑业", "新材料"),
    ("医药", "医疗器械", "健康"),
)
SURNAMES = tuple(
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭郎鲁韦马苗方俞任袁柳史唐薛雷贺倪汤罗毕郝邬安常乐于傅皮齐康伍余元顾孟黄和穆萧尹"
)
GIVEN = tuple(
    "敏静磊洋艳勇军杰娟涛明超秀霞平刚桂英华慧建文玲丽红玉兰云飞鹏辉晨宇浩轩梓涵欣怡佳琪雨桐思远志强海波新民国庆春梅冬雪"
)
SECURITIES = ("东屿证券客户交易结算资金", "北岭证券客户交易结算资金", "华汀期货保证金专户")
PROPERTY = ("澜州栖湖置业有限公司", "墨河云庭房地产开发有限公司", "栖宁望江置业有限公司")
UTILITIES = ("澜东电力营业部", "澜州水务营业处", "澜东燃气营业厅")
TAX_OFFICE = "澜东省税务局待报解预算收入"
COUNTERPARTY_BANKS = ("岚江农商银行", "栖宁农村信用联社", "东陵银行", "华屿银行", "北汀银行", "云岭村镇银行")


def company_names(numbers: Ints, industries: Ints, cities: Ints) -> pl.Series:
    """A name for each number: city, two-character mark, line of business, form."""
    marks = len(FIRST_MARKS) * len(SECOND_MARKS)
    scrambled = (numbers * 7919 + 104729) % marks
    line = (numbers // marks + numbers) % 3
    flat = [word for group in LINES for word in group]
    return pl.select(
        pl.concat_str(
            _taken([name.removesuffix("市") for _, name in CITIES], cities),
            _taken(FIRST_MARKS, scrambled % len(FIRST_MARKS)),
            _taken(SECOND_MARKS, scrambled // len(FIRST_MARKS)),
            _taken(flat, industries * 3 + line),
            pl.lit("有限公司"),
        )
    ).to_series()


def person_names(random: np.random.Generator, count: int) -> pl.Series:
    """Surname and one or two given characters."""
    single = random.random(count) < 0.35
    second = np.where(single, len(GIVEN), random.integers(0, len(GIVEN), count))
    return pl.select(
        pl.concat_str(
            _taken(SURNAMES, random.integers(0, len(SURNAMES), count)),
            _taken(GIVEN, random.integers(0, len(GIVEN), count)),
            _taken((*GIVEN, ""), ints(second)),
        )
    ).to_series()


def _taken(table: tuple[str, ...] | list[str], places: Ints) -> pl.Series:
    return pl.Series(list(table), dtype=pl.String).gather(pl.Series(places, dtype=pl.UInt32))
