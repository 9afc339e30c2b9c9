"""A short check that the formulation has not become weaker and finds the same optima: never of how fast it is."""

from .check import smoke

__all__ = ["smoke"]
