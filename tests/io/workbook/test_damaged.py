"""Workbooks damaged at random: refused with a place, or read as they were."""

from random import Random

import pytest
from tests.io.workbook.surgery import cell, changed, packed, part, parts_of, text

from coeplan.core.errors import InputError

NUMBERS = [
    ("Areas", cell("Areas", "min_team")),
    ("Areas", cell("Areas", "survival_share")),
    ("Instance", cell("Instance", "discount_rate")),
    ("Instance", cell("Instance", "horizon.periods")),
    ("Locations", cell("Locations", "yearly_cost")),
    ("Locations", cell("Locations", "attrition", 1)),
    ("Roles and pay", cell("Roles and pay", "yearly_cost")),
    ("Branches", cell("Branches", "probability")),
]
INSIDES = [
    *('t="e"><v>#REF!</v>', 't="e"><v>#N/A</v>', "><f>NOW()</f>", 't="d"><v>2027-03-01</v>', 't="b"><v>1</v>'),
    *(text(said) for said in ("1,5", "1.234,5", "10%", "10", "1 000", "n/a", "$5", "=1+1", "1e3", "٣", "½")),
    *("><v>-1</v>", "><v>1e300</v>", "><v>1.5.2</v>", "><v>nan</v>", 't="s"><v>99999</v>'),
]


def cut(content, random):
    return content[: random.randrange(len(content))]


def overwritten(content, random):
    start, length = random.randrange(len(content)), random.randrange(1, 400)
    return content[:start] + random.randbytes(length) + content[start + length :]


def flipped(content, random):
    raw = bytearray(content)
    for _ in range(random.randrange(1, 20)):
        raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return bytes(raw)


def without_a_part(content, random):
    parts = parts_of(content)
    needed = [
        name
        for name in parts
        if name.startswith("xl/worksheets/sheet") or name.endswith(("workbook.xml", "Strings.xml"))
    ]
    del parts[random.choice(needed)]
    return packed(parts)


def with_a_broken_part(content, random):
    parts = parts_of(content)
    name = random.choice([name for name in parts if name.startswith("xl/")])
    said = parts[name]
    place = random.randrange(len(said))
    parts[name] = random.choice([said[:place], said[:place] + b"<" + said[place:], b"", said[place:]])
    return packed(parts)


def with_a_bad_cell(content, random):
    return changed(content, (*random.choice(NUMBERS), random.choice(INSIDES)))


DAMAGES = (cut, overwritten, flipped, without_a_part, with_a_broken_part, with_a_bad_cell)


def check(seed, content, small, loaded):
    """Damage the workbook; it is refused, or nothing that is read of it has changed."""
    random = Random(f"damage {seed}")
    damage = DAMAGES[seed % len(DAMAGES)]
    damaged = damage(content, random)
    try:
        found = loaded(damaged).instance
    except InputError as error:
        assert all(fault.message and fault.place is not None for fault in error.faults)
        return
    assert damage is not with_a_bad_cell
    assert found == small


@pytest.mark.parametrize("seed", range(20))
def test_damaged_workbooks_never_read_as_something_else(seed, content, small, loaded):
    check(seed, content, small, loaded)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 220))
def test_more_damaged_workbooks_never_read_as_something_else(seed, content, small, loaded):
    check(seed, content, small, loaded)


@pytest.mark.parametrize("sheet, name", NUMBERS)
def test_each_bad_number_is_told_with_its_cell(sheet, name, content, loaded):
    with pytest.raises(InputError) as caught:
        loaded(changed(content, (sheet, name, text("1,5"))))
    assert {(fault.place.sheet, fault.place.cell) for fault in caught.value.faults} == {(sheet, name)}


def test_a_part_that_is_cut_off_is_damage(content, loaded):
    parts = parts_of(content)
    parts[part("Areas")] = parts[part("Areas")][:-40]
    with pytest.raises(InputError) as caught:
        loaded(packed(parts))
    assert [fault.code for fault in caught.value.faults] == ["damaged_workbook"]
