"""``python -m benchmarks``: the engine and its peers on generated, shipped and published instances."""

import sys

from benchmarks.command import main

sys.exit(main())
