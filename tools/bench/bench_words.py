"""What it takes to fold text, to find terms in it, to cut it into sentences, and to grade
completions, on one core; and what one regular expression takes over the same folded text.

The book is that of bench_anchors.py, once as it is and once as it is typeset: in lines, with curly
apostrophes, emphasis, accents and words parted at line ends.
"""

import random
import re
import time
from functools import partial

from tests.support import timing
from tools.bench.bench_anchors import ROUNDS, book
from whp_kit.anchors.matching import Matcher
from whp_kit.evaluation.familiarity import grade
from whp_kit.evaluation.probes import Lexicon, load_lexicon, load_probes
from whp_kit.models.machine import measure_speed, pick_device
from whp_kit.settings import load_preset
from whp_kit.text.sentences import paragraphs, sentences
from whp_kit.text.words import find_words, fold, folded

COMPLETIONS, CHARACTERS = 300, 400
LINE = 70  # characters
best = partial(timing.seconds, rounds=ROUNDS)  # the least processor seconds of a job


def bench() -> dict[str, float]:
    """Processor seconds, so that other work on the machine does not count; the best of several."""
    table, text = book()
    terms = [row.term for row in table.rows]
    pages = typeset(text)
    find = best(lambda: Matcher(terms).find(text))
    return {
        "words_machine_gflops": measure_speed(pick_device("float32")) / 1e9,
        "words_fold_6mb_seconds": best(lambda: fold(text)),
        "words_fold_6mb_typeset_seconds": best(lambda: fold(pages)),
        "words_find_1500_terms_6mb_seconds": find,
        "words_find_1500_terms_6mb_typeset_seconds": best(lambda: Matcher(terms).find(pages)),
        "words_find_speedup_over_regex_on_folded": over_regex(terms, text) / find,
        "words_cut_6mb_seconds": best(lambda: find_words(pages)),
        "words_sentences_6mb_seconds": best(lambda: sentences(pages)),
        "words_paragraphs_6mb_seconds": best(lambda: paragraphs(pages)),
        **completions(pages),
    }


def typeset(text: str) -> str:
    """The text in lines and paragraphs, as books are printed."""
    drawn = random.Random(0)
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    ends = ("\n", "-\n", ".\n\n")  # a line may end inside a word
    pages = "".join(line + drawn.choices(ends, (90, 4, 6))[0] for line in lines)
    return pages.replace(" no", " _no_").replace("ee", "é").replace("'s", "\u2019s")


def over_regex(terms: list[str], text: str) -> float:
    """Seconds of one alternation of all folded terms over the folded text."""
    folded_text = fold(text).text
    longest_first = sorted(map(folded, terms), key=len, reverse=True)
    begun = time.process_time()
    expression = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
    matches = sum(1 for _ in expression.finditer(folded_text))
    seconds = time.process_time() - begun
    if matches < len(Matcher(terms).find(text)):
        raise AssertionError("the regular expression finds less than the kit")
    return seconds


def completions(pages: str) -> dict[str, float]:
    """The shipped lexicon over completions that hold some of its terms."""
    world = load_preset("tiny").world
    probes = load_probes(world.probes)
    lexicon = load_lexicon(world.lexicon)
    drawn = random.Random(1)
    terms = sorted(lexicon.grades)
    pieces = [
        (probes[number % len(probes)].prompt, f"{drawn.choice(terms)} {pages[start:][:CHARACTERS]}")
        for number, start in enumerate(drawn.sample(range(len(pages) - CHARACTERS), COMPLETIONS))
    ]

    def build_and_find():
        fresh = Lexicon(lexicon.grades)
        return [fresh.find(completion) for _, completion in pieces]

    return {
        "words_lexicon_300_completions_seconds": best(build_and_find),
        "words_grades_300_completions_seconds": best(
            lambda: [grade(completion, prompt, lexicon) for prompt, completion in pieces]
        ),
    }


if __name__ == "__main__":
    print(bench())
