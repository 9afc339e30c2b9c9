"""The planning problem as a textbook of operations research would write it: big-M links, plain limits, no starts."""

from .book import MONEY, Book
from .model import textbook
from .refusals import UnsupportedError

__all__ = ["MONEY", "Book", "UnsupportedError", "textbook"]
