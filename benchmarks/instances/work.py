"""Business areas: what a software firm does, and what that asks of a place."""

from dataclasses import dataclass
from typing import Any

from .draw import Draw
from .sizes import Size

SURVIVAL_SHARE = 0.4


@dataclass(frozen=True)
class Kind:
    """One kind of work.

    Attributes
    ----------
    name : str
        Name for people.
    index : str
        The catalogue's path of AI productivity that it follows.
    roles : dict
        Role mix.
    workload : tuple of int
        Least and most baseline FTE, before the size of the firm.
    real_time : tuple of float
        Target overlap in hours, share of the work that needs it, output lost for each missing hour.
    unmet : int
        Price of an FTE-year that stays undone.
    """

    name: str
    index: str
    roles: dict[str, float]
    workload: tuple[int, int]
    real_time: tuple[float, float, float]
    unmet: int


ENGINEERS = {"swe_junior": 0.15, "swe_mid": 0.45, "swe_senior": 0.3, "product_manager": 0.1}

KINDS = {
    "product": Kind("Product engineering", "software_new_build", ENGINEERS, (30, 45), (4, 0.4, 0.03), 500_000),
    "support": Kind(
        "Customer support", "support_tier1", {"support_t1": 0.7, "support_t2": 0.3}, (20, 36), (6, 0.5, 0.02), 200_000
    ),
    "quality": Kind("Quality", "qa_test", {"qa_engineer": 1.0}, (12, 22), (3, 0.2, 0.015), 400_000),
    "success": Kind(
        "Customer success",
        "customer_success_solutions",
        {"cs_solution_consultant": 0.9, "product_manager": 0.1},
        (10, 20),
        (6, 0.6, 0.03),
        400_000,
    ),
    "platform": Kind(
        "Platform and reliability",
        "devops_sre",
        {"devops_engineer": 0.8, "swe_senior": 0.2},
        (14, 24),
        (2, 0.2, 0.015),
        500_000,
    ),
    "office": Kind(
        "Finance and people services",
        "finance_hr_shared",
        {"fin_hr_shared_services": 1.0},
        (10, 20),
        (3, 0.2, 0.015),
        250_000,
    ),
    "data": Kind("Data and AI", "data_ai", {"data_ai_engineer": 1.0}, (10, 18), (3, 0.3, 0.015), 500_000),
    "upkeep": Kind(
        "Upkeep of older products",
        "software_existing_code",
        {"swe_junior": 0.3, "swe_mid": 0.6, "swe_senior": 0.1},
        (16, 30),
        (2, 0.2, 0.015),
        450_000,
    ),
    "experts": Kind("Second-line support", "support_tier2", {"support_t2": 1.0}, (10, 18), (5, 0.4, 0.02), 250_000),
    "roadmap": Kind(
        "Product management", "product_management", {"product_manager": 1.0}, (8, 12), (5, 0.5, 0.03), 600_000
    ),
}
"""Kinds of work, the commonest first."""


def draw_areas(size: Size, seed: int) -> dict[str, dict[str, Any]]:
    """Return the areas of a firm: product engineering, customer support, and others up to the size."""
    draw = Draw(size.name, seed, "areas")
    core, others = list(KINDS)[:2], list(KINDS)[2:]
    chosen = core + draw.some(others, size.areas - len(core))
    areas = {key: _area(key, size, draw) for key in chosen}
    for key in chosen[2:4]:
        areas[key] |= {"critical": True, "survival_share": SURVIVAL_SHARE}
    areas[chosen[2]]["collaboration"] = {
        "product": {"min_overlap": 3, "heads_served": 2, "unmatched": 1000 * draw.whole(6, 15)}
    }
    if size.areas > 4:
        alone = draw.one(chosen[4:])
        areas[alone] |= {"single_site": True, "handover": 1}
    return areas


def _area(key: str, size: Size, draw: Draw) -> dict[str, Any]:
    kind = KINDS[key]
    target, share, loss = kind.real_time
    base = round(draw.number(*map(float, kind.workload)) * size.firm)
    growth = draw.number(-0.02, 0.09)
    area: dict[str, Any] = {
        "name": kind.name,
        "workload": {year * 4: round(base * (1 + growth) ** year, 1) for year in range(size.periods // 4)},
        "role_mix": kind.roles,
        "min_team": draw.whole(3, 6),
        "overlap_target": target,
        "real_time_share": share,
        "loss_per_missing_hour": loss,
        "unmet": {"price": kind.unmet, "max_share": 0.4},
    }
    if key == "support":
        area["real_time_partner"] = draw.one(["Europe/Berlin", "America/New_York"])
    if key == "success":
        area["overlap_floor"] = 4
    if key in ("product", "data"):
        area["earliest_move"] = draw.whole(0, 2)
    return area
