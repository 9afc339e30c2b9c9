"""How a plan fares in futures that its tree does not hold: drawn, followed by its own rule, and paid for."""
