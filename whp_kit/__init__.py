"""whp-kit: "Who's Harry Potter? Approximate Unlearning in LLMs" step by step, in notebooks.

One folder for each part of the method, each using only those before it: text, anchors, models,
labels, training, evaluation, views, runs, studies, cli. labels/generic.py has the equation.
Nothing is imported here, so that the command line starts at once.
"""

__version__ = "0.1.0"
