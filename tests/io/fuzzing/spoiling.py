"""Changes the bytes of files at random places: others in their place, gone, doubled, moved, cut short."""

from random import Random

TOKENS = [
    *(
        "- ",
        "? ",
        ": ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "&a ",
        "*a ",
        "!!str ",
        "!x ",
        "'",
        '"',
        "\\",
        "\n",
        "  ",
        "\t",
        "|",
        ">",
    ),
    *("#", "%YAML 1.1\n", "---\n", "...\n", "<<: ", "~", "\x00", "\x85", "\u2028", "\ufeff", "é", "\r", "1e999"),
    *(
        "9" * 400,
        "\\ud800",
        "\\u0000",
        "\\n",
        "null",
        "true",
        "-",
        ".",
        "e",
        "0x",
        "//",
        "/*",
        "\x1b[",
        "\x7f",
        "[" * 70,
    ),
]
RAW = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x00", b"\xef\xbb\xbf", b"\x80", b"\x1f\x8b"]
PIECES = [*(token.encode() for token in TOKENS), *RAW]


def spoiled(chance: Random, raw: bytes) -> bytes:
    """Return the bytes of a file, changed at some places."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        raw = chance.choice(WAYS)(chance, raw)
    return raw


def _flip(chance: Random, raw: bytes) -> bytes:
    if not raw:
        return raw
    at = chance.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ (1 << chance.randrange(8))]) + raw[at + 1 :]


def _insert(chance: Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    piece = chance.choice(PIECES)
    return raw[:at] + piece * chance.choice((1, 1, 1, 3)) + raw[at:]


def _overwrite(chance: Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    piece = chance.choice(PIECES)
    return raw[:at] + piece + raw[at + len(piece) :]


def _cut_out(chance: Random, raw: bytes) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.choice((1, 1, 2, 5, 50)) :]


def _truncate(chance: Random, raw: bytes) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def _double(chance: Random, raw: bytes) -> bytes:
    at, width = chance.randrange(len(raw) + 1), chance.choice((1, 10, 100, 1000))
    to = chance.randrange(len(raw) + 1)
    return raw[:to] + raw[at : at + width] * chance.choice((1, 1, 2, 20)) + raw[to:]


def _lines(chance: Random, raw: bytes) -> bytes:
    """Swap, double or indent a line."""
    lines = raw.split(b"\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(3)
    if way == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif way == 1:
        lines.insert(other, lines[one])
    else:
        lines[one] = chance.choice((b" ", b"  ", b"\t")) + lines[one]
    return b"\n".join(lines)


def _recode(chance: Random, raw: bytes) -> bytes:
    """Write the text in another encoding."""
    coding = chance.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp500"))
    return raw.decode("utf-8", "replace").encode(coding, "replace")


WAYS = [*(_flip, _flip, _insert, _insert, _overwrite, _cut_out, _truncate, _double, _lines, _lines), _recode]
