"""The earlier name of `python -m whp_kit.runs.launch`."""

import sys

from whp_kit.runs.launch import main

if __name__ == "__main__":
    print("whp_kit.launch is now called whp_kit.runs.launch", file=sys.stderr)
    sys.exit(main())
