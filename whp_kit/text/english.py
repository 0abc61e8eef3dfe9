"""Whether a text may be English, for the rules that know English alone: articles, determiners, the
words of the kit's own general text. Such a rule says nothing about a text in another language.
"""

from whp_kit.text.languages import ENGLISH, TOO_SHORT, language_of
from whp_kit.text.words import find_words

SAMPLE = 50_000  # characters from the beginning: some 8,000 words


def may_be_english(text: str) -> bool:
    """Whether the beginning of a text is English, or too short to tell."""
    sample = text[:SAMPLE]
    words = [word.text for word in find_words(sample, joined=True)]
    return language_of(sample, words) in (ENGLISH, TOO_SHORT)
