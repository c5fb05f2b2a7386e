"""Client file, Loan 360, Staff, Today in Chinese, over a lender whose own names are partly English: nothing else is."""

import re

import pytest

from dashboard.language import SIMPLIFIED, TRADITIONAL
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.marts import lender
from tests.pages.conftest import Opener
from tests.pages.texts import texts
from tests.security.bank import grant_scope

# Names of the bank's own, codes, and what links and badges are written with.
OTHERS = re.compile(
    r"Head office|East branch|West branch|Wang Fang|Anna Maria Müller|Hongtai group|Sanjiang Seafood|Deposits"
    r"|Working capital loan|raw materials|Operator|\beast\b|lang=.*|\b(?:client|loan|staff)\b|\b[A-Z]{1,2}\d+\b"
    r"|HO-2025-17|\b[0-9a-f]{32}\b"
    r"|CNY|USD|`[^`]*`|Excel|CSV|PDF|\bEN\b|Enter"
)
PAGES = [
    ("client", {"client": "C001"}),
    ("client", {"client": "C001", "loan": "L0011"}),
    ("client", {"client": "C003"}),
    ("client", {"client": "nobody"}),
    ("client", {}),
    ("loan", {"loan": "L0011"}),
    ("loan", {"loan": "L0012"}),
    ("loan", {"loan": "L0013"}),
    ("loan", {}),
    ("staff", {"staff": "E01"}),
    ("staff", {}),
    ("today", {"as": "east"}),
]


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole lender, and a risk manager in its eastern branch."""
    lender.build(database.engine("owner"))
    grant_scope(database, "east", "EAST", persona=Persona.RISK_MANAGER)
    return database


@pytest.mark.parametrize(("name", "asked"), PAGES)
@pytest.mark.parametrize("language", [SIMPLIFIED, TRADITIONAL])
def test_nothing_of_ours_stays_english(
    name: str, asked: dict[str, str], language: str, open_page: Opener, tiny: Database
) -> None:
    read = texts(open_page(name, tiny, lang=language, **asked))
    assert len(read) > 30
    rest = {text: re.sub(r":\w+-badge\[", "", text) for text in read}
    assert [text for text, bare in rest.items() if re.search("[A-Za-z]{2,}", OTHERS.sub("", bare))] == []
