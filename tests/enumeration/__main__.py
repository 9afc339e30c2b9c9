"""Print random tiny instances with their optimum: ``python -m tests.enumeration --seed 7``.

With ``--count 200`` it goes through so many seeds and prints how many are feasible, how many operate a site abroad
and how long they take.
"""

import argparse
import json
import time
from collections.abc import Sequence
from statistics import fmean

from coeplan_models import Instance

from .enumerate import enumerate_optimum
from .errors import OutOfScopeError
from .generator import FEATURES, random_features, random_instance, random_instance_data


def arguments() -> argparse.Namespace:
    """Return the command line's arguments."""
    parser = argparse.ArgumentParser(prog="python -m tests.enumeration", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="seed of the (first) instance")
    parser.add_argument("--features", help=f"names with commas between them: {', '.join(FEATURES)}")
    parser.add_argument("--file", help="enumerate this JSON instance instead of a random one")
    parser.add_argument("--keeping", action="store_true", help="forbid commitments and conversions")
    parser.add_argument("--amounts", action="store_true", help="print every amount")
    parser.add_argument("--count", type=int, help="measure so many seeds instead of printing one")
    return parser.parse_args()


def show(options: argparse.Namespace, features: Sequence[str] | None) -> None:
    """Print one instance and its optimum."""
    if options.file:
        with open(options.file, encoding="utf-8") as file:  # noqa: PTH123
            data = json.load(file)
    else:
        data = random_instance_data(options.seed, features)
        print("features:", ", ".join(features or random_features(options.seed)))
        print(json.dumps(data))
    began = time.perf_counter()
    best = enumerate_optimum(Instance.model_validate_json(json.dumps(data)), keeping=options.keeping)
    print(best.describe())
    print(f"{time.perf_counter() - began:.3f} s")
    if options.amounts:
        for line in best.lines:
            when = "after the horizon" if line.terminal else ""
            print(line.node, line.category.value, line.location, f"{line.money:.4f} {line.discounted:.4f}", when)


def measure(options: argparse.Namespace, features: Sequence[str] | None) -> None:
    """Print what many seeds are like."""
    seconds: list[float] = []
    feasible = abroad = refused = 0
    for seed in range(options.seed, options.seed + options.count):
        began = time.perf_counter()
        try:
            best = enumerate_optimum(random_instance(seed, features), keeping=options.keeping)
        except OutOfScopeError as error:
            refused += 1
            print(f"seed {seed}: {error}")
            continue
        seconds.append(time.perf_counter() - began)
        feasible += best.feasible
        abroad += any(len(node.operating) > 1 for node in best.plan)
    print(f"{options.count} seeds, {refused} out of scope, {feasible} feasible, {abroad} with a site in the optimum")
    print(f"seconds: mean {fmean(seconds):.3f}, most {max(seconds):.3f}")


def main() -> None:
    """Do what the command line asks."""
    options = arguments()
    features = options.features.split(",") if options.features else None
    if options.count:
        measure(options, features)
    else:
        show(options, features)


if __name__ == "__main__":
    main()
