"""The outputs that the tutorial shows, taken anew from its own commands.

Run ``python docs/make_tutorial.py`` after a change of what verbs print. Of each stretch of lines that the page shows,
the first and the last say where it stands in the new output; what lies between is taken from there. Where one of both
is gone, the script says so, and the stretch has to be chosen again by hand.
"""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
PAGE, FILES = HERE / "tutorial.md", HERE / "tutorial"
GAP = "..."
"""Line of the page where lines of an output are left out."""

_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
_SECONDS, _RULE = re.compile(r"\b[0-9]+(\.[0-9]+)? s\b"), re.compile("─+")
_SECOND_LOOK = re.compile(r";\s+a\s+second\s+look\s+found\s+nothing\s+below\s+the\s+bound")

Run = Callable[[list[str]], str]
"""Runs a command, given as its words, and returns what it prints."""


def main() -> None:
    """Run all commands in a folder of their own, and write the page."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in FILES.iterdir():
            shutil.copy(path, folder)
        PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8"), lambda words: _printed(words, folder)), "utf-8")


def _printed(words: list[str], folder: Path) -> str:
    beginning = [sys.executable, "-c", "from coeplan.cli.main import run; run()"]
    return subprocess.run([*beginning, *words[1:]], cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout


def told(page: str) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the commands of the page, each in words, with the lines that it shows."""
    for block in _BLOCK.findall(page):
        for command, shown in _COMMAND.findall(block):
            yield shlex.split(command), shown.splitlines()


def refreshed(page: str, run: Run) -> str:
    """Return the page with what its commands print now."""

    def of_command(found: re.Match[str]) -> str:
        # A second look differs from run to run, and would shift the lines below it.
        output = _SECOND_LOOK.sub("", run(shlex.split(found[1]))).splitlines()
        lines = list(_taken_anew(found[2].splitlines(), output, found[1]))
        return "\n".join([f"$ {found[1]}", *lines, ""])

    return _BLOCK.sub(lambda block: _COMMAND.sub(of_command, block[0]), page)


def _taken_anew(shown: list[str], output: list[str], command: str) -> Iterator[str]:
    """Yield the lines to show: each stretch as it stands in the output now, after the one before it."""
    start = 0
    for number, stretch in enumerate(stretches(shown)):
        if number:
            yield GAP
        if stretch:
            first = _place(stretch[0], output, start, command)
            start = 1 + _place(stretch[-1], output, first, command)
            yield from output[first:start]


def stretches(shown: list[str]) -> list[list[str]]:
    """Return the lines that a page shows, parted where it leaves lines out."""
    found: list[list[str]] = [[]]
    for line in shown:
        if line == GAP:
            found.append([])
        else:
            found[-1].append(line)
    return found


def _place(line: str, output: list[str], start: int, command: str) -> int:
    (wanted,) = settled(line)
    places = [place for place, each in enumerate(settled("\n".join(output))) if place >= start and each == wanted]
    if not places:
        sys.exit(f"{command} no longer prints {line!r}: choose on {PAGE.name} what to show of it")
    return places[0]


def settled(text: str) -> list[str]:
    """Return the lines of an output without what differs from run to run.

    That is times, how wide columns are, and whether there was time for a second look.
    """
    lines = _SECOND_LOOK.sub("", text).split("\n")
    return [" ".join(_RULE.sub("---", _SECONDS.sub("0 s", line)).split()) for line in lines]


if __name__ == "__main__":
    main()
