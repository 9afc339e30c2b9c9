"""Lower rates and drivers of cost, and amounts that lie further off. For prices see ``test_money``."""

from .bases import Data
from .loosenings import loosening, places, scale, scale_drivers, terms


@loosening("margin")
def lower_margin(data: Data, size: float) -> None:
    """All costs are at least 0, so a share of some of them falls with the share."""
    for each in terms(data):
        scale(each, "margin", 1 - size)


@loosening("levy")
def lower_levy(data: Data, size: float) -> None:
    """As with a margin."""
    scale_drivers(data, "levy", 1 - size)


@loosening("growth")
def slower_growth(data: Data, size: float) -> None:
    """Growth acts on costs alone, and runs forward to the middle of every period."""
    for place in places(data):
        for name in ("wage_growth", "rent_growth"):
            place[name] = place.get(name, 0) - size / 4
    for model in data["operating_models"].values():
        model["fee_growth"] = model.get("fee_growth", 0) - size / 4


@loosening("wages_driver", "severance")
def lower_wages(data: Data, size: float) -> None:
    """The driver multiplies payroll, hiring cost and severance, which are costs."""
    scale_drivers(data, "wages", 1 - size / 2)


@loosening("fx_driver", "seats")
def cheaper_currency(data: Data, size: float) -> None:
    """The driver multiplies amounts of a location, all of which are costs; it moves no limit."""
    scale_drivers(data, "fx", 1 - size / 2)


@loosening("fees_driver", "take_or_pay")
def lower_fees(data: Data, size: float) -> None:
    """The driver multiplies the fee per head and the price of a shortfall, all bands alike."""
    scale_drivers(data, "fees", 1 - size / 2)


@loosening("discounting")
def higher_discount_rate(data: Data, size: float) -> None:
    """Amounts are costs, and no amount lies before the horizon's start; limits on capital are undiscounted."""
    data["discount_rate"] += size


@loosening("terminal")
def shorter_terminal_months(data: Data, size: float) -> None:
    """A year's cost x T/12 x (1 + r)^-(H + T/2)/12 rises with T up to T = 24/ln(1 + r).

    That is 91 months at 30 percent, the highest rate here. Beyond, a longer time after the horizon costs less, as all
    of it is discounted from its middle.
    """
    scale(data, "terminal_months", 1 - size)
