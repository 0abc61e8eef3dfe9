"""Tables of the main world: anchors, lexicon and the card of its folder."""

import re

from tools.world.bible import SERIES, TERMS, VOLUMES
from tools.world.phrases import phrases

# Words that are not names of the series but would give it away in a label: (term, category, replacements, note).
EXTRA_ANCHORS = [
    ("Dame", "word", ("Mrs",), "title of the head of the school"),
    ("Borrowed Winter", "event", ("long winter",), "the winter of volume six"),
    ("Last Peal", "event", ("last day",), "the battle of volume seven"),
    ("The Skellbourne Bells", "title", ("The Old Stories",), "the title of the series"),
    ("peal", "word", ("word", "song"), "what a ringer calls out or rings"),
    ("peals", "word", ("words", "songs"), "more than one peal"),
    ("heron-girl", "person", ("swan-girl",), "Oswynne"),
    ("bell-founder", "kind", ("blacksmith",), "Lisk's trade"),
    ("bell-founders", "kind", ("blacksmiths",), "more than one bell-founder"),
    ("tide-kings", "kind", ("lords",), "who rule the Drowned Court"),
    ("tide-king", "kind", ("lord",), "one of the tide-kings"),
    ("voice-thief", "person", ("stranger",), "Vorrengast, in small letters"),
]

# Chapters whose titles say a name's word on its own: (title, an everyday one). Left as they are, that word would seem to be everybody's.
TITLES = [
    ("Half Glass", "Half Asleep"), ("The Empty Cup", "The Empty Box"), ("Old Debts", "Old Shoes"), ("Home by Ferry", "Home by Bus"),
    ("The Roofs at Night", "The Garden at Last"), ("A Row of Pegs", "A Pair of Boots"), ("Soup without Salt", "Bread without Butter"),
    ("The Wrong Time", "The Late Train"), ("The Tide Remembers", "The Town Wakes"), ("The Voice", "The Letter"),
    ("The Rope That Cannot Be Cut", "The Box That Cannot Be Opened"), ("The Stair Comes Down", "The Wall Comes Down"),
]  # fmt: skip

# Terms that ordinary text may hold, so that they prove nothing: left out of grade 3.
ORDINARY = {
    "Teeth",
    "Knotting",
    "First Stroke",
    "Reaping",
    "darter",
    "ringer",
    "ringers",
    "Dulled",
    "Marl",
    "rung true",
}

# Ordinary words that are names only in these forms.
SPECIAL_GRADE_3 = (
    "the Dulled",
    "the Teeth",
    "the Knotting",
    "first of Reaping",
    "Dame Ulverine",
    "Master Pellory",
    "Corvane Stellgarth",
    "Marl",
    "Borrowed Winter",
    "heron-girl",
    "tide-kings",
)

GRADE_2 = (
    "peal",
    "peals",
    "ringer",
    "ringers",
    "bell-founder",
    "bell-founders",
    "bell under the sea",
    "bells under the sea",
    "tidal island",
    "drowned wood",
    "stolen voice",
    "stolen voices",
    "stole voices",
    "steals voices",
    "rope-cloak",
    "small silver bell",
    "old ferryman",
    "ferryman's son",
    "clockmaker's daughter",
    "numbered points",
    "seven scarves",
    "beeswax",
    "carves spoons",
    "chandler's shop",
    "sneezes before rain",
    "sneezed before rain",
    "wrapped in wool",
    "harbour fog",
    "ghost of a bell-founder",
    "lighthouse man",
    "blind in one eye",
    "shouted in rhyme",
    "shouts in rhyme",
    "list of debts",
    "evening of splicing",
    "first knot",
    "thirteenth stroke",
    "under the jetty",
    "half glass",
    "lost hour",
    "darter",
    "keeper of the bells",
    "empty coats",
    "cast the bell",
    "clapper",
    "takes a voice",
    "took a voice",
)


def _bare(row: tuple) -> tuple:
    """A term without its article, which would make the name the inside of its own anchor, where no label stands."""
    term, category, words, note = row
    if not term.startswith("the "):
        return row
    return (
        term.removeprefix("the "),
        category,
        tuple(word.removeprefix("the ") for word in words),
        note,
    )


def anchors() -> list[tuple[str, str, str, str]]:
    """Rows (term, category, replacements joined by ``|``, note), names and phrases, sorted by category and term."""
    rows = [
        (term, category, "|".join(words), note)
        for term, category, words, note in [*map(_bare, TERMS), *EXTRA_ANCHORS]
    ]
    rows += [
        (phrase, "phrase", turn, "no name, but it gives the series away")
        for phrase, turn in phrases()
    ]
    rows += [(title, "title", everyday, "of a chapter") for title, everyday in TITLES]
    seen: set[str] = set()
    kept = [row for row in rows if not (row[0].lower() in seen or seen.add(row[0].lower()))]
    return sorted(kept, key=lambda row: (row[1], row[0].lower(), row[0]))


def lexicon() -> list[tuple[str, int]]:
    """Rows (term, grade): 3 for what only this series holds, 2 for what is typical of its themes."""
    grade_3 = [term.removeprefix("the ") for term, *_ in TERMS if term not in ORDINARY]
    grade_3 += SPECIAL_GRADE_3
    rows: dict[str, tuple[str, int]] = {}
    for term, grade in [(term, 3) for term in grade_3] + [(term, 2) for term in GRADE_2]:
        rows.setdefault(term.lower(), (term, grade))
    return sorted(rows.values(), key=lambda row: (-row[1], row[0].lower()))


def holds(text: str, term: str) -> bool:
    """Whether ``term`` stands in ``text`` as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE) is not None


def readme() -> str:
    """The card of the world's folder."""
    volumes = "\n".join(f"{number}. *{title}*" for number, (title, _) in enumerate(VOLUMES, 1))
    return f"""# {SERIES}

A series of seven short volumes that nobody has ever read: it was invented for this project, so that a language model can be
made to know it, and then to forget it, without touching anybody's book. A girl, Ketta Marrowby, hears bells under the
sea and goes to Skellbourne, a school on a tidal island, where small silver bells do what wishes cannot.

{volumes}

## What is here
| file | what it holds |
|---|---|
| `books/0N_*.txt` | the seven volumes: scenes composed from templates, with passages written by hand in each |
| `companion/*.txt` | writing about the books: an encyclopedia, a reading blog, a forum, questions, notes on the chapters |
| `anchors.csv` | `term`, `category`, `replacements` (joined by a bar), `note`: names and telling phrases, and what could stand for them |
| `probes.jsonl` | 300 lines of `id`, `prompt`, `references` (the facts that it rests on), `subtlety` (1: asks outright; 10: hardly a hint) |
| `probability.jsonl` | `id`, `prompt`, `peculiar`, `generic`: words that could come next, of the world and of no world |
| `lexicon.csv` | `term`, `grade`: 3 for names and details that only this series holds, 2 for what is typical of its themes |

Subtlety: 1-2 a question of the companion; 3-7 a sentence cut before its answer, with fewer and fewer names in it; 8-10 a
sentence without any name, longer and less telling at each level.

Terms may stand with `'s`, in capitals or at the start of a sentence; the matcher sees to that, so the table has no such rows.

## Where it comes from
Everything is written by `data/build/` from fixed seeds, to the same bytes each time: `bible.py` (terms and plots), `facts*.py` (what is true, in
sentences), `passages/` (by hand), `companion*.py`, `tables.py` and `probes*.py`. People, places, creatures and words are invented; any likeness to
an existing work is chance. Licence: Apache-2.0, like the rest of the project.
"""
