"""Operating models: the terms on which a site is built and run. BOT, captive and as-a-service are data."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SerializerFunctionWrapHandler, create_model, model_serializer

from .base import Identifier, Months, NonNegative, Rate, Record, unit

HEADQUARTERS_MODEL = "headquarters"
"""Reserved identifier of the built-in terms under which headquarters operates."""


class OverheadStep(Record):
    """Yearly overhead of a site from a number of heads on."""

    from_heads: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))]
    """Least heads of the step; the first step starts at 0. At a shared edge the cheaper step holds."""

    cost: Annotated[NonNegative, Field(json_schema_extra=unit("money per year"))]
    """Overhead of the whole site in this step."""


class FeeBand(Record):
    """Fee per head from a number of billed heads on; it prices all heads, not only those above the edge."""

    from_heads: Annotated[NonNegative, Field(json_schema_extra=unit("billed heads"))]
    """Least billed heads of the band; the first band starts at 0. At a shared edge the cheaper band holds."""

    fee: Annotated[NonNegative, Field(json_schema_extra=unit("money per head-year"))]
    """Fee for each head."""


class Conversion(Record):
    """Terms on which a site passes from one operating model to another."""

    min_age: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months that the old model must have operated here."""

    fixed_fee: Annotated[NonNegative, Field(json_schema_extra=unit("money"))] | None = None
    """One-off cost of the conversion; the new model's set-up cost where absent."""

    fee_per_head: Annotated[NonNegative, Field(json_schema_extra=unit("money per head"))] = 0.0
    """One-off cost for each head that passes over."""


def _bands(value: Any) -> Any:
    """Read one fee for any number of heads as a single band, and a list as what it holds."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ({"from_heads": 0, "fee": value},)
    return tuple(value) if isinstance(value, list) else value


class Terms(Record):
    """The terms of an operating model at one location."""

    vendor: Identifier | None = None
    """Vendor who runs the sites; absent: the company itself."""

    set_up_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money"))] = 0.0
    """Paid at the commitment to open a site; capital."""

    lead_time: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months from the commitment to the start."""

    fixed_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money per year"))] = 0.0
    """Fixed cost of a site while it operates."""

    overhead_steps: tuple[OverheadStep, ...] = ()
    """Overhead by heads of the site; none where empty."""

    fee_per_head: Annotated[
        tuple[FeeBand, ...],
        BeforeValidator(_bands, json_schema_input_type=float | tuple[FeeBand, ...]),
        Field(json_schema_extra=unit("money per head-year")),
    ] = ()
    """Fee per head-year: one number, or volume bands by billed heads; none where empty."""

    fee_growth: Annotated[Rate, Field(json_schema_extra=unit("per year"))] = 0.0
    """Yearly growth of the fee per head and of the shortfall price."""

    fee_currency: Literal["home", "local"] = "home"
    """Currency in which fee per head and shortfall are billed; FX moves them only if local."""

    margin: Annotated[float, Field(ge=0, le=10, json_schema_extra=unit("share of payroll"))] = 0.0
    """Vendor's margin on payroll."""

    min_heads: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] = 0.0
    """Least heads of a site from ``build_up`` months after its start."""

    max_heads: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] | None = None
    """Most heads of a site; unbounded where absent."""

    take_or_pay_heads: Annotated[NonNegative, Field(json_schema_extra=unit("heads"))] = 0.0
    """Heads billed at least, from ``build_up`` months after the start."""

    shortfall_price: Annotated[NonNegative, Field(json_schema_extra=unit("money per head-year"))] | None = None
    """Price of a billed head that is not there; the fee per head where absent."""

    build_up: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months after the start before least heads and take-or-pay hold; none after a conversion."""

    lock_in: Annotated[Months, Field(json_schema_extra=unit("months"))] = 0.0
    """Months after a start or a conversion in which the site may not stop."""

    early_exit_fee: Annotated[NonNegative, Field(json_schema_extra=unit("money per remaining month"))] | None = None
    """Price of each remaining month of lock-in at a stop; absent: no stop inside the lock-in."""

    exit_cost: Annotated[NonNegative, Field(json_schema_extra=unit("money"))] = 0.0
    """One-off cost of a stop."""

    cancellation_fee: Annotated[NonNegative, Field(json_schema_extra=unit("money"))] | None = None
    """Price of cancelling a commitment before its start, capital; absent: not allowed."""

    client_bears_hiring: bool = True
    """Whether the company pays hiring cost; otherwise the vendor does."""

    client_bears_severance: bool = True
    """Whether the company pays severance; otherwise the vendor does."""

    seats_included: bool = False
    """Whether the operator provides seats."""

    conversions: Mapping[Identifier, Conversion] = Field(default_factory=dict)
    """Models that a site may pass over to, keyed by the new model."""


def _optional_fields() -> dict[str, Any]:
    """Every field of the terms, optional, for an override that states only what differs."""
    return {
        name: (
            field.rebuild_annotation() | None,
            Field(default=None, description=field.description, json_schema_extra=field.json_schema_extra),
        )
        for name, field in Terms.model_fields.items()
    }


class Override(Record):
    """Base of terms that differ somewhere: only what is stated counts, and only that is written."""

    @model_serializer(mode="wrap")
    def _stated(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if name in self.model_fields_set}


if TYPE_CHECKING:

    class TermsOverride(Override):
        """Terms that differ at one location or in one country."""

else:
    TermsOverride = create_model(
        "TermsOverride",
        __base__=Override,
        __doc__="Terms that differ at one location or in one country.",
        **_optional_fields(),
    )


class OperatingModel(Terms):
    """An operating model: its terms, where it may be used, and where its terms differ."""

    name: str = ""
    """Name for people; the identifier where empty."""

    locations: tuple[Identifier, ...] | None = None
    """Locations where the model may be used; absent: everywhere but headquarters."""

    country_overrides: Mapping[str, TermsOverride] = Field(default_factory=dict)
    """Terms that differ in a country, keyed by country code; countries without a location are passed over."""

    overrides: Mapping[Identifier, TermsOverride] = Field(default_factory=dict)
    """Terms that differ at a location, keyed by location; they come before those of its country."""

    def may_operate_at(self, location_id: str) -> bool:
        """Whether the model may be used at the location."""
        return self.locations is None or location_id in self.locations

    def terms_at(self, location_id: str, country: str) -> Terms:
        """Return the terms in force at a location: its override, else its country's, else the model's."""
        stated = {name: getattr(self, name) for name in Terms.model_fields}
        for override in (self.country_overrides.get(country), self.overrides.get(location_id)):
            if override is not None:
                stated |= {name: getattr(override, name) for name in override.model_fields_set}
        return Terms.model_construct(**stated)
