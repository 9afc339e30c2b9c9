"""The rows that the formulation produces, kept as text for review, and plans that follow from decisions."""
