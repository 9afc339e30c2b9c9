"""The list of codes is the one that the auditor uses."""

import re
from pathlib import Path
from typing import get_args

from coeplan.audit import RULES, world
from coeplan_models import Policy

from . import closing, opening, parting, passing
from .findings import audited

USED = re.compile(r"""(?:Subject|subject|\.holds)\(\s*"(\w+)\"""")


def test_every_code_in_the_source_is_listed_and_the_other_way_round() -> None:
    source = "".join(path.read_text() for path in Path(world.__file__).parent.glob("*.py"))
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in get_args(get_args(Policy)[0])}
    header = {"instance_name", "instance_hash", "currency", "headquarters"}
    site_rows = {"fee_band", "overhead_step"}
    assert set(USED.findall(source)) | kinds | header | site_rows == set(RULES)


def test_right_plans_are_looked_at_under_listed_codes() -> None:
    for draft in (opening.draft(), closing.draft(), passing.draft(), parting.draft()):
        assert set(audited(draft).checked) <= set(RULES)
