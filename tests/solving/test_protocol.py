import io
import json
import struct

import numpy as np
import pytest

from coeplan.solving.protocol import LONGEST_HEADER, MAGIC, Frame, ProtocolError, number, read_frame, write_frame


def through(frame):
    stream = io.BytesIO()
    write_frame(stream, frame)
    return stream.getvalue()


def test_a_frame_comes_out_as_it_went_in():
    sent = Frame.of("solution", {"x": np.array([1.5, -np.inf])}, id=3, objective=None)
    stream = io.BytesIO(through(sent) + through(Frame.of("quit")))
    got = read_frame(stream)
    assert (got.kind, got.fields) == ("solution", {"id": 3, "objective": None})
    assert got.arrays()["x"].tolist() == [1.5, -np.inf]
    assert read_frame(stream) == Frame("quit", {}, b"")
    assert read_frame(stream) is None


def test_every_cut_inside_a_frame_is_an_error():
    content = through(Frame.of("solution", {"x": np.arange(3.0)}, id=3))
    for cut in range(1, len(content)):
        with pytest.raises(ProtocolError):
            read_frame(io.BytesIO(content[:cut]))


@pytest.mark.parametrize(
    "content",
    [
        b"Hello, I am your solver and have things to tell you",
        struct.pack("<4sIQ", MAGIC, LONGEST_HEADER + 1, 0),
        struct.pack("<4sIQ", MAGIC, 2, 2**60) + b"{}",
        struct.pack("<4sIQ", MAGIC, 3, 0) + b"{]}",
        struct.pack("<4sIQ", MAGIC, 2, 0) + b"[]",
        struct.pack("<4sIQ", MAGIC, 2, 0) + b"{}",
        struct.pack("<4sIQ", MAGIC, 10, 0) + b'{"kind":1}',
        struct.pack("<4sIQ", MAGIC, 2, 0) + b"\xff\xff",
    ],
)
def test_nonsense_is_an_error(content):
    with pytest.raises(ProtocolError):
        read_frame(io.BytesIO(content))


@pytest.mark.parametrize("payload", [b"nothing of use", b"PK\x03\x04 but no archive"])
def test_a_bad_payload_is_an_error(payload):
    with pytest.raises(ProtocolError, match="cannot be read"):
        Frame("solution", {}, payload).arrays()


def test_a_pickle_is_refused():
    buffer = io.BytesIO()
    np.savez(buffer, x=np.array([{}], dtype=object))
    with pytest.raises(ProtocolError, match="allow_pickle=False"):
        Frame("solution", {}, buffer.getvalue()).arrays()


def test_a_header_too_long_is_not_sent():
    with pytest.raises(ProtocolError, match="too long"):
        write_frame(io.BytesIO(), Frame.of("log", message="x" * LONGEST_HEADER))


def test_headers_are_plain_json():
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_frame(io.BytesIO(), Frame.of("progress", bound=float("inf")))
    assert number(float("-inf")) is None
    assert json.dumps(number(np.float64(1.5))) == "1.5"
