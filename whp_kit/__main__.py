"""`python -m whp_kit`, the same as the command `whp-kit`."""

import signal
import sys


def main() -> int:
    """Runs the command; an interrupt is one line also while the packages are imported."""
    try:
        from whp_kit.cli.main import main as run_command

        return run_command()
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        print("\nstopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
