"""Capacitated facility-location cases of the literature as ordinary instances.

``read_or_library`` and ``read_holmberg`` read a case's file, ``to_instance`` says it in the planner's own words;
``python -m benchmarks.published --help`` does both. README.md says what stands for what, and why the optimum stays.
"""

from .case import FacilityCase
from .conversion import to_instance
from .formats import FORMATS
from .reading import read_case, read_holmberg, read_or_library

__all__ = ["FORMATS", "FacilityCase", "read_case", "read_holmberg", "read_or_library", "to_instance"]
