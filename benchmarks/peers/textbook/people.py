"""Teams: balance, big-M links to sites, ramp-up, coverage, seats, collaboration."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any

import pyomo.environ as pyo

from .book import Book, Expression


def declare(book: Book) -> None:
    """Add heads, flows, seats, unmet workload and matches."""
    numbers = book.numbers
    whole = [area.whole_heads for area in numbers.area_terms]
    place_of = [each.location for each in numbers.arrangements]
    book.add(
        "heads",
        book.people,
        lambda _, node, site, area: pyo.NonNegativeIntegers if whole[area] else pyo.NonNegativeReals,
        lambda node, site, area: book.most(node, place_of[site], area),
    )
    book.add("hires", book.people)
    book.add("releases", [key for key in book.people if (key[0], place_of[key[1]]) not in numbers.places.outage_begins])
    book.add("moved", product(numbers.nodes, range(len(numbers.arcs)), numbers.areas))
    costly = [key for key in book.model.moved if numbers.rates.conversion_head[key[:2]] > 0]
    book.add("grows", costly, pyo.Binary)
    teams = list(dict.fromkeys((node, place_of[site], area) for node, site, area in book.people))
    book.add("there", teams, pyo.Binary)
    book.add("effective", teams)
    unmet = [(node, area) for node in numbers.nodes for area in numbers.areas if numbers.area_terms[area].unmet]
    book.add("unmet", unmet, most=lambda node, area: _most_unmet(book, node, area))
    book.add("seats", product(numbers.nodes, numbers.locations))
    book.add("bought", product(numbers.nodes, numbers.locations))
    book.add("matched", ((*key, *pair) for key, pairs in numbers.places.serves.items() for pair in pairs))


def _most_unmet(book: Book, node: int, area: int) -> float:
    terms = book.numbers.area_terms[area].unmet
    return terms.max_share * book.numbers.workload[node, area] if terms is not None else 0.0


def constrain(book: Book) -> None:
    """Add the rules of staffing, coverage, seats and collaboration."""
    numbers = book.numbers
    rules: tuple[tuple[Callable[..., None], Iterable[Any]], ...] = (
        (_balance, book.people),
        (_move, book.model.moved),
        (_size, product(numbers.nodes, range(len(numbers.arrangements)))),
        (_team, book.model.there),
        (_coverage, product(numbers.nodes, numbers.areas)),
        (_single_site, product(numbers.nodes, (a for a in numbers.areas if numbers.area_terms[a].single_site))),
        (_seats, product(numbers.nodes, numbers.locations)),
        (_collaboration, numbers.places.serves),
    )
    for rule, keys in rules:
        for key in keys:
            rule(book, *key)


def _balance(book: Book, node: int, site: int, area: int) -> None:
    numbers = book.numbers
    moved_in = sum(book.get("moved", node, arc, area) for arc in numbers.arcs_into.get(site, ()))
    moved_out = sum(book.get("moved", node, arc, area) for arc in numbers.arcs_out_of.get(site, ()))
    hires, releases = book.get("hires", node, site, area), book.get("releases", node, site, area)
    stay = book.staying(node, site, area)
    book.row(book.heads(node, site, area) == stay + hires - releases + moved_in - moved_out)
    # Releases at a conversion are on the old model's terms: what passes over is not released by the new one.
    book.row(releases + moved_out <= stay)
    if site != 0:
        most = book.most(node, numbers.arrangements[site].location, area)
        book.row(book.heads(node, site, area) <= most * book.operate(node, site))
        book.row(hires <= most * book.operate(node, site))


def _move(book: Book, node: int, arc: int, area: int) -> None:
    """Heads pass over where a site is converted; nobody is released on the old terms and hired on the new."""
    source, target = book.numbers.arcs[arc].source, book.numbers.arcs[arc].target
    most = max((book.most(k, book.numbers.arrangements[source].location, area) for k in book.numbers.nodes), default=0)
    most = max(most, book.numbers.places.initial_team.get((book.numbers.arrangements[source].location, area), 0.0))
    convert = book.get("convert", node, arc)
    book.row(book.get("moved", node, arc, area) <= most * convert)
    if (node, arc, area) in book.model.grows:
        grows = book.model.grows[node, arc, area]
        book.row(book.get("releases", node, source, area) <= most * (1 - convert) + most * (1 - grows))
        book.row(book.get("hires", node, target, area) <= most * (1 - convert) + most * grows)


def _size(book: Book, node: int, site: int) -> None:
    numbers = book.numbers
    each = numbers.arrangements[site]
    hires = sum(book.get("hires", node, site, area) for area in numbers.areas)
    most_hires = numbers.people.most_hires.get((node, each.location))
    if most_hires is not None:
        book.row(hires <= most_hires)
    if each.terms.max_heads is not None:
        book.row(book.site_heads(node, site) <= each.terms.max_heads)
    if each.terms.min_heads > 0:
        book.row(book.site_heads(node, site) >= each.terms.min_heads * book.in_force(node, site))


def _losses(book: Book, node: int, place: int, area: int) -> tuple[Expression, float]:
    """Heads lost to ramp-up, and the most that they can be."""
    people, most = book.numbers.people, 0.0
    lost: Any = people.inherited_losses.get((node, place, area), 0.0)
    most += lost
    for k, share in people.ramp_losses.get((node, place, area), ()):
        lost = lost + share * sum(book.get("hires", k, site, area) for site in book.numbers.at[place])
        most += share * min(people.most_hires.get((k, place), float("inf")), book.most(k, place, area))
    return lost, most


def _team(book: Book, node: int, place: int, area: int) -> None:
    """A team is there or not; where it is there it has its smallest size, and what ramps up is lost."""
    terms = book.numbers.area_terms[area]
    team, there = book.team(node, place, area), book.model.there[node, place, area]
    effective = book.model.effective[node, place, area]
    most = book.most(node, place, area)
    lost, most_lost = _losses(book, node, place, area)
    book.row(team <= most * there)
    book.row(team >= max(terms.min_team, 1.0 if terms.whole_heads else 0.0) * there)
    book.row(effective <= most * there)
    book.row(effective <= team - lost + most_lost * (1 - there))
    book.row(team - lost >= -most_lost * (1 - there))


def _coverage(book: Book, node: int, area: int) -> None:
    places = book.numbers.places
    output = sum(
        places.availability[node, place]
        * places.efficiency[node, place, area]
        * book.get("effective", node, place, area)
        for place in book.numbers.locations
        if (node, place, area) in places.allowed
    )
    book.row(output + book.get("unmet", node, area) >= book.numbers.workload[node, area])


def _single_site(book: Book, node: int, area: int) -> None:
    longest = book.numbers.area_terms[area].handover

    def used(k: int) -> Expression:
        return sum(book.get("there", k, place, area) for place in book.numbers.locations)

    book.row(used(node) <= (2 if longest > 0 else 1))
    path = book.numbers.tree.path(node)[-(longest + 1) :]
    if longest > 0 and len(path) > longest:
        book.row(sum(used(k) for k in path) <= 2 * longest + 1)


def _seats(book: Book, node: int, place: int) -> None:
    numbers = book.numbers
    needing = [site for site in numbers.at[place] if not numbers.arrangements[site].terms.seats_included]
    existing = numbers.existing(place)
    lots = existing.seats if existing is not None else ()
    seats, bought = book.model.seats[node, place], book.model.bought[node, place]
    before = sum(lot.seats for lot in lots) if node == 0 else book.model.seats[book.before(node), place]
    lease = numbers.instance.locations[numbers.location_ids[place]].lease
    leased = sum(book.model.bought[k, place] for k in numbers.timing.window(node, lease))
    kept = sum(lot.seats for lot in lots if numbers.timing.inside(node, -1, lease - lot.age))
    most = max((book.most_of_site(k, site) for site in needing for k in numbers.nodes), default=0.0)
    book.row(seats >= sum(book.site_heads(node, site) for site in needing))
    book.row(bought >= seats - before)
    book.row(bought <= most * sum(book.operate(node, site) for site in needing))
    book.row(seats >= leased + kept)


def unmatched(book: Book, node: int, area: int, partner: int) -> Expression:
    """Heads of an area that find no match in the other area."""
    heads = sum(book.team(node, place, area) for place in book.numbers.locations)
    pairs = book.numbers.places.serves[node, area, partner]
    return heads - sum(book.get("matched", node, area, partner, *pair) for pair in pairs)


def _collaboration(book: Book, node: int, area: int, partner: int) -> None:
    numbers = book.numbers
    terms = numbers.area_terms[area].collaboration[numbers.area_ids[partner]]
    pairs = numbers.places.serves[node, area, partner]
    for place in numbers.locations:
        here = sum(book.get("matched", node, area, partner, *pair) for pair in pairs if pair[0] == place)
        there = sum(book.get("matched", node, area, partner, *pair) for pair in pairs if pair[1] == place)
        book.row(here <= book.team(node, place, area))
        book.row(there <= terms.heads_served * book.team(node, place, partner))
    if terms.unmatched == "forbidden":
        book.row(unmatched(book, node, area, partner) <= 0)
