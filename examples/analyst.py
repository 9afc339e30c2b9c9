"""The source of the notebook for analysts: ``python examples/make_notebook.py`` makes ``analyst.ipynb`` of it."""

# %% [markdown]
# # A plan in a notebook
#
# From an instance to its plan, to what-ifs, a study, a threshold and the worth of knowing the future, with pandas and
# Altair. The notebook is `examples/analyst.ipynb`; it needs `pip install 'coeplan[notebook]'`.

# %%
import tempfile
from math import isclose

import altair as alt
import pandas as pd
from IPython.display import display

import coeplan
from coeplan.api.threshold import Question, Scope

alt.renderers.enable("svg")
pd.options.display.float_format = "{:,.2f}".format
MILLION = 1e6

# %% [markdown]
# ## The instance
#
# A firm in Austin asks how big a centre abroad should be, how it should be run and where it should be. What looks
# suspicious in the file is a warning; what is wrong in it would be an error that lists every fault with its line.

# %%
loaded = coeplan.load_instance("firm.yaml")
instance = loaded.instance
print(instance.description)
print(f"{len(loaded.warnings)} warnings; {instance.horizon.periods} periods from {instance.horizon.start} on")

# %%
places = pd.DataFrame.from_dict({name: place.model_dump() for name, place in instance.locations.items()}, "index")
places["yearly_cost"] = [paid["*"] for paid in places["yearly_cost"]]
display(places[["country", "yearly_cost", "wage_growth", "trip_cost"]])

models = pd.DataFrame.from_dict(
    {name: model.model_dump() for name, model in instance.operating_models.items()}, "index"
)
display(models[["set_up_cost", "lead_time", "fixed_cost", "min_heads", "lock_in"]])

# %% [markdown]
# ## The plan
#
# A session solves the instance once and remembers its plan. `gap` says how far the plan may be from the best one; the
# proved bound says how far it can be. No plan leaves the solver without having passed an audit.

# %%
options = coeplan.SolveOptions(gap=1e-4, threads=1)
session = coeplan.Session(loaded, options)
base = session.base()
plan = base.plan
assert plan is not None, base.message
answer = {"value": plan.value, "keeping everything as it is": plan.keeping.value if plan.keeping else None}
display(pd.Series(answer, name="USD million").to_frame() / MILLION)
print(f"{base.termination}; no plan can cost more than {options.gap:.2%} less")

# %%
tables = base.tables
display(tables["site_overview"][["location", "operating_models", "start", "heads_now", "final_expected"]])
display(tables["decisions"][["period", "future", "kind", "location", "operating_model"]])

# %% [markdown]
# Until the futures part, the plan is the same in all of them; then each has its own.

# %%
heads = tables["headcount_by_future"]
sized = heads.groupby(["year", "future", "location"], as_index=False)["year_end"].sum()
display(sized.pivot(index=["future", "location"], columns="year", values="year_end"))

# %%
bars = alt.Chart(sized, title="Heads at the end of each year").mark_bar()
display(bars.encode(x="year:O", y=alt.Y("year_end:Q", title="heads"), color="location:N", column="future:N"))

# %%
money = tables["cost_by_category_wide"].set_index("category")
display(money / MILLION)

# %% [markdown]
# ## What if
#
# A what-if is a line, or several. It is solved from the base's plan, and its cost is explained by causes that add up.

# %%
questions = {
    "pay in Bengaluru 30 % higher": "locations.BENGALURU.yearly_cost x 1.3",
    "nobody in Bengaluru": "never BENGALURU",
    "a vendor at half the fee": "operating_models.service.fee_per_head x 0.5",
}
answers = {name: session.what_if(edit) for name, edit in questions.items()}
compared = {name: found.comparison for name, found in answers.items() if found.comparison is not None}
dearer = pd.Series({name: each.difference / MILLION for name, each in compared.items()}, name="dearer by USD million")
display(dearer.to_frame())

# %%
explained = compared["nobody in Bengaluru"].bridge
causes = pd.DataFrame(explained.lines).set_index("name")["amount"] / MILLION
display(causes[causes.abs().sort_values(ascending=False).index].head(8).to_frame("USD million"))

# %% [markdown]
# ## A study
#
# A grid of what-ifs, solved on all cores. Results stand in a folder, from which an interrupted run goes on; here it
# is thrown away at the end.

# %%
likely = "scenarios.futures.fast.probability = {}; scenarios.futures.slow.probability = {}"
study = {
    "name": "pay-and-ai",
    "instance": "firm.yaml",
    "limits": {"gap": options.gap, "time_limit": 300},
    "cases": {
        "kind": "grid",
        "axes": {
            "pay": {f"{share}": f"locations.BENGALURU.yearly_cost x {share / 100}" for share in (80, 100, 120, 140)},
            "fast": {f"{share}": likely.format(share / 100, 1 - share / 100).split("; ") for share in (10, 40, 70)},
        },
    },
}
with tempfile.TemporaryDirectory() as folder:
    coeplan.run_study(study, folder)
    cases = coeplan.study_table(folder)
cases["million"] = cases["value"] / MILLION
display(cases[["factor.pay", "factor.fast", "status", "million", "heads.BENGALURU", "heads.GUADALAJARA", "today"]])

# %%
grid = alt.Chart(cases, title="Heads in Bengaluru in 2029, expected").mark_rect()
pay = alt.X("factor\\.pay:O", title="pay in Bengaluru, % of today's", sort=None)
display(
    grid.encode(
        x=pay,
        y=alt.Y("factor\\.fast:O", title="chance of fast AI, %", sort=None),
        color=alt.Color("heads\\.BENGALURU:Q", title="heads"),
    )
)

# %% [markdown]
# ## From how many people a captive pays
#
# Each point is a solve of its own: a site of so many heads, run by a vendor or owned.

# %%
question = Question(Scope(locations=("BENGALURU",), models=("service", "captive")), most=24, multipliers=(1.0,))
found = coeplan.find_thresholds(instance, question)
points = pd.DataFrame(found.points).dropna(subset="value")
points["per head"] = points["value"] / points["heads"]
for duel in found.places[0].along_heads[0].duels:
    display(pd.DataFrame(duel.runs).rename(columns={"state": "cheaper"}))

# %%
curve = alt.Chart(points, title="Cost of a head over the horizon, by size of the site").mark_line(point=True)
display(curve.encode(x="heads:Q", y=alt.Y("per head:Q", title="USD"), color="model:N"))

# %% [markdown]
# ## What it is worth to know the future
#
# Between planning with every future known and planning for their mean lies what information is worth, and what
# planning for several futures is. Bounds prove how large each of these is at least and at most.

# %%
worth = coeplan.value_information(coeplan.Planned(loaded, plan), coeplan.ValueOptions(options))
worths = pd.DataFrame(worth.worths)[["cheaper", "dearer", "periods", "low", "high", "verdict"]]
display(worths.astype({"cheaper": str, "dearer": str, "verdict": str}))

# %% [markdown]
# ## Does the money add up?
#
# The value is the sum of all amounts, weighted by the probability of their nodes; each table adds up to it; every
# explanation adds up to the difference it explains; and the case of the study that changes nothing costs the same.

# %%
amounts = tables["amounts"].join(tables["nodes"].set_index("id")["probability"], on="node")
summed = (amounts["discounted"] * amounts["probability"]).sum()
assert isclose(summed, plan.value, rel_tol=1e-9), (summed, plan.value)
assert isclose(tables["costs"]["present_value"].sum(), plan.value, rel_tol=1e-9)
leaves = tables["leaf_totals"]
assert isclose((leaves["total"] * leaves["probability"]).sum(), plan.value, rel_tol=1e-9)
for each in compared.values():
    assert isclose(sum(line.amount for line in each.bridge.lines), each.difference, rel_tol=1e-6, abs_tol=0.01)
studied = cases.set_index(["factor.pay", "factor.fast"])["value"].to_dict()
assert isclose(studied["100", "40"], plan.value, rel_tol=options.gap)
assert coeplan.audit_plan(instance, plan).passed
print(f"All of it adds up to USD {plan.value / MILLION:.2f} million.")
