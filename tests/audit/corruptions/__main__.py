"""``python -m tests.audit.corruptions`` prints the catalogue: each kind, the codes that show, the plans it spoils."""

from . import KINDS


def main() -> None:
    """Print one line a kind."""
    family = ""
    for kind in KINDS:
        if kind.family != family:
            family = kind.family
            print(f"\n{family}")
        codes = ", ".join(kind.rules[:3]) + (", ..." if len(kind.rules) > 3 or not kind.exact else "")
        spots = "" if kind.spots is None else ", wherever it can be"
        print(f"  {kind.name.replace('_', ' ')}: {codes} ({', '.join(kind.plans)}{spots})")


if __name__ == "__main__":
    main()
