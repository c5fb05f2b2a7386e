"""Overview and Data health in Chinese: nothing of ours stays English, and links survive another language."""

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.language import SIMPLIFIED, TRADITIONAL
from dashboard.parts.header import LANGUAGE_KEY
from dashboard.parts.refused import COUNTS_KEY
from schema.storage.database import Database
from tests.pages import bank
from tests.pages.conftest import Opener
from tests.pages.test_overview import metrics, table, text
from tests.pages.texts import texts

PAGES = pytest.mark.parametrize("name", ["overview", "data_health"])
EACH_CHINESE = pytest.mark.parametrize("language", [SIMPLIFIED, TRADITIONAL])


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    bank.build(database.engine("owner"), *bank.WHOLE)
    return database


# Names of the bank's own, of people and files, codes, what the file held, commands to type, names of formats.
OTHERS = re.compile(
    r"Tiny Bank|East branch|West branch|Hongtai Textile|Sanjiang Seafood|Bank [AB]|SME loans|TWD|CNY|Operator"
    r"|\w+\.csv|\w+_code|`[^`]*`|Excel|CSV|PDF|\bEN\b|Enter"
)


@PAGES
@EACH_CHINESE
def test_nothing_of_ours_stays_english(name: str, language: str, open_page: Opener, tiny: Database) -> None:
    read = texts(open_page(name, tiny, lang=language))
    assert len(read) > 150
    assert [text for text in read if re.search("[A-Za-z]{2,}", OTHERS.sub("", text))] == []


@EACH_CHINESE
def test_stale_and_empty_are_said_in_chinese_too(language: str, open_page: Opener, fresh_database: Database) -> None:
    owner = fresh_database.engine("owner")
    assert _latin(open_page("overview", fresh_database, lang=language)) == []
    bank.build(owner, bank.add_units, bank.add_loads)
    assert _latin(open_page("overview", fresh_database, lang=language)) == []
    bank.build(owner, bank.add_closes, bank.make_stale, bank.fail_a_close)
    assert _latin(open_page("data_health", fresh_database, lang=language)) == []


def _latin(page: AppTest) -> list[str]:
    return [text for text in texts(page) if re.search("[A-Za-z]{2,}", OTHERS.sub("", text))]


def test_rejected_rows_are_explained_in_chinese(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny, lang=SIMPLIFIED)
    page.session_state[COUNTS_KEY] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    row = table(page, "file_name", "loan_2.csv")
    assert (row["column_name"], row["sentence"]) == ("到期日", "到期日须为日期，实际为“31.02.2026”。")
    assert "不是日期：贷款、到期日" in text(page)


def test_the_headline_is_the_same_bank_in_chinese(open_page: Opener, tiny: Database) -> None:
    assert metrics(open_page("overview", tiny, lang=SIMPLIFIED)) == {
        "余额": ("10,000.00", ":red[+25.0%]"),
        "不良率": ("2.00%", "−0.50个百分点，改善"),
        "关注类占比": ("3.00%", "−2.00个百分点，改善"),
        "拨备覆盖率（要求150%）": ("125.00%", ":red[+35.00个百分点，改善]"),
        "拨备缺口": ("50.00", "−70.00，改善"),
        "逾期金额": ("125.00", "+25.0%，恶化"),
        "当月销售额": ("30.00", ":red[+50.0%]"),
        "当月退货额": ("1.00", "0.0%"),
        "本年累计净额": ("120.00", ":red[+33.3%]"),
    }
    said = text(open_page("overview", tiny, lang=TRADITIONAL))
    assert "金額單位：萬元。撥備為系統測算值，非帳面值。變動均為較上期（2026-09-30）。" in said


def test_a_link_to_a_filter_survives_another_language(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny, lang="en", feed="loan", status="loaded")
    for language, word in (("en", "Loans"), (SIMPLIFIED, "贷款"), (TRADITIONAL, "貸款")):
        page.segmented_control(key=LANGUAGE_KEY).set_value(language).run()
        assert not page.exception
        assert page.query_params["feed"] == "loan"
        assert page.query_params["status"] == "loaded"
        assert set(_batches(page)["feed"]) == {word}


def test_a_filter_can_be_taken_away_again(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny, lang=SIMPLIFIED, feed="loan")
    page.selectbox(key="feed").select("all").run()
    assert not page.exception
    assert "feed" not in page.query_params
    assert len(_batches(page)) == 4


def test_a_filter_that_is_not_on_offer_counts_for_nothing(open_page: Opener, tiny: Database) -> None:
    page = open_page("data_health", tiny, feed="atlantis", status="Loaded")
    assert len(_batches(page)) == 4


def _batches(page: AppTest) -> Any:
    return next(shown.value for shown in page.dataframe if "rows_set_aside" in shown.value.columns)
