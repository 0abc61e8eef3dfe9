"""What the name of a column or a key says of its cells: a term, its replacements, its category.

Chat models and other people's tables name them in many ways.
"""

import unicodedata
from collections.abc import Iterable

from whp_kit.text.words import folded

TERM, REPLACEMENTS, CATEGORY, NOTE, STATUS = "term", "replacements", "category", "note", "status"
# Where several name the same thing in one row, the first one counts. "source" and "target", "from"
# and "to", "key" and "value" are read as pairs.
SPELLINGS = {
    TERM: """term terms anchor anchors anchorterm anchorterms original originalterm originaltext
        originalname originalword originalexpression expression expressions name entity phrase word
        words source sourceterm from old find search key text item specific specificterm
        idiosyncraticterm begriff ausdruck termino expresion nombre terme termine termo
        термин выражение имя оригинал terim مصطلح 术语 術語 用語 原词 原文 용어 원문""",
    REPLACEMENTS: """replacements replacement replacementterm replacementtext replacewith
        replacedwith replacedby replaceby suggestedreplacement suggestedreplacements
        suggestion suggestions
        genericreplacement generictranslation genericterm genericname generic genericequivalent
        genericcounterpart genericversion genericalternative translation translations translated
        translatedterm substitute substitutes substitution substitutions alternative alternatives
        alternativeterm alternativename equivalent counterpart target targetterm to new newterm
        newname after value ersatz ersetzung ersatzbegriff reemplazo sustituto sustitucion
        remplacement substitut sostituto sostituzione substituto substituicao
        замена zamiennik karsilik بديل 替换 替換 替换词 替代 置換 置き換え 대체 대체어""",
    CATEGORY: """category categories type types kind kinds class group kategorie art categoria tipo
        categorie 类别 类型""",
    NOTE: """note notes comment comments reason reasons explanation description rationale anmerkung
        nota""",
    STATUS: "status",
}
# Names that are no term even where nothing beside them is the name of a column.
NEVER_TERMS = frozenset(
    "term terms category type replacement replacements translation note notes status".split()
)
# Names of what holds rows, which is no category of them.
HOLDERS = frozenset(
    """anchors anchorterms terms translations replacements substitutions data result results rows
    items list entries output response answer mapping mappings dictionary pairs names table
    anchortable""".split()
)


def meaning_of(name: str) -> str | None:
    """TERM, REPLACEMENTS, CATEGORY, NOTE or STATUS, whatever the spelling; None for others."""
    return RANKS.get(_key(name), (None, 0))[0]


def best_name(names: Iterable[str], meaning: str) -> str | None:
    """Of several names the one that says `meaning` best; None where none does."""
    ranked = [(RANKS[_key(name)][1], name) for name in names if meaning_of(name) == meaning]
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def is_never_a_term(name: str) -> bool:
    """Whether a key can only be the name of a column."""
    return _key(name) in NEVER_TERMS


def holds_rows(name: str) -> bool:
    """Whether a key is only a name for the list below it."""
    return _key(name) in HOLDERS


def _key(name: str) -> str:
    """The letters and digits of a name, small and without accents."""
    decomposed = unicodedata.normalize("NFD", folded(name))
    return "".join(char for char in decomposed if char.isalpha() or char.isdecimal())


RANKS = {
    _key(spelling): (meaning, rank)
    for meaning, spellings in SPELLINGS.items()
    for rank, spelling in enumerate(spellings.split())
}
