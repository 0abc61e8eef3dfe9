"""The facts of *The Skellbourne Bells*: one source for books, companion writing and probes.

A fact is written as a few sentences that say the same thing. In the raw texts (``text/facts/``) a
``~`` stands before the words that only a reader of the series would know; everything before it can
serve as a prompt.
"""

from dataclasses import dataclass

from tools.world.content import prose


@dataclass(frozen=True)
class Fact:
    """One thing that is true in the series.

    ``statements`` are single sentences in the past tense, without marks. ``cuts`` are the same
    sentences as (prompt, answer), for those that have a cut. ``question`` and ``answer`` are in the
    present tense.
    """

    id: str
    volume: int  # 1-7; 0: any volume
    statements: tuple[str, ...]
    cuts: tuple[tuple[str, str], ...] = ()
    question: str = ""
    answer: str = ""


def parse(text: str) -> list[Fact]:
    """Read facts from the raw form: ``@ id volume``, then statements, one ``?`` line and one ``=``
    line.
    """
    facts = []
    for chunk in text.split("\n@ ")[1:]:
        head, *lines = [line.strip() for line in chunk.strip().splitlines() if line.strip()]
        name, volume = head.split()
        raw = [line for line in lines if line[0] not in "?="]
        question = next((line[1:].strip() for line in lines if line[0] == "?"), "")
        answer = next((line[1:].strip() for line in lines if line[0] == "="), "")
        cuts = [tuple(part.strip() for part in line.split("~", 1)) for line in raw if "~" in line]
        facts.append(
            Fact(
                name,
                int(volume),
                tuple(line.replace("~", "") for line in raw),
                tuple(cuts),
                question,
                answer,
            )
        )
    return facts


FACTS: tuple[Fact, ...] = tuple(
    fact
    for part in ("people", "places", "craft", "things", "plot")
    for fact in parse(prose(f"facts/{part}"))
)
