"""A capacitated facility-location case, whatever format it came in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FacilityCase:
    """Facilities that may be opened, and customers to be served from open ones at least cost.

    Attributes
    ----------
    name : str
        Short name.
    capacities, fixed_costs : tuple of float
        By facility: the most demand that it serves, and what opening it costs.
    demands : tuple of float
        By customer.
    costs : tuple of tuple of float
        Cost of serving all of a customer's demand, ``costs[customer][facility]``.
    single_source : bool
        Whether each customer is served wholly by one facility; otherwise its demand may be divided.
    """

    name: str
    capacities: tuple[float, ...]
    fixed_costs: tuple[float, ...]
    demands: tuple[float, ...]
    costs: tuple[tuple[float, ...], ...]
    single_source: bool
