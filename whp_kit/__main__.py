"""`python -m whp_kit` is `whp-kit`."""

import sys

from whp_kit.cli import main

sys.exit(main())
