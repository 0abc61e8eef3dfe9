"""Other targets than a story (13): persons, a way of speaking, a field of study.

In reading order:
forget   01, 04 and 05 in one call; several requests one after another
manner   how rude a model answers, and task arithmetic beside it
remains  what is left of a target, fiction beside non-fiction
record   the shipped figures of 13 and 14

The measures of private data are those of evaluation/private.py.
"""
