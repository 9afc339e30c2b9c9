"""Opens a workbook's package, a zip archive of XML parts, within bounds.

The standard library alone reads it: libraries for workbooks do not tell formulas, stored results and merged cells in
one pass, fill gaps of a million rows, and raise whatever a damaged file makes them stumble over.
"""

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import IO
from xml.parsers import expat

from coeplan_models import Fault, Place

from ...core.errors import InputError
from ..text import read_bytes
from ..tree import Origin

LARGEST_FILE = 64 * 2**20
"""Most bytes of a workbook file."""

LARGEST_INFLATED = 256 * 2**20
"""Most bytes of all its parts once they are inflated, as its directory states them."""

MOST_PARTS = 2_000
"""Most parts of a package."""

_READABLE = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED = 0x1
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 2**16

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the standard library raises of archives that are cut off, overwritten or of an unknown make."""

_PLAIN_WORKBOOK = "a workbook saved as .xlsx, without macros and password"

CLEARED = "delete rows and columns that only look empty, then save"
"""What makes a workbook smaller that is formatted far beyond what it says."""

Started = Callable[[str, dict[str, str]], None]
Ended = Callable[[str], None]
Said = Callable[[str], None]


class Package:
    """The parts of a workbook's archive."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        raw = read_bytes(origin, LARGEST_FILE)
        if raw.startswith(_OLE):
            raise self.refused("encrypted_or_old", "the file is a workbook of before 2007, or locked by a password")
        if not raw.startswith(b"PK"):
            raise self.refused("not_a_workbook", "the file is no workbook")
        try:
            self._archive = zipfile.ZipFile(BytesIO(raw))
            parts = self._archive.infolist()
        except _BROKEN_ZIP as error:
            raise self.damaged(f"its archive cannot be opened ({error})") from error
        self._check(parts)
        self._parts = {part.filename.lstrip("/").lower(): part for part in parts}

    def _check(self, parts: list[zipfile.ZipInfo]) -> None:
        """Refuse what is not to be inflated, before anything is."""
        if len(parts) > MOST_PARTS:
            raise self.refused("too_many_parts", f"the workbook has {len(parts):,} parts")
        inflated = sum(part.file_size for part in parts)
        if inflated > LARGEST_INFLATED:
            message = f"the workbook would take {inflated // 2**20:,} MiB once inflated"
            raise self.refused("file_too_large", message, f"at most {LARGEST_INFLATED // 2**20} MiB; {CLEARED}")
        if any(part.compress_type not in _READABLE or part.flag_bits & _ENCRYPTED for part in parts):
            raise self.refused("encrypted_or_old", "parts of the workbook are locked or packed in an unknown way")
        if any("vbaproject" in part.filename.lower() for part in parts):
            raise self.refused("macros", "the workbook holds macros")

    def has(self, name: str) -> bool:
        """Whether there is a part of a name."""
        return name.lower() in self._parts

    def parse(self, name: str, started: Started, ended: Ended | None = None, said: Said | None = None) -> None:
        """Read a part from front to back, element by element.

        Parameters
        ----------
        name : str
            Of the part, such as ``xl/workbook.xml``.
        started, ended : callable
            Called with the local name of each element, and its attributes.
        said : callable, optional
            Called with text.

        Raises
        ------
        InputError
            If the part is missing, damaged, or defines entities, which workbooks have no use for.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: started(_local(tag), attributes)
        if ended is not None:
            parser.EndElementHandler = lambda tag: ended(_local(tag))
        parser.CharacterDataHandler = said
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            with self._open(name) as stream:
                while chunk := stream.read(_CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise self.damaged(f"its part {name} is no XML ({error})") from error
        except _BROKEN_ZIP as error:
            raise self.damaged(f"its part {name} cannot be inflated ({error})") from error

    def _open(self, name: str) -> IO[bytes]:
        part = self._parts.get(name.lower())
        if part is None:
            raise self.damaged(f"it has no part {name}")
        return self._archive.open(part)

    def _doctype(self, *_: object) -> None:
        raise self.refused("not_a_workbook", "the workbook defines XML entities")

    def related(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to: by identifier the kind of relation and the part's name."""
        folder, _, file = name.rpartition("/")
        found: dict[str, tuple[str, str]] = {}

        def started(tag: str, attributes: dict[str, str]) -> None:
            if tag == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", ""))).lstrip("/")
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, target)

        self.parse(posixpath.join(folder, "_rels", f"{file}.rels").lstrip("/"), started)
        return found

    def damaged(self, message: str) -> InputError:
        """Return the error of a workbook that cannot be read."""
        return self.refused("damaged_workbook", f"the workbook is damaged: {message}")

    def refused(self, code: str, message: str, expected: str = _PLAIN_WORKBOOK) -> InputError:
        """Return the error of a file that is not read, and of the kind of file that would be."""
        place = Place(file=self._origin.name)
        return InputError([Fault(code=code, message=message, expected=expected, place=place)])


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]
