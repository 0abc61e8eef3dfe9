"""A sweep: the fine-tune of 05 with other settings, each on the labels of one run, by papermill.

A *point* is 05 with some of its parameters set (retain weight, steps, alpha, rank, seed ...). It is
made in its own run, `<sweep>-<point>`, which begins with a copy of the base run's steps up to 04.
The labels hold every alpha, so no point needs new labels. The point `default` is the base run's own
05. Finished points are not made again, and a sweep that was stopped resumes, also in the middle of
a training. tradeoff.py draws the results.

Several seeds of one setting make several models of a kind, as the unlearning challenge of 2023
needs. There is one never-knew twin, so models of its kind are made by the same fine-tune, labels
and seeds on the twin: a model that was "unlearned" without ever having known (the comparison by
which Sekhari et al. 2021, arXiv 2103.03279, define unlearning).
"""

import itertools
import json
import math
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.errors import ArtifactError, InputError, SettingsError, WhpError
from whp_kit.evaluation import familiarity, memorisation, metrics, neighbour_facts, tasks
from whp_kit.evaluation.evaluate import (
    TASK_CACHE,
    ProbeSet,
    Role,
    evaluate_role,
    gather_roles,
    load_probe_set,
)
from whp_kit.evaluation.intervals import bootstrap_ci95, mean_difference, t_ci95
from whp_kit.evaluation.neighbour_facts import facts_of, values_of
from whp_kit.files import json_digest, read_json, write_json
from whp_kit.models.adapters import checkpoint_name, load_adapter
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.machine import seed_everything
from whp_kit.paths import runs_root
from whp_kit.runs.headless import run_notebooks
from whp_kit.runs.notebooks import Notebook, find_notebooks, parse_value
from whp_kit.runs.step_names import FINETUNE, LABELS
from whp_kit.runs.store import Artifact, Run
from whp_kit.settings import FinetuneSettings, Preset, load_preset, read_toml, unknown_name

LONGEST_NAME = 40  # characters of a point's name; with the sweep's it names a run
SCHEMA = 2  # 2: "seeds" holds mean, interval and range
TUNED, MEASURED = FINETUNE, "06_sweep_point"
FILE, MEASURES = "sweep.json", "measured.json"
FACTS = {  # figure of a point -> group and measure of neighbour_facts.py
    "in_retain_probability": ("in_retain", "probability"),
    "held_out_probability": ("held_out", "probability"),
    "in_retain_harder": ("in_retain, harder", "recall"),
    "held_out_harder": ("held_out, harder", "recall"),
}
FIGURES = ("completion", "probability", "tasks", "in_retain", "held_out", *FACTS)
METRICS = {
    "completion": familiarity.COMPLETION_METRIC_VERSION,
    "probability": familiarity.PROBABILITY_METRIC_VERSION,
    "recall": familiarity.RECALL_METRIC_VERSION,
    "facts": neighbour_facts.FACT_METRIC_VERSION,
    "tasks": tasks.BENCHMARK_METRIC_VERSION,
    "truth_ratio": metrics.METRIC_VERSION,
}
ENDS_ONLY = {"control": False, "watch": False, "checkpoint_at": []}  # the sweep reads ends alone
TAKEN = ("run", "preset", *ENDS_ONLY)  # parameters of 05 that the sweep sets itself
SHOWN = (  # settings of 05 that a record holds
    "retain_weight",
    "retain_blocks",
    "steps",
    "lora_rank",
    "learning_rate",
    "batch_blocks",
)
MOST_POINTS = 1000  # of a file
TWIN = "never_knew"  # before the names of points that are made on the never-knew twin
PARTITIONS = 1000  # of models into halves, at most, for the calibration: all up to six seeds


@dataclass(frozen=True)
class Point:
    """Parameters of 05 by name, also `seed`; the others are the preset's and the base run's."""

    given: Mapping[str, object]

    @property
    def name(self) -> str:
        """The name of its run: "retain_weight5-alpha3"; "default" where nothing is given. A long
        one ends in a digest."""
        told = [f"{name}{_told(value)}" for name, value in self.given.items() if value is not None]
        name = "-".join(told) or "default"
        if len(name) <= LONGEST_NAME:
            return name
        return f"{name[: LONGEST_NAME - 9]}-{json_digest(name)[:8]}"

    def without_seed(self) -> dict[str, object]:
        """The setting that several seeds may share."""
        return {name: value for name, value in self.given.items() if name != "seed"}


def _told(value: float) -> str:
    """A number in few digits that tell it from others, in signs that a run's name may have."""
    short = f"{value:g}"
    return (short if float(short) == value else repr(value)).replace("+", "")


def parse_points(texts: Iterable[str], notebook: Notebook) -> list[Point]:
    """["retain_weight=5,alpha=3"] -> points; unknown names and wrong types are refused."""
    points = []
    for text in texts:
        pairs = [part.partition("=") for part in text.split(",")]
        if not all(equals for _, equals, _ in pairs):
            raise SettingsError(
                "a point is not of the form name=value,...",
                value=text,
                remedy="write '-p retain_weight=5,steps=300'",
            )
        given = {name.strip(): value for name, _, value in pairs}
        points.append(_point(given, notebook, f"-p {text}"))
    return points


def load_points(path: Path, notebook: Notebook) -> list[Point]:
    """The points of a TOML file: tables [[point]] in order, then all combinations of [grid]."""
    tables = read_toml(path)
    for name in tables:
        if name not in ("point", "grid"):
            raise unknown_name("table", name, ("point", "grid"), str(path))
    single, grid = tables.get("point", []), tables.get("grid", {})
    if (
        not isinstance(single, list)
        or not all(isinstance(given, dict) for given in single)
        or not isinstance(grid, dict)
        or not all(isinstance(values, list) for values in grid.values())
    ):
        raise InputError(
            "the file of points is of another form",
            value=str(path),
            remedy="write [[point]] tables, and lists below [grid]",
        )
    count = len(single) + math.prod(len(values) for values in grid.values())
    if count > MOST_POINTS:
        raise InputError(
            f"the file names more than {MOST_POINTS:,} points",
            value=f"{path}: {count:,}",
            remedy="write shorter lists below [grid]: each point is a training",
        )
    crossed = (
        [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
        if grid
        else []
    )
    return [_point(given, notebook, str(path)) for given in [*single, *crossed]]


def with_seeds(points: Sequence[Point], seeds: Sequence[int], own: int) -> list[Point]:
    """Each point with each seed; `own`, the base run's, is not named. `points` without seeds."""
    chosen = [{} if seed == own else {"seed": seed} for seed in seeds] or [{}]
    with_each = [Point(dict(point.given) | seed) for point in points for seed in chosen]
    return list({point.name: point for point in with_each}.values())


def run_sweep(
    base_name: str,
    preset: Preset,
    points: Sequence[Point],
    name: str = "sweep",
    twins: bool = False,
    report: Callable[[str], None] = print,
) -> Path:
    """Makes and measures each point that is missing; writes and returns `runs/<name>/sweep.json`.

    The base run's own point comes first. A point whose training fails is reported and recorded
    under "failed"; the others go on. With `twins` each point of a setting that has several seeds is
    made on the never-knew model as well, for "seeds". The base run is left unchanged. Raises
    SettingsError for values out of range, and MissingArtifact or StaleArtifact for steps of the
    base run that must be made first, both before anything runs.
    """
    if name == base_name:
        raise SettingsError(
            "a sweep needs its own name",
            value=name,
            remedy="give another --name than the base run's",
        )
    base = Run(base_name)
    base_seed = base.read(TUNED).manifest["seed"]
    points = list({point.name: point for point in [Point({}), *points]}.values())
    for point in points:
        checked(point, preset)
    tuned, failed = {}, {}  # label -> its step 05, or what went wrong
    for label, point, point_preset in _jobs(points, preset, name, twins):
        report(f"point {label}")
        run = Run(f"{name}-{label}")
        try:
            if label == "default":
                tuned[label] = _copied(base, run)
            else:
                tuned[label] = _trained(base, run, point, point_preset, base_seed)
        except WhpError as error:
            failed[label] = str(error)
            report(f"{label} failed: {error}")
    rows = _measured(tuned, _Evaluator(preset, base_seed), name, report)
    made = [point.name for point in points if point.name in tuned]
    record = {
        "schema": SCHEMA,
        "precision": rows["baseline"]["precision"],
        "origin": _origin(base, preset),
    }
    for row in rows.values():
        row["change"] = changes(rows["baseline"], row, base_seed) if "hits" in row else {}
    record |= {role: _plain(rows[role]) for role in ("baseline", TWIN) if role in rows}
    record["points"] = [_described(label, tuned[label], rows[label]) for label in made]
    record["seeds"] = over_seeds(rows, _by_setting(made, tuned))
    return write_json(Run(name).folder / FILE, record | {"failed": failed})


def _by_setting(labels: Sequence[str], tuned: Mapping[str, Artifact]) -> dict[str, list[str]]:
    """First label of a setting -> the labels of all its seeds, one for each seed."""
    settings: dict[str, dict[int, str]] = {}  # what was set -> seed -> label
    for label in labels:
        by_seed = settings.setdefault(json.dumps(_used(tuned[label])), {})
        by_seed.setdefault(tuned[label].manifest["seed"], label)
    groups = [list(by_seed.values()) for by_seed in settings.values()]
    return {group[0]: group for group in groups}


def checked(point: Point, preset: Preset) -> Preset:
    """The preset with the point's values, refused where one is out of range."""
    names = {field.name for field in fields(FinetuneSettings)}
    values = {name: value for name, value in point.given.items() if name in names}
    return preset.override("finetune", **values).override("labels", alpha=point.given.get("alpha"))


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
    """(label, point, preset) of each training; the twin's have a preset with it as the base."""
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
    source, twin = json.dumps(str(preset.source)), json.dumps(preset.model.never_knew)
    text = f"extends = {source}\n\n[model]\nbase = {twin}\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    other = load_preset(str(path))
    settings = [point.without_seed() for point in points]
    return jobs + [
        (f"{TWIN}-{point.name}", point, other)
        for point in points
        if settings.count(point.without_seed()) > 1
    ]


def _copied(base: Run, run: Run) -> Artifact:
    """The base run's own step 05, copied with all that it rests on."""
    _copy_steps(base.read(TUNED), run)
    return run.read(TUNED)


def _trained(base: Run, run: Run, point: Point, preset: Preset, base_seed: int) -> Artifact:
    """The point's step 05, trained unless it is there already."""
    _copy_steps(base.read(LABELS), run)
    given = ENDS_ONLY | point.without_seed()
    seed = point.given.get("seed", base_seed)
    run_notebooks([find_tuning()], run.name, preset, seed=seed, overrides={TUNED: given})
    return run.read(TUNED)


def _copy_steps(artifact: Artifact, run: Run) -> None:
    """Copies a step and all steps that it rests on into another run."""
    with run.locked("whp-kit sweep"):
        for step in _chain(artifact):
            _copy_step(step, run)


def _chain(artifact: Artifact) -> list[Artifact]:
    """The step and all steps that it rests on, in order."""
    steps = {artifact.step: artifact}
    for record in artifact.manifest["reads"]:
        if "step" in record:
            steps |= {step.step: step for step in _chain(artifact.run.read(record["step"]))}
    return [steps[name] for name in sorted(steps)]


def _copy_step(step: Artifact, run: Run) -> None:
    """Copies a step into another run, unless the same is there."""
    if step.step in run.steps():
        copy = run.peek(step.step)
        if copy.manifest == step.manifest and copy.digests() == step.digests():
            return
    temporary, folder = run.folder / f".{step.step}.copy", run.folder / step.step
    shutil.rmtree(temporary, ignore_errors=True)
    shutil.copytree(step.folder, temporary)
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)


def _measured(
    tuned: Mapping[str, Artifact],
    evaluator: "_Evaluator",
    name: str,
    report: Callable[[str], None],
) -> dict[str, dict]:
    """label -> what was measured, baseline and twin first.

    Measurements are saved as a step of each point's run; no model is loaded where all are there.
    """
    preset = evaluator.preset
    world, model = preset.world, preset.model
    sections = preset.as_dict()
    settings = {name: sections[name] for name in ("model", "world", "probes", "compare")}
    settings["metrics"] = METRICS
    sources = [
        world.books,
        world.anchors,
        world.probes,
        world.probability,
        world.lexicon,
        world.neighbours,
        world.tasks,
    ]
    jobs = [(Run(name), "", None)]
    jobs += [(artifact.run, label, artifact) for label, artifact in tuned.items()]
    rows: dict[str, dict] = {}
    for run, label, artifact in jobs:
        measured = _saved_measures(run, settings)
        if measured is None:
            measured = evaluator.point(label, artifact) if artifact else evaluator.references()
            device = evaluator.base.device
            with run.writing(
                MEASURED,
                settings=settings,
                seed=evaluator.seed,
                reads=[*([artifact] if artifact else [model.base, model.never_knew]), *sources],
                device=device.name,
                dtype=device.dtype,
                quantisation=model.quantisation,
            ) as out:
                write_json(out.path(MEASURES), measured)
        rows |= measured
        for one_label, row in measured.items():
            figures = [f"{key} {row[key]['value']:.3f}" for key in FIGURES if row.get(key)]
            report(f"{one_label}: {', '.join(figures) or 'truth ratios computed'}")
    return rows


def _saved_measures(run: Run, settings: dict) -> dict | None:
    """Earlier measurements with these settings, unless something they were made from changed."""
    try:
        step = run.read(MEASURED)
    except ArtifactError:
        return None
    is_same = step.manifest["settings"] == json.loads(json.dumps(settings))
    return read_json(step.path(MEASURES)) if is_same else None


class _Evaluator:
    """Models and probes, each loaded when it is first needed."""

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
    def probe_set(self) -> ProbeSet:
        return load_probe_set(self.preset.world, self.preset.probes, runs_root() / TASK_CACHE)

    @cached_property
    def questions(self) -> list[memorisation.Question]:
        table = AnchorTable.load(self.preset.world.anchors)
        probes = self.probe_set.probes
        return memorisation.make_questions(probes, table, self.preset.compare, self.seed)

    def references(self) -> dict[str, dict]:
        """The baseline and, where there is one, the never-knew twin."""
        return {name: self._row(role) for name, role in self.roles.items()}

    def point(self, label: str, tuned: Artifact) -> dict[str, dict]:
        """The last checkpoint of a training; of one on the twin only the truth ratios."""
        is_on_twin = label.startswith(TWIN)
        loaded = self.roles["never_knew" if is_on_twin else "baseline"].loaded
        last = checkpoint_name(tuned.setting("finetune", "steps", kind=int))
        adapter = label.replace(".", "_")
        load_adapter(loaded, adapter, tuned.path("unlearned") / last)
        role = Role(loaded, adapter)
        row = {"truth_ratios": self._truth_ratios(role)} if is_on_twin else self._row(role)
        return {label: row}

    def _truth_ratios(self, role: Role) -> list[float]:
        batch = self.preset.probes.batch
        return memorisation.truth_ratios(role, self.questions, batch).tolist()

    def _row(self, role: Role) -> dict:
        """Figures with intervals, and "hits", the items behind some of them for `changes`."""
        evaluation = evaluate_role(role, self.probe_set, self.preset.probes, self.seed)
        row: dict = {}
        for name in ("completion", "probability"):
            score = getattr(evaluation, name)
            row[name] = {"value": score.score, "ci95": list(score.ci95), "n": score.n}
        hits = {}
        if evaluation.tasks:
            mean = evaluation.tasks["mean"]
            row["tasks"] = {"value": mean["acc"], "ci95": list(mean["ci95"]), "n": mean["n"]}
            hits["tasks"] = tasks.task_points(tasks.hits_of(evaluation.tasks)).tolist()
        for group, share in evaluation.neighbours.groups.items() if evaluation.neighbours else ():
            if share["n"]:
                row[group] = {
                    "value": share["recall"],
                    "ci95": list(share["ci95"]),
                    "n": share["n"],
                }
                hits[group] = [
                    int(fact["recalled"])
                    for fact in evaluation.neighbours.rows
                    if fact["in_retain"] == (group == "in_retain")
                ]
        facts = facts_of(role, self.probe_set, self.preset.probes.batch, self.seed)
        for name, (group, measure) in FACTS.items():
            values = values_of(facts, group, measure)
            if len(values):
                interval = list(bootstrap_ci95(values, self.seed))
                row[name] = {"value": float(values.mean()), "ci95": interval, "n": len(values)}
                hits[name] = values.tolist()
        row |= {"stuck": evaluation.repetition.stuck, "precision": role.loaded.precision}
        return row | {"hits": hits, "truth_ratios": self._truth_ratios(role)}


def _origin(base: Run, preset: Preset) -> dict:
    facts = {
        name: base.read(TUNED).manifest[name]
        for name in ("seed", "commit", "device", "dtype", "quantisation")
    }
    return {"run": base.name, "preset": preset.name, "settings": preset.as_dict()} | facts


def _described(label: str, tuned: Artifact, row: Mapping) -> dict:
    """A point of the record: its settings and what was measured."""
    manifest = tuned.manifest
    return {
        "point": label,
        "settings": _used(tuned),
        "seed": manifest["seed"],
        "seconds": manifest["seconds"],
        **_plain(row),
    }


def _used(tuned: Artifact) -> dict:
    """The settings of a training, without its seed."""
    shown = {
        name: tuned.setting("finetune", name, kind=int | float | str | bool | None)
        for name in SHOWN
    }
    return shown | {"alpha": tuned.setting("alpha", kind=int | float)}


def _plain(row: Mapping) -> dict:
    return {
        name: value
        for name, value in row.items()
        if name not in ("hits", "truth_ratios", "precision")
    }


def changes(base: Mapping, row: Mapping, seed: int = 0) -> dict[str, dict]:
    """A point's shares less the base's, with 95 % intervals of the *difference*.

    Both are resampled on the same items.
    """
    if row is base:
        return {
            name: {"value": 0.0, "ci95": [0.0, 0.0], "n": len(hits)}
            for name, hits in row["hits"].items()
        }
    return {
        name: mean_difference(hits, base["hits"][name], seed) for name, hits in row["hits"].items()
    }


def over_seeds(rows: Mapping[str, Mapping], groups: Mapping[str, Sequence[str]]) -> dict[str, dict]:
    """For each setting with several seeds mean, 95 % interval and range of each figure over the
    seeds, and the challenge's F.

    `groups`: setting -> the labels of its seeds; those of the twin have TWIN before them. F, the
    forgetting quality, compares S models with S models of the twin's kind, where those were made;
    S is small, so `calibration` is given beside it.
    """
    settings = {}
    for setting, labels in groups.items():
        if len(labels) < 2:
            continue
        entry: dict = {"seeds": len(labels)}
        for key in FIGURES:
            values = [rows[label][key]["value"] for label in labels if rows[label].get(key)]
            if len(values) == len(labels):
                entry[key] = {
                    "mean": float(np.mean(values)),
                    "ci95": np.clip(t_ci95(values), 0, 1).tolist(),  # of a share
                    "range": [min(values), max(values)],
                }
        twins = [f"{TWIN}-{label}" for label in labels]
        if all(label in rows for label in twins):
            ours, theirs = (
                np.array([rows[label]["truth_ratios"] for label in kind])  # (S, N)
                for kind in (labels, twins)
            )
            entry["forgetting_quality"] = metrics.epsilon_score(ours, theirs)[0]
            entry["items"] = ours.shape[1]
            entry |= calibration(ours, theirs)
        settings[setting] = entry
    return settings


def calibration(ours: np.ndarray, theirs: np.ndarray) -> dict[str, float]:
    """What F is for two kinds of S models that do not differ, and for two that always differ.

    Both (S, N). "same": the mean over ways to part the 2 S models into halves: all of them, or
    PARTITIONS random ones where there are more. "p": the share of them whose F is no higher than
    that of the kinds themselves. "apart": F of models that differ in every item.
    """
    from scipy.stats import permutation_test

    together, count = np.concatenate([ours, theirs]), len(ours)

    def f_of_halves(first: np.ndarray, second: np.ndarray) -> float:
        return metrics.epsilon_score(together[first], together[second])[0]

    test = permutation_test(
        (np.arange(count), np.arange(count, 2 * count)),
        f_of_halves,
        n_resamples=PARTITIONS,
        alternative="less",
        vectorized=False,
        rng=np.random.default_rng(0),
    )
    apart = metrics.epsilon_score(np.zeros_like(ours), np.ones_like(theirs))[0]
    same = float(np.mean(test.null_distribution))
    return {"same": same, "p": float(test.pvalue), "apart": apart}
