"""Models and stand-ins for the tests of the solver process."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import coeplan
import coeplan_models
from coeplan.formulation.matrix import MatrixModel

STANDINS = Path(__file__).parent / "standins"


def rows(model_rows: list[dict[int, float]]) -> dict[str, np.ndarray]:
    """Compressed sparse rows from one dict of coefficients a row."""
    return {
        "row_start": np.cumsum([0, *map(len, model_rows)]),
        "column_index": np.array([column for row in model_rows for column in row], dtype=np.int32),
        "coefficient": np.array([factor for row in model_rows for factor in row.values()], dtype=float),
    }


@pytest.fixture
def knapsack() -> MatrixModel:
    """Maximise 5a + 4b + 3c, 2a + 3b + c <= 5, whole in 0..1 (best: a, b, so -9), and 100 on top."""
    return MatrixModel(
        cost=np.array([-5.0, -4.0, -3.0]),
        offset=100.0,
        lower=np.zeros(3),
        upper=np.ones(3),
        integer=np.ones(3, dtype=bool),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([5.0]),
        column_names=("a", "b", "c"),
        row_names=("weight",),
        **rows([{0: 2.0, 1: 3.0, 2: 1.0}]),
    )


@pytest.fixture
def unbounded() -> MatrixModel:
    """Minimise -a - b, a - b <= 3, whole and not negative: falls for ever."""
    return MatrixModel(
        cost=np.array([-1.0, -1.0]),
        offset=0.0,
        lower=np.zeros(2),
        upper=np.full(2, np.inf),
        integer=np.ones(2, dtype=bool),
        row_lower=np.array([-np.inf]),
        row_upper=np.array([3.0]),
        **rows([{0: 1.0, 1: -1.0}]),
    )


def make_facility(sites: int, clients: int, seed: int = 0) -> MatrixModel:
    """Capacitated facility location, single sourcing: as hard as its size asks for."""
    random = np.random.default_rng(seed)
    distance = np.linalg.norm(random.random((sites, 1, 2)) - random.random((1, clients, 2)), axis=2)
    demand = random.integers(5, 35, clients).astype(float)
    capacity = random.integers(60, 160, sites).astype(float)
    served = [sites + site * clients + np.arange(clients) for site in range(sites)]
    model_rows: list[dict[int, float]] = []
    for client in range(clients):
        model_rows.append({int(served[site][client]): 1.0 for site in range(sites)})
    for site in range(sites):
        model_rows.append({site: -capacity[site]} | dict(zip(served[site].tolist(), demand, strict=True)))
    for site in range(sites):
        model_rows.extend({site: -1.0, int(place): 1.0} for place in served[site])
    count = sites + sites * clients
    others = len(model_rows) - clients
    return MatrixModel(
        cost=np.concatenate([random.integers(50, 120, sites), (distance * demand * 10).ravel()]),
        offset=1000.0,
        lower=np.zeros(count),
        upper=np.ones(count),
        integer=np.ones(count, dtype=bool),
        row_lower=np.concatenate([np.ones(clients), np.full(others, -np.inf)]),
        row_upper=np.concatenate([np.ones(clients), np.zeros(others)]),
        **rows(model_rows),
    )


@pytest.fixture
def facility() -> Callable[..., MatrixModel]:
    """Maker of facility location models: (20, 40) takes no time, (30, 60) half a second, (60, 120) over ten."""
    return make_facility


@pytest.fixture
def network() -> MatrixModel:
    """Fixed-charge network design, 40,400 columns: a first solution at once, then ten seconds of root LP."""
    nodes, arcs, goods = 40, 400, 100
    random = np.random.default_rng(0)
    tail = np.concatenate([np.arange(nodes), random.integers(0, nodes, arcs - nodes)])
    head = (tail + random.integers(1, nodes, arcs)) % nodes
    head[:nodes] = (tail[:nodes] + 1) % nodes
    origin = random.integers(0, nodes, goods)
    goal = (origin + random.integers(1, nodes, goods)) % nodes
    amount = random.integers(5, 30, goods).astype(float)
    capacity = random.integers(40, 200, arcs).astype(float)
    capacity[:nodes] = amount.sum()
    flow = arcs + np.arange(arcs * goods).reshape(arcs, goods)
    model_rows: list[dict[int, float]] = []
    balance: list[float] = []
    for good in range(goods):
        for node in range(nodes):
            out, into = flow[tail == node, good].tolist(), flow[head == node, good].tolist()
            model_rows.append(dict.fromkeys(out, 1.0) | dict.fromkeys(into, -1.0))
            balance.append(amount[good] * (float(node == origin[good]) - float(node == goal[good])))
    for arc in range(arcs):
        model_rows.append({arc: -capacity[arc]} | dict.fromkeys(flow[arc].tolist(), 1.0))
        for good in range(goods):
            model_rows.append({arc: -min(amount[good], capacity[arc]), int(flow[arc, good]): 1.0})
    limits = len(model_rows) - len(balance)
    count = arcs + arcs * goods
    return MatrixModel(
        cost=np.concatenate([random.integers(50, 500, arcs), np.repeat(random.integers(1, 20, arcs), goods)]),
        offset=0.0,
        lower=np.zeros(count),
        upper=np.concatenate([np.ones(arcs), np.full(arcs * goods, np.inf)]),
        integer=np.arange(count) < arcs,
        row_lower=np.concatenate([balance, np.full(limits, -np.inf)]),
        row_upper=np.concatenate([balance, np.zeros(limits)]),
        **rows(model_rows),
    )


@pytest.fixture
def environment() -> dict[str, str]:
    """Environment in which a Python started elsewhere finds the packages under test."""
    roots = {str(Path(package.__file__).resolve().parents[1]) for package in (coeplan, coeplan_models)}
    return os.environ | {"PYTHONPATH": os.pathsep.join(sorted(roots))}


@pytest.fixture
def standin() -> Callable[..., list[str]]:
    """Command line of a stand-in for the worker."""

    def command(name: str, *arguments: str) -> list[str]:
        return [sys.executable, "-P", str(STANDINS / f"{name}.py"), *arguments]

    return command
