"""What a model still knows of the target, and what the forgetting cost.

In reading order:
probes             what a model is evaluated on: prompts, facts of neighbours, the lexicon
probe_check        would the judge see the probes' own answers? are prompts too long?
familiarity        judge completions; completion and probability familiarity, recall, repetition
right_answers      which completions say the reference's own answer
neighbour_facts    facts of neighbours, by the probability of their answers
tasks              multiple-choice tasks by the evaluation harness, and a cache of their results
evaluate           evaluate one role on everything; the fall over the checkpoints
monitored          a few probes that a training is asked while it runs (05)
other_text         the loss on a text that is to be kept (06)
scores             scores.json and the tables of notebook 06
intervals          a 95 % interval for every figure
differences        the roles' figures less each other, item by item
metrics            the measures of later papers, on plain numbers
wrong_answers      other answers of the same kind, for the truth ratio
memorisation       those measures on each role, compared with the retrained model (07)
attacks            attempts to get the knowledge back (08)
logit_lens         what inner layers still hold (08)
depth_score        how deep in the layers the knowledge is gone (08)
side_effects       replacements in completions, and neighbouring fictions (08)
other_methods      other ways to forget (09)
method_curves      those methods, compared along their way (09)
lasting            how deep a forgetting goes, and how fast it is undone (11)
agreement          how often a model, or its labels, say the text itself (11)
private            what a model still tells of private persons (13)
probe_suggestions  probes made from a text and its lexicon
"""
