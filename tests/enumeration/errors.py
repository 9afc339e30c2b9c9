"""Why an instance is not enumerated."""


class OutOfScopeError(ValueError):
    """The instance leaves a decision that is not whole and has no closed form, or nothing bounds the search."""


class TooMuchWorkError(RuntimeError):
    """The search has looked at more joint decisions than it was allowed to."""
