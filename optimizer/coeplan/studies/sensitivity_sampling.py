"""Points of global screens, and what is told of them by the package that draws and reads them."""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coeplan_models.studies import MorrisCases, SobolCases

from .design import DesignError

RESAMPLES = 1000
"""How often results are drawn anew for a confidence interval."""

CONFIDENCE = 0.95
"""Level of confidence intervals."""

Numbers = NDArray[np.float64]


def unit_points(cases: MorrisCases | SobolCases, inputs: int) -> Numbers:
    """Draw the points of a screen.

    Parameters
    ----------
    cases : MorrisCases or SobolCases
        Method, size and seed.
    inputs : int
        How many inputs there are.

    Returns
    -------
    array of float
        Points of the unit cube, shape (points, inputs). Those of Morris are paths of ``inputs + 1`` points each, those
        of Sobol blocks of ``inputs + 2``.

    Raises
    ------
    DesignError
        Where the package that draws is not installed.
    """
    random = np.random.default_rng(cases.seed)
    if isinstance(cases, MorrisCases):
        points = _salib("sample.morris").sample(
            _problem(inputs), cases.trajectories, num_levels=cases.levels, seed=random
        )
    else:
        points = _salib("sample.sobol").sample(_problem(inputs), cases.samples, calc_second_order=False, seed=random)
    return np.asarray(points, dtype=np.float64)


def morris_effects(cases: MorrisCases, points: Numbers, outputs: Sequence[float]) -> Mapping[str, Numbers]:
    """Return the elementary effects of whole paths.

    Parameters
    ----------
    cases : MorrisCases
        The method.
    points : array of float
        Points of the unit cube, shape (paths x (inputs + 1), inputs).
    outputs : sequence of float
        One output for each point.

    Returns
    -------
    mapping of str to array of float
        ``mu``, ``mu_star``, ``mu_star_conf`` and ``sigma``, one number for each input: effects of passing through the
        whole range, in the unit of the output.
    """
    found = _salib("analyze.morris").analyze(
        _problem(points.shape[1]),
        points,
        np.asarray(outputs, dtype=np.float64),
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=cases.levels,
        seed=np.random.default_rng(cases.seed),
    )
    return {name: np.asarray(found[name], dtype=np.float64) for name in ("mu", "mu_star", "mu_star_conf", "sigma")}


def sobol_shares(cases: SobolCases, inputs: int, outputs: Sequence[float]) -> Mapping[str, Numbers]:
    """Return the shares of variance that inputs account for.

    Parameters
    ----------
    cases : SobolCases
        The method.
    inputs : int
        How many inputs there are.
    outputs : sequence of float
        One output for each point; not all the same.

    Returns
    -------
    mapping of str to array of float
        ``S1``, ``S1_conf``, ``ST`` and ``ST_conf``, one number for each input.
    """
    found = _salib("analyze.sobol").analyze(
        _problem(inputs),
        np.asarray(outputs, dtype=np.float64),
        calc_second_order=False,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        # The package takes the seed 0 for none.
        seed=cases.seed + 1,
    )
    return {name: np.asarray(found[name], dtype=np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf")}


def _problem(inputs: int) -> dict[str, Any]:
    return {"num_vars": inputs, "names": [f"x{number}" for number in range(inputs)], "bounds": [[0.0, 1.0]] * inputs}


def _salib(module: str) -> Any:
    try:
        return importlib.import_module(f"SALib.{module}")
    except ImportError as error:
        raise DesignError(
            "Morris and Sobol need the package SALib: pip install 'coeplan[studies]', or ask for a tornado"
        ) from error
