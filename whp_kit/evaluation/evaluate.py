"""Evaluate one role on everything, and the fall of familiarity over the checkpoints.

A *role* is a model in memory and the adapter with which it answers: baseline, reinforced,
unlearned, or the retrained model that never read the target. What it is evaluated on comes from the
world's files; the scores are those of familiarity.py and tasks.py. No model is changed here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whp_kit.evaluation.familiarity import (
    CompletionScore,
    ProbabilityScore,
    RecallScore,
    Repetition,
    completion_familiarity,
    exact_recall,
    probability_familiarity,
    repetition,
)
from whp_kit.evaluation.intervals import mean_difference
from whp_kit.evaluation.probes import (
    Lexicon,
    NeighbourProbe,
    ProbabilityProbe,
    Probe,
    load_harder,
    load_lexicon,
    load_neighbours,
    load_probability_probes,
    load_probes,
)
from whp_kit.evaluation.right_answers import RightAnswers, right_answers
from whp_kit.evaluation.tasks import (
    PAPER_TASKS,
    TaskCache,
    evaluate_role_tasks,
    hits_of,
    task_points,
)
from whp_kit.models import doctor
from whp_kit.models.chat_template import Frame, frame_of
from whp_kit.models.load import Loaded, load_for_inference
from whp_kit.models.roles import generate, next_token_probabilities
from whp_kit.settings import ModelSettings, ProbeSettings, WorldSettings
from whp_kit.text.words import separator

TASK_CACHE = ".tasks"  # below the folder of runs: results of tasks, for every run
REPLY_TOKENS = 80  # of a chat model, which begins with pleasantries
SPARE_TOKENS = 3  # beyond the longest answer of a neighbour's facts: where its last word ends


@dataclass(frozen=True)
class Role:
    """A model in memory and the adapter with which it answers; None: the base alone."""

    loaded: Loaded
    adapter: str | None = None

    def complete(
        self,
        prompts: Sequence[str],
        max_new_tokens: int,
        batch: int,
        frame: Frame | None = None,
    ) -> list[str]:
        """Greedy completions, without the prompts; in the `frame` of a chat template, replies."""
        return generate(self.loaded, self.adapter, prompts, max_new_tokens, batch, frame=frame)


@dataclass(frozen=True)
class ProbeSet:
    """What a world evaluates a role on. Parts that it lacks are empty or None.

    `tasks`: a folder of tasks, or names that the harness knows. `task_cache`: where their results
    are kept, if anywhere. `harder`: facts of neighbours in words that their texts hold seldom
    (neighbour_facts.py).
    """

    probes: list[Probe]
    probability: list[ProbabilityProbe]
    lexicon: Lexicon
    neighbours: list[NeighbourProbe]
    tasks: Path | tuple[str, ...] | None
    task_cache: TaskCache | None = None
    harder: tuple[NeighbourProbe, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """What one role answered and how it scored.

    `tasks` as `tasks.evaluate_tasks` returns it, {} without tasks; `neighbours` None without any.
    """

    completions: list[str]
    completion: CompletionScore
    right: RightAnswers
    probability: ProbabilityScore
    repetition: Repetition
    tasks: dict[str, dict]
    neighbours: RecallScore | None


def load_probe_set(
    world: WorldSettings,
    settings: ProbeSettings | None = None,
    task_cache: Path | None = None,
) -> ProbeSet:
    """Reads the files of a world and checks each (InputError).

    With `paper_tasks` in the settings the tasks are the paper's seven, if the hub answers; if not,
    the world's own, and a line says so. `task_cache`: a folder that keeps the results of tasks.
    """
    tasks = world.tasks
    if settings is not None and settings.paper_tasks:
        hub_answers, reason = doctor.ask_hub()
        if hub_answers:
            tasks = PAPER_TASKS
        else:
            print(f"the shipped tasks replace the paper's, whose data are on the hub: {reason}")
    return ProbeSet(
        probes=load_probes(world.probes),
        probability=load_probability_probes(world.probability),
        lexicon=load_lexicon(world.lexicon),
        neighbours=load_neighbours(world.neighbours / "probes.jsonl") if world.neighbours else [],
        tasks=tasks,
        task_cache=TaskCache(task_cache) if task_cache is not None else None,
        harder=tuple(load_harder(world.neighbours)) if world.neighbours else (),
    )


def gather_roles(
    base: Loaded, settings: ModelSettings, **checkpoints: Mapping[int, str]
) -> dict[str, Role]:
    """name -> role: the baseline, the last checkpoint of each training that has any, and the
    retrained model ("never_knew") where the preset names one."""
    roles = {"baseline": Role(base)}
    for name, adapters in checkpoints.items():
        if adapters:
            roles[name] = Role(base, adapters[max(adapters)])
    if settings.never_knew is not None:
        roles["never_knew"] = Role(load_for_inference(settings, "never_knew"))
    return roles


def evaluate_role(
    role: Role, probe_set: ProbeSet, settings: ProbeSettings, seed: int = 0
) -> Evaluation:
    """Completions, next-token probabilities, tasks (at most `task_limit` items of each) and
    neighbours of one role."""
    completions = _complete(role, probe_set, settings)
    return Evaluation(
        completions=completions,
        completion=completion_familiarity(probe_set.probes, completions, probe_set.lexicon, seed),
        right=right_answers(probe_set.probes, completions, probe_set.lexicon),
        probability=_probability(role, probe_set, settings, seed),
        repetition=repetition(completions),
        tasks=_tasks(role, probe_set, settings.task_limit, settings.batch),
        neighbours=_neighbours(role, probe_set, settings),
    )


def evaluate_roles(
    roles: Mapping[str, Role], probe_set: ProbeSet, settings: ProbeSettings, seed: int = 0
) -> dict[str, Evaluation]:
    """`evaluate_role` of each role; prints its scores."""
    evaluations = {}
    for name, role in roles.items():
        evaluation = evaluate_role(role, probe_set, settings, seed)
        evaluations[name] = evaluation
        scores = [
            f"completion {evaluation.completion.score:.3f}",
            f"probability {evaluation.probability.score:.3f}",
        ]
        if evaluation.tasks:
            scores.append(f"tasks {evaluation.tasks['mean']['acc']:.3f}")
        print(f"{name}: {', '.join(scores)}")
    return evaluations


def evaluate_checkpoints(
    base: Loaded,
    checkpoints: Mapping[str, Mapping[int, str]],
    evaluations: Mapping[str, Evaluation],
    probe_set: ProbeSet,
    settings: ProbeSettings,
    seed: int = 0,
    *,
    tasks_every: int = 1,
) -> dict[str, list[dict]]:
    """The fall: training -> one row per checkpoint, step 0 (the baseline) first.

    `checkpoints`: training -> step -> adapter; a training without checkpoints is left out.
    `evaluations` holds the baseline and each training's last checkpoint, whose familiarity is not
    computed again. A row holds what scores.json holds, 95 % intervals, and the tasks one by one.
    "benchmark_lost_at_least" is the lower end of the interval, over the items, of what the tasks'
    mean has lost since step 0.
    Every row, step 0 too, is of the first `curve_task_limit` items of a task, so that the points
    can be compared. Tasks are evaluated at step 0, at each multiple of `tasks_every` (0: at none)
    and at the last step; at other checkpoints a row has None and {} for them.
    """
    limit, batch = settings.curve_task_limit, settings.batch
    tasks_at_start = _tasks(Role(base), probe_set, limit, batch)
    baseline = evaluations["baseline"]
    curves = {}
    for training, adapters in checkpoints.items():
        if not adapters:
            continue
        rows = [_curve_row(0, baseline.completion, baseline.probability, tasks_at_start, 0.0)]
        for step, adapter in adapters.items():
            role = Role(base, adapter)
            if step == max(adapters):
                completion = evaluations[training].completion
                probability = evaluations[training].probability
            else:
                completions = _complete(role, probe_set, settings)
                completion = completion_familiarity(
                    probe_set.probes, completions, probe_set.lexicon, seed
                )
                probability = _probability(role, probe_set, settings, seed)
            is_regular = step == max(adapters) or (tasks_every and step % tasks_every == 0)
            tasks = _tasks(role, probe_set, limit, batch) if is_regular else {}
            lost = _lost_at_least(tasks_at_start, tasks, seed) if tasks else None
            rows.append(_curve_row(step, completion, probability, tasks, lost))
            print(
                f"{training}, step {step}: completion {completion.score:.3f}, "
                f"probability {probability.score:.3f}"
            )
        curves[training] = rows
    return curves


def most_telling_prompt(score: ProbabilityScore) -> str:
    """The prompt where the role puts most probability on words of the target.

    Taken from the baseline, it is picked before unlearning, so that the choice is not biased.
    """
    return max(score.rows, key=lambda row: row["peculiar"])["prompt"]


def next_word_probabilities(
    base: Loaded, checkpoints: Mapping[int, str], prompt: str, count: int = 3
) -> dict:
    """Probabilities of the next token after one prompt over the checkpoints, as in the paper's
    figure of "Harry Potter studies".

    Follows the `count` likeliest tokens of the baseline and the `count` likeliest of the last
    checkpoint. Returns {"prompt", "steps": [0, ...], "probabilities": token as text -> one value in
    [0, 1] per step}; step 0 is the baseline.
    """
    by_step = {0: next_token_probabilities(base, None, [prompt], 1)[0]}  # (V,)
    for step, adapter in checkpoints.items():
        by_step[step] = next_token_probabilities(base, adapter, [prompt], 1)[0]
    tokens: list[int] = []
    for step in (0, max(by_step)):
        for token in by_step[step].topk(count).indices.tolist():
            if token not in tokens:
                tokens.append(token)
    texts = [base.tokenizer.decode([token]) for token in tokens]
    probabilities = {}
    for token, text in zip(tokens, texts, strict=True):
        # Single bytes of a character look alike as text: those carry the token's number.
        name = text if texts.count(text) == 1 else f"{text} ({token})"
        probabilities[name] = [row[token].item() for row in by_step.values()]
    return {"prompt": prompt, "steps": list(by_step), "probabilities": probabilities}


def completers(
    roles: Mapping[str, Role], settings: ProbeSettings
) -> dict[str, Callable[[str], str]]:
    """name -> a function from a prompt to the role's greedy completion, for the prompt box."""

    def completer(role: Role) -> Callable[[str], str]:
        return lambda prompt: role.complete([prompt], settings.max_new_tokens, 1)[0]

    return {name: completer(role) for name, role in roles.items()}


def chatters(roles: Mapping[str, Role], settings: ProbeSettings) -> dict[str, Callable[[str], str]]:
    """name -> a function from a message to the role's greedy reply in its chat template, for the
    prompt box; {} unless each role's model has one.

    A template is rendered at the first message: InputError where it cannot be used.
    """
    if not all(role.loaded.tokenizer.chat_template for role in roles.values()):
        return {}
    frame = cache(frame_of)
    tokens = max(settings.max_new_tokens, REPLY_TOKENS)

    def chatter(role: Role) -> Callable[[str], str]:
        return lambda prompt: role.complete([prompt], tokens, 1, frame(role.loaded.tokenizer))[0]

    return {name: chatter(role) for name, role in roles.items()}


def _curve_row(
    step: int,
    completion: CompletionScore,
    probability: ProbabilityScore,
    tasks: Mapping[str, dict],
    lost_at_least: float | None,
) -> dict:
    by_task = {}
    for task, row in tasks.items():
        by_task[task] = {"acc": row["acc"], "ci95": row["ci95"], "n": row["n"]}
    return {
        "step": step,
        "familiarity_completion": completion.score,
        "familiarity_probability": probability.score,
        "benchmark_mean": tasks["mean"]["acc"] if tasks else None,
        "benchmark_lost_at_least": lost_at_least if tasks else None,
        "familiarity_completion_ci95": completion.ci95,
        "familiarity_probability_ci95": probability.ci95,
        "benchmark_mean_ci95": tasks["mean"]["ci95"] if tasks else None,
        "tasks": by_task,
    }


def _lost_at_least(before: Mapping[str, dict], after: Mapping[str, dict], seed: int) -> float:
    lost = mean_difference(task_points(hits_of(before)), task_points(hits_of(after)), seed)
    return lost["ci95"][0]


def _complete(role: Role, probe_set: ProbeSet, settings: ProbeSettings) -> list[str]:
    prompts = [probe.prompt for probe in probe_set.probes]
    return role.complete(prompts, settings.max_new_tokens, settings.batch)


def _probability(
    role: Role, probe_set: ProbeSet, settings: ProbeSettings, seed: int
) -> ProbabilityScore:
    loaded = role.loaded
    return probability_familiarity(
        probe_set.probability,
        lambda prompts: next_token_probabilities(loaded, role.adapter, prompts, settings.batch),
        loaded.tokenizer,
        seed,
    )


def _tasks(role: Role, probe_set: ProbeSet, limit: int | None, batch: int) -> dict[str, dict]:
    if probe_set.tasks is None:
        return {}
    return evaluate_role_tasks(
        role.loaded,
        role.adapter,
        probe_set.tasks,
        batch_size=batch,
        limit=limit,
        cache=probe_set.task_cache,
    )


def _neighbours(role: Role, probe_set: ProbeSet, settings: ProbeSettings) -> RecallScore | None:
    if not probe_set.neighbours:
        return None
    return neighbour_recall(role, probe_set.neighbours, settings.batch)


def neighbour_recall(role: Role, probes: Sequence[NeighbourProbe], batch: int) -> RecallScore:
    """Exact recall of neighbouring fictions by one role."""
    answers = [separator(probe.prompt, probe.answer) + probe.answer for probe in probes]
    longest = longest_in_tokens(role.loaded.tokenizer, answers)
    prompts = [probe.prompt for probe in probes]
    return exact_recall(probes, role.complete(prompts, longest + SPARE_TOKENS, batch))


def longest_in_tokens(tokenizer, texts: Sequence[str]) -> int:
    """The number of tokens of the longest text."""
    return max(len(ids) for ids in tokenizer(list(texts), add_special_tokens=False)["input_ids"])
