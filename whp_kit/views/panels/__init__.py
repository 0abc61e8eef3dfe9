"""Panels of core ipywidgets: each also works by plain calls and has a form without a kernel.

base             controls that the code sets in silence, and rows of them
deltas           the viewer of notebook 02: a passage as both models read it
anchor_workshop  the workshop of notebook 03: an anchor table under edit
anchor_line      one line of its table
anchor_views     what stands beside its table, as HTML
labels           the inspector of notebook 04: why each label is what it is
prompt_box       the prompt box of notebook 06: one prompt, an answer from each role
"""
