"""Exhaustive enumeration of tiny instances: evidence for the engine that shares no code with it.

``random_instance(seed)`` makes a tiny instance, ``enumerate_optimum(instance)`` finds its optimum by looking at every
commitment, cancellation, start, stop, conversion, whole team and whole seat at every node of the tree; all else has a
closed form given those. Only the contract's data models are imported; how they are read is written anew.

How the search is kept exhaustive:

- every team from 0 up to its talent pool (and the model's most heads) is tried, at headquarters too; the generator
  gives a pool everywhere, and an instance without one is refused unless a limit is passed;
- what is cut off is cut off by a bound (``bounds``) or because it cannot be better than something else by a proof that
  stands where it is done (``lifecycle``, ``staffing``, ``scope``); both short cuts, bounds and memory, can be switched
  off (``Effort``), and tests compare;
- what would need a linear program is refused with ``OutOfScopeError``.

``python -m tests.enumeration --seed 7`` prints an instance as JSON, its optimum and a plan.
"""

from .enumerate import Enumeration, Line, NodePlan, enumerate_optimum
from .errors import OutOfScopeError, TooMuchWorkError
from .generator import FEATURES, random_features, random_instance, random_instance_data
from .search import Effort

__all__ = [
    "FEATURES",
    "Effort",
    "Enumeration",
    "Line",
    "NodePlan",
    "OutOfScopeError",
    "TooMuchWorkError",
    "enumerate_optimum",
    "random_features",
    "random_instance",
    "random_instance_data",
]
