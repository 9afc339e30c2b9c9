"""Where: the map of sites with their sizes and models, and the same as a table."""

from coeplan.plans.decide import SiteView
from coeplan_models import Location
from coeplan_models.faults import shortened

from ..numbers import count, heads, heads_expected, heads_range, listed, probability
from ..sentences import peak
from . import chart_map
from .elements import Block, Canvas, Drawn, Figure, Paragraphs, Section, Table
from .look import HOME
from .plan_subject import Subject

CERTAIN = 1 - 1e-9
"""Probabilities above this are those of what happens in every future."""

HOME_SHAPE = "circle"

LONGEST_LABEL = 24
"""Letters of a name that stand on the map."""


def where(subject: Subject) -> Section:
    """Return the section on places."""
    return Section("where", "Where?", tuple(_blocks(subject)))


def _blocks(subject: Subject) -> list[Block]:
    table = sites_table(subject)
    spots = _spots(subject)
    missing = _without_place(subject)
    if not spots:
        reason = "its instance is not at hand" if subject.instance is None else "the instance states no coordinates"
        return [Paragraphs((f"There is no map, for {reason}.",)), table]
    figure = Figure(
        name="map",
        title="Sites with their heads at the end of the horizon",
        finding=_finding(subject, missing),
        draw=lambda canvas: _map(subject, spots, canvas),
        table=table,
    )
    return [figure]


def _map(subject: Subject, spots: tuple[chart_map.Spot, ...], canvas: Canvas) -> Drawn:
    shapes = subject.model_shapes
    dresses = [chart_map.Dress(name, colour, shapes[name]) for name, colour in subject.model_colours.items()]
    home = chart_map.Dress(_home_name(subject), HOME, HOME_SHAPE)
    return chart_map.world_map(canvas, spots, [*dresses, home])


def _home_name(subject: Subject) -> str:
    return subject.names.model("headquarters")


def _spots(subject: Subject) -> tuple[chart_map.Spot, ...]:
    """Return the places of the instance that say where they are."""
    if subject.instance is None:
        return ()
    used = {site.location: site for site in subject.page.read.sites}
    return tuple(
        _spot(subject, place, used.get(key))
        for key, place in subject.instance.locations.items()
        if place.latitude is not None and place.longitude is not None
    )


def _spot(subject: Subject, place: Location, site: SiteView | None) -> chart_map.Spot:
    at = place.longitude or 0.0, place.latitude or 0.0
    if site is None:
        return chart_map.Spot("", *at, heads=0.0, name="")
    name = shortened(subject.names.location(site.location), LONGEST_LABEL)
    passing = f", at most {heads(round(site.peak))}" if peak(site) else ""
    label = f"{name} {heads(round(site.final_expected))}{passing}"
    model = site.operating_models[-1] if site.operating_models else ""
    return chart_map.Spot(label, *at, heads=site.final_expected, name=subject.names.model(model))


def _without_place(subject: Subject) -> list[str]:
    """Return the names of places that are used and say nothing of where they are."""
    if subject.instance is None:
        return []
    places = subject.instance.locations
    return [
        subject.names.location(site.location)
        for site in subject.page.read.sites
        if places[site.location].latitude is None or places[site.location].longitude is None
    ]


def _finding(subject: Subject, missing: list[str]) -> str:
    abroad = [site for site in subject.page.read.sites if not site.headquarters]
    considered = 0 if subject.instance is None else len(subject.instance.locations) - len(subject.page.read.sites)
    largest = sorted(abroad, key=lambda site: -site.final_expected)
    places = listed(
        f"{subject.names.location(site.location)} with {heads_range(site.final_low, site.final_high)}{_passing(site)}"
        for site in largest
    )
    told = f"{count(len(abroad), 'site', 'sites')} abroad: {places} heads at the end." if abroad else "No site abroad."
    other = f" {count(considered, 'more place was', 'more places were')} considered and not used." if considered else ""
    left_out = f" Without coordinates, so not on the map: {listed(missing)}." if missing else ""
    return f"{told}{other}{left_out}"


def _passing(site: SiteView) -> str:
    """Tell the size of a site that is larger on the way than at either end."""
    most = peak(site)
    return f" ({most})" if most else ""


def sites_table(subject: Subject) -> Table:
    """Return where, how, since when and how big."""
    tree = subject.page.read.tree
    last = tree.label(tree.leaves[0].id)
    head = ("Place", "Operating model", "Since", "Heads now", f"End of {tree.years[0]}", f"In {last}")
    return Table(
        caption="Places in use; heads are expected ones, with fewest and most over the futures where they differ",
        head=head,
        rows=tuple(_row(subject, site) for site in subject.page.read.sites),
        labels=3,
    )


def _row(subject: Subject, site: SiteView) -> tuple[str, ...]:
    chance = "" if site.probability > CERTAIN else f" (in {probability(site.probability)} of futures)"
    return (
        subject.names.location(site.location),
        ", then ".join(subject.names.model(model) for model in site.operating_models),
        f"{site.start}{chance}",
        heads(site.heads_now),
        heads_expected(site.year_end_expected, site.year_end_low, site.year_end_high),
        heads_expected(site.final_expected, site.final_low, site.final_high),
    )
