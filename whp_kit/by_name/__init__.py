"""Forget what a model knows of a name, with no text but the model's own (12).

In reading order:
elicit  the passages that the model writes of the name
world   from these passages: anchors, lexicon, probes, and the preset that names them
look    how much the model knows of the name, and whether the name is an everyday word
choice  the checkpoints of which none is better in all: forgotten against kept
"""
