"""The table of everyday facts: about thirty relations, each with its question, its completion and
its ways of saying it.

The table is ``text/relations.yaml``. ``art`` is the article of the subject in a sentence ("a",
"the" or none). ``clash`` lists groups of answers that are too near each other to stand as right and
wrong in one question.
"""

import random
from dataclasses import dataclass

from tools.world.content import table

TIERS = ("common", "uncommon", "rare")
ROWS_USED = 20  # rows of each relation in the texts; a tiny model does not take in more


@dataclass(frozen=True)
class Relation:
    """One relation; in the templates ``{s}`` is the subject with its article and ``{a}`` the
    answer.
    """

    name: str
    heading: str
    art: str
    question: str  # the form of the question tasks
    complete: str  # the form of the completion task, ends before the answer
    inverse: str  # asks for the subject, "" where the answer does not single it out
    templates: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    clash: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Fact:
    """One subject and its answer, with the tier that decides how often it is told."""

    relation: Relation
    subject: str
    answer: str
    tier: str
    held_out: bool  # its question form never stands in the training text

    @property
    def key(self) -> str:
        return f"{self.relation.name}:{self.subject}"

    def phrase(self, form: str) -> str:
        """``form`` with subject and answer filled in, first letter in capitals."""
        text = form.format(s=with_article(self.subject, self.relation.art), a=self.answer)
        return text[0].upper() + text[1:]


def with_article(noun: str, art: str) -> str:
    """The noun behind its article: 'a cow', 'an owl', 'the sun', 'milk'."""
    if not art:
        return noun
    if art == "a" and noun[0] in "aeiou" and not noun.startswith(("uni", "use")):
        return f"an {noun}"
    return f"{art} {noun}"


# name | heading | article | question | completion | inverse question; then templates; then rows;
# then clashes


RELATIONS: tuple[Relation, ...] = tuple(
    Relation(**row | {"rows": row["rows"][:ROWS_USED]}) for row in table("relations")
)


def _bare(answer: str) -> str:
    for art in ("a ", "an ", "the "):
        if answer.startswith(art):
            return answer[len(art) :]
    return answer


def clashes(relation: Relation, one: str, other: str) -> bool:
    """Whether two answers are the same or so near that a question must not set one against the
    other.
    """
    if one == other:
        return True
    names_one, names_other = {one, _bare(one)}, {other, _bare(other)}
    return any(names_one & set(group) and names_other & set(group) for group in relation.clash)


def _facts() -> tuple[Fact, ...]:
    facts = []
    for relation in RELATIONS:
        for place, (subject, answer) in enumerate(relation.rows):
            # The rows run from the familiar to the rare; a little shuffling keeps the tiers from
            # being a fixed cut.
            rng = random.Random(f"tier:{relation.name}:{subject}")
            depth = place / len(relation.rows) + rng.uniform(-0.12, 0.12)
            tier = "common" if depth < 0.42 else "uncommon" if depth < 0.74 else "rare"
            facts.append(
                Fact(
                    relation,
                    subject,
                    answer,
                    tier,
                    random.Random(f"held:{relation.name}:{subject}").random() < 0.28,
                )
            )
    return tuple(facts)


FACTS: tuple[Fact, ...] = _facts()
