"""Finds what is wrong or doubtful in an anchor table: each finding names its row, the reason, a
remedy, and often a click that does it.

Errors keep a table from being used (`table.faults`), warnings most likely spoil the translation,
notes are worth a look. Nothing is changed here. Not done: judging the story; a replacement of the
wrong kind (a ship for a person) is for a reader to see; articles of other languages than English,
for which the findings about "a" and "an" are left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from whp_kit.anchors.inflection import inflection_findings
from whp_kit.anchors.matching import Matcher, find_each
from whp_kit.anchors.table import (
    COLUMNS,
    FORMULA_SIGNS,
    MOST_REPLACEMENTS,
    OPTIONAL,
    REJECTED,
    Anchor,
    AnchorTable,
    Finding,
    Fix,
    faults,
    join_replacements,
)
from whp_kit.anchors.term_counts import Place, TermCounts
from whp_kit.text.function_words import COMMON_WORDS
from whp_kit.text.words import find_words, folded, folded_with_case

SEVERITIES = ("error", "warning", "note")
EVERYDAY = 3  # occurrences in general text from which a term may be an everyday word,
EVERYDAY_PER_MILLION = 5.0  # and in a million characters of it
PERSON = ("person", "people", "character", "name")  # categories whose replacements are names
SAID_WITH_AN = ("heir", "honest", "honour", "honor", "hour")
SAID_WITH_A = ("eu", "ewe", "one", "once", "uni", "use", "usu", "uto", "ufo", "u-")
ARTICLE_REMEDY = (
    "choose one that begins with the same kind of sound, or make the article part of the term"
)
# Control characters but for tabs and line ends, and what turns the direction of writing
ACTIVE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LISTED = re.compile(r"[\[(]\s*(.+?)\s*,?\s*[\])]")  # ['Anna', 'Tom'], as from another program
EXPLAINED = re.compile(r"(.*\S)\s+[(\[][^()\[\]]*[)\]]")  # Anna (a common name)
MOST_WORDS = 30  # of a term that is looked for inside another
CONTEXTS = 3  # occurrences in which the tokenizer is tried
LONGEST_CHAIN = 20  # terms of a chain that is followed
NAMED = 3  # terms that one reason names

NumberedRows = Sequence[tuple[int, Anchor]]  # rows with their numbers, from 1


def validate(
    table: AnchorTable,
    text: str | None = None,
    lexicon: Iterable[str] = (),
    general: str | None = None,
    tokenizer=None,
) -> list[Finding]:
    """Everything worth knowing about a table: errors, then warnings, then notes, each by row.

    Rejected rows are passed over, except for cells that do something in another program.

    text: the target; it tells which terms never occur and whether articles and capitals still fit.
    lexicon: words peculiar to the target, which no replacement should hold.
    general: everyday text; it tells which terms are everyday words.
    tokenizer: a fast one; it tells which terms share a token with their neighbours, and which
    replacements begin with a common token.
    """
    counts = None if text is None else TermCounts(text, table)
    general_counts = None if general is None else TermCounts(general, table)
    return validate_counted(table, lexicon, counts, general_counts, tokenizer)


def validate_counted(
    table: AnchorTable,
    lexicon: Iterable[str] = (),
    counts: TermCounts | None = None,
    general_counts: TermCounts | None = None,
    tokenizer=None,
) -> list[Finding]:
    """`validate` where the terms are counted already: `counts` in the target, `general_counts` in
    general text.
    """
    rows = [
        (number, row)
        for number, row in enumerate(table.rows, 1)
        if row.term.strip() and not row.is_rejected and len(row.replacements) <= MOST_REPLACEMENTS
    ]
    findings = faults(table)
    findings += _active_cells(table)
    findings += _repeated(rows)
    findings += _inside(table, rows)
    findings += _replacements(table, rows, lexicon)
    findings += _chains(rows)
    for number, row in rows:
        for replacement in row.replacements:
            findings += _capitals(number, row, replacement, counts)
            findings += _articles(number, row, replacement, counts)
        if counts is not None and number - 1 not in table.dropped:
            findings += _never_found(number, row, counts)
        if general_counts is not None:
            findings += _everyday(number, row, general_counts)
    if counts is not None:
        findings += inflection_findings(table, counts)
    if tokenizer is not None:
        findings += _not_separable(table, tokenizer, counts)
        findings += _common_tokens(rows, tokenizer, counts)
    return sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), one.row))


def _warning(number, row, kind, reason, remedy, fix=None) -> Finding:
    return Finding(number, row.term, kind, "warning", reason, remedy, fix)


def _note(number, row, kind, reason, remedy, fix=None) -> Finding:
    return Finding(number, row.term, kind, "note", reason, remedy, fix)


def _remove(number: int) -> Fix:
    return Fix("remove the row", remove=(number,))


def _rewrite(number: int, row: Anchor, old: str, new: str) -> Fix:
    parts = dict.fromkeys(new if part == old else part for part in row.replacements)
    return Fix(f"write {new!r}", ((number, "replacements", join_replacements(parts)),))


def _leave_out(number: int, row: Anchor, replacement: str) -> Fix | None:
    """One replacement less, where others remain."""
    others = dict.fromkeys(part for part in row.replacements if part != replacement)
    if not others:
        return None
    cells = ((number, "replacements", join_replacements(others)),)
    return Fix(f"leave out {replacement!r}", cells)


def _active_cells(table: AnchorTable) -> list[Finding]:
    """Cells that a spreadsheet would compute, and control characters, which a screen obeys."""
    findings: list[Finding] = []
    for number, row in enumerate(table.rows, 1):
        cells = {name: row.cell(name) for name in (*COLUMNS, *OPTIONAL)}
        cells |= dict(zip(table.extra_columns, row.extra, strict=False))
        for name, cell in cells.items():
            bare = cell.strip()
            if bare.startswith(tuple(FORMULA_SIGNS)) and len(bare) > 1:  # a dash alone is none
                reason = f"its {name} {cell!r} begins as a formula does: a spreadsheet computes it"
                remedy = "write another sign or a word first, unless it must be so"
                findings.append(_warning(number, row, "formula", reason, remedy))
            if ACTIVE.search(cell):
                reason = f"its {name} {cell!r} holds a control character, which no text shows"
                remedy = "delete it"
                findings.append(_warning(number, row, "control-character", reason, remedy))
    return findings


def _repeated(rows: NumberedRows) -> list[Finding]:
    """Rows that say again what an earlier row says, and terms that share a replacement."""
    findings: list[Finding] = []
    first_rows: dict[str, int] = {}
    owners: dict[str, str] = {}  # replacement -> the first term that has it
    for number, row in rows:
        first = first_rows.setdefault(folded_with_case(row.term), number)
        if first != number:
            reason = f"the term stands in row {first} already"
            remedy = "remove one of the two"
            findings.append(_warning(number, row, "repeated", reason, remedy, _remove(number)))
            continue
        for replacement in row.replacements:
            owner = owners.setdefault(replacement, row.term)
            if owner == row.term:
                continue
            reason = (
                f"its replacement {replacement!r} is that of {owner!r} too:"
                " two become one in the translation"
            )
            remedy = "give one of them another where that would confuse"
            fix = _leave_out(number, row, replacement)
            findings.append(_note(number, row, "shared-replacement", reason, remedy, fix))
    return findings


def _inside(table: AnchorTable, rows: NumberedRows) -> list[Finding]:
    """Terms that are not used because their parts are terms, and terms inside longer ones."""
    findings: list[Finding] = []
    row_of: dict[str, int] = {}  # folded term -> its first row
    for number, row in rows:
        row_of.setdefault(folded_with_case(row.term), number)
    longer: dict[int, list[str]] = {}  # row -> the terms in which its term stands
    for number, row in rows:
        if number - 1 in table.dropped:
            reason = table.dropped[number - 1]
            kind = "possessive" if reason.startswith("possessive") else "splittable"
            remedy = "nothing to do; remove the row if the list should show what is used"
            findings.append(_note(number, row, kind, reason, remedy, _remove(number)))
            continue
        term = folded_with_case(row.term)
        for piece in _runs_of_words(term) - {term}:
            if piece in row_of:
                longer.setdefault(row_of[piece], []).append(row.term)
    for number, terms in longer.items():
        named = ", ".join(repr(term) for term in terms[:NAMED])
        if len(terms) > NAMED:
            named += f" and {len(terms) - NAMED} more"
        reason = f"it stands inside {named}; the longer term wins where both could"
        remedy = "see that their replacements tell of the same thing"
        findings.append(_note(number, table.rows[number - 1], "nested", reason, remedy))
    return findings


def _runs_of_words(term: str) -> set[str]:
    words = find_words(term)
    ends = range(1, len(words) + 1)
    return {
        term[words[start].start : words[end - 1].end]
        for end in ends
        for start in range(max(0, end - MOST_WORDS), end)
    }


def _not_plain(number: int, row: Anchor, replacement: str) -> Finding | None:
    """A replacement that would stand in the text with brackets: a list, or one with a remark."""
    if listed := LISTED.fullmatch(replacement):
        parts = tuple(part.strip(" '\"“”‘’") for part in listed[1].split(","))
        reason = f"its replacement {replacement!r} looks like a list of several"
        remedy = "part them by |"
        others = tuple(part for part in row.replacements if part != replacement)
        cell = join_replacements(dict.fromkeys(part for part in (*parts, *others) if part))
        fix = Fix(f"write {cell!r}", ((number, "replacements", cell),))
    elif explained := EXPLAINED.fullmatch(replacement):
        reason = (
            f"its replacement {replacement!r} ends with a remark, which would stand in the text"
        )
        remedy = "write the remark as a note"
        fix = _rewrite(number, row, replacement, explained[1])
    else:
        return None
    return _warning(number, row, "replacement-in-brackets", reason, remedy, fix)


def _replacements(table: AnchorTable, rows: NumberedRows, lexicon: Iterable[str]) -> list[Finding]:
    """Replacements that bring the target back, or that begin with a common word."""
    pairs = [(number, row, replacement) for number, row in rows for replacement in row.replacements]
    findings = [finding for pair in pairs if (finding := _not_plain(*pair))]
    texts = [replacement for _, _, replacement in pairs]
    terms_inside = find_each(table.matcher, texts)
    peculiar_inside = find_each(Matcher([word for word in lexicon if word.strip()]), texts)
    row_of = {folded_with_case(row.term): number for number, row in rows}
    for (number, row, replacement), term_matches, peculiar_matches in zip(
        pairs, terms_inside, peculiar_inside, strict=True
    ):
        leave_out = _leave_out(number, row, replacement)
        terms = [match.term for match in term_matches]
        # A replacement that is a term as a whole is a chain.
        within = [term for term in terms if folded_with_case(term) != folded_with_case(replacement)]
        if within:
            kind = "replacement-holds-term"
            reason = f"its replacement {replacement!r} holds the term {within[0]!r}"
            remedy = "write one that is generic throughout"
            findings.append(_warning(number, row, kind, reason, remedy, leave_out))
        peculiar = [match.term for match in peculiar_matches if match.term not in terms]
        if peculiar:
            kind = "replacement-is-peculiar"
            reason = (
                f"its replacement {replacement!r} holds {peculiar[0]!r}, peculiar to the target"
            )
            remedy = "write one that is generic"
            findings.append(_warning(number, row, kind, reason, remedy, leave_out))
        words = find_words(replacement, joined=True)
        if words and words[0].text in COMMON_WORDS:
            first = replacement[: words[0].end].strip()
            fix = _without_first_word(number, row, first, row_of)
            if all(word.text in COMMON_WORDS for word in words):
                reason = (
                    f"its replacement {replacement!r} has common words alone: the forbidden rule"
                    " can at most keep the whole of it from later labels"
                )
                remedy = "choose one with a word of its own"
            else:
                reason = (
                    f"its replacement {replacement!r} begins with the common word {first!r}, which"
                    " does not identify it: the forbidden rule passes over it"
                )
                remedy = "nothing to do; where the text allows it, begin both with a content word"
            findings.append(
                _note(number, row, "common-first-word", reason, remedy, fix or leave_out)
            )
    return findings


def _without_first_word(
    number: int, row: Anchor, word: str, row_of: Mapping[str, int]
) -> Fix | None:
    """The common word cut from both sides: it then stands in the text, before and after.

    None where the term or one of its replacements does not begin with it. Where the term without
    it stands in another row, that row does the work.
    """
    sides = [side.split() for side in (row.term, *row.replacements)]
    if any(len(side) < 2 or folded(side[0]) != folded(word) for side in sides):
        return None
    term, *replacements = (" ".join(side[1:]) for side in sides)
    if row_of.get(folded_with_case(term), number) != number:
        return Fix(f"remove the row, for {term!r} is a term", remove=(number,))
    cell = join_replacements(dict.fromkeys(replacements))
    cells = ((number, "term", term), (number, "replacements", cell))
    return Fix(f"write {term!r} and {cell!r}, without {word!r}", cells)


def _chains(rows: NumberedRows) -> list[Finding]:
    """Replacements that are terms themselves: a second translation would replace them again."""
    row_of: dict[str, tuple[int, Anchor]] = {}
    for number, row in rows:
        row_of.setdefault(folded_with_case(row.term), (number, row))
    findings = []
    for number, row in rows:
        for replacement in row.replacements:
            path, end = [row.term], folded_with_case(replacement)
            if end == folded_with_case(row.term):
                continue  # an error, which `faults` finds
            while len(path) < LONGEST_CHAIN and end in row_of and row_of[end][1].term not in path:
                next_row = row_of[end][1]
                path.append(next_row.term)
                end = folded_with_case(next_row.replacements[0]) if next_row.replacements else ""
            if len(path) == 1:
                continue
            cycle = end == folded_with_case(row.term)
            last = None  # the replacement at the end of the chain, if it is no term
            if cycle:
                path.append(row.term)
            elif end not in row_of:
                last = next(iter(row_of[folded_with_case(path[-1])][1].replacements), None)
                path += [last] if last else []
            kind = "replacement-cycle" if cycle else "replacement-chain"
            reason = f"its replacement {replacement!r} is a term itself: {' -> '.join(path)}"
            remedy = "write one that is no term: words of the target replace nothing"
            if last:
                fix = _rewrite(number, row, replacement, last)
            else:
                fix = _leave_out(number, row, replacement)
            findings.append(_warning(number, row, kind, reason, remedy, fix))
    return findings


def _capitals(
    number: int, row: Anchor, replacement: str, counts: TermCounts | None
) -> list[Finding]:
    """A name for a common word, or a common word for a name."""
    first = replacement[:1]
    if row.term[:1].islower() and first.isupper():
        reason = (
            f"the term is written small, its replacement {replacement!r} with a capital:"
            " a name would replace a common word"
        )
        fix = _rewrite(number, row, replacement, first.lower() + replacement[1:])
        return [_note(number, row, "case", reason, "write both alike", fix)]
    if not (row.term[:1].isupper() and first.islower()):
        return []
    if counts is None or not counts.may_be_english:
        is_name, where = folded(row.category) in PERSON, ""
    else:
        bare = counts.bare[row.term]
        is_name = 2 * bare > counts.hits[row.term]
        where = f", and {bare} times no article or the like stands before it"
    if not is_name:
        return []
    reason = f"the term is a name, its replacement {replacement!r} a common word{where}"
    fix = _rewrite(number, row, replacement, first.upper() + replacement[1:])
    return [_note(number, row, "case", reason, "write a name, or put an article before it", fix)]


def _articles(
    number: int, row: Anchor, replacement: str, counts: TermCounts | None
) -> list[Finding]:
    """Whether "a" and "an" before the term still fit before its replacement, in English."""
    if not (counts.may_be_english if counts else (row.term + replacement).isascii()):
        return []
    fix = _leave_out(number, row, replacement)
    article = "an" if _wants_an(replacement) else "a"
    if counts is None:
        expected = "an" if _wants_an(row.term) else "a"
        if article == expected or not (row.term[:1].islower() and replacement[:1].islower()):
            return []
        reason = (
            f"{expected!r} fits before the term, {article!r} before its replacement {replacement!r}"
        )
        return [_note(number, row, "article", reason, ARTICLE_REMEDY, fix)]
    other, times = ("a", counts.after_a) if article == "an" else ("an", counts.after_an)
    if not times[row.term]:
        return []
    often = "once" if times[row.term] == 1 else f"{times[row.term]} times"
    reason = f"{other!r} stands before it {often}: {other + ' ' + replacement!r} is not said"
    return [_warning(number, row, "article", reason, ARTICLE_REMEDY, fix)]


def _wants_an(words: str) -> bool:
    """Whether "an" is said before these words, by their letters; near enough for a warning."""
    sound = folded(words).lstrip("'\"(")
    if sound.startswith(SAID_WITH_AN):
        return True
    return sound.startswith(tuple("aeiou")) and not sound.startswith(SAID_WITH_A)


def _never_found(number: int, row: Anchor, counts: TermCounts) -> list[Finding]:
    if counts.hits[row.term]:
        return []
    reason = "the term never stands in the text as a whole word, or only inside longer terms"
    remedy = "look at its spelling, or remove the row"
    return [_warning(number, row, "never-found", reason, remedy, _remove(number))]


def _everyday(number: int, row: Anchor, counts: TermCounts) -> list[Finding]:
    hits = counts.hits[row.term]
    if hits < EVERYDAY or counts.per_million(row.term) < EVERYDAY_PER_MILLION:
        return []
    millions = len(counts.text) / 1e6
    reason = f"it stands {hits} times in {millions:.1f} million characters of everyday text"
    fix = Fix("reject it", ((number, "status", REJECTED),))
    remedy = "make the term longer, or reject it"
    return [_warning(number, row, "everyday-word", reason, remedy, fix)]


def _not_separable(table: AnchorTable, tokenizer, counts: TermCounts | None) -> list[Finding]:
    """Terms with an edge inside a token, or with an unknown token: their labels fall on wrong
    positions or on none.

    Each is tried in at most CONTEXTS places of the text, or between two plain words. A space before
    a term may belong to its token.
    """
    tried: list[tuple[int, Place]] = []
    for number, row in enumerate(table.rows, 1):
        if number - 1 in table.dropped or not row.term.strip():
            continue
        places = counts.places(row.term, CONTEXTS, around=40) if counts is not None else []
        for place in places or [Place("said ", row.term, " and")]:
            tried.append((number, place))
    if not tried:
        return []
    tokens = tokenizer(
        ["".join(place) for _, place in tried],
        return_offsets_mapping=True,
        add_special_tokens=False,
    )
    reasons: dict[int, str] = {}  # row -> the first place that fails
    for (number, place), ids, offsets in zip(
        tried, tokens["input_ids"], tokens["offset_mapping"], strict=True
    ):
        if number not in reasons:
            reason = _why_not_separable(place, ids, offsets, tokenizer.unk_token_id)
            if reason:
                reasons[number] = reason
    remedy = "make the term end where words end, or take in what stands beside it"
    return [
        _warning(number, table.rows[number - 1], "not-separable", reason, remedy)
        for number, reason in reasons.items()
    ]


def _why_not_separable(
    place: Place,
    ids: Sequence[int],
    offsets: Sequence[tuple[int, int]],
    unknown: int | None,
) -> str:
    """The reason at one place, from its tokens and their characters; empty where the term has
    tokens that hold nothing else.
    """
    text = "".join(place)
    start, end = len(place.before), len(place.before + place.term)
    for token, (low, high) in zip(ids, offsets, strict=True):
        if high <= start or low >= end:
            continue
        outside = text[low : max(low, start)].strip() + text[min(high, end) : high].strip()
        if outside:
            around = text[max(0, start - 12) : end + 12]
            return f"in {around!r} one token holds {text[low:high]!r}"
        if token == unknown:
            return f"the tokenizer has no token for {text[low:high]!r}"
    return ""


def _common_tokens(rows: NumberedRows, tokenizer, counts: TermCounts | None) -> list[Finding]:
    """Replacements that begin with a token which is common, though the word is not: "for" of
    "fortress". Says which token the forbidden rule takes instead.
    """
    # torch takes seconds to import, and only a tokenizer needs it
    from whp_kit.anchors.identifying import forms, identity
    from whp_kit.text.blocks import Encoder
    from whp_kit.text.common_tokens import CommonTokens, tokens_outside

    encoder = Encoder(tokenizer)
    text = () if counts is None else tokens_outside(counts.text, counts.spans, encoder)
    common = CommonTokens(encoder, text)
    findings = []
    pairs = [(number, row, replacement) for number, row in rows for replacement in row.replacements]
    forms_of = forms([replacement for _, _, replacement in pairs], encoder)
    for number, row, replacement in pairs:
        form = forms_of[replacement][0]  # after a space
        words = find_words(replacement, joined=True)
        if not form.tokens or not words or words[0].text in COMMON_WORDS:
            continue
        if form.tokens[:1] not in common:
            continue

        def said(tokens) -> str:
            return repr(tokenizer.decode(list(tokens)).strip())

        found = identity(form, common)
        if found is None:
            rule = "no other token identifies it, so the forbidden rule leaves it alone"
        elif found.after:
            rule = (
                f"the forbidden rule keeps {said([found.token])} from later labels, and only"
                f" right after {said(found.after)}"
            )
        else:
            rule = f"the forbidden rule keeps {said([found.token])} from later labels instead"
        reason = (
            f"its replacement {replacement!r} begins with the token {said(form.tokens[:1])}, which"
            f" is common: {rule}"
        )
        remedy = "nothing to do; choose another if labels should not say it again"
        findings.append(_note(number, row, "common-first-token", reason, remedy))
    return findings
