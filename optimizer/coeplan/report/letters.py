"""Names of unknown origin on a page: no markup is read in them, and what is no letter is escaped."""

from rich.text import Text


def printable(text: str) -> str:
    """Return a text with everything escaped that a terminal would not print as a letter, line ends among it."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def cell(text: str) -> Text:
    """Return a text for a cell of a table, in which ``[brackets]`` are brackets."""
    return Text(printable(text))


def brief(text: str, most: int) -> str:
    """Return a text of at most so many letters."""
    return text if len(text) <= most else f"{text[: most - 3]}..."
