"""The maker of everything under ``data/``: worlds, neighbours, tasks and the text the tiny models
learn from.

``python -m tools.world`` writes the texts and tables again, to the same bytes each time;
``python -m tools.world.train`` trains the tiny models on them.
"""
