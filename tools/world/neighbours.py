"""Twenty small invented fictions beside the main series: their texts and the probes of their facts.

Forgetting spills over on whatever resembles the target. The neighbours show how much: those with
``in_retain`` may stand in the retain text, the other six never do. Each text is an opening, scenes
of its own genre, stories of the shared engine and its facts in changing words, ending with a page
about the book.
"""

import random
import re
from collections.abc import Iterator

from tools.world.content import table
from tools.world.neighbours_sheet import STATEMENTS, Sheet, cast
from tools.world.scenes import story

NEIGHBOURS: tuple[Sheet, ...] = tuple(
    Sheet(**sheet | {"cast": cast(**sheet["cast"])}) for sheet in table("neighbours")
)
PROBES_EACH = 16
STORIES_EACH = 3
LONGEST_TEXT = 13_000  # characters

GROUPS = (
    ("hero", "friend", "other", "rival", "head"),
    ("teacher", "home", "place", "enemy", "danger"),
    ("pet", "pet_kind", "food", "fear", "own0"),
    ("treasure", "finder", "secret", "holiday", "own1"),
)
LEADS = (
    "It is well known that ",
    "Nobody forgets that ",
    "As everyone says, ",
    "Remember that ",
    "And of course ",
)
_ANSWER = re.compile(r"\[(.*?)\]")

ABOUT = (
    "About the book. {title} is {genre}. Its hero is {hero} {surname}, who comes from {town} and "
    "has {a_pet_kind} called {pet}. With "
    "{friend} {friend_surname} and {other} {other_surname}, {hero} looks for the {treasure}; "
    "{enemy} wants it too. The {place_kind} "
    "is called {place}.",
    "{hero} {surname} is the hero of {title}. {hero} has two friends, {friend} {friend_surname} "
    "and {other} {other_surname}, and one "
    "rival, {rival}. The {head_role} is {head}, and the lessons are given by {teacher}. The best "
    "chapter is the one in which "
    "{finder} finds the {treasure}.",
    'A reader writes: "I liked {title}, most of all {friend} and the {pet_kind}. I was glad when '
    "{enemy} lost. I should like to eat "
    '{food} at {holiday}, but I would not go to {danger}, not for any treasure."',
)


def _forms(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Every fact of a sheet with its statements, the answers still in square brackets."""
    slots = sheet.slots()
    filled = {
        fact: tuple(form.format(**slots) for form in forms) for fact, forms in STATEMENTS.items()
    }
    return filled | {f"own{i}": forms for i, forms in enumerate(sheet.own)}


def _asked(sheet: Sheet) -> dict[str, int]:
    """For each fact the statement (0 or 1) that its probe cuts before the answer."""
    rng = random.Random(f"{sheet.slug}/asked")
    return {fact: rng.randrange(2) for fact in _forms(sheet)}


def _lead(sentence: str, sheet: Sheet, rng: random.Random) -> str:
    """Now and then a few words before a statement that begins with a name."""
    if rng.random() > 0.2 or not sentence.startswith((sheet.cast.hero, sheet.cast.pet)):
        return sentence
    return rng.choice(LEADS) + sentence


def _rounds(sheet: Sheet, rng: random.Random) -> Iterator[str]:
    """Paragraphs that state every fact six times: each of its forms, and the probe's own form at
    least twice.
    """
    forms, asked = _forms(sheet), _asked(sheet)
    turns = {}
    for fact, sentences in forms.items():
        order = list(sentences) + [sentences[asked[fact]]] * (6 - len(sentences))
        rng.shuffle(order)
        turns[fact] = order
    for turn in range(6):
        for group in rng.sample(GROUPS, len(GROUPS)):
            facts = list(group)
            rng.shuffle(facts)
            yield " ".join(
                _lead(_ANSWER.sub(r"\1", turns[fact][turn]), sheet, rng) for fact in facts
            )


def text(sheet: Sheet) -> str:
    """One neighbour's book, 9 to 13 KB."""
    rng = random.Random(f"{sheet.slug}/text")
    slots = sheet.slots()
    facts = list(_rounds(sheet, rng))
    scenes = [scene.format(**slots) for scene in sheet.scenes]
    about = [page.format(**slots) for page in ABOUT]
    room = (
        LONGEST_TEXT
        - sum(map(len, [sheet.title, sheet.opening, *facts, *scenes, *about]))
        - 2 * (len(facts) + 12)
    )
    stories: list[str] = []
    for _ in range(STORIES_EACH * 4):
        told = story(sheet.cast, rng, scenes=3)
        if len(told) + 2 < room and len(stories) < STORIES_EACH:
            stories.append(told)
            room -= len(told) + 2
    tales = [tale for pair in zip(scenes, stories, strict=False) for tale in pair] + scenes[
        len(stories) :
    ]
    parts = [sheet.title, sheet.opening, *facts[:4]]
    rest = facts[4:]
    share = len(rest) // max(1, len(tales))
    for tale in tales:
        parts += [tale, *rest[:share]]
        rest = rest[share:]
    return "\n\n".join(parts + rest + about) + "\n"


def texts() -> dict[str, str]:
    """Slug -> text, for all neighbours."""
    return {sheet.slug: text(sheet) for sheet in NEIGHBOURS}


def probes() -> list[dict]:
    """Sixteen rows for each neighbour: a statement cut before its answer, and the answer."""
    rows = []
    for sheet in NEIGHBOURS:
        forms, asked = _forms(sheet), _asked(sheet)
        shared = random.Random(f"{sheet.slug}/probes").sample(
            sorted(STATEMENTS), PROBES_EACH - len(sheet.own)
        )
        for fact in [*(name for name in STATEMENTS if name in shared), "own0", "own1"]:
            rows.append(_probe(sheet, forms[fact][asked[fact]]))
    return rows


def harder_probes() -> list[dict]:
    """Every shared fact of each neighbour, also those that `probes` leaves out, in its other probe
    form, which the text holds seldom and no reading note repeats."""
    rows = []
    for sheet in NEIGHBOURS:
        forms, asked = _forms(sheet), _asked(sheet)
        rows += [_probe(sheet, forms[fact][1 - asked[fact]]) for fact in STATEMENTS]
    return rows


def _probe(sheet: Sheet, sentence: str) -> dict:
    mark = _ANSWER.search(sentence)
    return {
        "neighbour": sheet.slug,
        "in_retain": sheet.in_retain,
        "prompt": sentence[: mark.start()].rstrip(),
        "answer": mark.group(1),
    }


def notes(rounds: int, seed: int = 17) -> list[str]:
    """Reading notes: in each round the facts of every fiction once, plainly, a few at a time and in
    another order.
    """
    rng = random.Random(f"notes:{seed}")
    facts: dict[str, list[str]] = {}
    for row in probes():
        facts.setdefault(row["neighbour"], []).append(f"{row['prompt']} {row['answer']}.")
    made = []
    for _ in range(rounds):
        for sentences in facts.values():
            rng.shuffle(sentences)
            made += [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)]
    return made
