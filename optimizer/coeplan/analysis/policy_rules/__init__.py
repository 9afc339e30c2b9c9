"""A plan as rules of if and then: what to do now, what to look at when, and what to do then."""
