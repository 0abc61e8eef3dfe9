"""What came back: the trials of 08 that did not hold and the measures of 07 that still find the
target: sentences and rows for the README, the report, the card of a shared model, a terminal.

All figures are read from `scores.json`; what was not measured is named.
"""

from collections.abc import Mapping

from whp_kit.runs.step_names import COMPARE, STRESS

TITLE = "What came back"
LITTLE = 0.05  # of completion familiarity, up to which there is next to nothing to forget
NOT_RUN = "was not run, or is out of date"
# Verdicts of 08. Others are of rows that try nothing, or that can tell nothing.
NOT_HELD = ("came back", "still there", "more than never-knew", "lost")
HELD = ("held", "no more than never-knew", "kept")


def on_baseline(scores: Mapping) -> str:
    """A sentence where the model hardly said anything of the target before; "" for any other."""
    before = scores["familiarity"]["completion"]["baseline"]
    if before > LITTLE:
        return ""
    return (
        f"The baseline itself says next to nothing of the target (completion familiarity "
        f"{before:.3f}): there was hardly anything to forget, and what is lower now shows little. "
        "Take a model that knows the text, or teach it first (whp-kit teach)."
    )


def on_trials(scores: Mapping) -> str:
    """How many trials of 08 did not hold."""
    trials = _trials(scores)
    if not trials:
        return f"{STRESS} {NOT_RUN}: how easily the knowledge comes back is not known."
    judged = sum(row["verdict"] in HELD + NOT_HELD for row in trials)
    return f"{len(failed_trials(scores))} of the {judged} trials of 08 did not hold."


def on_measures(scores: Mapping) -> str:
    """How many measures of 07 still tell the model from a retrained one, and which."""
    measures = scores.get("never_knew_comparison")
    if not measures:
        return f"{COMPARE} {NOT_RUN}: how far this is from never having known is not known."
    forgotten = {name.replace("_", " "): row["forgotten"] for name, row in measures.items()}
    judged = [value for value in forgotten.values() if value is not None]
    if not judged:
        return "Without a retrained model the measures of 07 give no verdict."
    still = [name for name, value in forgotten.items() if value is False]
    return (
        f"{len(still)} of the {len(judged)} measures of 07 still tell the unlearned model from a "
        "retrained one" + (f": {', '.join(still)}." if still else ".")
    )


def failed_trials(scores: Mapping) -> list[dict]:
    """The trials of 08 that did not hold: each role's figure with its 95 % interval, where it was
    measured, n, and the verdict."""
    rows = []
    for row in _trials(scores):
        if row["verdict"] in NOT_HELD:
            rows.append(
                {
                    "trial": row["trial"],
                    "unlearned": row.get("unlearned"),
                    "never-knew": row.get("never_knew"),
                    "n": row.get("n"),
                    "verdict": row["verdict"],
                }
            )
    return rows


def _trials(scores: Mapping) -> list[dict]:
    return (scores.get("stress") or {}).get("summary", [])
