"""The outline of the world's countries that maps are drawn on, and how its file is made.

The data are those of Natural Earth, 1:110m, version 4.1, in the public domain. Their TopoJSON is redistributed by the
package ``world-atlas`` 2.0.2 as ``countries-110m.json``. The file that ships is made from it by::

    python -m coeplan.report.html.world_outline countries-110m.json
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from coeplan.io import write_atomically

OUTLINE_FILE = Path(__file__).with_name("world-110m.json")
"""The outline: one GeoJSON MultiPolygon, a polygon or more for each country."""

LEFT_OUT = frozenset({"010", "260"})
"""Countries that are not drawn, by their number in ISO 3166: Antarctica and the French Southern Lands."""

DECIMALS = 1
"""Digits of a coordinate in degrees: a pixel of the widest map is about half a degree."""

FEWEST_POINTS = 4
"""Points of the smallest ring, the last of which is the first."""

Point = tuple[float, float]
Ring = list[Point]


def world_outline() -> Mapping[str, Any]:
    """Return the outline as a GeoJSON geometry; longitudes and latitudes in degrees, rings as on a sphere."""
    return json.loads(OUTLINE_FILE.read_text(encoding="utf-8"))


def outline_of(topology: Mapping[str, Any]) -> dict[str, Any]:
    """Return the countries of a topology as one geometry.

    Parameters
    ----------
    topology : mapping
        TopoJSON with quantized arcs, and countries as its object ``countries``.

    Returns
    -------
    dict
        A GeoJSON MultiPolygon; coordinates are rounded, rings that vanish by it are left out.
    """
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    polygons: list[list[Ring]] = []
    for country in topology["objects"]["countries"]["geometries"]:
        if country.get("id") not in LEFT_OUT:
            polygons += _polygons(country, arcs)
    return {"type": "MultiPolygon", "coordinates": polygons}


def _decoded(arc: Sequence[Sequence[int]], transform: Mapping[str, Any]) -> Ring:
    """Return the points of an arc, which are stored as steps from one to the next on a grid."""
    scale, shift = transform["scale"], transform["translate"]
    columns, rows = accumulate(step[0] for step in arc), accumulate(step[1] for step in arc)
    return [(x * scale[0] + shift[0], y * scale[1] + shift[1]) for x, y in zip(columns, rows, strict=True)]


def _polygons(country: Mapping[str, Any], arcs: Sequence[Ring]) -> Iterator[list[Ring]]:
    parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    for part in parts:
        rings = [ring for ring in (_ring(numbers, arcs) for numbers in part) if len(ring) >= FEWEST_POINTS]
        if rings:
            yield rings


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Join arcs, each of which begins where the last has ended; a negative number is that of an arc reversed."""
    found: Ring = []
    for number in numbers:
        points = arcs[number] if number >= 0 else arcs[~number][::-1]
        for x, y in points:
            point = (round(x, DECIMALS), round(y, DECIMALS))
            if not found or found[-1] != point:
                found.append(point)
    return found


def main(source: str) -> None:
    """Write the outline that ships from a file of TopoJSON."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    write_atomically(OUTLINE_FILE, json.dumps(outline_of(topology), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
