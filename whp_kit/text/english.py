"""Whether a text may be English, for the rules that know English alone: articles, determiners, the
words of the kit's own general text. Such a rule says nothing about a text in another language.
"""

from whp_kit.text.documents import ENGLISH_SHARE, ENOUGH_WORDS, function_word_share
from whp_kit.text.words import LETTERS_WORD

SAMPLE = 50_000  # characters from the beginning: some 8,000 words


def may_be_english(text: str) -> bool:
    """Whether the beginning of a text is English, or too short to tell."""
    words = LETTERS_WORD.findall(text[:SAMPLE])
    return len(words) < ENOUGH_WORDS or function_word_share(words) >= ENGLISH_SHARE
