"""What a chat model says in a reply, without what it thinks aloud before."""

import re
from typing import NamedTuple

NAMES = "think|thinking|thought|thoughts|reason|reasoning|reflection|scratchpad|analysis"
# The marks of a thought in the replies of DeepSeek and Qwen, Magistral, Kimi, Seed and gpt-oss.
MARK = re.compile(
    rf"<(?P<end>/)?(?:[a-z]+:)?(?:{NAMES})\s*>"
    rf"|\[(?P<end_in_brackets>/)?(?:{NAMES})\]"
    r"|◁(?P<end_in_triangles>/)?think▷"
    r"|<\|channel\|>\s*analysis\s*(?:<\|message\|>)?"
    r"|(?P<end_of_channel><\|end\|>|<\|channel\|>\s*final\s*(?:<\|message\|>)?)",
    re.IGNORECASE,
)
LETTER = re.compile(r"[^\r\n]")


class Answer(NamedTuple):
    """The reply with spaces in place of thoughts, so that each character stays in its place.

    unfinished: where a thought begins that does not end. unopened: where a thought ends whose
    beginning is not marked; what stands before, from the thought before on, is taken for it.
    """

    text: str
    unfinished: tuple[int, ...]
    unopened: tuple[int, ...]


def without_thoughts(reply: str) -> Answer:
    """The answer in a reply. A thought that does not end reaches to the next one, or to the end."""
    pieces, unfinished, unopened = [], [], []
    done, began, after_last = 0, None, 0
    for mark in MARK.finditer(reply):
        is_end = mark.lastgroup is not None
        if not is_end:
            if began is None:
                pieces.append(reply[done : mark.start()])
            else:
                pieces.append(LETTER.sub(" ", reply[done : mark.start()]))
                unfinished.append(began)
            began, done = mark.start(), mark.start()
            continue
        if began is None and mark.lastgroup == "end_of_channel":
            continue
        if began is None:  # a chat template has cut its beginning off
            pieces = ["".join(pieces)[:after_last]]
            done = after_last
            unopened.append(mark.start())
        pieces.append(LETTER.sub(" ", reply[done : mark.end()]))
        began, done, after_last = None, mark.end(), mark.end()
    if began is None:
        pieces.append(reply[done:])
    else:
        pieces.append(LETTER.sub(" ", reply[done:]))
        unfinished.append(began)
    return Answer("".join(pieces), tuple(unfinished), tuple(unopened))
