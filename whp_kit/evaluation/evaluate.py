"""One role measured: familiarity, tasks, neighbours; then the fall over the checkpoints; and `scores.json` (METHOD 6).

A *role* is a loaded model and the adapter with which it answers. What is asked stands in the world's files; the scores are those of
probes.py and benchmarks.py. Nothing is loaded here but those files, and no model is changed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.evaluation.familiarity import (
    RECALL_METRIC_VERSION,
    CompletionScore,
    ProbabilityScore,
    RecallScore,
    Repetition,
    completion_familiarity,
    exact_recall,
    probability_familiarity,
    repetition,
    side_by_side,
)
from whp_kit.evaluation.probes import (
    Lexicon,
    NeighbourProbe,
    ProbabilityProbe,
    Probe,
    load_lexicon,
    load_neighbours,
    load_probability_probes,
    load_probes,
)
from whp_kit.evaluation.task_cache import evaluate_once
from whp_kit.evaluation.tasks import PAPER_TASKS
from whp_kit.models import doctor
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.names import BASELINE, COMPARED_ROLES, NEVER_KNEW
from whp_kit.models.roles import generate, next_token_probabilities
from whp_kit.settings import ModelSettings, ProbeSettings, WorldSettings

SCHEMA = 2
TASK_CACHE = ".tasks"  # below the folder of runs: results of tasks, for every run
SPARE_TOKENS = (
    3  # read beyond the longest answer of a neighbour's facts, to see where its last word ends
)


@dataclass(frozen=True)
class Role:
    """A model in memory and the adapter that is on while it answers; None is the base alone."""

    loaded: Loaded
    adapter: str | None = None

    def complete(self, prompts: Sequence[str], max_new_tokens: int, batch: int) -> list[str]:
        """Greedy completions, without the prompts."""
        return generate(self.loaded, self.adapter, prompts, max_new_tokens, batch)


@dataclass(frozen=True)
class ProbeSet:
    """All that is asked, read from a world's files. `tasks` is the folder of tasks, or names that the harness knows; parts that a world
    lacks are empty or None. `kept`: a folder for the tasks' results (taskcache.py)."""

    probes: list[Probe]
    probability: list[ProbabilityProbe]
    lexicon: Lexicon
    neighbours: list[NeighbourProbe]
    tasks: Path | tuple[str, ...] | None
    kept: Path | None = None


@dataclass(frozen=True)
class Evaluation:
    """What one role answered and how it scored. `tasks` as evaluate_tasks gives it, {} without tasks; `neighbours` None without any."""

    completions: list[str]
    familiarity: CompletionScore
    probability: ProbabilityScore
    repetition: Repetition
    tasks: dict[str, dict]
    neighbours: RecallScore | None


def load_probe_set(
    world: WorldSettings,
    settings: ProbeSettings | None = None,
    kept: Path | None = None,
    tell: Callable[[str], None] = print,
) -> ProbeSet:
    """The probe files that the settings name, each checked at the door (InputError).

    With `paper_tasks` in the settings the tasks are the paper's seven by their names, if the hub answers; else the world's, and that is
    told. `kept`: a folder in which the tasks' results are kept, so that nobody is asked twice.
    """
    tasks = world.tasks
    if settings is not None and settings.paper_tasks:
        answers, told = doctor.ask_hub()
        if answers:
            tasks = PAPER_TASKS
        else:
            tell(
                f"the shipped tasks are asked instead of the paper's, whose data are on the hub: {told}"
            )
    neighbours = load_neighbours(world.neighbours / "probes.jsonl") if world.neighbours else []
    probability = load_probability_probes(world.probability)
    return ProbeSet(
        load_probes(world.probes), probability, load_lexicon(world.lexicon), neighbours, tasks, kept
    )


def gather_roles(
    base: Loaded, settings: ModelSettings, **checkpoints: Mapping[int, str]
) -> dict[str, Role]:
    """name -> role: the baseline, the last checkpoint of each training that has any, and the never-knew twin where the preset names one."""
    found = {BASELINE: Role(base)}
    found |= {name: Role(base, steps[max(steps)]) for name, steps in checkpoints.items() if steps}
    if settings.never_knew is not None:
        found[NEVER_KNEW] = Role(load_for_inference(settings, NEVER_KNEW))
    return found


def evaluate_role(
    role: Role, questions: ProbeSet, settings: ProbeSettings, seed: int = 0
) -> Evaluation:
    """Everything, of one role: completions, probabilities, tasks (at most `task_limit` items of each), neighbours."""
    completions = role.complete(
        [probe.prompt for probe in questions.probes], settings.max_new_tokens, settings.batch
    )
    return Evaluation(
        completions=completions,
        familiarity=completion_familiarity(questions.probes, completions, questions.lexicon, seed),
        probability=_probability(role, questions, settings, seed),
        repetition=repetition(completions),
        tasks=_tasks(role, questions, settings.task_limit, settings.batch),
        neighbours=_neighbours(role, questions, settings),
    )


def evaluate_roles(
    roles: Mapping[str, Role],
    questions: ProbeSet,
    settings: ProbeSettings,
    seed: int = 0,
    tell: Callable[[str], None] = print,
) -> dict[str, Evaluation]:
    """`measure` of each role, with a line told after each."""
    found = {}
    for name, role in roles.items():
        found[name] = one = evaluate_role(role, questions, settings, seed)
        parts = [
            f"completion {one.familiarity.score:.3f}",
            f"probability {one.probability.score:.3f}",
        ]
        parts += [f"tasks {one.tasks['mean']['acc']:.3f}"] if one.tasks else []
        tell(f"{name}: " + ", ".join(parts))
    return found


def evaluate_checkpoints(
    base: Loaded,
    checkpoints: Mapping[str, Mapping[int, str]],
    measured: Mapping[str, Evaluation],
    questions: ProbeSet,
    settings: ProbeSettings,
    seed: int = 0,
    tell: Callable[[str], None] = print,
) -> dict[str, list[dict]]:
    """The curves: name of a training -> one row per checkpoint, step 0 (the baseline) first; a training without checkpoints is left out.

    A row holds what scores.json holds, 95 % intervals, and the tasks one by one. All completions are asked at each step, of each task
    the first `curve_task_limit` items, at step 0 too, so that the tasks' points are of one kind. `measured` saves asking the ends again:
    it holds the baseline, and under its name each training's last checkpoint.
    """
    found = {}
    tasks_at_start = _tasks(Role(base), questions, settings.curve_task_limit, settings.batch)
    for name, steps in checkpoints.items():
        if not steps:
            continue
        found[name] = [
            _point(
                0,
                measured["baseline"].familiarity,
                measured["baseline"].probability,
                tasks_at_start,
            )
        ]
        for step, adapter in steps.items():
            role, known = Role(base, adapter), measured[name] if step == max(steps) else None
            completion = (
                known.familiarity if known else _completion(role, questions, settings, seed)
            )
            probability = (
                known.probability if known else _probability(role, questions, settings, seed)
            )
            tasks = _tasks(role, questions, settings.curve_task_limit, settings.batch)
            found[name].append(_point(step, completion, probability, tasks))
            tell(
                f"{name}, step {step}: completion {completion.score:.3f}, probability {probability.score:.3f}"
            )
    return found


def task_curves(curves: Mapping[str, list[dict]]) -> dict[str, dict[str, list[dict]]]:
    """Of `falls` the tasks one by one, for `plots.role_panels`: task -> training -> rows {"step", "value", "ci95", "n"}.

    {} where there are no tasks.
    """
    tasks = next(iter(curves.values()))[0]["tasks"]
    return {
        task: {
            name: [{"step": row["step"], "value": found["acc"], "ci95": list(found["ci95"]), "n": found["n"]}
                   for row in rows for found in [row["tasks"][task]]]
            for name, rows in curves.items()
        }
        for task in tasks if task != "mean"
    }  # fmt: skip


def most_telling_prompt(score: ProbabilityScore) -> str:
    """The prompt after which a role (the baseline) gives the target's own words the most: chosen by what it knew, not by what is left."""
    return max(score.rows, key=lambda row: row["peculiar"])["prompt"]


def next_word_probabilities(
    base: Loaded, checkpoints: Mapping[int, str], prompt: str, count: int = 3
) -> dict:
    """Probabilities of the next token after one prompt over the checkpoints, as in the paper's figure of "Harry Potter studies".

    Followed are the `count` tokens that the baseline holds likeliest and the `count` of the last checkpoint, the baseline's first; nobody
    chooses them. {"prompt", "steps": [0, ...], "probabilities": token as text -> one value in [0, 1] per step}; step 0 is the baseline.
    """
    roles = {0: None} | dict(checkpoints)
    read = {
        step: next_token_probabilities(base, name, [prompt], 1)[0] for step, name in roles.items()
    }  # each (V,)
    chosen = [i for step in (0, max(read)) for i in read[step].topk(count).indices.tolist()]
    named = {i: base.tokenizer.decode([i]) for i in chosen}
    names = {
        i: text if list(named.values()).count(text) == 1 else f"{text} ({i})"
        for i, text in named.items()
    }  # bytes look alike
    probabilities = {name: [row[i].item() for row in read.values()] for i, name in names.items()}
    return {"prompt": prompt, "steps": list(read), "probabilities": probabilities}


def completers(
    roles: Mapping[str, Role], settings: ProbeSettings
) -> dict[str, Callable[[str], str]]:
    """name -> prompt -> the role's greedy completion, for `prompt_box`; no role is asked yet."""
    return {
        name: lambda prompt, role=role: role.complete([prompt], settings.max_new_tokens, 1)[0]
        for name, role in roles.items()
    }


def compare(measured: Mapping[str, Evaluation], questions: ProbeSet, count: int = 12) -> list[dict]:
    """Rows of the before-and-after table, spread over the subtleties (probes.side_by_side)."""
    return side_by_side(
        questions.probes,
        {name: one.completions for name, one in measured.items()},
        questions.lexicon,
        count,
    )


def make_scores(
    preset: str,
    precision: str,
    measured: Mapping[str, Evaluation],
    curves: Mapping[str, list[dict]],
    following: dict | None = None,
) -> dict:
    """The machine's view of the result: scores.json but for what `published.with_parts` and `Run.costs` add. `following`: `next_words`.

    `measured` holds "baseline" and "unlearned", `curves` "unlearned"; a role of COMPARED_ROLES that was not measured stands as None. What else
    was measured comes under "extra", which is no part of the stable schema.
    """
    columns = {name: measured.get(name) for name in COMPARED_ROLES}
    first = measured["baseline"]
    plain = {
        name: [
            {k: v for k, v in row.items() if k != "tasks" and not k.endswith("_ci95")}
            for row in rows
        ]
        for name, rows in curves.items()
    }
    return {
        "schema": SCHEMA,
        "preset": preset,
        "precision": precision,
        "metric_versions": {
            "completion": first.familiarity.version,
            "probability": first.probability.version,
            "repetition": first.repetition.version,
            "recall": RECALL_METRIC_VERSION,
        },
        "familiarity": {
            "completion": _familiarity(
                {name: one and one.familiarity for name, one in columns.items()}
            ),
            "probability": _familiarity(
                {name: one and one.probability for name, one in columns.items()}
            ),
        },
        "benchmarks": {
            task: _shares({name: one and one.tasks[task] for name, one in columns.items()}, "acc")
            for task in first.tasks
        },
        "neighbours": _recall({name: one and one.neighbours for name, one in columns.items()}),
        "curve": plain.pop("unlearned"),
        "task_curves": task_curves(curves),
        "next_words": following,
        "extra": {
            "roles": {
                name: _summary(one) for name, one in measured.items() if name not in COMPARED_ROLES
            },
            "curves": plain,
            "completion_times_five": {
                name: one.familiarity.unnormalised for name, one in measured.items()
            },
            "by_subtlety": {
                name: {
                    str(level): {"score": score, "n": n}
                    for level, (score, n) in one.familiarity.by_subtlety.items()
                }
                for name, one in measured.items()
            },
            "repetition": {
                name: {"trigrams": one.repetition.trigrams, "stuck": one.repetition.stuck}
                for name, one in measured.items()
            },
        },
    }


def familiarity_rows(measured: Mapping[str, Evaluation]) -> list[dict]:
    """The familiarity table: one row per role, with 95 % intervals, both forms of the completion score, and how often it got stuck."""
    return [{"role": name, **_familiar(one)} for name, one in measured.items()]


def subtlety_rows(measured: Mapping[str, Evaluation]) -> list[dict]:
    """One row per subtlety, 1 (asks outright) to 10 (hardly hints): completion familiarity in [0, 1] of each role, and how many probes."""
    levels = next(iter(measured.values())).familiarity.by_subtlety
    return [
        {
            "subtlety": level,
            **{name: one.familiarity.by_subtlety[level][0] for name, one in measured.items()},
            "n": n,
        }
        for level, (_, n) in levels.items()
    ]


def task_rows(measured: Mapping[str, Evaluation]) -> list[dict]:
    """One row per task, the mean last: accuracy of each role, items, and what guessing would reach."""
    first = next(iter(measured.values())).tasks
    return [
        {
            "asked": task,
            **{name: one.tasks[task]["acc"] for name, one in measured.items()},
            "chance": row["chance"],
            "n": row["n"],
        }
        for task, row in first.items()
    ]


def neighbour_rows(measured: Mapping[str, Evaluation]) -> list[dict]:
    """One row per group of neighbouring fictions: exact recall of each role, and how many facts were asked."""
    first = next(iter(measured.values())).neighbours
    groups = first.groups.items() if first else ()
    return [
        {
            "asked": f"neighbours, {group}",
            **{name: one.neighbours.groups[group]["recall"] for name, one in measured.items()},
            "n": row["n"],
        }
        for group, row in groups
    ]


def _point(
    step: int,
    completion: CompletionScore,
    probability: ProbabilityScore,
    tasks: Mapping[str, dict],
) -> dict:
    return {
        "step": step,
        "familiarity_completion": completion.score,
        "familiarity_probability": probability.score,
        "benchmark_mean": tasks["mean"]["acc"] if tasks else None,
        "familiarity_completion_ci95": completion.ci95,
        "familiarity_probability_ci95": probability.ci95,
        "benchmark_mean_ci95": tasks["mean"]["ci95"] if tasks else None,
        "tasks": {
            task: {name: row[name] for name in ("acc", "ci95", "n")} for task, row in tasks.items()
        },
    }


def _completion(
    role: Role, questions: ProbeSet, settings: ProbeSettings, seed: int
) -> CompletionScore:
    completions = role.complete(
        [probe.prompt for probe in questions.probes], settings.max_new_tokens, settings.batch
    )
    return completion_familiarity(questions.probes, completions, questions.lexicon, seed)


def _probability(
    role: Role, questions: ProbeSet, settings: ProbeSettings, seed: int
) -> ProbabilityScore:
    def following(prompts: list[str]):
        return next_token_probabilities(
            role.loaded, role.adapter, prompts, settings.batch
        )  # (N, V)

    return probability_familiarity(questions.probability, following, role.loaded.tokenizer, seed)


def _tasks(role: Role, questions: ProbeSet, limit: int | None, batch: int) -> dict[str, dict]:
    if questions.tasks is None:
        return {}
    return evaluate_once(
        role.loaded,
        role.adapter,
        questions.tasks,
        batch_size=batch,
        limit=limit,
        folder=questions.kept,
    )


def _neighbours(role: Role, questions: ProbeSet, settings: ProbeSettings) -> RecallScore | None:
    if not questions.neighbours:
        return None
    prompts = [probe.prompt for probe in questions.neighbours]
    answers = [" " + probe.answer for probe in questions.neighbours]
    longest = max(map(len, role.loaded.tokenizer(answers, add_special_tokens=False)["input_ids"]))
    return exact_recall(
        questions.neighbours, role.complete(prompts, longest + SPARE_TOKENS, settings.batch)
    )


def _familiarity(columns: Mapping[str, CompletionScore | ProbabilityScore | None]) -> dict:
    known = [one for one in columns.values() if one]
    scores = {name: one and one.score for name, one in columns.items()}
    return scores | {
        "n": known[0].n,
        "ci95": {name: one and list(one.ci95) for name, one in columns.items()},
    }


def _recall(columns: Mapping[str, RecallScore | None]) -> dict:
    groups = columns["baseline"].groups if columns["baseline"] else ()
    return {
        group: _shares({name: one and one.groups[group] for name, one in columns.items()}, "recall")
        for group in groups
    }


def _shares(columns: Mapping[str, Mapping | None], key: str) -> dict:
    """An entry of scores.json from each column's {key, "n", "ci95"}."""
    intervals = {name: row and row["ci95"] and list(row["ci95"]) for name, row in columns.items()}
    return {name: row and row[key] for name, row in columns.items()} | {
        "n": columns["baseline"]["n"],
        "ci95": intervals,
    }


def _familiar(one: Evaluation) -> dict:
    return {
        "completion": one.familiarity.score,
        "95 % interval": list(one.familiarity.ci95),
        "completion, times five": one.familiarity.unnormalised,
        "probability": one.probability.score,
        "its 95 % interval": list(one.probability.ci95),
        "stuck on a name": one.repetition.stuck,
    }


def _summary(one: Evaluation) -> dict:
    """One role in the form of a column of scores.json."""
    return {
        "familiarity": {
            kind: {"score": found.score, "ci95": list(found.ci95), "n": found.n}
            for kind, found in (("completion", one.familiarity), ("probability", one.probability))
        },
        "benchmarks": {
            task: {"acc": row["acc"], "n": row["n"], "ci95": list(row["ci95"])}
            for task, row in one.tasks.items()
        },
        "neighbours": {group: found["recall"] for group, found in one.neighbours.groups.items()}
        if one.neighbours
        else {},
    }
