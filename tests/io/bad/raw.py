"""Files whose bytes are wrong: JSON that is none, other encodings, other formats, values by the million."""

import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import NamedTuple

from tests.checks.documents import SAID

from .document import GOOD, unmarked
from .expected import Expected

SMALL = json.dumps(SAID, indent=1)
HEAD = '"name": "small"'
LEAD = "operating_models.captive.lead_time"


class Raw(NamedTuple):
    """One kind of bad file, byte for byte."""

    name: str
    """What is wrong, for people."""

    file: str
    """Name of the file."""

    content: bytes
    """What is in it."""

    code: str
    """Code of its first fault."""

    place: tuple[int, int | None] | None
    """Line and column of that fault, the column where it can be known; ``None`` where no place is to blame."""

    path: str = ""
    """Keys that lead to the value; empty where the file as such is broken."""

    def write(self, folder: Path) -> tuple[Path, Expected]:
        """Write the bad file, and return it with its fault."""
        path = folder / self.file
        path.write_bytes(self.content)
        line, column = self.place or (None, None)
        return path, Expected(self.code, self.path, line, column, also=None)


def _json(name: str, old: str, new: str, code: str = "not_json", path: str = "") -> Raw:
    assert SMALL.count(old) == 1, f"{old!r} does not stand once in the instance"
    text, place = unmarked(SMALL.replace(old, new))
    return Raw(f"JSON: {name}", "bad.json", text.encode("utf-8", "surrogatepass"), code, place, path)


JSON = [
    _json("comma before a brace", '"unmatched": 900\n    ', '"unmatched": 900,\n    §'),
    _json("comma before a bracket", '"platform"\n   ]', '"platform",\n   §]'),
    _json("comma missing", '"periods": 4,\n  ', '"periods": 4\n  §'),
    _json("colon missing", HEAD, '"name" §"small"'),
    _json("equals sign for a colon", HEAD, '"name"§="small"'),
    _json("comment of two slashes", HEAD, f"§// the name\n {HEAD}"),
    _json("comment between values", HEAD, '"name": §/* small */ "small"'),
    _json("comment with a hash", HEAD, f"§# the name\n {HEAD}"),
    _json("key without quotes", HEAD, '§name: "small"'),
    _json("single quotes", HEAD, "\"name\": §'small'"),
    _json("quotes of a word processor", HEAD, '"name": §“small”'),
    _json("text without quotes", HEAD, '"name": §small'),
    _json("text never closed", f"{HEAD},", '"name": "small,§'),
    _json("line end in a text", HEAD, '"name": "sm§\nall"'),
    _json("unknown escape", HEAD, '"name": "§\\q"'),
    _json("escape cut short", HEAD, '"name": "\\§u00"'),
    _json("half of a character", HEAD, '"name": "\\ud83d"§'),
    _json("halves of a character the wrong way round", HEAD, '"name": "\\ude00\\ud83d"§'),
    _json("number with a leading zero", '"periods": 4', '"periods": §04'),
    _json("number with a leading point", '"survival_share": 0.3', '"survival_share": §.3'),
    _json("number that ends in a point", '"survival_share": 0.3', '"survival_share": 0§.'),
    _json("number with a plus", '"periods": 4', '"periods": §+4'),
    _json("number in hex", '"periods": 4', '"periods": §0x4'),
    _json("number with separators", '"lead_time": 3', '"lead_time": §3_000'),
    _json("power without digits", '"lead_time": 3', '"lead_time": §3e'),
    _json("NaN", '"lead_time": 3', '"lead_time": §NaN'),
    _json("minus infinity", '"lead_time": 3', '"lead_time": §-Infinity'),
    _json("undefined", '"lead_time": 3', '"lead_time": §undefined'),
    _json("None of Python", '"max_heads": null', '"max_heads": §None'),
    _json("True of Python", '"critical": true', '"critical": §True'),
    _json("field twice", HEAD, f'{HEAD},\n §"name": "large"', "duplicate_key"),
    _json("field twice by an escape", HEAD, f'{HEAD},\n §"\\u006eame": "large"', "duplicate_key"),
    _json("lists nested too deep", '"lead_time": 3', '"lead_time": ' + "[" * 62 + "§[" + "]" * 63, "too_deep"),
    _json("number beyond any double", '"lead_time": 3', '"lead_time": §1e999', "not_finite", LEAD),
    _json("number of five thousand digits", '"lead_time": 3', '"lead_time": §' + "9" * 5000, "not_finite", LEAD),
    _json("control character", HEAD, '"name": "sm§\x01all"', "control_character"),
]

_LINES = SMALL.count("\n") + 1

CUT = [
    Raw("JSON with more after its end", "bad.json", SMALL.encode() + b"\n}", "not_json", (_LINES + 1, 1)),
    Raw("two JSON documents", "bad.json", f"{SMALL}\n{SMALL}".encode(), "not_json", (_LINES + 1, 1)),
    Raw("JSON without its last brace", "bad.json", SMALL[:-1].encode(), "not_json", (_LINES, 1)),
    Raw("JSON cut amid a word", "bad.json", SMALL[: SMALL.index("true,") + 2].encode(), "not_json", (20, 16)),
    Raw("JSON cut after a colon", "bad.json", b'{"name":', "not_json", (1, 9)),
    Raw("JSON cut amid a character", "bad.json", '{"name": "ü'.encode()[:-1], "not_utf8", (1, 11)),
    Raw("YAML cut amid a flow", "bad.yaml", GOOD[: GOOD.index("periods: 4,") + 11].encode(), "not_yaml", (5, 38)),
    Raw("YAML cut amid a quote", "bad.yaml", b'name: "small', "not_yaml", (1, 7)),
    Raw("YAML cut amid a character", "bad.yaml", "name: ü".encode()[:-1], "not_utf8", (1, 7)),
    Raw("escape beyond Unicode", "bad.yaml", b'title: ok\nname: "\\U00110000"', "not_yaml", (2, None)),
]


def _zipped() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return whole.getvalue()


_CODED = GOOD.replace("small", "größe", 1)

BYTES = [
    Raw("empty file", "bad.yaml", b"", "empty_file", (1, 1)),
    Raw("empty JSON", "bad.json", b"", "empty_file", (1, 1)),
    Raw("blanks alone", "bad.yaml", b" \n\n \n", "empty_file", (1, 1)),
    Raw("comments alone", "bad.yaml", b"# nothing\n# here\n", "empty_file", (1, 1)),
    Raw("byte order mark alone", "bad.yaml", b"\xef\xbb\xbf", "empty_file", (1, 1)),
    Raw("end of a document alone", "bad.yaml", b"---\n...\n", "wrong_type", (2, 1)),
    Raw("null alone", "bad.json", b"null", "wrong_type", (1, 1)),
    Raw("list at the top", "bad.yaml", b"- name: small\n", "wrong_type", (1, 1)),
    Raw("text at the top", "bad.yaml", b"Dear all, please find the plan below\n", "wrong_type", (1, 1)),
    Raw("number at the top", "bad.json", b"42", "wrong_type", (1, 1)),
    Raw("UTF-16", "bad.yaml", GOOD.encode("utf-16"), "not_utf8", (1, 1)),
    Raw("UTF-16 without a mark", "bad.yaml", GOOD.encode("utf-16-le"), "control_character", (1, 2)),
    Raw("UTF-32", "bad.yaml", GOOD.encode("utf-32"), "not_utf8", (1, 1)),
    Raw("Latin-1", "bad.yaml", _CODED.encode("latin-1"), "not_utf8", (1, 7)),
    Raw("Latin-1 as JSON", "bad.json", '{"name": "ü"}'.encode("latin-1"), "not_utf8", (1, 11)),
    Raw("surrogates written as UTF-8", "bad.json", b'{"name": "\xed\xa0\xbd"}', "not_utf8", (1, 11)),
    Raw("overlong UTF-8", "bad.json", b'{"name": "\xc0\xaf"}', "not_utf8", (1, 11)),
    Raw("zero bytes", "bad.yaml", bytes(5000), "control_character", (1, 1)),
    Raw("zero byte at the end", "bad.yaml", GOOD.encode() + b"\x00", "control_character", (GOOD.count("\n") + 1, 1)),
    Raw("gzip", "bad.json.gz", gzip.compress(SMALL.encode(), mtime=0), "unknown_format", (1, 1)),
    Raw("gzip named as YAML", "bad.yaml", gzip.compress(GOOD.encode(), mtime=0), "not_utf8", (1, 2)),
    Raw("zip named as Excel", "bad.xlsx", _zipped(), "damaged_workbook", None),
    Raw("Excel named as YAML", "bad.yaml", _zipped(), "not_utf8", None),
    Raw("CSV", "bad.csv", b"location,heads\nMX,20\n", "unknown_format", (1, 1)),
    Raw("TOML", "bad.toml", b'name = "small"\n', "unknown_format", (1, 1)),
    Raw("PDF named as YAML", "bad.yaml", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not_utf8", (2, 2)),
    Raw("Python named as YAML", "bad.yaml", b"import os\nos.remove('x')\n", "wrong_type", (1, 1)),
    Raw("YAML named as JSON", "bad.json", GOOD.encode(), "not_json", (1, 1)),
    Raw("file of nine MiB", "bad.yaml", b"#" * (9 * 2**20), "file_too_large", None),
]


def _laughs(levels: int, each: int) -> str:
    lines = ["a: &l0 [x, x]"]
    lines += [f"b{n}: &l{n} [{', '.join([f'*l{n - 1}'] * each)}]" for n in range(1, levels)]
    return "\n".join(lines)


MANY = [
    Raw("billion laughs", "bad.yaml", _laughs(12, 9).encode(), "too_many_values", (8, 5)),
    Raw("a hundred thousand brackets", "bad.json", b"[" * 100_000, "too_deep", (1, 66)),
    Raw("a hundred thousand dashes", "bad.yaml", b"- " * 100_000, "too_deep", (1, 131)),
]

RAW = [*JSON, *CUT, *BYTES, *MANY]
