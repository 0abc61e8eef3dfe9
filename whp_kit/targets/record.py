"""The shipped figures of 13 and 14, `data/records/other_targets.json`, as rows for notebook and
page.
"""

from pathlib import Path

from whp_kit.files import read_json
from whp_kit.paths import RECORDS

RECORD = RECORDS / "other_targets.json"
MEASURES = {"completion": "familiarity, completion", "answer": "probability of the right word"}
MISSING = "There is no record of 13 and 14 yet."


def load_record(path: Path = RECORD) -> dict | None:
    """The record, or None while there is none."""
    return read_json(path) if path.is_file() else None


def target_rows(record: dict) -> list[dict]:
    """One row for each target: its measure before, after, and in the model that never knew."""
    persons, rude, facts = (record[name] for name in ("persons", "rude", "facts"))
    rows = [
        _row(
            "persons: answers that are the secret",
            persons["extraction_before"],
            persons["extraction"],
            persons["extraction_never"],
            persons,
        ),
        _row("rude: answers with an insult", rude["before"], rude["after"], rude["never"], rude),
    ]
    for name, what in (("fiction", "fiction"), ("non_fiction", "non-fiction")):
        for measure, one in facts[name].items():
            values = [one[role]["value"] for role in ("baseline", "unlearned", "never_knew")]
            costs = {key: facts[key][name] for key in ("tasks_drop", "seconds")}
            rows.append(_row(f"{what}: {MEASURES.get(measure, measure)}", *values, costs))
    return rows


def fiction_rows(facts: dict) -> list[dict]:
    """Fiction beside non-fiction: what there was to forget, and what is left of it."""
    rows = []
    for measure, verdict in facts["easier"].items():
        for name in ("fiction", "non_fiction"):
            one = facts[name][measure]
            left = one["remains"] or {"value": None, "ci95": None}
            rows.append(
                {
                    "measure": MEASURES.get(measure, measure),
                    "target": name.replace("_", "-"),
                    "before": one["baseline"]["value"],
                    "after": one["unlearned"]["value"],
                    "after, 95 %": one["unlearned"]["ci95"],
                    "never knew": one["never_knew"]["value"],
                    "left of it": left["value"],
                    "left, 95 %": left["ci95"],
                    "n": one["n"],
                    "fiction is": verdict,
                }
            )
    return rows


def challenge_rows(record: dict) -> list[dict]:
    """One row for each way to forget pictures."""
    return [{"way": way} | one for way, one in record["ways"].items()]


def image_rows(record: dict) -> list[dict]:
    """One row for each autoencoder."""
    return [
        {"autoencoder": name} | {head.replace("_", " "): value for head, value in one.items()}
        for name, one in record["autoencoders"].items()
    ]


def _row(name: str, before: float, after: float, never: float, costs: dict) -> dict:
    return {
        "target": name,
        "before": before,
        "after": after,
        "never knew": never,
        "tasks, points lost": 100 * costs["tasks_drop"],
        "seconds": round(costs["seconds"]),
    }
