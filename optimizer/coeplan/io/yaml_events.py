"""What ruamel.yaml finds in a text, as typed events: the one place that touches its parser."""
# ruamel.yaml leaves its events untyped, so strict checking ends at this file.
# pyright: basic

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.scanner import Scanner, ScannerError

from .tree import shortened

Kind = Literal["document", "alias", "scalar", "list", "map", "end"]

_KINDS: dict[type, Kind] = {
    DocumentStartEvent: "document",
    AliasEvent: "alias",
    ScalarEvent: "scalar",
    SequenceStartEvent: "list",
    MappingStartEvent: "map",
    SequenceEndEvent: "end",
    MappingEndEvent: "end",
}
"""Events that matter; the others only frame the stream."""


class Event(NamedTuple):
    """One part of a YAML text."""

    kind: Kind
    """``end`` closes a list or a map."""

    line: int
    """From 1."""

    column: int
    """From 1."""

    text: str = ""
    """Of a scalar its text, of a document the YAML version it asks for."""

    bare: bool = False
    """Whether a scalar stands without quotes and tag, so that it may be a number."""

    tag: str | None = None
    """Tag, written out."""

    anchor: str | None = None
    """Name given by ``&``, or meant by ``*``."""


_LONGEST_PROBLEM = 300
"""Letters of what the parser says: it quotes names of the text, however long they are."""


class BrokenYaml(Exception):  # noqa: N818 - read as what it is
    """The text is no YAML; line and column are ``None`` where the parser does not say."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


class _Scanner(Scanner):
    """A scanner that says where a number is too large for it, which ruamel.yaml's own leaves to Python."""

    def fetch_more_tokens(self):
        try:
            return super().fetch_more_tokens()
        except (ValueError, OverflowError) as error:
            problem = "a number is too large here: of an escape beyond Unicode, or of a version that YAML never had"
            raise ScannerError(None, None, problem, self.reader.get_mark()) from error


def yaml_events(text: str) -> Iterator[Event]:
    """Yield the events of a text as they are read.

    Raises
    ------
    BrokenYaml
        Where the text is no YAML.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Scanner = _Scanner
    try:
        for event in yaml.parse(text):
            kind = _KINDS.get(type(event))
            if kind is not None:
                yield _event(kind, event)
    except MarkedYAMLError as error:
        raise _broken(error) from error
    except ReaderError as error:
        letter = chr(error.character)
        before = text[: text.find(letter)]
        place = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise BrokenYaml(f"character {letter!r} is not allowed", *place) from error
    except YAMLError as error:
        raise BrokenYaml(shortened(str(error), _LONGEST_PROBLEM)) from error


def _event(kind: Kind, event) -> Event:
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if kind in ("end", "document"):
        version = getattr(event, "version", None)
        return Event(kind, line, column, ".".join(str(part) for part in version) if version else "")
    tag, anchor = getattr(event, "tag", None), event.anchor
    tag, anchor = None if tag is None else str(tag), None if anchor is None else str(anchor)
    if kind == "scalar":
        return Event(kind, line, column, str(event.value), bool(event.implicit[0]) and tag is None, tag, anchor)
    return Event(kind, line, column, tag=tag, anchor=anchor)


def _broken(error: MarkedYAMLError) -> BrokenYaml:
    """Say what is wrong, and where, in words of the file rather than of the parser."""
    problem = str(error.problem or error.context or error)
    mark, start = error.problem_mark or error.context_mark, error.context_mark
    if "end of stream" in problem and start is not None:
        problem, mark = "what starts here never ends", start
    elif "'\\t'" in problem:
        problem = "a tab stands where only spaces may indent"
    elif "mapping values are not allowed" in problem:
        problem = "a colon stands where no key is expected: quote text that holds ': ', and check the indentation"
    elif "<block end>" in problem and start is not None:
        problem = f"the indentation does not fit what starts in line {start.line + 1}"
    elif start is not None and mark is not None and start.line != mark.line:
        problem = f"{problem} {error.context}, which starts in line {start.line + 1}"
    place = (None, None) if mark is None else (mark.line + 1, mark.column + 1)
    return BrokenYaml(shortened(problem.replace("\n", " "), _LONGEST_PROBLEM), *place)
