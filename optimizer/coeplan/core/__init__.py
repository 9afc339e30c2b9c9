"""What every layer may use: errors, progress, cancelling, workers, and what ships with the package."""
