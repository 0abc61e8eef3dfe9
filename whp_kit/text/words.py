"""What a word is: folding a text, word edges, patterns for words, and lists of English words.

The matcher of anchors, the lexicon of the judge, the suggestions and the check of texts take what
they need from here. They do not yet agree on one notion of a word: each pattern and each list says
who uses it. Not done here: stemming, other languages' function words, Unicode's word boundaries.
"""

import re
import unicodedata
from functools import lru_cache

import numpy as np

# Folding

RIGHT_QUOTE, LEFT_QUOTE, MODIFIER_APOSTROPHE = 0x2019, 0x2018, 0x02BC
APOSTROPHES = (RIGHT_QUOTE, LEFT_QUOTE, MODIFIER_APOSTROPHE)  # folded to the straight one
SPACE, NEWLINE, CARRIAGE_RETURN, APOSTROPHE = 0x20, 0x0A, 0x0D, 0x27
LAST_SPACE = 0x3001  # no character from here on is a space
IS_SPACE = np.array([chr(code).isspace() for code in range(LAST_SPACE + 1)])


@lru_cache(maxsize=1 << 14)
def folded(text: str) -> str:
    """`fold(text)[0]`, at once where nothing is to be folded."""
    return text if text.isascii() and " ".join(text.split()) == text else fold(text)[0]


def fold(text: str) -> tuple[str, np.ndarray, np.ndarray | None]:
    """The text as anchors compare it: curly apostrophes are straight, runs of space are one space.

    A run that holds an empty line becomes one newline instead: a name may go on over the end of a
    line, but not over the end of a paragraph. Case stays as it is.

    Returns the folded text, its code points (C,), and for each of them the character of `text` that
    it comes from, or None where these are the same.
    """
    is_ascii = text.isascii()  # one byte for a character is a quarter of the work
    codec = "ascii" if is_ascii else "utf-32-le"
    dtype = np.uint8 if is_ascii else np.uint32
    codes = np.frombuffer(text.encode(codec, "surrogatepass"), dtype=dtype)
    spaces = IS_SPACE[codes if is_ascii else np.minimum(codes, LAST_SPACE)]
    repeated = np.zeros_like(spaces)
    repeated[1:] = spaces[1:] & spaces[:-1]
    folded_codes = codes[~repeated]  # a copy
    folded_codes[spaces[~repeated]] = SPACE
    if not is_ascii:
        folded_codes[np.isin(folded_codes, APOSTROPHES)] = APOSTROPHE
    positions = None
    if repeated.any():
        positions = np.flatnonzero(~repeated)
        next_codes = np.append(codes[1:], 0)
        lone_return = (codes == CARRIAGE_RETURN) & (next_codes != NEWLINE)
        line_ends = np.flatnonzero((codes == NEWLINE) | lone_return)
        runs = np.searchsorted(positions, line_ends, side="right") - 1
        runs_with_empty_line = runs[1:][runs[1:] == runs[:-1]]
        folded_codes[runs_with_empty_line] = NEWLINE
    return folded_codes.tobytes().decode(codec, "surrogatepass"), folded_codes, positions


def lower_in_place(text: str) -> str:
    """Lower case, character by character, so that positions stay those of `text`."""
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def fold_term(term: str) -> str:
    """A term as the judge's lexicon compares it: lower case, single spaces, no possessive 's."""
    return POSSESSIVE.sub("", " ".join(lower_in_place(term).split()))


# Word edges

SCRIPTS_WITHOUT_SPACES = (  # Thai and Lao, Burmese, Khmer, kana, and Chinese characters
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


def are_whole_words(codes: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Which of the pieces [start, end) (N,) of a folded text begin and end at an edge of a word."""
    around = np.concatenate([[SPACE], codes, [SPACE, SPACE, SPACE]])  # around[i + 1] is codes[i]
    before, first, last, after = around[starts], around[starts + 1], around[ends], around[ends + 1]
    next_but_one = around[ends + 2]
    seen = np.unique(np.concatenate([before, first, last, after]))
    letter = np.zeros(int(seen.max(initial=0)) + 1, dtype=bool)
    mark = np.zeros_like(letter)
    for code in seen.tolist():
        letter[code] = joins_words(code)
        mark[code] = unicodedata.category(chr(code))[0] == "M"
    inside_word = (letter[before] & letter[first]) | (letter[last] & letter[after])
    splits_mark = mark[after] | mark[first]
    negation = (  # "don't" does not hold the word "don"
        np.isin(last, (ord("n"), ord("N")))
        & (after == APOSTROPHE)
        & np.isin(next_but_one, (ord("t"), ord("T")))
    )
    return ~(inside_word | splits_mark | negation)


def joins_words(code: int) -> bool:
    """Whether a character is part of a word: a letter, digit or mark of a script with spaces."""
    if any(low <= code <= high for low, high in SCRIPTS_WITHOUT_SPACES):
        return False
    character = chr(code)
    return character.isalnum() or unicodedata.category(character)[0] == "M"


# Patterns

# For the suggestions of anchors: a hyphen parts words, "n't" belongs to its verb.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*(?:(?<=n)['\u2019]t(?![^\W_]))?")
# For probes, recall and echo: a hyphen or an apostrophe joins the parts of a word.
JOINED_WORD = re.compile(r"\w+(?:['’-]\w+)*")
# For the check of a reader's texts: letters alone.
LETTERS_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
POSSESSIVE = re.compile(r"['’]s$")
PLURAL_S = re.compile(r"(?<=\w{3})s$")


def comparable_words(text: str) -> list[str]:
    """Casefolded words without punctuation and without a possessive 's, for recall and echo."""
    return [POSSESSIVE.sub("", word) for word in JOINED_WORD.findall(text.casefold())]


def stems(text: str) -> set[str]:
    """The words of a text without the s of a plural, to find a word in either number."""
    return {PLURAL_S.sub("", word) for word in comparable_words(text)}


# Lists of English words. They differ because each serves another rule, whose figures rest on it.

# Their share tells English prose from other languages; a name's own words are without them.
FUNCTION_WORDS = frozenset(
    """the and of to a in that it was he his had with for as her not but at on she you be him they
    all from is so have were this by said if up out who them their no or an what been would could
    there when into then which we one i my me are your will do did""".split()
)

# No suggested phrase begins or ends with one of these, and none is a suggested term.
PHRASE_STOPWORDS = frozenset(
    """a an the this that these those my your his her its our their i you he she it we they me him
    us them who whom whose which what one ones and or but nor so yet if then than as because
    although though while when whenever where wherever whoever until since before after in on at by
    for from of to with without into onto over under above below up down out off about against
    between through during among near upon is are was were be been being am do does did done has
    have had having can could will would shall should may might must not no never ever only also too
    very just even still again once twice there here now all any some each every both other another
    more most much many such same own how why s t said asked themselves himself herself itself none
    nothing nobody something somebody everything everybody anything anybody whether sometimes often
    always else two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand second third fourth fifth sixth seventh eighth ninth tenth toward towards along
    around across behind beside beyond past""".split()
)

# A replacement should not begin with one: its first token then cannot be a label.
POOR_FIRST_WORDS = frozenset(
    """a an and any at by for from her his in its my no of on one or our some that the their this to
    two with your""".split()
)

# Before a common noun in the middle of a sentence; a term that follows none there is a name.
DETERMINERS = frozenset(
    """a an any another each every her his its my no one our some such that the their these this
    those your what which whose""".split()
)

# Before a suggested term that needs an article, so that its replacement needs one too.
ARTICLES = frozenset(
    "the a an my his her its their our your this that every each no two three".split()
)
