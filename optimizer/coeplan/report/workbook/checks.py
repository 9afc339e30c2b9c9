"""Totals of the workbook held against those of the plan."""

from dataclasses import dataclass

from .book import Formula
from .styles import Kind


@dataclass(frozen=True)
class Check:
    """One total that must agree."""

    what: str
    """What is added up."""
    found: Formula
    """What the workbook's cells come to, as a formula of another sheet."""
    stated: float
    """What the plan says, or what its rows add up to by themselves."""
    source: str
    """Where the plan says it."""
    kind: Kind = Kind.MONEY
    """What it is."""
