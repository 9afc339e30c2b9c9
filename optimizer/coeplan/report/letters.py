"""Names of unknown origin on a page: no markup is read in them, and what is no letter is escaped."""

from rich.text import Text

from coeplan_models.faults import printable


def literal(text: str, style: str = "") -> Text:
    """Return a text that a console prints as it is written, in which ``[brackets]`` are brackets."""
    return Text(printable(text), style=style)
