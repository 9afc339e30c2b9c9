"""The life of the sites, replayed from the plan's decisions along every path of the tree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from coeplan_models import HEADQUARTERS_MODEL, Decision, DecisionKind

from .calendar import MONTH_SLACK
from .commitments import Pending, cancelled, committed, due
from .events import CLOSED, LockIn, SiteState, Spot, converted, started, stopped
from .ledger import Ledger, Subject
from .world import World

EVENTS = (DecisionKind.STOP, DecisionKind.CONVERT, DecisionKind.START)


@dataclass
class Course:
    """What became of each site at each node.

    Attributes
    ----------
    states : dict
        What operates, keyed by node and location.
    commitments, cancellations : dict
        Location and model of each, keyed by node.
    stops : dict
        Model that stops, keyed by node and location.
    conversions : dict
        Old and new model, keyed by node and location.
    early_exits : dict
        Fee due for each lock-in bought out, as model and money before FX, keyed by node and location.
    starts : dict
        How many sites start, keyed by node.
    """

    before_root: Mapping[str, SiteState]
    parents: Mapping[str, str | None]
    states: dict[tuple[str, str], SiteState] = field(default_factory=dict[tuple[str, str], SiteState])
    commitments: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list[tuple[str, str]]))
    cancellations: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list[tuple[str, str]]))
    stops: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    conversions: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict[tuple[str, str], tuple[str, str]])
    early_exits: dict[tuple[str, str], list[tuple[str, float]]] = field(
        default_factory=dict[tuple[str, str], list[tuple[str, float]]]
    )
    starts: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def state(self, node: str, location: str) -> SiteState:
        """Return what operates at a location and node."""
        return self.states[node, location]

    def before(self, node: str, location: str) -> SiteState:
        """Return what operated at the parent; at the root what the footprint says."""
        parent = self.parents[node]
        return self.before_root[location] if parent is None else self.states[parent, location]

    def releasing_model(self, node: str, location: str) -> str | None:
        """Return the model on whose terms heads are released: at a stop or conversion the old one."""
        key = (node, location)
        if key in self.stops:
            return self.stops[key]
        if key in self.conversions:
            return self.conversions[key][0]
        return self.states[key].operating_model


def replay(world: World, decisions: Sequence[Decision], ledger: Ledger) -> Course:
    """Replay all decisions and report those that the rules of a site's life do not allow.

    A decision that breaks a rule is reported and then carried out as far as it makes sense, so that what
    follows is judged on what the plan meant.

    Parameters
    ----------
    world : World
        The instance.
    decisions : sequence of Decision
        The plan's decisions.
    ledger : Ledger
        Where rules are entered.
    """
    return _Replay(world, decisions, ledger).course


class _Replay:
    def __init__(self, world: World, decisions: Sequence[Decision], ledger: Ledger) -> None:
        self._world = world
        self._ledger = ledger
        self._taken: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        for decision in decisions:
            if self._allowed(decision):
                self._taken[decision.node, decision.location].append(decision)
        self.course = Course(
            {location: _footprint_state(world, location) for location in world.instance.locations},
            {node.id: node.parent for node in world.nodes.values()},
        )
        self._pending = {("", location): _under_way(world, location) for location in world.instance.locations}
        for node in world.nodes.values():
            for location in world.instance.locations:
                self._pass(Spot(world, ledger, node, location))

    def _allowed(self, decision: Decision) -> bool:
        """See that a decision is not about headquarters, nor brings in a model that may not be used there."""
        subject = Subject("headquarters_fixed", decision.node, decision.location, None, decision.operating_model)
        wrong = f"{decision.kind} is decided for headquarters, which always operates as it is"
        if not self._ledger.holds(subject, wrong, decision.location != self._world.headquarters):
            return False
        entering = decision.to_model if decision.kind is DecisionKind.CONVERT else decision.operating_model
        built_in = HEADQUARTERS_MODEL in (decision.operating_model, decision.to_model)
        # What was promised before the horizon starts, stops or is cancelled even where it could not be chosen now.
        chosen = decision.kind in (DecisionKind.COMMIT, DecisionKind.CONVERT) and entering is not None
        usable = not chosen or self._world.allows(decision.location, entering or "")
        subject = Subject("model_allowed", decision.node, decision.location, None, entering)
        wrong = f"{decision.kind} names the model {entering}, which may not be used at {decision.location}"
        self._ledger.holds(subject, wrong, usable and not built_in)
        return not built_in

    def _pass(self, spot: Spot) -> None:
        """Pass from a node's parent to the node at one location."""
        key = (spot.node.id, spot.location)
        before = self.course.before(*key)
        pending = self._pending[spot.node.parent or "", spot.location]
        taken = self._taken.get(key, ())
        if not taken and not pending:
            self._pending[key], self.course.states[key] = pending, before
            return
        cancels = [decision for decision in taken if decision.kind is DecisionKind.CANCEL]
        commits = [decision for decision in taken if decision.kind is DecisionKind.COMMIT]
        pending, gone = cancelled(spot, pending, cancels)
        self.course.cancellations[spot.node.id].extend((spot.location, model) for model in gone)
        pending = committed(spot, pending, commits)
        self.course.commitments[spot.node.id].extend((spot.location, one.operating_model) for one in commits)
        starts = [decision for decision in taken if decision.kind is DecisionKind.START]
        self._pending[key] = due(spot, pending, [decision.operating_model for decision in starts])
        self.course.states[key] = self._events(spot, before, taken)

    def _events(self, spot: Spot, before: SiteState, taken: Sequence[Decision]) -> SiteState:
        """Carry out the start, stop or conversion of a node."""
        key = (spot.node.id, spot.location)
        events = [decision for kind in EVENTS for decision in taken if decision.kind is kind]
        wrong = f"{', '.join(event.kind for event in events)}: at most one start, stop or conversion is allowed"
        spot.holds("one_event", None, wrong, len(events) <= 1)
        state = before
        for event in events:
            if event.kind is DecisionKind.START:
                state = started(spot, state, event.operating_model)
                self.course.starts[spot.node.id] += 1
            elif state.operating_model is None:
                wrong = f"{event.kind} of {event.operating_model}, but nothing operates there"
                spot.holds("not_operating", event.operating_model, wrong, False)
            elif event.kind is DecisionKind.STOP:
                self.course.stops[key] = state.operating_model
                state, self.course.early_exits[key] = stopped(spot, state, event.operating_model)
            elif event.to_model is not None:
                self.course.conversions[key] = (state.operating_model, event.to_model)
                state = converted(spot, state, event.operating_model, event.to_model)
        return state


def _footprint_state(world: World, location: str) -> SiteState:
    """Return what operates at a location before the horizon."""
    if location == world.headquarters:
        return SiteState(HEADQUARTERS_MODEL)
    site = world.existing(location)
    if site.operating_model is None:
        return CLOSED
    own = {site.operating_model: site.remaining_lock_in}
    build_up = world.terms(location, site.operating_model).build_up
    return SiteState(
        operating_model=site.operating_model,
        since=-site.age,
        obliged_from=-site.age if site.converted else build_up - site.age,
        lock_ins=tuple(
            LockIn(model, months)
            for lock_ins in (own, site.inherited_lock_ins)
            for model, months in lock_ins.items()
            if months > MONTH_SLACK
        ),
    )


def _under_way(world: World, location: str) -> tuple[Pending, ...]:
    """Return the commitments that were made before the horizon and start within it."""
    footprint = world.instance.footprint
    pending: list[Pending] = []
    for commitment in footprint.commitments if footprint is not None else ():
        period = world.calendar.period_from(commitment.months_to_start)
        if commitment.location == location and period is not None:
            pending.append(Pending(commitment.operating_model, period))
    return tuple(pending)
