"""What a plan uses of its instance, and what it pays for each: places, models, roles, bands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from coeplan_models import Category, Instance, Plan, Site

from .plan_subject import Subject

Paid = tuple[Category, str, str, str]
"""Category, place, operating model and business area of money; empty where it belongs to none."""


@dataclass(frozen=True)
class Use:
    """What a plan uses."""

    subject: Subject
    """The plan."""
    instance: Instance
    """Its instance."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.subject.plan

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles that any area needs."""
        return frozenset(role for area in self.instance.areas.values() for role in area.role_mix)

    @property
    def years(self) -> float:
        """Length of the horizon."""
        return sum(nodes[0].months for nodes in self.subject.periods) / 12

    @cached_property
    def money(self) -> Mapping[Paid, float]:
        """Expected present value of everything that is paid."""
        probability = {node.id: node.probability for node in self.plan.nodes}
        found: dict[Paid, float] = {}
        for amount in self.plan.amounts:
            key = amount.category, amount.location or "", amount.operating_model or "", amount.area or ""
            found[key] = found.get(key, 0.0) + probability[amount.node] * amount.discounted
        return found

    def bears(self, path: str) -> bool:
        """Whether the plan has anything to do with what a path is of."""
        match path.split("."):
            case ["locations", place, "roles", role, *_]:
                return place in self._places and role in self.roles
            case ["locations", place, *_]:
                return place in self._places
            case ["operating_models", *_]:
                return bool(self._sites_of(path))
            case _:
                return True

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(site.location for site in self.plan.sites)

    def paid(self, path: str, categories: tuple[Category, ...]) -> float:
        """Return expected present value of categories that stands on what a path is of."""
        kind, _, rest = path.partition(".")
        owner = rest.partition(".")[0]
        if kind == "operating_models":
            where = {(site.location, site.operating_model or "") for site in self._sites_of(path)}
            return sum(
                m for (what, at, under, _), m in self.money.items() if what in categories and (at, under) in where
            )
        return sum(
            money * self._part(path, at, area)
            for (what, at, _, area), money in self.money.items()
            if what in categories and (kind != "locations" or at == owner) and (kind != "areas" or area == owner)
        )

    def _sites_of(self, path: str) -> list[Site]:
        """Return the states of sites that a path of an operating model holds for: an override goes before the rest."""
        match path.split("."):
            case [_, model, "country_overrides", country, field, *_]:
                return [site for site in self._run_by(model) if self._says(site, field) == ("country", country)]
            case [_, model, "overrides", place, field, *_]:
                return [site for site in self._run_by(model) if self._says(site, field) == ("place", place)]
            case [_, model, field, *_]:
                return [site for site in self._run_by(model) if self._says(site, field) == ("", "")]
            case _:
                return []

    def _run_by(self, model: str) -> list[Site]:
        home = self.plan.headquarters
        return [site for site in self.plan.sites if site.operating_model == model and site.location != home]

    def _says(self, site: Site, field: str) -> tuple[str, str]:
        """Return whose terms of an operating model state a field for a site: the place's, the country's or its own."""
        terms = self.instance.operating_models[site.operating_model or ""]
        name = field.partition("[")[0]
        country = self.instance.locations[site.location].country
        if site.location in terms.overrides and name in terms.overrides[site.location].model_fields_set:
            return "place", site.location
        if country in terms.country_overrides and name in terms.country_overrides[country].model_fields_set:
            return "country", country
        return "", ""

    def band_part(self, path: str, from_heads: float) -> float:
        """Return the part of the time in which a band of fees, or a step of overhead, is in force where it may be."""
        field = "fee_band" if "fee_per_head[" in path else "overhead_step"
        chance = {node.id: node.probability * node.months for node in self.plan.nodes}
        sites = self._sites_of(path)
        whole = sum(chance[site.node] for site in sites)
        within = sum(chance[site.node] for site in sites if getattr(site, field) == from_heads)
        return within / whole if whole else 0.0

    def _part(self, path: str, place: str, area: str) -> float:
        """Return the part of an area's money at a place that a path's role has; all of it where the path has none."""
        match path.split("."):
            case ["locations", _, "roles", role, field, *_] if area:
                mix = self.instance.areas[area].role_mix
                pay = self.instance.locations[place].roles
                costs = {each: share * float(getattr(pay[each], field)) for each, share in mix.items() if each in pay}
                return costs.get(role, 0.0) / sum(costs.values()) if sum(costs.values()) else 0.0
            case _:
                return 1.0
