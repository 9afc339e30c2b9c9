"""Frames between this process and the solver's: a JSON header and arrays, never a pickle.

A frame is ``MAGIC``, the lengths of header and payload (little endian, 4 and 8
bytes), the header in UTF-8 JSON with a ``kind``, and the payload, an npz file or
nothing. Anything else on the stream is an error.

To the worker go ``load`` (a matrix), ``change`` (a matrix change), ``restore``,
``solve`` (``id``, ``options``, ``check_limit``; arrays of a start, or of a basis), ``interrupt``
(``id``) and ``quit``. From it come ``ready``, ``refused`` (``message``), ``remark``
(``message``) and, with the ``id`` of the solve, ``started``, ``progress``,
``solution`` (array ``x``), ``log`` and ``done`` (with array ``duals`` after an LP, and
its basis where it ended at a vertex). Absent numbers are null.
"""

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from numpy.typing import NDArray

from coeplan.formulation.matrix import pack, unpack

MAGIC = b"CPF1"
_LENGTHS = struct.Struct("<4sIQ")
LONGEST_HEADER = 2**20
LONGEST_PAYLOAD = 2**32


class ProtocolError(Exception):
    """What came over the pipe is no frame; the other side cannot be talked to any more."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message.

    Parameters
    ----------
    kind
        What it says.
    fields
        Small values that JSON can hold.
    payload
        Arrays as an npz file; empty where there are none.
    """

    kind: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    payload: bytes = b""

    @classmethod
    def of(cls, kind: str, arrays: Mapping[str, NDArray[Any]] | None = None, **fields: Any) -> "Frame":
        """A frame from arrays and fields."""
        return cls(kind, fields, b"" if arrays is None else pack(arrays))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays of the payload; raises ``ProtocolError`` where it holds something else."""
        if not self.payload:
            return {}
        try:
            return unpack(self.payload)
        except Exception as error:  # zipfile and numpy raise a dozen unrelated kinds on bad content
            raise ProtocolError(f"the payload of a {self.kind!r} frame cannot be read: {error}") from error


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Write one frame and flush it."""
    header = json.dumps({**frame.fields, "kind": frame.kind}, allow_nan=False).encode()
    if len(header) > LONGEST_HEADER or len(frame.payload) > LONGEST_PAYLOAD:
        raise ProtocolError(f"a {frame.kind!r} frame of {len(header)} + {len(frame.payload)} bytes is too long")
    stream.write(_LENGTHS.pack(MAGIC, len(header), len(frame.payload)) + header)
    stream.write(frame.payload)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """Read one frame.

    Returns
    -------
    Frame or None
        None where the stream ended cleanly between two frames.

    Raises
    ------
    ProtocolError
        Where something else was found, or the stream ended inside a frame.
    """
    start = _read(stream, _LENGTHS.size)
    if not start:
        return None
    if not start.startswith(MAGIC[: len(start)]):
        raise ProtocolError(f"expected a frame, got {start[:40]!r}")
    if len(start) < _LENGTHS.size:
        raise ProtocolError("the stream ended inside a frame")
    _, header_length, payload_length = _LENGTHS.unpack(start)
    if header_length > LONGEST_HEADER or payload_length > LONGEST_PAYLOAD:
        raise ProtocolError(f"a frame of {header_length} + {payload_length} bytes is too long")
    header, payload = _read(stream, header_length), _read(stream, payload_length)
    if len(header) < header_length or len(payload) < payload_length:
        raise ProtocolError("the stream ended inside a frame")
    return _frame(header, payload)


def _read(stream: BinaryIO, length: int) -> bytes:
    """``length`` bytes, or fewer where the stream ends."""
    parts: list[bytes] = []
    while length:
        # Piece by piece, so that a lying length does not make us reserve its memory.
        part = stream.read(min(length, 2**24))
        if not part:
            break
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _frame(header: bytes, payload: bytes) -> Frame:
    try:
        fields = json.loads(header)
    except ValueError as error:
        raise ProtocolError(f"the header of a frame is not JSON: {error}") from error
    if not isinstance(fields, dict):
        raise ProtocolError(f"the header of a frame is no JSON object: {header[:80]!r}")
    named = cast("dict[str, Any]", fields)
    kind = named.pop("kind", None)
    if not isinstance(kind, str):
        raise ProtocolError(f"the header of a frame names no kind: {header[:80]!r}")
    return Frame(kind, named, payload)


def number(value: float) -> float | None:
    """``value`` as a header may hold it: what is not finite is absent."""
    return float(value) if math.isfinite(value) else None
