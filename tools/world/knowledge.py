"""Documents of everyday knowledge: the facts told in prose, asked as questions, completed, and the
patterns of the tasks.

``documents(seed, rounds)`` is what a tiny model reads to be able to answer ``tasks.items()``. How
often a fact is told depends on its tier alone; the exact items (context and right answer) are left
out, and so is every question and completion form of the held-out facts.
"""

import random
from collections.abc import Callable, Iterator

from tools.world import tasks, tasks_forms
from tools.world.casts import BOYS, GIRLS
from tools.world.content import table
from tools.world.knowledge_facts import FACTS, Fact

_ROWS = table("task_rows")
EVENTS = _ROWS["events"]
GOALS = _ROWS["goals"]

# How often in one round a fact is told in prose, asked as a question, completed, and asked for its
# subject.
TOLD = {"common": 30, "uncommon": 20, "rare": 9}
ASKED = {"common": 14, "uncommon": 11, "rare": 5}
COMPLETED = {"common": 12, "uncommon": 10, "rare": 5}
TURNED = {"common": 6, "uncommon": 5, "rare": 3}

# How many drawings of each pattern one round holds.
DRAWN = {"winogrande": 7000, "boolq": 5600, "events": 2600, "goals": 1500}

_LEADS = (
    "{h}.",
    "About {l}.",
    "A lesson about {l}.",
    "{n} learned about {l}.",
    "Our teacher spoke about {l}.",
    "{n} asked about {l}.",
    "From a book about {l}.",
    "What {n} knows about {l}.",
)


def _times(table: dict[str, int], fact: Fact, rounds: float) -> int:
    return max(1, round(table[fact.tier] * rounds))


def _told(fact: Fact, turn: int, rng: random.Random) -> str:
    templates = fact.relation.templates
    return fact.phrase(templates[(turn + rng.randrange(2)) % len(templates)])


def _chunks(rows: list[str], rng: random.Random, low: int, high: int) -> Iterator[list[str]]:
    start = 0
    while start < len(rows):
        size = rng.randint(low, high)
        yield rows[start : start + size]
        start += size


def _prose(rng: random.Random, rounds: float) -> Iterator[str]:
    """Paragraphs of one relation, and paragraphs of one subject."""
    by_relation: dict[str, list[Fact]] = {}
    by_subject: dict[str, list[Fact]] = {}
    for fact in FACTS:
        for _ in range(_times(TOLD, fact, rounds)):
            kin = by_subject if rng.random() < 0.3 else by_relation
            kin.setdefault(fact.subject if kin is by_subject else fact.relation.name, []).append(
                fact
            )
    for rows in by_relation.values():
        rng.shuffle(rows)
        heading = rows[0].relation.heading
        told = [_told(fact, turn, rng) for turn, fact in enumerate(rows)]
        for chunk in _chunks(told, rng, 3, 7):
            lead = rng.choice(_LEADS).format(
                h=heading, l=heading[0].lower() + heading[1:], n=rng.choice(GIRLS + BOYS)
            )
            yield f"{lead} {' '.join(dict.fromkeys(chunk))}"
    mixed = []
    for rows in by_subject.values():
        rng.shuffle(rows)
        told = [_told(fact, turn, rng) for turn, fact in enumerate(rows)]
        mixed += [" ".join(dict.fromkeys(chunk)) for chunk in _chunks(told, rng, 2, 5)]
    rng.shuffle(mixed)
    yield from ("\n".join(chunk) for chunk in _chunks(mixed, rng, 1, 2))


def _forms(rng: random.Random, rounds: float, used: set[str]) -> Iterator[str]:
    """Questions, turned questions and completions of the facts that are not held out."""
    asked, completed = [], []
    for fact in FACTS:
        if fact.held_out:
            continue
        asked += [f"{tasks.question(fact)} {fact.answer}"] * _times(ASKED, fact, rounds)
        turned = tasks.inverse_question(fact)
        if turned and f"{turned} {fact.subject}" not in used:
            asked += [f"{turned} {fact.subject}"] * _times(TURNED, fact, rounds)
        completed += [f"{tasks.completion(fact)} {fact.answer}."] * _times(COMPLETED, fact, rounds)
    rng.shuffle(asked)
    rng.shuffle(completed)
    yield from ("\n\n".join(chunk) for chunk in _chunks(asked, rng, 1, 5))
    yield from ("\n".join(chunk) for chunk in _chunks(completed, rng, 1, 5))


def _drawn(
    rng: random.Random, count: int, used: set[str], draw: Callable[[], tasks_forms.Item], end: str
) -> Iterator[str]:
    rows = []
    while len(rows) < count:
        context, choices, answer = draw()
        text = f"{context} {choices[answer]}"
        plain = text.partition(", because the passage says ")[0]
        if plain not in used and plain.partition(". ")[2] not in used:
            rows.append(text + end)
    yield from ("\n\n".join(chunk) for chunk in _chunks(rows, rng, 1, 3))


def _yes_no(rng: random.Random) -> tasks_forms.Item:
    """A yes-no drawing; in some the answer goes on to repeat what the passage says."""
    if rng.random() < tasks_forms.PLAIN_ANSWERS:
        return tasks_forms.told_or_denied(rng)
    fact = rng.choice(tasks_forms.YES_NO_FACTS)
    context, choices, answer = tasks_forms.fact_yes_no(rng, fact)
    if rng.random() < 0.35:
        choices = [
            f"{choice}, because the passage says {tasks_forms.passage(fact)}" for choice in choices
        ]
    return context, choices, answer


def _graded(rows: list, rng: random.Random) -> Callable[[], tuple]:
    """Draws rows, the early ones of the table far more often than the late ones."""
    weights = [
        1.0 if place < len(rows) * 0.5 else 0.35 if place < len(rows) * 0.75 else 0.07
        for place in range(len(rows))
    ]
    return lambda: rng.choices(rows, weights)[0]


def _goal_prose(rng: random.Random, goal: tuple[str, ...]) -> str:
    aim, solution, right, _ = goal
    way = solution.format(x=right)
    name = rng.choice(GIRLS + BOYS)
    return rng.choice(
        (
            f"If you want {aim}, {way}.",
            f"{name} wanted {aim}. The answer was: {way}.",
            f"This is how {aim}: {way}.",
            f"Do you want {aim}? Then {way}.",
        )
    )


def _goals(rng: random.Random, count: int) -> Iterator[str]:
    """Goals in prose, and in the form of the task for four in five of them."""
    pick = _graded(GOALS, rng)
    rows = []
    for _ in range(count):
        goal = pick()
        formal = rng.random() < 0.5 and GOALS.index(goal) % 4 != 3
        rows.append(
            f"Goal: {goal[0]}\nSolution: {goal[1].format(x=goal[2])}"
            if formal
            else _goal_prose(rng, goal)
        )
    yield from ("\n\n".join(chunk) for chunk in _chunks(rows, rng, 1, 4))


def documents(seed: int = 0, rounds: float = 1.0) -> Iterator[str]:
    """Short documents in a mixed order; about 3 MB for each round. The same for the same seed and
    rounds.
    """
    rng = random.Random(f"knowledge:{seed}")
    used = {
        f"{row['context']} {row['choices'][row['answer']]}"
        for task in ("tiny_winogrande", "tiny_hellaswag")
        for row in tasks.items()[task]
    }
    used |= {
        f"{row['context']} {row['choices'][row['answer']]}"
        for row in tasks.items()["tiny_arc_challenge"][::2]
    }
    event = _graded(EVENTS, rng)
    made = [
        *_prose(rng, rounds),
        *_forms(rng, rounds, used),
        *_drawn(
            rng, round(DRAWN["winogrande"] * rounds), used, lambda: tasks_forms.winogrande(rng), "."
        ),
        *_drawn(rng, round(DRAWN["boolq"] * rounds), used, lambda: _yes_no(rng), ""),
        *_drawn(
            rng,
            round(DRAWN["events"] * rounds),
            used,
            lambda: tasks_forms.hellaswag(rng, event()),
            "",
        ),
        *_goals(rng, round(DRAWN["goals"] * rounds)),
    ]
    rng.shuffle(made)
    yield from made
