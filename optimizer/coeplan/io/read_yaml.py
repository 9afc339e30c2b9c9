"""Reads YAML 1.2 with the place of every key and value.

ruamel.yaml takes the text apart; what the parts mean is decided here, so that nothing in a file can create
anything but maps, lists and scalars, and so that aliases are counted before they are written out.
"""

from collections.abc import Iterator

from coeplan_models import Fault

from ..core.errors import InputError
from .scalars import plain_value
from .tree import (
    MOST_DEPTH,
    MOST_VALUES,
    Entry,
    Items,
    Leaf,
    Mark,
    Node,
    Origin,
    Scalar,
    Table,
    measured,
    note,
    refuse,
    shortened,
    too_deep,
    too_many,
    twice,
)
from .yaml_events import BrokenYaml, Event, yaml_events

_CORE = "tag:yaml.org,2002:"
_MAP, _LIST, _TEXT = f"{_CORE}map", f"{_CORE}seq", f"{_CORE}str"
_TYPES: dict[str, tuple[type, ...]] = {
    f"{_CORE}null": (type(None),),
    f"{_CORE}bool": (bool,),
    f"{_CORE}int": (int,),
    f"{_CORE}float": (float, int),
}
_MERGE = "<<"


def read_yaml(text: str, origin: Origin) -> Node:
    """Return what a YAML document says.

    Parameters
    ----------
    text : str
        The text of the file.
    origin : Origin
        The file.

    Returns
    -------
    Node
        The document's root.

    Raises
    ------
    InputError
        If it is no YAML, or uses what is not allowed: several documents, tags beyond YAML's core, aliases of
        themselves or of absurd size, keys that are no text, twice the same key.
    """
    reader = _Reader(yaml_events(text), origin)
    try:
        return reader.document()
    except BrokenYaml as error:
        mark = Mark(origin, error.line or 1, error.column or 1)
        found = refuse("not_yaml", error.message, mark, "YAML 1.2")
        raise InputError([*reader.faults, *found.faults]) from error


class _Reader:
    """Builds nodes from the events of a text."""

    def __init__(self, events: Iterator[Event], origin: Origin) -> None:
        self.faults: list[Fault] = []
        self._origin = origin
        self._events = events
        self._anchors: dict[str, Node] = {}
        self._merged_entries = 0

    def document(self) -> Node:
        """Return the one document's root."""
        root: Node | None = None
        for event in self._events:
            if root is not None:
                message = "a second document starts here"
                raise refuse("several_documents", message, self._mark(event), "one document a file")
            if event.text not in ("", "1.2"):
                message = f"the file asks for YAML {event.text}"
                raise refuse("yaml_version", message, self._mark(event), "YAML 1.2")
            root = self._node(next(self._events), 0)
        if self.faults:
            raise InputError(self.faults)
        if root is None:
            raise refuse("empty_file", "the file is empty", Mark(self._origin, 1, 1), "a map of keys")
        return root

    def _mark(self, event: Event) -> Mark:
        return Mark(self._origin, event.line, event.column)

    def _fault(self, code: str, message: str, mark: Mark, expected: str) -> None:
        note(self.faults, refuse(code, message, mark, expected))

    def _node(self, event: Event, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise too_deep(self._mark(event))
        if event.kind == "alias":
            return self._alias(event)
        if event.kind == "scalar":
            node: Node = Leaf(self._scalar(event), self._mark(event))
        else:
            node = self._list(event, depth) if event.kind == "list" else self._map(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Event) -> Node:
        name = event.anchor or ""
        if name not in self._anchors:
            message = f"alias *{shortened(name)} stands for nothing that is complete before it"
            expected = f"an anchor &{shortened(name)} earlier in the file"
            raise refuse("unknown_alias", message, self._mark(event), expected)
        return self._anchors[name]

    def _scalar(self, event: Event) -> Scalar:
        text = event.text
        if max(text, default="") >= "\ud800" and any("\ud800" <= letter <= "\udfff" for letter in text):
            message = "text holds half of a character (a lone surrogate)"
            self._fault("bad_text", message, self._mark(event), "whole characters")
            return None
        if event.bare:
            return plain_value(text)
        return text if event.tag in (None, _TEXT, "!") else self._tagged(event, event.tag or "")

    def _tagged(self, event: Event, tag: str) -> Scalar:
        value = plain_value(event.text)
        if tag not in _TYPES:
            self._unknown_tag(event)
        elif not isinstance(value, _TYPES[tag]) or (isinstance(value, bool) and bool not in _TYPES[tag]):
            expected = f"a value of type {tag.removeprefix(_CORE)}"
            self._fault("wrong_type", f"{shortened(event.text)!r} does not fit its tag", self._mark(event), expected)
        return value

    def _unknown_tag(self, event: Event) -> None:
        message = f"tag {shortened(event.tag)!r} is not read"
        self._fault("unknown_tag", message, self._mark(event), "no tag, or one of YAML's core such as !!str")

    def _list(self, event: Event, depth: int) -> Node:
        if event.tag not in (None, _LIST):
            self._unknown_tag(event)
        items: list[Node] = []
        for inner in self._events:
            if inner.kind == "end":
                break
            items.append(self._node(inner, depth + 1))
        return measured(Items(items, self._mark(event)))

    def _map(self, event: Event, depth: int) -> Node:
        if event.tag not in (None, _MAP):
            self._unknown_tag(event)
        entries: dict[str, Entry] = {}
        merged: list[Table] | None = None
        for inner in self._events:
            if inner.kind == "end":
                break
            mark, key = self._mark(inner), self._key(inner, depth)
            node = self._node(next(self._events), depth + 1)
            merges = key == _MERGE and inner.bare
            if merges and merged is None:
                merged = self._to_merge(node, mark)
            elif key is not None and (merges or key in entries):
                note(self.faults, twice(key, mark, entries.get(key)))
            elif key is not None:
                entries[key] = Entry(node, mark)
        for table in merged or ():
            self._merge(entries, table, event)
        return measured(Table(entries, self._mark(event)))

    def _merge(self, entries: dict[str, Entry], table: Table, event: Event) -> None:
        """Add what ``<<`` brings; what the map or an earlier merge states comes first."""
        self._merged_entries += len(table.entries)
        if self._merged_entries > MOST_VALUES:
            raise too_many(f"merges by << bring more than {MOST_VALUES:,} keys", self._mark(event))
        for key, entry in table.entries.items():
            entries.setdefault(key, entry)

    def _key(self, event: Event, depth: int) -> str | None:
        """Return a key as text; ``None`` after a fault, with whatever the key holds passed over."""
        if event.kind != "scalar":
            self._node(event, depth + 1)
            self._fault("bad_key", "a key is a map, list or alias", self._mark(event), "text as key")
            return None
        if event.tag not in (None, _TEXT, "!"):
            self._unknown_tag(event)
        elif not event.text and event.bare:
            self._fault("bad_key", "a key is missing before the colon", self._mark(event), "text as key")
        else:
            value = self._scalar(event._replace(bare=False))
            return None if value is None else str(value)
        return None

    def _to_merge(self, node: Node, mark: Mark) -> list[Table]:
        tables = node.items if isinstance(node, Items) else [node]
        found = [table for table in tables if isinstance(table, Table)]
        if len(found) < len(tables):
            self._fault("bad_merge", "<< merges something that is no map", mark, "an alias of a map, or a list of such")
        return found
