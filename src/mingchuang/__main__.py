"""``python -m mingchuang``."""

import sys

from mingchuang.project.program import main

sys.exit(main())
