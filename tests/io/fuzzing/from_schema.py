"""Makes documents from a JSON Schema: mostly as it says, now and then not."""

import re
from random import Random
from typing import Any

from .mutations import NUMBERS, POOL

Schema = dict[str, Any]

NAMES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("location", "headquarters", "partner_location"), ("HQ", "MX")),
    **dict.fromkeys(("area", "partner"), ("dev", "ops")),
    **dict.fromkeys(("operating_model", "to_model"), ("bot", "captive")),
    **dict.fromkeys(("node", "parent", "leaf", "id"), ("t00", "t01", "t02", "t01.a")),
    **dict.fromkeys(("plan", "policy"), ("last",)),
    "vendor": ("acme",),
    "country": ("USA", "MEX"),
    "region": ("NA", "EU"),
    "time_zone": ("America/Chicago", "Europe/Warsaw"),
    "currency": ("USD",),
}
"""Names that fields of texts choose from, so that some references lead somewhere."""

KEYS: dict[str, tuple[str, ...]] = {
    "areas": ("dev", "ops"),
    "locations": ("HQ", "MX"),
    "operating_models": ("bot", "captive"),
    "collaboration": ("dev", "ops"),
    "conversions": ("bot", "captive"),
    "overrides": ("MX",),
    "country_overrides": ("MEX",),
    "reference_plans": ("last",),
    "nodes": ("t00", "t01", "t02"),
    "sites": ("HQ", "MX"),
    "teams": ("dev", "ops"),
    "workload": ("0", "1", "2"),
    "values": ("0", "1", "2"),
}
"""Keys of maps, by the field that holds the map."""

PATTERNS = {
    r"^(19|20|21)\d\d-(0[1-9]|1[0-2])$": ("2027-01", "2030-12", "1999-06"),
    r"^[A-Z]{3}$": ("USD", "EUR"),
}

WANTED = {
    "yearly_cost": 0.7,
    "drivers": 0.5,
    "operating_models": 0.7,
    "scenarios": 0.6,
    "policies": 0.5,
    "footprint": 0.4,
}
"""How often some fields are stated that need not be."""

DEEPEST = 9


class Maker:
    """Makes one document.

    Parameters
    ----------
    chance : Random
        Source of every choice.
    schema : dict
        The schema of the whole.
    perverse : float
        How often a value is none that the schema allows.
    """

    def __init__(self, chance: Random, schema: Schema, perverse: float) -> None:
        self._chance = chance
        self._schema = schema
        self._perverse = perverse

    def document(self) -> Any:
        """Return a document."""
        return self.value(self._schema.get("else", self._schema), "", 0)

    def value(self, schema: Schema, field: str, depth: int) -> Any:
        """Return a value of a field."""
        if depth and self._chance.random() < self._perverse:
            return self._chance.choice(POOL)
        found = self._resolved(schema)
        for several in ("anyOf", "oneOf"):
            if several in found:
                return self.value(self._chance.choice(found[several]), field, depth)
        if "const" in found:
            return found["const"]
        if "enum" in found:
            return self._chance.choice(found["enum"])
        return self._of_type(found, field, depth)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schema["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        return schema

    def _of_type(self, schema: Schema, field: str, depth: int) -> Any:
        kind = schema.get("type")
        if kind == "object":
            return self._map(schema, field, depth)
        if kind == "array":
            least = schema.get("minItems", 0)
            count = least if depth > DEEPEST else least + self._chance.randrange(4)
            return [self.value(schema.get("items", {}), field, depth + 1) for _ in range(count)]
        if kind in ("number", "integer"):
            return self._number(schema, whole=kind == "integer")
        if kind == "string":
            return self._text(schema, field)
        return self._chance.random() < 0.5 if kind == "boolean" else None

    def _map(self, schema: Schema, field: str, depth: int) -> dict[str, Any]:
        stated = schema.get("properties")
        if stated is None:
            return self._keyed(schema, field, depth)
        needed = set(schema.get("required", ()))
        found: dict[str, Any] = {}
        for key, inner in stated.items():
            often = 1.0 - self._perverse if key in needed else WANTED.get(key, 0.15)
            if isinstance(inner, dict) and self._chance.random() < often:
                found[key] = self.value(inner, key, depth + 1)
        return found

    def _keyed(self, schema: Schema, field: str, depth: int) -> dict[str, Any]:
        patterns: Schema = schema.get("patternProperties", {})
        inner = next(iter(patterns.values()), schema.get("additionalProperties", {}))
        keys = KEYS.get(field, ("a", "b", "c"))
        chosen = [key for key in keys if depth <= DEEPEST and self._chance.random() < 0.8]
        chosen = chosen or list(keys[: schema.get("minProperties", 0)])
        return {key: self.value(inner if isinstance(inner, dict) else {}, key, depth + 1) for key in chosen}

    def _number(self, schema: Schema, *, whole: bool) -> float:
        if self._chance.random() < self._perverse:
            return self._chance.choice(NUMBERS)
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        high = schema.get("maximum", schema.get("exclusiveMaximum", 10**6))
        end = self._chance.choice([low, low, high, low + 1, low + 3, low + 12, (low + high) / 2])
        found = min(max(end, low), high)
        if found in (schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")):
            found = low + 1 if low + 1 < high else (low + high) / 2
        return int(found) if whole else found

    def _text(self, schema: Schema, field: str) -> str:
        pattern = schema.get("pattern", "")
        names = PATTERNS.get(pattern) or NAMES.get(field) or ("small", "t00", "MX", "dev", "USA")
        found = self._chance.choice(names)
        assert not pattern or re.search(pattern, found) or field in NAMES, f"{found!r} breaks {pattern}"
        return found
