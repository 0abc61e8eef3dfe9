"""What a model still knows of the target, and what the forgetting cost. In reading order:

- `probes`: the files that a model is evaluated on: prompts, facts of neighbours, the lexicon.
- `familiarity`: judges completions; completion and probability familiarity, recall, repetition.
- `tasks`: multiple-choice tasks by the evaluation harness, with a cache of their results.
- `evaluate`: one role on everything; the fall over the checkpoints.
- `scores`: `scores.json` and the tables of notebook 06.
- `intervals`: 95 % intervals for every figure.
- `metrics`: the measures of later papers, as functions of plain numbers.
- `memorisation`: those measures on each role, compared with the retrained model (07).
- `attacks`: attempts to get the knowledge back (08).
- `logit_lens`: what inner layers still hold (08).
- `side_effects`: replacements and neighbouring fictions (08).
- `other_methods`, `method_curves`: other ways to forget, compared (09).
- `probe_suggestions`: probes from a text and its lexicon.
"""
