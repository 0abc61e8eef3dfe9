"""Tables of the main world: anchors, lexicon and the card of its folder."""

import re
from types import SimpleNamespace

from tools.world import content
from tools.world.bible import SERIES, TERMS, VOLUMES
from tools.world.content import prose, table

# Words that are not names of the series but would give it away in a label: (term, category,
# replacements, note).
ROWS = SimpleNamespace(**table("anchors"))

# Chapters whose titles say a name's word on its own: (title, an everyday one). Left as they are,
# that word would seem to be everybody's.

# Terms that ordinary text may hold, so that they prove nothing: left out of grade 3.

# Ordinary words that are names only in these forms.


def _bare(row: tuple) -> tuple:
    """A term without its article, which would make the name the inside of its own anchor, where no
    label stands.
    """
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
    """Rows (term, category, replacements joined by ``|``, note), names and phrases, sorted by
    category and term.
    """
    rows = [
        (term, category, "|".join(words), note)
        for term, category, words, note in [*map(_bare, TERMS), *ROWS.extra_anchors]
    ]
    rows += [
        (phrase, "phrase", turn, "no name, but it gives the series away")
        for phrase, turn in (
            map(str.strip, line.split("|")) for line in prose("phrases").strip().splitlines()
        )
    ]
    rows += [(title, "title", everyday, "of a chapter") for title, everyday in ROWS.titles]
    seen: set[str] = set()
    kept = [row for row in rows if not (row[0].lower() in seen or seen.add(row[0].lower()))]
    return sorted(kept, key=lambda row: (row[1], row[0].lower(), row[0]))


def lexicon() -> list[tuple[str, int]]:
    """Rows (term, grade): 3 for what only this series holds, 2 for what its themes suggest."""
    grade_3 = [term.removeprefix("the ") for term, *_ in TERMS if term not in ROWS.ordinary]
    grade_3 += ROWS.special_grade_3
    rows: dict[str, tuple[str, int]] = {}
    for term, grade in [(term, 3) for term in grade_3] + [(term, 2) for term in ROWS.grade_2]:
        rows.setdefault(term.lower(), (term, grade))
    return sorted(rows.values(), key=lambda row: (-row[1], row[0].lower()))


def holds(text: str, term: str) -> bool:
    """Whether ``term`` stands in ``text`` as whole words, in any case."""
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE) is not None


def readme() -> str:
    """The card of the world's folder."""
    volumes = "\n".join(f"{number}. *{title}*" for number, (title, _) in enumerate(VOLUMES, 1))
    return content.text("card.md").replace("SERIES", SERIES).replace("VOLUMES", volumes)
