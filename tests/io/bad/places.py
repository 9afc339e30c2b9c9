"""Arguments that name no instance: folders, devices, links in a circle, plans, and files that extend the wrong ones."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from .document import GOOD
from .expected import Expected

Make = Callable[[Path], Path]


class Place(NamedTuple):
    """One kind of argument that no instance can be read from."""

    name: str
    """What is wrong, for people."""

    make: Make
    """Makes it in a folder, and returns the path to give."""

    code: str
    """Code of the fault."""

    line: int | None = None
    """Its line in the file given; ``None`` where no line is to blame."""

    column: int | None = None
    """Its column."""

    file: str | None = None
    """File that is at fault, where it is not the one given."""

    def write(self, folder: Path) -> tuple[Path, Expected]:
        """Make what is given, and return it with its fault."""
        return self.make(folder), Expected(self.code, line=self.line, column=self.column, file=self.file)


def _text(text: str, name: str = "bad.yaml") -> Make:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _link(target: str, name: str = "bad.yaml") -> Make:
    def link(folder: Path) -> Path:
        path = folder / name
        path.symlink_to(target)
        return path

    return link


def _extending(base: str, **files: str) -> Make:
    """Return what writes a file that extends another, which stands in line 2, column 10."""

    def write(folder: Path) -> Path:
        for name, text in files.items():
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (folder / "folder.yaml").mkdir()
        (folder / "loop.yaml").symlink_to("loop.yaml")
        return _text(f"name: bad\nextends: {base}\n")(folder)

    return write


def _with_plan(plan: str) -> Make:
    """Return what writes an instance whose reference plan is another file, named in the last line, column 32."""
    return _text(f"{GOOD}reference_plans: {{last: {{file: {plan}}}}}\n")


_LAST = GOOD.count("\n") + 1

PLACES = [
    Place("folder", lambda folder: folder, "cannot_read"),
    Place("file that is not there", lambda folder: folder / "instance.yaml", "no_such_instance"),
    Place("file in a folder that is not there", lambda folder: folder / "none" / "instance.yaml", "no_such_instance"),
    Place("file below a file", lambda folder: _text(GOOD)(folder) / "instance.yaml", "no_such_instance"),
    Place("name longer than any file's", lambda folder: folder / ("x" * 300), "cannot_read"),
    Place("path longer than any", lambda folder: folder / "/".join(["x" * 200] * 30), "cannot_read"),
    Place("link to nothing", _link("nowhere.yaml"), "no_such_instance"),
    Place("link to itself", _link("bad.yaml"), "no_such_instance"),
    Place("link to a folder", _link("."), "cannot_read"),
    Place("file that cannot be read", _link("/proc/self/mem"), "cannot_read"),
    Place("device that is empty", lambda _: Path("/dev/null"), "empty_file", 1, 1),
    Place("device that never ends", lambda _: Path("/dev/zero"), "file_too_large"),
]

EXTENDS = [
    Place("extends a file that is not there", _extending("base.yaml"), "file_not_found", 2, 10),
    Place("extends a file outside that is not there", _extending("../../../none.yaml"), "file_not_found", 2, 10),
    Place("extends a folder", _extending("folder.yaml"), "cannot_read", 2, 10),
    Place("extends the folder itself", _extending("."), "cannot_read", 2, 10),
    Place("extends itself", _extending("bad.yaml"), "extends_circle", 2, 10),
    Place("extends itself by a longer way", _extending("./folder.yaml/../bad.yaml"), "extends_circle", 2, 10),
    Place("extends a link in a circle", _extending("loop.yaml"), "cannot_read", 2, 10),
    Place("extends a name with a zero byte", _extending('"a\\0b.yaml"'), "cannot_read", 2, 10),
    Place("extends a name longer than any file's", _extending("x" * 300), "cannot_read", 2, 10),
    Place("extends a name of ten thousand letters", _extending("x" * 10_000), "cannot_read", 2, 10),
    Place(
        "extends a format of ten thousand letters",
        _extending("x." + "x" * 10_000),
        "unknown_format",
        1,
        1,
        file="x" * 9,
    ),
    Place(
        "extends ten thousand letters of the catalogue",
        _extending("catalogue:" + "x" * 10_000),
        "unknown_catalogue",
        2,
        10,
    ),
    Place("extends a device", _extending("/dev/zero"), "file_too_large", file="/dev/zero"),
    Place("extends a list", _extending("list.yaml", list="- a\n"), "wrong_type", 2, 10),
    Place("extends an address", _extending("https://example.org/base.yaml"), "file_not_found", 2, 10),
    Place("extends what the catalogue has not", _extending("catalogue:MX_GLD"), "unknown_catalogue", 2, 10),
    Place("extends a file outside the catalogue", _extending("catalogue:../micro-coe"), "unknown_catalogue", 2, 10),
    Place("extends nothing", _text("name: bad\nextends:\n"), "bad_extends", 2, 1),
    Place("extends a map", _text("name: bad\nextends: {a: b}\n"), "bad_extends", 2, 1),
    Place("plan that is not there", _with_plan("plan.json"), "file_not_found", _LAST, 32),
    Place("plan that is a folder", _with_plan("."), "cannot_read", _LAST, 32),
    Place("plan with a zero byte", _with_plan('"a\\0b"'), "cannot_read", _LAST, 32),
    Place("plan of no format", _with_plan("plan.csv"), "unknown_format", 1, 1, file="plan.csv"),
]
