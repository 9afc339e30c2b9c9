"""The largest possible matching of heads that need each other."""

from collections.abc import Iterable, Mapping

import networkx as nx


def largest_matching(
    needing: Mapping[int, float], serving: Mapping[int, float], pairs: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Match as many heads as possible.

    Parameters
    ----------
    needing : mapping
        Heads that need a match, by location.
    serving : mapping
        Heads that can be served, by location.
    pairs : iterable of (location, location)
        Which locations serve which.

    Returns
    -------
    dict
        Matched heads by pair of locations, where above 0; their sum is the maximum flow.
    """
    graph: nx.DiGraph[tuple[str, int]] = nx.DiGraph()
    source, sink = ("source", 0), ("sink", 0)
    graph.add_nodes_from([source, sink])
    for place, heads in needing.items():
        graph.add_edge(source, ("needs", place), capacity=heads)
    for place, heads in serving.items():
        graph.add_edge(("serves", place), sink, capacity=heads)
    for here, there in pairs:
        if needing.get(here, 0.0) > 0 and serving.get(there, 0.0) > 0:
            graph.add_edge(("needs", here), ("serves", there))
    _, flow = nx.maximum_flow(graph, source, sink)
    return {
        (here, there): heads
        for (_, here), flows in ((name, each) for name, each in flow.items() if name[0] == "needs")
        for (_, there), heads in flows.items()
        if heads > 0
    }
