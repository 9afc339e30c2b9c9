"""Attrition, hires, releases and ramp-up."""

from ..bench import Bench, Row
from ..settle import previous, settle
from .kinds import ALL, WAYS, WINDING, Level, Where, kind


def place(team: Row) -> Where:
    """Return where a team is."""
    return {key: team[key] for key in ("node", "location", "area")}


def usual(bench: Bench) -> list[Row]:
    """List the teams where no outage begins and nothing is converted, so that flows matter for nothing else."""
    converted = {(row["node"], row["location"]) for row in bench.rows("decisions", kind="convert")}
    out = {
        (bench.nodes[node], bench.numbers.location_ids[location])
        for node, location in bench.numbers.places.outage_begins
    }
    return [team for team in bench.plan["teams"] if (team["node"], team["location"]) not in converted | out]


def leaving(bench: Bench) -> list[Row]:
    """List the teams of which somebody leaves."""
    return [team for team in usual(bench) if team["attrition"] > 0.05 and team["heads"] > 0]


def leave(team: Row, attrition: float) -> Where:
    """Let so many leave, and hire or release so many less that heads stay the same."""
    off = attrition - team["attrition"]
    team["attrition"] = attrition
    if team["hires"] + off >= 0 and team["hires"] > 0:
        team["hires"] += off
    elif team["releases"] - off >= 0:
        team["releases"] -= off
    else:
        team |= {"hires": off - team["releases"], "releases": 0.0}
    return place(team) | {"excess": abs(off)}


@kind("attrition", on=(WAYS, WINDING), level=Level.PRICED, spots=leaving)
def attrition_misstated(_: Bench, team: Row) -> Where:
    """The flows are right."""
    team["attrition"] += 1e-3
    return place(team) | {"excess": 1e-3}


@kind("attrition", "attrition_balance", on=(WAYS, WINDING), level=Level.PRICED, spots=leaving)
def attrition_forgotten(_: Bench, team: Row) -> Where:
    return leave(team, 0.0)


@kind("attrition", "attrition_balance", on=(WAYS, WINDING), level=Level.PRICED, spots=leaving)
def attrition_linear(bench: Bench, team: Row) -> Where:
    """A share of the yearly rate, not compounded; in a year both are the same."""
    key = bench.key(team["node"], team["location"], team["area"])
    before = previous(bench, *place(team).values())
    years = min(bench.years(team["node"]), 0.9)
    return leave(team, bench.numbers.people.yearly_attrition[key] * years * before)


@kind("attrition", "attrition_balance", on=(WAYS, WINDING), level=Level.PRICED, spots=leaving, exact=False, most=8)
def attrition_in_whole_heads(_: Bench, team: Row) -> Where:
    """So many more hires may leave too little output while they learn."""
    return leave(team, float(int(team["attrition"]) + 1))


@kind("attrition", "attrition_balance", on=WAYS, level=Level.PRICED)
def attrition_of_those_who_are_left(bench: Bench) -> Where:
    """Of the team itself, not of the one before."""
    team = bench.row("teams", node="t03.boom", location="AUS", area="dev")
    return leave(team, team["attrition"] * team["heads"] / 8)


@kind("attrition", "attrition_balance", on=WINDING, level=Level.PRICED)
def attrition_without_its_driver(bench: Bench) -> Where:
    team = bench.row("teams", node="t03.calm.up", location="AUS", area="dev")
    return leave(team, (1 - (1 - 0.06) ** 0.5) * 5)


@kind("attrition_balance", on=WAYS, level=Level.PRICED, most=2)
def a_hire_a_period_earlier(bench: Bench) -> Where:
    bench.row("teams", node="t02.boom", location="AUS", area="dev")["hires"] -= 1
    bench.row("teams", node="t01", location="AUS", area="dev")["hires"] += 1
    return {"node": "t02.boom", "location": "AUS", "area": "dev", "excess": 1.0}


def hiring(bench: Bench) -> list[Row]:
    """List the teams that hire."""
    return [team for team in bench.plan["teams"] if team["hires"] > 0.01]


@kind("attrition_balance", on=ALL, level=Level.PRICED, exact=False, most=40, spots=hiring)
def a_part_of_a_hire_that_nobody_pays(_: Bench, team: Row) -> Where:
    """Where hires ramp up, too few of them make the team look more productive than it is."""
    team["hires"] -= 0.01
    return place(team) | {"excess": 0.01}


def releasing(bench: Bench) -> list[Row]:
    """List the teams that release."""
    return [team for team in usual(bench) if team["releases"] > 0.01]


@kind("attrition_balance", on=ALL, level=Level.PRICED, spots=releasing)
def a_part_of_a_release_that_nobody_pays(_: Bench, team: Row) -> Where:
    team["releases"] -= 0.01
    return place(team) | {"excess": 0.01}


@kind("attrition_balance", on=ALL, level=Level.PRICED, spots=usual)
def heads_out_of_nowhere(_: Bench, team: Row) -> Where:
    """Releases that leave the team as large as it was."""
    team["releases"] += 0.001
    return place(team) | {"excess": 0.001}


def ramping(bench: Bench) -> list[Row]:
    """List the teams that lose output to ramp-up."""
    return [team for team in bench.plan["teams"] if team["effective_heads"] < team["heads"] - 1e-3]


@kind("ramp_up", on=(WAYS, WINDING), spots=ramping)
def ramp_up_forgotten(_: Bench, team: Row) -> Where:
    off = team["heads"] - team["effective_heads"]
    team["effective_heads"] = team["heads"]
    return place(team) | {"excess": off}


@kind("ramp_up", on=(WAYS, WINDING), spots=ramping)
def ramp_up_twice(_: Bench, team: Row) -> Where:
    off = team["heads"] - team["effective_heads"]
    team["effective_heads"] = max(0.0, team["heads"] - 2 * off)
    return place(team)


@kind("ramp_up", on=WAYS)
def ramp_up_of_earlier_hires_forgotten(bench: Bench) -> Where:
    team = bench.row("teams", node="t03.slump", location="GDL", area="dev")
    assert team["hires"] == 0
    team["effective_heads"] = team["heads"]
    return place(team)


@kind("ramp_up", on=WINDING)
def ramp_up_of_recent_hires_forgotten(bench: Bench) -> Where:
    team = bench.row("teams", node="t00", location="KRK", area="dev")
    lost = bench.numbers.people.inherited_losses[bench.key("t00", "KRK", "dev")]
    team["effective_heads"] += lost
    return place(team) | {"excess": lost}


@kind("ramp_up", on=WAYS)
def ramp_up_by_the_end_of_the_period(bench: Bench) -> Where:
    """As if hires were as good throughout as they are at its end: 6 of 8 months learnt."""
    team = bench.row("teams", node="t02.boom", location="GDL", area="dev")
    team["effective_heads"] = team["heads"] * 6 / 8
    return place(team) | {"excess": team["heads"] * (0.75 - 0.375)}


@kind("ramp_up", on=WINDING)
def work_of_a_team_that_is_gone(bench: Bench) -> Where:
    team = bench.row("teams", node="t01.calm", location="KRK", area="dev")
    assert team["heads"] == 0
    team["effective_heads"] = 0.5
    return place(team) | {"excess": 0.5}


@kind("ramp_up", "coverage", on=WAYS)
def a_head_less_as_hires_learn_at_once(bench: Bench) -> Where:
    """All else follows; the work is done only if nobody has to learn."""
    bench.staff("t02.slump", "AUS", "dev", 2.0)
    settle(bench)
    return ramp_up_forgotten(bench, bench.row("teams", node="t02.slump", location="GDL", area="dev"))


@kind("net_flows", on=WAYS, level=Level.PRICED)
def exchanged_at_a_conversion(bench: Bench) -> Where:
    """Heads released on the old terms and hired on the new ones, to save the fee for passing over."""
    team = bench.row("teams", node="t03.boom", location="GDL", area="ops")
    assert team["hires"] < 1e-9 > team["releases"]
    team |= {"hires": 0.02, "releases": 0.02}
    row = bench.row("unmet", node="t03.boom", area="ops")
    row["fte"] += 0.02
    return place(team) | {"excess": 0.02}
