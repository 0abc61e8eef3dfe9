"""whp-kit: "Who's Harry Potter? Approximate Unlearning in LLMs" step by step, in notebooks.

The package holds one flat file for each worry of the method; docs/contributing.md has the table of who may import whom.
Nothing is imported here, so that the command line starts at once.
"""

__version__ = "0.1.0"
