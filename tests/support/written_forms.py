"""One text as different editions write it, for properties of everything that compares texts."""

import re
import unicodedata

from hypothesis import strategies as st

LETTERS = r"[^\W\d_]"
LONG_WORD = re.compile(f"{LETTERS}{{4,}}")
WORD = re.compile(f"{LETTERS}+(?:['’]{LETTERS}+)*")


def _alternate(text: str, mark: str, marks: str) -> str:
    """Each straight mark as the marks in turn."""
    pieces = text.split(mark)
    return pieces[0] + "".join(
        marks[number % len(marks)] + piece for number, piece in enumerate(pieces[1:])
    )


def _inside_words(text: str, inserted: str) -> str:
    """The text with something after the second letter of each longer word."""
    return LONG_WORD.sub(lambda word: word[0][:2] + inserted + word[0][2:], text)


def _parted(text: str) -> str:
    """The first longer word is parted at a line end."""
    return LONG_WORD.sub(lambda word: word[0][:2] + "-\n" + word[0][2:], text, count=1)


def _ligatures(text: str) -> str:
    for letters, ligature in (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ")):
        text = text.replace(letters, ligature)
    return text


FORMS = {  # in the order in which they are applied
    "upper case": str.upper,
    "lower case": str.lower,
    "curly apostrophes": lambda text: text.replace("'", "\u2019"),
    "turned apostrophes": lambda text: text.replace("'", "\u2018"),
    "letter apostrophes": lambda text: text.replace("'", "\u02bc"),
    "curly quotes": lambda text: _alternate(text, '"', "\u201c\u201d"),
    "guillemets": lambda text: _alternate(text, '"', "«»"),
    "ligatures": _ligatures,
    "underscores around words": lambda text: WORD.sub(r"_\g<0>_", text),
    "asterisks around words": lambda text: WORD.sub(r"*\g<0>*", text),
    "equals signs around words": lambda text: WORD.sub(r"=\g<0>=", text),
    "tags around words": lambda text: WORD.sub(r"<i>\g<0></i>", text),
    "underscores around all": lambda text: f"_{text}_" if text.strip() else text,
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "soft hyphens": lambda text: _inside_words(text, "\u00ad"),
    "zero-width spaces": lambda text: _inside_words(text, "\u200b"),
    "word joiners": lambda text: _inside_words(text, "\u2060"),
    "a word parted at a line end": _parted,
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "line ends for spaces": lambda text: text.replace(" ", "\n"),
    "CR LF for spaces": lambda text: text.replace(" ", "\r\n"),
    "several spaces": lambda text: text.replace(" ", "  "),
}
CASES = {"upper case", "lower case"}


@st.composite
def written_otherwise(draw, text: str, without: set[str] = frozenset()) -> str:
    """The text in several of FORMS at once."""
    chosen = draw(st.sets(st.sampled_from(sorted(FORMS.keys() - without)), max_size=4))
    for name, form in FORMS.items():
        if name in chosen:
            text = form(text)
    return text
