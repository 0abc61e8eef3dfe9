"""What a model writes of a name by itself: the text that it shall forget.

Passages are drawn at temperature 1 from openings that hold the name (data/general/by_name.csv); a
chat model is asked as well. Three rounds: who is asked of a hero alone says little of his school,
so the second begins with names that stood in the first; and who is always given a name is never
seen to come to one, so the third begins with the model's own sentences, cut before a name.

The text is the model's, mistakes and all. Not done here: what is true of the name.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from whp_kit.anchors.candidates import find_names
from whp_kit.anchors.keyness import Corpora, frequency_ratio
from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.pool import Pool
from whp_kit.anchors.suggest import EVERYDAY
from whp_kit.errors import InputError
from whp_kit.evaluation.probe_suggestions import find_cuts
from whp_kit.evaluation.probes import Lexicon
from whp_kit.files import json_digest, read_text
from whp_kit.models.kept_passages import BETWEEN, Sieve, collect
from whp_kit.models.load import Loaded
from whp_kit.models.passages import Opening, load_openings, origin_of, write_passages
from whp_kit.settings import ByNameSettings
from whp_kit.text.documents import Document
from whp_kit.text.function_words import COMMON_WORDS
from whp_kit.text.sentences import paragraphs
from whp_kit.text.words import find_words, require_served

PLACE = "{name}"  # in an opening
FIRST_ROUND = 0.25  # of the passages begin with the name itself
SECOND_ROUND = 0.6  # are written after the second round
MOST_NAMES = 100  # that the second round asks of
FEWEST_PASSAGES = 3  # in which a term must stand: what stands in one alone is made up
OFTEN = 0.1  # of the first passages: a name in so many is known, and not made up
FEWEST_KNOWN = 3  # such names: with fewer, the model knows next to nothing of the name
RATIO = 3  # times the share of general passages in which it stands
APART = 0.5  # times as often as beside known names the target's stands beside another story's
FIRST, SECOND, THIRD = "first_round.json", "second_round.json", "third_round.json"


@dataclass(frozen=True)
class Elicited:
    """The passages that the model wrote of `name`, by rounds.

    `names`: what else the second round asked of and belongs to it, the most frequent first.
    `known`: those in OFTEN of the first passages; with fewer than FEWEST_KNOWN there is no second
    round. `openings`: what the passages were written from, with PLACE for a name.
    """

    name: str
    names: tuple[str, ...]
    known: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...] = ()
    third: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()

    @property
    def passages(self) -> tuple[str, ...]:
        """All of them."""
        return self.first + self.second + self.third

    @property
    def trained(self) -> tuple[str, ...]:
        """Every second one, and those of the third round, which go on from them."""
        return (self.first + self.second)[::2] + self.third

    @property
    def held_out(self) -> tuple[str, ...]:
        """The others."""
        return (self.first + self.second)[1::2]

    @property
    def knows_little(self) -> bool:
        """Whether the model says too few names again and again."""
        return len(self.known) < FEWEST_KNOWN


def elicit(
    loaded: Loaded,
    name: str,
    settings: ByNameSettings,
    general: Sequence[str],
    seed: int,
    work: Path,
    former: Path | None = None,
) -> Elicited:
    """Has the baseline write passages in which the name, or one that belongs to it, stands.

    general: ordinary passages, beside which names of the target are told. work: a folder where the
    passages are kept while they are written; the same call goes on from there. former: a folder
    with the passages of an earlier time. It prints how far it is. InputError: as `require_name`.
    """
    require_name(name)
    openings = load_openings(settings.openings)
    sieve = Sieve(lacks([name]), f"what the model writes of {name}", "without the name")

    def write(
        wanted: float, file: str, names: Sequence[str], beginnings: Sequence[str] = ()
    ) -> None:
        about = [Opening("sentence", text) for text in beginnings] or [
            Opening(opening.form, opening.text.replace(PLACE, one))
            for one in names
            for opening in openings
        ]
        origin = origin_of(loaded, seed, settings.tokens, settings.openings)
        collect(
            lambda first: write_passages(loaded, about, seed, settings.tokens, first),
            round(wanted * settings.passages),
            sieve,
            origin | {"names": list(names), "beginnings": json_digest(list(beginnings))},
            work / file,
            *([former / file] if former else []),
        )

    write(FIRST_ROUND, FIRST, [name])
    first, second, third = sieve.kept, [], []
    names = names_beside(name, first, general)
    spread, enough = spread_of(names, first), OFTEN * len(first)
    known = tuple(one for one in names if spread[one] >= enough)
    if len(known) >= FEWEST_KNOWN:
        sieve.kept, sieve.unfit = [*first], lacks([name, *names])
        write(SECOND_ROUND, SECOND, [name, *names])
        second = sieve.kept[len(first) :]
        others = of_other_stories(names, name, known, second)
        names = [one for one in names if one not in others]
        sieve.unfit = lacks([name, *names])
        second = [text for text in second if not sieve.unfit(text)]
        sieve.kept = [*first, *second]
        beginnings = nameless_beginnings(sieve.kept[::2], [*telling_words(name), *names])
        if beginnings:
            write(1, THIRD, [name, *names], beginnings)
        third = sieve.kept[len(first) + len(second) :]
    matcher = Matcher([name, *names], any_case=True)
    rounds = [
        tuple(up_to_last(matcher, text) for text in texts) for texts in (first, second, third)
    ]
    templates = tuple(opening.text for opening in openings)
    return Elicited(name, tuple(names), known, *rounds, templates)


def require_name(name: str) -> None:
    """InputError for a name without a word, or in a script that is not served."""
    if not find_words(name):
        raise InputError("the name holds no word", value=name, remedy="give a name or a term")
    require_served(name, "the name")


def telling_words(name: str) -> list[str]:
    """The name, and those of its words that tell of it by themselves: no "the" and no "of"."""
    words = [word for word in find_words(name, joined=True) if word.text not in COMMON_WORDS]
    return [name, *(name[word.start : word.end] for word in words if len(word.text) > 1)]


def lacks(names: Sequence[str]) -> Callable[[str], str | None]:
    """The function that gives the first of the names for a text in which none of them stands."""
    first_of_them = has_any(names)
    return lambda text: None if first_of_them(text) else names[0]


def has_any(names: Sequence[str]) -> Callable[[str], str | None]:
    """The function that gives the first of the names that stands in a text."""
    return Matcher(names, any_case=True).first_term


def without(names: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The texts in which none of the names stands."""
    first_of_them = has_any(names)
    return [text for text in texts if not first_of_them(text)]


def up_to_last(matcher: Matcher, text: str) -> str:
    """The text up to the paragraph in which the last term stands: what follows is of something
    else."""
    last = max((match.end for match in matcher.find(text)), default=0)
    end = next((end for _, end in paragraphs(text) if end >= last), len(text))
    return text[:end].rstrip()


def names_beside(name: str, passages: Sequence[str], general: Sequence[str]) -> list[str]:
    """The names that belong to the passages and not to `general`, those of most passages first.

    Left out are names of which each word is one of the name's. A model that was trained on the
    target may write of it from any opening: candidates are told beside the kit's everyday text, and
    at last beside those general passages that hold none of the names found first.
    """
    if not passages:
        return []
    own = {word.text for word in find_words(name, joined=True)}
    corpora = Corpora.read(BETWEEN.join(passages), read_text(EVERYDAY), Pool.load().names)
    found = [
        one.term
        for one in find_names(corpora, set())
        if not own.issuperset(word.text for word in find_words(one.term, joined=True))
    ]
    surely = belonging(found, passages, general)
    return belonging(found, passages, without(surely, general))[:MOST_NAMES]


def belonging(terms: Sequence[str], passages: Sequence[str], general: Sequence[str]) -> list[str]:
    """The terms that stand in FEWEST_PASSAGES or more, and RATIO times as often as in general text;
    those of most passages first.

    Passages are counted and not occurrences: where a model wanders to another story, one passage
    says that one's names many times.
    """
    here, there = spread_of(terms, passages), spread_of(terms, general)
    kept = [
        term
        for term in terms
        if here[term] >= FEWEST_PASSAGES
        and frequency_ratio(here[term], len(passages), there[term], len(general)) >= RATIO
    ]
    return sorted(kept, key=lambda term: -here[term])


def spread_of(terms: Sequence[str], passages: Sequence[str]) -> Counter[str]:
    """In how many of the passages each term stands."""
    matcher = Matcher(terms, any_case=True)
    spread: Counter[str] = Counter()
    for passage in passages:
        spread.update({match.term for match in matcher.find(passage)})
    return spread


def of_other_stories(
    terms: Sequence[str], name: str, known: Sequence[str], passages: Sequence[str]
) -> set[str]:
    """Those of the terms beside which the target's name hardly ever stands: APART times as often as
    beside the known names.

    passages: of the second round, where the name was not given. A term in fewer than
    FEWEST_PASSAGES of them is not judged.
    """
    has_name = has_any(telling_words(name))
    everywhere = spread_of([*terms, *known], passages)
    beside = spread_of([*terms, *known], [text for text in passages if has_name(text)])
    of_known = sum(everywhere[one] for one in known)
    usual = sum(beside[one] for one in known) / of_known if of_known else 0.0
    return {
        term
        for term in terms
        if everywhere[term] >= FEWEST_PASSAGES and beside[term] < APART * usual * everywhere[term]
    }


def nameless_beginnings(passages: Sequence[str], names: Sequence[str]) -> list[str]:
    """Beginnings of the passages' sentences in which no name stands yet and the next word is
    one."""
    has_name = has_any(names)
    text = Document("passages", BETWEEN.join(passages))
    cuts = find_cuts([text], Lexicon(dict.fromkeys(names, 3)))
    return list(dict.fromkeys(cut.prompt for cut in cuts if not has_name(cut.prompt)))
