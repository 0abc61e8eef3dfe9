"""How good suggested anchors are, and how long they take.

They are compared with the table that a person wrote for the shipped world, and with a second world
made here; the suggester reads neither. Recall: the share of the table's terms, letter for letter in
any case, among the first 1.5 times as many suggestions. A category is right when it is the table's
and the replacement comes from its pool; for phrases and headings, which have no pool, when the
replacement occurs in general text.

Deltas come from the two shipped models, the retrained model as baseline and the base as reinforced
model, so that nothing is trained; recall is measured without them, too. Run it alone with
`python -m tools.bench.bench_suggest`.
"""

import json
import random
import time

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tools.world.neighbours_sheet import cast
from tools.world.scenes import story
from whp_kit.anchors.pool import Pool
from whp_kit.anchors.replacements import ADJECTIVES
from whp_kit.anchors.suggest import Suggestion, as_rows, suggest_anchors
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.labels.deltas import top_movers
from whp_kit.settings import load_preset
from whp_kit.text.blocks import sample_passages
from whp_kit.text.documents import read_all, whole_text

ROOM = 1.5  # suggestions for each row of the table
PASSAGES, TOP_MOVERS, BLOCK_TOKENS = 16, 60, 192  # of the deltas
STORIES, SCENES = 60, 4  # of the second world
SECOND_SEED = 5
SECOND_NAMES = (  # invented names for the slots of the shared scenes
    "Orlith Vandemoss|she|Bexwin Thurlock|Marigard Soames|Tolliver|Hestrand|Quimbly|Ogdril|"
    "Wenfrith|Lord Skaven",
    "Brightmoor|Ulverdale|Nettleby|Wyrmwood|Thornspire|Gloamwell|Echoing Hall|Croftwick|"
    "Tallow Street|Moon Gate|Gilded Goose|Sunken Barge|Amber Archive",
    "sparkwand|mistcloak|runebook|dreamjar|Silver Acorn|Weeping Clock|Crooked Map|glowstone",
    "Fidget|emberfox|mossback|fogwolf|cloudmare|glitterwing",
    "skyball|Ravens|Otters|hurlcore|ringpost|wingkeeper",
    "honeymead|crumblecake|starplum|eelbroth|farthling",
    "Runecraft|Stormlore|Lantern Night|Harvestide",
    "Vellorim|Ashantro|Quendolar",
)
SECOND = cast(*(names.split("|") for names in SECOND_NAMES))
SLOTS = {  # category -> slots of the cast
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


def shipped_world(preset_name: str) -> tuple[str, str, AnchorTable]:
    """The target, general text, and the table that a person wrote, of a preset's world."""
    world = load_preset(preset_name).world
    return (
        whole_text(read_all(world.books, world.companion)),
        whole_text(read_all(*world.general)),
        AnchorTable.load(world.anchors),
    )


def second_world() -> tuple[str, dict[str, str]]:
    """Everyday scenes with invented names, and the category of each name that occurs in them."""
    drawn = random.Random(SECOND_SEED)
    text = "\n\n".join(story(SECOND, drawn, scenes=SCENES) for _ in range(STORIES))
    categories = {
        getattr(SECOND, slot).removeprefix("the "): category
        for category, slots in SLOTS.items()
        for slot in slots
    }
    return text, {term: category for term, category in categories.items() if term in text}


def shipped_deltas(preset_name: str) -> dict:
    """What step 02 would save, with the retrained model as baseline and the base as reinforced."""
    preset = load_preset(preset_name)
    tokenizer = AutoTokenizer.from_pretrained(preset.model.base)

    def logits_of(path):
        model = AutoModelForCausalLM.from_pretrained(path, dtype=torch.float32).eval()
        return lambda ids, mask: model(input_ids=ids, attention_mask=mask).logits

    texts = read_all(*preset.world.general)
    general = [one.text for one in sample_passages(texts, tokenizer, BLOCK_TOKENS, PASSAGES)]
    movers = top_movers(
        logits_of(preset.model.never_knew),
        logits_of(preset.model.base),
        tokenizer,
        general,
        TOP_MOVERS,
        BLOCK_TOKENS,
    )
    return {"movers": [vars(mover) for mover in movers]}


def recall(suggestions: list[Suggestion], terms: list[str]) -> float:
    """The share of the terms that are among the first ROOM times as many suggestions."""
    suggested = {one.term.casefold() for one in suggestions[: int(ROOM * len(terms))]}
    return sum(term.casefold() in suggested for term in terms) / len(terms)


def reach(suggestions: list[Suggestion], table: AnchorTable, text: str) -> float:
    """The share of the table's terms in the text that suggested terms mostly reach.

    A term is reached where at least half of its occurrences overlap with a suggested term.
    """
    reached = np.zeros(len(text) + 1, dtype=bool)
    for match in find_matches(text, AnchorTable(tuple(as_rows(suggestions)))):
        reached[match.start : match.end] = True
    by_row: dict[int, list[bool]] = {}
    for match in find_matches(text, table):
        overlaps = bool(reached[match.start : match.end].any())
        by_row.setdefault(match.row, []).append(overlaps)
    return sum(2 * sum(overlaps) >= len(overlaps) for overlaps in by_row.values()) / len(by_row)


def is_right(one: Suggestion, category: str, general: str, pool: dict[str, set[str]]) -> bool:
    """Whether a suggestion has the wanted category and a replacement that belongs to it."""
    if one.category in ("phrase", "title"):
        fits = one.replacement.casefold() in general
    else:
        word = one.replacement.removeprefix("the ")
        first, _, rest = word.partition(" ")
        bare_word = rest if first.lower() in ADJECTIVES else word
        fits = bool({word, bare_word} & pool[one.category])
    return one.category == category and fits


def accuracy(suggestions: list[Suggestion], categories: dict[str, str], general: str) -> float:
    """The share of right ones among the suggestions whose term (casefolded) has a category."""
    pool: dict[str, set[str]] = {}
    for entry, word, _ in Pool.load().written():
        pool.setdefault(entry.category, set()).add(word)
    general = " ".join(general.casefold().split())
    right = [
        is_right(one, categories[one.term.casefold()], general, pool)
        for one in suggestions
        if one.term.casefold() in categories
    ]
    return sum(right) / len(right)


def bench(preset: str = "tiny") -> dict[str, float]:
    """All figures of suggestions."""
    text, general, table = shipped_world(preset)
    deltas = shipped_deltas(preset)
    terms = [row.term for row in table.rows]
    categories = {row.term.casefold(): row.category for row in table.rows}
    count = int(ROOM * len(terms))
    started = time.process_time()
    without_deltas = suggest_anchors(text, general, count=count)
    seconds = time.process_time() - started
    suggestions = suggest_anchors(text, general, deltas, count=count)
    second_text, second_terms = second_world()
    of_second = suggest_anchors(second_text, general, count=int(ROOM * len(second_terms)))
    second_categories = {term.casefold(): category for term, category in second_terms.items()}
    names = {term for term, category in categories.items() if category != "phrase"}
    phrases = categories.keys() - names
    suggested = {one.term.casefold() for one in suggestions}
    return {
        "suggest_recall": recall(suggestions, terms),
        "suggest_recall_without_deltas": recall(without_deltas, terms),
        "suggest_recall_names": len(names & suggested) / len(names),
        "suggest_recall_phrases": len(phrases & suggested) / len(phrases),
        "suggest_reach": reach(suggestions, table, text),
        "suggest_category_accuracy": accuracy(suggestions, categories, general),
        "suggest_recall_second_world": recall(of_second, list(second_terms)),
        "suggest_category_accuracy_second_world": accuracy(of_second, second_categories, general),
        "suggest_seconds": seconds,
    }


if __name__ == "__main__":
    print(json.dumps(bench(), indent=1))
