"""`python -m tools.last --runs demo demo-1 demo-2`: the record of 11, `data/records/last.json`, its
picture, and the page `docs/make-it-last.md` that shows both.

The runs differ in their seed; each has 11. Every figure is the mean over them. Those of one model
stand at the top, those of all models under `models`, what each seed gave under `by_seed`, and under
`curves` the attacks at the highest rate, with the least and the largest of the seeds.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean

from tools.page_parts import fill
from whp_kit.evaluation.lasting import (
    ATTACKERS,
    RECORD,
    RIGHT,
    SAID,
    above_twin,
    panels_of,
    record_rows,
    worst_relearnt,
)
from whp_kit.files import read_json, write_json
from whp_kit.models.machine import measure_speed, pick_device
from whp_kit.models.names import BASELINE, NEVER_KNEW
from whp_kit.paths import PROJECT_ROOT, resolve
from whp_kit.runs.step_names import LAST
from whp_kit.runs.store import Run
from whp_kit.views.figures import Picture, role_panels
from whp_kit.views.tables import markdown_table, text_table

PAGE = PROJECT_ROOT / "docs" / "make-it-last.md"
RECIPE = "recipe.json"  # of a retrained model
LOOK = 20  # steps of the attack at which models are compared
FIGURES = {  # in the record -> in figures.json of 11
    "completion": "completion",
    "best_of_6": "best_drawn",
    "probability": "probability",
    "exact_memorisation": "exact_memorisation",
    "ks_p": "forget_quality",
    "privleak": "privleak",
}
OF_TWIN = ("relearn_20", "relearn_20_all_weights", "right_20", "exact_memorisation")
LOSSES = {"tasks_drop": "tasks", "in_retain_drop": "in_retain", "held_out_drop": "held_out"}
# forward passes for each token: backward costs two, and a teacher is asked once
LEARN, IMITATE = 3, 4


def main(words: Sequence[str] | None = None) -> None:
    """Writes the record and prints it."""
    parser = argparse.ArgumentParser(prog="python -m tools.last", description=__doc__)
    parser.add_argument("--runs", nargs="+", default=["demo"])
    parser.add_argument("--model", default="lasting", help="which stands at the top")
    arguments = parser.parse_args(words)
    record = make_record([Run(name) for name in arguments.runs], arguments.model)
    write_json(RECORD, record)
    print(text_table(record_rows(record)))
    print("\n".join(str(path) for path in [RECORD, *write_all()]))


def write_all() -> list[Path]:
    """Draws the picture and fills the page from the record; returns their paths."""
    paths = picture(read_json(RECORD)).save(RECORD.with_suffix(""))
    PAGE.write_text(filled(), encoding="utf-8", newline="")
    return [*paths, PAGE]


def picture(record: Mapping) -> Picture:
    """What the pages bring back at the attackers' highest rate, from the record."""
    return role_panels(
        record["curves"], "step", "After so many steps on a few pages", "share of the probes"
    )


def filled() -> str:
    """The page's text with its part made from the record and all else unchanged."""
    record = read_json(RECORD)
    shown = f"![{picture(record).alt}](../data/records/{RECORD.stem}.png)"
    table = markdown_table(record_rows(record))
    return fill(PAGE.read_text(encoding="utf-8"), {"last": f"{table}\n\n{shown}"})


def make_record(runs: Sequence[Run], model: str) -> dict:
    """The record of these runs; `model` is the one whose figures stand at the top."""
    found = [run.peek(LAST) for run in runs]
    saved = [read_json(one.path("figures.json")) for one in found]
    by_seed = [_seed(of, one.manifest) for of, one in zip(saved, found, strict=True)]
    models = {
        name: {key: mean(of[name][key] for of in by_seed) for key in figures}
        for name, figures in by_seed[0].items()
    }
    never, manifest = models[NEVER_KNEW], found[0].manifest
    return (
        {"seeds": [one.manifest["seed"] for one in found], "model": model}
        | models[model]
        | {f"{key}_never_knew": never[key] for key in OF_TWIN}
        | {"best_of_6_never_knew_high": never["best_of_6_high"]}
        | {"models": models, "by_seed": by_seed}
        | {"curves": curves([of["relearnt"] for of in saved])}
        | {"seconds": [round(one.manifest["seconds"]) for one in found]}
        | {"gflops": round(measure_speed(pick_device()) / 1e9)}
        | {key: manifest[key] for key in ("commit", "device", "versions")}
    )


def curves(relearnt: Sequence[Mapping]) -> dict[str, dict[str, list[dict]]]:
    """Panels for `picture`, by attacker and measure, of what each seed's attacks brought back."""
    panels = {}
    for attacker in ATTACKERS:
        for measure, head in {SAID: "names said", RIGHT: "right answers"}.items():
            of_seeds = [list(panels_of(of[measure], attacker).values())[-1] for of in relearnt]
            panels[f"{attacker}: {head}"] = {
                role: [
                    _over_seeds(rows) for rows in zip(*(of[role] for of in of_seeds), strict=True)
                ]
                for role in of_seeds[0]
            }
    return panels


def _over_seeds(rows: Sequence[Mapping]) -> dict:
    values = [row["value"] for row in rows]
    return {"step": rows[0]["step"], "value": mean(values), "ci95": [min(values), max(values)]}


def _seed(saved: Mapping, manifest: Mapping) -> dict[str, dict[str, float]]:
    """Model -> its figures in one run; losses in points of the baseline's."""
    adapter, whole = ATTACKERS
    settings, said = manifest["settings"], saved["relearnt"][SAID]
    relearnt = {
        "relearn_20": worst_relearnt(panels_of(said, adapter), LOOK),
        "relearn_20_all_weights": worst_relearnt(panels_of(said, whole), LOOK),
        "above_twin_20": above_twin(said, LOOK),
        "right_20": worst_relearnt(saved["relearnt"][RIGHT], LOOK),
    }
    retrained = read_json(resolve(settings["model"]["never_knew"]) / RECIPE)["tokens_seen"]
    before, rows = saved["figures"][BASELINE], {}
    for name, figures in saved["figures"].items():
        row = {key: figures[of]["value"] for key, of in FIGURES.items() if of in figures}
        row["best_of_6_high"] = figures["best_drawn"]["ci95"][1]
        for key, of in LOSSES.items():
            row[key] = 100 * (before[of]["value"] - figures[of]["value"])
        row |= {key: of[name]["value"] for key, of in relearnt.items() if name in of}
        if name in saved["depth"]:
            row["depth_score"] = saved["depth"][name]
        if name in saved["tokens"]:
            row["compute_share"] = passes(name, saved["tokens"], settings) / (LEARN * retrained)
        rows[name] = row
    return rows


def passes(name: str, tokens: Mapping[str, int], settings: Mapping) -> int:
    """Forward passes of one token that the model's training was worth, without 01 to 05.

    tokens: of figures.json, which leave the retain text out.
    """
    if name == "oracle":
        return IMITATE * tokens[name]
    last = settings["last"]
    retained = last["steps"] * last["accumulate"] * last["retain_blocks"]
    learnt = LEARN * tokens["lasting"] + IMITATE * retained * settings["labels"]["block_tokens"]
    return learnt + IMITATE * (tokens[name] - tokens["lasting"])


if __name__ == "__main__":
    main()
