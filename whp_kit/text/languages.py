"""Languages: in which language a text is, by its script and by its most frequent words.

By word lists and not by charset-normalizer's letter statistics, which do not tell Spanish from
Portuguese, or Polish from Estonian. Not done here: dialects, transliterations, and languages
without a list, of which only the script is told.
"""

from collections import Counter
from collections.abc import Sequence

import regex

from whp_kit.text.frequent_words import FREQUENT_WORDS
from whp_kit.text.function_words import FUNCTION_WORDS
from whp_kit.text.words import find_words, folded

ENGLISH = "English"
NOT_ENGLISH = "not English"  # and of no language that has a list
TOO_SHORT = "too short to tell"
# Of function words: English prose has .4 to .6, entries full of names .28, related languages below
# .2.
ENGLISH_SHARE = 0.25
OTHER_SHARE = 0.15  # of the much shorter lists of other languages
ENOUGH_WORDS, ENOUGH_LETTERS = 50, 200  # in a shorter text a share says nothing
MOST_LETTERS = 0.5  # share of the letters that are of the script of a text
SOME_KANA = 0.05  # share of kana in a Japanese text
PART_WORDS = 200  # of a part of a text whose language is looked at by itself

BY_SCRIPT = {  # script -> its language; None: one of those with a list
    "Latin": None,
    "Cyrillic": None,
    "Arabic": None,
    "Greek": "Greek",
    "Hebrew": "Hebrew",
    "Armenian": "Armenian",
    "Georgian": "Georgian",
    "Ethiopic": "Amharic",
    "Hangul": "Korean",
    "Han": "Chinese",
    "Hiragana": "Japanese",
    "Katakana": "Japanese",
    "Bengali": "Bengali",
    "Gujarati": "Gujarati",
    "Gurmukhi": "Punjabi",
    "Tamil": "Tamil",
    "Telugu": "Telugu",
    "Kannada": "Kannada",
    "Malayalam": "Malayalam",
    "Sinhala": "Sinhala",
    "Devanagari": "Hindi",
    "Thai": "Thai",
}
SCRIPTS = {script: regex.compile(rf"\p{{{script}}}") for script in BY_SCRIPT}
LISTS = {ENGLISH: FUNCTION_WORDS} | {
    language: frozenset(map(folded, words)) for language, words in FREQUENT_WORDS.items()
}
LANGUAGES = tuple(sorted({*LISTS, *filter(None, BY_SCRIPT.values())}))


def function_word_share(words: Sequence[str], language: str = ENGLISH) -> float:
    """The share of a language's function words among folded `words`, in [0, 1]; 0 without words or
    without a list."""
    listed = LISTS.get(language, frozenset())
    return sum(word in listed for word in words) / len(words) if words else 0.0


def function_word_shares(text: str) -> dict[str, float]:
    """{language: share of its function words among the words of the text}."""
    return _shares([word.text for word in find_words(text, joined=True)])


def language_of(text: str, words: Sequence[str]) -> str:
    """The language of a text with these folded words: one of `LANGUAGES`, or what else is above."""
    letters = Counter(regex.sub(r"[^\p{L}]+", "", text))
    total = letters.total()
    if len(words) < ENOUGH_WORDS and total < ENOUGH_LETTERS:
        return TOO_SHORT
    scripts = Counter()
    for letter, count in letters.items():
        script = "Latin" if letter.isascii() else _script(letter)
        scripts[script] += count
    script, count = scripts.most_common(1)[0] if scripts else ("Latin", 0)
    if script == "Han" and scripts["Hiragana"] + scripts["Katakana"] > SOME_KANA * total:
        return "Japanese"
    if count < MOST_LETTERS * total or script not in BY_SCRIPT:
        return NOT_ENGLISH
    if language := BY_SCRIPT[script]:
        return language
    return TOO_SHORT if len(words) < ENOUGH_WORDS else _language_of_words(words, script)


def foreign_parts(words: Sequence[str], language: str) -> list[tuple[int, int, str]]:
    """(first word, word after the last, language) of long parts in another language with a list."""
    parts: list[tuple[int, int, str]] = []
    for start in range(0, len(words) - PART_WORDS + 1, PART_WORDS):
        part = words[start : start + PART_WORDS]
        if function_word_share(part, language) >= OTHER_SHARE:
            continue
        other = _language_of_words(part, None)
        if other in (NOT_ENGLISH, language):
            continue
        if parts and parts[-1][1:] == (start, other):
            parts[-1] = (parts[-1][0], start + PART_WORDS, other)
        else:
            parts.append((start, start + PART_WORDS, other))
    return parts


def _language_of_words(words: Sequence[str], script: str | None) -> str:
    shares = _shares(words)
    if shares[ENGLISH] >= ENGLISH_SHARE and script in ("Latin", None):
        return ENGLISH
    del shares[ENGLISH]
    language = max(shares, key=shares.get)
    return language if shares[language] >= OTHER_SHARE else NOT_ENGLISH


def _shares(words: Sequence[str]) -> dict[str, float]:
    counts = Counter(words)
    total = max(1, counts.total())
    return {
        language: sum(counts[word] for word in listed) / total for language, listed in LISTS.items()
    }


def _script(letter: str) -> str:
    return next((script for script, pattern in SCRIPTS.items() if pattern.match(letter)), "other")
