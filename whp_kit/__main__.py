"""`python -m whp_kit` and the command `whp-kit`: an installation without its data is told, not traced."""

import sys

from whp_kit.errors import WhpError


def main() -> int:
    """Runs the command line; returns the exit status."""
    try:
        from whp_kit.cli.main import main as run  # importing looks for the data folder
    except WhpError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return run()


if __name__ == "__main__":
    sys.exit(main())
