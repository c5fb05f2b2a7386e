"""Which of the fonts of this server the one-pager is set in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from typst import Fonts

SIMPLIFIED = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC")
TRADITIONAL = ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "Source Han Sans TW", "PingFang TC")
OTHERS = ("Microsoft YaHei", "Microsoft JhengHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Serif CJK SC")
CHINESE: Mapping[str, tuple[str, ...]] = {"zh-Hant": TRADITIONAL + SIMPLIFIED + OTHERS}
LATIN = ("Noto Sans", "Source Sans 3", "Segoe UI", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
HAN = re.compile(
    "[\u2e80-\u2fdf\u3000-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
)


@cache
def installed() -> Fonts:
    """The fonts of the server, looked for once."""
    return Fonts()


def has_chinese(text: str) -> bool:
    """Whether signs occur that only an East Asian font has."""
    return bool(HAN.search(text))


def chinese_font(language: str, families: frozenset[str]) -> str | None:
    """The best of the families for Chinese text, in the forms of the language; None when there is none."""
    candidates = CHINESE.get(language, SIMPLIFIED + TRADITIONAL + OTHERS)
    return next((family for family in candidates if family in families), None)


def stack(language: str, families: frozenset[str]) -> list[str]:
    """Families in the order they are tried; a Chinese one goes first, so that figures are of one cut with the text."""
    chinese, latin = chinese_font(language, families), [family for family in LATIN if family in families]
    first = [chinese] if chinese else []
    return first + latin[:1] if language.startswith("zh") else latin[:1] + first
