"""The catalogues say everything that the code says, in every language, and no text of ours goes past them."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from dashboard import catalogue
from dashboard.catalogue import MessageId
from dashboard.language import CATALOGUES, ENGLISH, LANGUAGES, SIMPLIFIED, TRADITIONAL
from dashboard.language import catalogue as compiled
from tests.dashboard.texts import computed, unmarked

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(path for folder in catalogue.FOLDERS for path in (ROOT / folder).rglob("*.py"))
# What loads and closes stored is matched by these texts, not shown.
STORED = ROOT / "dashboard" / "remark_forms.py"
HOLE = re.compile(r"\{\w*\}|%[-+.\d]*[a-z%]")
CHINESE = [SIMPLIFIED, TRADITIONAL]
EACH_CHINESE = pytest.mark.parametrize("language", CHINESE)


def said(language: str) -> Mapping[MessageId, str]:
    return catalogue.translations(CATALOGUES / f"{language}.po")


def ids(message: MessageId) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


@EACH_CHINESE
def test_the_catalogue_holds_what_the_code_says_and_nothing_else(language: str) -> None:
    assert set(said(language)) == set(catalogue.extracted())


@EACH_CHINESE
def test_nothing_is_empty_and_nothing_is_a_guess(language: str) -> None:
    assert [text for text, translation in said(language).items() if not translation.strip(" ")] == []
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        assert [message.id for message in read_po(file) if message.fuzzy] == []


@EACH_CHINESE
def test_placeholders_are_those_of_the_english_text(language: str) -> None:
    # Chinese leaves out no hole and fills none of its own; a plural has those of its general form.
    holes = {text: (HOLE.findall(ids(text)[-1]), HOLE.findall(each)) for text, each in said(language).items()}
    assert {text: both for text, both in holes.items() if sorted(both[0]) != sorted(both[1])} == {}


@EACH_CHINESE
def test_emphasis_and_code_are_closed(language: str) -> None:
    odd = [each for each in said(language).values() if each.count("`") % 2 or each.count("**") % 2]
    assert odd == []


def test_commands_are_the_same_in_every_language() -> None:
    commands = re.compile(r"`(tandem [a-z]+|--[a-z]+)")
    for text, each in said(SIMPLIFIED).items():
        assert sorted(commands.findall(ids(text)[-1])) == sorted(commands.findall(each))


def test_traditional_is_what_generation_gives() -> None:
    generated = catalogue.traditional(said(SIMPLIFIED), catalogue.overrides())
    expected = catalogue.written(catalogue.extracted(), generated, TRADITIONAL)
    assert (CATALOGUES / f"{TRADITIONAL}.po").read_text(encoding="utf-8") == expected


def test_simplified_is_written_as_the_tool_writes_it() -> None:
    expected = catalogue.written(catalogue.extracted(), said(SIMPLIFIED), SIMPLIFIED)
    assert (CATALOGUES / f"{SIMPLIFIED}.po").read_text(encoding="utf-8") == expected


def test_words_of_programmers_do_not_stay_in_traditional() -> None:
    wrong = re.compile("程式碼|引數|專案|釋出|許可權|隻影響|余額|賬|質量|审|账|[“”]")
    assert [each for each in said(TRADITIONAL).values() if wrong.search(each)] == []


def test_every_whole_text_said_otherwise_is_a_text_of_ours() -> None:
    assert set(catalogue.overrides()["texts"]) <= {text for text in catalogue.extracted() if isinstance(text, str)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_compiles(language: str) -> None:
    expected = {ENGLISH: "Overview", SIMPLIFIED: "总览", TRADITIONAL: "總覽"}
    assert compiled(language).gettext("Overview") == expected[language]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (ENGLISH, ["{count} loan", "{count} loans"]),
        (SIMPLIFIED, ["{count}笔贷款"] * 2),
        (TRADITIONAL, ["{count}筆貸款"] * 2),
    ],
)
def test_plurals(language: str, expected: list[str]) -> None:
    assert [compiled(language).ngettext("{count} loan", "{count} loans", count) for count in (1, 2)] == expected


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_goes_past_the_catalogue(path: Path) -> None:
    found = list(unmarked(path.read_text(encoding="utf-8"))) if path != STORED else []
    assert found == []


def test_extraction_finds_what_babel_finds_and_also_looks_into_f_strings(tmp_path: Path) -> None:
    babels = {found[1] for path in SOURCES for found in extract_from_file("python", path, keywords=catalogue.KEYWORDS)}
    assert babels <= set(catalogue.extracted())
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.py").write_text("""st.markdown(f"**{_('Nothing yet')}**")\n""", encoding="utf-8")
    assert list(catalogue.extracted(tmp_path)) == ["Nothing yet"]


def test_marks_hold_literals() -> None:
    assert [(path.name, line) for path in SOURCES for line in computed(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('st.markdown("Nothing yet")', "Nothing yet"),
        ('st.markdown(":material/check: none")', ":material/check: none"),
        ('st.error(f"{count} differ", icon=":material/error:")', " differ"),
        ('st.button(_("Go"), help="Go there")', "Go there"),
        ('cards.rows(shown, columns, alt="All " + name)', "All "),
        ('st.column_config.TextColumn("loan" if one else _("loans"))', "loan"),
        ('tables.text_column("Loan")', "Loan"),
        ('Headline(label="NPL", value=value)', "NPL"),
        ('NAMES = {"code": "Name of it"}', "Name of it"),
        ('raise Gone("It went away.")', "It went away."),
    ],
)
def test_a_forgotten_text_is_found(source: str, text: str) -> None:
    assert [found for _, found in unmarked(source)] == [text]


@pytest.mark.parametrize(
    "source",
    [
        'st.markdown(_("Nothing yet"))',
        'st.markdown(f":material/check: **{said}**")',
        'st.selectbox(_("Feed"), feeds, key="feed", width=240)',
        'st.session_state.get("lang")',
        'tables.worded(rows, "measure", labels.MEASURES)',
        'log.error("reference %s: no answer at all", reference)',
        '"""A docstring of several words."""',
        'NAMES = {"Some key": N_("Name of it")}',
        'st.set_page_config(page_title="Tandem")',
    ],
)
def test_what_nobody_reads_is_no_alarm(source: str) -> None:
    assert list(unmarked(source)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请重试;如再次出现,请告知。", "请重试；如再次出现，请告知。"),
        ("用 `tandem status` 确认", "用`tandem status`确认"),
        ("《办法》(第六条)", "《办法》（第六条）"),
        ("第 {page} 页", "第{page}页"),
        ("改用 CSV 格式", "改用 CSV 格式"),
        ("{date}: {count}", "{date}：{count}"),
        ("{title}:是", "{title}：是"),
        ("1,234.50", "1,234.50"),
        ("**{date}关账失败**，时间{time}。", "**{date}关账失败**，时间{time}。"),
    ],
)
def test_chinese_punctuation_is_of_full_width(text: str, expected: str) -> None:
    assert catalogue.tidied(text) == expected


def test_simplified_is_tidy() -> None:
    assert [each for each in said(SIMPLIFIED).values() if catalogue.tidied(each) != each] == []


def test_merging_keeps_what_is_there(tmp_path: Path) -> None:
    file = tmp_path / "more.json"
    file.write_text('{"Loan": "借款", "{count} fox|{count} foxes": "{count}只", "New": "新"}', encoding="utf-8")
    merged = catalogue.merged({"Loan": "贷款"}, [file])
    assert merged["Loan"] == "贷款"
    assert merged["New"] == "新"
    assert merged["{count} fox", "{count} foxes"] == "{count}只"


def test_a_catalogue_has_neither_dates_nor_line_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "dashboard"
    folder.mkdir()
    (folder / "one.py").write_text('_("Loan")\nn_("{count} fox", "{count} foxes", 2)\n', encoding="utf-8")
    places = catalogue.extracted(tmp_path)
    said = catalogue.written(places, {"Loan": "贷款"}, SIMPLIFIED)
    assert said.split("\n\n", 1)[1] == (
        '#: dashboard/one.py\nmsgid "Loan"\nmsgstr "贷款"\n\n'
        '#: dashboard/one.py\nmsgid "{count} fox"\nmsgid_plural "{count} foxes"\nmsgstr[0] ""\n'
    )
    (tmp_path / "zh-Hans.po").write_text(said, encoding="utf-8")
    again = catalogue.translations(tmp_path / "zh-Hans.po")
    assert again == {"Loan": "贷款", ("{count} fox", "{count} foxes"): ""}
    assert catalogue.written(places, again, SIMPLIFIED) == said
