"""`python -m tools.bench`: see `runner`."""

from tools.bench.runner import main

main()
