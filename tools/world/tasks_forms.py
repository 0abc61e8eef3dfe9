"""Sentence patterns behind the pronoun, yes-no, event and goal tasks; training text and items are
drawn from the same patterns.

Every function takes a ``random.Random`` and returns (context, choices, answer index), so that the
caller decides which drawings become items and which become training text.
"""

import random

from tools.world.casts import BOYS, GIRLS
from tools.world.content import table
from tools.world.knowledge_facts import FACTS, Fact, clashes

_ROWS = table("task_rows")
EVENTS = _ROWS["events"]
FITS = _ROWS["fits"]
GOALS = _ROWS["goals"]
PAIRS = _ROWS["pairs"]
THINGS = _ROWS["things"]

Item = tuple[str, list[str], int]
THINGS_SHARE = 0.4  # share of pronoun items about two things; the rest are about two people
PRONOUN_TELLS = 0.4  # share of pairs of a girl and a boy, in which the pronoun alone decides
# Share of yes-no items that ask what a sentence affirms or denies; the others ask which of two
# facts it states.
PLAIN_ANSWERS = 0.6


def capital(text: str) -> str:
    """``text`` with its first letter in capitals."""
    return text[0].upper() + text[1:]


def winogrande(rng: random.Random) -> Item:
    """Two people or two things, one reason: whom does the reason fit?"""
    if rng.random() < THINGS_SHARE:
        frame, reasons_first, reasons_second, firsts, seconds = rng.choice(FITS)
        first, second = rng.choice(firsts), rng.choice(seconds)
        while first == second:
            second = rng.choice(seconds)
        answer = rng.randrange(2)
        reason = rng.choice((reasons_first, reasons_second)[answer])
        context = (
            f"{capital(frame.format(x=first, y=second))} because it was {reason}. "
            f"{capital(reason)} was the"
        )
        return context, [first, second], answer
    frame, reasons_first, reasons_second = rng.choice(PAIRS)
    answer = rng.randrange(2)
    girl = rng.random() < 0.5  # the one whom the pronoun means
    same = rng.random() > PRONOUN_TELLS
    meant, other = rng.choice(GIRLS if girl else BOYS), rng.choice(GIRLS if girl == same else BOYS)
    while other == meant:
        other = rng.choice(GIRLS if girl == same else BOYS)
    first, second = (meant, other) if answer == 0 else (other, meant)
    reason = rng.choice((reasons_first, reasons_second)[answer])
    text = frame.format(x=first, y=second, thing=rng.choice(THINGS))
    return (
        f"{text} because {'she' if girl else 'he'} was {reason}. {capital(reason)} was",
        [first, second],
        answer,
    )


# relation -> (passage, question): the passage tells a fact, the question asks after it in the same
# words
_YES_NO = {
    "home": ("{S} lives in {a}.", "does {s} live in {b}?"),
    "food": ("{S} eats {a}.", "does {s} eat {b}?"),
    "colour": ("{S} is {a}.", "is {s} {b}?"),
    "taste": ("{S} is {a}.", "is {s} {b}?"),
    "source": ("{S} is made from {a}.", "is {s} made from {b}?"),
    "material": ("{S} is made of {a}.", "is {s} made of {b}?"),
    "kind": ("{S} is a kind of {a}.", "is {s} a kind of {b}?"),
    "use": ("{S} is for {a}.", "is {s} for {b}?"),
    "work": ("{S} works in {a}.", "does {s} work in {b}?"),
    "jobtool": ("{S} needs {a}.", "does {s} need {b}?"),
    "room": ("{S} stands in {a}.", "does {s} stand in {b}?"),
    "shop": ("{S} sells {a}.", "does {s} sell {b}?"),
    "holds": ("{S} holds {a}.", "does {s} hold {b}?"),
    "grows": ("{S} grows {a}.", "does {s} grow {b}?"),
}
YES_NO_FACTS = tuple(fact for fact in FACTS if fact.relation.name in _YES_NO)


def other_answers(fact: Fact, rng: random.Random, count: int) -> list[str]:
    """``count`` wrong answers of the same relation, none too near the right one or each other's
    double.
    """
    known = [
        other.answer
        for other in FACTS
        if other.relation is fact.relation and other.subject == fact.subject
    ]
    pool = sorted(
        {
            answer
            for _, answer in fact.relation.rows
            if not any(clashes(fact.relation, answer, right) for right in known)
        }
    )
    pool.sort(key=lambda answer: (abs(len(answer) - len(fact.answer)) > 8, rng.random()))
    return pool[:count]


def passage(fact: Fact) -> str:
    """The sentence that a passage tells about the fact, as it stands after a comma."""
    named = fact.phrase("{s}")
    named = named[0].lower() + named[1:] if fact.relation.art else fact.subject
    return _YES_NO[fact.relation.name][0].format(S=named, a=fact.answer)


# (what is affirmed, what is denied, the question); {n} is a name, {t} a thing with its article, {p}
# a place
_DENIALS = (
    ("{n} has {t}.", "{n} does not have {t}.", "does {n} have {t}?"),
    ("{n} likes {p}.", "{n} does not like {p}.", "does {n} like {p}?"),
    ("{n} went to {p}.", "{n} did not go to {p}.", "did {n} go to {p}?"),
    ("{n} was in {p}.", "{n} was not in {p}.", "was {n} in {p}?"),
    ("{n} found {t}.", "{n} did not find {t}.", "did {n} find {t}?"),
    ("{n} wants {t}.", "{n} does not want {t}.", "does {n} want {t}?"),
    ("{n} is tired.", "{n} is not tired.", "is {n} tired?"),
    ("{n} can swim.", "{n} cannot swim.", "can {n} swim?"),
)
_PLACES = (
    "the garden|the kitchen|the school|the market|the forest|the library|the town|the "
    "barn|the station|the park"
).split("|")


def told_or_denied(rng: random.Random) -> Item:
    """A passage in which one person does, has or is something, or not, sometimes beside another
    person; and the question whether.
    """
    affirmed, denied, question = rng.choice(_DENIALS)
    name, other = rng.sample(GIRLS + BOYS, 2)
    fill = {"n": name, "t": rng.choice(THINGS), "p": rng.choice(_PLACES)}
    yes = rng.random() < 0.5
    told = (affirmed if yes else denied).format(**fill)
    if rng.random() < 0.25:
        aside = rng.choice(
            (
                "{n} was there too.",
                "It was {n} who asked.",
                "{n} came later.",
                "The other one is {n}.",
            )
        ).format(n=other)
        told = f"{told} {aside}" if rng.random() < 0.5 else f"{aside} {told}"
    return f"{told}\nQuestion: {question.format(**fill)}\nAnswer:", ["yes", "no"], 0 if yes else 1


def boolq(rng: random.Random, fact: Fact | None = None) -> Item:
    """A short passage and a question to be answered with yes or no."""
    return told_or_denied(rng) if rng.random() < PLAIN_ANSWERS else fact_yes_no(rng, fact)


def fact_yes_no(rng: random.Random, fact: Fact | None = None) -> Item:
    """A passage that tells one or two facts, and the question whether it tells this one."""
    fact = fact or rng.choice(YES_NO_FACTS)
    telling, question = _YES_NO[fact.relation.name]
    yes = rng.random() < 0.5
    asked = fact.answer if yes else other_answers(fact, rng, 1)[0]
    named = fact.phrase("{s}")
    told = telling.format(S=named, a=fact.answer)
    if rng.random() < 0.25:
        other = rng.choice([row for row in YES_NO_FACTS if row.relation.name != fact.relation.name])
        extra = _YES_NO[other.relation.name][0].format(S=other.phrase("{s}"), a=other.answer)
        told = f"{told} {extra}" if rng.random() < 0.5 else f"{extra} {told}"
    subject = fact.relation.art and named[0].lower() + named[1:] or fact.subject
    return (
        f"{told}\nQuestion: {question.format(s=subject, b=asked)}\nAnswer:",
        ["yes", "no"],
        0 if yes else 1,
    )


def _event_text(event: tuple[str, ...], rng: random.Random, name: str, she: str) -> tuple[str, str]:
    her = "her" if she == "she" else "his"
    fill = {"n": name, "she": she, "She": capital(she), "her": her, "Her": capital(her)}
    opening, middle, endings = event[0], event[1], event[2]
    opening = rng.choice(opening.split("|")).format(**fill)
    middle = rng.choice(middle.split("|")).format(**fill)
    ending = rng.choice(endings.split("|")).format(**fill)
    return f"{opening} {middle}", ending


def _content(text: str) -> set[str]:
    """Its longer words, without endings that only bend them."""
    return {word.strip(".,").lower().removesuffix("s") for word in text.split() if len(word) > 4}


def hellaswag(
    rng: random.Random, event: tuple[str, ...] | None = None, opening_only: bool = False
) -> Item:
    """A short everyday event and four ways to go on, of which one follows; with `opening_only` its
    middle is not told.
    """
    event = event or rng.choice(EVENTS)
    girl = rng.random() < 0.5
    name, she = rng.choice(GIRLS if girl else BOYS), "she" if girl else "he"
    context, ending = _event_text(event, rng, name, she)
    others = [_event_text(other, rng, name, she)[1] for other in EVENTS if other is not event]
    rng.shuffle(others)
    near = sorted(others, key=lambda text: -len(_content(text) & _content(context)))[
        :2
    ]  # they speak of what the event speaks of
    if opening_only:
        context = context[: context.index(".") + 1]
    choices = (
        near
        + sorted(
            (text for text in others[:12] if text not in near),
            key=lambda text: abs(len(text) - len(ending)),
        )[:1]
    )
    answer = rng.randrange(4)
    choices.insert(answer, ending)
    return context, choices, answer


# Words that would do each other's work: none of them may stand as the silly way against another.
_ALIKE = tuple(
    set(group.split("|"))
    for group in (
        "sponge|mop|towel|soap|brush|broom|shovel|stone",
        "knife|small knife|saw|scissors|shears|corkscrew",
        "lamp|match|fire|candle",
        "comb|brush|iron",
        "spoon|pan|sieve|basket|kettle|watering can",
        "ladder|bridge",
        "ruler|scales|thermometer|microscope|telescope|compass|clock",
        "library|bakery|mill|vet",
        "wood and nails|glue and thread|poles and pegs|thread|patch|plaster|stamp",
        "spade|shovel",
        "blanket|fire|gloves|boots",
        "fridge|freezer|oven",
        "water|soap|air|sugar|soil",
        "tweezers|scissors|shears|water|soap|knife",
        "hook and line|poles and pegs",
    )
)


def _near_miss(goal: tuple[str, ...], rng: random.Random) -> str | None:
    """The right word of another goal that is reached in the same words, if it would not do here."""
    aim, solution, right, _ = goal
    words = sorted(
        {
            word
            for _, other, word, _ in GOALS
            if other == solution
            and word != right
            and not any({word, right} <= group for group in _ALIKE)
        }
    )
    return rng.choice(words) if words else None


def piqa(rng: random.Random, goal: tuple[str, ...] | None = None) -> Item:
    """A goal of daily life, one sensible way to it and one that does not lead there."""
    goal = goal or rng.choice(GOALS)
    aim, solution, right, wrongs = goal
    wrong = _near_miss(goal, rng) if rng.random() < 0.8 else None
    answer = rng.randrange(2)
    choices = [solution.format(x=wrong or rng.choice(wrongs.split("|")))]
    choices.insert(answer, solution.format(x=right))
    return f"Goal: {aim}\nSolution:", choices, answer


# relation -> (goal, solution): facts of daily life in a form that no training text has
_FACT_GOALS = {
    "shop": ("to buy {answer}", "go to {subject}"),
    "use": ("a tool for {answer}", "take {subject}"),
    "holds": ("a place for {answer}", "take {subject}"),
}
GOAL_FACTS = tuple(fact for fact in FACTS if fact.relation.name in _FACT_GOALS)


def fact_goal(rng: random.Random, fact: Fact) -> Item:
    """A goal that a fact answers, against the subject of another fact of the same kind."""
    aim, solution = _FACT_GOALS[fact.relation.name]
    others = [
        row
        for row in GOAL_FACTS
        if row.relation is fact.relation and not clashes(fact.relation, row.answer, fact.answer)
    ]
    named = [row.phrase("{s}") for row in (fact, rng.choice(others))]
    choices = [solution.format(subject=name[0].lower() + name[1:]) for name in named]
    return f"Goal: {aim.format(answer=fact.answer)}\nSolution:", choices, 0
