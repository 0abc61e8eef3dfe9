"""Side effects of unlearning: did the model only learn the replacements, and which neighbouring
fictions suffer, by how near they are to the target?

No model is loaded or changed here.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import Role
from whp_kit.evaluation.intervals import bootstrap_ci95, mean_difference
from whp_kit.evaluation.neighbour_facts import Fact
from whp_kit.evaluation.probes import Probe
from whp_kit.models.names import NEVER_KNEW, UNLEARNED
from whp_kit.settings import ProbeSettings
from whp_kit.text.documents import Document, neighbour_texts, read_all, read_documents
from whp_kit.text.sentences import sentences
from whp_kit.text.words import find_words


def replacements_said(
    roles: Mapping[str, Role],
    probes: Sequence[Probe],
    table: AnchorTable,
    settings: ProbeSettings,
    seed: int = 0,
) -> list[dict]:
    """Did the model only learn the replacements? Share of completions that contain the replacement
    of an anchor that the probe's reference names.

    One row for the original prompts and one for the translated ones: {"asked", each role, each
    "<role>, 95 %", "less never-knew" (the unlearned model's share less that model's, over the same
    probes), "n"}. Leaves out probes whose reference names nothing new.
    """
    chosen: list[tuple[Probe, Matcher]] = []
    for probe in probes:
        replacements = _new_replacements(probe, table, seed)
        if replacements:
            chosen.append((probe, Matcher(sorted(replacements))))
    if not chosen:
        raise InputError(
            "No probe has an answer with a replacement",
            value=f"{len(probes)} probes",
            remedy="give the anchors of this world",
        )
    prompts = [probe.prompt for probe, _ in chosen]
    ways = {  # these names are part of figures.json
        "in the original words": prompts,
        "in the stand-ins' words": [translate(prompt, table, seed).text for prompt in prompts],
    }
    rows = []
    for way, way_prompts in ways.items():
        row: dict = {"asked": way}
        said: dict[str, np.ndarray] = {}
        for name, role in roles.items():
            texts = role.complete(way_prompts, settings.max_new_tokens, settings.batch)
            hits = np.array(
                [
                    float(bool(replacements.find(text)))
                    for text, (_, replacements) in zip(texts, chosen, strict=True)
                ]
            )
            said[name] = hits
            row[name] = float(hits.mean())
            row[f"{name}, 95 %"] = bootstrap_ci95(hits, seed)
        if {UNLEARNED, NEVER_KNEW} <= set(said):
            row["less never-knew"] = mean_difference(said[UNLEARNED], said[NEVER_KNEW], seed)
        rows.append(row | {"n": len(chosen)})
    return rows


def by_closeness(
    facts: Mapping[str, Sequence[Fact]], texts: Sequence[Document], books: Sequence[Document]
) -> list[dict]:
    """Each neighbouring fiction, the closest to the target first: {"neighbour", "closeness", "in
    the retain text", each role, each "<role>, recall", "n"}.

    A role's figure is the mean probability of the right answers (neighbour_facts.py). Closeness:
    share of the neighbour's distinct triples of words, names apart, that the target has too; None,
    and last, for a neighbour without a text. `texts`: documents named after the neighbours.
    """
    target = set().union(*(_triples(book.text) for book in books))
    closeness = {}
    for text in texts:
        triples = _triples(text.text)
        closeness[Path(text.name).stem] = len(triples & target) / max(1, len(triples))
    asked = {fact.neighbour for of_role in facts.values() for fact in of_role}
    if closeness and not asked & set(closeness):
        raise InputError(
            "No neighbour has both questions and a text",
            value=sorted(closeness),
            remedy="name the texts after the neighbours",
        )
    rows = []
    for neighbour in sorted(asked, key=lambda name: (-closeness.get(name, -1), name)):
        row: dict = {"neighbour": neighbour, "closeness": closeness.get(neighbour)}
        for role, of_role in facts.items():
            own = [fact for fact in of_role if fact.neighbour == neighbour]
            row["in the retain text"] = "yes" if own[0].in_retain else "no"
            row[role] = float(np.mean([fact.probability for fact in own]))
            row[f"{role}, recall"] = float(np.mean([fact.recall for fact in own]))
            row["n"] = len(own)
        rows.append(row)
    return rows


def neighbours_by_closeness(
    facts: Mapping[str, Sequence[Fact]], folder: Path | None, books: Path
) -> list[dict]:
    """`by_closeness` with the texts of a world's folders; [] for a world without neighbours."""
    if folder is None:
        return []
    texts = read_all(neighbour_texts(folder))
    return by_closeness(facts, texts, read_documents(books))


def _new_replacements(probe: Probe, table: AnchorTable, seed: int) -> set[str]:
    """Replacements of anchors in the references that the prompt, also translated, does not have."""
    prompt = probe.prompt.rstrip()
    translated = translate(prompt, table, seed).text
    in_prompt = {match.row for match in table.matcher.find(prompt)}
    words = set()
    for reference in probe.references:
        for match in table.matcher.find(reference):
            if match.row not in in_prompt:
                words.update(table.rows[match.row].replacements)
    return {word for word in words if not any(map(Matcher([word]).find, (prompt, translated)))}


def _triples(text: str) -> set[tuple[str, ...]]:
    """Triples of words within the sentences; a word with a capital, mostly a name, is a star."""
    triples = set()
    for start, end in sentences(text):
        sentence = text[start:end]
        words = [
            "*" if (written := sentence[word.start : word.end]) != written.lower() else word.text
            for word in find_words(sentence, joined=True)
        ]
        triples.update(zip(words, words[1:], words[2:], strict=False))
    return triples
