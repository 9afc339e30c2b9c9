"""How a workbook calls places, areas and categories: names for people with the identifiers that files use."""

from coeplan.plans.board import Names
from coeplan.plans.bridge_names import category_name


def place_text(names: Names, location: str) -> str:
    """Return a location's name with its identifier; money of no location is the company's."""
    return _with_key(names.location(location), location) if location else "(no location)"


def area_text(names: Names, area: str) -> str:
    """Return a business area's name with its identifier."""
    return _with_key(names.area(area), area)


def _with_key(name: str, key: str) -> str:
    return key if name == key else f"{name} ({key})"


def category_text(category: str) -> str:
    """Return a category as a line of a statement, such as ``Set up``."""
    return category_name(category).capitalize()
