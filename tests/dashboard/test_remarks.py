"""What loads and closes wrote in English has a Chinese form, and an English one without identifiers."""

import re

import pytest

from dashboard import columns, labels, remarks
from dashboard.language import SIMPLIFIED, TRADITIONAL, speaking
from dashboard.remark_forms import FORMS
from etl.close.findings import STEP as FINDINGS_STEP
from etl.close.lists import DIFFERENCE_STEP
from etl.close.reconciliation import STEP as RECONCILIATION_STEP
from etl.close.steps import STEPS
from etl.load.totals import CODE as TOTAL_DIFFERS
from schema.contracts.contract import SENTENCES
from schema.contracts.registry import FEEDS
from schema.policy.parameters import SHIPPED
from tests.dashboard import written
from tests.dashboard.written import SAMPLE

WRITTEN = sorted(
    {
        *written.refusals(),
        *written.values(),
        *written.rules(),
        *written.rows(),
        *written.findings(),
        *written.closes(),
        *written.batches(),
    }
)
# What stays as it is in a Chinese sentence: samples, code, names of encodings and formats, words the file must hold.
LATIN = re.compile(rf"{SAMPLE}|`[^`]*`|%d\.%m\.%Y|UTF-8|GB18030|Big5|JSON|Parquet|MB")
LETTERS = re.compile("[A-Za-z]")
EACH_CHINESE = pytest.mark.parametrize("language", [SIMPLIFIED, TRADITIONAL])


def test_the_writers_are_found() -> None:
    """Sixty forms and more: the reading of the code has not gone blind."""
    assert len(set(written.refusals())) >= 30
    assert len(set(written.findings())) == 13
    assert len(WRITTEN) > 200


@EACH_CHINESE
def test_every_sentence_has_a_chinese_form(language: str) -> None:
    with speaking(language):
        said = {sentence: remarks.said(sentence) for sentence in WRITTEN}
    assert [sentence for sentence, shown in said.items() if shown == sentence] == []
    left = {shown: _words(r"[A-Za-z_][A-Za-z_0-9]+", LATIN.sub("", shown)) for shown in said.values()}
    assert {shown: words for shown, words in left.items() if words} == {}


def test_no_identifier_is_said_in_english() -> None:
    left = {sentence: _words(r"\b[a-z]+_[a-z_]+\b", remarks.said(sentence)) for sentence in WRITTEN}
    assert {sentence: words for sentence, words in left.items() if words} == {}


def _words(pattern: str, text: str) -> list[str]:
    """What the pattern finds, without the words that a file itself must hold."""
    allowed = {word for feed in FEEDS.values() for field in feed.fields for word in field.one_of}
    return [word for word in re.findall(pattern, text) if word not in allowed]


def test_every_form_is_one_that_is_written() -> None:
    """A form nobody writes any more is left out."""
    patterns = {shown: pattern for _, pattern, shown in remarks.patterns()}
    idle = [shown for shown, pattern in patterns.items() if not any(pattern.fullmatch(each) for each in WRITTEN)]
    assert idle == []
    assert len(patterns) == len(FORMS)


@pytest.mark.parametrize(
    ("stored", "english", "chinese"),
    [
        (
            "maturity_date must be a date; it is '31.02.2026'.",
            "Maturity date must be a date; it is “31.02.2026”.",
            "到期日须为日期，实际为“31.02.2026”。",
        ),
        (
            "client_code 'it\\'s 5; it is 6' is no known client.",
            "Client code “it's 5; it is 6” is no known client.",
            "客户代码“it's 5; it is 6”不是已知的客户。",
        ),
        (
            "Closing 2026-10-31 failed at the step 'risk class': deadlock detected.",
            "Closing 2026-10-31 failed at the step “Risk class”: deadlock detected.",
            "2026-10-31关账在“风险分类”步骤失败：deadlock detected。",
        ),
        (
            "repayment changed from 2026-10-12 on",
            "Repayments changed from 2026-10-12 on",
            "还款数据自2026-10-12起有变动",
        ),
        (
            "Loans without a client manager on this date: 4.",
            "Loans without a client manager on this date: 4.",
            "该日没有客户经理的贷款：4笔。",
        ),
        ("Somebody wrote this by hand.", "Somebody wrote this by hand.", "Somebody wrote this by hand."),
        ("", "", ""),
    ],
)
def test_what_is_filled_in_is_kept(stored: str, english: str, chinese: str) -> None:
    assert remarks.said(stored) == english
    with speaking(SIMPLIFIED):
        assert remarks.said(stored) == chinese


def test_every_feed_and_every_column_has_a_name() -> None:
    assert set(columns.FEEDS) == set(FEEDS)
    assert len(columns.FEEDS) == 35
    assert set(columns.COLUMNS) == {field.name for feed in FEEDS.values() for field in feed.fields}


def test_every_parent_has_a_name() -> None:
    parents = {parent.map_name.replace("_", " ") for feed in FEEDS.values() for parent in feed.parents}
    assert set(columns.PARENTS) == parents


def test_every_reason_has_a_word() -> None:
    rules = {rule.code for feed in FEEDS.values() for rule in feed.rules}
    rules |= {rule.code for feed in FEEDS.values() for rule in feed.group_rules}
    readers = {"unknown_parent", "duplicate_key", "owner_changed", "wrong_field_count"}
    unreadable = {"not_a_whole_number", "not_a_number", "not_a_date", "not_yes_or_no", "nul_character"}
    assert set(labels.REASONS) == rules | readers | unreadable | set(SENTENCES)


def test_every_measure_has_a_word() -> None:
    measures = re.findall(r"\('(\w+)', their_", DIFFERENCE_STEP.statements[-1])
    assert len(measures) == 4
    assert set(labels.MEASURES) == set(measures)


def test_every_check_has_a_word() -> None:
    checks = re.findall(r"select '([a-z ]+)'", " ".join(RECONCILIATION_STEP.statements))
    assert len(checks) == 18
    assert set(labels.CHECKS) == set(checks)


def test_every_finding_has_a_word() -> None:
    codes = re.findall(r"select %\(as_of\)s, '(\w+)'", " ".join(FINDINGS_STEP.statements))
    assert len(codes) == 10
    assert set(labels.FINDINGS) == {*codes, "balance_break", TOTAL_DIFFERS}


def test_every_shipped_parameter_is_said_in_chinese() -> None:
    with speaking(SIMPLIFIED):
        for one in SHIPPED:
            parts = (labels.parameter(one.name, one.key), labels.written(labels.PARAMETER_UNITS, one.unit))
            assert [
                part for part in (*parts, labels.written(labels.SOURCES, one.source)) if LETTERS.search(part or "")
            ] == []


def test_every_step_has_a_word() -> None:
    assert set(labels.STEPS) == {step.name for step in STEPS}
