"""Write the golden files anew: ``python -m tests.formulation.write_golden [NAME ...]``.

Comments stay with the row that they stand before. Look at what ``git diff`` shows before you believe it.
"""

import sys
from collections.abc import Sequence

from .contents import CONTENTS
from .golden import Golden, path_of, sections


def main(wanted: Sequence[str] = ()) -> None:
    """Write the golden files named, or all."""
    for content in CONTENTS:
        if wanted and content.file not in wanted:
            continue
        path = path_of(content)
        held = Golden.of(path.read_text(encoding="utf-8") if path.exists() else "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(held.written(list(sections(content))), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
