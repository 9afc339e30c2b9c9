"""Generated instances: the same for the same seed, without faults or warnings, of the size that they say."""

from pathlib import Path

import pytest
from benchmarks.instances import KINDS, SIZES, USUAL, Options, Size, chosen_kinds, document, generate, write

from coeplan.api.load import load_instance
from coeplan.planning import gather


def tiny(seed: int = 0, policies: str = "usual", *, tree: bool = False) -> dict[str, object]:
    return document("tiny", seed, Options(tree, policies))


def without(said: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: value for key, value in said.items() if key not in keys}


def test_a_seed_always_gives_the_same() -> None:
    assert tiny(0, "all", tree=True) == tiny(0, "all", tree=True)
    assert without(tiny(0), "name", "title") != without(tiny(1), "name", "title")


def test_policies_and_tree_change_nothing_else() -> None:
    own = ("name", "policies", "reference_plans")
    assert without(tiny(1, "all"), *own) == without(tiny(1, "none"), *own)
    own = (*own, "scenarios", "objective")
    assert without(tiny(1, tree=True), *own) == without(tiny(1), *own)


def test_switching_a_kind_off_leaves_the_others_as_they_are() -> None:
    usual, fewer = tiny(1)["policies"], tiny(1, policies="without:heads")["policies"]
    assert isinstance(usual, dict) and isinstance(fewer, dict)
    assert {name: policy for name, policy in usual.items() if policy["kind"] != "heads"} == fewer


def test_words_for_policies() -> None:
    assert chosen_kinds("none") == ()
    assert chosen_kinds("all") == KINDS
    assert chosen_kinds("only:freeze") == ("freeze",)
    assert chosen_kinds("without:heads") == tuple(kind for kind in USUAL if kind != "heads")
    for word in ("some", "only:nothing", "without"):
        with pytest.raises(ValueError, match="expected none, usual, all"):
            chosen_kinds(word)


def test_no_warnings_and_every_kind_of_policy() -> None:
    loaded = load_instance(tiny(0, "all", tree=True))
    assert loaded.warnings == ()
    assert {policy.kind for policy in loaded.instance.policies.values()} == set(KINDS)


def test_the_file_says_the_same(tmp_path: Path) -> None:
    loaded = load_instance(write(tmp_path / "tiny.yaml", "tiny", 1, Options(policies="all")))
    assert loaded.warnings == ()
    assert loaded.instance.fingerprint() == generate("tiny", 1, Options(policies="all")).fingerprint()


def test_unknown_size() -> None:
    with pytest.raises(ValueError, match=r"huge.*expected one of tiny, small"):
        document("huge")


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("seed", range(3))
def test_sizes_are_kept_and_nothing_is_warned_of(size: Size, seed: int) -> None:
    for policies in ("usual", "all"):
        loaded = load_instance(document(size.name, seed, Options(True, policies)))
        instance = loaded.instance
        assert loaded.warnings == ()
        assert len(instance.locations) == size.locations
        assert len(instance.operating_models) == size.models
        assert len(instance.areas) == size.areas
        if size.nodes < 100:
            tree = gather(instance).tree
            assert (len(tree), len(tree.leaves)) == (size.nodes, size.leaves)
