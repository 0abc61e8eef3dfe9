"""The files of a world that a model is evaluated on: prompts, facts of neighbouring fictions and
the lexicon of the target. Each is checked line by line when it is read.

Not done here: judging completions (familiarity.py), writing such files (probe_suggestions.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from whp_kit.anchors.matching import Matcher
from whp_kit.anchors.table import LONGEST_TERM
from whp_kit.errors import InputError
from whp_kit.files import read_jsonl, require_unique
from whp_kit.sampling import sample_evenly
from whp_kit.text.tables import read_csv
from whp_kit.text.words import find_words, fold, fold_term, folded, require_served


@dataclass(frozen=True)
class Probe:
    """One completion prompt.

    `subtlety`, 1 to 10: how little the prompt gives away. `references`: the facts that it is about.
    """

    id: str
    prompt: str
    references: tuple[str, ...]
    subtlety: int


@dataclass(frozen=True)
class ProbabilityProbe:
    """One prompt whose next word is either peculiar to the target or generic."""

    id: str
    prompt: str
    peculiar: tuple[str, ...]
    generic: tuple[str, ...]


@dataclass(frozen=True)
class NeighbourProbe:
    """One fact of a neighbouring fiction. `in_retain`: the fiction is part of the retain text."""

    neighbour: str
    in_retain: bool
    prompt: str
    answer: str


@dataclass(frozen=True)
class Lexicon:
    """Terms of the target: grade 3 for its own names and details, grade 2 for what is
    typical of its themes.

    A term matches whole words in any case, as the anchors do: `Ketta` matches in `KETTA'S`, never
    in `Kettabel`. Of two terms at one place the longer matches. InputError: a term in a script
    that is not served.
    """

    grades: Mapping[str, int]  # term as `fold_term` keeps it -> 3 or 2
    _matcher: Matcher = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        for term in self.grades:
            require_served(term, "the lexicon's term")
        grades = {fold_term(term): grade for term, grade in self.grades.items()}
        object.__setattr__(self, "grades", grades)
        object.__setattr__(self, "_matcher", Matcher(tuple(grades), any_case=True))

    def find(self, text: str) -> list[tuple[int, int, str, int]]:
        """(start, end, term, grade) of each match, in characters of `text`, without overlaps."""
        return [
            (match.start, match.end, match.term, self.grades[match.term])
            for match in self._matcher.find(text)
        ]


def spread_over_subtleties(probes: Sequence[Probe], count: int) -> list[Probe]:
    """At most `count` probes, evenly spaced in their order by subtlety."""
    return sample_evenly(sorted(probes, key=lambda probe: probe.subtlety), count)


def rest_after(prompt: str, reference: str) -> str | None:
    """What follows the prompt in a reference that begins with it, in whatever way both are written;
    None for any other reference."""
    folded_reference, folded_prompt = fold(reference), folded(prompt)
    start = len(folded_reference.text) - len(folded_reference.text.lstrip())
    if not folded_prompt or not folded_reference.text.startswith(folded_prompt, start):
        return None
    _, end = folded_reference.span(start, start + len(folded_prompt))
    if any(word.start < end < word.end for word in find_words(reference)):
        return None
    return reference[end:]


def load_probes(path: str | Path) -> list[Probe]:
    """probes.jsonl: {"id", "prompt", "references": [text], "subtlety": 1-10} on each line.

    InputError names file, line and value, here and in the functions below.
    """
    records = read_jsonl(
        path, "probe file", {"id": str, "prompt": str, "references": list, "subtlety": int}
    )
    require_unique(records, "id")
    for where, record in records:
        if not 1 <= record["subtlety"] <= 10:
            raise InputError(
                f"The subtlety is out of range in {where}",
                value=record["subtlety"],
                remedy="write 1 to 10",
            )
        _need_words(record, "references", where)
        _need_open_end(record, where)
    return [Probe(r["id"], r["prompt"], tuple(r["references"]), r["subtlety"]) for _, r in records]


def load_probability_probes(path: str | Path) -> list[ProbabilityProbe]:
    """probability.jsonl: {"id", "prompt", "peculiar": [words], "generic": [words]} on each line."""
    records = read_jsonl(
        path,
        "probability probe file",
        {"id": str, "prompt": str, "peculiar": list, "generic": list},
    )
    require_unique(records, "id")
    for where, record in records:
        _need_words(record, "peculiar", where)
        _need_words(record, "generic", where)
        _need_open_end(record, where)
    return [
        ProbabilityProbe(r["id"], r["prompt"], tuple(r["peculiar"]), tuple(r["generic"]))
        for _, r in records
    ]


def load_neighbours(path: str | Path) -> list[NeighbourProbe]:
    """neighbours/probes.jsonl: {"neighbour", "in_retain": bool, "prompt", "answer"} a line."""
    records = read_jsonl(
        path,
        "neighbour probe file",
        {"neighbour": str, "in_retain": bool, "prompt": str, "answer": str},
    )
    for where, record in records:
        _need_words({"answer": [record["answer"]]}, "answer", where)
        _need_open_end(record, where)
    return [
        NeighbourProbe(r["neighbour"], r["in_retain"], r["prompt"], r["answer"].strip())
        for _, r in records
    ]


def load_harder(folder: Path) -> list[NeighbourProbe]:
    """The neighbours' facts in words that their texts hold seldom: neighbours/harder.jsonl, in the
    form of probes.jsonl; [] where there is no such file."""
    path = folder / "harder.jsonl"
    return load_neighbours(path) if path.is_file() else []


def load_lexicon(path: str | Path) -> Lexicon:
    """lexicon.csv: term,grade with grade 3 or 2; any separator, and any encoding with a mark.

    InputError for an empty or repeated term, another grade, or no row at all.
    """
    grades: dict[str, int] = {}
    for where, row in read_csv(path, "lexicon", ["term", "grade"]):
        require_served(row["term"], f"the term in {where}")
        term = fold_term(row["term"])
        if len(term) > LONGEST_TERM:
            raise InputError(
                f"A term of {len(term):,} characters in {where}: a stray quote may join lines",
                value=term[:60],
                remedy="take the quote out, or shorten the term",
            )
        if not find_words(term):
            raise InputError(
                f"Empty term in {where}", value=row["term"], remedy="fill it in or delete the line"
            )
        grade = folded(row["grade"]).replace(",", ".").removesuffix(".0")  # as pandas may write it
        if grade not in ("2", "3"):
            raise InputError(
                f"The grade of {row['term']!r} is not 2 or 3 in {where}",
                value=row["grade"],
                remedy="write 3 for a name or detail of the target alone, 2 for what is typical of "
                "its themes",
            )
        if term in grades:
            raise InputError(
                f"The term {row['term']!r} stands twice in {where}",
                value=row["term"],
                remedy="delete one of the two lines",
            )
        grades[term] = int(grade)
    if not grades:
        raise InputError(
            "The lexicon holds no term",
            value=str(path),
            remedy="write at least one line: term,grade",
        )
    return Lexicon(grades)


def _need_words(record: dict, name: str, where: str) -> None:
    """InputError unless the field is a list of texts in served scripts, each with a word."""
    texts = record[name]
    if not texts or not all(isinstance(text, str) and find_words(text) for text in texts):
        raise InputError(
            f"{name!r} must be a list of texts, each with a word, in {where}",
            value=texts,
            remedy="fill it in",
        )
    for text in texts:
        require_served(text, f"{name!r} in {where}")


def _need_open_end(record: dict, where: str) -> None:
    """InputError unless the prompt is in a served script and ends where a word may follow."""
    require_served(record["prompt"], f"the prompt in {where}")
    if record["prompt"] != record["prompt"].rstrip(" \t"):
        raise InputError(
            f"The prompt ends in a space in {where}, which makes another next token",
            value=record["prompt"][-30:],
            remedy="delete the space at its end",
        )
