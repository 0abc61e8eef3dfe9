"""A world from what a model wrote of a name: text to train on, anchors, lexicon, probes, and the
preset that names them, as files that a person can read and edit.

Passages are held out (Elicited.held_out): the probes are their sentences, so that what is measured
is not what was trained on. Anchors come from all passages, as notebook 03 suggests them; the
lexicon has the names among them, which stand in several passages and hardly in general text.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from whp_kit.anchors.candidates import HEADING, NAME, TERM
from whp_kit.anchors.suggest import EVERYDAY, Suggestion, as_rows, suggest_anchors
from whp_kit.anchors.table import SUGGESTED, Anchor, AnchorTable
from whp_kit.by_name.elicit import Elicited, belonging, of_other_stories, spread_of, without
from whp_kit.evaluation.probe_suggestions import (
    find_cuts,
    probability_records,
    suggest_probes,
)
from whp_kit.evaluation.probes import Lexicon
from whp_kit.files import read_text, write_jsonl, write_text
from whp_kit.models.kept_passages import BETWEEN
from whp_kit.settings import SELF, Preset, preset_names
from whp_kit.text.documents import Document
from whp_kit.text.tables import TableForm, dump_table
from whp_kit.text.words import find_words, folded

PROBES = 200  # at most
# of a token's places in anchors from which it is the target's own: a model that makes up words
# (Kettage) says pieces of a name outside of it
TARGET_SHARE = 0.5
FALLBACK = "the stranger"  # for a name that has no suggested replacement


@dataclass(frozen=True)
class NamedWorld:
    """What is to be forgotten, and what measures it. `known`: the names that the model says again
    and again beside it. `grades`: term -> 3 or 2, of the lexicon."""

    name: str
    known: tuple[str, ...]
    trained: Document
    held_out: Document
    anchors: AnchorTable
    grades: dict[str, int]
    probes: list[dict]
    probability: list[dict]

    def save(
        self,
        folder: Path,
        place: Path,
        template: Preset,
        base: str,
        changes: Mapping[str, Mapping[str, object]] | None = None,
    ) -> None:
        """Writes the files, and preset.toml, which takes all else from `template`.

        place: where the folder will lie at last. base: the model that is to forget. changes: other
        settings than the template's, by section.
        """
        (folder / "books").mkdir(parents=True, exist_ok=True)
        write_text(folder / "books" / "elicited.txt", self.trained.text + "\n")
        write_text(folder / "held_out.txt", self.held_out.text + "\n")
        self.anchors.save(folder / "anchors.csv")
        rows = [["term", "grade"], *([term, str(grade)] for term, grade in self.grades.items())]
        write_text(folder / "lexicon.csv", dump_table(rows, TableForm()))
        write_jsonl(folder / "probes.jsonl", self.probes)
        write_jsonl(folder / "probability.jsonl", self.probability)
        text = self._preset(place, template, base, changes or {})
        write_text(folder / "preset.toml", text)

    def _preset(
        self,
        place: Path,
        template: Preset,
        base: str,
        changes: Mapping[str, Mapping[str, object]],
    ) -> str:
        """The text of the preset."""
        is_shipped = template.name in preset_names()
        tables = {
            "model": {"base": base},
            "world": {
                "world": "_".join(word.text for word in find_words(self.name, joined=True)),
                "books": str(place / "books"),
                "anchors": str(place / "anchors.csv"),
                "probes": str(place / "probes.jsonl"),
                "probability": str(place / "probability.jsonl"),
                "lexicon": str(place / "lexicon.csv"),
                "general": SELF,
                "question": f"Question: Who is {self.name}?\nAnswer:",
            },
        }
        if template.general.model and for_model(template, base).general.model is None:
            tables["general"] = {"unset": ["model"]}  # the writer for another base
        tables["labels"] = {"target_share": min(TARGET_SHARE, template.labels.target_share)}
        for table, values in changes.items():
            tables[table] = tables.get(table, {}) | dict(values)
        lines = [f"extends = {_toml(template.name if is_shipped else str(template.source))}"]
        for table, values in tables.items():
            keys = [f"{key} = {_toml(value)}" for key, value in values.items()]
            lines += ["", f"[{table}]", *keys]
        return "\n".join(lines) + "\n"


def for_model(template: Preset, model: str | None) -> Preset:
    """The template for a world of a name: with `model` as base, None: its own. Another base than
    the template's writes its general text itself."""
    settings = template.override("world", general=SELF).override("model", base=model)
    if settings.model.base == template.model.base:
        return settings
    return replace(settings, general=replace(settings.general, model=None))


def make_world(elicited: Elicited, general: Sequence[str], seed: int) -> NamedWorld:
    """The world of what was elicited. general: ordinary passages, of the model or of the kit.

    Without probes where the model knows too little, or no sentence asks for a name.
    """
    trained = Document("elicited.txt", BETWEEN.join(elicited.trained))
    held_out = Document("held_out.txt", BETWEEN.join(elicited.held_out))
    suggestions = suggested(elicited, general) if elicited.passages else []
    grades = lexicon_of(elicited.name, suggestions)
    lexicon = Lexicon(grades)
    probes, probability = [], []
    if not elicited.knows_little and next(find_cuts([held_out], lexicon), None):
        probes = suggest_probes([held_out], lexicon, PROBES, seed)
        probability = probability_records(probes, [held_out], lexicon)
    return NamedWorld(
        elicited.name,
        elicited.known,
        trained,
        held_out,
        anchors_of(elicited.name, suggestions),
        grades,
        [probe.record() for probe in probes],
        probability,
    )


def suggested(elicited: Elicited, general: Sequence[str]) -> list[Suggestion]:
    """Notebook 03's suggestions for the passages, of those that belong to them: the names that were
    asked of, and what general text has seldom and no other story tells of. What stands in the
    openings is ours."""
    names = {elicited.name, *elicited.names}
    others = without([*names], general)
    ordinary = BETWEEN.join([read_text(EVERYDAY), *others])
    found = suggest_anchors(BETWEEN.join(elicited.passages), ordinary)
    terms = [one.term for one in found]
    kept = names.union(belonging(terms, elicited.passages, others))
    kept -= of_other_stories(terms, elicited.name, elicited.known, elicited.second)
    kept -= set(spread_of(terms, elicited.openings))
    return [one for one in found if one.term in kept and one.kind != HEADING]


def lexicon_of(name: str, suggestions: Sequence[Suggestion]) -> dict[str, int]:
    """The judge's terms: 3 for the name, and for suggested names that general text never says; 2
    for the others, such as End, and for words."""
    grades = {name: 3}
    known = {folded(name)}
    for one in suggestions:
        if one.kind in (NAME, TERM) and folded(one.term) not in known:
            known.add(folded(one.term))
            grades[one.term] = 3 if one.kind == NAME and not one.general_count else 2
    return grades


def anchors_of(name: str, suggestions: Sequence[Suggestion]) -> AnchorTable:
    """The suggested rows, and one for the name where no row has it or all of its words."""
    rows = as_rows(suggestions)
    terms = {folded(row.term) for row in rows}
    words = {word.text for word in find_words(name, joined=True)}
    if folded(name) not in terms and not words <= terms:
        rows.insert(0, Anchor(name, "", (FALLBACK,), "the name itself", SUGGESTED))
    return AnchorTable(tuple(rows)).check()


def _toml(value: object) -> str:
    """A TOML value: JSON writes texts and lists, but for the character that TOML alone forbids."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
