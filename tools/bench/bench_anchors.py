"""1,500 terms in 6 MB of text, on one core: to find and replace, to validate, to edit; and against
one regular expression.
"""

import random
import re
import statistics
import tempfile
import time
from pathlib import Path

from whp_kit.anchors.editor import AnchorEditor
from whp_kit.anchors.matching import CAPITALISED, PLAIN, TITLE, UPPER, Matcher, in_form
from whp_kit.anchors.table import Anchor, AnchorTable
from whp_kit.anchors.translate import find_matches, translate
from whp_kit.anchors.validate import validate

TERMS, CHARACTERS = 1500, 6_000_000
ROUNDS = 3


def book() -> tuple[AnchorTable, str]:
    """Made-up words; one in twelve is a name with an anchor, some of two words, and many words
    begin like a name.
    """
    drawn = random.Random(0)
    words = ["".join(drawn.choices("aeioulnrstdkmbp", k=drawn.randint(2, 9))) for _ in range(8000)]
    names = list(dict.fromkeys(word.capitalize() for word in words[: 2 * TERMS]))[:TERMS]
    names = [
        name if drawn.random() < 0.6 else f"{name} {drawn.choice(words).capitalize()}"
        for name in names
    ]
    out, size = [], 0
    while size < CHARACTERS:
        out.append(drawn.choice(names) if drawn.random() < 1 / 12 else drawn.choice(words))
        size += len(out[-1]) + 1
    return AnchorTable(
        tuple(Anchor(name, "name", ("Somebody", "a friend")) for name in dict.fromkeys(names))
    ), " ".join(out)


def bench() -> dict[str, float]:
    """Processor seconds, so that other work on the machine does not count; of the whole job, with
    building what finds the terms.
    """
    table, text = book()
    translation, judging = [], []
    for _ in range(ROUNDS):
        fresh = AnchorTable(
            table.rows[::-1] if len(translation) % 2 else table.rows
        )  # another order: nothing is known already
        begun = time.process_time()
        matches = find_matches(text, fresh)
        found = time.process_time()
        translate(text, fresh, matches=matches)
        translation.append((found - begun, time.process_time() - found))
        begun = time.process_time()
        validate(fresh, text)
        judging.append(time.process_time() - begun)
    speedup = over_regex(table, text)
    return {
        "anchors_find_6mb_seconds": min(find for find, _ in translation),
        "anchors_replace_6mb_seconds": min(replacing for _, replacing in translation),
        "translate_seconds_1500_terms_6mb": min(map(sum, translation)),
        "translate_speedup_over_regex": speedup,
        "validate_seconds_1500_terms_6mb": min(judging),
        **edits(table, text),
    }


def over_regex(table: AnchorTable, text: str) -> float:
    """Seconds of one alternation over those of the kit, both with building what finds the terms;
    the same matches, or an error.
    """
    terms = [row.term for number, row in enumerate(table.rows) if number not in table.dropped]
    begun = time.process_time()
    forms = {in_form(term, form) for form in (PLAIN, CAPITALISED, TITLE, UPPER) for term in terms}
    longest_first = sorted(forms, key=len, reverse=True)
    expression = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    wanted = [found.span() for found in expression.finditer(text)]
    slow = time.process_time() - begun
    quick = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        found = [(match.start, match.end) for match in Matcher(terms).find(text)]
        quick.append(time.process_time() - begun)
        if found != wanted:
            raise AssertionError(f"{len(found)} matches, the regular expression has {len(wanted)}")
    return slow / min(quick)


def edits(table: AnchorTable, text: str) -> dict[str, float]:
    """Medians of what the editor takes to show an edit of a replacement, and of a term, in a text
    with paragraphs.
    """
    words = text.split(" ")
    pages = "\n\n".join(" ".join(words[at : at + 200]) for at in range(0, len(words), 200))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "anchors.csv"
        table.save(path)
        begun = time.process_time()
        editor = AnchorEditor(path, pages)
        opened = time.process_time() - begun
        taken = {"replacements": [], "term": []}
        for number in range(2, 12):
            for field, seconds in taken.items():
                begun = time.process_time()
                editor.edit(number, field, f"Newword{'abcdefghijkl'[number]}")
                seconds.append(time.process_time() - begun)
    medians = {
        f"desk_edit_{field}_seconds_1500_terms_6mb": statistics.median(seconds)
        for field, seconds in taken.items()
    }
    return {"desk_open_seconds_1500_terms_6mb": opened, **medians}


if __name__ == "__main__":
    print(bench())
