"""Names that look like a misspelt one."""

from collections.abc import Collection
from difflib import get_close_matches

_LONGEST = 100
"""Letters of a name that are compared; comparing takes time that grows with their square."""


def nearest(name: str, known: Collection[str]) -> tuple[str, ...]:
    """Return at most three known names that look like one, the nearest first; capitals make no difference."""
    folded = {each.casefold(): each for each in known}
    return tuple(folded[each] for each in get_close_matches(name[:_LONGEST].casefold(), folded, n=3))
