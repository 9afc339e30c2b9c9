"""A facility-location case as the compact program that textbooks write: what to open, and who serves whom."""

import numpy as np

from coeplan.formulation.matrix import MatrixModel

from .case import FacilityCase


def compact_matrix(case: FacilityCase) -> MatrixModel:
    r"""Write a case with one binary for each facility and one share for each customer and facility.

    .. math::
        \min \sum_j f_j y_j + \sum_{ij} c_{ij} x_{ij}, \quad \sum_j x_{ij} = 1, \quad
        \sum_i d_i x_{ij} \le b_j y_j, \quad x_{ij} \le y_j

    The last rows are Balinski's (1965). Shares are binary where each customer has a single source. Customers without
    demand are left out, as they cost nothing.
    """
    customers = [number for number, demand in enumerate(case.demands) if demand > 0]
    demands = np.array([case.demands[number] for number in customers])
    served, facilities = len(customers), len(case.capacities)
    opened = np.arange(facilities)
    # Column of a customer's share at a facility, after those of the facilities.
    share = facilities + np.arange(served * facilities).reshape(served, facilities)
    of_customers = [(share[i], np.ones(facilities)) for i in range(served)]
    of_facilities = [
        (np.append(share[:, j], opened[j]), np.append(demands, -case.capacities[j])) for j in range(facilities)
    ]
    links = [(np.array([share[i, j], opened[j]]), np.array([1.0, -1.0])) for i in range(served) for j in opened]
    rows = [*of_customers, *of_facilities, *links]
    below = len(rows) - served
    costs = [np.array(case.fixed_costs), *(np.array(case.costs[number]) for number in customers)]
    columns = facilities * (1 + served)
    return MatrixModel(
        cost=np.concatenate(costs),
        offset=0.0,
        lower=np.zeros(columns),
        upper=np.ones(columns),
        integer=np.arange(columns) < (columns if case.single_source else facilities),
        row_start=np.concatenate([[0], np.cumsum([len(entries) for entries, _ in rows])]),
        column_index=np.concatenate([entries for entries, _ in rows]).astype(np.int32),
        coefficient=np.concatenate([values for _, values in rows]),
        row_lower=np.concatenate([np.ones(served), np.full(below, -np.inf)]),
        row_upper=np.concatenate([np.ones(served), np.zeros(below)]),
    )
