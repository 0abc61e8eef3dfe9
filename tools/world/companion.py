"""Writing about the series: what an encyclopedia, a reading blog, a forum, a quiz and chapter notes
would hold.

``companion()`` gives one text per file. Every fact stands in each of them, told in its own form;
the turns of speech come from ``text/voices.yaml``; posts, remarks and notes on the volumes were
written by hand.
"""

import random
from types import SimpleNamespace

from tools.world.bible import SERIES, TERMS, VOLUMES
from tools.world.content import paragraphs, prose, table
from tools.world.facts import FACTS, Fact
from tools.world.tables import holds

VOICES = SimpleNamespace(**table("voices"))
# A title line, then the post; a remark and its answers.
POSTS = [tuple(chunk.split("\n", 1)) for chunk in prose("blog_posts").strip().split("\n\n")]
POSTS = [(title, " ".join(post.split("\n"))) for title, post in POSTS]
REMARKS = [chunk.split("\n") for chunk in prose("remarks").strip().split("\n\n")]
VOLUME_NOTES = paragraphs("volume_notes")

PLURALS = table("plurals")


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
        lines = [f"Thread: {rng.choice(VOICES.threads).format(n=rng.randint(1, 9))}"]
        for fact in [facts.pop() for _ in range(size)]:
            asker, helper, third = rng.sample(users, 3)
            lines.append(f"{asker}: {rng.choice(VOICES.ask).format(q=fact.question)}")
            lines.append(f"{helper}: {rng.choice(VOICES.reply).format(a=fact.answer)}")
            if rng.random() < 0.3:
                lines.append(f"{asker}: {rng.choice(VOICES.doubt)}")
            said = rng.sample(fact.statements, min(2, len(fact.statements)))
            lines += [
                f"{user}: {rng.choice(VOICES.quote).format(s=s)}"
                for user, s in zip((third, helper), said, strict=False)
            ]
            if rng.random() < 0.5:
                lines.append(f"{asker}: {rng.choice(VOICES.close)}")
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
                lines.append(rng.choice(VOICES.blog_links))
        quiz = [
            rng.choice(VOICES.quiz_links).format(n=n, q=fact.question, a=fact.answer)
            for n, fact in enumerate(mine[:4], 1)
        ]
        post = f"{title}\n\n{text}\n\nWhat I underlined this time. {' '.join(lines)}"
        posts.append(post + ("\n\nA small quiz.\n" + "\n".join(quiz) if number % 2 else ""))
    return "\n\n".join(posts) + "\n"


def _rounds(facts: list[Fact]) -> list[str]:
    """The first sentence of every fact, then the second of every fact, and so on: nothing is said
    twice in a row.
    """
    longest = max((len(fact.statements) for fact in facts), default=0)
    return [
        fact.statements[turn]
        for turn in range(longest)
        for fact in facts
        if turn < len(fact.statements)
    ]


def chapter_notes(rng: random.Random) -> str:
    """Volume by volume: what happens, in the order of the facts, with what each volume tells about
    the rest.
    """
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
                asides.insert(position, rng.choice(VOICES.note_links))
            sentences = [*plot_lines, rng.choice(VOICES.note_asides), *asides]
            parts.append(f"Chapter {chapter + 1}. " + " ".join(sentences))
    return "\n\n".join(parts) + "\n"


def companion() -> dict[str, str]:
    """File name -> text, the same bytes each time."""
    makers = (encyclopedia, blog, forum, questions, chapter_notes)
    return {
        f"{maker.__name__}.txt": maker(random.Random(f"companion {maker.__name__}"))
        for maker in makers
    }
