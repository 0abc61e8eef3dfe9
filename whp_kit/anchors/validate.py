"""What is wrong or doubtful about a table of anchors: each finding with its row, the reason, a remedy, and often a click that does it.

Errors keep a table from being used (`anchors.faults`), warnings most likely spoil the translation, notes are worth a look. Nothing is
changed here. Not done: a judgement of the story; a stand-in of the wrong kind (a ship for a person) is for a reader to see.
"""

from collections.abc import Iterable, Sequence

from whp_kit.anchors.evidence import Counts, Place, Reader
from whp_kit.anchors.matching import Matcher, find_each
from whp_kit.anchors.table import (
    REJECTED,
    Anchor,
    AnchorTable,
    Finding,
    Fix,
    faults,
    join_replacements,
)
from whp_kit.text.words import POOR_FIRST_WORDS, folded

SEVERITIES = ("error", "warning", "note")
EVERYDAY, EVERYDAY_PER_MILLION = (
    3,
    5.0,
)  # occurrences in general text, and per million characters of it, from which a term is a common word
PERSON = ("person", "people", "character", "name")  # categories whose stand-ins are names
SAID_WITH_AN = ("heir", "honest", "honour", "honor", "hour")
SAID_WITH_A = ("eu", "ewe", "one", "once", "uni", "use", "usu", "uto", "ufo", "u-")
CONTEXTS = 3  # occurrences in which the tokenizer is tried
SHOWN = 3  # terms named in one reason


def validate(
    table: AnchorTable,
    text: str | None = None,
    lexicon: Iterable[str] | None = None,
    general: str | None = None,
    tokenizer=None,
) -> list[Finding]:
    """Everything worth knowing about a table, as data: errors first (those that `check` refuses), then warnings, then notes, each by row.

    text: the target, to tell which terms never stand in it and whether articles and capitals still fit. lexicon: words peculiar to the
    target, which no replacement should hold. general: everyday text, to tell which terms are everyday words. tokenizer: a fast one, to tell
    which terms it cannot separate from what stands beside them. The table is left unchanged; rejected rows are not looked at; with errors
    in it the other checks still run over the rows that have a term.
    """
    reader = None if text is None else Reader(text)
    counts = None if reader is None else reader.read(table)
    elsewhere = None if general is None else Reader(general).read(table)
    found = judge(table, lexicon, counts, elsewhere)
    if tokenizer is not None:
        found = in_order(found + inseparable(table, tokenizer, reader))
    return found


def judge(
    table: AnchorTable,
    lexicon: Iterable[str] | None = None,
    counts: Counts | None = None,
    elsewhere: Counts | None = None,
) -> list[Finding]:
    """`validate` where the texts have been read already: `counts` of the target, `elsewhere` of general text. Reads no text itself."""
    live = [
        (number, row)
        for number, row in enumerate(table.rows, 1)
        if row.folded_status != REJECTED and row.term.strip()
    ]
    out = (
        faults(table)
        + _repeated(live)
        + _inside(table, live)
        + _replacements(table, live, lexicon or ())
        + _chains(live)
    )
    for number, row in live:
        out += _agreement(number, row, counts)
        if counts is not None and not counts.hits[row.term] and number - 1 not in table.dropped:
            reason = (
                "the term never stands in the text as a whole word, or only inside longer terms"
            )
            out.append(
                _warn(
                    number,
                    row,
                    "never-found",
                    reason,
                    "look at its spelling, or remove the row",
                    _remove(number),
                )
            )
        if elsewhere is not None and _is_everyday(elsewhere.hits[row.term], elsewhere.characters):
            reason = f"it stands {elsewhere.hits[row.term]} times in {elsewhere.characters / 1e6:.1f} million characters of everyday text"
            out.append(
                _warn(
                    number,
                    row,
                    "everyday-word",
                    reason,
                    "make the term longer, or reject it",
                    _reject(number),
                )
            )
    return in_order(out)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Worst first, then by row."""
    return sorted(found, key=lambda finding: (SEVERITIES.index(finding.severity), finding.row))


def inseparable(table: AnchorTable, tokenizer, reader: Reader | None = None) -> list[Finding]:
    """Terms one of whose edges falls inside a token, or that become an unknown token: their labels go to the wrong places or to none.

    Each is tried where it stands in the text (`reader`, which has read the table), at most CONTEXTS times, or between two plain words. A
    space before a term may belong to its token.
    """
    tried: list[tuple[int, Place]] = []
    for number, row in enumerate(table.rows, 1):
        if number - 1 not in table.dropped and row.term.strip():
            places = reader.places(row.term, CONTEXTS, 40) if reader is not None else []
            tried += [
                (number, place) for place in places or [Place(0, 0, "said ", row.term, " and")]
            ]
    if not tried:
        return []
    shown = tokenizer(
        [place.before + place.held + place.after for _, place in tried],
        return_offsets_mapping=True,
        add_special_tokens=False,
    )
    worst: dict[int, str] = {}
    for (number, place), ids, offsets in zip(
        tried, shown["input_ids"], shown["offset_mapping"], strict=True
    ):
        start, end = len(place.before), len(place.before + place.held)
        whole = place.before + place.held + place.after
        for token, (low, high) in zip(ids, offsets, strict=True):
            if high <= start or low >= end:
                continue
            outside = whole[low : max(low, start)].strip() + whole[min(high, end) : high].strip()
            if outside:
                worst.setdefault(
                    number,
                    f"in {whole[max(0, start - 12) : end + 12]!r} one token holds {whole[low:high]!r}",
                )
            elif token == tokenizer.unk_token_id:
                worst.setdefault(number, f"the tokenizer has no token for {whole[low:high]!r}")
    remedy = "make the term end where words end, or take in what stands beside it"
    return [
        _warn(number, table.rows[number - 1], "not-separable", reason, remedy)
        for number, reason in worst.items()
    ]


def _warn(
    number: int, row: Anchor, kind: str, reason: str, remedy: str, fix: Fix | None = None
) -> Finding:
    return Finding(number, row.term, kind, "warning", reason, remedy, fix)


def _note(
    number: int, row: Anchor, kind: str, reason: str, remedy: str, fix: Fix | None = None
) -> Finding:
    return Finding(number, row.term, kind, "note", reason, remedy, fix)


def _remove(number: int) -> Fix:
    return Fix("remove the row", remove=(number,))


def _reject(number: int) -> Fix:
    return Fix("reject it", ((number, "status", REJECTED),))


def _rewrite(number: int, row: Anchor, old: str, new: str | None) -> Fix | None:
    """One replacement written otherwise, or left out (None) where others remain."""
    others = [part for part in row.replacements if part != old]
    parts = [new if part == old else part for part in row.replacements] if new else others
    label = f"write {new!r}" if new else f"leave out {old!r}"
    return (
        Fix(label, ((number, "replacements", join_replacements(dict.fromkeys(parts))),))
        if parts
        else None
    )


def _repeated(live: Sequence[tuple[int, Anchor]]) -> list[Finding]:
    """Rows that say again what an earlier row says, and terms that share a replacement."""
    out, seen, owners = [], {}, {}
    for number, row in live:
        before = seen.setdefault(folded(row.term), number)
        if before != number:
            out.append(
                _warn(
                    number,
                    row,
                    "repeated",
                    f"the term stands in row {before} already",
                    "remove one of the two",
                    _remove(number),
                )
            )
            continue
        for replacement in row.replacements:
            owner = owners.setdefault(replacement, row.term)
            if owner != row.term:
                reason = f"its replacement {replacement!r} is that of {owner!r} too: two become one in the translation"
                remedy = "give one of them another where that would confuse"
                out.append(
                    _note(
                        number,
                        row,
                        "shared-replacement",
                        reason,
                        remedy,
                        _rewrite(number, row, replacement, None),
                    )
                )
    return out


def _inside(table: AnchorTable, live: Sequence[tuple[int, Anchor]]) -> list[Finding]:
    """Terms that take no part because they can be split, and terms that stand inside others."""
    out, known = [], {}
    for number, row in live:
        known.setdefault(folded(row.term), number)
    longer: dict[int, list[str]] = {}
    for number, row in live:
        if number - 1 in table.dropped:
            reason = table.dropped[number - 1]
            kind = "possessive" if reason.startswith("possessive") else "splittable"
            remedy = "nothing to do; remove the row if the list should show what is used"
            out.append(_note(number, row, kind, reason, remedy, _remove(number)))
            continue
        words = folded(row.term).split(" ")
        pieces = {
            " ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)
        } - {folded(row.term)}
        for piece in pieces & known.keys():
            longer.setdefault(known[piece], []).append(row.term)
    for number, terms in longer.items():
        named = ", ".join(repr(term) for term in terms[:SHOWN]) + (
            f" and {len(terms) - SHOWN} more" if len(terms) > SHOWN else ""
        )
        reason = f"it stands inside {named}; the longer term wins where both could"
        out.append(
            _note(
                number,
                table.rows[number - 1],
                "nested",
                reason,
                "see that their replacements tell of the same thing",
            )
        )
    return out


def _replacements(
    table: AnchorTable, live: Sequence[tuple[int, Anchor]], lexicon: Iterable[str]
) -> list[Finding]:
    """Replacements that bring the target back, or that the forbidden rule would make costly."""
    out = []
    pairs = [(number, row, replacement) for number, row in live for replacement in row.replacements]
    texts = [replacement for _, _, replacement in pairs]
    peculiar = Matcher([word for word in lexicon if word.strip()])
    held = (
        [[match.term for match in found] for found in find_each(matcher, texts)]
        for matcher in (table.matcher, peculiar)
    )
    for (number, row, replacement), terms, words in zip(pairs, *held, strict=True):
        leave_out = _rewrite(number, row, replacement, None)
        within = [
            term for term in terms if folded(term) != folded(replacement)
        ]  # a whole one is a chain
        if within:
            reason = f"its replacement {replacement!r} holds the term {within[0]!r}"
            out.append(
                _warn(
                    number,
                    row,
                    "replacement-holds-term",
                    reason,
                    "write one that is generic throughout",
                    leave_out,
                )
            )
        if any(word not in terms for word in words):
            word = next(word for word in words if word not in terms)
            reason = f"its replacement {replacement!r} holds {word!r}, peculiar to the target"
            out.append(
                _warn(
                    number,
                    row,
                    "replacement-is-peculiar",
                    reason,
                    "write one that is generic",
                    leave_out,
                )
            )
        first, *rest = replacement.split() or [""]
        if rest and first.lower() in POOR_FIRST_WORDS:
            reason = f"its replacement {replacement!r} begins with {first!r}, which the forbidden rule keeps from later labels"
            remedy = "begin it with a word of its own, or put the common word into the term"
            out.append(
                _warn(
                    number,
                    row,
                    "common-first-word",
                    reason,
                    remedy,
                    _rewrite(number, row, replacement, " ".join(rest)),
                )
            )
    return out


def _chains(live: Sequence[tuple[int, Anchor]]) -> list[Finding]:
    """Replacements that are terms themselves: what the one row puts in, another would take out, if translation went round twice."""
    rows: dict[str, tuple[int, Anchor]] = {}
    for number, row in live:
        rows.setdefault(folded(row.term), (number, row))
    out = []
    for number, row in live:
        for replacement in row.replacements:
            path, ends = [row.term], folded(replacement)
            if ends == folded(row.term):
                continue  # an error, told as such
            while ends in rows and rows[ends][1].term not in path:
                path.append(rows[ends][1].term)
                ends = folded(next(iter(rows[ends][1].replacements), ""))
            if len(path) == 1:
                continue
            cycle = ends == folded(row.term)
            last = (
                None
                if cycle or ends in rows
                else next(iter(rows[folded(path[-1])][1].replacements), None)
            )
            way = " -> ".join([*path, row.term] if cycle else [*path, *filter(None, [last])])
            reason = f"its replacement {replacement!r} is a term itself: {way}"
            fix = _rewrite(number, row, replacement, last)
            kind = "replacement-cycle" if cycle else "replacement-chain"
            out.append(
                _warn(
                    number,
                    row,
                    kind,
                    reason,
                    "write one that is no term: the target's own words are no stand-ins",
                    fix,
                )
            )
    return out


def _agreement(number: int, row: Anchor, counts: Counts | None) -> list[Finding]:
    """Capitals and articles: whether a replacement can stand where the term stands."""
    out = []
    for replacement in row.replacements:
        small, large = row.term[:1].islower(), row.term[:1].isupper()
        bare = (
            counts.bare[row.term]
            if counts is not None
            else int(row.category.strip().casefold() in PERSON)
        )
        if small and replacement[:1].isupper():
            reason = f"the term is written small, its replacement {replacement!r} with a capital: a name would stand for a common word"
            lower = replacement[:1].lower() + replacement[1:]
            out.append(
                _note(
                    number,
                    row,
                    "case",
                    reason,
                    "write both alike",
                    _rewrite(number, row, replacement, lower),
                )
            )
        elif (
            large
            and replacement[:1].islower()
            and bare
            and (counts is None or 2 * bare > counts.hits[row.term])
        ):
            where = (
                ""
                if counts is None
                else f", and {bare} times no article or the like stands before it"
            )
            reason = f"the term is a name, its replacement {replacement!r} a common word{where}"
            upper = replacement[:1].upper() + replacement[1:]
            remedy = "write a name, or put an article before it"
            out.append(
                _note(
                    number, row, "case", reason, remedy, _rewrite(number, row, replacement, upper)
                )
            )
        if counts is None:
            if (
                small
                and _wants_an(row.term) != _wants_an(replacement)
                and replacement[:1].islower()
            ):
                reason = f"{_article(row.term)!r} fits before the term, {_article(replacement)!r} before its replacement {replacement!r}"
                out.append(
                    _note(
                        number,
                        row,
                        "article",
                        reason,
                        _ARTICLE,
                        _rewrite(number, row, replacement, None),
                    )
                )
            continue
        wrong, article = (
            (counts.after_a, "a") if _wants_an(replacement) else (counts.after_an, "an")
        )
        if wrong[row.term]:
            times = "once" if wrong[row.term] == 1 else f"{wrong[row.term]} times"
            reason = (
                f"{article!r} stands before it {times}: {article + ' ' + replacement!r} is not said"
            )
            out.append(
                _warn(
                    number,
                    row,
                    "article",
                    reason,
                    _ARTICLE,
                    _rewrite(number, row, replacement, None),
                )
            )
    return out


_ARTICLE = (
    "choose one that begins with the same kind of sound, or make the article part of the term"
)


def _wants_an(words: str) -> bool:
    """Whether "an" is said before it, by its letters; near enough for a warning."""
    lower = words.lstrip("'\"“‘(").lower()
    if lower.startswith(SAID_WITH_AN):
        return True
    return lower[:1] in tuple("aeiou") and not lower.startswith(SAID_WITH_A)


def _article(words: str) -> str:
    return "an" if _wants_an(words) else "a"


def _is_everyday(hits: int, characters: int) -> bool:
    return hits >= EVERYDAY and hits >= EVERYDAY_PER_MILLION * characters / 1e6
