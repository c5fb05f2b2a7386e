"""One generated bank per run for all tests that only look at frames."""

from datetime import date

import polars as pl
import pytest

from etl.demo.bank import demo_frames, demo_truth

THROUGH = date(2026, 10, 31)
Frames = dict[str, pl.DataFrame]


def generated(clients: int, seed: int = 20260131) -> Frames:
    """Every feed of a bank in one frame each."""
    pieces: dict[str, list[pl.DataFrame]] = {}
    for feed, frame in demo_frames(clients=clients, seed=seed, through=THROUGH):
        pieces.setdefault(feed, []).append(frame)
    return {feed: pl.concat(frames) for feed, frames in pieces.items()}


@pytest.fixture(scope="session")
def bank() -> Frames:
    """The bank of the default size."""
    return generated(3_000)


@pytest.fixture(scope="session")
def small() -> Frames:
    """The smallest bank."""
    return generated(200)


@pytest.fixture(scope="session")
def truth() -> pl.DataFrame:
    """What is really going on in `bank`, with the details as a struct of texts."""
    return demo_truth(through=THROUGH)
