"""The rules that business areas set: work that has to be done, and what it asks of a place."""

from coeplan.io.tree import Plain
from coeplan.whatif.paths import path_text
from coeplan_models import Area, Instance, Location

from .rules import PER_CENT, Choice, Dial, Rule, Rules, counted, fewer, more, named, setting
from .wording import period_name


def area_rules(instance: Instance) -> Rules:
    """Yield the rules of all areas."""
    for area_id, area in instance.areas.items():
        yield from _work(area_id, area, instance)
        yield from _sizes(area_id, area)
        yield from _places(area_id, area, instance)
        yield from _together(area_id, area)


def _work(area_id: str, area: Area, instance: Instance) -> Rules:
    """Yield the rule that work is done; a share of it, or all, can be let go."""
    path = ("areas", area_id, "unmet")
    let_go = 0.0 if area.unmet is None else area.unmet.max_share
    if let_go >= 1:
        return
    holder: dict[str, Plain] = {"price": _price(area_id, area, instance.locations[instance.headquarters])}
    if area.unmet is None:
        dial = Dial(path, 0.0, 0.001, 1.0, PER_CENT, holder, "max_share", reference=1.0)
    else:
        dial = Dial((*path, "max_share"), let_go, 0.001, 1.0, PER_CENT, reference=1.0)
    least = f"at least {100 * (1 - let_go):g} % of " if let_go else ""
    yield Rule(
        path=("areas", area_id, "workload"),
        says=f"{least}the work of {named(area_id, area.name)} is done",
        off=(setting(path, {"price": 0, "max_share": 1}),),
        ways=(dial,),
        area=area_id,
    )


def _price(area_id: str, area: Area, home: Location) -> float:
    """Return what undone work is charged where nobody has said: what a head at headquarters costs."""
    return round(home.pay(area_id, area, "yearly_cost") or 0.0)


def _sizes(area_id: str, area: Area) -> Rules:
    called = named(area_id, area.name)
    if area.min_team > 0:
        path = ("areas", area_id, "min_team")
        says = f"a team of {called} has at least {counted(area.min_team, 'heads')}"
        ways = (fewer(path, area.min_team, 1, "heads"),)
        yield Rule(path, says, (setting(path, 0),), ways, area=area_id)
    if area.single_site:
        path = ("areas", area_id, "single_site")
        longer = more(("areas", area_id, "handover"), area.handover, 1, "periods", most=1200)
        says = f"{called} sits at one place, at two for at most {counted(area.handover, 'periods')}"
        yield Rule(path, says, (setting(path, False),), (longer,), area=area_id)


def _places(area_id: str, area: Area, instance: Instance) -> Rules:
    called = named(area_id, area.name)
    if area.earliest_move > 0:
        path = ("areas", area_id, "earliest_move")
        ways = (fewer(path, area.earliest_move, 1, "periods"),)
        says = f"{called} does not move before {period_name(area.earliest_move, instance)}"
        yield Rule(path, says, (setting(path, 0),), ways, area=area_id)
    if area.overlap_floor > 0:
        path = ("areas", area_id, "overlap_floor")
        ways = (fewer(path, area.overlap_floor, 0.01, "hours a day"),)
        says = f"{called} sits only where it shares {counted(area.overlap_floor, 'hours a day')} with its partner"
        yield Rule(path, says, (setting(path, 0),), ways, area=area_id)


def _together(area_id: str, area: Area) -> Rules:
    """Yield the rules that heads of an area are near to those of another."""
    for partner, terms in area.collaboration.items():
        if terms.unmatched == "forbidden":
            path = ("areas", area_id, "collaboration", partner)
            ways: tuple[Dial | Choice, ...] = (
                fewer((*path, "min_overlap"), terms.min_overlap, 0.25, "hours a day"),
                more((*path, "heads_served"), terms.heads_served, 0.1, "heads per head"),
            )
            yield Rule(
                path=(*path, "unmatched"),
                says=(
                    f"every head of {area_id} has heads of {partner}, one for {terms.heads_served:g}, within "
                    f"{counted(terms.min_overlap, 'common hours')}"
                ),
                off=(f"{path_text((*path, 'unmatched'))} = 0",),
                ways=ways,
                area=area_id,
            )
