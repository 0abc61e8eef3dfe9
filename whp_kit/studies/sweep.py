"""Which settings to take: the fine-tune of 05 again and again on the labels of one run, each time with other settings, by papermill.

A *point* is 05 with some of its parameters set (retain weight, steps, alpha, rank, seed ...), made in a run of its own, `<sweep>-<point>`,
which begins with a copy of the base run's steps up to 04. The labels hold every alpha, so no point asks a model for labels again. The
point `default` is the base run's own 05. What is done already is not made again, and a sweep that was stopped goes on: a training from its
last state. tradeoff.py draws what comes out.

Several seeds of one setting give what the unlearning challenge of 2023 asks for: many models of a kind. There is one never-knew twin, so
its kind is made by the same fine-tune, with the same labels and seeds, on the twin: what a model would be that was "unlearned" without
ever having known (the comparison by which Sekhari et al. 2021, arXiv 2103.03279, define unlearning).
"""

import itertools
import json
import shutil
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import ArtifactError, InputError, SettingsError, WhpError
from whp_kit.evaluation import familiarity, memorisation
from whp_kit.evaluation import metrics as forgetting
from whp_kit.evaluation import tasks as benchmarks
from whp_kit.evaluation.evaluate import (
    TASK_CACHE,
    ProbeSet,
    Role,
    evaluate_role,
    gather_roles,
    load_probe_set,
)
from whp_kit.evaluation.intervals import resampled_ci95
from whp_kit.files import read_json, write_json
from whp_kit.models import adapters
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.machine import seed_everything
from whp_kit.paths import runs_root
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import Notebook, find_notebooks, parse_value
from whp_kit.runs.step_names import FINETUNE, LABELS
from whp_kit.runs.store import Artifact, Run
from whp_kit.settings import FinetuneSettings, Preset, load_preset, unknown_name

SCHEMA = 1
TUNED, MEASURED = FINETUNE, "06_sweep_point"
FILE, MEASURES = "sweep.json", "measured.json"
FIGURES = ("completion", "probability", "tasks", "in_retain", "held_out")
METRICS = {
    "completion": familiarity.COMPLETION_METRIC_VERSION, "probability": familiarity.PROBABILITY_METRIC_VERSION,
    "recall": familiarity.RECALL_METRIC_VERSION, "tasks": benchmarks.BENCHMARK_METRIC_VERSION, "truth_ratio": forgetting.METRIC_VERSION,
}  # fmt: skip
TAKEN = ("run", "preset", "control")  # parameters of 05 that the sweep sets itself
SHOWN = (
    "retain_weight",
    "retain_blocks",
    "steps",
    "lora_rank",
    "learning_rate",
    "batch_blocks",
)  # of 05's settings, in a record
TWIN = "never_knew"  # before the names of points that are made on the never-knew twin


@dataclass(frozen=True)
class Point:
    """Parameters of 05 by name, `seed` among them; those that are not named are the preset's and the base run's."""

    given: Mapping[str, object]

    @property
    def name(self) -> str:
        """What its run is called: "retain_weight5-alpha3"; "default" where nothing is given."""
        return "-".join(f"{name}{value:g}" for name, value in self.given.items()) or "default"

    def without_seed(self) -> dict[str, object]:
        """What several seeds of one setting have in common."""
        return {name: value for name, value in self.given.items() if name != "seed"}


def parse_points(texts: Iterable[str], notebook: Notebook) -> list[Point]:
    """["retain_weight=5,alpha=3"] -> points; unknown names and wrong types are refused."""
    found = []
    for text in texts:
        pairs = [part.partition("=") for part in text.split(",")]
        if not all(equals for _, equals, _ in pairs):
            raise SettingsError(
                "a point is not of the form name=value,...",
                value=text,
                remedy="write '-p retain_weight=5,steps=300'",
            )
        found.append(
            _point({name.strip(): value for name, _, value in pairs}, notebook, f"-p {text}")
        )
    return found


def load_points(path: Path, notebook: Notebook) -> list[Point]:
    """The points of a TOML file: its tables [[point]] in order, then all combinations of the lists below [grid]."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        told = f"{path}: {error}"
        raise InputError(
            "the file of points cannot be read",
            value=told,
            remedy="give a TOML file, as data/sweeps/tiny.toml",
        ) from error
    for name in tables:
        if name not in ("point", "grid"):
            raise unknown_name("table", name, ("point", "grid"), str(path))
    single, grid = tables.get("point", []), tables.get("grid", {})
    if (
        not isinstance(single, list)
        or not isinstance(grid, dict)
        or not all(isinstance(values, list) for values in grid.values())
    ):
        raise InputError(
            "the file of points is of another form",
            value=str(path),
            remedy="write [[point]] tables, and lists below [grid]",
        )
    crossed = (
        [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
        if grid
        else []
    )
    return [_point(given, notebook, str(path)) for given in [*single, *crossed]]


def with_seeds(points: Sequence[Point], seeds: Sequence[int], own: int) -> list[Point]:
    """Each point with each seed; `own` is the seed of the base run, which is not named. Without seeds: the points as they are."""
    wanted = [{} if seed == own else {"seed": seed} for seed in seeds] or [{}]
    return list(
        {
            (made := Point(dict(point.given) | seed)).name: made
            for point in points
            for seed in wanted
        }.values()
    )


def run_sweep(
    base_name: str,
    preset: Preset,
    points: Sequence[Point],
    name: str = "sweep",
    twins: bool = False,
    tell: Callable[[str], None] = print,
) -> Path:
    """Makes and measures each point that is not there yet, the base run's own first; writes and returns `runs/<name>/sweep.json`.

    A point whose training fails is told and stands under "failed"; the others go on. With `twins` each point of a setting that has several
    seeds is made on the never-knew model as well, for "seeds". Raises SettingsError for values out of range and MissingArtifact or
    StaleArtifact for steps of the base run that must be made first, both before anything runs. The base run is left as it is.
    """
    if name == base_name:
        raise SettingsError(
            "a sweep needs a name of its own",
            value=name,
            remedy="give another --name than the base run's",
        )
    base = Run(base_name)
    own_seed = base.read(TUNED).manifest["seed"]
    points = list({point.name: point for point in [Point({}), *points]}.values())
    for point in points:
        checked(point, preset)
    made, failed = {}, {}
    for label, point, chosen in _jobs(points, preset, name, twins):
        run = Run(f"{name}-{label}")
        tell(f"point {label}")
        try:
            made[label] = _trained(base, run, point, chosen, own_seed, is_base=label == "default")
        except WhpError as error:
            failed[label] = str(error)
            tell(f"{label} failed: {error}")
    rows = _measured(made, _Asking(preset, own_seed), name, tell)
    kinds: dict[str, dict[int, str]] = {}  # what was set -> seed -> label
    for point in points:
        if point.name in made:
            tuned = made[point.name]
            kinds.setdefault(json.dumps(_used(tuned)), {}).setdefault(
                tuned.manifest["seed"], point.name
            )
    groups = {
        labels[0]: labels for labels in (list(by_seed.values()) for by_seed in kinds.values())
    }
    record = {
        "schema": SCHEMA,
        "precision": rows["baseline"]["precision"],
        "origin": _origin(base, preset),
    }
    for row in rows.values():
        row["change"] = changes(rows["baseline"], row, own_seed) if "hits" in row else {}
    record |= {role: _plain(rows[role]) for role in ("baseline", TWIN) if role in rows}
    record["points"] = [
        _described(point.name, made[point.name], rows[point.name])
        for point in points
        if point.name in made
    ]
    return write_json(
        Run(name).folder / FILE, record | {"seeds": over_seeds(rows, groups), "failed": failed}
    )


def checked(point: Point, preset: Preset) -> Preset:
    """The preset with the point's values, refused where one is out of range."""
    names = {field.name for field in fields(FinetuneSettings)}
    where = {name: value for name, value in point.given.items() if name in names}
    return preset.override("finetune", **where).override("labels", alpha=point.given.get("alpha"))


def find_tuning() -> Notebook:
    """Notebook 05."""
    return next(notebook for notebook in find_notebooks() if notebook.name == TUNED)


def _point(given: Mapping[str, object], notebook: Notebook, where: str) -> Point:
    allowed = {name: kind for name, kind in notebook.parameters.items() if name not in TAKEN}
    for name in given:
        if name not in allowed:
            raise unknown_name(f"parameter of {notebook.name}", name, allowed, where)
    return Point(
        {
            name: parse_value(str(value), allowed[name], f"{where}: {name}")
            for name, value in given.items()
        }
    )


def _jobs(
    points: Sequence[Point], preset: Preset, name: str, twins: bool
) -> list[tuple[str, Point, Preset]]:
    """(label, point, preset) of each training; on the twin, a preset file of its own whose base is the never-knew model."""
    jobs = [(point.name, point, preset) for point in points]
    if not twins:
        return jobs
    if preset.model.never_knew is None:
        raise SettingsError(
            "the preset names no never-knew model",
            value=preset.name,
            remedy="leave --twins out, or name one",
        )
    folder = Run(name).folder
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "never_knew.toml"
    text = f"extends = {json.dumps(str(preset.source))}\n\n[model]\nbase = {json.dumps(preset.model.never_knew)}\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    other = load_preset(str(path))
    settings = [point.without_seed() for point in points]
    return jobs + [
        (f"{TWIN}-{point.name}", point, other)
        for point in points
        if settings.count(point.without_seed()) > 1
    ]


def _trained(
    base: Run, run: Run, point: Point, preset: Preset, own_seed: int, is_base: bool
) -> Artifact:
    """The point's step 05, made if it is not there as it should be."""
    run.folder.mkdir(parents=True, exist_ok=True)
    for step in _chain(base.read(TUNED if is_base else LABELS)):
        _bring(step, run)
    if not is_base:
        given = {"control": False} | point.without_seed()
        run_notebooks(
            [find_tuning()],
            run.name,
            preset,
            seed=point.given.get("seed", own_seed),
            overrides={TUNED: given},
        )
    return run.read(TUNED)


def _chain(artifact: Artifact) -> list[Artifact]:
    """The step and all steps that it rests on."""
    found = {artifact.step: artifact}
    for record in artifact.manifest["reads"]:
        if "step" in record:
            found |= {step.step: step for step in _chain(artifact.run.read(record["step"]))}
    return [found[step] for step in sorted(found)]


def _bring(step: Artifact, run: Run) -> None:
    """Copies a step into another run, unless it is there as it is."""
    if step.step in run.steps():
        there = run.peek(step.step)
        if there.manifest == step.manifest and there.digests() == step.digests():
            return
    half, whole = run.folder / f".{step.step}.copy", run.folder / step.step
    shutil.rmtree(half, ignore_errors=True)
    shutil.copytree(step.folder, half)
    shutil.rmtree(whole, ignore_errors=True)
    half.rename(whole)


def _measured(
    made: Mapping[str, Artifact], asking: "_Asking", name: str, tell: Callable[[str], None]
) -> dict[str, dict]:
    """label -> what was measured, the base and the twin first. No model is loaded where all is there already."""
    preset, seed = asking.preset, asking.seed
    world, model = preset.world, preset.model
    wanted = {part: preset.as_dict()[part] for part in ("model", "world", "probes", "compare")} | {
        "metrics": METRICS
    }
    read = [
        world.books,
        world.anchors,
        world.probes,
        world.probability,
        world.lexicon,
        world.neighbours,
        world.tasks,
    ]
    rows: dict[str, dict] = {}
    for run, tuned, label in [
        (Run(name), None, ""),
        *((one.run, one, label) for label, one in made.items()),
    ]:
        found = _known(run, wanted)
        if found is None:
            found = asking.point(label, tuned) if tuned else asking.references()
            device, reads = asking.base.device, [tuned] if tuned else [model.base, model.never_knew]
            with run.writing(MEASURED, settings=wanted, seed=seed, reads=[*reads, *read], device=device.name, dtype=device.dtype,
                             quantisation=model.quantisation) as out:  # fmt: skip
                write_json(out.path(MEASURES), found)
        rows |= found
        for one, row in found.items():
            told = [f"{key} {row[key]['value']:.3f}" for key in FIGURES if row.get(key)]
            tell(f"{one}: {', '.join(told) or 'truth ratios read'}")
    return rows


def _known(run: Run, wanted: dict) -> dict | None:
    """What was measured before, if it was with these settings and nothing that it was made from has changed."""
    try:
        step = run.read(MEASURED)
    except ArtifactError:
        return None
    return (
        read_json(step.path(MEASURES))
        if step.manifest["settings"] == json.loads(json.dumps(wanted))
        else None
    )


class _Asking:
    """What asks: models and questions, each loaded when it is first needed."""

    def __init__(self, preset: Preset, seed: int):
        self.preset, self.seed = preset, seed

    @cached_property
    def base(self) -> Loaded:
        seed_everything(self.seed)
        return load_for_inference(self.preset.model)

    @cached_property
    def roles(self) -> dict[str, Role]:
        return gather_roles(self.base, self.preset.model)

    @cached_property
    def questions(self) -> ProbeSet:
        return load_probe_set(self.preset.world, self.preset.probes, runs_root() / TASK_CACHE)

    @cached_property
    def facts(self) -> list[memorisation.Question]:
        table = AnchorTable.load(self.preset.world.anchors)
        return memorisation.make_questions(
            self.questions.probes, table, self.preset.compare, self.seed
        )

    def references(self) -> dict[str, dict]:
        """The baseline and, where there is one, the never-knew twin."""
        return {name: self._row(role) for name, role in self.roles.items()}

    def point(self, label: str, tuned: Artifact) -> dict[str, dict]:
        """The last checkpoint of a training; of one on the twin the truth ratios alone."""
        on_twin = label.startswith(TWIN)
        loaded = self.roles["never_knew" if on_twin else "baseline"].loaded
        adapter, last = (
            label.replace(".", "_"),
            adapters.checkpoint_name(tuned.manifest["settings"]["finetune"]["steps"]),
        )
        adapters.load_adapter(loaded, adapter, tuned.path("unlearned") / last)
        role = Role(loaded, adapter)
        return {label: {"truth_ratios": self._ratios(role)} if on_twin else self._row(role)}

    def _ratios(self, role: Role) -> list[float]:
        return memorisation.truth_ratios(role, self.facts, self.preset.probes.batch).tolist()

    def _row(self, role: Role) -> dict:
        found = evaluate_role(role, self.questions, self.preset.probes, self.seed)
        row = {name: {"value": one.score, "ci95": list(one.ci95), "n": one.n}
               for name, one in (("completion", found.completion), ("probability", found.probability))}  # fmt: skip
        hits = {}
        if found.tasks:
            tasks = [one for name, one in found.tasks.items() if name != "mean"]
            mean, items = found.tasks["mean"], found.tasks["mean"]["n"]
            row["tasks"] = {"value": mean["acc"], "ci95": list(mean["ci95"]), "n": items}
            hits["tasks"] = [
                hit * items / (len(tasks) * one["n"]) for one in tasks for hit in one["hits"]
            ]  # their mean: the tasks' mean
        for group, share in found.neighbours.groups.items() if found.neighbours else ():
            if share["n"]:
                row[group] = {
                    "value": share["recall"],
                    "ci95": list(share["ci95"]),
                    "n": share["n"],
                }
                hits[group] = [
                    int(one["recalled"])
                    for one in found.neighbours.rows
                    if one["in_retain"] == (group == "in_retain")
                ]
        row |= {"stuck": found.repetition.stuck, "precision": role.loaded.precision}
        return row | {"hits": hits, "truth_ratios": self._ratios(role)}


def _origin(base: Run, preset: Preset) -> dict:
    facts = {
        name: base.read(TUNED).manifest[name]
        for name in ("seed", "commit", "device", "dtype", "quantisation")
    }
    return {"run": base.name, "preset": preset.name, "settings": preset.as_dict()} | facts


def _described(label: str, tuned: Artifact, row: Mapping) -> dict:
    """A point as the record tells it: what it was made with, and what was measured."""
    manifest = tuned.manifest
    return {
        "point": label,
        "settings": _used(tuned),
        "seed": manifest["seed"],
        "seconds": manifest["seconds"],
        **_plain(row),
    }


def _used(tuned: Artifact) -> dict:
    """What a training was set to, without its seed."""
    settings = tuned.manifest["settings"]
    return {name: settings["finetune"][name] for name in SHOWN} | {"alpha": settings["alpha"]}


def _plain(row: Mapping) -> dict:
    return {
        name: value
        for name, value in row.items()
        if name not in ("hits", "truth_ratios", "precision")
    }


def changes(base: Mapping, row: Mapping, seed: int = 0) -> dict[str, dict]:
    """What a point has more than the base of each share, with the 95 % interval of the *difference*: items are drawn for both alike."""
    found = {}
    for name, ours in row["hits"].items():
        both = [
            np.asarray(ours, dtype=np.float64),
            np.asarray(base["hits"][name], dtype=np.float64),
        ]
        low, high = resampled_ci95(
            lambda mine, theirs: float(mine.mean() - theirs.mean()), both, seed
        )
        found[name] = {
            "value": float(both[0].mean() - both[1].mean()),
            "ci95": [low, high],
            "n": len(both[0]),
        }
    return found


def over_seeds(rows: Mapping[str, Mapping], groups: Mapping[str, Sequence[str]]) -> dict[str, dict]:
    """For each setting with several seeds: range of each figure over the seeds, and the challenge's F where the twin was tuned likewise.

    `groups`: setting -> the labels of its seeds; the twin's have `TWIN-` before them. F compares S models with S, and S is small: "same"
    is what F would be for two kinds that do not differ (mean over all ways to part the 2 S models into halves), "apart" what it is for
    kinds that differ in every item.
    """
    found = {}
    for setting, labels in groups.items():
        if len(labels) < 2:
            continue
        figures = {
            key: [rows[label][key]["value"] for label in labels if rows[label].get(key)]
            for key in FIGURES
        }
        found[setting] = {"seeds": len(labels)} | {
            key: [min(values), max(values)] for key, values in figures.items() if values
        }
        twins = [f"{TWIN}-{label}" for label in labels]
        if all(label in rows for label in twins):
            ours, theirs = (
                np.array([rows[label]["truth_ratios"] for label in kind])
                for kind in (labels, twins)
            )  # (S, N)
            score = {
                "forgetting_quality": forgetting.epsilon_score(ours, theirs)[0],
                "items": ours.shape[1],
            }
            found[setting] |= score | calibration(ours, theirs)
    return found


def calibration(ours: np.ndarray, theirs: np.ndarray) -> dict[str, float]:
    """What F is for 2 S models when it is not known which are which ("same"), and when every item parts them ("apart"). Both (S, N)."""
    together = np.concatenate([ours, theirs])
    halves = [
        list(half) for half in itertools.combinations(range(len(together)), len(ours)) if 0 in half
    ]
    scores = [
        forgetting.epsilon_score(together[half], np.delete(together, half, axis=0))[0]
        for half in halves
    ]
    apart = forgetting.epsilon_score(np.zeros_like(ours), np.ones_like(theirs))[0]
    return {"same": float(np.mean(scores)), "apart": apart}
