"""What ``python -m benchmarks`` understands."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.compact import compact
from benchmarks.ideas import CASES as CASES_OF_IDEAS
from benchmarks.ideas import IDEAS, ideas
from benchmarks.instances import SIZES, Options, chosen_kinds, write
from benchmarks.running import cases
from benchmarks.running.contestants import CONTESTANTS, ENGINE, Limits
from benchmarks.running.run import CSV, MARKDOWN, Run, carry_out
from benchmarks.smoke import smoke
from benchmarks.strengthenings import CASES, FORMS, strengthenings
from benchmarks.studies import studies
from benchmarks.whatif import Effort, whatif

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; return 0, or 1 where the smoke test fails or a contestant broke down."""
    parser = _parser()
    asked = parser.parse_args(sys.argv[1:] if arguments is None else arguments)
    try:
        return int(asked.act(asked))
    except KeyboardInterrupt:
        print("interrupted; what is done is written", file=sys.stderr)
        return INTERRUPTED
    except ValueError as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    _say_run(parser)
    parser.set_defaults(act=_run)
    verbs = parser.add_subparsers(metavar="compact | ideas | smoke | strengthenings | studies | whatif | write")
    held = verbs.add_parser("compact", help="published cases against compact programs written by hand")
    held.add_argument("cases", nargs="*", metavar="CASE", help="such as cap41; all")
    held.add_argument("--out", type=Path, help="file to write, .md; else to the console")
    held.set_defaults(act=_compact)
    tried = verbs.add_parser("ideas", help="solves with one idea of the search or the proof switched off")
    tried.add_argument("--cases", nargs="+", default=CASES_OF_IDEAS, metavar="CASE", help=_CASE)
    tried.add_argument("--without", nargs="+", choices=IDEAS, default=tuple(IDEAS), metavar="IDEA", help="which; all")
    tried.add_argument("--time", type=float, default=120.0, help="seconds for each solve (120)")
    tried.add_argument("--out", type=Path, help="file to write, .md; else to the console")
    tried.set_defaults(act=_ideas)
    checked = verbs.add_parser("smoke", help="compare linear relaxations and optima with those on file")
    checked.add_argument("--rewrite", action="store_true", help="write what is found now to the file")
    checked.set_defaults(act=lambda asked: DONE if smoke(rewrite=asked.rewrite) else FAILED)
    listed = verbs.add_parser("strengthenings", help="linear relaxations with each strengthening left out")
    listed.add_argument("--cases", nargs="+", default=CASES, metavar="CASE", help=_CASE)
    listed.add_argument("--out", type=Path, help="file to write, .md or .csv; else to the console")
    listed.set_defaults(act=_strengthenings)
    many = verbs.add_parser("studies", help="a random study on two workers against one")
    many.add_argument("case", help=_CASE)
    many.add_argument("--count", type=int, default=200, help="cases of the study (200)")
    many.add_argument("--work", type=float, default=2.0, help="work limit of each (2)")
    many.set_defaults(act=_studies)
    asked = verbs.add_parser("whatif", help="what-ifs from the base's plan against solves from nothing")
    asked.add_argument("case", help=_CASE)
    asked.add_argument("--gap", type=float, default=0.02, help="gap at which every solve stops (0.02)")
    asked.add_argument("--time", type=float, default=120.0, help="seconds for each solve (120)")
    asked.add_argument("--base-time", type=float, default=120.0, help="seconds for the base (120)")
    asked.add_argument("--out", type=Path, help="file to write, .md; else to the console")
    asked.set_defaults(act=_whatif)
    written = verbs.add_parser("write", help="write a generated instance as a file")
    written.add_argument("file", type=Path)
    written.add_argument("--size", choices=SIZES, default="small")
    written.add_argument("--seed", type=int, default=0)
    written.add_argument("--tree", choices=_TREES, default="as-size")
    written.add_argument("--policies", default="usual")
    written.set_defaults(act=_write)
    return parser


_CASE = (
    f"such as shipped/brownfield or generated/small-path-usual-s0; before it {', '.join(f'{each}/' for each in FORMS)}"
)

_TREES = {"as-size": None, "yes": True, "no": False}


def _say_run(parser: argparse.ArgumentParser) -> None:
    """Add the options of a run."""
    parser.add_argument("--size", nargs="*", choices=SIZES, default=[], help="sizes of generated instances")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2], help="seeds of generated instances")
    parser.add_argument(
        "--tree", nargs="+", choices=_TREES, default=["as-size"], help="with a scenario tree, without, or as the size"
    )
    parser.add_argument(
        "--policies", nargs="+", default=["usual"], metavar="WORD", help="none, usual, all, only:KIND or without:KIND"
    )
    parser.add_argument("--shipped", nargs="*", metavar="NAME", help="instances that ship with the product; all")
    parser.add_argument("--published", nargs="*", metavar="CASE", help="published cases such as cap41; all")
    peers = [name for name in CONTESTANTS if name != ENGINE]
    parser.add_argument("--peers", nargs="*", choices=peers, default=peers, help="who is compared; all")
    parser.add_argument("--time", type=float, default=120.0, help="seconds for each solve (120)")
    parser.add_argument("--root-time", type=float, default=120.0, help="seconds for a linear relaxation (120)")
    parser.add_argument("--gap", type=float, default=0.001, help="gap at which a solve may stop (0.001)")
    parser.add_argument("--out", type=Path, default=Path("out/benchmarks"), help="folder for results (out/benchmarks)")
    parser.add_argument("--resume", action="store_true", help="go on with what the folder holds")


def _run(asked: argparse.Namespace) -> int:
    chosen = _cases(asked)
    if not chosen:
        raise ValueError(
            "nothing to run: give --size, --shipped or --published, "
            "or a verb: compact, ideas, smoke, strengthenings, studies, whatif, write"
        )
    if not asked.resume and asked.out.exists() and any(asked.out.iterdir()):
        raise ValueError(f"the folder {asked.out} is not empty: give --resume, or another --out")
    limits = Limits(asked.time, asked.gap, asked.root_time)
    run = Run(chosen, [ENGINE, *asked.peers], limits, asked.out)
    results = carry_out(run, lambda text: print(text, flush=True))
    print(f"see {run.folder / MARKDOWN} and {run.folder / CSV}")
    broken = [result for result in results if result.faults]
    for result in broken:
        print(f"{result.case}: {result.contestant}: {'; '.join(result.faults)}", file=sys.stderr)
    return FAILED if broken else DONE


def _cases(asked: argparse.Namespace) -> list[str]:
    for policies in asked.policies:
        chosen_kinds(policies)
    found = [
        cases.generated(size, seed, Options(_TREES[tree], policies))
        for size in asked.size
        for tree in asked.tree
        for policies in asked.policies
        for seed in asked.seeds
    ]
    if asked.shipped is not None:
        found += cases.shipped(asked.shipped)
    if asked.published is not None:
        found += cases.published(asked.published)
    return list(dict.fromkeys(found))


def _compact(asked: argparse.Namespace) -> int:
    same = compact(asked.cases, asked.out, lambda text: print(text, flush=True))
    return DONE if same else FAILED


def _ideas(asked: argparse.Namespace) -> int:
    ideas(asked.cases, asked.time, asked.out, asked.without, lambda text: print(text, flush=True))
    return DONE


def _strengthenings(asked: argparse.Namespace) -> int:
    strengthenings(asked.cases, asked.out, lambda text: print(text, flush=True))
    return DONE


def _whatif(asked: argparse.Namespace) -> int:
    effort = Effort(asked.gap, asked.time, asked.base_time)
    whatif(asked.case, effort, asked.out, lambda text: print(text, flush=True))
    return DONE


def _studies(asked: argparse.Namespace) -> int:
    studies(asked.case, asked.count, asked.work, lambda text: print(text, flush=True))
    return DONE


def _write(asked: argparse.Namespace) -> int:
    print(write(asked.file, asked.size, asked.seed, Options(_TREES[asked.tree], asked.policies)))
    return DONE
