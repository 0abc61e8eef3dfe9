"""What a model writes of a name by itself: the text that it shall forget.

Passages are drawn at temperature 1 from openings that hold the name (data/general/by_name.csv); a
chat model is asked as well. Two rounds: who is asked of a hero alone says little of his school, so
most passages begin with names that stood in the first ones.

The text is the model's, mistakes and all. Not done here: what is true of the name.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whp_kit.anchors.candidates import find_names
from whp_kit.anchors.keyness import Corpora, frequency_ratio
from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.suggest import EVERYDAY
from whp_kit.errors import InputError
from whp_kit.files import read_text
from whp_kit.models.kept_passages import BETWEEN, Sieve, collect
from whp_kit.models.load import Loaded
from whp_kit.models.passages import load_openings, origin_of, write_passages
from whp_kit.settings import ByNameSettings
from whp_kit.text.function_words import COMMON_WORDS
from whp_kit.text.sentences import paragraphs
from whp_kit.text.words import find_words, require_served

PLACE = "{name}"  # in an opening
FIRST_ROUND = 0.25  # of the passages begin with the name itself
MOST_NAMES = 100  # that the second round asks of
FEWEST_PASSAGES = 3  # in which a term must stand: what stands in one alone is made up
OFTEN = 0.1  # of the first passages: a name in so many is known, and not made up
FEWEST_KNOWN = 3  # such names: with fewer, the model knows next to nothing of the name
RATIO = 3  # times the share of general passages in which it stands
FIRST, SECOND = "first_round.json", "second_round.json"


@dataclass(frozen=True)
class Elicited:
    """The passages that the model wrote of `name`, those of the first round first.

    `names`: what else the second round asked of, the most frequent first. `known`: those in OFTEN
    of the first passages; with fewer than FEWEST_KNOWN there is no second round. `openings`: what
    the passages were written from, with PLACE for a name.
    """

    name: str
    names: tuple[str, ...]
    passages: tuple[str, ...]
    known: tuple[str, ...]
    openings: tuple[str, ...] = ()

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

    def write(names: Sequence[str], wanted: int, file: str) -> None:
        about = [
            replace(opening, text=opening.text.replace(PLACE, one))
            for one in names
            for opening in openings
        ]
        origin = origin_of(loaded, seed, settings.tokens, settings.openings)
        collect(
            lambda first: write_passages(loaded, about, seed, settings.tokens, first),
            wanted,
            sieve,
            origin | {"names": list(names)},
            work / file,
            *([former / file] if former else []),
        )

    write([name], round(FIRST_ROUND * settings.passages), FIRST)
    names = names_beside(name, sieve.kept, general)
    spread, enough = spread_of(names, sieve.kept), OFTEN * len(sieve.kept)
    known = tuple(one for one in names if spread[one] >= enough)
    if len(known) >= FEWEST_KNOWN:
        sieve.unfit = lacks([name, *names])
        write([name, *names], settings.passages, SECOND)
    matcher = Matcher([name, *names], any_case=True)
    passages = tuple(up_to_last(matcher, text) for text in sieve.kept)
    templates = tuple(opening.text for opening in openings)
    return Elicited(name, tuple(names), passages, known, templates)


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
    corpora = Corpora.read(BETWEEN.join(passages), read_text(EVERYDAY))
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
