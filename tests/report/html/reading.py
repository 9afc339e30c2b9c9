"""Reads a page as a browser would, far enough to ask what stands in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}


@dataclass
class Element:
    """An element with what stands in it."""

    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, tag=None):
        """Every element below, of a kind or of any, in their order."""
        for child in self.children:
            if isinstance(child, Element):
                if tag is None or child.tag == tag:
                    yield child
                yield from child.all(tag)

    def first(self, tag):
        return next(self.all(tag))

    @property
    def text(self):
        parts = (child.text if isinstance(child, Element) else child for child in self.children)
        return "".join(parts).strip()

    def named(self, name):
        """The element with an identifier."""
        (found,) = [each for each in self.all() if each.attributes.get("id") == name]
        return found


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        found = Element(tag, dict(attrs))
        self.open[-1].children.append(found)
        if tag not in VOID:
            self.open.append(found)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def read_page(text):
    """Return the root of a page; every element must be closed where it was opened."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def rows_of(table):
    """Cells of a table's body, row by row."""
    body = table.first("tbody")
    return [[cell.text for cell in row.children if isinstance(cell, Element)] for row in body.all("tr")]


def table_named(root, caption):
    """The table whose caption begins with words."""
    found = [each for each in root.all("table") if each.first("caption").text.startswith(caption)]
    assert len(found) == 1, [each.first("caption").text for each in root.all("table")]
    return found[0]


def number(text):
    """A number as the page writes it."""
    return float(text.replace(",", ""))
