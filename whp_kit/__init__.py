"""whp-kit: "Who's Harry Potter? Approximate Unlearning in LLMs" step by step, in notebooks.

One folder for each part of the method, each using only those before it: text, anchors, models,
labels, training, evaluation, by_name, beyond, views, runs, studies, cli. labels/generic.py has the
equation. Nothing heavy is imported here, so that the command line starts at once.
"""

import logging

__version__ = "0.1.0"

# Whatever imports bitsandbytes first (peft does, and so does the evaluation harness) would print
# that an optional CPU kernel is missing: as an error, in the middle of a notebook.
logging.getLogger("bitsandbytes.backends.cpu.ops").setLevel(logging.ERROR)
