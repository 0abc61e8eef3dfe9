"""How good suggested anchors are, against a table that a person wrote and against a second world
made here; and how long they take.

The suggester reads neither table. Recall is the share of the table's terms that stand, letter for
letter in any case, among the first 1.5 times as many suggestions. A category is right when it is
the table's and the replacement comes from its pool; for phrases and headings, which have no pool,
when the replacement stands in the general text. Deltas come from the two shipped models: the twin
that never read the books stands for the baseline, the base for the reinforced model, so that
nothing is trained. Without them the two texts must do alone; both are measured.
"""

import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tools.world.neighbours_sheet import cast  # noqa: E402
from tools.world.scenes import story  # noqa: E402
from whp_kit.anchors.categories import Pool  # noqa: E402
from whp_kit.anchors.replacements import DESCRIBED  # noqa: E402
from whp_kit.anchors.suggest import Suggestion, as_rows, suggest  # noqa: E402
from whp_kit.anchors.table import AnchorTable  # noqa: E402
from whp_kit.anchors.translate import find_matches  # noqa: E402
from whp_kit.labels.deltas import top_movers  # noqa: E402
from whp_kit.settings import load_preset  # noqa: E402
from whp_kit.text.blocks import passages  # noqa: E402
from whp_kit.text.documents import read_all, whole_text  # noqa: E402

ROOM = 1.5  # suggestions for each row of the table
PASSAGES, TOP, BLOCK = 16, 60, 192
STORIES = 60
SECOND_NAMES = (  # invented names in the slots of the shared scenes
    "Orlith Vandemoss|she|Bexwin Thurlock|Marigard "
    "Soames|Tolliver|Hestrand|Quimbly|Ogdril|Wenfrith|Lord Skaven",
    "Brightmoor|Ulverdale|Nettleby|Wyrmwood|Thornspire|Gloamwell|Echoing Hall|Croftwick|Tallow "
    "Street|Moon Gate|Gilded Goose|Sunken Barge|"
    "Amber Archive",
    "sparkwand|mistcloak|runebook|dreamjar|Silver Acorn|Weeping Clock|Crooked Map|glowstone",
    "Fidget|emberfox|mossback|fogwolf|cloudmare|glitterwing",
    "skyball|Ravens|Otters|hurlcore|ringpost|wingkeeper",
    "honeymead|crumblecake|starplum|eelbroth|farthling",
    "Runecraft|Stormlore|Lantern Night|Harvestide",
    "Vellorim|Ashantro|Quendolar",
)
SECOND = cast(*(values.split("|") for values in SECOND_NAMES))
KINDS = {  # category -> slots of the cast that are its
    "person": "hero surname friend friend_surname other other_surname rival head teacher keeper "
    "guardian".split(),
    "place": "school town village wild tower well hall hut street gate inn library".split(),
    "object": "carriage tool coat notebook box treasure clock compass candle".split(),
    "creature": "pet pet_kind beast hound mount flier".split(),
    "game": "game team opponents ball goal player".split(),
    "food": "drink cake fruit pie".split(),
    "money": ["coin"],
    "lesson": ["lesson", "lesson2"],
    "day": ["holiday", "month"],
    "spell": ["shout", "shout2", "shout3"],
}


def shipped(preset_name: str) -> tuple[str, str, AnchorTable]:
    """(target, general text, the table that a person wrote) of a preset's world."""
    world = load_preset(preset_name).world
    return (
        whole_text(read_all(world.books, world.companion)),
        whole_text(read_all(world.general)),
        AnchorTable.load(world.anchors),
    )


def second_world() -> tuple[str, dict[str, str]]:
    """A text of everyday scenes with names of its own, and term -> category for each that the text
    holds.
    """
    drawn = random.Random(5)
    text = "\n\n".join(story(SECOND, drawn, scenes=4) for _ in range(STORIES))
    terms = {
        getattr(SECOND, slot).removeprefix("the "): category
        for category, slots in KINDS.items()
        for slot in slots
    }
    return text, {term: category for term, category in terms.items() if term in text}


def stand_in_deltas(preset_name: str) -> dict:
    """What 02 would write down, with the never-knew twin for the baseline and the base for the
    reinforced model.
    """
    preset = load_preset(preset_name)
    tokenizer = AutoTokenizer.from_pretrained(preset.model.base)
    models = [
        AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
        for path in (preset.model.never_knew, preset.model.base)
    ]
    baseline, reinforced = (
        lambda ids, mask, model=model: model(input_ids=ids, attention_mask=mask).logits
        for model in models
    )
    general = [
        one.text for one in passages(read_all(preset.world.general), tokenizer, BLOCK, PASSAGES)
    ]
    return {
        "movers": [
            vars(one) for one in top_movers(baseline, reinforced, tokenizer, general, TOP, BLOCK)
        ]
    }


def recall(suggestions: list[Suggestion], terms: list[str]) -> float:
    """The share of the terms that are suggested, among the first ROOM times as many."""
    found = {one.term.casefold() for one in suggestions[: int(ROOM * len(terms))]}
    return sum(term.casefold() in found for term in terms) / len(terms)


def reach(suggestions: list[Suggestion], table: AnchorTable, text: str) -> float:
    """The share of the table's terms that stand in the text and of whose places there at least half
    are touched by a suggested term.
    """
    touched = np.zeros(len(text) + 1, dtype=bool)
    for match in find_matches(text, AnchorTable(tuple(as_rows(suggestions)))):
        touched[match.start : match.end] = True
    places: dict[int, list[bool]] = {}
    for match in find_matches(text, table):
        places.setdefault(match.row, []).append(bool(touched[match.start : match.end].any()))
    return sum(2 * sum(met) >= len(met) for met in places.values()) / len(places)


def right(one: Suggestion, category: str, general: str, pool: dict[str, set[str]]) -> bool:
    """Whether a suggestion has the wanted category, and a replacement that is of it."""
    if one.category in ("phrase", "title"):
        from_pool = one.replacement.casefold() in general
    else:
        word = one.replacement.removeprefix("the ")
        first, _, rest = word.partition(" ")
        from_pool = bool({word, rest if first.lower() in DESCRIBED else word} & pool[one.category])
    return one.category == category and from_pool


def accuracy(suggestions: list[Suggestion], wanted: dict[str, str], general: str) -> float:
    """The share of the suggestions whose term is wanted that are right."""
    pool: dict[str, set[str]] = {}
    for entry in Pool.load().words:
        pool.setdefault(entry.category, set()).update(word for word, _ in entry.forms)
    met = [one for one in suggestions if one.term.casefold() in wanted]
    low = " ".join(general.casefold().split())
    return sum(right(one, wanted[one.term.casefold()], low, pool) for one in met) / len(met)


def bench(preset: str = "tiny") -> dict[str, float]:
    """The figures of suggestions, flat."""
    text, general, table = shipped(preset)
    deltas = stand_in_deltas(preset)
    terms = [row.term for row in table.rows]
    wanted = {row.term.casefold(): row.category for row in table.rows}
    count = int(ROOM * len(terms))
    started = time.process_time()
    alone = suggest(text, general, count=count)
    took = time.process_time() - started
    helped = suggest(text, general, deltas, count=count)
    second, its_terms = second_world()
    seconds = suggest(second, general, count=int(ROOM * len(its_terms)))
    named = {term for term, category in wanted.items() if category != "phrase"}
    found = {one.term.casefold() for one in helped}
    return {
        "suggest_recall": recall(helped, terms),
        "suggest_recall_without_deltas": recall(alone, terms),
        "suggest_recall_names": len(named & found) / len(named),
        "suggest_recall_phrases": len((wanted.keys() - named) & found) / len(wanted.keys() - named),
        "suggest_reach": reach(helped, table, text),
        "suggest_category_accuracy": accuracy(helped, wanted, general),
        "suggest_recall_second_world": recall(seconds, list(its_terms)),
        "suggest_category_accuracy_second_world": accuracy(
            seconds, {t.casefold(): c for t, c in its_terms.items()}, general
        ),
        "suggest_seconds": took,
    }


if __name__ == "__main__":
    print(json.dumps(bench(), indent=1))
