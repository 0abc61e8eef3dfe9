"""Wrong answers to questions about the target: two questions exchange the names in their answers.

A name that is wrong more often than it is true, or less often, gives the truth away to a model that
has never read the target. So questions come in pairs: each lends the other its names. In every
round of pairs each name is exactly as often wrong as it is true, and one who sees the name alone
can only guess. The draw is seeded and looks at no spelling.

Names pair only with names of the same category, by preference with as many words and after the same
word ("the", "called"), so that a wrong answer is English like the true one.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from whp_kit.anchors.matching import Match, in_form
from whp_kit.anchors.table import AnchorTable
from whp_kit.anchors.translate import find_matches
from whp_kit.text.words import comparable_words, fold_term


@dataclass(frozen=True)
class NamedAnswer:
    """A true answer and the names in it that its prompt does not give.

    `rows`: the names in the order of their first match, as rows of the table. `kind`: the category
    of each. `shape`: its number of words and the word before it. `excluded`: names that would make
    no wrong answer, since prompt, answer or a reference holds them, or a form of them.
    """

    text: str
    matches: tuple[Match, ...]
    rows: tuple[int, ...]
    kind: tuple[str, ...]
    shape: tuple[tuple[int, str], ...]
    excluded: frozenset[int]

    def with_names_of(self, other: "NamedAnswer", names: AnchorTable) -> str:
        """The answer with the other's names in the place of its own, each in the form in which the
        own one stands."""
        terms = {row: names.rows[new].term for row, new in zip(self.rows, other.rows, strict=True)}
        return replace_matches(self.text, self.matches, terms)


def read_answer(
    prompt: str, text: str, references: Sequence[str], names: AnchorTable
) -> NamedAnswer:
    """The names of an answer `text` to `prompt`; `references` are true as well."""
    in_prompt = {match.row for match in find_matches(prompt, names)}
    matches = tuple(match for match in find_matches(text, names) if match.row not in in_prompt)
    rows = tuple(dict.fromkeys(match.row for match in matches))
    known = in_prompt.union(rows)
    for reference in references:
        known.update(match.row for match in find_matches(reference, names))
    first = {match.row: match for match in reversed(matches)}
    return NamedAnswer(
        text,
        matches,
        rows,
        kind=tuple(names.rows[row].category for row in rows),
        shape=tuple(
            (len(names.rows[row].term.split()), _word_before(prompt + text[: first[row].start]))
            for row in rows
        ),
        excluded=_with_other_forms(known, names),
    )


def pair_answers(
    answers: Sequence[NamedAnswer], draw: random.Random, met: Sequence[set[tuple[int, ...]]]
) -> dict[int, int]:
    """A random pairing: place of an answer -> place of its partner, both ways.

    `met`: for each answer the names that it had in earlier rounds; it does not get them again.
    Answers of the same shape pair first, then of as many words, then the rest; an answer without a
    partner is left out. Who has the fewest possible partners chooses first, so that few are left.
    """
    partners: dict[int, int] = {}
    for likeness in (_same_shape, _as_long, _same_kind):
        free = [place for place in range(len(answers)) if place not in partners]
        draw.shuffle(free)
        possible = {
            place: {
                other
                for other in free
                if likeness(answers[place], answers[other])
                and _may_exchange(answers[place], answers[other])
                and answers[other].rows not in met[place]
                and answers[place].rows not in met[other]
            }
            for place in free
        }
        while free:
            place = min(free, key=lambda place: len(possible[place]))
            others = [other for other in free if other in possible[place]]
            chosen = [place, draw.choice(others)] if others else [place]
            if others:
                partners |= {chosen[0]: chosen[1], chosen[1]: chosen[0]}
            free = [other for other in free if other not in chosen]
            for other in free:
                possible[other].difference_update(chosen)
    return partners


def replace_matches(text: str, matches: Sequence[Match], terms: dict[int, str]) -> str:
    """`text` with each match whose row is in `terms` replaced by that term, in the match's form."""
    pieces, end = [], 0
    for match in matches:
        if match.row in terms:
            pieces += [text[end : match.start], in_form(terms[match.row], match.form)]
            end = match.end
    return "".join([*pieces, text[end:]])


def _may_exchange(first: NamedAnswer, second: NamedAnswer) -> bool:
    """Neither answer becomes true, or stays as it is, by the other's names."""
    return first.excluded.isdisjoint(second.rows) and second.excluded.isdisjoint(first.rows)


def _same_kind(first: NamedAnswer, second: NamedAnswer) -> bool:
    return first.kind == second.kind


def _as_long(first: NamedAnswer, second: NamedAnswer) -> bool:
    lengths = [[words for words, _ in answer.shape] for answer in (first, second)]
    return _same_kind(first, second) and lengths[0] == lengths[1]


def _same_shape(first: NamedAnswer, second: NamedAnswer) -> bool:
    return _same_kind(first, second) and first.shape == second.shape


def _word_before(text: str) -> str:
    words = comparable_words(text)
    return words[-1] if words else ""


def _with_other_forms(rows: set[int], names: AnchorTable) -> frozenset[int]:
    """The rows, and those whose term begins with one of their terms or the other way round: the
    plural of a name is the same thing."""
    known = [fold_term(names.rows[row].term) for row in rows]
    alike = set(rows)
    for row, anchor in enumerate(names.rows):
        term = fold_term(anchor.term)
        if any(term.startswith(other) or other.startswith(term) for other in known):
            alike.add(row)
    return frozenset(alike)
