"""For the bench of what the kit teaches: are wrong answers drawn fairly, and does the linear probe
guess on a model that never read the target?"""

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.evaluation.evaluate import gather_roles
from whp_kit.evaluation.logit_lens import linear_probe
from whp_kit.evaluation.memorisation import Question, make_questions
from whp_kit.evaluation.probes import load_probes
from whp_kit.models.load import load_for_inference
from whp_kit.settings import Preset

SEEDS = range(5)


def wrong_answer_percentile(preset: Preset) -> dict[str, float]:
    """Where the names of wrong answers stand in the alphabet of their category, the true name and
    what the prompt gives left out: 0 the first, 1 the last, 0.5 on average if the draw is fair."""
    table = AnchorTable.load(preset.world.anchors).names_only()
    percentiles = []
    for seed in SEEDS:
        for question in _questions(preset, seed):
            percentiles += [
                place for wrong in question.wrong for place in _places(question, wrong, table)
            ]
    return {"wrong_answer_percentile": float(np.mean(percentiles))}


def twin_probe_auc(preset: Preset) -> dict[str, float]:
    """AUC of the linear probe on the never-knew model and its interval, as 08 computes them, both
    the mean over the layers above the embeddings and over SEEDS of the questions; and the share of
    these whose interval holds 0.5."""
    twin = gather_roles(load_for_inference(preset.model), preset.model)["never_knew"]
    rows = [
        row
        for seed in SEEDS
        for row in linear_probe(twin, _questions(preset, seed), preset.probes.batch, seed)[1:]
    ]
    intervals = np.array([row["ci95"] for row in rows])
    low, high = intervals.mean(axis=0).tolist()
    return {
        "twin_probe_auc": float(np.mean([row["value"] for row in rows])),
        "twin_probe_auc_low": low,
        "twin_probe_auc_high": high,
        "twin_probe_layers_that_guess": float(
            ((intervals[:, 0] <= 0.5) & (intervals[:, 1] >= 0.5)).mean()
        ),
    }


def _questions(preset: Preset, seed: int) -> list[Question]:
    table = AnchorTable.load(preset.world.anchors)
    return make_questions(load_probes(preset.world.probes), table, preset.compare, seed)


def _places(question: Question, wrong: str, table: AnchorTable) -> list[float]:
    known = {match.row for match in find_matches(question.prompt + question.answer, table)}
    places = []
    for row in {match.row for match in find_matches(wrong, table)} - known:
        category = table.rows[row].category
        others = sorted(
            anchor.term
            for place, anchor in enumerate(table.rows)
            if anchor.category == category and place not in known
        )
        if len(others) > 1:
            places.append(others.index(table.rows[row].term) / (len(others) - 1))
    return places
