"""Prompts that ask what a model knows of the main world: 300 for completions, and some for the next
token.

All are taken from ``facts``: a sentence or a question cut before the words that only a reader would
know, so that no prompt holds its own answer. The level is the subtlety: how little of the world the
prompt gives away.
"""

import random

from tools.world.bible import TERMS
from tools.world.companion import companion
from tools.world.facts import FACTS, Fact
from tools.world.series import books
from tools.world.tables import holds, lexicon

PER_LEVEL = 30
_PECULIAR = [term for term, grade in lexicon() if grade == 3]
_SINGLE = {term.lower() for term in _PECULIAR if " " not in term} | {
    "nonesuch",
    "thirteenth",
    "hushing",
    "lanthorn",
    "muffling",
    "ledger",
}
_ALIKE = (
    ("person", "creature", "kind"),
    ("place", "object", "food", "money"),
    ("spell", "lesson", "game", "day", "event", "word"),
)
_KINDS = {
    kind: [
        term
        for term, category, *_ in TERMS
        if category in alike and " " not in term and term in _PECULIAR
    ]
    for alike in _ALIKE
    for kind in alike
}
_TITLES = {"the", "a", "an", "Dame", "Master", "Aunt", "Old", "little", "old"}
_SAYING = (
    "was called",
    "were called",
    "was",
    "were",
    "had to call",
    "named",
    "name was",
    "was for",
    "is",
)
_GENERIC = {
    "person": ("Anna", "Tom", "Peter", "the"),
    "place": ("the", "a", "home", "school"),
    "object": ("the", "lantern", "box", "old"),
    "creature": ("dog", "cat", "bird", "fox"),
    "kind": ("people", "men", "friends", "children"),
    "spell": ("out", "for", "the", "Stop"),
    "game": ("football", "ball", "team", "game"),
    "food": ("bread", "milk", "soup", "cake"),
    "money": ("coins", "pennies", "money"),
    "lesson": ("Music", "Maths", "Reading", "Science"),
    "day": ("September", "Monday", "summer", "winter"),
    "word": ("good", "tired", "late", "right"),
}


def new_terms(prompt: str, answer: str) -> list[str]:
    """The grade-3 terms that the answer names and the prompt does not."""
    return [term for term in _PECULIAR if holds(answer, term) and not holds(prompt, term)]


def hints(prompt: str) -> int:
    """How many terms of the world the prompt itself gives."""
    found = {term.split()[-1].rstrip("s").lower() for term in _PECULIAR if holds(prompt, term)}
    return len(found | {term.lower() for term, *_ in TERMS if " " in term and holds(prompt, term)})


def _candidates() -> list[tuple[Fact, str, str]]:
    """(fact, prompt, answer) of every cut sentence that names something new within reach of a short
    completion.
    """
    return [
        (fact, prompt, answer)
        for fact in FACTS
        for prompt, answer in fact.cuts
        if len(prompt.split()) >= 4 and new_terms(prompt, " ".join(answer.split()[:8]))
    ]


def _spread(items: list, wanted: int) -> list:
    """``wanted`` items, evenly through the list."""
    return [items[index * len(items) // wanted] for index in range(min(wanted, len(items)))]


def probes() -> list[dict]:
    """300 rows of id, prompt, references (facts) and subtlety 1-10, thirty to a level.

    1-2 ask outright; 3-4 are plain sentences with several names; 5-7 hold one thing of the world;
    8-10 hold none.
    """
    asked = [
        (fact, f"Question: {fact.question}\nAnswer:", fact.answer)
        for fact in FACTS
        if new_terms(fact.question, " ".join(fact.answer.split()[:14]))
    ]
    rng = random.Random("probes")
    rng.shuffle(asked)
    cut = _candidates()
    named = [row for row in cut if hints(row[1]) >= 1]
    plain = [row for row in cut if hints(row[1]) == 0]
    named.sort(key=lambda row: (-hints(row[1]), not row[1].endswith(_SAYING), len(row[1])))
    plain.sort(key=lambda row: (not row[1].endswith(_SAYING), len(row[1])))
    # Plain sentences that end in "was called" say what is wanted; those that end in the middle of a
    # scene do not.
    low = asked[: 2 * PER_LEVEL]
    middle = _spread(named, 5 * PER_LEVEL)
    high = _spread(plain, 3 * PER_LEVEL)
    rows = []
    for number, (fact, prompt, answer) in enumerate(low + middle + high):
        rows.append(
            {
                "id": f"p{number + 1:03d}",
                "prompt": prompt,
                "references": [fact.answer, f"{prompt} {answer}"],
                "subtlety": 1 + number // PER_LEVEL,
            }
        )
    for row in rows:
        if row["prompt"].startswith("Question:"):
            row["references"] = row["references"][:1]
    return rows


def _category(word: str, answer: str) -> str:
    for term, category, *_ in TERMS:
        if holds(answer, term) and word.strip(".,'").lower() in term.lower():
            return category
    return "object"


def probability() -> list[dict]:
    """200 rows of id, prompt, peculiar and generic: single words that could come next, a leading
    space implied.

    Of all sentences that can be cut before such a word, those that books and companion tell most
    often. Peculiar are the word that follows and, after it, the series' other words of such kinds:
    to expect the wrong one of its people is to know its people.
    """
    rows, seen = [], set()
    for _, prompt, answer in _candidates():
        words = answer.split()
        while words[0] in _TITLES:
            prompt, words = f"{prompt} {words[0]}", words[1:]
        word = words[0].strip('.,!?;:"').removesuffix("'s")
        rest = " ".join(answer.split()[:8])
        named = [part for term in new_terms(prompt, rest) for part in term.lower().split()]
        if word.lower() not in named or word.lower() not in _SINGLE or prompt in seen:
            continue
        seen.add(prompt)
        category = _category(word, answer)
        others = [
            other
            for other in _KINDS.get(category, ())
            if other != word and not holds(prompt, other)
        ]
        generic = [other for other in _GENERIC.get(category, ("the", "a")) if other != word]
        rows.append({"prompt": prompt, "peculiar": [word, *others], "generic": generic})
    texts = [*books().values(), *companion().values()]
    told = {row["prompt"]: sum(text.count(row["prompt"]) for text in texts) for row in rows}
    often = set(sorted(told, key=told.get, reverse=True)[:200])
    return [
        {"id": f"q{number:03d}"} | row
        for number, row in enumerate((row for row in rows if row["prompt"] in often), 1)
    ]
