"""What a target leaves in a model, asked of one role after the other and set beside the never-knew model (07).

Questions come from the world's probes, each with wrong answers made by exchanging the target's names for others of the same category;
passages come from its books, each with a twin whose names are exchanged likewise: text of the same manner that no model has read. The
measures are forgetting.py's. No model is loaded or changed here. Letters: T tokens.
"""

import math
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from whp_kit.anchors.matching import in_form
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.errors import InputError
from whp_kit.evaluation import metrics as forgetting
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.familiarity import glue_after
from whp_kit.evaluation.intervals import resampled_ci95
from whp_kit.evaluation.metrics import METRICS
from whp_kit.evaluation.probes import Probe
from whp_kit.models.load import Loaded
from whp_kit.models.names import COMPARED_ROLES
from whp_kit.models.roles import token_log_probabilities
from whp_kit.sampling import sample_evenly
from whp_kit.settings import CompareSettings
from whp_kit.text.documents import Document

PHRASE = "phrase"  # the category of anchors that are turns of speech: nothing to exchange for one another
FIGURES = {  # measure -> the items that it is of, and how they make one number
    "truth_ratio": (("truth_ratios",), np.median),
    "verbatim": (("verbatim",), np.mean),
    "knowledge": (("knowledge",), np.mean),
    "extraction_strength": (("extraction_strength",), np.mean),
    "exact_memorisation": (("exact_memorisation",), np.mean),
    "member_auc": (("members", "non_members"), forgetting.auc),
}
SPARE_TOKENS = 4  # beyond the longest true answer, so that another wording may end


@dataclass(frozen=True)
class Question:
    """A prompt, its true answer as the world tells it, and wrong ones; answers begin with the space or the like that parts them."""

    id: str
    subtlety: int
    prompt: str
    answer: str
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Passage:
    """A place in the target: what is given, how it goes on, and the whole with its names exchanged, which nobody has read."""

    name: str
    prompt: str
    continuation: str
    exchanged: str


@dataclass(frozen=True)
class Traces:
    """What was measured of one role, an item each: questions `truth_ratios`, `knowledge`; passages the others."""

    truth_ratios: np.ndarray
    knowledge: np.ndarray
    verbatim: np.ndarray
    extraction_strength: np.ndarray
    exact_memorisation: np.ndarray
    members: np.ndarray  # Min-K% of the passages
    non_members: np.ndarray  # and of those with exchanged names
    answers: tuple[str, ...]
    continuations: tuple[str, ...]


def evenly(probes: Sequence[Probe], count: int) -> list[Probe]:
    """At most `count` probes, spread evenly over their order by subtlety."""
    order = sorted(range(len(probes)), key=lambda i: (probes[i].subtlety, i))
    return [probes[k] for k in sample_evenly(order, count)]


def names_of(table: AnchorTable) -> AnchorTable:
    """The rows of a table that name something, without turns of speech."""
    return AnchorTable(
        tuple(row for row in table.rows if row.category != PHRASE),
        table.extra_columns,
        table.source,
    )


def true_answer(probe: Probe) -> str:
    """What a reader of the books would say: the rest of the reference that begins with the prompt, else the first reference."""
    for reference in probe.references:
        if reference.startswith(probe.prompt):
            return reference[len(probe.prompt) :]
    return glue_after(probe.prompt) + probe.references[0]


def make_questions(
    probes: Sequence[Probe], table: AnchorTable, settings: CompareSettings, seed: int = 0
) -> list[Question]:
    """At most `settings.questions`, evenly over the subtleties. A probe whose answer names nothing that the prompt does not is passed over.

    InputError where none is left.
    """
    names, found = names_of(table), []
    for probe in probes:
        answer = true_answer(probe)
        draw = random.Random(f"{seed} {probe.id}")
        wrong = {
            exchange_names(answer, names, draw, probe.prompt)
            for _ in range(4 * settings.wrong_answers)
        } - {answer}
        if wrong:
            found.append(
                (
                    probe,
                    Question(
                        probe.id,
                        probe.subtlety,
                        probe.prompt,
                        answer,
                        tuple(sorted(wrong)[: settings.wrong_answers]),
                    ),
                )
            )
    if not found:
        raise InputError(
            "No answer holds a name to exchange",
            value=f"{len(probes)} probes",
            remedy="give anchors that the answers hold",
        )
    kept = {probe.id for probe in evenly([probe for probe, _ in found], settings.questions)}
    return [question for probe, question in found if probe.id in kept]


def make_passages(
    documents: Sequence[Document], table: AnchorTable, settings: CompareSettings, seed: int = 0
) -> list[Passage]:
    """At most `settings.passages` stretches that begin with a paragraph, evenly over the documents, each with a name to exchange."""
    names, length = names_of(table), settings.prompt_words + settings.continuation_words
    places = []
    for document in documents:
        starts = [
            0,
            *(i + 2 for i in range(len(document.text)) if document.text.startswith("\n\n", i)),
        ]
        places += [
            (document, start)
            for start in starts
            if len(document.text[start:].split(maxsplit=length)) > length
        ]
    found = []
    for document, start in sample_evenly(places, 2 * settings.passages):
        text = document.text[start:].lstrip()
        cut, end = len(first_words(text, settings.prompt_words)), len(first_words(text, length))
        exchanged = exchange_names(
            text[:end], names, random.Random(f"{seed} {document.name} {start}")
        )
        if exchanged != text[:end]:
            found.append(
                Passage(f"{document.name}, character {start}", text[:cut], text[cut:end], exchanged)
            )
    if not found:
        raise InputError("No passage of the target holds a name to exchange", value=f"{len(places)} places of {length} words",
                         remedy="shorten the passages, or give anchors that the text holds")  # fmt: skip
    return sample_evenly(found, settings.passages)


def first_words(text: str, count: int) -> str:
    """The beginning of a text, as it is laid out, up to the end of its `count`-th word, or all of it."""
    for number, word in enumerate(re.finditer(r"\S+", text), 1):
        if number == count:
            return text[: word.end()]
    return text


def exchange_names(text: str, names: AnchorTable, draw: random.Random, given: str = "") -> str:
    """`text` with each name that is not in `given` put for another of its category that is in neither, the same one throughout."""
    matches = find_matches(text, names)
    hinted = {match.row for match in find_matches(given, names)}
    taken = hinted | {match.row for match in matches} | set(names.dropped)
    pieces, at, chosen = [], 0, {}
    for match in matches:
        if match.row in hinted:
            continue
        if match.row not in chosen:
            category, words = names.rows[match.row].category, len(match.term.split())
            others = [
                i for i, row in enumerate(names.rows) if row.category == category and i not in taken
            ]
            others = [i for i in others if len(names.rows[i].term.split()) == words] or others
            if not others:
                continue
            chosen[match.row] = draw.choice(others)
            taken.add(chosen[match.row])
        pieces += [text[at : match.start], in_form(names.rows[chosen[match.row]].term, match.form)]
        at = match.end
    return "".join([*pieces, text[at:]])


def truth_ratios(role: Role, questions: Sequence[Question], batch: int) -> np.ndarray:
    """TOFU's ratio of each question, wrong answers over the true one; `batch` texts at a time."""
    asked = [(q.prompt, answer) for q in questions for answer in (q.answer, *q.wrong)]
    read = token_log_probabilities(role.loaded, role.adapter, asked, batch)
    means = iter([float(values.mean()) for values, _ in read])
    return np.array(
        [forgetting.truth_ratio(next(means), [next(means) for _ in q.wrong]) for q in questions]
    )


def trace(
    role: Role, questions: Sequence[Question], passages: Sequence[Passage], batch: int
) -> Traces:
    """Everything that one role is asked; `batch` texts at a time."""
    loaded, adapter = role.loaded, role.adapter

    def read(pairs: Sequence[tuple[str, str]]) -> list[tuple[np.ndarray, np.ndarray]]:
        return token_log_probabilities(loaded, adapter, pairs, batch)

    answers = role.complete(
        [q.prompt for q in questions],
        _tokens(loaded, [q.answer for q in questions]) + SPARE_TOKENS,
        batch,
    )
    answers = [text.lstrip("\n").split("\n")[0] for text in answers]
    hits = [found for _, found in read([(p.prompt, p.continuation) for p in passages])]
    written = role.complete(
        [p.prompt for p in passages], _tokens(loaded, [p.continuation for p in passages]), batch
    )
    whole = [
        forgetting.min_k(values)
        for values, _ in read([("", p.prompt + p.continuation) for p in passages])
    ]
    return Traces(
        truth_ratios=truth_ratios(role, questions, batch),
        knowledge=np.array(
            [
                forgetting.rouge_l(q.answer, text)[0]
                for q, text in zip(questions, answers, strict=True)
            ]
        ),
        verbatim=np.array(
            [
                forgetting.rouge_l(p.continuation, text)[1]
                for p, text in zip(passages, written, strict=True)
            ]
        ),
        extraction_strength=np.array([forgetting.extraction_strength(found) for found in hits]),
        exact_memorisation=np.array([forgetting.exact_memorisation(found) for found in hits]),
        members=np.array(whole),
        non_members=np.array(
            [forgetting.min_k(values) for values, _ in read([("", p.exchanged) for p in passages])]
        ),
        answers=tuple(answers),
        continuations=tuple(written),
    )


def trace_roles(
    roles: Mapping[str, Role],
    questions: Sequence[Question],
    passages: Sequence[Passage],
    batch: int,
    tell: Callable[[str], None] = print,
) -> dict[str, Traces]:
    """`trace` of each role, with a line told after each."""
    found = {}
    for name, role in roles.items():
        found[name] = one = trace(role, questions, passages, batch)
        tell(f"{name}: median truth ratio {np.median(one.truth_ratios):.3f}, verbatim {one.verbatim.mean():.3f}, "
             f"knowledge {one.knowledge.mean():.3f}")  # fmt: skip
    return found


def compare_traces(traces: Mapping[str, Traces], seed: int = 0) -> dict[str, dict]:
    """`never_knew_comparison` of scores.json: measure -> {"baseline", "unlearned", "never_knew", "n", "ci95", "forgotten", "forgotten_if"}.

    Intervals are bootstrap, over items; `forgotten` is None where there is no never-knew model, and the measures that are made against
    it are left out then.
    """
    roles = {name: traces[name] for name in COMPARED_ROLES if name in traces}
    twin = roles.get("never_knew")
    found = {}
    for name, (parts, figure) in FIGURES.items():
        made = {}
        for role, one in roles.items():
            samples = [getattr(one, part) for part in parts]
            made[role] = (float(figure(*samples)), resampled_ci95(figure, samples, seed))
        found[name] = _entry(made, len(samples[0]))
    if twin is not None:
        found |= _against(roles, twin, seed)
    for name, entry in found.items():
        entry |= {
            "forgotten": _forgotten(name, entry, found) if twin is not None else None,
            "forgotten_if": METRICS[name].range,
        }
    return {name: found[name] for name in METRICS if name in found}


def comparison_rows(comparison: Mapping[str, Mapping]) -> list[dict]:
    """The table of 07: measure, roles with their intervals, n, direction, what counts as forgotten, and whether it is."""
    rows = []
    for name, entry in comparison.items():
        row = {"measure": f"{METRICS[name].title}: {METRICS[name].definition}"}
        for role in COMPARED_ROLES:
            low_high = entry["ci95"][role]
            figure = "–" if entry[role] is None else _number(entry[role])
            row[role] = figure + (
                f" [{_number(low_high[0])},\u00a0{_number(low_high[1])}]" if low_high else ""
            )
        told = {True: "yes", False: "no", None: "–"}[entry["forgotten"]]
        rows.append(
            row
            | {
                "n": entry["n"],
                "direction": METRICS[name].direction,
                "forgotten if": entry["forgotten_if"],
                "forgotten": told,
            }
        )
    return rows


def item_rows(
    questions: Sequence[Question], passages: Sequence[Passage], traces: Mapping[str, Traces]
) -> dict[str, list[dict]]:
    """Every item with what each role made of it: {"questions": [...], "passages": [...]}, plain values."""
    asked = [
        {
            "id": q.id,
            "subtlety": q.subtlety,
            "prompt": q.prompt,
            "answer": q.answer,
            "wrong": list(q.wrong),
        }
        | {
            role: {"truth_ratio": float(t.truth_ratios[k]), "answer": t.answers[k]}
            for role, t in traces.items()
        }
        for k, q in enumerate(questions)
    ]
    read = [
        {
            "name": p.name,
            "prompt": p.prompt,
            "continuation": p.continuation,
            "exchanged": p.exchanged,
        }
        | {
            role: {"continuation": t.continuations[k], "verbatim": float(t.verbatim[k])}
            for role, t in traces.items()
        }
        for k, p in enumerate(passages)
    ]
    return {"questions": asked, "passages": read}


def definition_rows() -> list[dict]:
    """What each measure is and who defined it."""
    return [
        {"measure": metric.title, "definition": metric.definition, "paper": metric.paper}
        for metric in METRICS.values()
    ]


def _against(roles: Mapping[str, Traces], twin: Traces, seed: int) -> dict[str, dict]:
    """The measures that are of two models: one, and the never-knew model."""
    distance, p_value, leak = {}, {}, {"never_knew": (0.0, None)}
    tells_nothing = (
        forgetting.auc(twin.members, twin.non_members) == 1
    )  # the non-members are odd to anybody
    for role in (name for name in roles if name != "never_knew"):
        one = roles[role]
        statistic, p = forgetting.ks_two_sample(one.truth_ratios, twin.truth_ratios)
        pairs = (one.truth_ratios, twin.truth_ratios)
        distance[role] = (statistic, resampled_ci95(forgetting.ks_distance, pairs, seed))
        p_value[role] = (p, None)
        samples = (one.members, one.non_members, twin.members, twin.non_members)
        leak[role] = (
            (None, None)
            if tells_nothing
            else (_leak(*samples), resampled_ci95(_leak, samples, seed))
        )
    questions, passages = len(twin.truth_ratios), len(twin.members)
    return {
        "forget_quality": _entry(p_value, questions),
        "ks_distance": _entry(distance, questions),
        "privleak": _entry(leak, passages),
    }


def _leak(
    members: np.ndarray, others: np.ndarray, twin_members: np.ndarray, twin_others: np.ndarray
) -> float:
    reference = forgetting.auc(twin_members, twin_others)
    return (
        forgetting.privleak(forgetting.auc(members, others), reference)
        if reference < 1
        else math.nan
    )


def _forgotten(name: str, entry: Mapping, found: Mapping[str, Mapping]) -> bool | None:
    ours = entry["unlearned"]
    if ours is None:
        return None
    if name in ("forget_quality", "ks_distance"):
        return found["forget_quality"]["unlearned"] >= forgetting.SIGNIFICANT
    if name == "privleak":
        return abs(ours) <= forgetting.PRIVLEAK_BAND
    low, high = entry["ci95"]["never_knew"]
    return ours >= low if name == "truth_ratio" else ours <= high


def _entry(made: Mapping[str, tuple], n: int) -> dict:
    values = {role: made.get(role, (None, None)) for role in COMPARED_ROLES}
    intervals = {
        role: list(low_high) if low_high else None for role, (_, low_high) in values.items()
    }
    return {role: value for role, (value, _) in values.items()} | {"n": n, "ci95": intervals}


def _number(value: float) -> str:
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.3f}" if value == 0 or abs(value) >= 5e-4 else f"{value:.1e}"


def _tokens(loaded: Loaded, texts: Sequence[str]) -> int:
    return max(map(len, loaded.tokenizer(list(texts), add_special_tokens=False)["input_ids"]))
