"""Cross-checks of everything that is stated by period, and of the objective."""

from collections.abc import Iterator

from ..faults import Fault
from ..series import PeriodSeries
from .case import Case, Check, Path, number
from .drivers import period_drivers

LONGEST_HORIZON = 1200
"""Most months that a horizon may have; durations are bounded by the same."""


def horizon(case: Case) -> Iterator[Fault]:
    """Period lengths are as many as periods, and the horizon is not absurdly long."""
    months = case.instance.horizon.months
    if isinstance(months, tuple) and len(months) != case.periods:
        yield _wrong_length(("horizon", "months"), len(months), case.periods)
    elif case.horizon_months > LONGEST_HORIZON:
        yield Fault(
            code="horizon_too_long",
            path=("horizon",),
            message=f"the periods have {number(case.horizon_months)} months together",
            value=str(case.horizon_months),
            expected=f"at most {number(LONGEST_HORIZON)} months",
        )


def workloads(case: Case) -> Iterator[Fault]:
    """Workloads cover the horizon, from period 0 on."""
    for area_id, area in case.instance.areas.items():
        path = ("areas", area_id, "workload")
        yield from _series(path, area.workload, case.periods)
        if not isinstance(area.workload, int | float | tuple) and 0 not in area.workload:
            yield Fault(
                code="no_first_value",
                path=path,
                message=f"the workload is not stated before period {min(area.workload)}",
                expected="an entry for period 0",
            )


def driver_values(case: Case) -> Iterator[Fault]:
    """Values of drivers fit the horizon."""
    for path, driver in period_drivers(case.instance.scenarios):
        yield from _series((*path, "values"), driver.values, case.periods)


def _series(path: Path, series: PeriodSeries, periods: int) -> Iterator[Fault]:
    if isinstance(series, int | float):
        return
    if isinstance(series, tuple):
        if len(series) != periods:
            yield _wrong_length(path, len(series), periods)
        return
    for key in series:
        if key >= periods:
            yield beyond_horizon((*path, str(key)), key, periods)


def _wrong_length(path: Path, length: int, periods: int) -> Fault:
    return Fault(
        code="wrong_length",
        path=path,
        message=f"the list has {length} entries, the horizon {periods} periods",
        value=f"{length} entries",
        expected=f"{periods} entries, one a period",
    )


def beyond_horizon(path: Path, period: int, periods: int) -> Fault:
    """Return the fault of a period that the horizon does not have."""
    return Fault(
        code="beyond_horizon",
        path=path,
        message=f"period {period} is beyond the horizon",
        value=str(period),
        expected=f"a period from 0 to {periods - 1}",
    )


def objective(case: Case) -> Iterator[Fault]:
    """Something is minimised."""
    said = case.instance.objective
    if said.total_weight == 0:
        yield Fault(
            code="no_objective",
            path=("objective",),
            message="expectation_weight, cvar_weight, worst_case_weight and regret_weight are all 0, so every plan "
            "would be equally good",
            expected="at least one weight above 0",
        )


def earliest_moves(case: Case) -> Iterator[Fault]:
    """Areas that may move at all do so within the horizon."""
    for area_id, area in case.instance.areas.items():
        if area.earliest_move >= case.periods:
            yield Fault(
                severity="warning",
                code="never_moves",
                path=("areas", area_id, "earliest_move"),
                message=f"period {area.earliest_move} is beyond the horizon, so the area never moves",
                value=str(area.earliest_move),
                expected=f"a period from 0 to {case.periods - 1}, if it may move",
            )


CHECKS = (
    Check(horizon),
    Check(workloads),
    Check(driver_values),
    Check(objective),
    Check(earliest_moves),
)
"""Checks of this file, in the order in which they run."""
