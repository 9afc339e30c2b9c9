"""From an instance to numbers on the scenario tree, gathered once and ready for algebra."""

from .numbers import Arrangement, Numbers, gather

__all__ = ["Arrangement", "Numbers", "gather"]
