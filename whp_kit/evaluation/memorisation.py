"""What a target leaves in a model, measured on each role and compared with the retrained model.

Zero is not the aim of forgetting. A model that never read the target also guesses some words right.
So each measure is compared with that model's ("never_knew"), and *forgotten* means: no more of the
target than it has. `MEASURES` says for each measure what it is, how it is computed and what counts
as forgotten; the formulas are those of metrics.py.

Questions come from the world's probes, each with wrong answers in which the target's names are
exchanged for those of other answers (wrong_answers.py). Passages come from its books, each with a
counterpart whose names are exchanged for others of the same category: text of the same manner that
no model has read.
No model is loaded or changed here. Letters: T tokens.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.errors import InputError
from whp_kit.evaluation import metrics
from whp_kit.evaluation.evaluate import Role, longest_in_tokens
from whp_kit.evaluation.intervals import mean_difference, resampled_ci95, statistic_difference
from whp_kit.evaluation.probes import Probe, rest_after, spread_over_subtleties
from whp_kit.evaluation.wrong_answers import (
    NamedAnswer,
    pair_answers,
    read_answer,
    replace_matches,
)
from whp_kit.models.names import COMPARED_ROLES
from whp_kit.models.roles import token_log_probabilities
from whp_kit.sampling import sample_evenly
from whp_kit.settings import CompareSettings
from whp_kit.text.documents import Document
from whp_kit.text.sentences import paragraphs
from whp_kit.text.words import end_of_words, separator

SPARE_TOKENS = 4  # beyond the longest true answer, so that another wording may end
SIGNIFICANT = 0.05  # TOFU: a smaller p-value says that two models differ
PRIVLEAK_BAND = 5.0  # percent; MUSE counts what lies within as no leak


@dataclass(frozen=True)
class Question:
    """A prompt, its true answer as the world gives it, and wrong ones (wrong_answers.py).

    Answers begin with what separates them from the prompt, mostly a space. `partner`: the id of the
    question that lent its names to the first wrong answer, and borrowed this one's for its own.
    """

    id: str
    subtlety: int
    prompt: str
    answer: str
    wrong: tuple[str, ...]
    partner: str = ""


@dataclass(frozen=True)
class Passage:
    """A place in the target: its first words, how it goes on, and the whole with names exchanged,
    which no model has read."""

    name: str
    prompt: str
    continuation: str
    exchanged: str


@dataclass(frozen=True)
class Traces:
    """What was measured of one role, one number for each item.

    Items are the questions for `truth_ratios` and `knowledge`, the passages for the others.
    """

    truth_ratios: np.ndarray
    knowledge: np.ndarray
    verbatim: np.ndarray
    extraction_strength: np.ndarray
    exact_memorisation: np.ndarray
    members: np.ndarray  # Min-K% of the passages
    non_members: np.ndarray  # Min-K% of the passages with exchanged names
    answers: tuple[str, ...]
    continuations: tuple[str, ...]


@dataclass(frozen=True)
class Measure:
    """One measure: what it is, how it is computed, and what counts as forgotten.

    `items`: the arrays of `Traces` that it reads. `of_one`: the figure from one role's arrays.
    `of_two`: the figure from one role's arrays followed by the retrained model's; such a measure
    needs that model. `of_twin`: its figure for the retrained model itself. `forgotten` decides from
    the measure's entry and all entries.
    """

    title: str
    definition: str
    direction: str
    forgotten_if: str
    paper: str
    items: tuple[str, ...] = ()
    of_one: Callable[..., float] | None = None
    of_two: Callable[..., float] | None = None
    of_twin: float | None = None
    has_interval: bool = True
    forgotten: Callable[[dict, dict], bool] | None = None


def _at_most_twin(entry: dict, entries: dict) -> bool:
    return entry["difference"]["ci95"][0] <= 0


def _at_least_twin(entry: dict, entries: dict) -> bool:
    return entry["difference"]["ci95"][1] >= 0


def _not_significant(entry: dict, entries: dict) -> bool:
    return entries["forget_quality"]["unlearned"] >= SIGNIFICANT


def _within_band(entry: dict, entries: dict) -> bool | None:
    return None if entry["unlearned"] is None else abs(entry["unlearned"]) <= PRIVLEAK_BAND


def _p_value(ratios: np.ndarray, twin_ratios: np.ndarray) -> float:
    return metrics.ks_test(ratios, twin_ratios)[1]


def _privleak(members, non_members, twin_members, twin_non_members) -> float:
    """NaN where the retrained model itself tells all members from non-members: the non-members are
    odd to any model then."""
    twin = metrics.auc(twin_members, twin_non_members)
    return metrics.privleak(metrics.auc(members, non_members), twin) if twin < 1 else math.nan


TOFU = "TOFU (Maini et al. 2024, arXiv 2401.06121)"
MUSE = "MUSE (Shi et al. 2024, arXiv 2407.06460)"
MIN_K_PERCENT = "Min-K% (Shi et al. 2023, arXiv 2310.16789)"
AT_MOST_TWIN = "the 95 % interval of the difference to never-knew reaches 0 or lies below"
HOW_TO_GET_A_TWIN = (
    "The rest stands beside the baseline. A retrained model is one made by the same recipe without "
    "the target; `never_knew` in a preset's [model] section names it. Where a model is "
    "taught its target, it is the model before the lesson (docs/real-models.md)."
)
MEASURES = {
    "truth_ratio": Measure(
        title="truth ratio",
        definition="mean probability of wrong answers over that of the true one, each to the power "
        "1/tokens; the median over the questions",
        direction="near 0: knows the fact; near 1: the true answer is like any other",
        forgotten_if="the 95 % interval of the difference to never-knew reaches 0 or lies above",
        paper=TOFU,
        items=("truth_ratios",),
        of_one=np.median,
        forgotten=_at_least_twin,
    ),
    "forget_quality": Measure(
        title="forget quality (p)",
        definition="p-value of the two-sample Kolmogorov-Smirnov test on the truth ratios, against "
        "the never-knew model's",
        direction="near 0: another distribution than the never-knew model's; near 1: no difference "
        "found",
        forgotten_if=f"p of at least {SIGNIFICANT}",
        paper=TOFU,
        items=("truth_ratios",),
        of_two=_p_value,
        has_interval=False,
        forgotten=_not_significant,
    ),
    "ks_distance": Measure(
        title="its statistic (D)",
        definition="largest gap between the two distribution functions of the truth ratios",
        direction="0: the same distribution; 1: no overlap. Unlike p it does not grow harsher with "
        "the number of questions",
        forgotten_if="the p-value decides",
        paper=TOFU,
        items=("truth_ratios",),
        of_two=metrics.ks_distance,
        has_interval=False,  # a resampled D is larger than D, and never 0
    ),
    "verbatim": Measure(
        title="verbatim memorisation",
        definition="ROUGE-L (F1) between the greedy continuation of a passage, cut to as many "
        "words, and how it goes on",
        direction="high: says the text by heart",
        forgotten_if=AT_MOST_TWIN,
        paper=MUSE,
        items=("verbatim",),
        of_one=np.mean,
        forgotten=_at_most_twin,
    ),
    "knowledge": Measure(
        title="knowledge memorisation",
        definition="ROUGE-L (recall) between the greedy answer to a question and the true one",
        direction="high: answers from the text",
        forgotten_if=AT_MOST_TWIN,
        paper=MUSE,
        items=("knowledge",),
        of_one=np.mean,
        forgotten=_at_most_twin,
    ),
    "privleak": Measure(
        title="PrivLeak, %",
        definition="with A the AUC by which Min-K% tells non-members from members: (A - A of "
        "never-knew) / A of never-knew, in percent",
        direction="below 0: members can still be told; above 0: they are shunned, which gives them "
        "away as well",
        forgotten_if=f"between -{PRIVLEAK_BAND:g} and {PRIVLEAK_BAND:g}",
        paper=f"{MUSE}; {MIN_K_PERCENT}",
        items=("members", "non_members"),
        of_two=_privleak,
        of_twin=0.0,
        forgotten=_within_band,
    ),
    "member_auc": Measure(
        title="Min-K% AUC",
        definition="chance that a passage of the target is likelier to the model (mean of its 40 % "
        "least likely tokens) than one with exchanged names",
        direction="near 1: recognises the text; near 0.5: does not",
        forgotten_if=AT_MOST_TWIN,
        paper=MIN_K_PERCENT,
        items=("members", "non_members"),
        of_one=metrics.auc,
        forgotten=_at_most_twin,
    ),
    "extraction_strength": Measure(
        title="extraction strength",
        definition="1 - the smallest share of a continuation that must be given for the rest to "
        "come out, token by token, greedily",
        direction="high: a few words bring out the rest",
        forgotten_if=AT_MOST_TWIN,
        paper="Carlini et al. 2021 (arXiv 2012.07805); Wang et al. 2024 (arXiv 2406.09179)",
        items=("extraction_strength",),
        of_one=np.mean,
        forgotten=_at_most_twin,
    ),
    "exact_memorisation": Measure(
        title="exact memorisation",
        definition="share of a continuation's tokens that are the likeliest ones, each after the "
        "true text before it",
        direction="high: expects the text as it stands",
        forgotten_if=AT_MOST_TWIN,
        paper="Tirumala et al. 2022 (arXiv 2205.10770)",
        items=("exact_memorisation",),
        of_one=np.mean,
        forgotten=_at_most_twin,
    ),
    # Not of one run: `metrics.epsilon_score` over several seeds, computed by the sweep.
    "epsilon_score": Measure(
        title="forgetting quality F",
        definition="for each item, how well one cut tells S unlearned models from S never-knew "
        "ones, as an epsilon; mean of 2 / 2^bin of width 0.5",
        direction="1: cannot be told apart; near 0: always can",
        forgotten_if="as near to 1 as never-knew models of other seeds come to each other; it "
        "needs several seeds of both",
        paper="NeurIPS 2023 unlearning challenge (Triantafillou et al. 2024, arXiv 2406.09073)",
    ),
}


def true_answer(probe: Probe) -> str:
    """What a reader of the books would say: the rest of the reference that begins with the prompt,
    else the first reference."""
    for reference in probe.references:
        if rest := rest_after(probe.prompt, reference):
            return rest
    return separator(probe.prompt, probe.references[0]) + probe.references[0]


def make_questions(
    probes: Sequence[Probe], table: AnchorTable, settings: CompareSettings, seed: int = 0
) -> list[Question]:
    """At most `settings.questions`, in pairs, evenly over the subtleties.

    Leaves out a probe whose answer names nothing that the prompt does not, and one whose names no
    other answer can take in exchange. InputError if none is left.
    """
    names, draw = table.names_only(), random.Random(seed)
    named: dict[Probe, NamedAnswer] = {}
    for probe in probes:
        answer = read_answer(probe.prompt, true_answer(probe), probe.references, names)
        if answer.rows:
            named[probe] = answer
    asked = _asked_pairs(named, settings.questions, draw)
    if not asked:
        raise InputError(
            "No two answers hold names of the same category to exchange",
            value=f"{len(probes)} probes, {len(named)} with a name in the answer",
            remedy="give anchors that the answers hold, or probes about more than one name",
        )
    chosen = list(asked)
    answers = [named[probe] for probe in chosen]
    rounds = [{place: chosen.index(asked[probe]) for place, probe in enumerate(chosen)}]
    met = [{answers[rounds[0][place]].rows} for place in range(len(chosen))]
    for _ in range(settings.wrong_answers - 1):
        rounds.append(pair_answers(answers, draw, met))
        for place, partner in rounds[-1].items():
            met[place].add(answers[partner].rows)
    questions = []
    for place, probe in enumerate(chosen):
        lenders = [answers[partners[place]] for partners in rounds if place in partners]
        wrong = tuple(answers[place].with_names_of(lender, names) for lender in lenders)
        partner = asked[probe].id
        questions.append(
            Question(probe.id, probe.subtlety, probe.prompt, answers[place].text, wrong, partner)
        )
    return questions


def _asked_pairs(
    named: Mapping[Probe, NamedAnswer], count: int, draw: random.Random
) -> dict[Probe, Probe]:
    """Probe -> partner, both ways and in the order of `named`: at most `count` probes (two at
    least), the pairs evenly spaced by the subtlety of the one that comes first."""
    probes, answers = list(named), list(named.values())
    partners = pair_answers(answers, draw, [set() for _ in answers])
    firsts = [probes[place] for place, partner in partners.items() if place < partner]
    partner_of = {probes[place]: probes[partner] for place, partner in partners.items()}
    asked = set(spread_over_subtleties(firsts, max(1, count // 2))) if firsts else set()
    return {
        probe: partner_of[probe]
        for probe in probes
        if probe in partner_of and (probe in asked or partner_of[probe] in asked)
    }


def make_passages(
    documents: Sequence[Document], table: AnchorTable, settings: CompareSettings, seed: int = 0
) -> list[Passage]:
    """At most `settings.passages` stretches that begin with a paragraph, evenly over the documents,
    each with a name to exchange."""
    names = table.names_only()
    length = settings.prompt_words + settings.continuation_words
    places = []
    for document in documents:
        for start, _ in paragraphs(document.text):
            if end_of_words(document.text, length + 1, start):
                places.append((document, start))
    passages = []
    for document, start in sample_evenly(places, 2 * settings.passages):
        prompt = first_words(document.text, settings.prompt_words, start)
        whole = first_words(document.text, length, start)
        draw = random.Random(f"{seed} {document.name} {start}")
        exchanged = exchange_names(whole, names, draw)
        if exchanged != whole:
            name = f"{document.name}, character {start}"
            passages.append(Passage(name, prompt, whole[len(prompt) :], exchanged))
    if not passages:
        raise InputError(
            "No passage of the target holds a name to exchange",
            value=f"{len(places)} places of {length} words",
            remedy="shorten the passages, or give anchors that the text holds",
        )
    return sample_evenly(passages, settings.passages)


def first_words(text: str, count: int, start: int = 0) -> str:
    """The text from `start` to the end of its `count`-th word, or all of it."""
    return text[start : end_of_words(text, count, start)]


def exchange_names(text: str, names: AnchorTable, draw: random.Random) -> str:
    """`text` with each name exchanged for another one of its category.

    The other name does not stand in `text` and, where there is one, has as many words. The same
    name gets the same other name throughout.
    """
    matches = find_matches(text, names)
    taken = {match.row for match in matches} | set(names.dropped)
    others: dict[int, str] = {}  # row -> the other name
    for match in matches:
        if match.row in others:
            continue
        candidates = _others_of_its_kind(match, names, taken)
        if candidates:
            chosen = draw.choice(candidates)
            others[match.row] = names.rows[chosen].term
            taken.add(chosen)
    return replace_matches(text, matches, others)


def truth_ratios(role: Role, questions: Sequence[Question], batch: int) -> np.ndarray:
    """TOFU's ratio of each question, wrong answers over the true one; `batch` texts at a time."""
    pairs = [(q.prompt, answer) for q in questions for answer in (q.answer, *q.wrong)]
    token_values = token_log_probabilities(role.loaded, role.adapter, pairs, batch)
    means = iter([float(values.mean()) for values, _ in token_values])
    ratios = []
    for question in questions:
        true = next(means)
        ratios.append(metrics.truth_ratio(true, [next(means) for _ in question.wrong]))
    return np.array(ratios)


def trace(
    role: Role, questions: Sequence[Question], passages: Sequence[Passage], batch: int
) -> Traces:
    """Measures one role on every question and passage; `batch` texts at a time."""
    tokenizer = role.loaded.tokenizer

    def log_probabilities(pairs: Sequence[tuple[str, str]]) -> list[tuple[np.ndarray, np.ndarray]]:
        return token_log_probabilities(role.loaded, role.adapter, pairs, batch)

    longest_answer = longest_in_tokens(tokenizer, [q.answer for q in questions])
    answers = role.complete([q.prompt for q in questions], longest_answer + SPARE_TOKENS, batch)
    answers = [(text.strip().splitlines() or [""])[0] for text in answers]
    longest = longest_in_tokens(tokenizer, [p.continuation for p in passages])
    continuations = role.complete([p.prompt for p in passages], longest, batch)
    hits = [hit for _, hit in log_probabilities([(p.prompt, p.continuation) for p in passages])]
    members = log_probabilities([("", p.prompt + p.continuation) for p in passages])
    non_members = log_probabilities([("", p.exchanged) for p in passages])
    knowledge = [
        metrics.rouge_l(question.answer, text)[0]
        for question, text in zip(questions, answers, strict=True)
    ]
    verbatim = [
        metrics.verbatim(passage.continuation, text)
        for passage, text in zip(passages, continuations, strict=True)
    ]
    return Traces(
        truth_ratios=truth_ratios(role, questions, batch),
        knowledge=np.array(knowledge),
        verbatim=np.array(verbatim),
        extraction_strength=np.array([metrics.extraction_strength(hit) for hit in hits]),
        exact_memorisation=np.array([metrics.exact_memorisation(hit) for hit in hits]),
        members=np.array([metrics.min_k(values) for values, _ in members]),
        non_members=np.array([metrics.min_k(values) for values, _ in non_members]),
        answers=tuple(answers),
        continuations=tuple(continuations),
    )


def trace_roles(
    roles: Mapping[str, Role],
    questions: Sequence[Question],
    passages: Sequence[Passage],
    batch: int,
) -> dict[str, Traces]:
    """`trace` of each role; prints a line after each."""
    traces = {}
    for name, role in roles.items():
        traces[name] = trace(role, questions, passages, batch)
        print(
            f"{name}: median truth ratio {np.median(traces[name].truth_ratios):.3f}, "
            f"verbatim {traces[name].verbatim.mean():.3f}, "
            f"knowledge {traces[name].knowledge.mean():.3f}"
        )
    return traces


def compare_traces(traces: Mapping[str, Traces], seed: int = 0) -> dict[str, dict]:
    """`never_knew_comparison` of scores.json: measure -> {"baseline", "unlearned", "never_knew",
    "n", "ci95", "difference", "forgotten", "forgotten_if"}.

    Intervals are bootstrap, over items. `difference`: the unlearned model's figure less the
    never-knew model's, {"value", "ci95", "n"} over the same items; None for a measure that compares
    the two already. Without a retrained model `forgotten` is None and the
    measures that compare two models are left out.
    """
    twin = traces.get("never_knew")
    entries = {}
    for name, measure in MEASURES.items():
        if measure.of_one or (measure.of_two and twin is not None):
            entries[name] = _entry(measure, traces, seed)
    for name, entry in entries.items():
        measure = MEASURES[name]
        is_judged = measure.forgotten is not None and twin is not None
        entry["forgotten"] = measure.forgotten(entry, entries) if is_judged else None
        entry["forgotten_if"] = measure.forgotten_if
    return entries


def without_twin() -> str:
    """What 07 leaves out where a preset names no retrained model, and how to get one."""
    left_out = [measure.title for measure in MEASURES.values() if not measure.of_one]
    return (
        "No retrained model: there are no verdicts, and these measures are left out, since they "
        f"compare with one: {', '.join(left_out)}.\n{HOW_TO_GET_A_TWIN}"
    )


def comparison_table(comparison: Mapping[str, Mapping]) -> list[dict]:
    """The table of 07: measure, roles with their intervals, the difference item by item, n,
    direction, what counts as forgotten, and whether it is."""
    rows = []
    for name, entry in comparison.items():
        measure = MEASURES[name]
        row = {"measure": f"{measure.title}: {measure.definition}"}
        for role in COMPARED_ROLES:
            row[role] = _with_interval(entry[role], entry["ci95"][role])
        difference = entry["difference"] or {"value": None, "ci95": None}
        row["unlearned less never-knew"] = _with_interval(difference["value"], difference["ci95"])
        row["n"] = entry["n"]
        row["direction"] = measure.direction
        row["forgotten if"] = entry["forgotten_if"]
        row["forgotten"] = {True: "yes", False: "no", None: "–"}[entry["forgotten"]]
        rows.append(row)
    return rows


def definition_table() -> list[dict]:
    """What each measure is and who defined it."""
    return [
        {"measure": measure.title, "definition": measure.definition, "paper": measure.paper}
        for measure in MEASURES.values()
    ]


def item_records(
    questions: Sequence[Question], passages: Sequence[Passage], traces: Mapping[str, Traces]
) -> dict[str, list[dict]]:
    """Every item with what each role made of it: {"questions": [...], "passages": [...]}, plain
    values for JSON."""
    question_records = []
    for k, question in enumerate(questions):
        record = {
            "id": question.id,
            "subtlety": question.subtlety,
            "prompt": question.prompt,
            "answer": question.answer,
            "wrong": list(question.wrong),
        }
        for role, trace_ in traces.items():
            ratio = float(trace_.truth_ratios[k])
            record[role] = {"truth_ratio": ratio, "answer": trace_.answers[k]}
        question_records.append(record)
    passage_records = []
    for k, passage in enumerate(passages):
        record = {
            "name": passage.name,
            "prompt": passage.prompt,
            "continuation": passage.continuation,
            "exchanged": passage.exchanged,
        }
        for role, trace_ in traces.items():
            verbatim = float(trace_.verbatim[k])
            record[role] = {"continuation": trace_.continuations[k], "verbatim": verbatim}
        passage_records.append(record)
    return {"questions": question_records, "passages": passage_records}


def _others_of_its_kind(match, names: AnchorTable, taken: set[int]) -> list[int]:
    """Rows of the match's category that are not taken; those with as many words, if any."""
    category, words = names.rows[match.row].category, len(match.term.split())
    others = [i for i, row in enumerate(names.rows) if row.category == category and i not in taken]
    as_long = [i for i in others if len(names.rows[i].term.split()) == words]
    return as_long or others


def _entry(measure: Measure, traces: Mapping[str, Traces], seed: int) -> dict:
    """{role: figure, "n", "ci95": {role: [low, high]}} with COMPARED_ROLES; None: not measured."""
    figures: dict = dict.fromkeys(COMPARED_ROLES)
    intervals: dict = dict.fromkeys(COMPARED_ROLES)
    for role in COMPARED_ROLES:
        if role not in traces:
            continue
        samples = [getattr(traces[role], item) for item in measure.items]
        if measure.of_two and role == "never_knew":
            figures[role] = measure.of_twin
            continue
        statistic = measure.of_one
        if measure.of_two:
            statistic = measure.of_two
            samples += [getattr(traces["never_knew"], item) for item in measure.items]
        figure = float(statistic(*samples))
        if math.isnan(figure):
            continue
        figures[role] = figure
        if measure.has_interval:
            intervals[role] = list(resampled_ci95(statistic, samples, seed))
    items = getattr(next(iter(traces.values())), measure.items[0])
    difference = _difference(measure, traces, seed)
    return figures | {"n": len(items), "ci95": intervals, "difference": difference}


def _difference(measure: Measure, traces: Mapping[str, Traces], seed: int) -> dict | None:
    """Unlearned less never-knew on the same items; None where the measure compares them itself."""
    if measure.of_one is None or "never_knew" not in traces:
        return None
    ours, twins = (
        [getattr(traces[role], item) for item in measure.items]
        for role in ("unlearned", "never_knew")
    )
    if measure.of_one is np.mean:
        return mean_difference(*ours, *twins, seed)
    return statistic_difference(measure.of_one, ours, twins, seed)


def _with_interval(figure: float | None, interval: Sequence[float] | None) -> str:
    if figure is None:
        return "–"
    if interval is None:
        return _short(figure)
    return f"{_short(figure)} [{_short(interval[0])},\u00a0{_short(interval[1])}]"


def _short(value: float) -> str:
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.3f}" if value == 0 or abs(value) >= 5e-4 else f"{value:.1e}"
