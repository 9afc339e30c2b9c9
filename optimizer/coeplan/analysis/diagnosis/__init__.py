"""Why there is no plan: which business rules contradict each other, and what would let them hold together."""
