"""The maker of everything under ``data/``: worlds, neighbours, tasks and the text the tiny models learn from.

``python -m data.build`` writes the texts and tables again, to the same bytes each time;
``python -m data.build.train`` trains the tiny models on them.
"""
