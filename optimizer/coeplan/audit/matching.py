"""The largest matching of heads that need others to heads that serve them."""

from collections.abc import Collection, Mapping

DUST = 1e-12
"""Heads smaller than this are rounding."""


def largest_matching(
    needing: Mapping[str, float], serving: Mapping[str, float], links: Collection[tuple[str, str]]
) -> float:
    """Return how many heads can be matched at most, continuously.

    Heads are matched along every link as far as both ends allow; then, while some are left, along shortest chains
    that hand a served head over to another place to make room (Edmonds and Karp's way to the largest flow).

    Parameters
    ----------
    needing : mapping of str to float
        Heads that need others, by location.
    serving : mapping of str to float
        Heads that can be served, by location.
    links : collection of (str, str)
        Pairs of a needing and a serving location that can work together.

    Returns
    -------
    float
        Heads matched.
    """
    reach = {place: [to for to in serving if (place, to) in links] for place in needing}
    left, room = dict(needing), dict(serving)
    matched: dict[tuple[str, str], float] = {}
    for place, partners in reach.items():
        for to in partners:
            heads = min(left[place], room[to])
            matched[place, to] = heads
            left[place] -= heads
            room[to] -= heads
    while chain := _chain(reach, matched, left, room):
        _hand_over(chain, matched, left, room)
    return sum(matched.values())


Chain = list[tuple[str, str]]


def _chain(
    reach: Mapping[str, list[str]],
    matched: Mapping[tuple[str, str], float],
    left: Mapping[str, float],
    room: Mapping[str, float],
) -> Chain:
    """Return the links of a shortest chain from heads left over to room left over; empty where there is none."""
    chains: dict[str, Chain] = {place: [] for place, heads in left.items() if heads > DUST}
    frontier = list(chains)
    entered: set[str] = set()
    while frontier:
        place = frontier.pop(0)
        for to in reach[place]:
            if to in entered:
                continue
            entered.add(to)
            chain = [*chains[place], (place, to)]
            if room[to] > DUST:
                return chain
            for other in reach:
                if other not in chains and matched.get((other, to), 0.0) > DUST:
                    chains[other] = chain
                    frontier.append(other)
    return []


def _hand_over(
    chain: Chain, matched: dict[tuple[str, str], float], left: dict[str, float], room: dict[str, float]
) -> None:
    """Match more heads along a chain: each further place on it gives up the link that the one before it takes."""
    first, last = chain[0][0], chain[-1][1]
    given_up = [(place, chain[step][1]) for step, (place, _) in enumerate(chain[1:])]
    heads = min(left[first], room[last], *(matched[link] for link in given_up))
    for link in chain:
        matched[link] += heads
    for link in given_up:
        matched[link] -= heads
    left[first] -= heads
    room[last] -= heads
