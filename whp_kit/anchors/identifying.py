"""Which token of a replacement identifies it, so that forbidding it forbids to say it again.

The authors' script forbids the first token, which is often a common one: "the" of "the village
school", or "for" where a tokenizer makes "for" and "tress" of "fortress". Here

- function words are passed over: of "the village school" it is "village";
- a word is known by the shortest beginning that is not common: where "for" is common, "tress" is
  forbidden, but only right after "for";
- where every word is common, the last token is forbidden right after all the others;
- where even the whole is common ("her"), nothing is.
"""

from collections.abc import Iterable
from typing import NamedTuple

from whp_kit.text.blocks import Encoder
from whp_kit.text.common_tokens import CommonTokens, Run
from whp_kit.text.function_words import COMMON_WORDS
from whp_kit.text.words import find_words

LEADS = ("x ", "x\n", "")  # what may stand before a replacement: a space, a line end, nothing


class Identity(NamedTuple):
    """A token that says a replacement again, where the tokens `after` stand right before it."""

    token: int
    after: Run = ()


class Form(NamedTuple):
    """A replacement as it is tokenized in one place.

    tokens: those that hold more than space. words: the tokens of each of its content words.
    """

    tokens: Run
    words: tuple[Run, ...]


Forms = dict[str, list[Form]]  # a replacement -> its forms


def forms(replacements: Iterable[str], encoder: Encoder) -> Forms:
    """Each replacement after a space, after a line end, and at a start.

    A token of nothing but space (some tokenizers put one in front of every text) is passed over.
    """
    texts = sorted(set(replacements))
    encoded = encoder.encode(lead + text for text in texts for lead in LEADS)
    found = {}
    for text in texts:
        content = [word for word in find_words(text, joined=True) if word.text not in COMMON_WORDS]
        found[text] = []
        for lead in LEADS:
            ids, offsets = next(encoded)
            tokens = [
                (token, start - len(lead), end - len(lead))
                for token, (start, end) in zip(ids.tolist(), offsets.tolist(), strict=True)
                if end > len(lead) and encoder.shows(token)
            ]
            words = [
                tuple(one for one, start, end in tokens if start < word.end and end > word.start)
                for word in content
            ]
            run = tuple(token for token, _, _ in tokens)
            found[text].append(Form(run, tuple(word for word in words if word)))
    return found


def identity(form: Form, common: CommonTokens) -> Identity | None:
    """What identifies a replacement in this form; None where all of it is common."""
    for word in form.words:
        for count in range(1, len(word) + 1):
            if word[:count] not in common:
                return Identity(word[count - 1], word[: count - 1])
    if len(form.tokens) > 1 and form.tokens not in common:
        return Identity(form.tokens[-1], form.tokens[:-1])
    return None


def identities(found: Forms, common: CommonTokens) -> dict[str, frozenset[Identity]]:
    """What identifies each replacement, in any of its forms."""
    return {
        text: frozenset(one for form in of_text if (one := identity(form, common)) is not None)
        for text, of_text in found.items()
    }
