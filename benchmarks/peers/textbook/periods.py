"""Nodes of a policy's periods."""

from collections.abc import Iterator

from coeplan_models import Policy

from .book import Book


def nodes_of(book: Book, policy: Policy) -> Iterator[int]:
    """Yield the nodes of a policy's periods."""
    for node, period in enumerate(book.numbers.tree.period):
        if policy.first_period <= period and (policy.last_period is None or period <= policy.last_period):
            yield node
