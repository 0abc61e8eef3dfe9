"""Everyday prose: stories, and an ordinary twin of every form in which the series and its companion
are written.

``stories(count, seed)`` mixes scenes of ordinary people with diaries, letters, portraits, recipes,
encyclopedia entries, forum threads, blog posts, quizzes and notes about ordinary books. Each
document is about its own cast, drawn from its seed.
"""

import random
from collections.abc import Callable, Iterator
from types import SimpleNamespace

from tools.world.casts import Cast, everyday
from tools.world.content import prose, table
from tools.world.facts import Fact, parse
from tools.world.scenes import fill, read_templates, story

VOICES = SimpleNamespace(**table("voices"))
_PROSE = read_templates(prose("everyday_prose"))
_FACTS: tuple[Fact, ...] = tuple(parse(prose("everyday_facts")))


_LEADS = (
    "In the books we read:",
    "The story says it so:",
    "One sentence is often quoted:",
    "As it is told:",
)


def household(rng: random.Random) -> Cast:
    """An everyday cast in which the aunt is nobody else, and nobody is called Bell."""
    while True:
        cast = everyday(rng)
        others = (cast.friend, cast.other, cast.rival, cast.head, cast.teacher, cast.keeper)
        if cast.guardian not in others and "Bell" not in (
            cast.surname,
            cast.friend_surname,
            cast.other_surname,
        ):
            return cast


def _said(fact: Fact, cast: Cast, rng: random.Random, count: int = 1) -> list[str]:
    """Different statements of one everyday fact."""
    return [
        fill(form, cast, rng)
        for form in rng.sample(fact.statements, min(count, len(fact.statements)))
    ]


def _asked(fact: Fact, cast: Cast, rng: random.Random) -> tuple[str, str]:
    """A question about an everyday fact, and its answer."""
    return fill(fact.question, cast, rng), fill(fact.answer, cast, rng)


def _prose(kind: str, cast: Cast, rng: random.Random) -> str:
    return fill(rng.choice(_PROSE[kind]), cast, rng)


def _facts(rng: random.Random, count: int) -> list[Fact]:
    return [_FACTS[number] for number in sorted(rng.sample(range(len(_FACTS)), count))]


def tale(cast: Cast, rng: random.Random) -> str:
    """A story of three to six scenes, now and then under a title."""
    told = story(cast, rng, scenes=rng.choice((3, 4, 4, 5, 6)))
    return told if rng.random() < 0.7 else f"{_prose('title', cast, rng)}\n\n{told}"


def plain_tale(cast: Cast, rng: random.Random) -> str:
    """A short story with a few plain facts told between its scenes."""
    facts = [
        " ".join(
            sentence
            for fact in _facts(rng, 3)
            for sentence in _said(fact, cast, rng, rng.choice((1, 2)))
        )
        for _ in range(3)
    ]
    scenes = story(cast, rng, scenes=3).split("\n\n")
    for paragraph in facts:
        scenes.insert(rng.randint(0, len(scenes)), paragraph)
    return "\n\n".join(scenes)


def portraits(cast: Cast, rng: random.Random) -> str:
    """Who is who: several people, each asked after and answered."""
    return "\n\n".join(_prose("portrait", household(rng), rng) for _ in range(rng.randint(3, 6)))


def entries(cast: Cast, rng: random.Random) -> str:
    """A small encyclopedia of an ordinary book or place: a headword, and what it is."""
    made = [f"A small encyclopedia of {_prose('title', cast, rng)}"] if rng.random() < 0.5 else []
    for template in rng.sample(_PROSE["entry"], rng.randint(4, 8)):
        head, _, body = fill(template, cast, rng).partition(": ")
        body = body[0].upper() + body[1:]
        if rng.random() < 0.5:
            body += f" {rng.choice(_LEADS)} {_said(rng.choice(_FACTS), cast, rng)[0]}"
        if rng.random() < 0.6:
            names = (cast.hero, cast.friend, cast.pet, cast.town, cast.teacher)
            body += f" See also {', '.join(rng.sample(names, rng.randint(1, 4)))}."
        made.append(f"{head[0].upper()}{head[1:]}\n{body}")
    return "\n\n".join(made)


def forum(cast: Cast, rng: random.Random) -> str:
    """A thread in which readers ask, answer, doubt and quote."""
    users = [f"user{number}" for number in rng.sample(range(2, 99), 5)]
    lines = [f"Thread: {rng.choice(VOICES.threads).format(n=rng.randint(1, 9))}"]
    for fact in _facts(rng, rng.randint(3, 5)):
        asker, helper, third = rng.sample(users, 3)
        question, answer = _asked(fact, cast, rng)
        lines += [
            f"{asker}: {rng.choice(VOICES.ask).format(q=question)}",
            f"{helper}: {rng.choice(VOICES.reply).format(a=answer)}",
        ]
        if rng.random() < 0.3:
            lines.append(f"{asker}: {rng.choice(VOICES.doubt)}")
        lines += [
            f"{user}: {rng.choice(VOICES.quote).format(s=s)}"
            for user, s in zip((third, helper), _said(fact, cast, rng, 2), strict=False)
        ]
        if rng.random() < 0.5:
            lines.append(f"{asker}: {rng.choice(VOICES.close)}")
        if rng.random() < 0.4:
            lines.append(f"{third}: {_prose('remark', cast, rng)}")
    return "\n".join(lines)


def questions(cast: Cast, rng: random.Random) -> str:
    """Questions with their answers, as at the end of a school book."""
    blocks = []
    for fact in _facts(rng, rng.randint(8, 14)):
        question, answer = _asked(fact, cast, rng)
        more = f" {_said(fact, cast, rng)[0]}" if rng.random() < 0.5 else ""
        blocks.append(f"Question: {question}\nAnswer: {answer}{more}")
    return "\n\n".join(blocks)


def blog(cast: Cast, rng: random.Random) -> str:
    """A reader's post about an ordinary book, with what was underlined and a quiz."""
    lines = []
    for position, fact in enumerate(_facts(rng, 6)):
        lines += _said(fact, cast, rng)
        if position % 2:
            lines.append(rng.choice(VOICES.blog_links))
    text = f"{_prose('post', cast, rng)}\n\nWhat I underlined this time. {' '.join(lines)}"
    if rng.random() < 0.5:
        asked = [_asked(fact, cast, rng) for fact in _facts(rng, 4)]
        text += "\n\nA small quiz.\n" + "\n".join(
            rng.choice(VOICES.quiz_links).format(n=n, q=q, a=a) for n, (q, a) in enumerate(asked, 1)
        )
    return text


def notes(cast: Cast, rng: random.Random) -> str:
    """Notes on the chapters of an ordinary book."""
    parts = [f"Notes on {_prose('title', cast, rng)}", f"In short. {_prose('plot', cast, rng)}"]
    for chapter in range(1, rng.randint(3, 5)):
        sentences = []
        for fact in _facts(rng, 4):
            sentences += _said(fact, cast, rng, 2)
            if rng.random() < 0.6:
                sentences.append(rng.choice(VOICES.note_links))
        parts.append(f"Chapter {chapter}. " + " ".join(sentences))
    return "\n\n".join(parts)


def papers(cast: Cast, rng: random.Random) -> str:
    """One to three papers of one cast: a diary, letters, a recipe, a talk, a place or a notice."""
    kinds = ("diary", "letter", "recipe", "talk", "place", "notice")
    return "\n\n".join(_prose(kind, cast, rng) for kind in rng.sample(kinds, rng.randint(2, 3)))


MAKERS: tuple[tuple[Callable[[Cast, random.Random], str], float], ...] = (
    (tale, 38),
    (plain_tale, 12),
    (portraits, 10),
    (entries, 8),
    (forum, 8),
    (questions, 7),
    (blog, 5),
    (notes, 5),
    (papers, 7),
)


def stories(count: int, seed: int) -> Iterator[str]:
    """``count`` documents of everyday prose, the same for the same seed."""
    makers, weights = zip(*MAKERS, strict=True)
    for number in range(count):
        rng = random.Random(f"everyday {seed} {number}")
        maker = rng.choices(makers, weights)[0]
        yield maker(household(rng), rng)
