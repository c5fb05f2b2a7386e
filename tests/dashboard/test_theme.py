"""Colours: legible in both appearances, told apart by everybody, the same in both places they are written."""

import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.theme import DARK, LIGHT, Palette, contrast

CONFIG = Path(__file__).resolve().parents[2] / "dashboard" / ".streamlit" / "config.toml"
TEXT, MARK = 4.5, 3.0
PALETTES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@pytest.mark.parametrize(
    ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#0072B2", "#FFFFFF", 5.19)]
)
def test_contrast_as_published(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert contrast(other, one) == contrast(one, other)


def texts(palette: Palette) -> Iterator[str]:
    yield from (palette.ink, palette.muted, palette.client_manager, palette.risk_manager)
    yield from (palette.red, palette.orange, palette.yellow, palette.kept)


@PALETTES
def test_text_is_legible_on_paper_and_panel(palette: Palette) -> None:
    assert (
        min(contrast(colour, ground) for colour in texts(palette) for ground in (palette.paper, palette.panel)) >= TEXT
    )


@PALETTES
def test_marks_stand_out_from_the_paper(palette: Palette) -> None:
    marks = [*palette.classes.values(), *palette.buckets.values(), *palette.sequence]
    assert min(contrast(colour, palette.paper) for colour in marks) >= MARK


@PALETTES
def test_neighbouring_buckets_differ(palette: Palette) -> None:
    assert all(contrast(one, other) >= 1.15 for one, other in pairwise(palette.buckets.values()))


@pytest.mark.parametrize(("section", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_streamlit_paints_with_the_same_tokens(section: str, palette: Palette) -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][section]
    expected = {
        "primaryColor": palette.client_manager,
        "backgroundColor": palette.paper,
        "secondaryBackgroundColor": palette.panel,
        "textColor": palette.ink,
        "borderColor": palette.line,
        "redColor": palette.red,
        "orangeColor": palette.orange,
        "yellowColor": palette.yellow,
        "greenColor": palette.kept,
        "violetColor": palette.risk_manager,
        "grayColor": palette.muted,
        "chartCategoricalColors": list(palette.sequence),
    }
    assert {name: theme[name] for name in expected} == expected


def test_nothing_comes_from_elsewhere_and_nothing_leaks_out() -> None:
    config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    assert "http" not in CONFIG.read_text(encoding="utf-8")
    assert config["browser"]["gatherUsageStats"] is False
    shown = {"toolbarMode": "viewer", "showErrorDetails": "none", "disableDataExport": True}
    assert config["client"] == shown
