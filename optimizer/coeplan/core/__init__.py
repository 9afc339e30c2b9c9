"""What every layer may use: errors, progress, cancelling, and what ships with the package."""
