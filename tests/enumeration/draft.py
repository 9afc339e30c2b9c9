"""A tiny instance in the making: plain data that features change one after the other."""

from collections.abc import Callable
from random import Random
from typing import Any

HOME, NEAR, FAR, MID = "AUS", "GDL", "BLR", "KRK"
SECOND_HOME = "DEN"

Data = dict[str, Any]


class Draft:
    """An instance as plain data, with the random numbers that it is made from.

    Attributes
    ----------
    data : dict
        The instance, as JSON would hold it.
    moves : list of dict
        Drivers that are still to be placed on the scenario tree: a scope and ``size``, the multiplier or rate.
    random : Random
        Source of every choice.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.moves: list[Data] = []
        self.data: Data = self._base(seed)

    def _base(self, seed: int) -> Data:
        """Return one area, headquarters and one foreign place, an as-a-service model and a captive one."""
        workload = self.random.choice([2, 3, 3, 4])
        data: Data = {
            "name": f"tiny-{seed}",
            "headquarters": HOME,
            "horizon": {
                "start": self.random.choice(["2027-01", "2027-05", "2027-10"]),
                "periods": 3,
                "months": self.random.choice([4, 6]),
            },
            "discount_rate": self.random.choice([0.0, 0.08]),
            "areas": {"dev": {"workload": workload}},
            "locations": {HOME: self.place("USA", "America/Chicago", self.random.choice([170000, 200000]))},
            "operating_models": {
                "aas": {
                    "vendor": "acme",
                    "fee_per_head": self.random.choice([6000, 12000, 18000]),
                    "seats_included": True,
                },
                "diy": {
                    "set_up_cost": self.random.choice([15000, 40000, 60000]),
                    "fixed_cost": self.random.choice([3000, 10000, 20000]),
                },
            },
            "policies": {},
        }
        data["locations"][HOME]["talent_pool"] = workload + self.random.choice([-1, 0, 1, 1])
        data["locations"][NEAR] = self.place("MEX", "America/Mexico_City", self.random.choice([70000, 95000]))
        data["locations"][NEAR]["productivity"] = self.random.choice([0.8, 0.9, 1.0])
        return data

    def place(self, country: str, zone: str, cost: int) -> Data:
        """Return a new location with a small talent pool."""
        pool = self.random.choice([2, 3, 4])
        return {"country": country, "time_zone": zone, "yearly_cost": cost, "talent_pool": pool}

    @property
    def home(self) -> Data:
        """Headquarters."""
        return self.data["locations"][HOME]

    @property
    def abroad(self) -> list[str]:
        """Names of all locations but headquarters."""
        return [name for name in self.data["locations"] if name != HOME]

    @property
    def areas(self) -> list[str]:
        """Names of the areas."""
        return list(self.data["areas"])

    @property
    def models(self) -> list[str]:
        """Names of the operating models."""
        return list(self.data["operating_models"])

    @property
    def periods(self) -> int:
        """Number of periods."""
        return self.data["horizon"]["periods"]

    @property
    def months(self) -> list[int]:
        """Length of every period in months."""
        months: int | list[int] = self.data["horizon"]["months"]
        return [months] * self.periods if isinstance(months, int) else months

    def far_place(self) -> Data:
        """Return a place whose hours hardly meet headquarters', a new one if there is none yet."""
        for name in (FAR, MID):
            if name in self.data["locations"]:
                return self.data["locations"][name]
        name, country, zone = self.pick((FAR, "IND", "Asia/Kolkata"), (MID, "POL", "Europe/Warsaw"))
        place = self.place(country, zone, self.pick(50000, 80000))
        place["productivity"] = self.pick(0.7, 0.9, 1.0)
        if len(self.areas) > 1:
            place["talent_pool"] = 2
        self.data["locations"][name] = place
        return place

    def site(self) -> Data:
        """Return one location other than headquarters."""
        return self.data["locations"][self.random.choice(self.abroad)]

    def sites(self) -> list[Data]:
        """Return all locations but headquarters."""
        return [self.data["locations"][name] for name in self.abroad]

    def model(self, name: str | None = None) -> Data:
        """Return an operating model, any where none is named."""
        return self.data["operating_models"][name or self.random.choice(self.models)]

    def area(self) -> Data:
        """Return one area."""
        return self.data["areas"][self.random.choice(self.areas)]

    def pick(self, *values: Any) -> Any:
        """Return one of the values."""
        return self.random.choice(values)

    def root_workload(self, area: str) -> int:
        """Return an area's workload in the first period."""
        load: int | list[int] | dict[str, int] = self.data["areas"][area]["workload"]
        if isinstance(load, dict):
            return load["0"]
        return load if isinstance(load, int) else load[0]

    def footprint(self) -> Data:
        """Return the footprint, a new one with headquarters' teams if there is none yet."""
        if "footprint" not in self.data:
            hosts = self.home.get("hosts")
            teams = {name: self.root_workload(name) for name in self.areas if hosts is None or name in hosts}
            self.data["footprint"] = {"sites": {HOME: {"teams": teams}}}
        return self.data["footprint"]

    def existing_site(self) -> Data:
        """Return the site that the footprint has abroad, a new one of a head an area if there is none yet."""
        sites = self.footprint()["sites"]
        for name in self.abroad:
            if "operating_model" in sites.get(name, {}):
                return sites[name]
        name = self.pick(*self.abroad)
        hosts = self.data["locations"][name].get("hosts")
        sites[name] = {
            "operating_model": self.pick(*self.models),
            "age": self.pick(2, 6, 14),
            "teams": {area: self.pick(1, 2) for area in self.areas if hosts is None or area in hosts},
        }
        return sites[name]

    def rent_seats(self) -> None:
        """Give every location abroad seats that cost money, and leave one model without seats included."""
        for place in self.sites():
            place.setdefault("seat_rent", self.pick(2000, 6000, 12000))
            place.setdefault("fit_out", self.pick(1000, 4000, 9000))
            place.setdefault("lease", self.pick(0, 5, 12))
        if all(self.model(name).get("seats_included") for name in self.models):
            self.model("diy")["seats_included"] = False

    def policy(self, name: str, values: Data, price: float, priced: bool | None = None) -> None:
        """Add a policy: hard or priced, in all periods or in some.

        Limits on spans of a path and on whole paths hold in all periods: what a part of the periods means for the node
        that is charged is nowhere said.
        """
        policy = {key: value for key, value in values.items() if value is not None}
        if self.random.random() < 0.4 if priced is None else priced:
            policy["price"] = price
        spans = policy["kind"] in ("cvar_cap", "worst_case_cap", "regret_cap", "run_cost_limit", "capital_limit")
        if not spans or policy.get("per") == "period":
            if self.random.random() < 0.25:
                policy["first_period"] = 1
            if self.random.random() < 0.15:
                policy["last_period"] = self.periods - 2
        self.data["policies"][name] = policy


class Feature:
    """Something that a tiny instance may have; the function that adds it may be called as such."""

    def __init__(self, apply: Callable[[Draft], None]) -> None:
        self.apply = apply
        self.__doc__ = apply.__doc__

    def __call__(self, draft: Draft) -> None:
        """Add the feature to a draft."""
        self.apply(draft)


def feature(function: Callable[[Draft], None]) -> Feature:
    """Mark a function as a feature of the generator, by its own name."""
    return Feature(function)
