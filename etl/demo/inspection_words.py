"""What inspection reports say: one sentence of each topic, so that two reports are rarely alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

TOPICS: tuple[tuple[str, ...], ...] = (
    (
        "到厂区实地查看，车间两班生产，设备开工率约{n}成。",
        "走访企业经营场所，当日到岗员工约{n}0人，生产秩序正常。",
        "现场见到法定代表人，了解近期订单与排产情况，订单可排到{n}个月以后。",
        "查看门店及仓库，客流与上次相比基本持平，日均营业额约{n}万元。",
        "与财务负责人面谈，核对了近三个月的报表和纳税申报表。",
        "到项目现场察看，主体施工有序推进，现场监理在岗。",
    ),
    (
        "抽查入库单和发票，贷款资金用于支付原材料款，与合同约定一致。",
        "核对账户流水，支用款项对应采购合同第{n}号，收款人与合同相符。",
        "贷款用途与申请一致，未发现流入股市、楼市的情形。",
        "查验付款凭证{n}笔，用途真实，凭证齐全。",
        "资金主要用于备货，剩余部分留存结算户。",
        "受托支付款项已到达供应商账户，货物已验收。",
    ),
    (
        "存货盘点约{n}00万元，账实基本相符。",
        "应收账款集中于前{n}大客户，账龄均在半年以内。",
        "近一季销售收入同比上升约{n}个百分点。",
        "毛利率有所下降，主要因运费上涨。",
        "应付账款略有增加，供应商账期由一个月延长至两个月。",
        "销售回款较为及时，经营性现金流为正。",
    ),
    (
        "抵押厂房状况良好，无出租、查封情形。",
        "押品已现场查看，保险有效期至明年{n}月。",
        "保证人经营正常，代偿意愿明确。",
        "抵押物由借款人自用，周边同类成交价稳定。",
        "质押存单在库，封存完好。",
        "保证企业资产负债率略升，仍具代偿能力。",
    ),
    (
        "预计可按期偿还本息，维持原定检查频率。",
        "下次重点关注回款进度和新增负债。",
        "建议继续保持现有授信条件。",
        "已提醒借款人按月报送财务报表。",
        "还款来源未发生变化，暂无预警事项。",
        "将持续跟踪上游价格对利润的影响。",
    ),
)
TROUBLED = (
    "订单明显减少，{n}条生产线停用，员工放假。",
    "账户资金紧张，拖欠货款约{n}0万元，已要求提交还款计划。",
    "下游客户回款拖延，存货积压，短期还款压力较大。",
    "法定代表人表示正在处置闲置资产，用于归还逾期款项。",
)
SUPERVISORY = (
    "调阅客户经理检查报告{n}份，内容与现场情况相符。",
    "抽查影像资料，拍摄时间与检查日期一致。",
    "核对上次发现问题的整改情况，已跟进落实。",
    "贷后档案缺少{n}项材料，要求限期补齐。",
    "电话回访借款人，确认客户经理按期到访。",
    "报告对还款来源的分析偏简略，已要求补充。",
)
REPEATED_VISIT = "补充核对上次检查遗漏的{n}张凭证，未见异常。"


def client_report(random: np.random.Generator, *, is_troubled: bool) -> str:
    """One sentence of each topic, with a sentence about the trouble in the middle where there is any."""
    said = [_filled(random, topic) for topic in TOPICS]
    if is_troubled:
        said[2] = _filled(random, TROUBLED)
    return "".join(said)


def supervisory_report(random: np.random.Generator) -> str:
    """Three findings about the work of the client manager."""
    places = random.choice(len(SUPERVISORY), size=3, replace=False)
    return "".join(_filled(random, (SUPERVISORY[int(place)],)) for place in places)


def _filled(random: np.random.Generator, choices: Sequence[str]) -> str:
    return choices[int(random.integers(len(choices)))].format(n=int(random.integers(2, 10)))
