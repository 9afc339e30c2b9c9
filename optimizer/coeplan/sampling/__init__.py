"""Sampled trees: from processes to drawn futures, and from many futures to a tree of few leaves."""

from .draw import drawn, drawn_tree
from .futures import Futures, draw_futures

__all__ = ["Futures", "draw_futures", "drawn", "drawn_tree"]
