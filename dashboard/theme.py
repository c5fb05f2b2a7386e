"""The colour tokens, light and dark. `.streamlit/config.toml` repeats those that Streamlit paints with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from schema.domain.words import DelinquencyBucket as Bucket
from schema.domain.words import RiskClass


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One appearance. Text needs 4.5 : 1 against paper and panel, marks need 3 : 1."""

    paper: str
    panel: str
    line: str
    ink: str
    muted: str
    client_manager: str
    risk_manager: str
    red: str
    orange: str
    yellow: str
    kept: str
    classes: Mapping[RiskClass, str]
    buckets: Mapping[Bucket, str]

    @property
    def sequence(self) -> tuple[str, ...]:
        """For series without a meaning of their own; at most five."""
        quiet, warm = self.classes[RiskClass.NORMAL], self.classes[RiskClass.SPECIAL_MENTION]
        return (self.client_manager, self.risk_manager, quiet, self.kept, warm)


def _classes(*colours: str) -> dict[RiskClass, str]:
    return dict(zip(RiskClass, colours, strict=True))


def _buckets(*colours: str) -> dict[Bucket, str]:
    """Shades of the class a loan falls into by its days past due; current has no colour of its own."""
    overdue = [bucket for bucket in Bucket if bucket is not Bucket.CURRENT]
    return dict(zip(overdue, colours, strict=True))


LIGHT = Palette(
    paper="#FFFFFF",
    panel="#F5F7FA",
    line="#D9DFE6",
    ink="#101A25",
    muted="#51606F",
    client_manager="#0B6E8A",
    risk_manager="#7A3E8E",
    red="#B3261E",
    orange="#B8500A",
    yellow="#7D6200",
    kept="#1B7A48",
    classes=_classes("#6F8497", "#A67C00", "#C65F14", "#B3261E", "#5B1A18"),
    buckets=_buckets("#B58900", "#957000", "#735600", "#D9741F", "#AD4F0C", "#B3261E", "#5B1A18"),
)
DARK = Palette(
    paper="#12181F",
    panel="#1B232C",
    line="#2C3742",
    ink="#E8EDF2",
    muted="#9FB0C0",
    client_manager="#4FB3CF",
    risk_manager="#C08AD6",
    red="#FF8A80",
    orange="#FFAB6B",
    yellow="#FFD54F",
    kept="#66CF97",
    classes=_classes("#8FA3B5", "#E3B93B", "#F0914D", "#FF8A80", "#D98C88"),
    buckets=_buckets("#F2D06B", "#E3B93B", "#C99C22", "#F7B07C", "#E0823F", "#FF8A80", "#C9615B"),
)


def palette() -> Palette:
    """The palette of the appearance this session is seen in; light until the browser has said."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast of two colours such as `#16202B`, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
