"""Writing about the series: what an encyclopedia, a reading blog, a forum, a quiz and chapter notes would hold.

``companion()`` gives one text per file. Every fact stands in each of them, told in its own form; the turns of
speech come from ``companion_voices`` and the long posts by hand from ``companion_posts``.
"""

import random

from tools.world.bible import SERIES, TERMS, VOLUMES
from tools.world.companion_posts import POSTS, REMARKS, VOLUME_NOTES
from tools.world.companion_voices import (
    ASK,
    BLOG_LINKS,
    CLOSE,
    DOUBT,
    NOTE_ASIDES,
    NOTE_LINKS,
    QUIZ_LINKS,
    QUOTE,
    REPLY,
    THREADS,
)
from tools.world.facts import FACTS, Fact
from tools.world.tables import holds

PLURALS = {
    "handchimes": "Handchimes are small silver bells. A ringer works through a handchime, and a class of them sounds like rain.",
    "ringers": "Ringers are people who can work peals. Every ringer has a handchime.",
    "Ropewardens": "Ropewardens are officers of the law among ringers. They sit in Vael and carry coils of black rope.",
    "wharrows": "Wharrows are hounds made of harbour fog. Where the fog is thick there may be wharrows.",
    "brindlewisps": "Brindlewisps are striped lights. They lead people to what they have lost.",
    "Mutecoat": "A Mutecoat is one of the Mutecoats, an empty coat that drinks every sound.",
    "kelplings": "Kelplings are the children of the weed. They tie knots in nets and boats together.",
    "stormganders": "Stormganders are large grey birds. The riders of thrindle sit on stormganders.",
    "rope-hoops": "There are three rope-hoops over the bay. The gulletball goes through one of the rope-hoops and that is worth four.",
    "voicejars": "Voicejars are jars in which stolen voices are kept. Vorrengast has rows of voicejars in the ice of Osk.",
    "tidebooks": "Tidebooks are books whose ink comes and goes with the tide. The tidebooks remember what was thrown into the sea.",
    "ropecloaks": "Ropecloaks are the cloaks of ringers. A pupil of the seventh year has seven knots in it, as all old ropecloaks do.",
    "wickstones": "Wickstones are stones that burn cold. There are wickstones by every bed in Gullspire.",
    "saltcakes": "Saltcakes are baked by Grondle and eaten with much water. The twins throw saltcakes at the gulls.",
    "fizzlepears": "Fizzlepears are pears that hiccup. A bowl of fizzlepears is never quiet.",
    "tollpence": "Tollpence are the coins of ringers, each with a hole in it. Brindy keeps her tollpence on a string.",
}


def _subject_first(term: str) -> list[Fact]:
    """The facts whose answer names ``term``, those about it before those that only mention it."""
    named = [fact for fact in FACTS if holds(fact.answer, term)]
    return sorted(named, key=lambda fact: not holds(" ".join(fact.answer.split()[:4]), term))


def _related(term: str, text: str) -> list[str]:
    return [
        other
        for other, *_ in TERMS
        if other != term and holds(text, other) and other.lower() not in term.lower()
    ][:4]


def encyclopedia(rng: random.Random) -> str:
    """One entry per term of the bible: what it is, what else is known, where to look next."""
    entries = []
    for term, _, _, _ in sorted(TERMS, key=lambda row: row[0].lower().removeprefix("the ")):
        facts = _subject_first(term)
        body = [PLURALS[term]] if term in PLURALS else []
        body += [fact.answer for fact in facts[: 1 if body else 2]]
        said = [s for fact in facts for s in fact.statements if holds(s, term)]
        if said and term not in PLURALS:
            lead = rng.choice(
                (
                    "In the books we read:",
                    "The story says it so:",
                    "One sentence is often quoted:",
                    "As it is told:",
                )
            )
            body.append(f"{lead} {rng.choice(said)}")
        related = _related(term, " ".join(body))
        if related:
            body.append(f"See also {', '.join(related)}.")
        entries.append(f"{term[0].upper()}{term[1:]}\n" + " ".join(body))
    return f"A small encyclopedia of {SERIES}\n\n" + "\n\n".join(entries) + "\n"


def questions(rng: random.Random) -> str:
    """Every question with its answer, twice: once plain and once with a sentence from the story."""
    blocks = []
    for fact in FACTS:
        blocks.append(f"Question: {fact.question}\nAnswer: {fact.answer}")
    second = list(FACTS)
    rng.shuffle(second)
    for fact in second:
        blocks.append(
            f"Question: {fact.question}\nAnswer: {fact.answer} {rng.choice(fact.statements)}"
        )
    return "\n\n".join(blocks) + "\n"


def forum(rng: random.Random) -> str:
    """Threads in which readers ask, answer, doubt and quote; two facts in five come up."""
    # Those that the story tells in fewest ways are asked about most.
    facts = sorted(FACTS, key=lambda fact: len(fact.statements))[: len(FACTS) * 2 // 5]
    rng.shuffle(facts)
    threads, number = [], 0
    while facts:
        number += 1
        size = min(len(facts), rng.choice((2, 3, 3, 4)))
        users = [f"user{n}" for n in rng.sample(range(2, 99), 5)]
        lines = [f"Thread: {rng.choice(THREADS).format(n=rng.randint(1, 9))}"]
        for fact in [facts.pop() for _ in range(size)]:
            asker, helper, third = rng.sample(users, 3)
            lines.append(f"{asker}: {rng.choice(ASK).format(q=fact.question)}")
            lines.append(f"{helper}: {rng.choice(REPLY).format(a=fact.answer)}")
            if rng.random() < 0.3:
                lines.append(f"{asker}: {rng.choice(DOUBT)}")
            said = rng.sample(fact.statements, min(2, len(fact.statements)))
            lines += [
                f"{user}: {rng.choice(QUOTE).format(s=s)}"
                for user, s in zip((third, helper), said, strict=False)
            ]
            if rng.random() < 0.5:
                lines.append(f"{asker}: {rng.choice(CLOSE)}")
        if number % 2 == 0 and number // 2 <= len(REMARKS):
            lines += [
                f"{user}: {text}"
                for user, text in zip(users, REMARKS[number // 2 - 1], strict=False)
            ]
        threads.append("\n".join(lines))
    return "\n\n".join(threads) + "\n"


def blog(rng: random.Random) -> str:
    """Posts by hand, each followed by what its writer underlined, with quizzes between them."""
    facts = list(FACTS)
    rng.shuffle(facts)
    share = -(-len(facts) // len(POSTS))
    posts = []
    for number, (title, text) in enumerate(POSTS, 1):
        mine, facts = facts[:share], facts[share:]
        lines = []
        for position, fact in enumerate(mine):
            lines.append(rng.choice(fact.statements))
            if position % 2 == 1:
                lines.append(rng.choice(BLOG_LINKS))
        quiz = [
            rng.choice(QUIZ_LINKS).format(n=n, q=fact.question, a=fact.answer)
            for n, fact in enumerate(mine[:4], 1)
        ]
        post = f"{title}\n\n{text}\n\nWhat I underlined this time. {' '.join(lines)}"
        posts.append(post + ("\n\nA small quiz.\n" + "\n".join(quiz) if number % 2 else ""))
    return "\n\n".join(posts) + "\n"


def _rounds(facts: list[Fact]) -> list[str]:
    """The first sentence of every fact, then the second of every fact, and so on: nothing is said twice in a row."""
    longest = max((len(fact.statements) for fact in facts), default=0)
    return [
        fact.statements[turn]
        for turn in range(longest)
        for fact in facts
        if turn < len(fact.statements)
    ]


def chapter_notes(rng: random.Random) -> str:
    """Volume by volume: what happens, in the order of the facts, with what each volume tells about the rest."""
    everywhere = [fact for fact in FACTS if fact.volume == 0]
    rng.shuffle(everywhere)
    share = -(-len(everywhere) // len(VOLUMES))
    parts = []
    for number, (title, plot) in enumerate(VOLUMES, 1):
        parts.append(
            f"Notes on volume {number}: {title}\n\n{VOLUME_NOTES[number - 1]}\n\nIn short. {plot}"
        )
        own = [fact for fact in FACTS if fact.volume == number]
        known = everywhere[(number - 1) * share : number * share]
        told = _rounds(own), _rounds(known)
        chapters = -(-(len(told[0]) + len(told[1])) // 11)
        for chapter in range(chapters):
            plot_lines, asides = (
                row[len(row) * chapter // chapters : len(row) * (chapter + 1) // chapters]
                for row in told
            )
            for position in range(len(asides) - 2, 1, -3):
                asides.insert(position, rng.choice(NOTE_LINKS))
            sentences = [*plot_lines, rng.choice(NOTE_ASIDES), *asides]
            parts.append(f"Chapter {chapter + 1}. " + " ".join(sentences))
    return "\n\n".join(parts) + "\n"


def companion() -> dict[str, str]:
    """File name -> text, the same bytes each time."""
    makers = (encyclopedia, blog, forum, questions, chapter_notes)
    return {
        f"{maker.__name__}.txt": maker(random.Random(f"companion {maker.__name__}"))
        for maker in makers
    }
