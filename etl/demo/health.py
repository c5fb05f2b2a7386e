"""Hidden financial health: an AR(1) path per client and month with industry and region factors, 0 is ordinary."""

from __future__ import annotations

import numpy as np

from etl.demo.clients import INDUSTRIES, Clients
from etl.demo.days import Floats, Ints
from etl.demo.plan import ALL_MONTHS, LEAD_MONTHS, Plan
from etl.demo.structure import BRANCHES, WORST_BRANCH

PERSISTENCE = 0.88
SHOCK = 0.42
FACTOR_PERSISTENCE = 0.92
INDUSTRY_SHARE, REGION_SHARE = 0.45, 0.25
WORST_BRANCH_DRIFT = -0.5
BOTTOM = -3.0


def health_paths(plan: Plan, chunk: int, people: Clients) -> Floats:
    """Clients × months (from month -36); the factors are the same in every chunk."""
    factors = plan.random("factors")
    industry = _path(factors, len(INDUSTRIES), persistence=FACTOR_PERSISTENCE, shock=0.35)
    region = _path(factors, len(BRANCHES), persistence=FACTOR_PERSISTENCE, shock=0.25)
    region[WORST_BRANCH] += np.linspace(0, WORST_BRANCH_DRIFT * 2, ALL_MONTHS)
    own = _path(plan.random("health", chunk), len(people), persistence=PERSISTENCE, shock=SHOCK)
    common = INDUSTRY_SHARE * industry[people.industry] * people.is_business[:, None]
    return own + common + REGION_SHARE * region[people.branch]


def _path(random: np.random.Generator, count: int, *, persistence: float, shock: float) -> Floats:
    noise = random.standard_normal((count, ALL_MONTHS)) * shock
    path = np.empty_like(noise)
    path[:, 0] = noise[:, 0] / np.sqrt(1 - persistence**2)
    for month in range(1, ALL_MONTHS):
        path[:, month] = persistence * path[:, month - 1] + noise[:, month]
    return path


def with_decline(paths: Floats, *, places: Ints, begins: Ints, bottoms: Ints, ends: Ints, depth: float) -> Floats:
    """`paths` with falls of some clients, from month `begins` to the bottom at `bottoms`, there until `ends`.

    `depth` 1 goes down to the bottom of health, 0.5 half the way; a client may fall several times.
    """
    months = np.arange(-LEAD_MONTHS, ALL_MONTHS - LEAD_MONTHS)
    length = np.maximum(bottoms - begins, 1)[:, None]
    fallen = np.clip((months - begins[:, None]) / length, 0, 1) * (months <= ends[:, None])
    deepest = np.zeros_like(paths)
    np.maximum.at(deepest, places, depth * fallen)
    return paths + deepest * (BOTTOM - np.minimum(paths, 0))
