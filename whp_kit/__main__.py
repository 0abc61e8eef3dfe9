"""`python -m whp_kit`, the same as the command `whp-kit`."""

import sys

from whp_kit.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
