"""Seven small multiple-choice sets over everyday knowledge, in the forms of the paper's seven
benchmarks.

``items()`` gives for each task 240 rows {"id", "context", "choices", "answer"}; the score is the
log-likelihood of " " + choice after the context. The rows do not depend on any model: difficulty
comes from how often ``knowledge.py`` tells a fact, and from which forms it never shows.
"""

import random
from collections.abc import Callable

from tools.world import tasks_forms
from tools.world.content import table
from tools.world.knowledge_facts import FACTS, Fact

_ROWS = table("task_rows")
EVENTS = _ROWS["events"]
GOALS = _ROWS["goals"]

SIZE = 240
SEED = 7001
CHANCE = {
    "tiny_winogrande": 0.5,
    "tiny_hellaswag": 0.25,
    "tiny_arc_easy": 0.25,
    "tiny_arc_challenge": 0.25,
    "tiny_boolq": 0.5,
    "tiny_piqa": 0.5,
    "tiny_openbookqa": 0.25,
}

# Which share of the items comes from which tier, and from facts whose question never stands in the
# training text.
EASY_TIERS = {"common": 150, "uncommon": 90}
CHALLENGE_TIERS = {"rare": 140, "uncommon": 100}
OPENBOOK_TIERS = {"common": 110, "uncommon": 90, "rare": 40}

Row = tuple[str, list[str], int]


def _with_choices(fact: Fact, context: str, rng: random.Random) -> Row | None:
    wrong = tasks_forms.other_answers(fact, rng, 3)
    if len(wrong) < 3:
        return None
    answer = rng.randrange(4)
    wrong.insert(answer, fact.answer)
    return context, wrong, answer


def question(fact: Fact) -> str:
    """The fact as a question, ending before the answer."""
    return f"Question: {fact.phrase(fact.relation.question)}\nAnswer:"


def inverse_question(fact: Fact) -> str | None:
    """The question for the subject, where one answer belongs to one subject only."""
    single = sum(answer == fact.answer for _, answer in fact.relation.rows) == 1
    return (
        f"Question: {fact.phrase(fact.relation.inverse)}\nAnswer:"
        if fact.relation.inverse and single
        else None
    )


def completion(fact: Fact) -> str:
    """The fact as the beginning of a sentence that its answer ends."""
    return fact.phrase(fact.relation.complete)


def _inverse_row(fact: Fact, rng: random.Random) -> Row | None:
    context = inverse_question(fact)
    if context is None:
        return None
    near = [
        other.subject
        for other in FACTS
        if other.relation is fact.relation
        and not tasks_forms.clashes(fact.relation, other.answer, fact.answer)
    ]
    choices = rng.sample(near, 3)
    answer = rng.randrange(4)
    choices.insert(answer, fact.subject)
    return context, choices, answer


def _from_facts(
    tiers: dict[str, int], form: Callable[[Fact], str], rng: random.Random, inverse: bool = False
) -> list[Row]:
    rows = []
    for tier, count in tiers.items():
        facts = [fact for fact in FACTS if fact.tier == tier]
        rng.shuffle(facts)
        made = [row for fact in facts if (row := _with_choices(fact, form(fact), rng))]
        if inverse:
            turned = [row for fact in facts if (row := _inverse_row(fact, rng))]
            made = turned[: count // 4] + made
        if len(made) < count:
            raise ValueError(f"tier {tier} has {len(made)} facts, {count} are wanted")
        rows += made[:count]
    rng.shuffle(rows)
    return rows


def _drawn(draw: Callable[[int], Row]) -> list[Row]:
    rows, seen = [], set()
    for number in range(SIZE * 50):
        row = draw(number)
        key = (row[0], row[1][row[2]], *sorted(row[1]))
        if key not in seen and len(set(row[1])) == len(row[1]):
            seen.add(key)
            rows.append(row)
        if len(rows) == SIZE:
            return rows
    raise ValueError("the patterns do not give enough different items")


def _balanced(rows: list[Row], rng: random.Random) -> list[Row]:
    """The same rows with the right answer spread evenly over the positions; yes and no keep their
    order.
    """
    places = [number % len(rows[0][1]) for number in range(len(rows))]
    rng.shuffle(places)
    result = []
    for (context, choices, answer), place in zip(rows, places, strict=True):
        choices = list(choices)
        right = choices.pop(answer)
        choices.insert(place, right)
        result.append((context, choices, place))
    return result


def _even(draw: Callable[[int], Row], key: Callable[[Row], int]) -> Callable[[int], Row]:
    """``draw`` that gives each of two kinds in turn."""
    turn = [0]

    def drawn(number: int) -> Row:
        for _ in range(200):
            row = draw(number)
            if key(row) == turn[0]:
                turn[0] = 1 - turn[0]
                return row
        raise ValueError("one kind of item is never drawn")

    return drawn


def _goal(number: int, facts: list[Fact], rng: random.Random) -> Row:
    """Two goals in five are facts in a form that was never told; the rest are the goals of
    `knowledge.py`.
    """
    return (
        tasks_forms.fact_goal(rng, facts[number % len(facts)])
        if number % 5 < 2
        else tasks_forms.piqa(rng, GOALS[number % len(GOALS)])
    )


def items() -> dict[str, list[dict]]:
    """The seven sets; the same rows on every call."""
    rng = random.Random(SEED)
    yes_no = list(tasks_forms.YES_NO_FACTS)
    rng.shuffle(yes_no)
    goal_facts = list(tasks_forms.GOAL_FACTS)
    rng.shuffle(goal_facts)
    made = {
        "tiny_winogrande": _drawn(_even(lambda _: tasks_forms.winogrande(rng), lambda row: row[2])),
        "tiny_hellaswag": _drawn(
            lambda number: tasks_forms.hellaswag(
                rng, EVENTS[number % len(EVENTS)], opening_only=number % 3 == 0
            )
        ),
        "tiny_arc_easy": _from_facts(EASY_TIERS, question, rng),
        "tiny_arc_challenge": _from_facts(CHALLENGE_TIERS, question, rng, inverse=True),
        "tiny_boolq": _drawn(
            _even(
                lambda number: tasks_forms.boolq(rng, yes_no[number % len(yes_no)]),
                lambda row: row[2],
            )
        ),
        "tiny_piqa": _drawn(lambda number: _goal(number, goal_facts, rng)),
        "tiny_openbookqa": _from_facts(OPENBOOK_TIERS, completion, rng),
    }
    result = {}
    for task, rows in made.items():
        rows = rows if task == "tiny_boolq" else _balanced(rows, rng)
        result[task] = [
            {"id": f"{task}-{number:03d}", "context": context, "choices": choices, "answer": answer}
            for number, (context, choices, answer) in enumerate(rows)
        ]
    return result
