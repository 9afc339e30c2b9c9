"""Plans for the tests of workbooks, and workbooks read back."""

import io
import math
import re
import shutil
import subprocess
import zipfile

import pytest
from openpyxl import load_workbook
from tests.plans.random_plans import Recipe

from coeplan_models import CAPITAL, RUN_COST, Amount, Category, LeafTotal, NodeFigures, PlanNode, Team

SOFFICE = shutil.which("soffice")
with_soffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


def values_of(content):
    """What a program shows that does not calculate."""
    return load_workbook(io.BytesIO(content), data_only=True)


def formulas_of(content):
    """What is in the cells."""
    return load_workbook(io.BytesIO(content))


def checks_of(content):
    """The rows of the reconciliation: total, workbook, plan, difference, verdict, source."""
    book = load_workbook(io.BytesIO(content), data_only=True, read_only=True)
    return [row for row in book["Reconciliation"].iter_rows(min_row=7, values_only=True) if row[0] is not None]


def recalculated(content, folder):
    """What LibreOffice works out by itself: the file goes there without the values of its formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(folder / "bare.xlsx", "w") as bare:
        for name in whole.namelist():
            part = whole.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part, count = re.subn(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", part)
                assert count == part.count(b"<f>")
            bare.writestr(name, part)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, "--headless", profile, "--convert-to", "xlsx", "--outdir", str(folder / "done")]
    subprocess.run([*command, str(folder / "bare.xlsx")], check=True, capture_output=True, timeout=300)
    return load_workbook(folder / "done" / "bare.xlsx", data_only=True)


def random_plan(seed, shape="fan"):
    """A random plan whose key figures are those of its rows."""
    return consistent(Recipe(seed, shape=shape).plan)


def consistent(plan):
    """The plan with the figures of nodes and the summary as its rows have them."""
    chance = {node.id: node.probability for node in plan.nodes}
    paths = paths_of(plan)
    capital = {node: _sum(plan, node, CAPITAL) for node in chance}
    heads = {node: math.fsum(team.heads for team in plan.teams if team.node == node) for node in chance}
    home = plan.headquarters
    abroad = {
        node: math.fsum(team.heads for team in plan.teams if team.node == node and team.location != home)
        for node in chance
    }
    figures = [
        each.model_copy(
            update={
                "heads": heads[each.node],
                "heads_abroad": abroad[each.node],
                "capital": capital[each.node],
                "run_cost": _sum(plan, each.node, RUN_COST),
            }
        )
        for each in plan.node_figures
    ]
    summary = plan.summary.model_copy(
        update={
            "worst_total": max(leaf.total for leaf in plan.leaf_totals),
            "expected_capital": math.fsum(chance[node] * money for node, money in capital.items()),
            "largest_capital": max(math.fsum(capital[node] for node in path) for path in paths.values()),
            "peak_heads_abroad": max(abroad.values()),
        }
    )
    return plan.model_copy(update={"node_figures": tuple(figures), "summary": summary})


def paths_of(plan):
    """Nodes from the root to each leaf, by leaf."""
    parent = {node.id: node.parent for node in plan.nodes}
    paths = {}
    for leaf in set(parent) - set(parent.values()):
        path = [leaf]
        while parent[path[-1]] is not None:
            path.append(parent[path[-1]])
        paths[leaf] = path
    return paths


def _sum(plan, node, categories):
    rows = (row for row in plan.amounts if row.node == node and not row.terminal)
    return math.fsum(row.money for row in rows if row.category in categories)


def large_plan(futures=27, periods=16, sites=8, areas=6):
    """A plan of the size of a large instance: every site with every area at every node."""
    base = Recipe(1).plan
    nodes, leaves = [], []
    for future in range(futures):
        for period in range(periods):
            parent = None if period == 0 else f"f{future}p{period - 1}" if period > 1 else "root"
            if period == 0 and future:
                continue
            name = "root" if period == 0 else f"f{future}p{period}"
            month = f"{2027 + period // 4}-{3 * (period % 4) + 1:02d}"
            chance = 1.0 if period == 0 else 1.0 / futures
            nodes.append(PlanNode(id=name, period=period, parent=parent, probability=chance, start=month, months=3))
        leaves.append(nodes[-1].id)
    groups = [(f"S{site}", f"area{area}") for site in range(sites) for area in range(areas)]
    flows = {"attrition": 0.0, "hires": 0.0, "releases": 0.0, "operating_model": "captive"}
    teams = tuple(
        Team(node=node.id, location=place, area=area, heads=5.0, effective_heads=5.0, **flows)
        for node in nodes
        for place, area in groups
    )
    money = {"money": 100.0, "discounted": 90.0}
    amounts = tuple(
        Amount(node=node.id, category=category, location=place, area=area, **money)
        for node in nodes
        for place, area in groups
        for category in (Category.PAYROLL, Category.FEE, Category.HIRING, Category.SET_UP)
    )
    sites_rows = tuple(
        base.sites[0].model_copy(update={"node": node.id, "location": f"S{site}", "heads": 5.0 * areas})
        for node in nodes
        for site in range(sites)
    )
    total = 90.0 * 4 * len(groups) * periods
    figures = {"workload": 1.0, "capacity": 1.0, "mean_overlap": None, "risk_score": None, "sites": sites}
    blank = {"heads": 0.0, "heads_abroad": 0.0, "capital": 0.0, "run_cost": 0.0}
    return consistent(
        base.model_copy(
            update={
                "nodes": tuple(nodes),
                "teams": teams,
                "amounts": amounts,
                "sites": sites_rows,
                "leaf_totals": tuple(LeafTotal(leaf=leaf, probability=1 / futures, total=total) for leaf in leaves),
                "node_figures": tuple(NodeFigures(node=node.id, **figures, **blank) for node in nodes),
                "summary": base.summary.model_copy(update={"expected_total": total, "cvar": total}),
                "value": total,
                **dict.fromkeys(("decisions", "unmet", "matches", "breaches", "holdings"), ()),
            }
        )
    )
