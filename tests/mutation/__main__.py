"""Mutation testing of packages of the product.

``python -m tests.mutation planning formulation audit --sample 300 --seed 1`` (needs cosmic-ray, and a system with fork)
"""

import argparse
import importlib
import json
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import TextIO

from .mutants import Mutant, mutate, places
from .trial import PRELOADED, Court, copy_project

ROOT = Path(__file__).parents[2]
PRODUCT = Path("optimizer/coeplan")

ENGINE = ("tests/by_hand", "tests/engine/test_against_enumeration.py")

TESTS = {
    "planning": (("tests/planning",), ("tests/formulation", *ENGINE)),
    "formulation": (("tests/formulation",), ("tests/solving/test_compile.py", "tests/solving/test_matrix.py", *ENGINE)),
    "audit": (
        (
            "tests/audit/test_policies.py",
            "tests/audit/test_life_of_sites.py",
            "tests/audit/test_people_work_and_seats.py",
            "tests/audit/test_header_tree_and_rows.py",
            "tests/audit/test_tree.py",
        ),
        ("tests/audit", "tests/by_hand"),
    ),
    "plans": (("tests/plans",), ("tests/report", "tests/cli/test_plans.py")),
    "whatif": (
        ("tests/whatif/test_texts.py", "tests/whatif/test_values.py", "tests/whatif/test_pins.py"),
        ("tests/whatif",),
    ),
    "studies": (("tests/studies/test_cases.py", "tests/studies/test_design.py"), ("tests/studies",)),
    "report": (("tests/report",), ("tests/cli/test_plans.py", "tests/cli/test_solve.py")),
    "solving": (("tests/solving/test_small_parts.py",), ("tests/solving", "tests/engine/test_pipeline.py")),
    "api": (("tests/engine/test_pipeline.py",), ("tests/cli", "tests/io/test_load.py")),
    "cli": (("tests/cli",),),
    "io": (("tests/io/test_load.py", "tests/io/test_yaml.py", "tests/io/test_json.py"), ("tests/io",)),
}
"""Tests of each package in stages, those first that notice most in least time."""


def main() -> None:
    """Try a sample of mutants of each package; list the survivors and give the score."""
    arguments = _parse()
    for name in PRELOADED:
        importlib.import_module(name)
    with tempfile.TemporaryDirectory() as folder, arguments.out.open("a", encoding="utf-8") as out:
        copy_project(ROOT, Path(folder))
        for package in arguments.packages:
            _try_package(package, Path(folder), arguments, out)


def _try_package(package: str, copy: Path, arguments: argparse.Namespace, out: TextIO) -> None:
    court = Court(copy, TESTS[package], arguments.seconds)
    if court.run_tests() != "survived":
        raise SystemExit(f"{package}: the tests fail without any change; see {copy / 'trial.log'}")
    found = [place for path in _modules(package) for place in places(ROOT, path)]
    random.Random(arguments.seed).shuffle(found)
    print(f"{package}: {len(found)} places, {arguments.skip} left out, at most {arguments.sample} tried", flush=True)
    verdicts: Counter[str] = Counter()
    for place in found[arguments.skip :][: arguments.sample]:
        mutant = mutate(ROOT, place)
        if mutant is not None:
            verdict = court.try_mutant(mutant)
            verdicts[verdict] += 1
            _record(mutant, verdict, out)
    noticed = verdicts["noticed"] + verdicts["hung"]
    tried = verdicts.total()
    print(f"{package}: {noticed} of {tried} noticed ({noticed / max(1, tried):.1%}), {dict(verdicts)}", flush=True)


def _modules(package: str) -> list[Path]:
    return sorted(path.relative_to(ROOT) for path in (ROOT / PRODUCT / package).rglob("*.py"))


def _record(mutant: Mutant, verdict: str, out: TextIO) -> None:
    path, operator = str(mutant.place.path), mutant.place.operator
    row = {"path": path, "line": mutant.line, "operator": operator, "verdict": verdict}
    out.write(json.dumps(row | {"before": mutant.before, "after": mutant.after}) + "\n")
    out.flush()
    if verdict == "survived":
        print(f"{path}:{mutant.line} {operator}\n  - {mutant.before}\n  + {mutant.after}", flush=True)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("packages", nargs="*", default=list(TESTS), choices=list(TESTS))
    parser.add_argument("--sample", type=int, default=200, help="mutants of each package")
    parser.add_argument("--skip", type=int, default=0, help="places of the shuffled list to leave out first")
    parser.add_argument("--seed", type=int, default=0, help="seed of the sample")
    parser.add_argument("--seconds", type=float, default=240.0, help="longest run of the tests")
    parser.add_argument("--out", type=Path, default=Path("mutants.jsonl"), help="file that takes every verdict")
    return parser.parse_args()


if __name__ == "__main__":
    main()
