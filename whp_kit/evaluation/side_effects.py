"""What else unlearning did (08): did it only learn the translation, and which neighbours suffer, by how near they stand to the target?

No model is loaded or changed here.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import translate
from whp_kit.errors import InputError
from whp_kit.evaluation.evaluate import SPARE_TOKENS, Role
from whp_kit.evaluation.familiarity import exact_recall
from whp_kit.evaluation.intervals import bootstrap_ci95
from whp_kit.evaluation.probes import NeighbourProbe, Probe
from whp_kit.settings import ProbeSettings
from whp_kit.text.documents import Document, read_documents


def stand_ins(
    roles: Mapping[str, Role],
    probes: Sequence[Probe],
    table: AnchorTable,
    settings: ProbeSettings,
    seed: int = 0,
) -> list[dict]:
    """Does the stand-in now live in the hero's world? Share of completions that name what stands for a term of the reference.

    Asked in the original words and in the translated ones: a row for each, with n. Probes whose reference names nothing new are left out.
    """
    asked = []
    for probe in probes:
        at = probe.prompt.rstrip()
        named = [m.row for text in probe.references for m in table.matcher.find(text)]
        given = {m.row for m in table.matcher.find(at)}
        words = {word for row in named if row not in given for word in table.rows[row].replacements}
        words = {
            word
            for word in words
            if not _holds(translate(at, table, seed).text, word) and not _holds(at, word)
        }
        if words:
            asked.append((probe, words))
    if not asked:
        raise InputError(
            "No probe has an answer with a stand-in",
            value=f"{len(probes)} probes",
            remedy="give the anchors of this world",
        )
    rows = []
    for way, prompts in {
        "in the original words": [probe.prompt for probe, _ in asked],
        "in the stand-ins' words": [
            translate(probe.prompt, table, seed).text for probe, _ in asked
        ],
    }.items():
        row: dict = {"asked": way}
        for name, role in roles.items():
            texts = role.complete(prompts, settings.max_new_tokens, settings.batch)
            hits = np.array(
                [
                    float(any(_holds(text, w) for w in words))
                    for text, (_, words) in zip(texts, asked, strict=True)
                ]
            )
            row |= {name: float(hits.mean()), f"{name}, 95 %": bootstrap_ci95(hits, seed)}
        rows.append(row | {"n": len(asked)})
    return rows


def by_closeness(
    roles: Mapping[str, Role], probes: Sequence[NeighbourProbe], texts: Sequence[Document], books: Sequence[Document],
    settings: ProbeSettings,
) -> list[dict]:  # fmt: skip
    """Exact recall of each neighbouring fiction, the closest to the target first.

    Closeness: share of the neighbour's different triples of words, names apart, that the target holds too. `texts`: a document for each
    neighbour, named after it.
    """
    held_too = set().union(*(_triples(book.text) for book in books))
    close = {
        text.name.removesuffix(".txt"): len((own := _triples(text.text)) & held_too)
        / max(1, len(own))
        for text in texts
    }
    asked = [probe for probe in probes if probe.neighbour in close]
    if not asked:
        raise InputError(
            "No neighbour has both questions and a text",
            value=sorted(close),
            remedy="name the texts after the neighbours",
        )
    tokenizer = next(iter(roles.values())).loaded.tokenizer
    longest = (
        max(
            map(
                len,
                tokenizer([" " + probe.answer for probe in asked], add_special_tokens=False)[
                    "input_ids"
                ],
            )
        )
        + SPARE_TOKENS
    )
    prompts = [probe.prompt for probe in asked]
    recall = {
        name: exact_recall(asked, role.complete(prompts, longest, settings.batch)).neighbours
        for name, role in roles.items()
    }
    kept = {probe.neighbour: probe.in_retain for probe in asked}
    return [
        {
            "neighbour": name,
            "closeness": close[name],
            "in the retain text": "yes" if kept[name] else "no",
        }
        | {role: found[name]["recall"] for role, found in recall.items()}
        | {"n": next(iter(recall.values()))[name]["n"]}
        for name in sorted(kept, key=lambda name: -close[name])
    ]


def neighbour_rows(
    roles: Mapping[str, Role],
    probes: Sequence[NeighbourProbe],
    folder: Path | None,
    books: Path,
    settings: ProbeSettings,
) -> list[dict]:
    """`by_closeness` from the folders of a world; [] for a world without neighbours."""
    return (
        by_closeness(roles, probes, read_documents(folder), read_documents(books), settings)
        if folder is not None
        else []
    )


def _triples(text: str) -> set[tuple[str, ...]]:
    """Triples of lower-case words within sentences; a capitalised word is a star, for it is mostly a name."""
    words = [word if word.islower() else "*" for word in re.findall(r"[^\W\d_]+(?:'[a-z]+)?", text)]
    return set(zip(words, words[1:], words[2:], strict=False))


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
