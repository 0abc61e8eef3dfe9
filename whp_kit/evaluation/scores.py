"""The scores of a run: `scores.json`, and the tables that notebook 06 shows.

Only puts evaluations together; runs/scores.py writes the file.
"""

from collections.abc import Callable, Mapping

from whp_kit.evaluation.evaluate import Evaluation
from whp_kit.evaluation.familiarity import RECALL_METRIC_VERSION
from whp_kit.evaluation.metrics import METRIC_VERSION
from whp_kit.evaluation.neighbour_facts import FACT_METRIC_VERSION
from whp_kit.evaluation.right_answers import RIGHT_ANSWER_METRIC_VERSION
from whp_kit.models.names import COMPARED_ROLES

SCHEMA = 2


def make_scores(
    preset: str,
    precision: str,
    evaluations: Mapping[str, Evaluation],
    curves: Mapping[str, list[dict]],
    next_words: dict | None = None,
) -> dict:
    """`scores.json`, without what other steps add.

    `evaluations` holds "baseline" and "unlearned", `curves` (of `evaluate_checkpoints`) holds
    "unlearned". A role of COMPARED_ROLES that was not evaluated is None. Other roles and trainings
    come under "extra", which is no part of the stable schema. `next_words`: of
    `next_word_probabilities`.
    """
    baseline = evaluations["baseline"]
    plain_curves = {training: _plain_curve(rows) for training, rows in curves.items()}
    extra_curves = {name: rows for name, rows in plain_curves.items() if name != "unlearned"}
    return {
        "schema": SCHEMA,
        "preset": preset,
        "precision": precision,
        "metric_versions": {
            "completion": baseline.completion.version,
            "probability": baseline.probability.version,
            "right_answers": RIGHT_ANSWER_METRIC_VERSION,
            "repetition": baseline.repetition.version,
            "recall": RECALL_METRIC_VERSION,
            "facts": FACT_METRIC_VERSION,
            "memorisation": METRIC_VERSION,
        },
        "familiarity": {
            "completion": _familiarity_entry(evaluations, "completion"),
            "probability": _familiarity_entry(evaluations, "probability"),
        },
        "right_answers": _entry(evaluations, _right_answers),
        "benchmarks": {task: _task_entry(evaluations, task) for task in baseline.tasks},
        "benchmarks_normalised": {
            task: _normalised_entry(evaluations, task) for task in baseline.tasks
        },
        "neighbours": {
            group: _neighbour_entry(evaluations, group) for group in _groups(evaluations)
        },
        "curve": plain_curves["unlearned"],
        "task_curves": task_curves(curves),
        "next_words": next_words,
        "extra": {
            "roles": {
                name: _summary(evaluation)
                for name, evaluation in evaluations.items()
                if name not in COMPARED_ROLES
            },
            "curves": extra_curves,
            "completion_times_five": {
                name: evaluation.completion.unnormalised for name, evaluation in evaluations.items()
            },
            "by_subtlety": {
                name: _by_subtlety(evaluation) for name, evaluation in evaluations.items()
            },
            "repetition": {
                name: {
                    "trigrams": evaluation.repetition.trigrams,
                    "stuck": evaluation.repetition.stuck,
                }
                for name, evaluation in evaluations.items()
            },
        },
    }


def task_curves(curves: Mapping[str, list[dict]]) -> dict[str, dict[str, list[dict]]]:
    """task -> training -> rows {"step", "value", "ci95", "n"}, from `evaluate_checkpoints`.

    {} where there are no tasks.
    """
    by_task: dict[str, dict[str, list[dict]]] = {}
    for training, rows in curves.items():
        for row in rows:
            for task, result in row["tasks"].items():
                if task == "mean":
                    continue
                point = {
                    "step": row["step"],
                    "value": result["acc"],
                    "ci95": list(result["ci95"]),
                    "n": result["n"],
                }
                by_task.setdefault(task, {}).setdefault(training, []).append(point)
    return by_task


def familiarity_table(evaluations: Mapping[str, Evaluation]) -> list[dict]:
    """One row per role: both scores and the share of right answers with 95 % intervals, both forms
    of the completion score, and the share of completions that are stuck on a name."""
    return [
        {
            "role": name,
            "completion": evaluation.completion.score,
            "95 % interval": list(evaluation.completion.ci95),
            "completion, times five": evaluation.completion.unnormalised,
            "probability": evaluation.probability.score,
            "its 95 % interval": list(evaluation.probability.ci95),
            "right answers": evaluation.right.score,
            "their 95 % interval": evaluation.right.ci95 and list(evaluation.right.ci95),
            "stuck on a name": evaluation.repetition.stuck,
        }
        for name, evaluation in evaluations.items()
    ]


def subtlety_table(evaluations: Mapping[str, Evaluation]) -> list[dict]:
    """One row per subtlety, 1 (asks outright) to 10 (hardly hints): each role's completion
    familiarity in [0, 1], and the number of probes."""
    rows = []
    for level, (_, n) in evaluations["baseline"].completion.by_subtlety.items():
        row = {"subtlety": level}
        for name, evaluation in evaluations.items():
            row[name] = evaluation.completion.by_subtlety[level][0]
        rows.append(row | {"n": n})
    return rows


def task_table(evaluations: Mapping[str, Evaluation]) -> list[dict]:
    """One row per task, the mean last: each role's accuracy, what guessing reaches, and n. Then the
    same normalised by the lengths of the choices, where that gives another figure."""
    plain, normalised = [], []
    for task, result in evaluations["baseline"].tasks.items():
        about = {"chance": result["chance"], "n": result["n"]}
        by_role = {name: evaluation.tasks[task] for name, evaluation in evaluations.items()}
        right = {name: of_role["acc"] for name, of_role in by_role.items()}
        plain.append({"task": task} | right | about)
        by_length = {name: of_role["acc_norm"] for name, of_role in by_role.items()}
        if by_length != right:
            normalised.append({"task": f"{task}, normalised"} | by_length | about)
    return plain + normalised


def neighbour_table(evaluations: Mapping[str, Evaluation]) -> list[dict]:
    """One row per group of neighbouring fictions: each role's exact recall, and n."""
    rows = []
    for group, result in _groups(evaluations).items():
        row = {"task": f"neighbours, {group}"}
        for name, evaluation in evaluations.items():
            row[name] = evaluation.neighbours.groups[group]["recall"]
        rows.append(row | {"n": result["n"]})
    return rows


def _groups(evaluations: Mapping[str, Evaluation]) -> dict[str, dict]:
    """Groups of neighbours, of the baseline; {} in a world without neighbours."""
    neighbours = evaluations["baseline"].neighbours
    return neighbours.groups if neighbours else {}


def _right_answers(evaluation: Evaluation) -> tuple:
    right = evaluation.right
    return right.score, right.n, right.ci95


def _familiarity_entry(evaluations: Mapping[str, Evaluation], kind: str) -> dict:
    def score(evaluation: Evaluation) -> tuple:
        result = getattr(evaluation, kind)
        return result.score, result.n, result.ci95

    return _entry(evaluations, score)


def _task_entry(evaluations: Mapping[str, Evaluation], task: str) -> dict:
    def accuracy(evaluation: Evaluation) -> tuple:
        result = evaluation.tasks[task]
        return result["acc"], result["n"], result["ci95"]

    return _entry(evaluations, accuracy)


def _normalised_entry(evaluations: Mapping[str, Evaluation], task: str) -> dict:
    """The normalised accuracy of each role; its interval stands in "differences"."""
    values = {
        role: evaluations[role].tasks[task]["acc_norm"] if role in evaluations else None
        for role in COMPARED_ROLES
    }
    return values | {"n": evaluations["baseline"].tasks[task]["n"]}


def _neighbour_entry(evaluations: Mapping[str, Evaluation], group: str) -> dict:
    def recall(evaluation: Evaluation) -> tuple:
        result = evaluation.neighbours.groups[group]
        return result["recall"], result["n"], result["ci95"]

    return _entry(evaluations, recall)


def _entry(evaluations: Mapping[str, Evaluation], result: Callable[[Evaluation], tuple]) -> dict:
    """{role: value, "n", "ci95": {role: [low, high]}} with COMPARED_ROLES; None if a role was not
    evaluated. `result` returns (value, n, ci95)."""
    values: dict = dict.fromkeys(COMPARED_ROLES)
    intervals: dict = dict.fromkeys(COMPARED_ROLES)
    for role in COMPARED_ROLES:
        if role in evaluations:
            value, _, ci95 = result(evaluations[role])
            values[role] = value
            intervals[role] = list(ci95) if ci95 else None
    _, n, _ = result(evaluations["baseline"])
    return values | {"n": n, "ci95": intervals}


def _plain_curve(rows: list[dict]) -> list[dict]:
    """A curve as `scores.json` holds it: without intervals and single tasks."""
    plain = []
    for row in rows:
        plain.append(
            {
                key: value
                for key, value in row.items()
                if key != "tasks" and not key.endswith("_ci95")
            }
        )
    return plain


def _by_subtlety(evaluation: Evaluation) -> dict:
    levels = evaluation.completion.by_subtlety
    return {str(level): {"score": score, "n": n} for level, (score, n) in levels.items()}


def _summary(evaluation: Evaluation) -> dict:
    """One role in the form of a column of scores.json."""
    familiarity = {}
    for kind in ("completion", "probability"):
        score = getattr(evaluation, kind)
        familiarity[kind] = {"score": score.score, "ci95": list(score.ci95), "n": score.n}
    tasks = {}
    for task, row in evaluation.tasks.items():
        tasks[task] = {"acc": row["acc"], "n": row["n"], "ci95": list(row["ci95"])}
    neighbours = {}
    if evaluation.neighbours:
        for group, row in evaluation.neighbours.groups.items():
            neighbours[group] = row["recall"]
    return {
        "familiarity": familiarity,
        "right_answers": evaluation.right.score,
        "benchmarks": tasks,
        "neighbours": neighbours,
    }
