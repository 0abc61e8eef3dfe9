"""The names of the roles, as in adapters, records and reports. Imports nothing."""

BASELINE = "baseline"  # the base without adapters
REINFORCED = "reinforced"  # trained further on the target (section 2.1)
UNLEARNED = "unlearned"  # trained on the generic labels (section 3)
CONTROL = "control"  # unlearned without the retain term
TAUGHT = "taught"  # taught the target, so that it has something to forget
NEVER_KNEW = "never_knew"  # the retrained model, which never read the target

# The roles that have a column in scores.json and in the report.
COMPARED_ROLES = (BASELINE, UNLEARNED, NEVER_KNEW)
