"""How deep a forgetting goes (11): each model beside the one that never knew.

On one row the measures of 06, 07 and 08 that need no more than the model itself; then what a little
of the target brings back, at several learning rates and with two sorts of attackers, since one
proves little. Familiarity counts each name that a model says; the pages teach names to any model.
Recall of the right answer tells what it remembered from what it repeats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.evaluation.attacks import Judge, draw_often, first_pages, relearn_model
from whp_kit.evaluation.evaluate import ProbeSet, Role, evaluate_role
from whp_kit.evaluation.memorisation import Passage, Question, Traces, compare_traces
from whp_kit.evaluation.probes import spread_over_subtleties
from whp_kit.evaluation.right_answers import right_answers
from whp_kit.files import read_json
from whp_kit.models.load import load_at_precision
from whp_kit.models.names import NEVER_KNEW, UNLEARNED
from whp_kit.paths import RECORDS
from whp_kit.settings import Preset
from whp_kit.text.documents import Document

# figure -> its name in tables; those of TRACED come from 07's comparison
HEADS = {
    "completion": "familiarity, completion",
    "probability": "familiarity, probability",
    "right": "right answers",
    "best_drawn": "best of several draws",
    "exact_memorisation": "exact memorisation",
    "ks_distance": "KS distance",
    "forget_quality": "KS, p",
    "privleak": "PrivLeak",
    "tasks": "tasks, mean",
    "in_retain": "neighbours, in retain",
    "held_out": "neighbours, held out",
}
RECORD = RECORDS / "last.json"
RECORDED = {  # of the record: figure -> its name in tables
    "relearn_20": "familiarity, completion, after 20 steps on an adapter",
    "relearn_20_all_weights": "familiarity, completion, after 20 steps on all weights",
    "above_twin_20": "the same, most above never-knew at equal rates",
    "right_20": "right answers, after 20 steps of any attack",
    "completion": HEADS["completion"],
    "best_of_6": HEADS["best_drawn"],
    "probability": HEADS["probability"],
    "exact_memorisation": HEADS["exact_memorisation"],
    "ks_p": HEADS["forget_quality"],
    "privleak": HEADS["privleak"],
    "depth_score": "depth score",
    "tasks_drop": "tasks, points lost",
    "in_retain_drop": "neighbours in retain, points lost",
    "held_out_drop": "neighbours held out, points lost",
    "compute_share": "compute, share of a retraining",
}
TRACED = ("exact_memorisation", "ks_distance", "forget_quality", "privleak")
# what the attacker trains -> whether that is every weight
ATTACKERS = {"an adapter": False, "all weights": True}
SAID, RIGHT = "said", "right"  # measures after an attack: familiarity by completion, right answers


@dataclass(frozen=True)
class Ground:
    """What every model is measured on."""

    probe_set: ProbeSet
    questions: Sequence[Question]
    passages: Sequence[Passage]
    preset: Preset
    seed: int

    @property
    def judge(self) -> Judge:
        """How completions are made and judged."""
        return Judge(self.probe_set.lexicon, self.preset.probes, self.seed)


def measure(role: Role, traces: Traces, twin: Traces | None, ground: Ground) -> dict[str, dict]:
    """The figures of one model under the keys of HEADS, {"value", "ci95"} each.

    `traces`: the model's own (memorisation.trace); `twin`: those of the model that never knew, None
    where there is none: what compares the two is then left out.
    """
    preset = ground.preset
    measured = evaluate_role(role, ground.probe_set, preset.probes, ground.seed)
    few = spread_over_subtleties(ground.probe_set.probes, max(1, preset.stress.probes // 2))
    drawn = draw_often({UNLEARNED: role}, few, ground.judge, preset.stress).scores[UNLEARNED]
    figures = {
        "completion": _figure(measured.completion.score, measured.completion.ci95),
        "probability": _figure(measured.probability.score, measured.probability.ci95),
        "right": _figure(measured.right.score, measured.right.ci95),
        "best_drawn": _figure(drawn.score, drawn.ci95),
    }
    compared = {UNLEARNED: traces} | ({} if twin is None else {NEVER_KNEW: twin})
    for name, entry in compare_traces(compared, ground.seed).items():
        if name in TRACED:
            figures[name] = _figure(entry[UNLEARNED], entry["ci95"][UNLEARNED])
    if measured.tasks:
        figures["tasks"] = _figure(measured.tasks["mean"]["acc"], measured.tasks["mean"]["ci95"])
    if measured.neighbours:
        for group, row in measured.neighbours.groups.items():
            if row["n"]:
                figures[group] = _figure(row["recall"], row["ci95"])
    return figures


def relearn_at_rates(
    folders: Mapping[str, Path], documents: Sequence[Document], ground: Ground
) -> dict[str, dict[str, dict[str, list[dict]]]]:
    """Measure, SAID or RIGHT -> panel, an attacker at one rate of [last] -> role -> rows by step.

    `folders`: role -> the folder of its model. Each is fine-tuned on the first blocks of the
    documents, as in 08, and all of its weights as well. Panels are those of figures.role_panels.
    RIGHT is empty where no probe asks for a name.
    """
    preset, judge = ground.preset, ground.judge
    last, by_measure = preset.last, {SAID: {}, RIGHT: {}}
    probes = spread_over_subtleties(ground.probe_set.probes, preset.stress.probes)
    looks = [step for step in last.relearn_looks if step < last.relearn_steps]
    untrained: dict[str, list[str]] = {}
    for attacker, all_weights in ATTACKERS.items():
        for rate in last.relearn_rates:
            panel = f"{attacker}, rate {rate:g}"
            attack = preset.override("stress", relearn_rate=rate, relearn_steps=last.relearn_steps)
            for role, folder in folders.items():
                loaded = load_at_precision(preset.model, "fp32", folder)
                examples, _ = first_pages(loaded, documents, attack)
                completions = relearn_model(
                    loaded,
                    examples,
                    attack,
                    probes,
                    judge,
                    untrained.get(role),
                    looks,
                    all_weights=all_weights,
                )
                untrained[role] = completions[0]
                for step, answers in completions.items():
                    scores = {
                        SAID: judge.score(probes, answers),
                        RIGHT: right_answers(probes, answers, judge.lexicon),
                    }
                    for measure, score in scores.items():
                        if score.score is None:
                            continue
                        rows = by_measure[measure].setdefault(panel, {}).setdefault(role, [])
                        rows.append({"step": step} | _figure(score.score, score.ci95))
            ends = (
                f"{role} {rows[-1]['value']:.3f}" for role, rows in by_measure[SAID][panel].items()
            )
            print(f"{panel}, familiarity at the end: {', '.join(ends)}")
    return by_measure


def figure_rows(figures: Mapping[str, Mapping[str, Mapping]]) -> list[dict]:
    """The table: a row for each measure, a column for each model."""
    rows = []
    for key, head in HEADS.items():
        if any(key in of for of in figures.values()):
            row = {"measure": head}
            rows.append(row | {model: _cell(of.get(key)) for model, of in figures.items()})
    return rows


def load_record(path: Path = RECORD) -> dict | None:
    """The shipped record of 11, or None while there is none."""
    return read_json(path) if path.is_file() else None


def record_rows(record: Mapping) -> list[dict]:
    """The shipped record, means over its seeds: a row for each measure, a column for each model."""
    rows = []
    for key, head in RECORDED.items():
        row = {"measure": head}
        for model, figures in record["models"].items():
            row[model] = f"{figures[key]:.3f}" if key in figures else "–"
        rows.append(row)
    return rows


def worst_relearnt(panels: Mapping[str, Mapping[str, Sequence[Mapping]]], step: int) -> dict:
    """role -> {"value", "ci95", "panel"} of the rate that brings most back after `step` steps."""
    worst: dict[str, dict] = {}
    for panel, roles in panels.items():
        for role, rows in roles.items():
            for row in rows:
                if row["step"] == step and row["value"] >= worst.get(role, row)["value"]:
                    worst[role] = _figure(row["value"], row["ci95"]) | {"panel": panel}
    return worst


def above_twin(panels: Mapping[str, Mapping[str, Sequence[Mapping]]], step: int) -> dict:
    """role -> {"value", "ci95", "panel"}: how far it is above the model that never knew after
    `step` steps, in the panel where it is most."""
    above = {}
    for panel, roles in panels.items():
        twin = {row["step"]: row["value"] for row in roles.get(NEVER_KNEW, ())}
        above[panel] = {
            role: [row | {"value": row["value"] - twin[step], "ci95": None}]
            for role, rows in roles.items()
            for row in rows
            if row["step"] == step and step in twin
        }
    return worst_relearnt(above, step)


def panels_of(panels: Mapping[str, Mapping], attacker: str) -> dict[str, Mapping]:
    """The panels of one of ATTACKERS."""
    return {panel: roles for panel, roles in panels.items() if panel.startswith(attacker)}


def worst_rows(panels: Mapping[str, Mapping], steps: Sequence[int]) -> list[dict]:
    """The table of `worst_relearnt`: a row for each of the steps, a column for each model."""
    rows = []
    for step in steps:
        by_role = worst_relearnt(panels, step)
        rows.append({"steps": step} | {role: _cell(row) for role, row in by_role.items()})
    return rows


def _figure(value: float | None, ci95: Sequence[float] | None) -> dict:
    return {
        "value": None if value is None else float(value),
        "ci95": None if ci95 is None else [float(end) for end in ci95],
    }


def _cell(figure: Mapping | None) -> str:
    return "–" if figure is None or figure["value"] is None else f"{figure['value']:.3f}"
