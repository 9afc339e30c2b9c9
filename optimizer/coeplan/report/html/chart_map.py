"""The map: where sites are, how big, and under which model."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import radians

import altair as alt

from .chart_legend import legend
from .elements import Canvas, Drawn
from .look import BODY_SIZE, INK, LAND, MUTED, width_of
from .world_outline import world_outline

LARGEST = {False: 22.0, True: 13.0}
"""Pixels of the radius of the largest site, by whether the canvas is narrow."""

SMALLEST = 4.5
"""Pixels of the radius of the smallest site."""

MARGIN = 14.0
"""Degrees that are shown around the outermost places at least."""

FEWEST_DEGREES = 70.0
"""Degrees of longitude that a map shows at least."""

FLATTEST, STEEPEST = 0.42, 0.85
"""Least and largest height of a map against its width."""

AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (1, 1), (-1, -1), (-1, 1))
"""Sides of a site on which its label may stand, the best first: right, left, above, below, corners."""

DISTANCES = (4, 16, 30, 46, 64, 84)
"""Pixels between a site and its label, the best first."""


@dataclass(frozen=True)
class Spot:
    """A place on the map."""

    label: str
    """What is written beside it; nothing beside places that are not used."""
    longitude: float
    """Degrees."""
    latitude: float
    """Degrees."""
    heads: float
    """How many heads its size shows."""
    name: str
    """Operating model, which its colour and shape show."""


@dataclass(frozen=True)
class Dress:
    """How a model's sites look."""

    name: str
    """Model."""
    colour: str
    """Colour."""
    shape: str
    """Shape."""


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether both share any pixel."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)

    def inside(self, other: "Box") -> bool:
        """Whether another holds all of it."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom


@dataclass(frozen=True)
class View:
    """The part of the world that is shown, and how degrees become pixels."""

    scale: float
    """Pixels of a radian."""
    shift: tuple[float, float]
    """Pixels of where equator and zero meridian meet."""
    width: int
    """Pixels."""
    height: int
    """Pixels."""

    @classmethod
    def of(cls, spots: Sequence[Spot], canvas: Canvas) -> "View":
        """Show all places with room around them, on a map that is neither a strip nor a tower."""
        points = [_projected(spot.longitude, spot.latitude) for spot in spots]
        margin = radians(MARGIN)
        left, right = min(x for x, _ in points) - margin, max(x for x, _ in points) + margin
        low, high = min(y for _, y in points) - margin, max(y for _, y in points) + margin
        across = max(right - left, radians(FEWEST_DEGREES), (high - low) / STEEPEST)
        upward = max(high - low, across * FLATTEST)
        width = canvas.width - 16
        scale = width / across
        middle = ((left + right) / 2, (low + high) / 2)
        height = round(upward * scale)
        return cls(scale, (width / 2 - middle[0] * scale, height / 2 + middle[1] * scale), width, height)

    def pixels(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return where a place is drawn, from the upper left."""
        x, y = _projected(longitude, latitude)
        return self.shift[0] + x * self.scale, self.shift[1] - y * self.scale

    @property
    def frame(self) -> Box:
        """All of it in pixels."""
        return Box(0.0, 0.0, self.width, self.height)


def _projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Return degrees as radians on a flat map with true angles and distances along the equator and meridians."""
    return radians(longitude), radians(latitude)


@dataclass(frozen=True)
class _Placed:
    """A site with the place of its label."""

    x: float
    y: float
    size: float
    name: str
    label: str
    label_x: float
    label_y: float
    near_x: float
    near_y: float


def world_map(canvas: Canvas, spots: Sequence[Spot], dresses: Sequence[Dress]) -> Drawn:
    """Draw the places on the outline of the world.

    Parameters
    ----------
    canvas : Canvas
        What it is drawn for.
    spots : sequence of Spot
        Places that are used, with a label, and others without.
    dresses : sequence of Dress
        Colours and shapes of all models.

    Returns
    -------
    Drawn
        Land, places, labels that do not cover each other, and lines to those that stand apart.
    """
    view = View.of(spots, canvas)
    used = [spot for spot in spots if spot.label]
    placed = [asdict(each) for each in _placed(used, view, LARGEST[canvas.narrow])]
    unused = [
        dict(zip(("x", "y"), view.pixels(spot.longitude, spot.latitude), strict=True))
        for spot in spots
        if not spot.label
    ]
    land = (
        alt.Chart(alt.InlineData(values=_land(view), format=alt.JsonDataFormat(type="json")))
        .mark_geoshape(fill=LAND, stroke="white", strokeWidth=0.6, clip=True)
        .project(type="equirectangular", scale=view.scale, translate=list(view.shift))
    )
    hollow = alt.Chart(alt.Data(values=unused)).mark_circle(size=30, fill="white", stroke=MUTED, opacity=1)
    sites = alt.Chart(alt.Data(values=placed))
    lines = sites.mark_rule(color=MUTED).encode(_across("x", view), _down("y", view), x2="near_x:Q", y2="near_y:Q")
    marks = sites.mark_point(filled=True, opacity=1, stroke="white", strokeWidth=1.5)
    words = sites.mark_text(align="left", baseline="middle", fontWeight="bold", stroke="white", strokeWidth=3)
    at = (_across("label_x", view), _down("label_y", view))
    return alt.layer(
        land,
        hollow.encode(_across("x", view), _down("y", view)),
        lines,
        marks.encode(_across("x", view), _down("y", view), alt.Size("size:Q", scale=None), *_dressed(dresses, canvas)),
        words.encode(*at, text="label:N"),
        words.mark_text(align="left", baseline="middle", fontWeight="bold", color=INK).encode(*at, text="label:N"),
    ).properties(width=view.width, height=view.height)


def _land(view: View) -> str:
    """Return the part of the outline that the map shows, by whole islands and countries, as GeoJSON."""
    outline = world_outline()
    shown = [polygon for polygon in outline["coordinates"] if _bounds(view, polygon[0]).meets(view.frame)]
    # As a text it is passed on as it is, where Altair would look at every point of it.
    return json.dumps([{"type": "Feature", "geometry": {"type": outline["type"], "coordinates": shown}}])


def _bounds(view: View, ring: Sequence[Sequence[float]]) -> Box:
    corners = [view.pixels(longitude, latitude) for longitude, latitude in ring]
    across, down = zip(*corners, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def _across(field: str, view: View) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, view.width], nice=False, zero=False))


def _down(field: str, view: View) -> alt.Y:
    return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[view.height, 0], nice=False, zero=False))


def _dressed(dresses: Sequence[Dress], canvas: Canvas) -> tuple[alt.Color, alt.Shape]:
    names = [dress.name for dress in dresses]
    shown = legend(names, canvas)
    colour = alt.Color("name:N", legend=shown, scale=alt.Scale(domain=names, range=[each.colour for each in dresses]))
    shape = alt.Shape("name:N", legend=shown, scale=alt.Scale(domain=names, range=[each.shape for each in dresses]))
    return colour, shape


def _placed(spots: Sequence[Spot], view: View, largest: float) -> Iterator[_Placed]:
    """Give every site its label, the largest first, where it covers no site and no other label."""
    most = max((spot.heads for spot in spots), default=0.0) or 1.0
    ordered = sorted(spots, key=lambda spot: -spot.heads)
    circles = [_circle(spot, view, largest * (spot.heads / most) ** 0.5) for spot in ordered]
    taken = list(circles)
    for spot, circle in zip(ordered, circles, strict=True):
        box = _label_box(spot, circle, view, taken)
        taken += [box] if box is not None else []
        yield _with_label(spot, circle, box)


def _circle(spot: Spot, view: View, wanted: float) -> Box:
    x, y = view.pixels(spot.longitude, spot.latitude)
    radius = max(SMALLEST, wanted)
    return Box(x - radius, y - radius, x + radius, y + radius)


def _label_box(spot: Spot, circle: Box, view: View, taken: Sequence[Box]) -> Box | None:
    """Return the first free place for a label; None where there is none: the table names every place."""
    size = (width_of(spot.label) + 4, BODY_SIZE + 3)
    found = (_beside(circle, size, side, distance) for distance in DISTANCES for side in AROUND)
    free = (box for box in found if box.inside(view.frame) and not any(box.meets(other) for other in taken))
    return next(free, None)


def _beside(circle: Box, size: tuple[float, float], side: tuple[int, int], distance: float) -> Box:
    """Return the place of a label at a distance from a site, on one side of it."""
    x, y = (circle.left + circle.right) / 2, (circle.top + circle.bottom) / 2
    away = (circle.right - circle.left) / 2 + distance
    left = {1: x + away, 0: x - size[0] / 2, -1: x - away - size[0]}[side[0]]
    top = {1: y + away, 0: y - size[1] / 2, -1: y - away - size[1]}[side[1]]
    return Box(left, top, left + size[0], top + size[1])


def _with_label(spot: Spot, circle: Box, box: Box | None) -> _Placed:
    x, y = (circle.left + circle.right) / 2, (circle.top + circle.bottom) / 2
    radius = (circle.right - circle.left) / 2
    at = Box(x, y, x, y) if box is None else box
    return _Placed(
        x=x,
        y=y,
        size=3.14 * radius**2,
        name=spot.name,
        label="" if box is None else spot.label,
        label_x=at.left + 2,
        label_y=(at.top + at.bottom) / 2,
        near_x=min(max(x, at.left), at.right),
        near_y=min(max(y, at.top), at.bottom),
    )
