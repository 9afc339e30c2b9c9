"""What each letter of the formulas stands for; a letter may mean another thing in another chapter."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Symbol:
    """A letter of the formulas.

    Attributes
    ----------
    tex : str
        The letter with its indices, in TeX.
    meaning : str
        What it stands for, with its unit where it has one.
    variable : str
        Family of variables that it stands for; empty for indices, sets and numbers.
    """

    tex: str
    meaning: str
    variable: str = ""


INDICES = (
    Symbol(r"n, j, k", "nodes of the scenario tree"),
    Symbol(r"\ell", "leaves of the tree"),
    Symbol(r"p(n)", "parent of a node; before the root stands the footprint"),
    Symbol(r"t(n)", "period of a node"),
    Symbol(r"A(n)", "ancestors of a node, the node itself not among them"),
    Symbol(r"(k, n]", r"nodes of the path after \(k\), up to and with \(n\)"),
    Symbol(
        r"n \text{ within } d \text{ of } k", r"\(k\) is \(n\) or an ancestor that began less than \(d\) months earlier"
    ),
    Symbol(r"l, l'", "locations"),
    Symbol(r"a, b", "business areas"),
    Symbol(r"s, s'", "arrangements: an operating model at a location; headquarters is one"),
    Symbol(r"S_l", "arrangements of a location"),
    Symbol(r"l(s), m(s), v(s)", "location, operating model and vendor of an arrangement"),
    Symbol(
        r"c", r"arcs of conversion: \(s \to c\) leads out of \(s\), \(c \to s\) into it; \(s(c)\) is where it begins"
    ),
    Symbol(r"i", "overhead steps, or fee bands, of an arrangement"),
)
"""Indices and sets, in every chapter."""

EVERYWHERE = (
    Symbol(r"y_{ns}", "1 where a site operates under an arrangement", "operate"),
    Symbol(r"u_{ns}", "1 where a site starts", "start"),
    Symbol(r"d_{ns}", "1 where a site stops", "stop"),
    Symbol(r"v_{nc}", "1 where a site passes over an arc", "convert"),
    Symbol(r"x_{nsa}", "heads of an area under an arrangement", "heads"),
    Symbol(r"z_{nla}", "heads of an area at a location: its team", "team"),
    Symbol(r"\epsilon_{nla}", "efficiency: output of a ramped head, in baseline FTE"),
    Symbol(r"W_{na}", "workload, in baseline FTE"),
    Symbol(r"\text{breach}", "how far a priced policy is broken in a row; 0 where the policy has no price", "breach"),
)
"""Letters that mean the same in every chapter."""

CHAPTERS: Mapping[str, tuple[Symbol, ...]] = {
    "coverage": (
        Symbol(r"A_{nl}", "availability, 0 to 1"),
        Symbol(r"g_{nla}", "effective heads", "effective"),
        Symbol(r"o_{na}", "workload left undone, in FTE", "unmet"),
        Symbol(r"i_{nla}", "effective heads beyond what the workload can use", "idle"),
        Symbol(r"\epsilon_l, \epsilon", "availability x efficiency at a location, and the largest of all locations"),
        Symbol(r"r_l, b, f", "ratios as stated in the row"),
    ),
    "life_cycle": (
        Symbol(r"b_{ns}", "1 where a commitment is made", "commit"),
        Symbol(r"q_{nst}", "1 where a commitment that would start in a period is cancelled", "cancel"),
        Symbol(r"f_{st}", "1 where the footprint has a commitment under way that starts in a period"),
        Symbol(r"x_{jks}", r"1 where node \(j\) buys out a lock-in entered at \(k\)", "early_exit"),
        Symbol(r"L_s", "lead time, in months; the arrow leads to the first period that starts late enough"),
        Symbol(r"\Lambda_s", "lock-in, in months"),
    ),
    "staffing": (
        Symbol(r"h_{nsa}", "gross hires", "hires"),
        Symbol(r"r_{nsa}", "releases", "releases"),
        Symbol(r"w_{nca}", "heads that pass over an arc", "moved"),
        Symbol(r"\gamma_{nca}", "1 where a team grows, not shrinks, as its site is converted", "growing"),
        Symbol(r"e_{nla}", "1 where an area has a team at a location", "placed"),
        Symbol(r"g_{nla}", "effective heads", "effective"),
        Symbol(r"\phi_{nla}", "losses of ramp-up that end with the team, in heads", "forgiven"),
        Symbol(r"\beta_{ns}", "1 where least heads and take-or-pay hold", "built_up"),
        Symbol(r"\alpha_{nla}", "share of the previous team that attrition takes"),
        Symbol(r"\lambda_{nkla}", r"output that a hire of node \(k\) still lacks at \(n\), in heads"),
        Symbol(r"\lambda^0_{nla}", "output that the footprint's recent hires still lack, in heads"),
        Symbol(
            r"\Pi_k", r"share of the heads of \(k_0\), the first hire that still lacks output, that attrition leaves"
        ),
        Symbol(r"\Lambda_{nla}", "most that can be lost, in heads"),
        Symbol(r"\bar x_{nsa}, \bar z_{nla}", "most heads that pools, hires and terms allow"),
        Symbol(r"X_{ns}, \underline{X}_s", "most heads and least heads of a site"),
        Symbol(r"H_{nl}", "most gross hires of a location in the period"),
        Symbol(r"\underline{z}_a", "smallest team"),
        Symbol(r"\eta_a", "most consecutive periods at two locations (`handover`)"),
    ),
    "terms": (
        Symbol(r"\beta_{ns}", "1 where least heads and take-or-pay hold", "built_up"),
        Symbol(r"\sigma_{nsi}", "1 where an overhead step is in force", "step"),
        Symbol(r"\theta_{nsi}", "1 where a fee band is in force", "band"),
        Symbol(r"\xi_{nsi}", "heads billed in a fee band", "band_heads"),
        Symbol(r"\psi_{nsi}", "heads billed in a fee band but not there", "shortfall"),
        Symbol(r"B_s", "build-up, in months"),
        Symbol(r"T_s", "take-or-pay heads"),
        Symbol(r"\underline{\sigma}_{si}, \overline{\sigma}_{si}", "least and most heads of an overhead step"),
        Symbol(r"\underline{\theta}_{si}, \overline{\theta}_{si}", "least and most billed heads of a fee band"),
    ),
    "useful": (
        Symbol(r"A_{nl}", "availability, 0 to 1"),
        Symbol(r"g_{nla}", "effective heads", "effective"),
        Symbol(r"i_{nla}", "effective heads beyond what the workload can use", "idle"),
        Symbol(r"e_{nla}", "1 where an area has a team at a location", "placed"),
        Symbol(r"\theta_{nsi}", "1 where a fee band is in force", "band"),
        Symbol(r"\xi_{nsi}", "heads billed in a fee band", "band_heads"),
        Symbol(r"\upsilon_{nsi}", "heads billed in a fee band that learn or idle", "band_surplus"),
        Symbol(r"U_{nl}", "most heads of a location that the workload can use"),
    ),
    "seats": (
        Symbol(r"k_{nl}", "seats at a location", "seats"),
        Symbol(r"\kappa_{nl}", "seats bought", "bought"),
        Symbol(r"\kappa^0_{nl}", "seats of the footprint whose lease still runs"),
        Symbol(r"\bar k_l", "most seats that a location can ever need"),
        Symbol(r"\Gamma_l", "lease, in months"),
    ),
    "collaboration": (
        Symbol(r"\mu_{nabll'}", r"heads of \(a\) at \(l\) matched to heads of \(b\) at \(l'\)", "matched"),
        Symbol(
            r"\omega_{nla}, \omega", "overlap of an area at a location with its partner, and its floor, in hours a day"
        ),
        Symbol(r"\rho_{ab}", r"heads of \(a\) that a head of \(b\) can serve"),
    ),
    "risk": (
        Symbol(r"M_{na}", "capacity of a critical area at the place where it has most, in FTE", "largest"),
        Symbol(r"G", "arrangements of one location, country, region, vendor or model"),
        Symbol(r"\gamma", "largest share of the workload"),
        Symbol(r"\rho_l, \rho", "risk score of a location, and the ceiling"),
        Symbol(r"\zeta", "surge: extra capacity of what is left"),
        Symbol(r"\tau_a", "share of the workload that must survive"),
    ),
    "totals": (
        Symbol(r"\xi_\ell", "total of a leaf above the quantile", "tail"),
        Symbol(r"\eta", "quantile of the total", "quantile"),
        Symbol(
            r"\omega^{\mathrm{total}}, \omega^{\mathrm{regret}}",
            "largest total, and largest regret, of any leaf",
            "peak",
        ),
        Symbol(r"C_\ell", "discounted total of a leaf"),
        Symbol(r"\underline{C}_\ell", "proved bound of what a leaf's future costs at least, had it been certain"),
        Symbol(r"C", "cap on the conditional value at risk, or on the total"),
        Symbol(r"R, p", "cap on regret: in money, and as a share of what the future costs at least"),
        Symbol(r"\pi_\ell", "probability of a leaf"),
        Symbol(r"\alpha", "level of the conditional value at risk"),
    ),
    "money": (
        Symbol(r"K_k, R_k", "capital and run cost of a node, undiscounted"),
        Symbol(r"\sigma_k", "share of a node's months that lie in the span"),
        Symbol(r"B", "limit of the span"),
    ),
    "count": (
        Symbol(r"\nu_{nv}", "1 where a vendor is in use", "vendor_used"),
        Symbol(r"\nu_{nm}", "1 where an operating model is in use", "model_used"),
        Symbol(r"N", "limit"),
    ),
    "pins": (
        Symbol(r"b, b^\circ", "a decision about a site, and what the given plan decides"),
        Symbol(r"z^\circ_{nla}", "heads of a team in the given plan"),
        Symbol(r"\underline{Z}, \overline{Z}", "least and most heads that are pinned"),
        Symbol(r"N", "most decisions that differ"),
    ),
    "objective": (
        Symbol(r"C_n", "discounted cost of a path up to a node", "spent"),
        Symbol(r"c_n", "discounted cost of a node, with the time after the horizon where it is a leaf"),
        Symbol(r"\pi_n", "probability of a node"),
        Symbol(r"w_E, w_C", "weights of expectation and conditional value at risk"),
        Symbol(r"w_W, w_R", "weights of the largest total and of the largest regret"),
        Symbol(r"\omega^{\mathrm{total}}, \omega^{\mathrm{regret}}", "largest total, and largest regret, of any leaf"),
        Symbol(r"\alpha", "level of the conditional value at risk"),
    ),
}
"""Letters of one chapter, by the module that holds its equations; they come before those of every chapter."""


def letters_of(chapter: str) -> tuple[Symbol, ...]:
    """Return every symbol that the formulas of a chapter may use."""
    return (*CHAPTERS.get(chapter, ()), *EVERYWHERE, *INDICES)


def variables() -> dict[str, str]:
    """Return the letter of each family of variables; the first chapter that has one counts."""
    found: dict[str, str] = {}
    for symbol in (*EVERYWHERE, *(each for symbols in CHAPTERS.values() for each in symbols)):
        if symbol.variable:
            found.setdefault(symbol.variable, symbol.tex)
    return found
