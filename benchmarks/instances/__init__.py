"""Seeded instances of the four planning sizes, drawn from the project's own catalogue."""

from .generator import Options, document, generate, write
from .policies import KINDS, USUAL, chosen_kinds
from .sizes import SIZES, Size

__all__ = ["KINDS", "SIZES", "USUAL", "Options", "Size", "chosen_kinds", "document", "generate", "write"]
