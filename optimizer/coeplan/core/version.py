"""The version, in one place of the code; a test holds it against ``pyproject.toml``."""

__version__ = "0.1.0"
