"""Write the catalogue from the reference figures.

Run ``python instances/catalogue/build.py`` to write every file, or with ``--check`` to learn, by exit code 1,
whether a file differs from what would be written. Needs the standard library alone.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from making.places import OTHER_HEADQUARTERS, all_locations, cities, location, other_headquarters
from making.reference import Reference
from making.ways import FILES

HERE = Path(__file__).resolve().parent


def catalogue(reference: Reference) -> dict[str, str]:
    """Return the text of every file, keyed by its name."""
    documents = {city.id: location(reference, city) for city in cities(reference)}
    documents |= {name: make(reference) for name, make in FILES.items()}
    documents |= {f"hq_{city_id}": other_headquarters(reference, city_id) for city_id in OTHER_HEADQUARTERS}
    documents["locations"] = all_locations(reference)
    return {f"{name}.yaml": document.text() for name, document in documents.items()}


def differing(texts: dict[str, str], folder: Path) -> list[str]:
    """Return the files that are missing, superfluous or not what would be written."""
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
    return sorted(name for name in texts.keys() | found.keys() if texts.get(name) != found.get(name))


def main(arguments: Sequence[str] | None = None) -> int:
    """Write or check the files.

    Returns
    -------
    int
        0, or 1 where ``--check`` found a difference.
    """
    parser = argparse.ArgumentParser(description="Write the catalogue from the reference figures.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file would change")
    parser.add_argument("--folder", type=Path, default=HERE, help="folder of the files (default: this one)")
    options = parser.parse_args(arguments)
    texts = catalogue(Reference(HERE / "reference"))
    changed = differing(texts, options.folder)
    if options.check:
        for name in changed:
            print(f"{options.folder / name} is not what build.py writes; run it without --check", file=sys.stderr)
        return 1 if changed else 0
    for name, text in texts.items():
        (options.folder / name).write_text(text, encoding="utf-8")
    for name in set(changed) - texts.keys():
        (options.folder / name).unlink()
    print(f"{len(texts)} files, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
